//! Why a call failed.

use std::fmt;

/// The codes of `wasi:crypto`, each with what it means.
pub use crate::raw::common::ErrorCode;

/// What functions of this crate answer.
pub type Result<T> = std::result::Result<T, Error>;

/// A call that failed. It changed nothing, unless its documentation says otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error {
    code: ErrorCode,
}

impl Error {
    /// The code, to act on.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// Whether this is how a signature, a tag or a ciphertext that is not authentic is answered.
    pub fn is_not_authentic(&self) -> bool {
        matches!(self.code, ErrorCode::InvalidSignature | ErrorCode::InvalidTag | ErrorCode::VerificationFailed)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.name())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.code.message())
    }
}

impl std::error::Error for Error {}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Error {
        Error { code }
    }
}

impl From<Error> for signature::Error {
    fn from(error: Error) -> signature::Error {
        signature::Error::from_source(error)
    }
}

/// AEADs say no more than that it failed.
impl From<Error> for aead::Error {
    fn from(_: Error) -> aead::Error {
        aead::Error
    }
}
