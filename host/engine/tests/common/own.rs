//! Algorithms of this crate under other identifiers: what an embedder's own are to the engine.

use core::ops::RangeInclusive;

use wasi_crypto_engine::provider::{
    Aead, AeadKey, Algorithm, Cipher, CipherKey, Cost, Decapsulator, Description, DiffieHellman, DiffieHellmanSecret,
    Encapsulator, Hash, HashState, Kdf, KdfKey, Kem, KeyScheme, Mac, MacKey, Parameters, PasswordHash,
    PasswordParameters, SealedStream, SealedStreamKey, SecureRandom, Session, SessionState, SignatureScheme, Signer,
    StoredPassword, StreamFormat, Verifier, Xof, XofState,
};
use wasi_crypto_engine::{Result, SecretBytes};

/// What such an algorithm answers for its library.
pub const LIBRARY: &str = "a test";

/// An object that does what another one does, and calls itself something else.
pub struct Own<A: ?Sized + 'static> {
    name: &'static str,
    description: Option<&'static Description>,
    inner: &'static A,
}

impl<A: Algorithm + ?Sized + 'static> Own<A> {
    /// Under an identifier that is described.
    pub fn described(inner: &'static A, description: Description) -> &'static Self {
        Self::new(inner, description.identifier(), Some(description))
    }

    /// Under an identifier of the table.
    pub fn named(inner: &'static A, name: &'static str) -> &'static Self {
        Self::new(inner, name, None)
    }

    pub fn new(inner: &'static A, name: &'static str, description: Option<Description>) -> &'static Self {
        let description: Option<&Description> = description.map(|description| &*Box::leak(Box::new(description)));
        Box::leak(Box::new(Self { name, description, inner }))
    }
}

/// The object with this identifier.
pub fn by_name<A: Algorithm + ?Sized + 'static>(list: &[&'static A], name: &str) -> &'static A {
    list.iter().find(|algorithm| algorithm.name() == name).unwrap_or_else(|| panic!("there is no {name}"))
}

impl<A: Algorithm + ?Sized + 'static> Algorithm for Own<A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn library(&self) -> &'static str {
        LIBRARY
    }

    fn description(&self) -> Option<&'static Description> {
        self.description
    }
}

impl<A: Hash + ?Sized + 'static> Hash for Own<A> {
    fn output_len(&self) -> usize {
        self.inner.output_len()
    }

    fn start(&self) -> Box<dyn HashState> {
        self.inner.start()
    }

    fn digest(&self, message: &[u8], out: &mut [u8]) -> Result<()> {
        self.inner.digest(message, out)
    }
}

impl<A: Xof + ?Sized + 'static> Xof for Own<A> {
    fn key_len(&self) -> usize {
        self.inner.key_len()
    }

    fn start(&self, key: Option<&[u8]>, parameters: &Parameters<'_>) -> Result<Box<dyn XofState>> {
        self.inner.start(key, parameters)
    }
}

impl<A: Mac + ?Sized + 'static> Mac for Own<A> {
    fn tag_len(&self) -> usize {
        self.inner.tag_len()
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn MacKey>> {
        self.inner.key(raw)
    }
}

impl<A: Kdf + ?Sized + 'static> Kdf for Own<A> {
    fn key(&self, raw: &[u8]) -> Result<Box<dyn KdfKey>> {
        self.inner.key(raw)
    }
}

impl<A: PasswordHash + ?Sized + 'static> PasswordHash for Own<A> {
    fn complete(&self, parameters: &mut PasswordParameters) -> Result<()> {
        self.inner.complete(parameters)
    }

    fn cost(&self, parameters: &PasswordParameters, output: usize) -> Cost {
        self.inner.cost(parameters, output)
    }

    fn output_lens(&self) -> RangeInclusive<usize> {
        self.inner.output_lens()
    }

    fn squeezes(&self) -> bool {
        self.inner.squeezes()
    }

    fn derive(&self, password: &[u8], parameters: &PasswordParameters, out: &mut [u8]) -> Result<()> {
        self.inner.derive(password, parameters, out)
    }

    fn stored(&self) -> Option<&dyn StoredPassword> {
        self.inner.stored()
    }
}

impl<A: Aead + ?Sized + 'static> Aead for Own<A> {
    fn key_len(&self) -> usize {
        self.inner.key_len()
    }

    fn nonce_len(&self) -> usize {
        self.inner.nonce_len()
    }

    fn tag_len(&self) -> usize {
        self.inner.tag_len()
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn AeadKey>> {
        self.inner.key(raw)
    }
}

impl<A: Cipher + ?Sized + 'static> Cipher for Own<A> {
    fn key_len(&self) -> usize {
        self.inner.key_len()
    }

    fn iv_len(&self) -> usize {
        self.inner.iv_len()
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn CipherKey>> {
        self.inner.key(raw)
    }
}

impl<A: Session + ?Sized + 'static> Session for Own<A> {
    fn key_len(&self) -> usize {
        self.inner.key_len()
    }

    fn nonce_len(&self) -> usize {
        self.inner.nonce_len()
    }

    fn tag_len(&self) -> usize {
        self.inner.tag_len()
    }

    fn start(&self, key: Option<&[u8]>, nonce: Option<&[u8]>) -> Result<Box<dyn SessionState>> {
        self.inner.start(key, nonce)
    }
}

impl<A: SealedStream + ?Sized + 'static> SealedStream for Own<A> {
    fn format(&self) -> StreamFormat {
        self.inner.format()
    }

    fn key(&self, raw: &[u8]) -> Result<Box<dyn SealedStreamKey>> {
        self.inner.key(raw)
    }
}

impl<A: KeyScheme + ?Sized + 'static> KeyScheme for Own<A> {
    fn generate(&self, random: &dyn SecureRandom) -> Result<SecretBytes> {
        self.inner.generate(random)
    }

    fn public_of(&self, secret: &[u8]) -> Result<Vec<u8>> {
        self.inner.public_of(secret)
    }

    fn decode_public(&self, public: &[u8]) -> Result<Vec<u8>> {
        self.inner.decode_public(public)
    }

    fn validate_public(&self, public: &[u8]) -> Result<()> {
        self.inner.validate_public(public)
    }
}

impl<A: SignatureScheme + ?Sized + 'static> SignatureScheme for Own<A> {
    fn prehash(&self) -> Option<&'static dyn Hash> {
        self.inner.prehash()
    }

    fn signer(&self, secret: &[u8], public: &[u8]) -> Result<Box<dyn Signer>> {
        self.inner.signer(secret, public)
    }

    fn verifier(&self, public: &[u8]) -> Result<Box<dyn Verifier>> {
        self.inner.verifier(public)
    }
}

impl<A: DiffieHellman + ?Sized + 'static> DiffieHellman for Own<A> {
    fn secret(&self, secret: &[u8]) -> Result<Box<dyn DiffieHellmanSecret>> {
        self.inner.secret(secret)
    }
}

impl<A: Kem + ?Sized + 'static> Kem for Own<A> {
    fn encapsulator(&self, public: &[u8]) -> Result<Box<dyn Encapsulator>> {
        self.inner.encapsulator(public)
    }

    fn decapsulator(&self, secret: &[u8]) -> Result<Box<dyn Decapsulator>> {
        self.inner.decapsulator(secret)
    }
}
