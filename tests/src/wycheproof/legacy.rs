//! The legacy API as a subject: the third of the three paths, driver module, adapters, component boundary, host, engine.

use std::collections::HashMap;

use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{Category, Engine, Error, KeyEncoding, SignatureEncoding};

use super::Subject;
use super::component::{pieces, same};
use super::randomness::{Chosen, choosing};
use super::subject::Outcome;
use crate::legacy::{Answer, Legacy, Setup};
use crate::legacy_calls::{DER, KEY_EXCHANGE, PEM, PKCS8, RAW, SEC, SIGNATURES, SYMMETRIC};

/// What output buffers are filled with, so that it shows what was written.
const UNTOUCHED: u8 = 0xaa;

/// Bytes watched behind each output buffer.
const WATCHED: usize = 8;

/// A driver module with a host of its own. Attached and detached tags have to agree; every job has to close all its
/// handles, and then the host has to hold as many objects as before.
pub struct LegacySubject {
    legacy: Legacy,
    known: HashMap<(Category, String), bool>,
    /// Handles the job at work has to close, with the function that does.
    open: Vec<(&'static str, u64)>,
}

/// The result of a call as the other paths have it.
fn outcome<T>(answer: Answer<T>) -> Outcome<T> {
    answer.map_err(|errno| {
        let name = errno.replace('_', "-");
        let known = Error::ALL.into_iter().find(|error| error.name() == name);
        known.unwrap_or_else(|| panic!("{errno}, though every argument is in order"))
    })
}

fn category_number(category: Category) -> u64 {
    match category {
        Category::Signatures => SIGNATURES,
        Category::Symmetric => SYMMETRIC,
        Category::KeyExchange => KEY_EXCHANGE,
    }
}

fn encoding_number(encoding: KeyEncoding) -> u64 {
    match encoding {
        KeyEncoding::Raw => RAW,
        KeyEncoding::Pkcs8 => PKCS8,
        KeyEncoding::Pem => PEM,
        KeyEncoding::Sec => SEC,
        KeyEncoding::Local => panic!("vectors have no local encoding"),
    }
}

impl LegacySubject {
    /// The driver on a host with this provider.
    ///
    /// # Panics
    /// If the provider contradicts the algorithm table, or driver and adapters do not fit.
    pub fn new(provider: CryptoProvider) -> Self {
        let provider = CryptoProvider { random: &Chosen, ..provider };
        let engine = Engine::builder().provider(provider).build().expect("a provider that agrees with the table");
        let legacy = Legacy::new(Setup { engine: Some(engine), ..Setup::default() });
        Self { legacy, known: HashMap::new(), open: Vec::new() }
    }

    /// Objects the host holds for the driver.
    pub fn open_handles(&self) -> usize {
        self.legacy.open_handles()
    }

    /// Pages of the driver's memory, the adapters' included.
    pub fn memory_pages(&mut self) -> u32 {
        self.legacy.memory_pages()
    }

    /// Does one whole job and closes what it opened, however it ended.
    fn job<T>(&mut self, work: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let before = self.open_handles();
        self.legacy.reset_scratch();
        let done = work(self);
        for (close, handle) in std::mem::take(&mut self.open).into_iter().rev() {
            assert_eq!(self.legacy.call(close, &[handle]), Ok(()), "{close}");
        }
        assert_eq!(self.open_handles(), before, "objects are left behind");
        done
    }

    /// A handle to close at the end of the job.
    fn keep(&mut self, close: &'static str, answer: Answer<u64>) -> Outcome<u64> {
        let handle = outcome(answer)?;
        self.open.push((close, handle));
        Ok(handle)
    }

    fn symmetric_key(&mut self, algorithm: &str, key: &[u8]) -> Outcome<u64> {
        let key = self.legacy.key_import(algorithm, key);
        self.keep("symmetric_key_close", key)
    }

    fn state(&mut self, algorithm: &str, key: u64, options: Option<u64>) -> Outcome<u64> {
        let state = self.legacy.state_open(algorithm, Some(key), options);
        self.keep("symmetric_state_close", state)
    }

    /// A state ready to encrypt or decrypt. The associated data comes in two pieces, which must not matter.
    fn cipher(&mut self, algorithm: &str, key: u64, nonce: &[u8], aad: &[u8]) -> Outcome<u64> {
        let options = self.legacy.options_open(SYMMETRIC);
        let options = self.keep("options_close", options)?;
        outcome(self.legacy.options_set(options, "nonce", nonce))?;
        let state = self.state(algorithm, key, Some(options))?;
        self.absorb(state, aad)?;
        Ok(state)
    }

    /// A state of a cipher without authentication.
    fn unauthenticated(&mut self, algorithm: &str, key: u64, nonce: &[u8]) -> Outcome<u64> {
        let options = self.legacy.options_open(SYMMETRIC);
        let options = self.keep("options_close", options)?;
        outcome(self.legacy.options_set(options, "nonce", nonce))?;
        self.state(algorithm, key, Some(options))
    }

    /// Absorbs in two pieces.
    fn absorb(&mut self, state: u64, data: &[u8]) -> Outcome<()> {
        let [first, second] = pieces(data);
        outcome(self.legacy.absorb(state, first))?;
        outcome(self.legacy.absorb(state, second))
    }

    fn max_tag_len(&mut self, state: u64) -> Outcome<usize> {
        Ok(outcome(self.legacy.call_u32("symmetric_state_max_tag_len", &[state]))? as usize)
    }

    /// The tag of what a state has absorbed; closed at the end of the job, unless it is pulled.
    fn squeeze_tag(&mut self, state: u64) -> Outcome<u64> {
        let tag = self.legacy.squeeze_tag(state);
        self.keep("symmetric_tag_close", tag)
    }

    /// The bytes of a tag, which closes it.
    fn pull_tag(&mut self, tag: u64) -> Outcome<Vec<u8>> {
        let len = outcome(self.legacy.call_u32("symmetric_tag_len", &[tag]))? as usize;
        let bytes = outcome(self.legacy.tag_pull(tag, len))?;
        assert_eq!(bytes.len(), len, "all of the tag");
        self.open.retain(|kept| *kept != ("symmetric_tag_close", tag));
        Ok(bytes)
    }

    /// A function that writes to a buffer of exactly `len` bytes and answers how many it wrote. The buffer's address
    /// and length go behind the state, the inputs behind them. If it fails, nothing may be left in the buffer; if the
    /// buffer is too small, it is not even touched.
    fn fill_buffer(&mut self, name: &str, state: u64, len: usize, inputs: &[&[u8]]) -> Outcome<Vec<u8>> {
        let out = self.legacy.room(len + WATCHED);
        self.legacy.fill(out, (len + WATCHED) as u64, UNTOUCHED);
        let mut args = vec![state, out, len as u64];
        for input in inputs {
            let (address, len) = self.legacy.put(input);
            args.extend([address, len]);
        }
        let answer = outcome(self.legacy.call_u32(name, &args));
        let buffer = self.legacy.read(out, (len + WATCHED) as u64);
        assert_eq!(buffer[len..], [UNTOUCHED; WATCHED], "{name} writes beyond its buffer");
        match answer {
            Ok(written) => Ok(buffer[..written as usize].to_vec()),
            Err(error) => {
                let left = if error == Error::Overflow { UNTOUCHED } else { 0 };
                assert!(buffer[..len].iter().all(|byte| *byte == left), "{name} leaves output behind: {buffer:02x?}");
                Err(error)
            }
        }
    }

    fn key(&mut self, kind: &str, category: Category, algorithm: &str, key: (&[u8], KeyEncoding)) -> Outcome<u64> {
        let close = if kind == "publickey" { "publickey_close" } else { "secretkey_close" };
        let key = self.legacy.import(kind, category_number(category), algorithm, key.0, encoding_number(key.1));
        self.keep(close, key)
    }
}

impl Subject for LegacySubject {
    fn name(&self) -> String {
        "legacy".to_owned()
    }

    /// An import of nothing at all says whether the name is known.
    fn offers(&mut self, category: Category, algorithm: &str) -> bool {
        let key = (category, algorithm.to_owned());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let imported = self.job(|job| match category {
            Category::Symmetric => job.symmetric_key(algorithm, &[]),
            Category::Signatures | Category::KeyExchange => {
                job.key("publickey", category, algorithm, (&[], KeyEncoding::Pkcs8))
            }
        });
        let known = imported != Err(Error::UnsupportedAlgorithm);
        self.known.insert(key, known);
        known
    }

    fn seal(
        &mut self,
        algorithm: &str,
        key: &[u8],
        nonce: &[u8],
        aad: &[u8],
        pt: &[u8],
    ) -> Outcome<(Vec<u8>, Vec<u8>)> {
        self.job(|job| {
            let key = job.symmetric_key(algorithm, key)?;
            let attached = job.cipher(algorithm, key, nonce, aad).and_then(|state| {
                let len = pt.len() + job.max_tag_len(state)?;
                let mut sealed = outcome(job.legacy.encrypt(state, pt, len))?;
                assert_eq!(sealed.len(), len);
                let tag = sealed.split_off(pt.len());
                Ok((sealed, tag))
            });
            let detached = job.cipher(algorithm, key, nonce, aad).and_then(|state| {
                let (sealed, tag) = outcome(job.legacy.encrypt_detached(state, pt, pt.len()))?;
                job.open.push(("symmetric_tag_close", tag));
                Ok((sealed, job.pull_tag(tag)?))
            });
            same(attached, detached)
        })
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
        self.job(|job| {
            let key = job.symmetric_key(algorithm, key)?;
            let attached = job.cipher(algorithm, key, nonce, aad).and_then(|state| {
                let joined = [ct, tag].concat();
                // A tag of another size shifts the boundary; the output keeps the size the API asks for.
                let len = joined.len().saturating_sub(job.max_tag_len(state)?);
                job.fill_buffer("symmetric_state_decrypt", state, len, &[&joined])
            });
            let detached = job
                .cipher(algorithm, key, nonce, aad)
                .and_then(|state| job.fill_buffer("symmetric_state_decrypt_detached", state, ct.len(), &[ct, tag]));
            same(attached, detached)
        })
    }

    fn encrypt(&mut self, algorithm: &str, key: &[u8], nonce: &[u8], plaintext: &[u8]) -> Outcome<Vec<u8>> {
        self.job(|job| {
            let key = job.symmetric_key(algorithm, key)?;
            let state = job.unauthenticated(algorithm, key, nonce)?;
            let len = plaintext.len() + job.max_tag_len(state)?;
            job.fill_buffer("symmetric_state_encrypt", state, len, &[plaintext])
        })
    }

    fn decrypt(&mut self, algorithm: &str, key: &[u8], nonce: &[u8], ciphertext: &[u8]) -> Outcome<Vec<u8>> {
        self.job(|job| {
            let key = job.symmetric_key(algorithm, key)?;
            let state = job.unauthenticated(algorithm, key, nonce)?;
            // How much of it is padding is not known yet.
            let plaintext = job.fill_buffer("symmetric_state_decrypt", state, ciphertext.len(), &[ciphertext])?;
            let state = job.unauthenticated(algorithm, key, nonce)?;
            if let Some(len) = plaintext.len().checked_sub(1) {
                let short = job.fill_buffer("symmetric_state_decrypt", state, len, &[ciphertext]);
                assert_eq!(short, Err(Error::Overflow));
            }
            let exact = job.fill_buffer("symmetric_state_decrypt", state, plaintext.len(), &[ciphertext]);
            same(Ok(plaintext), exact)
        })
    }

    fn mac(&mut self, algorithm: &str, key: &[u8], message: &[u8]) -> Outcome<Vec<u8>> {
        self.job(|job| {
            let key = job.symmetric_key(algorithm, key)?;
            let state = job.state(algorithm, key, None)?;
            let [first, second] = pieces(message);
            outcome(job.legacy.absorb(state, first))?;
            // Neither a tag in between nor a copy changes the state.
            job.squeeze_tag(state)?;
            let copy = job.legacy.call_u32("symmetric_state_clone", &[state]);
            let copy = job.keep("symmetric_state_close", copy)?;
            outcome(job.legacy.absorb(copy, b"something else"))?;
            outcome(job.legacy.absorb(state, second))?;
            let tag = job.squeeze_tag(state)?;
            job.pull_tag(tag)
        })
    }

    fn verify_mac(&mut self, algorithm: &str, key: &[u8], message: &[u8], tag: &[u8]) -> Outcome<()> {
        self.job(|job| {
            let key = job.symmetric_key(algorithm, key)?;
            let state = job.state(algorithm, key, None)?;
            job.absorb(state, message)?;
            let own = job.squeeze_tag(state)?;
            outcome(job.legacy.tag_verify(own, tag))
        })
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
        self.job(|job| {
            let key = job.symmetric_key(extract, key)?;
            let state = job.state(extract, key, None)?;
            job.absorb(state, salt)?;
            let (name, name_len) = job.legacy.put(expand.as_bytes());
            let pseudorandom = job.legacy.call_u32("symmetric_state_squeeze_key", &[state, name, name_len]);
            let pseudorandom = job.keep("symmetric_key_close", pseudorandom)?;
            let state = job.state(expand, pseudorandom, None)?;
            job.absorb(state, info)?;
            outcome(job.legacy.squeeze(state, len))
        })
    }

    fn sign(&mut self, algorithm: &str, pair: &[u8], message: &[u8], randomness: &[u8]) -> Outcome<Vec<u8>> {
        self.job(|job| {
            let pair = job.legacy.import("keypair", SIGNATURES, algorithm, pair, RAW);
            let pair = job.keep("keypair_close", pair)?;
            let state = job.legacy.call_u32("signature_state_open", &[pair]);
            let state = job.keep("signature_state_close", state)?;
            for piece in pieces(message) {
                let (data, len) = job.legacy.put(piece);
                outcome(job.legacy.call("signature_state_update", &[state, data, len]))?;
            }
            let (signature, drawn) = choosing(randomness, || job.legacy.call_u32("signature_state_sign", &[state]));
            assert!(drawn || signature.is_err(), "the host draws randomness elsewhere, so that nothing is compared");
            let signature = job.keep("signature_close", signature)?;
            outcome(job.legacy.export("signature", signature, RAW))
        })
    }

    fn verify(
        &mut self,
        algorithm: &str,
        key: (&[u8], KeyEncoding),
        message: &[u8],
        signature: (&[u8], SignatureEncoding),
    ) -> Outcome<()> {
        self.job(|job| {
            let key = job.key("publickey", Category::Signatures, algorithm, key)?;
            let encoding = match signature.1 {
                SignatureEncoding::Raw => RAW,
                SignatureEncoding::Der => DER,
            };
            let signature = job.legacy.signature_import(algorithm, signature.0, encoding);
            let signature = job.keep("signature_close", signature)?;
            let state = job.legacy.call_u32("signature_verification_state_open", &[key]);
            let state = job.keep("signature_verification_state_close", state)?;
            for piece in pieces(message) {
                let (data, len) = job.legacy.put(piece);
                outcome(job.legacy.call("signature_verification_state_update", &[state, data, len]))?;
            }
            outcome(job.legacy.call("signature_verification_state_verify", &[state, signature]))
        })
    }

    fn recode_public(
        &mut self,
        category: Category,
        algorithm: &str,
        key: (&[u8], KeyEncoding),
        to: KeyEncoding,
    ) -> Outcome<Vec<u8>> {
        self.job(|job| {
            let key = job.key("publickey", category, algorithm, key)?;
            outcome(job.legacy.call("publickey_verify", &[key]))?;
            outcome(job.legacy.export("publickey", key, encoding_number(to)))
        })
    }

    fn public_of(&mut self, category: Category, algorithm: &str, secret: &[u8]) -> Outcome<Vec<u8>> {
        self.job(|job| {
            let secret = job.key("secretkey", category, algorithm, (secret, KeyEncoding::Raw))?;
            let public = job.legacy.call_u32("publickey_from_secretkey", &[secret]);
            let public = job.keep("publickey_close", public)?;
            outcome(job.legacy.export("publickey", public, RAW))
        })
    }

    fn dh(&mut self, algorithm: &str, public: (&[u8], KeyEncoding), secret: &[u8]) -> Outcome<Vec<u8>> {
        self.job(|job| {
            let public = job.key("publickey", Category::KeyExchange, algorithm, public)?;
            let secret = job.key("secretkey", Category::KeyExchange, algorithm, (secret, KeyEncoding::Raw))?;
            outcome(job.legacy.dh(public, secret))
        })
    }

    fn encapsulate(&mut self, algorithm: &str, public: &[u8], randomness: &[u8]) -> Outcome<(Vec<u8>, Vec<u8>, bool)> {
        self.job(|job| {
            let public = job.key("publickey", Category::KeyExchange, algorithm, (public, KeyEncoding::Raw))?;
            let (made, drawn) = choosing(randomness, || job.legacy.encapsulate(public));
            assert!(drawn || made.is_err(), "the host draws randomness elsewhere, so that nothing is compared");
            outcome(made).map(|(secret, encapsulated)| (secret, encapsulated, drawn))
        })
    }

    fn decapsulate(&mut self, algorithm: &str, secret: &[u8], encapsulated: &[u8]) -> Outcome<Vec<u8>> {
        self.job(|job| {
            let secret = job.key("secretkey", Category::KeyExchange, algorithm, (secret, KeyEncoding::Raw))?;
            outcome(job.legacy.decapsulate(secret, encapsulated))
        })
    }
}
