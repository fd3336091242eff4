//! The algorithm table: one row per identifier.
//!
//! Sizes are bytes. The table is the only place that knows them; providers are checked against it. It holds facts and
//! nothing that computes. What is here and not for this crate alone is what a provider can say of an algorithm that the
//! table does not have, see [`Description`](crate::provider::Description).

mod cost;
mod rows;
mod streams;

use spki::ObjectIdentifier;

use crate::encoding::Category;

pub(crate) use cost::Cost;
pub(crate) use rows::ROWS;
pub use streams::StreamFormat;

/// How strongly the specification asks for an algorithm.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SpecStatus {
    /// Every host must have it.
    Required,
    /// Every host should have it.
    Recommended,
    /// The identifier is reserved.
    Optional,
    /// Not in the specification.
    Extension,
}

/// The longest nonce of any algorithm. AES-SIV could take longer ones; this covers every published vector.
pub(crate) const MAX_NONCE: usize = 40;

/// The longest tag of any algorithm with tags of a fixed size.
pub(crate) const MAX_TAG: usize = 64;

/// The longest header of a sealed stream.
pub(crate) const MAX_HEADER: usize = 64;

/// The longest digest that is signed in place of a message.
pub(crate) const MAX_DIGEST: usize = 64;

/// One identifier and everything fixed about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub name: &'static str,
    pub shape: Shape,
    pub status: SpecStatus,
    pub reference: &'static str,
    /// The options it reads, where they are others than those of its kind.
    pub options: &'static [&'static str],
    /// How much one key may be used for, where the standard says so.
    pub limit: Option<&'static str>,
    /// What it takes of time and memory.
    pub cost: Cost,
}

/// The kind of an algorithm, with the sizes that belong to the kind.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shape {
    Hash {
        output: usize,
    },
    /// Output of any length.
    Xof {
        /// Length of the key the function can take, 0 if it takes none.
        key: usize,
    },
    Mac {
        /// Length of a generated key.
        generated: usize,
        /// Whether a key of any length can be imported, or only one of that length.
        any_key: bool,
        tag: usize,
    },
    /// Derivation whose output is a key of `expand`.
    Extract {
        generated: usize,
        output: usize,
        expand: &'static str,
    },
    /// Derivation of bytes.
    Expand {
        min_key: usize,
        max_output: usize,
    },
    Aead {
        key: usize,
        nonce: NonceRule,
        tag: usize,
    },
    /// Encryption without authentication.
    Cipher {
        key: usize,
        iv: usize,
        /// The most bytes padding adds, 0 for stream ciphers.
        padding: usize,
    },
    /// A permutation that absorbs and squeezes in any order, and encrypts when it has a key.
    Session {
        key: usize,
        /// Length of the nonce that is drawn if the caller gives a key and no nonce.
        nonce: usize,
        tag: usize,
    },
    /// Encryption of messages of any length, segment by segment.
    SealedStream(StreamFormat),
    /// Password hashing, with the operations it is defined for.
    Password {
        squeeze: bool,
        squeeze_tag: bool,
    },
    Signature {
        keys: KeyFormat,
        signature: usize,
        /// Whether the signature is a pair of integers with a DER form.
        integers: bool,
    },
    DiffieHellman {
        keys: KeyFormat,
        secret: usize,
    },
    Kem {
        keys: KeyFormat,
        secret: usize,
        encapsulation: usize,
    },
}

/// Which nonces an authenticated cipher takes. Lengths are bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NonceRule {
    /// One of this length, drawn at random if the caller gives none. It has to be so long that two which are equal need
    /// not be feared: of 12 bytes where the algorithm survives that, else of 16 or more.
    Drawn(usize),
    /// One of this length, which the caller has to give.
    Given(usize),
    /// None, or one of 1 to so many bytes. Without one, encryption is deterministic and may be repeated.
    Optional(usize),
}

impl NonceRule {
    /// Whether a nonce that is given may have this length.
    pub(crate) fn admits(self, len: usize) -> bool {
        match self {
            Self::Drawn(right) | Self::Given(right) => len == right,
            Self::Optional(max) => (1..=max).contains(&len),
        }
    }

    /// The length, or the greatest.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Drawn(len) | Self::Given(len) | Self::Optional(len) => len,
        }
    }
}

/// How keys of an algorithm are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum KeyFormat {
    Ec(Curve),
    /// RFC 8032.
    Edwards(SafeCurve),
    /// RFC 7748.
    Montgomery(SafeCurve),
    Rsa(RsaKeys),
    Seed(SeedKeys),
    /// Strings of a fixed size, of which nothing else is known.
    Sized(KeySizes),
}

/// Sizes of the keys of an algorithm with key pairs, in bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeySizes {
    /// Of a secret key.
    pub secret: usize,
    /// Of a public key.
    pub public: usize,
}

/// Keys of RSA.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct RsaKeys {
    /// Bits of the modulus.
    pub bits: usize,
    /// The hash function, if they are for RSASSA-PSS.
    pub pss: Option<PssHash>,
}

/// The hash function of RSASSA-PSS, of its mask too; the salt is as long as its output.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PssHash {
    Sha256,
    Sha384,
    Sha512,
}

/// A curve of RFC 7748.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SafeCurve {
    Curve25519,
    Curve448,
}

/// Secret keys that are a seed the rest is expanded from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct SeedKeys {
    pub secret: usize,
    pub public: usize,
    /// Whether a raw pair begins with the public key, as for key exchange, or is the seed alone.
    pub public_in_pair: bool,
    pub container: SeedContainer,
    pub identifier: ObjectIdentifier,
}

/// What PKCS#8 has for such a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SeedContainer {
    /// The seed itself.
    Bare,
    /// The choice between seed, expanded key, which has so many bytes, and both (RFC 9881, RFC 9935).
    Choice { expanded: usize },
}

/// A curve in short Weierstrass form.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Curve {
    K256,
    P256,
    P384,
}

impl KeyFormat {
    /// Bytes of a raw secret and a raw public key, where keys have raw forms.
    pub(crate) fn raw_sizes(self) -> Option<(usize, usize)> {
        match self {
            Self::Ec(curve) => Some((curve.size(), curve.size().saturating_add(1))),
            Self::Edwards(curve) => Some((curve.edwards_size(), curve.edwards_size())),
            Self::Montgomery(curve) => Some((curve.montgomery_size(), curve.montgomery_size())),
            Self::Seed(SeedKeys { secret, public, .. }) | Self::Sized(KeySizes { secret, public }) => {
                Some((secret, public))
            }
            Self::Rsa(_) => None,
        }
    }

    /// The sizes of keys of which nothing else is known.
    pub(crate) fn fixed_sizes(self) -> Option<KeySizes> {
        match self {
            Self::Sized(keys) => Some(keys),
            _ => None,
        }
    }
}

impl Curve {
    /// Bytes of a field element and of a scalar.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::K256 | Self::P256 => 32,
            Self::P384 => 48,
        }
    }
}

impl SafeCurve {
    /// Bytes of a key for signatures, secret or public.
    pub(crate) fn edwards_size(self) -> usize {
        match self {
            Self::Curve25519 => 32,
            Self::Curve448 => 57,
        }
    }

    /// Bytes of a key for agreement, secret or public.
    pub(crate) fn montgomery_size(self) -> usize {
        match self {
            Self::Curve25519 => 32,
            Self::Curve448 => 56,
        }
    }
}

impl Row {
    /// The row of an algorithm that reads other options than those of its kind.
    pub(crate) const fn options(self, options: &'static [&'static str]) -> Self {
        Self { options, ..self }
    }

    /// The row of an algorithm whose standard limits the use of a key.
    pub(crate) const fn limit(self, limit: &'static str) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// The row of an algorithm that takes so many nanoseconds per KiB, where that is not as usual.
    pub(crate) const fn kib(self, kib: u64) -> Self {
        Self { cost: Cost { kib, ..self.cost }, ..self }
    }

    /// The row of an algorithm whose keys, secret or symmetric and public, take so many bytes beyond their encoding.
    pub(crate) const fn keys(self, key_bytes: usize, public_bytes: usize) -> Self {
        Self { cost: Cost { key_bytes, public_bytes, ..self.cost }, ..self }
    }

    /// The row of an algorithm whose states take so many bytes.
    pub(crate) const fn state(self, state_bytes: usize) -> Self {
        Self { cost: Cost { state_bytes, ..self.cost }, ..self }
    }

    /// The category in which the identifier is looked up.
    pub(crate) fn category(&self) -> Category {
        match self.shape {
            Shape::Signature { .. } => Category::Signatures,
            Shape::DiffieHellman { .. } | Shape::Kem { .. } => Category::KeyExchange,
            _ => Category::Symmetric,
        }
    }

    /// The kind as people call it.
    pub(crate) fn kind(&self) -> &'static str {
        match self.shape {
            Shape::Hash { .. } => "hash",
            Shape::Xof { .. } => "XOF",
            Shape::Mac { .. } => "MAC",
            Shape::Extract { .. } | Shape::Expand { .. } => "KDF",
            Shape::Aead { .. } => "AEAD",
            Shape::Cipher { .. } => "cipher",
            Shape::Session { .. } => "session",
            Shape::SealedStream(_) => "sealed stream",
            Shape::Password { .. } => "password hash",
            Shape::Signature { .. } => "signature",
            Shape::DiffieHellman { .. } => "DH",
            Shape::Kem { .. } => "KEM",
        }
    }

    /// Bits of the modulus, for RSA.
    pub(crate) fn rsa_bits(&self) -> Option<usize> {
        match self.key_format() {
            Some(KeyFormat::Rsa(keys)) => Some(keys.bits),
            _ => None,
        }
    }

    /// How keys are written, for algorithms with key pairs.
    pub(crate) fn key_format(&self) -> Option<KeyFormat> {
        match self.shape {
            Shape::Signature { keys, .. } | Shape::DiffieHellman { keys, .. } | Shape::Kem { keys, .. } => Some(keys),
            _ => None,
        }
    }
}

/// The row of an identifier; case does not matter.
pub(crate) fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name.eq_ignore_ascii_case(name))
}
