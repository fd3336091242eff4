//! What the holder of a key may do with it.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, Result};

/// What the holder of a key may do with it: a set of uses, and whether the key may be exported.
///
/// Keys carry their permissions; generated and imported ones have all. What is not permitted is
/// [`Error::ProhibitedOperation`], before anything is spent or changed. States take the permissions of the key they are
/// opened with, copies and halves those of their original. Permissions can only be taken away.
///
/// ```
/// use wasi_crypto_engine::{Engine, Error, Permissions, SymmetricKey, Use, oneshot};
///
/// let key = SymmetricKey::generate(&Engine::new(), "HMAC/SHA-256", None)?;
/// let tag = oneshot::mac(&key, b"message")?;
/// let key = key.restrict(Permissions::none().allow(Use::Verify));
/// oneshot::verify_mac(&key, b"message", &tag)?;
/// assert_eq!(oneshot::mac(&key, b"another").unwrap_err(), Error::ProhibitedOperation);
/// assert_eq!(key.export().unwrap_err(), Error::ProhibitedOperation);
/// # Ok::<(), Error>(())
/// ```
///
/// | Key | Operation | Needs |
/// |---|---|---|
/// | key pair, secret key, symmetric key | `export`, in every encoding | export |
/// | key pair, symmetric key | `to_keep`, which a store seals | export, or to be kept |
/// | signature | opening a state that signs; `oneshot::sign` | sign |
/// | Diffie-Hellman, key encapsulation | `dh`, `decapsulate` | derive |
/// | MAC | `squeeze_tag` | sign or verify |
/// | | reading that tag; `oneshot::mac` | sign |
/// | | comparing that tag; `oneshot::verify_mac` | verify |
/// | HKDF | `squeeze`, `squeeze_key`; `oneshot::derive` | derive |
/// | BLAKE3 | `squeeze` | sign or derive |
/// | AEAD, cipher, session | `encrypt`, `encrypt_detached`; `oneshot::seal` | encrypt |
/// | | reading and comparing the tag of `encrypt_detached` | nothing more |
/// | | `decrypt`, `decrypt_detached`; `oneshot::open` | decrypt |
/// | sealed stream | [`Sealer::new`](crate::Sealer::new) | encrypt |
/// | | [`Opener::new`](crate::Opener::new) | decrypt |
/// | session | `squeeze`, `squeeze_key` | derive |
/// | | `squeeze_tag` | sign, verify or derive |
/// | | reading that tag, whose bytes `squeeze` would give too | sign or derive |
/// | | comparing that tag | verify |
/// | every symmetric key | opening and copying a state, `absorb`, `ratchet`, `max_tag_len`, options: nothing of the key comes out | nothing |
/// | every public key | everything, also of a pair that is restricted | nothing |
///
/// Keys that are derived are not restricted: who derives them could have their bytes.
///
/// # What permissions cannot do
///
/// Who may encrypt under a nonce of his choice gets the key stream of that nonce, and with it the message someone else
/// encrypted under it, without any permission to decrypt. Only AES-SIV, AES-GCM-SIV and AES-CBC are different. With
/// AES-CTR decrypting is encrypting, too.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Permissions {
    export: bool,
    keep: bool,
    uses: u8,
}

/// A use of a key. Its name, which [`Display`](fmt::Display) writes and [`FromStr`] reads, is the variant in lower
/// case.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Use {
    /// Making signatures and tags.
    Sign,
    /// Checking tags. Signatures are checked with public keys, which are never restricted.
    Verify,
    /// Encrypting.
    Encrypt,
    /// Decrypting.
    Decrypt,
    /// Computing bytes and keys from the key: agreement, decapsulation, derivation.
    Derive,
}

impl Permissions {
    /// Everything is permitted.
    pub const ALL: Self = Self { export: true, keep: true, uses: 0b1_1111 };

    /// Nothing is permitted, but what needs no permission.
    pub const fn none() -> Self {
        Self { export: false, keep: false, uses: 0 }
    }

    /// Permits export, or no longer. With it goes the right to [`keep`](Self::keep) the key.
    #[must_use]
    pub const fn export(self, export: bool) -> Self {
        Self { export, keep: export, ..self }
    }

    /// Permits to put the key into a store, from which it comes with other permissions, where export is not permitted.
    #[must_use]
    pub const fn keep(self, keep: bool) -> Self {
        Self { keep, ..self }
    }

    /// Permits one more use.
    #[must_use]
    pub const fn allow(self, usage: Use) -> Self {
        Self { uses: self.uses | usage.bit(), ..self }
    }

    /// What both permit.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self { export: self.export && other.export, keep: self.keep && other.keep, uses: self.uses & other.uses }
    }

    /// Whether the key may be exported.
    pub const fn allows_export(self) -> bool {
        self.export
    }

    /// Whether the key may be put into a store.
    pub const fn allows_keeping(self) -> bool {
        self.export || self.keep
    }

    /// Whether a use is permitted.
    pub const fn allows(self, usage: Use) -> bool {
        self.uses & usage.bit() != 0
    }

    /// The uses that are permitted.
    pub fn uses(self) -> impl Iterator<Item = Use> {
        Use::ALL.into_iter().filter(move |usage| self.allows(*usage))
    }

    /// [`Error::ProhibitedOperation`] unless a use is permitted.
    pub(crate) fn require(self, usage: Use) -> Result<()> {
        self.require_any(&[usage])
    }

    /// [`Error::ProhibitedOperation`] unless one of some uses is permitted.
    pub(crate) fn require_any(self, uses: &[Use]) -> Result<()> {
        if uses.iter().any(|usage| self.allows(*usage)) { Ok(()) } else { Err(Error::ProhibitedOperation) }
    }

    /// [`Error::ProhibitedOperation`] unless the key may be exported.
    pub(crate) fn require_export(self) -> Result<()> {
        if self.export { Ok(()) } else { Err(Error::ProhibitedOperation) }
    }

    /// [`Error::ProhibitedOperation`] unless the key may be put into a store.
    pub(crate) fn require_keeping(self) -> Result<()> {
        if self.allows_keeping() { Ok(()) } else { Err(Error::ProhibitedOperation) }
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = f.debug_set();
        if self.export {
            all.entry(&format_args!("Export"));
        } else if self.keep {
            all.entry(&format_args!("Keep"));
        }
        all.entries(self.uses()).finish()
    }
}

impl Use {
    /// Every use.
    pub const ALL: [Self; 5] = [Self::Sign, Self::Verify, Self::Encrypt, Self::Decrypt, Self::Derive];

    /// The name in policies, for example `sign`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
            Self::Encrypt => "encrypt",
            Self::Decrypt => "decrypt",
            Self::Derive => "derive",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Sign => 1,
            Self::Verify => 2,
            Self::Encrypt => 4,
            Self::Decrypt => 8,
            Self::Derive => 16,
        }
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Use {
    type Err = UnknownUse;

    fn from_str(name: &str) -> Result<Self, UnknownUse> {
        Self::ALL.into_iter().find(|usage| usage.name() == name).ok_or_else(|| UnknownUse(name.to_owned()))
    }
}

/// A name that is not the name of a use.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownUse(pub String);

impl fmt::Display for UnknownUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no use `{}` of keys; the uses are `sign`, `verify`, `encrypt`, `decrypt`, `derive`", self.0)
    }
}

impl core::error::Error for UnknownUse {}
