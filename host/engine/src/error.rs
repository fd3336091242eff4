//! The errors of the API, exactly those a guest can see.

use core::fmt;

/// Why an operation was refused.
///
/// The cases are those of the `error-code` enum of the WIT package, in its order. None carries detail: a failed
/// decryption or verification says only that it failed, and no input ever appears in a message.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Error {
    /// The function exists but this host does not have it.
    NotImplemented,
    /// The algorithm is known, this facility of it is not offered (for example RSA key generation).
    UnsupportedFeature,
    /// Policy forbids the operation.
    ProhibitedOperation,
    /// The encoding is not available for this type of key or signature.
    UnsupportedEncoding,
    /// No algorithm of that name in that category.
    UnsupportedAlgorithm,
    /// No algorithm knows an option of that name and type.
    UnsupportedOption,
    /// A key that does not decode, has the wrong size, is unsafe, or belongs to another algorithm.
    InvalidKey,
    /// More output was asked for than the algorithm can give, or an output buffer is too large.
    InvalidLength,
    /// Decapsulation failed.
    VerificationFailed,
    /// The system has no randomness.
    RngError,
    /// A library failed for a reason without a better name.
    AlgorithmFailure,
    /// A signature that is malformed or does not verify.
    InvalidSignature,
    /// An object of another kind or category than the operation wants.
    InvalidHandle,
    /// An output buffer is too small, or an input exceeds a limit.
    Overflow,
    /// The library contradicted itself; its state is still safe.
    InternalError,
    /// The table of handles is full.
    TooManyHandles,
    /// A key was given to an algorithm that takes none.
    KeyNotSupported,
    /// The algorithm needs a key and none was given.
    KeyRequired,
    /// Decryption or MAC verification failed.
    InvalidTag,
    /// The operation is not defined for the algorithm.
    InvalidOperation,
    /// A nonce is missing and cannot be generated safely, or it was used up.
    NonceRequired,
    /// A nonce of the wrong length.
    InvalidNonce,
    /// The option is known but has no value.
    OptionNotSet,
    /// No such managed object.
    NotFound,
    /// A mandatory option is missing.
    ParametersMissing,
    /// The operation is not finished; repeat the call.
    InProgress,
    /// Keys of different types, or halves that do not belong together.
    IncompatibleKeys,
    /// The managed object has expired.
    Expired,
}

impl Error {
    /// Every error, in the order of the WIT package.
    pub const ALL: [Self; 28] = [
        Self::NotImplemented,
        Self::UnsupportedFeature,
        Self::ProhibitedOperation,
        Self::UnsupportedEncoding,
        Self::UnsupportedAlgorithm,
        Self::UnsupportedOption,
        Self::InvalidKey,
        Self::InvalidLength,
        Self::VerificationFailed,
        Self::RngError,
        Self::AlgorithmFailure,
        Self::InvalidSignature,
        Self::InvalidHandle,
        Self::Overflow,
        Self::InternalError,
        Self::TooManyHandles,
        Self::KeyNotSupported,
        Self::KeyRequired,
        Self::InvalidTag,
        Self::InvalidOperation,
        Self::NonceRequired,
        Self::InvalidNonce,
        Self::OptionNotSet,
        Self::NotFound,
        Self::ParametersMissing,
        Self::InProgress,
        Self::IncompatibleKeys,
        Self::Expired,
    ];

    /// The name of the error in the WIT package, for example `invalid-tag`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotImplemented => "not-implemented",
            Self::UnsupportedFeature => "unsupported-feature",
            Self::ProhibitedOperation => "prohibited-operation",
            Self::UnsupportedEncoding => "unsupported-encoding",
            Self::UnsupportedAlgorithm => "unsupported-algorithm",
            Self::UnsupportedOption => "unsupported-option",
            Self::InvalidKey => "invalid-key",
            Self::InvalidLength => "invalid-length",
            Self::VerificationFailed => "verification-failed",
            Self::RngError => "rng-error",
            Self::AlgorithmFailure => "algorithm-failure",
            Self::InvalidSignature => "invalid-signature",
            Self::InvalidHandle => "invalid-handle",
            Self::Overflow => "overflow",
            Self::InternalError => "internal-error",
            Self::TooManyHandles => "too-many-handles",
            Self::KeyNotSupported => "key-not-supported",
            Self::KeyRequired => "key-required",
            Self::InvalidTag => "invalid-tag",
            Self::InvalidOperation => "invalid-operation",
            Self::NonceRequired => "nonce-required",
            Self::InvalidNonce => "invalid-nonce",
            Self::OptionNotSet => "option-not-set",
            Self::NotFound => "not-found",
            Self::ParametersMissing => "parameters-missing",
            Self::InProgress => "in-progress",
            Self::IncompatibleKeys => "incompatible-keys",
            Self::Expired => "expired",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotImplemented => "not implemented",
            Self::UnsupportedFeature => "the algorithm does not offer this facility here",
            Self::ProhibitedOperation => "the operation is prohibited",
            Self::UnsupportedEncoding => "the encoding is not available for this type",
            Self::UnsupportedAlgorithm => "unknown algorithm",
            Self::UnsupportedOption => "unknown option",
            Self::InvalidKey => "invalid key",
            Self::InvalidLength => "invalid length",
            Self::VerificationFailed => "decapsulation failed",
            Self::RngError => "no secure randomness available",
            Self::AlgorithmFailure => "the algorithm failed",
            Self::InvalidSignature => "invalid signature",
            Self::InvalidHandle => "an object of the wrong kind",
            Self::Overflow => "buffer too small or limit exceeded",
            Self::InternalError => "internal error",
            Self::TooManyHandles => "too many handles",
            Self::KeyNotSupported => "the algorithm takes no key",
            Self::KeyRequired => "the algorithm needs a key",
            Self::InvalidTag => "invalid tag",
            Self::InvalidOperation => "the operation is not defined for this algorithm",
            Self::NonceRequired => "a fresh nonce is required",
            Self::InvalidNonce => "invalid nonce",
            Self::OptionNotSet => "the option is not set",
            Self::NotFound => "not found",
            Self::ParametersMissing => "a mandatory option is missing",
            Self::InProgress => "in progress",
            Self::IncompatibleKeys => "the keys are incompatible",
            Self::Expired => "expired",
        })
    }
}

impl core::error::Error for Error {}

/// The result of an engine operation.
pub type Result<T, E = Error> = core::result::Result<T, E>;
