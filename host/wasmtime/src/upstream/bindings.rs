//! The types of the upstream package that differ from ours. The others are the same type by type, so that one binding
//! serves both.

use wasi_crypto_engine::KeyEncoding;
use wasi_crypto_keystore::Selector;
use wasmtime::component::{ComponentType, Lift, Lower};

use crate::bindings::ErrorCode;

/// `crypto-errno`: the numbers of the legacy API as cases.
#[derive(Clone, ComponentType, Copy, Debug, Eq, Lower, PartialEq)]
#[component(variant)]
#[expect(dead_code, reason = "a typed boundary has no use for some of them: handles trap, lists have no addresses")]
pub(crate) enum Errno {
    #[component(name = "success")]
    Success,
    #[component(name = "guest-error")]
    GuestError,
    #[component(name = "not-implemented")]
    NotImplemented,
    #[component(name = "unsupported-feature")]
    UnsupportedFeature,
    #[component(name = "prohibited-operation")]
    ProhibitedOperation,
    #[component(name = "unsupported-encoding")]
    UnsupportedEncoding,
    #[component(name = "unsupported-algorithm")]
    UnsupportedAlgorithm,
    #[component(name = "unsupported-option")]
    UnsupportedOption,
    #[component(name = "invalid-key")]
    InvalidKey,
    #[component(name = "invalid-length")]
    InvalidLength,
    #[component(name = "verification-failed")]
    VerificationFailed,
    #[component(name = "rng-error")]
    RngError,
    #[component(name = "algorithm-failure")]
    AlgorithmFailure,
    #[component(name = "invalid-signature")]
    InvalidSignature,
    #[component(name = "closed")]
    Closed,
    #[component(name = "invalid-handle")]
    InvalidHandle,
    #[component(name = "overflow")]
    Overflow,
    #[component(name = "internal-error")]
    InternalError,
    #[component(name = "too-many-handles")]
    TooManyHandles,
    #[component(name = "key-not-supported")]
    KeyNotSupported,
    #[component(name = "key-required")]
    KeyRequired,
    #[component(name = "invalid-tag")]
    InvalidTag,
    #[component(name = "invalid-operation")]
    InvalidOperation,
    #[component(name = "nonce-required")]
    NonceRequired,
    #[component(name = "invalid-nonce")]
    InvalidNonce,
    #[component(name = "option-not-set")]
    OptionNotSet,
    #[component(name = "not-found")]
    NotFound,
    #[component(name = "parameters-missing")]
    ParametersMissing,
    #[component(name = "in-progress")]
    InProgress,
    #[component(name = "incompatible-keys")]
    IncompatibleKeys,
    #[component(name = "expired")]
    Expired,
}

impl From<ErrorCode> for Errno {
    fn from(code: ErrorCode) -> Self {
        match code {
            ErrorCode::NotImplemented => Self::NotImplemented,
            ErrorCode::UnsupportedFeature => Self::UnsupportedFeature,
            ErrorCode::ProhibitedOperation => Self::ProhibitedOperation,
            ErrorCode::UnsupportedEncoding => Self::UnsupportedEncoding,
            ErrorCode::UnsupportedAlgorithm => Self::UnsupportedAlgorithm,
            ErrorCode::UnsupportedOption => Self::UnsupportedOption,
            ErrorCode::InvalidKey => Self::InvalidKey,
            ErrorCode::InvalidLength => Self::InvalidLength,
            ErrorCode::VerificationFailed => Self::VerificationFailed,
            ErrorCode::RngError => Self::RngError,
            ErrorCode::AlgorithmFailure => Self::AlgorithmFailure,
            ErrorCode::InvalidSignature => Self::InvalidSignature,
            ErrorCode::InvalidHandle => Self::InvalidHandle,
            ErrorCode::Overflow => Self::Overflow,
            ErrorCode::InternalError => Self::InternalError,
            ErrorCode::TooManyHandles => Self::TooManyHandles,
            ErrorCode::KeyNotSupported => Self::KeyNotSupported,
            ErrorCode::KeyRequired => Self::KeyRequired,
            ErrorCode::InvalidTag => Self::InvalidTag,
            ErrorCode::InvalidOperation => Self::InvalidOperation,
            ErrorCode::NonceRequired => Self::NonceRequired,
            ErrorCode::InvalidNonce => Self::InvalidNonce,
            ErrorCode::OptionNotSet => Self::OptionNotSet,
            ErrorCode::NotFound => Self::NotFound,
            ErrorCode::ParametersMissing => Self::ParametersMissing,
            ErrorCode::InProgress => Self::InProgress,
            ErrorCode::IncompatibleKeys => Self::IncompatibleKeys,
            ErrorCode::Expired => Self::Expired,
        }
    }
}

/// `keypair-encoding`
#[derive(Clone, ComponentType, Copy, Lift)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "lifted from the guest's discriminant, never written in Rust")]
pub(crate) enum KeypairEncoding {
    #[component(name = "raw")]
    Raw,
    #[component(name = "pkcs8")]
    Pkcs8,
    #[component(name = "pem")]
    Pem,
    #[component(name = "local")]
    Local,
}

impl From<KeypairEncoding> for KeyEncoding {
    fn from(encoding: KeypairEncoding) -> Self {
        match encoding {
            KeypairEncoding::Raw => Self::Raw,
            KeypairEncoding::Pkcs8 => Self::Pkcs8,
            KeypairEncoding::Pem => Self::Pem,
            KeypairEncoding::Local => Self::Local,
        }
    }
}

/// `version`, of arguments and results alike.
#[derive(Clone, ComponentType, Copy, Lift, Lower)]
#[component(variant)]
pub(crate) enum Version {
    #[component(name = "unspecified")]
    Unspecified,
    #[component(name = "latest")]
    Latest,
    #[component(name = "all")]
    All,
    #[component(name = "specified")]
    Specified(u64),
}

impl From<Version> for Selector {
    fn from(version: Version) -> Self {
        match version {
            // The number that stood for it, which no version ever has.
            Version::Unspecified => Self::Version(0xff00_0000_0000_0000),
            Version::Latest => Self::Latest,
            Version::All => Self::All,
            Version::Specified(version) => Self::Version(version),
        }
    }
}
