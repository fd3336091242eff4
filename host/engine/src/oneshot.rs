//! Common jobs in one call, without a state.

use zeroize::Zeroizing;

use crate::asymmetric::{KeyPair, PublicKey};
use crate::encoding::{Category, SecretBytes};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::permissions::Use;
use crate::provider::{Hash, Implementation};
use crate::symmetric::{Expanded, SymmetricKey, aead, kdf};
use crate::table::{Cost, Shape};
use crate::{signatures, wipe};

/// The digest of a message.
///
/// # Errors
/// [`Error::UnsupportedAlgorithm`]; [`Error::KeyRequired`] if the algorithm needs a key; [`Error::InvalidOperation`]
/// if it needs none but its output has no length of its own: extendable-output functions, sessions and password hashes
/// want a state.
pub fn hash(engine: &Engine, algorithm: &str, message: &[u8]) -> Result<Vec<u8>> {
    Digester::of(engine, algorithm)?.digest(message)
}

/// A hash function that has been looked up: what a call needs that wants to know the price first.
#[derive(Clone, Copy)]
pub struct Digester {
    hash: &'static dyn Hash,
    cost: Cost,
}

impl Digester {
    /// Looks a hash function up.
    ///
    /// # Errors
    /// Those of [`hash`].
    pub fn of(engine: &Engine, algorithm: &str) -> Result<Self> {
        let algorithm = engine.resolve(Category::Symmetric, algorithm)?;
        match algorithm.implementation {
            Implementation::Hash(hash) => Ok(Self { hash, cost: algorithm.row.cost }),
            Implementation::Xof(_) | Implementation::Session(_) | Implementation::Password(_) => {
                Err(Error::InvalidOperation)
            }
            _ => Err(Error::KeyRequired),
        }
    }

    /// The work of a message of so many bytes, in nanoseconds on a machine of 2020, roughly and never less.
    pub fn price(&self, len: usize) -> u64 {
        self.cost.of(len)
    }

    /// The bytes of a digest.
    pub fn output_len(&self) -> usize {
        self.hash.output_len()
    }

    /// The digest of a message.
    ///
    /// # Errors
    /// [`Error::InternalError`] if the provider fails.
    pub fn digest(&self, message: &[u8]) -> Result<Vec<u8>> {
        let mut digest = vec![0; self.output_len()];
        self.hash.digest(message, &mut digest)?;
        Ok(digest)
    }
}

/// The tag of a message.
///
/// # Errors
/// [`Error::InvalidOperation`] if the key is not for a MAC; [`Error::ProhibitedOperation`] without the permission to
/// sign.
pub fn mac(key: &SymmetricKey, message: &[u8]) -> Result<Vec<u8>> {
    tag(key, Use::Sign, message)
}

/// Checks the tag of a message, in constant time over the whole length.
///
/// # Errors
/// [`Error::InvalidOperation`] if the key is not for a MAC; [`Error::ProhibitedOperation`] without the permission to
/// verify; [`Error::InvalidTag`] unless the tag is the whole tag of the message.
pub fn verify_mac(key: &SymmetricKey, message: &[u8], expected: &[u8]) -> Result<()> {
    let computed = Zeroizing::new(tag(key, Use::Verify, message)?);
    if wipe::equal(&computed, expected) { Ok(()) } else { Err(Error::InvalidTag) }
}

/// A message sealed by [`seal`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sealed {
    /// The nonce that was used.
    pub nonce: Vec<u8>,
    /// The ciphertext followed by the tag.
    pub ciphertext: Vec<u8>,
}

/// Encrypts and authenticates a message. Without a nonce one is drawn, if the algorithm allows that; never give one
/// nonce to the same key twice. AES-SIV needs none: without one, equal messages have equal ciphertexts, and the nonce of
/// the result is empty.
///
/// # Errors
/// [`Error::InvalidOperation`] if the key is not for authenticated encryption; [`Error::ProhibitedOperation`] without
/// the permission to encrypt; [`Error::NonceRequired`]; [`Error::InvalidNonce`] if the nonce has the wrong length;
/// [`Error::RngError`].
pub fn seal(key: &SymmetricKey, nonce: Option<&[u8]>, associated_data: &[u8], plaintext: &[u8]) -> Result<Sealed> {
    let (nonce, ciphertext) = aead::seal(key, nonce, associated_data, plaintext)?;
    Ok(Sealed { nonce, ciphertext })
}

/// Checks and decrypts a message made by [`seal`]. The nonce of AES-SIV is empty where there was none.
///
/// # Errors
/// [`Error::InvalidOperation`] if the key is not for authenticated encryption; [`Error::ProhibitedOperation`] without
/// the permission to decrypt; [`Error::InvalidNonce`] if the nonce has the wrong length; [`Error::InvalidTag`] for
/// every other failure.
pub fn open(key: &SymmetricKey, nonce: &[u8], associated_data: &[u8], ciphertext: &[u8]) -> Result<SecretBytes> {
    aead::open(key, nonce, associated_data, ciphertext)
}

/// Derives `len` bytes with HKDF (RFC 5869): extracts from a HKDF-EXTRACT key with `salt`, then expands with `info`.
///
/// # Errors
/// [`Error::InvalidOperation`] if the key is for anything else; [`Error::ProhibitedOperation`] without the permission
/// to derive, or if the engine of the key does not allow the HKDF-EXPAND of the same hash; [`Error::InvalidLength`] for
/// more than 255 times the length of the hash; [`Error::Overflow`] beyond `max_output_len` or `max_info_len`.
pub fn derive(key: &SymmetricKey, salt: &[u8], info: &[u8], len: usize) -> Result<SecretBytes> {
    let (Expanded::Kdf(extract), Shape::Extract { output, expand, .. }) = (key.expanded(), key.shape()) else {
        return Err(Error::InvalidOperation);
    };
    key.require(Use::Derive)?;
    let max_output = match key.engine().row(expand).map(|row| row.shape) {
        Some(Shape::Expand { max_output, .. }) => max_output,
        _ => return Err(Error::InternalError),
    };
    if len > max_output {
        return Err(Error::InvalidLength);
    }
    let limits = key.engine().limits();
    if len > limits.max_output_len || info.len() > limits.max_info_len {
        return Err(Error::Overflow);
    }
    let Implementation::Kdf(expand) = key.engine().resolve(Category::Symmetric, expand)?.implementation else {
        return Err(Error::InternalError);
    };
    let mut pseudorandom = Zeroizing::new(vec![0; output]);
    extract.derive(salt, &mut pseudorandom)?;
    let mut out = Zeroizing::new(vec![0; len]);
    expand.key(&pseudorandom)?.derive(info, &mut out)?;
    Ok(out)
}

/// The work of [`derive()`], in nanoseconds on a machine of 2020, roughly and never less; 0 where it is an error.
pub fn derive_price(key: &SymmetricKey, salt: usize, info: usize, len: usize) -> u64 {
    match key.shape() {
        // RFC 5869: at most 255 blocks. What is refused costs nothing.
        Shape::Extract { output, .. } if len <= output.saturating_mul(255) => {
            let hashed = kdf::hashed(output, info, len);
            key.price(salt.saturating_add(hashed))
        }
        _ => 0,
    }
}

/// Signs a message; the signature is in raw encoding.
///
/// # Errors
/// [`Error::InvalidKey`] if the key pair is not for signatures; [`Error::ProhibitedOperation`] without the permission
/// to sign; [`Error::RngError`], [`Error::AlgorithmFailure`].
pub fn sign(key_pair: &KeyPair, message: &[u8]) -> Result<Vec<u8>> {
    signatures::sign(key_pair, message)
}

/// Verifies a signature in raw encoding.
///
/// # Errors
/// [`Error::InvalidKey`] if the key is not for signatures; [`Error::InvalidSignature`].
pub fn verify(public_key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<()> {
    signatures::verify(public_key, message, signature)
}

/// The tag of a message, for a use that is permitted.
fn tag(key: &SymmetricKey, usage: Use, message: &[u8]) -> Result<Vec<u8>> {
    match (key.expanded(), key.shape()) {
        (Expanded::Mac(mac), Shape::Mac { tag, .. }) => {
            key.require(usage)?;
            let mut tag = vec![0; tag];
            mac.mac(message, &mut tag)?;
            Ok(tag)
        }
        _ => Err(Error::InvalidOperation),
    }
}
