//! A component of WASI 0.3 that does what a test outside it says, with streams: passes them on, writes and reads some
//! itself, and abandons calls. What each function does: wit/streams.wit. It has no WASI, only our WIT.

mod bindings {
    wit_bindgen::generate!({
        path: ["../../../../wit", "wit"],
        world: "wasi-crypto-tests:streams/streams",
        generate_all,
    });

    export!(Streams with_types_in self);

    /// What the exports hang on.
    pub struct Streams;
}
mod overlapping;
mod passed_on;
mod sealed;
mod slow;
mod together;
mod written;

use bindings::wasi::crypto::common::ErrorCode;
use bindings::wasi::crypto::symmetric::{SymmetricKey, SymmetricState};

/// The position of an error in `error-code`.
fn code(error: ErrorCode) -> u8 {
    error as u8
}

fn symmetric_key(algorithm: &str, raw: &[u8]) -> Result<SymmetricKey, u8> {
    SymmetricKey::import(algorithm, raw).map_err(code)
}

/// A state that has absorbed something.
fn state(algorithm: &str, key: Option<&[u8]>, data: &[u8]) -> Result<SymmetricState, u8> {
    let key = key.map(|raw| symmetric_key(algorithm, raw)).transpose()?;
    let state = SymmetricState::open(algorithm, key.as_ref(), None).map_err(code)?;
    if !data.is_empty() {
        state.absorb(data).map_err(code)?;
    }
    Ok(state)
}
