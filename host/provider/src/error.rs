//! The engine's errors as the guest sees them, and the other words both sides have for the same.

use wasi_crypto_engine as engine;
use wasi_crypto_engine::{Category, Error};
use wasi_crypto_keystore::Selector;

use crate::bindings::asymmetric::KeyEncoding;
use crate::bindings::common::{AlgorithmType, ErrorCode, Version};
use crate::bindings::signatures::SignatureEncoding;

macro_rules! error_code {
    ([] $($error:ident $name:tt)*) => {
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

impl From<AlgorithmType> for Category {
    fn from(kind: AlgorithmType) -> Self {
        match kind {
            AlgorithmType::Signatures => Self::Signatures,
            AlgorithmType::Symmetric => Self::Symmetric,
            AlgorithmType::KeyExchange => Self::KeyExchange,
        }
    }
}

impl From<KeyEncoding> for engine::KeyEncoding {
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

impl From<SignatureEncoding> for engine::SignatureEncoding {
    fn from(encoding: SignatureEncoding) -> Self {
        match encoding {
            SignatureEncoding::Raw => Self::Raw,
            SignatureEncoding::Der => Self::Der,
        }
    }
}

impl From<Version> for Selector {
    fn from(version: Version) -> Self {
        match version {
            Version::Latest => Self::Latest,
            Version::All => Self::All,
            Version::Exact(version) => Self::Version(version),
        }
    }
}
