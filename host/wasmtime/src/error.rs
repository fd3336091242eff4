//! What a guest sees of a failure, and what ends its call.

use std::sync::PoisonError;

use wasi_crypto_engine::Error;
use wasmtime::component::ResourceTableError;

use crate::bindings::ErrorCode;

/// The result of a host function before [`convert`] decides what becomes of a failure.
pub(crate) type HostResult<T> = Result<T, HostError>;

/// A failure, sorted by who has to hear of it.
#[derive(Debug)]
pub(crate) enum HostError {
    /// The guest asked for something it cannot have; the call returns this code.
    Code(ErrorCode),
    /// The guest broke the canonical ABI (a string that is no UTF-8, a handle it does not own), or the host has a
    /// bug; the instance cannot go on.
    Trap(wasmtime::Error),
}

/// Turns the outcome of a host function into what wasmtime returns to the guest.
///
/// Only the functions of this file decide between an error code and a trap.
pub(crate) fn convert<T, E: From<ErrorCode>>(outcome: HostResult<T>) -> wasmtime::Result<(Result<T, E>,)> {
    match outcome {
        Ok(value) => Ok((Ok(value),)),
        Err(HostError::Code(code)) => Ok((Err(code.into()),)),
        Err(HostError::Trap(error)) => Err(error),
    }
}

/// The same for a function whose WIT type has no error: what a guest has no code for is a bug of the host.
pub(crate) fn convert_infallible<T>(outcome: HostResult<T>) -> wasmtime::Result<(T,)> {
    match outcome {
        Ok(value) => Ok((value,)),
        Err(HostError::Code(code)) => Err(wasmtime::format_err!("unexpected {code:?} in wasi:crypto")),
        Err(HostError::Trap(error)) => Err(error),
    }
}

/// The same for one entry of a batch: an error code is the entry's result, anything else ends the whole call.
pub(crate) fn convert_entry<T>(outcome: HostResult<T>) -> HostResult<Result<T, ErrorCode>> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(HostError::Code(code)) => Ok(Err(code)),
        Err(trap @ HostError::Trap(_)) => Err(trap),
    }
}

impl From<ErrorCode> for HostError {
    fn from(code: ErrorCode) -> Self {
        Self::Code(code)
    }
}

impl From<Error> for HostError {
    fn from(error: Error) -> Self {
        Self::Code(error.into())
    }
}

impl From<wasmtime::Error> for HostError {
    fn from(error: wasmtime::Error) -> Self {
        Self::Trap(error)
    }
}

impl From<ResourceTableError> for HostError {
    fn from(error: ResourceTableError) -> Self {
        match error {
            // The embedder may have set a capacity below our own limit.
            ResourceTableError::Full => Self::Code(ErrorCode::TooManyHandles),
            // wasmtime has checked the guest's handle before, so the table no longer agrees with wasmtime's: a bug
            // of the host or of the embedder, who shares the table.
            ResourceTableError::NotPresent | ResourceTableError::WrongType | ResourceTableError::HasChildren => {
                Self::Trap(error.into())
            }
        }
    }
}

/// A thread that panicked while it worked on an object left it in an unknown condition: refuse to touch it.
impl<T> From<PoisonError<T>> for HostError {
    fn from(_: PoisonError<T>) -> Self {
        Self::Code(ErrorCode::InternalError)
    }
}
