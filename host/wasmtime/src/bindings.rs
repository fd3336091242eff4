//! The types of the WIT package as Rust types.
//!
//! Written out rather than generated: a list of secret bytes has to be a type that wipes itself after wasmtime has
//! copied it into the guest, and input lists have to stay where they are, in guest memory. Nothing here can drift from
//! the package unnoticed: a component that imports every function of it is linked against this host in the tests, and
//! wasmtime compares each type when it links.

use bytes::Bytes;
use wasi_crypto_engine::SignatureEncoding as EngineSignatureEncoding;
use wasi_crypto_engine::{Category, Error, KeyEncoding as EngineKeyEncoding};
use wasmtime::component::{ComponentType, Lift, Lower, Resource};

use crate::resources::{SymmetricKey, SymmetricTag};

macro_rules! error_code {
    ([] $($error:ident $name:tt)*) => {
        /// `common.error-code`
        #[derive(Clone, ComponentType, Copy, Debug, Eq, Lower, PartialEq)]
        // What a future carries, the runtime may be asked to give back.
        #[cfg_attr(feature = "p3", derive(Lift))]
        #[component(enum)]
        #[repr(u8)]
        pub(crate) enum ErrorCode {
            $(#[component(name = $name)] $error,)*
        }

        impl From<Error> for ErrorCode {
            fn from(error: Error) -> Self {
                match error {
                    $(Error::$error => Self::$error,)*
                }
            }
        }
    };
}

wasi_crypto_engine::for_each_error!(error_code);

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
    pub(crate) nonce: Vec<u8>,
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
