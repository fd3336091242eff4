//! What a provider says of an algorithm that the table does not have.

use crate::table::{Cost, KeyFormat, KeySizes, NonceRule, Row, Shape, SpecStatus, StreamFormat};

/// What is fixed about an algorithm whose identifier is not in the table of this crate.
///
/// The object of the algorithm answers it in [`Algorithm::description`](super::Algorithm::description), and from then on
/// the algorithm is one like all others: guests name it, [`Engine::algorithms`](crate::Engine::algorithms) lists it,
/// [`Restrictions::allow_own`](crate::Restrictions::allow_own) is for it. Its status is
/// [`SpecStatus::Extension`](crate::SpecStatus::Extension). Sizes are bytes.
///
/// ```
/// use sha3::{Digest, Sha3_224};
/// use wasi_crypto_engine::provider::{Algorithm, CryptoProvider, Description, Hash, HashState};
/// use wasi_crypto_engine::{Engine, Result, oneshot};
///
/// static DESCRIPTION: Description = Description::hash("XXX/SHA3-224", 28).reference("FIPS 202");
///
/// struct Own;
///
/// #[derive(Clone)]
/// struct State(Sha3_224);
///
/// impl Algorithm for Own {
///     fn name(&self) -> &'static str {
///         DESCRIPTION.identifier()
///     }
///
///     fn library(&self) -> &'static str {
///         "sha3"
///     }
///
///     fn description(&self) -> Option<&'static Description> {
///         Some(&DESCRIPTION)
///     }
/// }
///
/// impl Hash for Own {
///     fn output_len(&self) -> usize {
///         28
///     }
///
///     fn start(&self) -> Box<dyn HashState> {
///         Box::new(State(Sha3_224::new()))
///     }
///
///     fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()> {
///         let mut state = State(Sha3_224::new());
///         state.update(message);
///         HashState::digest(&state, out)
///     }
/// }
///
/// impl HashState for State {
///     fn update(&mut self, data: &[u8]) {
///         Digest::update(&mut self.0, data);
///     }
///
///     fn digest(&self, out: &mut [u8]) -> Result<()> {
///         out.copy_from_slice(&self.0.clone().finalize()[..out.len()]);
///         Ok(())
///     }
///
///     fn fork(&self) -> Box<dyn HashState> {
///         Box::new(self.clone())
///     }
/// }
///
/// let own = CryptoProvider { hashes: vec![&Own], ..CryptoProvider::empty() };
/// let engine = Engine::builder().provider(own.or(CryptoProvider::shipped())).build()?;
/// assert_eq!(oneshot::hash(&engine, "xxx/sha3-224", b"abc")?[..2], [0xe6, 0x42]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What is refused
///
/// [`EngineBuilder::build`](crate::EngineBuilder::build) refuses what the engine could not work with:
///
/// * [`InvalidIdentifier`](super::ConfigError::InvalidIdentifier): an identifier is of 1 to 64 letters, digits and signs
///   of ASCII, without spaces. Case does not matter where one is looked up. The specification may give any name a meaning
///   one day: names that begin with the embedder's own, such as `example/KDF-1`, stay out of its way.
/// * [`Contradiction`](super::ConfigError::Contradiction): an identifier of the table is described as what it is there.
///   An object says the same of its sizes as its description, and answers the identifier as it is spelled here.
/// * [`InvalidSize`](super::ConfigError::InvalidSize): tags have 1 to 64 bytes, nonces and initialization vectors 1 to 40,
///   padding at most 255, headers of sealed streams 1 to 64, and everything else 1 byte to 16 MiB; a segment has room for
///   more than its tag.
/// * [`Incomplete`](super::ConfigError::Incomplete): an extraction needs its expansion.
///
/// # Keys of algorithms with key pairs
///
/// They are strings of a fixed size: the forms known as canonical in [`provider`](super). A guest exports and imports them
/// raw and in the form `local`, where a raw pair is the secret key alone. There is no PKCS#8, PEM or SEC 1, since neither
/// the identifier of the algorithm there nor the form of the key inside is known, and signatures have no DER.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    row: Row,
}

/// What a password hash gives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PasswordOutput {
    /// Bytes, for use as a key.
    Bytes,
    /// A string to be stored.
    Stored,
    /// Either.
    Both,
}

impl Description {
    /// A hash function with digests of `output` bytes.
    pub const fn hash(identifier: &'static str, output: usize) -> Self {
        Self::new(identifier, Shape::Hash { output })
    }

    /// An extendable-output function that can take a key of `key` bytes, or no key if that is 0.
    pub const fn xof(identifier: &'static str, key: usize) -> Self {
        Self::new(identifier, Shape::Xof { key })
    }

    /// A message authentication code with keys of exactly `key` bytes.
    pub const fn mac(identifier: &'static str, key: usize, tag: usize) -> Self {
        Self::new(identifier, Shape::Mac { generated: key, any_key: false, tag })
    }

    /// A message authentication code with keys of any length, such as HMAC. Generated keys have `generated` bytes.
    pub const fn mac_with_any_key(identifier: &'static str, generated: usize, tag: usize) -> Self {
        Self::new(identifier, Shape::Mac { generated, any_key: true, tag })
    }

    /// HKDF-Extract (RFC 5869 section 2.2) with a hash of `hash` bytes. `expand` is the identifier, as it is spelled where
    /// it is described, of the HKDF-Expand with the same hash, which the provider has to have as well.
    ///
    /// Derivation that does not come in two halves is best described as [`Description::xof`] with a key.
    pub const fn hkdf_extract(identifier: &'static str, hash: usize, expand: &'static str) -> Self {
        Self::new(identifier, Shape::Extract { generated: hash, output: hash, expand })
    }

    /// HKDF-Expand (RFC 5869 section 2.3) with a hash of `hash` bytes: its keys have at least as many, and it gives up to
    /// 255 times as many.
    pub const fn hkdf_expand(identifier: &'static str, hash: usize) -> Self {
        Self::new(identifier, Shape::Expand { min_key: hash, max_output: hash.saturating_mul(255) })
    }

    /// Password hashing.
    pub const fn password(identifier: &'static str, output: PasswordOutput) -> Self {
        let squeeze = matches!(output, PasswordOutput::Bytes | PasswordOutput::Both);
        let squeeze_tag = matches!(output, PasswordOutput::Stored | PasswordOutput::Both);
        Self::new(identifier, Shape::Password { squeeze, squeeze_tag })
    }

    /// Authenticated encryption with keys of `key` and tags of `tag` bytes.
    pub const fn aead(identifier: &'static str, key: usize, nonce: NonceRule, tag: usize) -> Self {
        Self::new(identifier, Shape::Aead { key, nonce, tag })
    }

    /// Encryption without authentication. The initialization vector, of `iv` bytes, is drawn if the caller gives none.
    /// `padding` is the most bytes that a message becomes longer; with 0 it is a stream cipher, whose messages may come in
    /// pieces.
    pub const fn cipher(identifier: &'static str, key: usize, iv: usize, padding: usize) -> Self {
        Self::new(identifier, Shape::Cipher { key, iv, padding })
    }

    /// A session with keys of `key` and tags of `tag` bytes. One with a key draws a nonce of `nonce` bytes if the caller gives
    /// none.
    pub const fn session(identifier: &'static str, key: usize, nonce: usize, tag: usize) -> Self {
        Self::new(identifier, Shape::Session { key, nonce, tag })
    }

    /// Sealed streams of this format.
    pub const fn sealed_stream(identifier: &'static str, format: StreamFormat) -> Self {
        Self::new(identifier, Shape::SealedStream(format))
    }

    /// Signatures of `signature` bytes.
    pub const fn signature(identifier: &'static str, keys: KeySizes, signature: usize) -> Self {
        Self::new(identifier, Shape::Signature { keys: KeyFormat::Sized(keys), signature, integers: false })
    }

    /// Diffie-Hellman with shared secrets of `secret` bytes.
    pub const fn diffie_hellman(identifier: &'static str, keys: KeySizes, secret: usize) -> Self {
        Self::new(identifier, Shape::DiffieHellman { keys: KeyFormat::Sized(keys), secret })
    }

    /// Key encapsulation: a shared secret of `secret` bytes, in `encapsulation` bytes.
    pub const fn kem(identifier: &'static str, keys: KeySizes, encapsulation: usize, secret: usize) -> Self {
        Self::new(identifier, Shape::Kem { keys: KeyFormat::Sized(keys), secret, encapsulation })
    }

    /// The standard that defines the algorithm, for lists shown to people. Unless set: the empty string.
    #[must_use]
    pub const fn reference(self, reference: &'static str) -> Self {
        Self { row: Row { reference, ..self.row } }
    }

    /// The options the algorithm reads, for lists shown to people. Unless set, those that are usual for its kind: `nonce`
    /// for encryption, everything there is for password hashing.
    ///
    /// What an option can be called is fixed: `nonce`, `context`, `salt`, `memory_limit`, `ops_limit`, `parallelism`,
    /// `buffer`.
    #[must_use]
    pub const fn options(self, options: &'static [&'static str]) -> Self {
        Self { row: self.row.options(options) }
    }

    /// How much one key may be used for, for lists shown to people, such as `2^32 messages`.
    #[must_use]
    pub const fn limit(self, limit: &'static str) -> Self {
        Self { row: self.row.limit(limit) }
    }

    /// What the algorithm takes of time, in nanoseconds: `kib` for each KiB that goes in or out, and `operation` for each
    /// operation besides. Unless set, what is usual for its kind. Too much does no harm up to the fourfold; too little lets
    /// a guest exceed `max_work_per_call`.
    #[must_use]
    pub const fn work(self, kib: u64, operation: u64) -> Self {
        Self { row: Row { cost: Cost { kib, operation, ..self.row.cost }, ..self.row } }
    }

    /// What the algorithm takes of memory, in bytes: `key` for a key made ready for use, beyond its encoding (of a key pair,
    /// each half), and `state` for a state, beyond the input that is kept. Unless set, what is usual for its kind.
    #[must_use]
    pub const fn memory(self, key: usize, state: usize) -> Self {
        Self { row: self.row.keys(key, key).state(state) }
    }

    /// The identifier.
    pub const fn identifier(&self) -> &'static str {
        self.row.name
    }

    const fn new(identifier: &'static str, shape: Shape) -> Self {
        let (status, cost) = (SpecStatus::Extension, Cost::usual(shape));
        Self { row: Row { name: identifier, shape, status, reference: "", options: &[], limit: None, cost } }
    }

    /// The row, as the table has one for each of its identifiers.
    pub(super) fn row(&'static self) -> &'static Row {
        &self.row
    }
}
