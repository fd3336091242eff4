//! The types of the WIT package of the guest `component-vectors` as Rust types. Wasmtime compares them with the guest's
//! at every call.

use wasi_crypto_engine::{Category, KeyEncoding, SignatureEncoding};
use wasmtime::component::{ComponentType, Lower};

/// `types.category`
#[derive(Clone, ComponentType, Copy, Debug, Lower)]
#[component(enum)]
#[repr(u8)]
pub(super) enum WitCategory {
    #[component(name = "signatures")]
    Signatures,
    #[component(name = "symmetric")]
    Symmetric,
    #[component(name = "key-exchange")]
    KeyExchange,
}

impl From<Category> for WitCategory {
    fn from(category: Category) -> Self {
        match category {
            Category::Signatures => Self::Signatures,
            Category::Symmetric => Self::Symmetric,
            Category::KeyExchange => Self::KeyExchange,
        }
    }
}

/// `types.encoding`
#[derive(Clone, ComponentType, Copy, Debug, Lower)]
#[component(enum)]
#[repr(u8)]
pub(super) enum WitEncoding {
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

impl From<KeyEncoding> for WitEncoding {
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

/// `types.signature-form`
#[derive(Clone, ComponentType, Copy, Debug, Lower)]
#[component(enum)]
#[repr(u8)]
pub(super) enum WitForm {
    #[component(name = "raw")]
    Raw,
    #[component(name = "der")]
    Der,
}

impl From<SignatureEncoding> for WitForm {
    fn from(encoding: SignatureEncoding) -> Self {
        match encoding {
            SignatureEncoding::Raw => Self::Raw,
            SignatureEncoding::Der => Self::Der,
        }
    }
}

/// `types.encoded`
#[derive(Clone, ComponentType, Copy, Debug, Lower)]
#[component(record)]
pub(super) struct Encoded<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) encoding: WitEncoding,
}

pub(super) fn encoded(bytes: &[u8], encoding: KeyEncoding) -> Encoded<'_> {
    Encoded { bytes, encoding: encoding.into() }
}

/// `symmetric-vectors.setting`
#[derive(Clone, ComponentType, Copy, Debug, Lower)]
#[component(variant)]
#[expect(dead_code, reason = "the type has to have every case of the guest's")]
pub(super) enum Setting<'a> {
    #[component(name = "bytes")]
    Bytes((&'a str, &'a [u8])),
    #[component(name = "number")]
    Number((&'a str, u64)),
    #[component(name = "memory-budget")]
    MemoryBudget((&'a str, u32)),
}

/// `symmetric-vectors.opening`
#[derive(Clone, ComponentType, Copy, Debug, Lower)]
#[component(record)]
pub(super) struct Opening<'a> {
    pub(super) algorithm: &'a str,
    pub(super) key: Option<(&'a str, &'a [u8])>,
    pub(super) options: Option<(WitCategory, &'a [Setting<'a>])>,
}

/// `symmetric-vectors.action`
#[derive(Clone, ComponentType, Copy, Debug, Lower)]
#[component(variant)]
#[expect(dead_code, reason = "the type has to have every case of the guest's")]
pub(super) enum Action<'a> {
    #[component(name = "algorithm")]
    Algorithm,
    #[component(name = "get-option")]
    GetOption(&'a str),
    #[component(name = "get-option-u64")]
    GetOptionU64(&'a str),
    #[component(name = "clone")]
    Clone,
    #[component(name = "absorb")]
    Absorb(&'a [u8]),
    #[component(name = "squeeze")]
    Squeeze(u32),
    #[component(name = "squeeze-tag")]
    SqueezeTag,
    #[component(name = "squeeze-key")]
    SqueezeKey(&'a str),
    #[component(name = "max-tag-len")]
    MaxTagLen,
    #[component(name = "encrypt")]
    Encrypt(&'a [u8]),
    #[component(name = "encrypt-detached")]
    EncryptDetached(&'a [u8]),
    #[component(name = "decrypt")]
    Decrypt(&'a [u8]),
    #[component(name = "decrypt-detached")]
    DecryptDetached((&'a [u8], &'a [u8])),
    #[component(name = "ratchet")]
    Ratchet,
    #[component(name = "verify-tag")]
    VerifyTag(&'a [u8]),
}
