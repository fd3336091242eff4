//! The types of the upstream package that differ from ours. The others are the same type by type, so that one binding
//! serves both.

use wasi_crypto_engine::KeyEncoding;
use wasi_crypto_keystore::Selector;
use wasmtime::component::{ComponentType, Lift, Lower};

use crate::bindings::ErrorCode;

/// Makes the type of errors of the legacy API: two cases come before ours, and one in their midst.
macro_rules! errno {
    ([$($before:ident $named:tt)*] InvalidSignature $name:tt $($error:ident $other:tt)*) => {
        errno!(@ $($before $named)* InvalidSignature $name Closed "closed" $($error $other)*);

        impl From<ErrorCode> for Errno {
            fn from(code: ErrorCode) -> Self {
                match code {
                    $(ErrorCode::$before => Self::$before,)*
                    ErrorCode::InvalidSignature => Self::InvalidSignature,
                    $(ErrorCode::$error => Self::$error,)*
                }
            }
        }
    };
    ([$($before:tt)*] $error:ident $name:tt $($rest:tt)*) => {
        errno!([$($before)* $error $name] $($rest)*);
    };
    (@ $($error:ident $name:tt)*) => {
        /// `crypto-errno`: the numbers of the legacy API as cases.
        #[derive(Clone, ComponentType, Copy, Debug, Eq, Lower, PartialEq)]
        #[component(variant)]
        #[expect(dead_code, reason = "a typed boundary has no use for some: handles trap, lists have no addresses")]
        pub(crate) enum Errno {
            #[component(name = "success")]
            Success,
            #[component(name = "guest-error")]
            GuestError,
            $(#[component(name = $name)] $error,)*
        }
    };
}

wasi_crypto_engine::for_each_error!(errno);

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
