//! The types of the WIT package of the guest `component-vectors` as Rust types. Wasmtime compares them with the guest's
//! at every call; in Node they are what jco makes of them, written as JSON.

use serde::Serialize;
use wasi_crypto_engine::{Category, KeyEncoding, SignatureEncoding};
use wasmtime::component::{ComponentType, Lower};

/// `types.category`
#[derive(Clone, ComponentType, Copy, Debug, Lower, Serialize)]
#[component(enum)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum WitCategory {
    /// Signatures.
    #[component(name = "signatures")]
    Signatures,
    /// Everything without key pairs.
    #[component(name = "symmetric")]
    Symmetric,
    /// Key exchange.
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
#[derive(Clone, ComponentType, Copy, Debug, Lower, Serialize)]
#[component(enum)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum WitEncoding {
    /// Raw bytes.
    #[component(name = "raw")]
    Raw,
    /// PKCS#8, or SubjectPublicKeyInfo.
    #[component(name = "pkcs8")]
    Pkcs8,
    /// The same in PEM armour.
    #[component(name = "pem")]
    Pem,
    /// SEC 1.
    #[component(name = "sec")]
    Sec,
    /// The host's own.
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
#[derive(Clone, ComponentType, Copy, Debug, Lower, Serialize)]
#[component(enum)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum WitForm {
    /// Raw bytes.
    #[component(name = "raw")]
    Raw,
    /// DER.
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
#[derive(Clone, ComponentType, Copy, Debug, Lower, Serialize)]
#[component(record)]
pub struct Encoded<'a> {
    /// The key.
    pub bytes: &'a [u8],
    /// Its encoding.
    pub encoding: WitEncoding,
}

/// A key in an encoding.
pub fn encoded(bytes: &[u8], encoding: KeyEncoding) -> Encoded<'_> {
    Encoded { bytes, encoding: encoding.into() }
}

/// `symmetric-vectors.setting`
#[derive(Clone, ComponentType, Copy, Debug, Lower, Serialize)]
#[component(variant)]
#[serde(rename_all = "kebab-case", tag = "tag", content = "val")]
pub enum Setting<'a> {
    /// A byte string.
    #[component(name = "bytes")]
    Bytes((&'a str, &'a [u8])),
    /// A number.
    #[component(name = "number")]
    Number((&'a str, u64)),
    /// A memory budget.
    #[component(name = "memory-budget")]
    MemoryBudget((&'a str, u32)),
}

/// `symmetric-vectors.opening`
#[derive(Clone, ComponentType, Copy, Debug, Lower, Serialize)]
#[component(record)]
pub struct Opening<'a> {
    /// The state's algorithm.
    pub algorithm: &'a str,
    /// A key and the algorithm it is imported for.
    pub key: Option<(&'a str, &'a [u8])>,
    /// Category and settings of the option set, if there is to be one.
    pub options: Option<(WitCategory, &'a [Setting<'a>])>,
}

/// `symmetric-vectors.action`
#[derive(Clone, ComponentType, Copy, Debug, Lower, Serialize)]
#[component(variant)]
#[serde(rename_all = "kebab-case", tag = "tag", content = "val")]
pub enum Action<'a> {
    /// The state's identifier.
    #[component(name = "algorithm")]
    Algorithm,
    /// A byte string option.
    #[component(name = "get-option")]
    GetOption(&'a str),
    /// A number option.
    #[component(name = "get-option-u64")]
    GetOptionU64(&'a str),
    /// Appends a copy to the states.
    #[component(name = "clone")]
    Clone,
    /// Absorb.
    #[component(name = "absorb")]
    Absorb(&'a [u8]),
    /// Squeeze so many bytes.
    #[component(name = "squeeze")]
    Squeeze(u32),
    /// Squeeze a tag.
    #[component(name = "squeeze-tag")]
    SqueezeTag,
    /// Squeeze a key of an algorithm.
    #[component(name = "squeeze-key")]
    SqueezeKey(&'a str),
    /// Largest tag.
    #[component(name = "max-tag-len")]
    MaxTagLen,
    /// Encrypt.
    #[component(name = "encrypt")]
    Encrypt(&'a [u8]),
    /// Encrypt, the tag behind.
    #[component(name = "encrypt-detached")]
    EncryptDetached(&'a [u8]),
    /// Decrypt.
    #[component(name = "decrypt")]
    Decrypt(&'a [u8]),
    /// Decrypt with a tag on its own.
    #[component(name = "decrypt-detached")]
    DecryptDetached((&'a [u8], &'a [u8])),
    /// Ratchet.
    #[component(name = "ratchet")]
    Ratchet,
    /// Squeeze a tag and compare.
    #[component(name = "verify-tag")]
    VerifyTag(&'a [u8]),
}
