//! The engine as a subject: the first of the three paths.

use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{
    Category, Engine, KeyEncoding, KeyPair, Options, PublicKey, SecretKey, Signature, SignatureEncoding,
    SignatureState, SignatureVerificationState, SymmetricKey, SymmetricState, key_exchange, oneshot,
};

use super::Subject;
use super::randomness::{Chosen, choosing};
use super::subject::Outcome;

/// The engine with one provider. Every job is done through states and through the one-shot functions, which have to
/// agree.
pub struct EngineSubject {
    engine: Engine,
    /// Parsing an RSA key again and again is most of the work otherwise.
    last_key: Option<(String, Vec<u8>, PublicKey)>,
}

impl EngineSubject {
    /// A subject for a provider.
    ///
    /// # Panics
    /// If the provider contradicts the algorithm table.
    pub fn new(provider: CryptoProvider) -> Self {
        let provider = CryptoProvider { random: &Chosen, ..provider };
        let engine = Engine::builder().provider(provider).build().expect("a provider that agrees with the table");
        Self { engine, last_key: None }
    }

    /// Every provider of this build.
    pub fn all() -> Vec<(&'static str, CryptoProvider)> {
        vec![("ring", CryptoProvider::ring()), ("pure", CryptoProvider::pure()), ("aws-lc", CryptoProvider::aws_lc())]
    }

    fn state(&self, algorithm: &str, key: &SymmetricKey, nonce: &[u8], aad: &[u8]) -> Outcome<SymmetricState> {
        let mut options = Options::open(&self.engine, Category::Symmetric);
        options.set("nonce", nonce)?;
        let mut state = SymmetricState::open(&self.engine, algorithm, Some(key), Some(&options))?;
        // In two pieces, which must not matter.
        let (first, second) = aad.split_at(aad.len() / 2);
        state.absorb(first)?;
        state.absorb(second)?;
        Ok(state)
    }

    fn cipher(&self, algorithm: &str, key: &[u8], nonce: &[u8]) -> Outcome<SymmetricState> {
        let key = SymmetricKey::import(&self.engine, algorithm, key)?;
        let mut options = Options::open(&self.engine, Category::Symmetric);
        options.set("nonce", nonce)?;
        SymmetricState::open(&self.engine, algorithm, Some(&key), Some(&options))
    }

    fn public_key(&mut self, category: Category, algorithm: &str, key: (&[u8], KeyEncoding)) -> Outcome<PublicKey> {
        match &self.last_key {
            Some((name, bytes, parsed)) if name == algorithm && bytes == key.0 => Ok(parsed.clone()),
            _ => {
                let parsed = PublicKey::import(&self.engine, category, algorithm, key.0, key.1)?;
                self.last_key = Some((algorithm.to_owned(), key.0.to_vec(), parsed.clone()));
                Ok(parsed)
            }
        }
    }
}

/// Two ways to do the same have to come to the same.
fn same<T: PartialEq + std::fmt::Debug>(one: Outcome<T>, other: Outcome<T>) -> Outcome<T> {
    assert_eq!(one, other, "two ways to do the same differ");
    one
}

impl Subject for EngineSubject {
    fn name(&self) -> String {
        format!("{:?}", self.engine)
    }

    fn offers(&mut self, category: Category, algorithm: &str) -> bool {
        self.engine.algorithms().any(|known| known.category == category && known.identifier == algorithm)
    }

    fn seal(
        &mut self,
        algorithm: &str,
        key: &[u8],
        nonce: &[u8],
        aad: &[u8],
        pt: &[u8],
    ) -> Outcome<(Vec<u8>, Vec<u8>)> {
        let key = SymmetricKey::import(&self.engine, algorithm, key)?;
        let attached = self.state(algorithm, &key, nonce, aad).and_then(|mut state| {
            let mut out = state.encrypt(pt)?;
            assert_eq!(out.len(), pt.len() + state.max_tag_len()?);
            let tag = out.split_off(pt.len());
            Ok((out, tag))
        });
        let detached = self.state(algorithm, &key, nonce, aad).and_then(|mut state| {
            let (out, tag) = state.encrypt_detached(pt)?;
            Ok((out, tag.bytes()?.to_vec()))
        });
        let oneshot = oneshot::seal(&key, Some(nonce), aad, pt).map(|mut sealed| {
            let tag = sealed.ciphertext.split_off(pt.len());
            (sealed.ciphertext, tag)
        });
        same(same(attached, detached), oneshot)
    }

    fn open(
        &mut self,
        algorithm: &str,
        key: &[u8],
        nonce: &[u8],
        aad: &[u8],
        ct: &[u8],
        tag: &[u8],
    ) -> Outcome<Vec<u8>> {
        let key = SymmetricKey::import(&self.engine, algorithm, key)?;
        let joined = [ct, tag].concat();
        let attached =
            self.state(algorithm, &key, nonce, aad).and_then(|mut state| Ok(state.decrypt(&joined)?.to_vec()));
        let detached =
            self.state(algorithm, &key, nonce, aad).and_then(|mut state| Ok(state.decrypt_detached(ct, tag)?.to_vec()));
        let oneshot = oneshot::open(&key, nonce, aad, &joined).map(|plaintext| plaintext.to_vec());
        same(same(attached, detached), oneshot)
    }

    fn encrypt(&mut self, algorithm: &str, key: &[u8], nonce: &[u8], plaintext: &[u8]) -> Outcome<Vec<u8>> {
        self.cipher(algorithm, key, nonce)?.encrypt(plaintext)
    }

    fn decrypt(&mut self, algorithm: &str, key: &[u8], nonce: &[u8], ciphertext: &[u8]) -> Outcome<Vec<u8>> {
        self.cipher(algorithm, key, nonce)?.decrypt(ciphertext).map(|plaintext| plaintext.to_vec())
    }

    fn mac(&mut self, algorithm: &str, key: &[u8], message: &[u8]) -> Outcome<Vec<u8>> {
        let key = SymmetricKey::import(&self.engine, algorithm, key)?;
        let state = SymmetricState::open(&self.engine, algorithm, Some(&key), None).and_then(|mut state| {
            let (first, second) = message.split_at(message.len() / 2);
            state.absorb(first)?;
            state.squeeze_tag()?;
            let mut copy = state.try_clone()?;
            copy.absorb(b"something else")?;
            state.absorb(second)?;
            Ok(state.squeeze_tag()?.bytes()?.to_vec())
        });
        same(state, oneshot::mac(&key, message))
    }

    fn verify_mac(&mut self, algorithm: &str, key: &[u8], message: &[u8], tag: &[u8]) -> Outcome<()> {
        let key = SymmetricKey::import(&self.engine, algorithm, key)?;
        let state = SymmetricState::open(&self.engine, algorithm, Some(&key), None).and_then(|mut state| {
            state.absorb(message)?;
            state.squeeze_tag()?.verify(tag)
        });
        same(state, oneshot::verify_mac(&key, message, tag))
    }

    fn hkdf(
        &mut self,
        extract: &str,
        expand: &str,
        key: &[u8],
        salt: &[u8],
        info: &[u8],
        len: usize,
    ) -> Outcome<Vec<u8>> {
        let key = SymmetricKey::import(&self.engine, extract, key)?;
        let oneshot = oneshot::derive(&key, salt, info, len).map(|derived| derived.to_vec());
        let states = SymmetricState::open(&self.engine, extract, Some(&key), None).and_then(|mut state| {
            state.absorb(salt)?;
            let pseudorandom = state.squeeze_key(expand)?;
            let mut state = SymmetricState::open(&self.engine, expand, Some(&pseudorandom), None)?;
            let (first, second) = info.split_at(info.len() / 2);
            state.absorb(first)?;
            state.absorb(second)?;
            Ok(state.squeeze(len)?.to_vec())
        });
        same(states, oneshot)
    }

    fn sign(&mut self, algorithm: &str, pair: &[u8], message: &[u8], randomness: &[u8]) -> Outcome<Vec<u8>> {
        let pair = KeyPair::import(&self.engine, Category::Signatures, algorithm, pair, KeyEncoding::Raw)?;
        let (states, drawn) = choosing(randomness, || {
            let mut state = SignatureState::open(&pair)?;
            let (first, second) = message.split_at(message.len() / 2);
            state.update(first)?;
            state.update(second)?;
            state.sign()?.export(SignatureEncoding::Raw)
        });
        assert!(drawn || states.is_err(), "the chosen randomness was not drawn");
        same(states, choosing(randomness, || oneshot::sign(&pair, message)).0)
    }

    fn verify(
        &mut self,
        algorithm: &str,
        key: (&[u8], KeyEncoding),
        message: &[u8],
        signature: (&[u8], SignatureEncoding),
    ) -> Outcome<()> {
        let key = self.public_key(Category::Signatures, algorithm, key)?;
        let states = Signature::import(&self.engine, algorithm, signature.0, signature.1).and_then(|signature| {
            let mut state = SignatureVerificationState::open(&key)?;
            let (first, second) = message.split_at(message.len() / 2);
            state.update(first)?;
            state.update(second)?;
            state.verify(&signature)
        });
        match signature.1 {
            SignatureEncoding::Raw => same(states, oneshot::verify(&key, message, signature.0)),
            SignatureEncoding::Der => states,
        }
    }

    fn recode_public(
        &mut self,
        category: Category,
        algorithm: &str,
        key: (&[u8], KeyEncoding),
        to: KeyEncoding,
    ) -> Outcome<Vec<u8>> {
        let key = PublicKey::import(&self.engine, category, algorithm, key.0, key.1)?;
        key.verify()?;
        key.export(to)
    }

    fn public_of(&mut self, category: Category, algorithm: &str, secret: &[u8]) -> Outcome<Vec<u8>> {
        let secret = SecretKey::import(&self.engine, category, algorithm, secret, KeyEncoding::Raw)?;
        PublicKey::from_secret_key(&secret)?.export(KeyEncoding::Raw)
    }

    fn dh(&mut self, algorithm: &str, public: (&[u8], KeyEncoding), secret: &[u8]) -> Outcome<Vec<u8>> {
        let public = PublicKey::import(&self.engine, Category::KeyExchange, algorithm, public.0, public.1)?;
        let secret = SecretKey::import(&self.engine, Category::KeyExchange, algorithm, secret, KeyEncoding::Raw)?;
        key_exchange::dh(&public, &secret).map(|shared| shared.to_vec())
    }

    fn encapsulate(&mut self, algorithm: &str, public: &[u8], randomness: &[u8]) -> Outcome<(Vec<u8>, Vec<u8>, bool)> {
        let public = PublicKey::import(&self.engine, Category::KeyExchange, algorithm, public, KeyEncoding::Raw)?;
        let (made, chosen) = choosing(randomness, || key_exchange::encapsulate(&public));
        made.map(|made| {
            assert!(chosen, "the chosen randomness was not drawn");
            (made.secret.to_vec(), made.encapsulated, chosen)
        })
    }

    fn decapsulate(&mut self, algorithm: &str, secret: &[u8], encapsulated: &[u8]) -> Outcome<Vec<u8>> {
        let secret = SecretKey::import(&self.engine, Category::KeyExchange, algorithm, secret, KeyEncoding::Raw)?;
        key_exchange::decapsulate(&secret, encapsulated).map(|shared| shared.to_vec())
    }
}
