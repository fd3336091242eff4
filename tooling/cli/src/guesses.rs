//! What `run` says of a guest whose generation was guessed: once, when it makes a call whose meaning depends on that.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use wasi_crypto_componentize::guesses::{Guess, INTERFACE, TOLD};
use wasmtime::component::Linker;

use crate::escape::shown;
use crate::report;
use crate::runtime::foreign;

/// What was guessed about a guest that calls of it may depend on.
#[derive(Clone, Debug, Default)]
pub struct Guesses(Arc<[Guess]>);

impl Guesses {
    /// Guesses about a module; none about a component.
    pub fn new(guesses: Vec<Guess>) -> Guesses {
        Guesses(guesses.into())
    }

    /// Serves what the guest tells its calls by, if there is anything to tell.
    pub fn serve<T: 'static>(&self, linker: &mut Linker<T>) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let guesses = self.0.clone();
        let said = AtomicBool::new(false);
        let mut instance = linker.instance(INTERFACE).map_err(foreign)?;
        let told = instance.func_wrap(TOLD, move |_, (guess, value): (u32, u32)| {
            let guess = usize::try_from(guess).ok().and_then(|guess| guesses.get(guess));
            if let Some(guess) = guess.filter(|_| !said.swap(true, Ordering::Relaxed)) {
                warn(guess, value);
            }
            Ok(())
        });
        told.map_err(foreign)
    }
}

fn warn(guess: &Guess, value: u32) {
    let Guess { function, parameter, taken_for, .. } = guess;
    report::warn(format_args!(
        "the guest calls {} with {} = {value}, which means one thing or another, depending on the generation of the API \
         that it was built against; taken as in {}, unless --generation says which it was",
        shown(function),
        shown(parameter),
        taken_for
    ));
}
