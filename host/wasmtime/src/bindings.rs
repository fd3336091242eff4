//! The types of the WIT package as Rust types.
//!
//! Written out rather than generated: a list of secret bytes has to be a type that wipes itself after wasmtime has
//! copied it into the guest, and input lists have to stay where they are, in guest memory. Nothing here can drift from
//! the package unnoticed: a component that imports every function of it is linked against this host in the tests, and
//! wasmtime compares each type when it links.

use bytes::Bytes;
use wasi_crypto_engine::SignatureEncoding as EngineSignatureEncoding;
use wasi_crypto_engine::{Category, KeyEncoding as EngineKeyEncoding};
use wasmtime::component::{ComponentType, Lift, Lower, Resource};

use crate::resources::{SymmetricKey, SymmetricTag};

/// `common.error-code`
#[derive(Clone, ComponentType, Copy, Debug, Eq, Lower, PartialEq)]
#[component(enum)]
#[repr(u8)]
pub(crate) enum ErrorCode {
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

/// `common.algorithm-type`
#[derive(Clone, ComponentType, Copy, Lift)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "lifted from the guest's discriminant, never written in Rust")]
pub(crate) enum AlgorithmType {
    #[component(name = "signatures")]
    Signatures,
    #[component(name = "symmetric")]
    Symmetric,
    #[component(name = "key-exchange")]
    KeyExchange,
}

impl From<AlgorithmType> for Category {
    fn from(kind: AlgorithmType) -> Self {
        match kind {
            AlgorithmType::Signatures => Self::Signatures,
            AlgorithmType::Symmetric => Self::Symmetric,
            AlgorithmType::KeyExchange => Self::KeyExchange,
        }
    }
}

/// `common.version`
#[derive(Clone, ComponentType, Copy, Lift)]
#[component(variant)]
pub(crate) enum Version {
    #[component(name = "latest")]
    Latest,
    #[component(name = "all")]
    All,
    #[component(name = "exact")]
    Exact(u64),
}

/// `common.managed-id`
#[derive(ComponentType, Lower)]
#[component(record)]
pub(crate) struct ManagedId {
    pub(crate) id: Bytes,
    pub(crate) version: u64,
}

/// `symmetric.detached-ciphertext`
#[derive(ComponentType, Lower)]
#[component(record)]
pub(crate) struct DetachedCiphertext {
    pub(crate) ciphertext: Bytes,
    pub(crate) tag: Resource<SymmetricTag>,
}

/// `symmetric.sealed`
#[derive(ComponentType, Lower)]
#[component(record)]
pub(crate) struct Sealed {
    pub(crate) nonce: Bytes,
    pub(crate) ciphertext: Bytes,
}

/// `asymmetric.key-encoding`
#[derive(Clone, ComponentType, Copy, Lift)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "lifted from the guest's discriminant, never written in Rust")]
pub(crate) enum KeyEncoding {
    #[component(name = "raw")]
    Raw,
    #[component(name = "pkcs8")]
    Pkcs8,
    #[component(name = "pem")]
    Pem,
    #[component(name = "sec")]
    Sec,
    #[component(name = "local")]
    Local,
}

impl From<KeyEncoding> for EngineKeyEncoding {
    fn from(encoding: KeyEncoding) -> Self {
        match encoding {
            KeyEncoding::Raw => Self::Raw,
            KeyEncoding::Pkcs8 => Self::Pkcs8,
            KeyEncoding::Pem => Self::Pem,
            KeyEncoding::Sec => Self::Sec,
            KeyEncoding::Local => Self::Local,
        }
    }
}

/// `signatures.signature-encoding`
#[derive(Clone, ComponentType, Copy, Lift)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "lifted from the guest's discriminant, never written in Rust")]
pub(crate) enum SignatureEncoding {
    #[component(name = "raw")]
    Raw,
    #[component(name = "der")]
    Der,
}

impl From<SignatureEncoding> for EngineSignatureEncoding {
    fn from(encoding: SignatureEncoding) -> Self {
        match encoding {
            SignatureEncoding::Raw => Self::Raw,
            SignatureEncoding::Der => Self::Der,
        }
    }
}

/// `key-exchange.encapsulation`
#[derive(ComponentType, Lower)]
#[component(record)]
pub(crate) struct Encapsulation {
    pub(crate) secret: Bytes,
    pub(crate) encapsulated: Bytes,
}

/// `key-exchange.key-encapsulation`
#[derive(ComponentType, Lower)]
#[component(record)]
pub(crate) struct KeyEncapsulation {
    pub(crate) key: Resource<SymmetricKey>,
    pub(crate) encapsulated: Bytes,
}
