//! The seam: what an engine is built from, and what it refuses to be built from.

mod common;

use common::{Bytes, asymmetric_but_rsa, engines, of_kind, providers, size};
use wasi_crypto_engine::provider::{
    Aead, AeadKey, Algorithm, CryptoProvider, Hash, HashState, KeyScheme, SecureRandom,
};
use wasi_crypto_engine::{
    Category, ConfigError, Engine, Error, KeyEncoding, KeyPair, Options, PublicKey, Result, SecretKey, SpecStatus,
    SymmetricKey, SymmetricState, key_exchange, oneshot,
};

#[test]
fn the_providers_agree_with_the_table() {
    for provider in providers() {
        let engine = Engine::builder().provider(provider.clone()).build().unwrap();
        let all: Vec<_> = engine.algorithms().collect();
        assert_eq!(all.len(), if provider.name == "pure" { 74 } else { 86 }, "{}", provider.name);
        assert!(all.iter().all(|known| !known.provider.is_empty() && !known.reference.is_empty()));
        let required = all.iter().filter(|known| known.status == SpecStatus::Required).count();
        assert_eq!(required, if provider.name == "pure" { 11 } else { 14 });
        let twice = CryptoProvider { ..provider.clone() };
        assert_eq!(format!("{twice:?}"), format!("{provider:?}"));
    }
    // The default is one of them, the same through either door.
    let default: Vec<_> = Engine::new().algorithms().map(|known| known.identifier).collect();
    let built: Vec<_> = Engine::builder().build().unwrap().algorithms().map(|known| known.identifier).collect();
    assert_eq!((default.len(), &default), (86, &built));
    assert_eq!(Engine::default().algorithms().count(), 86);
}

#[test]
fn an_empty_provider_knows_nothing() {
    let engine = Engine::builder().provider(CryptoProvider::empty()).build().unwrap();
    assert_eq!(engine.algorithms().count(), 0);
    let opened = SymmetricState::open(&engine, "SHA-256", None, None);
    assert_eq!(opened.unwrap_err(), Error::UnsupportedAlgorithm);
    Options::open(&engine, Category::Symmetric).set("nonce", b"").unwrap();
}

#[test]
fn fields_can_be_replaced_one_by_one() {
    let mixed = CryptoProvider { aeads: CryptoProvider::pure().aeads, signatures: vec![], ..CryptoProvider::ring() };
    let engine = Engine::builder().provider(mixed).build().unwrap();
    let of = |name: &str| engine.algorithms().find(|known| known.identifier == name).map(|known| known.provider);
    assert_eq!(of("AES-256-GCM"), Some("aes-gcm"));
    assert_eq!(of("SHA-256"), Some("ring"));
    assert_eq!(of("Ed25519"), None);
}

/// A hash with a name and size of the test's choice.
struct Odd(&'static str, usize);

struct OddState;

impl Algorithm for Odd {
    fn name(&self) -> &'static str {
        self.0
    }

    fn library(&self) -> &'static str {
        "a test"
    }
}

impl Hash for Odd {
    fn output_len(&self) -> usize {
        self.1
    }

    fn start(&self) -> Box<dyn HashState> {
        Box::new(OddState)
    }

    fn digest(&self, _: &[u8], out: &mut [u8]) -> Result<()> {
        out.fill(7);
        Ok(())
    }
}

impl HashState for OddState {
    fn update(&mut self, _: &[u8]) {}

    fn digest(&self, out: &mut [u8]) -> Result<()> {
        out.fill(7);
        Ok(())
    }

    fn fork(&self) -> Box<dyn HashState> {
        Box::new(Self)
    }
}

impl Aead for Odd {
    fn key_len(&self) -> usize {
        self.1
    }

    fn nonce_len(&self) -> usize {
        12
    }

    fn tag_len(&self) -> usize {
        16
    }

    fn key(&self, _: &[u8]) -> Result<Box<dyn AeadKey>> {
        Err(Error::InvalidKey)
    }
}

#[test]
fn contradictions_are_refused() {
    let built = |provider| Engine::builder().provider(provider).build().map(drop);
    let hashes = |hashes| built(CryptoProvider { hashes, ..CryptoProvider::empty() });
    hashes(vec![&Odd("SHA-256", 32)]).unwrap();
    assert_eq!(hashes(vec![&Odd("SHA-1", 20)]), Err(ConfigError::UnknownAlgorithm("SHA-1")));
    assert_eq!(hashes(vec![&Odd("SHA-256", 31)]), Err(ConfigError::Contradiction("SHA-256")));
    assert_eq!(hashes(vec![&Odd("HMAC/SHA-256", 32)]), Err(ConfigError::Contradiction("HMAC/SHA-256")));
    let twice = hashes(vec![&Odd("SHA-256", 32), &Odd("sha-256", 32)]);
    assert_eq!(twice, Err(ConfigError::Duplicate("SHA-256")));
    let aead = built(CryptoProvider { aeads: vec![&Odd("AES-256-GCM", 31)], ..CryptoProvider::empty() });
    assert_eq!(aead, Err(ConfigError::Contradiction("AES-256-GCM")));
    let kdfs = CryptoProvider::ring().kdfs.into_iter().filter(|kdf| kdf.name().contains("EXTRACT")).collect();
    let half = built(CryptoProvider { kdfs, ..CryptoProvider::empty() });
    assert_eq!(half, Err(ConfigError::Incomplete("HKDF-EXTRACT/SHA-256")));
    for error in [aead.unwrap_err(), half.unwrap_err(), twice.unwrap_err()] {
        assert!(error.to_string().contains('`'));
    }
}

#[test]
fn ones_own_algorithm_is_used() {
    let provider = CryptoProvider { hashes: vec![&Odd("SHA-256", 32)], ..CryptoProvider::empty() };
    let engine = Engine::builder().provider(provider).build().unwrap();
    assert_eq!(oneshot::hash(&engine, "SHA-256", b"").unwrap(), [7; 32]);
    assert_eq!(engine.algorithms().next().unwrap().provider, "a test");
}

/// A generator that has run dry.
struct Dry;

impl SecureRandom for Dry {
    fn fill(&self, _: &mut [u8]) -> Result<()> {
        Err(Error::RngError)
    }
}

#[test]
fn without_randomness_nothing_is_generated() {
    for provider in providers() {
        let engine = Engine::builder().provider(CryptoProvider { random: &Dry, ..provider }).build().unwrap();
        let no = Error::RngError;
        let key = SymmetricKey::import(&engine, "XCHACHA20-POLY1305", &[1; 32]).unwrap();
        assert_eq!(SymmetricKey::generate(&engine, "AES-128-GCM", None).unwrap_err(), no);
        assert_eq!(SymmetricState::open(&engine, "XCHACHA20-POLY1305", Some(&key), None).unwrap_err(), no);
        assert_eq!(oneshot::seal(&key, None, b"", b"").unwrap_err(), no);
        for known in asymmetric_but_rsa(&engine) {
            let made = KeyPair::generate(&engine, known.category, known.identifier, None);
            assert_eq!(made.unwrap_err(), no, "{}", known.identifier);
        }
        for known in of_kind(&engine, "KEM") {
            let algorithm = known.identifier;
            let secret = vec![1; size(&known, "secret key")];
            let secret = SecretKey::import(&engine, Category::KeyExchange, algorithm, &secret, KeyEncoding::Raw);
            let public = PublicKey::from_secret_key(&secret.unwrap()).unwrap();
            assert_eq!(key_exchange::encapsulate(&public).unwrap_err(), no);
        }
        let made = SecretKey::import(&engine, Category::Signatures, "ML-DSA-65", &[1; 32], KeyEncoding::Raw).unwrap();
        let public = PublicKey::from_secret_key(&made).unwrap();
        let pair = KeyPair::from_keys(&public, &made).unwrap();
        assert_eq!(oneshot::sign(&pair, b"").unwrap_err(), no);
        // What needs none goes on.
        let pair = [1; 32];
        let pair =
            KeyPair::import(&engine, Category::Signatures, "ECDSA_K256_SHA256", &pair, KeyEncoding::Raw).unwrap();
        oneshot::sign(&pair, b"").unwrap();
    }
}

/// Everything random comes from the provider's source: the same source, the same keys.
#[test]
fn keys_come_from_the_given_source() {
    struct Counting;

    impl SecureRandom for Counting {
        fn fill(&self, out: &mut [u8]) -> Result<()> {
            out.copy_from_slice(&Bytes::new(5).take(out.len()));
            Ok(())
        }
    }
    for provider in providers() {
        let engine = Engine::builder().provider(CryptoProvider { random: &Counting, ..provider }).build().unwrap();
        let key = SymmetricKey::generate(&engine, "AES-256-GCM", None).unwrap();
        assert_eq!(*key.export().unwrap(), Bytes::new(5).take(32));
        for known in asymmetric_but_rsa(&engine) {
            let pair = KeyPair::generate(&engine, known.category, known.identifier, None).unwrap();
            let secret = pair.secret_key().unwrap().export(KeyEncoding::Raw).unwrap();
            assert_eq!(*secret, Bytes::new(5).take(size(&known, "secret key")), "{}", known.identifier);
        }
    }
}

/// Key schemes get canonical keys; what they answer for nonsense is an error all the same.
#[test]
fn schemes_refuse_nonsense() {
    for provider in providers() {
        let signatures = provider.signatures.iter().map(|scheme| *scheme as &dyn KeyScheme);
        let dh = provider.diffie_hellman.iter().map(|scheme| *scheme as &dyn KeyScheme);
        let kems = provider.kems.iter().map(|scheme| *scheme as &dyn KeyScheme);
        for scheme in signatures.chain(dh).chain(kems) {
            for len in [0, 1, 31, 33, 47, 49, 63, 65, 1000] {
                let bytes = vec![0x5a; len];
                let which = format!("{} {} {len}", provider.name, scheme.name());
                if len != 32 || scheme.name() != "X-WING" {
                    assert_eq!(scheme.public_of(&bytes).unwrap_err(), Error::InvalidKey, "{which}");
                }
                assert_eq!(scheme.validate_public(&bytes).unwrap_err(), Error::InvalidKey, "{which}");
            }
        }
    }
}

#[test]
fn engines_say_which_they_are() {
    for (name, engine) in engines() {
        assert!(format!("{engine:?}").contains(name));
    }
}
