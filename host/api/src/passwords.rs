//! Passwords in one call.

use wasi_crypto_engine::{Error, Options, Result, Step, SymmetricState};

use crate::asymmetric::SharedOptions;
use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::length::Length;
use crate::work::Work;
use crate::workers::{Lane, Order};

/// Hashes a password, the first list, to be stored.
///
/// # Errors
/// Those of [`SymmetricState::open`], and of [`SymmetricState::squeeze_tag`]; [`Error::InvalidOperation`] if the algorithm
/// hashes no passwords; [`Error::Overflow`] if the work is more than a call may cost.
pub fn hash(
    caller: &Caller,
    algorithm: &str,
    options: Option<SharedOptions>,
    inputs: &dyn Inputs,
) -> Result<Work<Vec<u8>>> {
    let options = match &options {
        Some(options) => Some(options.lock().map_err(|_| Error::InternalError)?),
        None => None,
    };
    let mut state = absorbed(caller, algorithm, options.as_deref(), inputs)?;
    let price = state.price(Step::SqueezeTag);
    compute(caller, price, move || Ok(state.squeeze_tag()?.bytes()?.to_vec()))
}

/// Checks a password, the first list, against a stored one, the second.
///
/// # Errors
/// Those of [`SymmetricState::open`], and of [`SymmetricState::verify_password`]; [`Error::InvalidOperation`] if the
/// algorithm hashes no passwords; [`Error::Overflow`] if the work is more than a call may cost.
pub fn verify(caller: &Caller, algorithm: &str, inputs: &dyn Inputs) -> Result<Work<()>> {
    let mut state = absorbed(caller, algorithm, None, inputs)?;
    let stored = inputs.list(1);
    let price = state.verify_price(stored);
    let stored = stored.get(..LONGEST).unwrap_or(stored).to_vec();
    compute(caller, price, move || state.verify_password(&stored))
}

/// More than the bytes of any stored password.
const LONGEST: usize = 4096;

/// A state that has absorbed the password.
fn absorbed(
    caller: &Caller,
    algorithm: &str,
    options: Option<&Options>,
    inputs: &dyn Inputs,
) -> Result<SymmetricState> {
    let mut state = SymmetricState::open(caller.guest().engine(), algorithm, None, options)?;
    if !state.is_slow() {
        return Err(Error::InvalidOperation);
    }
    state.absorb(inputs.list(0))?;
    Ok(state)
}

fn compute<O: Send + 'static>(
    caller: &Caller,
    price: u64,
    compute: impl FnOnce() -> Result<O> + Send + 'static,
) -> Result<Work<O>> {
    Ok(match caller.admit(price)? {
        Length::Short => Work::Done(compute()?),
        Length::Long(long) => {
            let order = Order { client: caller.guest().client(), lane: Lane::Passwords, long };
            Work::compute(order, move || Ok(Work::Done(compute()?)))
        }
    })
}
