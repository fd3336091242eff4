//! Signatures and the states that make and check them.

use core::fmt;
use std::sync::Arc;

use crate::asymmetric::{KeyPair, PublicKey, PublicOperations, SecretKey, SecretOperations};
use crate::budget::{ALLOCATION, Budget, SHARED, Share};
use crate::collected::Collected;
use crate::encoding::{Category, SignatureEncoding};
use crate::engine::{Engine, Resolved};
use crate::error::{Error, Result};
use crate::formats::ecdsa;
use crate::permissions::Use;
use crate::provider::{HashState, Implementation, SignatureScheme, Signer, Verifier};
use crate::table::{MAX_DIGEST, Shape};

/// A signature bound to one algorithm. Clones share its bytes.
#[derive(Clone)]
pub struct Signature {
    algorithm: Resolved,
    inner: Arc<Raw>,
}

struct Raw {
    bytes: Vec<u8>,
    _share: Share,
}

/// What a signature takes besides its bytes.
const SIGNATURE: usize = size_of::<Raw>() + SHARED + ALLOCATION;

impl Signature {
    /// Makes a signature of its encoding.
    ///
    /// Legacy function: `signature_import`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`]; [`Error::UnsupportedEncoding`] for `Der` with anything but ECDSA;
    /// [`Error::InvalidSignature`] if the size is wrong or the DER not strictly valid; [`Error::Overflow`] beyond
    /// `max_encoded_key_len`.
    pub fn import(engine: &Engine, algorithm: &str, encoded: &[u8], encoding: SignatureEncoding) -> Result<Self> {
        let algorithm = engine.resolve(Category::Signatures, algorithm)?;
        let (len, integers) = shape(algorithm)?;
        if encoded.len() > engine.limits().max_encoded_key_len {
            return Err(Error::Overflow);
        }
        let raw = match encoding {
            SignatureEncoding::Raw if encoded.len() == len => encoded.to_vec(),
            SignatureEncoding::Raw => return Err(Error::InvalidSignature),
            SignatureEncoding::Der if integers => ecdsa::from_der(encoded, len)?,
            SignatureEncoding::Der => return Err(Error::UnsupportedEncoding),
        };
        Ok(Self::new(algorithm, raw, Self::share(engine, len)?))
    }

    /// What pays for a signature of so many bytes.
    fn share(engine: &Engine, len: usize) -> Result<Share> {
        engine.budget().take_beyond_place(len.saturating_add(SIGNATURE))
    }

    fn new(algorithm: Resolved, bytes: Vec<u8>, share: Share) -> Self {
        Self { algorithm, inner: Arc::new(Raw { bytes, _share: share }) }
    }

    fn raw(&self) -> &[u8] {
        &self.inner.bytes
    }

    /// The encoding of the signature.
    ///
    /// Legacy function: `signature_export`.
    ///
    /// # Errors
    /// [`Error::UnsupportedEncoding`] for `Der` with anything but ECDSA.
    pub fn export(&self, encoding: SignatureEncoding) -> Result<Vec<u8>> {
        match encoding {
            SignatureEncoding::Raw => Ok(self.raw().to_vec()),
            SignatureEncoding::Der if shape(self.algorithm)?.1 => ecdsa::to_der(self.raw()),
            SignatureEncoding::Der => Err(Error::UnsupportedEncoding),
        }
    }

    /// The identifier of the algorithm in its usual spelling.
    pub fn algorithm(&self) -> &'static str {
        self.algorithm.row.name
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

/// The message of a state: its hash so far where the scheme allows, else the message itself.
enum Message {
    Hashed(Box<dyn HashState>, usize),
    Whole(Collected),
}

impl Message {
    fn new(scheme: &dyn SignatureScheme) -> Self {
        match scheme.prehash() {
            Some(hash) => Self::Hashed(hash.start(), hash.output_len()),
            None => Self::Whole(Collected::new(usize::MAX)),
        }
    }

    fn update(&mut self, budget: &Budget, input: &[u8]) -> Result<()> {
        match self {
            Self::Hashed(state, _) => {
                state.update(input);
                Ok(())
            }
            Self::Whole(message) => message.absorb(budget, input),
        }
    }

    /// An independent copy.
    fn fork(&self) -> Self {
        match self {
            Self::Hashed(state, len) => Self::Hashed(state.fork(), *len),
            Self::Whole(message) => Self::Whole(message.clone()),
        }
    }

    /// The bytes that are left to go through when it ends.
    fn kept(&self) -> usize {
        match self {
            Self::Hashed(..) => 0,
            Self::Whole(message) => message.len(),
        }
    }

    fn is_hashed(&self) -> bool {
        matches!(self, Self::Hashed(..))
    }

    fn expect(&mut self, budget: &Budget, len: usize) -> Result<()> {
        match self {
            Self::Hashed(..) => Ok(()),
            Self::Whole(message) => message.expect(budget, len),
        }
    }

    /// Hands the digest or the message so far to one of two functions.
    fn with<T>(
        &mut self,
        budget: &Budget,
        digest: impl FnOnce(&[u8]) -> Result<T>,
        message: impl FnOnce(&[u8]) -> Result<T>,
    ) -> Result<T> {
        match self {
            Self::Hashed(state, len) => {
                let mut bytes = [0; MAX_DIGEST];
                let bytes = bytes.get_mut(..*len).ok_or(Error::InternalError)?;
                state.digest(bytes)?;
                digest(bytes)
            }
            Self::Whole(whole) => message(whole.whole(budget)?),
        }
    }
}

/// A message being signed.
///
/// Where the provider can sign a digest the message is hashed as it comes (ECDSA, RSA); otherwise it is kept, up to
/// `max_held_bytes`.
pub struct SignatureState {
    key: SecretKey,
    message: Message,
    share: Share,
}

impl SignatureState {
    /// Opens a state for a key pair.
    ///
    /// Legacy function: `signature_state_open`.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if the key pair is not for signatures; [`Error::ProhibitedOperation`] without the
    /// permission to sign; [`Error::Overflow`] if the guest would hold more than `max_held_bytes`.
    pub fn open(key_pair: &KeyPair) -> Result<Self> {
        let key = key_pair.secret().clone();
        signer(&key)?;
        let share = key.engine().budget().take_beyond_place(key.resolved().row.cost.state_bytes)?;
        let message = Message::new(scheme(key.resolved())?);
        Ok(Self { key, message, share })
    }

    /// An independent copy. A message that is kept is shared, and counts once.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the guest would hold more than `max_held_bytes`.
    pub fn try_clone(&self) -> Result<Self> {
        let share = self.share.another()?;
        Ok(Self { key: self.key.clone(), message: self.message.fork(), share })
    }

    /// Appends to the message.
    ///
    /// Legacy function: `signature_state_update`.
    ///
    /// # Errors
    /// [`Error::Overflow`] beyond `max_held_bytes`, if the message has to be kept.
    pub fn update(&mut self, input: &[u8]) -> Result<()> {
        self.message.update(self.key.engine().budget(), input)
    }

    /// Makes room for `len` bytes of message that are going to come in parts: then no part is refused.
    ///
    /// # Errors
    /// [`Error::Overflow`] beyond `max_held_bytes`, if the message has to be kept.
    pub fn expect(&mut self, len: usize) -> Result<()> {
        self.message.expect(self.key.engine().budget(), len)
    }

    /// Whether the message is hashed as it comes, and none of it is kept.
    pub fn is_hashed(&self) -> bool {
        self.message.is_hashed()
    }

    /// The work of adding so many bytes, in nanoseconds on a machine of 2020, roughly and never less.
    pub fn update_price(&self, len: usize) -> u64 {
        self.key.resolved().row.cost.input(len)
    }

    /// The work of [`SignatureState::sign`], likewise.
    pub fn sign_price(&self) -> u64 {
        self.key.price(self.message.kept())
    }

    /// Signs the message so far; the state goes on.
    ///
    /// Legacy function: `signature_state_sign`.
    ///
    /// # Errors
    /// [`Error::RngError`], [`Error::AlgorithmFailure`]; [`Error::Overflow`] if the guest would hold more than
    /// `max_held_bytes`.
    pub fn sign(&mut self) -> Result<Signature> {
        let signer = signer(&self.key)?;
        let random = self.key.engine().random();
        let share = Signature::share(self.key.engine(), shape(self.key.resolved())?.0)?;
        let raw = self.message.with(
            self.key.engine().budget(),
            |digest| signer.sign_digest(digest, random),
            |message| signer.sign(message, random),
        )?;
        Ok(Signature::new(self.key.resolved(), raw, share))
    }

    /// The identifier of the algorithm in its usual spelling.
    pub fn algorithm(&self) -> &'static str {
        self.key.algorithm()
    }
}

impl fmt::Debug for SignatureState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureState").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

/// A message whose signature is being checked. It is hashed or kept as in [`SignatureState`].
pub struct SignatureVerificationState {
    key: PublicKey,
    message: Message,
    share: Share,
}

impl SignatureVerificationState {
    /// Opens a state for a public key.
    ///
    /// Legacy function: `signature_verification_state_open`.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if the key is not for signatures; [`Error::Overflow`] if the guest would hold more than
    /// `max_held_bytes`.
    pub fn open(public_key: &PublicKey) -> Result<Self> {
        let share = public_key.engine().budget().take_beyond_place(public_key.resolved().row.cost.state_bytes)?;
        let message = Message::new(scheme(public_key.resolved())?);
        Ok(Self { key: public_key.clone(), message, share })
    }

    /// An independent copy. A message that is kept is shared, and counts once.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the guest would hold more than `max_held_bytes`.
    pub fn try_clone(&self) -> Result<Self> {
        let share = self.share.another()?;
        Ok(Self { key: self.key.clone(), message: self.message.fork(), share })
    }

    /// Appends to the message.
    ///
    /// Legacy function: `signature_verification_state_update`.
    ///
    /// # Errors
    /// [`Error::Overflow`] beyond `max_held_bytes`, if the message has to be kept.
    pub fn update(&mut self, input: &[u8]) -> Result<()> {
        self.message.update(self.key.engine().budget(), input)
    }

    /// Makes room for `len` bytes of message that are going to come in parts: then no part is refused.
    ///
    /// # Errors
    /// [`Error::Overflow`] beyond `max_held_bytes`, if the message has to be kept.
    pub fn expect(&mut self, len: usize) -> Result<()> {
        self.message.expect(self.key.engine().budget(), len)
    }

    /// Whether the message is hashed as it comes, and none of it is kept.
    pub fn is_hashed(&self) -> bool {
        self.message.is_hashed()
    }

    /// The work of adding so many bytes, in nanoseconds on a machine of 2020, roughly and never less.
    pub fn update_price(&self, len: usize) -> u64 {
        self.key.resolved().row.cost.input(len)
    }

    /// The work of [`SignatureVerificationState::verify`], likewise.
    pub fn verify_price(&self) -> u64 {
        self.key.price(self.message.kept())
    }

    /// Checks a signature over the message so far; the state goes on.
    ///
    /// Legacy function: `signature_verification_state_verify`.
    ///
    /// # Errors
    /// [`Error::InvalidSignature`] if it does not verify or is of another algorithm.
    pub fn verify(&mut self, signature: &Signature) -> Result<()> {
        if signature.algorithm() != self.key.algorithm() {
            return Err(Error::InvalidSignature);
        }
        let verifier = verifier(&self.key)?;
        self.message.with(
            self.key.engine().budget(),
            |digest| verifier.verify_digest(digest, signature.raw()),
            |message| verifier.verify(message, signature.raw()),
        )
    }

    /// The identifier of the algorithm in its usual spelling.
    pub fn algorithm(&self) -> &'static str {
        self.key.algorithm()
    }
}

impl fmt::Debug for SignatureVerificationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureVerificationState").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

/// Signs a message without copying it.
pub(crate) fn sign(key_pair: &KeyPair, message: &[u8]) -> Result<Vec<u8>> {
    let key = key_pair.secret();
    signer(key)?.sign(message, key.engine().random())
}

/// Verifies a raw signature without copying the message.
pub(crate) fn verify(public_key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<()> {
    let verifier = verifier(public_key)?;
    if signature.len() != shape(public_key.resolved())?.0 {
        return Err(Error::InvalidSignature);
    }
    verifier.verify(message, signature)
}

fn scheme(algorithm: Resolved) -> Result<&'static dyn SignatureScheme> {
    match algorithm.implementation {
        Implementation::Signature(scheme) => Ok(scheme),
        _ => Err(Error::InvalidKey),
    }
}

/// What signs with the key, if that is permitted.
fn signer(key: &SecretKey) -> Result<&dyn Signer> {
    match key.operations() {
        SecretOperations::Sign(signer) => key.require(Use::Sign).map(|()| signer.as_ref()),
        SecretOperations::Agree(_) | SecretOperations::Decapsulate(_) => Err(Error::InvalidKey),
    }
}

fn verifier(key: &PublicKey) -> Result<&dyn Verifier> {
    match key.operations() {
        PublicOperations::Verify(verifier) => Ok(verifier.as_ref()),
        PublicOperations::Agree | PublicOperations::Encapsulate(_) => Err(Error::InvalidKey),
    }
}

/// The size of a raw signature, and whether it is a pair of integers.
fn shape(algorithm: Resolved) -> Result<(usize, bool)> {
    match algorithm.row.shape {
        Shape::Signature { signature, integers, .. } => Ok((signature, integers)),
        _ => Err(Error::InternalError),
    }
}
