//! The seam: what an engine is built from, and what it refuses to be built from.

use crate::common::own::{LIBRARY, Own, by_name};
use crate::common::{self, Bytes, asymmetric_but_rsa, engines, of_kind, providers, size};
use wasi_crypto_engine::provider::{CryptoProvider, Description, KeyScheme, SecureRandom};
use wasi_crypto_engine::{
    Category, Engine, Error, KeyEncoding, KeyPair, Options, PublicKey, Result, Sealer, SecretKey, SpecStatus,
    SymmetricKey, SymmetricState, key_exchange, oneshot,
};

/// What an engine with this provider offers, each with its library.
fn offered(provider: &CryptoProvider) -> Vec<(&'static str, &'static str)> {
    let engine = Engine::builder().provider(provider.clone()).build().unwrap();
    engine.algorithms().map(|known| (known.identifier, known.provider)).collect()
}

/// The library it has an algorithm from.
fn library(provider: &CryptoProvider, identifier: &str) -> Option<&'static str> {
    offered(provider).into_iter().find(|(name, _)| *name == identifier).map(|(_, library)| library)
}

#[test]
fn the_providers_agree_with_the_table() {
    for provider in providers() {
        let engine = Engine::builder().provider(provider.clone()).build().unwrap();
        let all: Vec<_> = engine.algorithms().collect();
        assert_eq!(all.len(), if provider.name == "pure" { 86 } else { 104 }, "{}", provider.name);
        assert!(all.iter().all(|known| !known.provider.is_empty() && !known.reference.is_empty()));
        let required = all.iter().filter(|known| known.status == SpecStatus::Required).count();
        assert_eq!(required, if provider.name == "pure" { 11 } else { 14 });
        let twice = CryptoProvider { ..provider.clone() };
        assert_eq!(format!("{twice:?}"), format!("{provider:?}"));
    }
    // The default is one of them, the same through either door.
    let default: Vec<_> = Engine::new().algorithms().map(|known| known.identifier).collect();
    let built: Vec<_> = Engine::builder().build().unwrap().algorithms().map(|known| known.identifier).collect();
    assert_eq!((default.len(), &default), (104, &built));
    assert_eq!(Engine::default().algorithms().count(), 104);
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
    assert_eq!(library(&mixed, "AES-256-GCM"), Some("aes-gcm"));
    assert_eq!(library(&mixed, "SHA-256"), Some("ring"));
    // A list that is replaced is replaced as a whole, with what features have added to it.
    assert_eq!(library(&mixed, "Ed25519"), None);
    assert_eq!(library(&mixed, "Ed448"), None);
    assert_eq!(library(&mixed, "ML-DSA-65"), None);
}

/// What each library is used for is compared with the README by the tests of the documentation.
#[test]
fn optional_algorithms_are_in_every_provider() {
    let (optional, pre_release) = (CryptoProvider::optional(), CryptoProvider::pre_release());
    assert_eq!((optional.name, offered(&optional).len()), ("optional", 51));
    assert_eq!((pre_release.name, offered(&pre_release).len()), ("pre-release", 2));
    for provider in providers().into_iter().chain([CryptoProvider::shipped()]) {
        let all = offered(&provider);
        for known in offered(&optional).iter().chain(&offered(&pre_release)) {
            assert!(all.contains(known), "{} {known:?}", provider.name);
        }
    }
    // They are all that an engine without any other provider has.
    let engine = Engine::builder().provider(optional.or(pre_release)).build().unwrap();
    assert!(engine.algorithms().all(|known| known.status != SpecStatus::Required));
    assert_eq!(engine.algorithms().count(), 53);
}

#[test]
fn the_default_authenticates_and_derives_with_ring() {
    let shipped = CryptoProvider::shipped();
    for (identifier, of) in [
        ("SHA-256", "aws-lc-rs"),
        ("HMAC/SHA-256", "ring"),
        ("HKDF-EXTRACT/SHA-512", "ring"),
        ("AES-128-CMAC", "cmac"),
        ("XCHACHA20-POLY1305", "aws-lc-rs"),
        ("RSA_PSS_4096_SHA512", "aws-lc-rs"),
        ("AEGIS-256", "aegis"),
        ("X25519", "aws-lc-rs"),
    ] {
        assert_eq!(library(&shipped, identifier), Some(of), "{identifier}");
    }
}

#[test]
fn what_one_provider_lacks_comes_from_another() {
    let (pure, ring) = (CryptoProvider::pure(), CryptoProvider::ring());
    let both = pure.clone().or(ring.clone());
    assert_eq!((both.name, offered(&both).len()), ("pure", offered(&ring).len()));
    for (identifier, of) in offered(&both) {
        let expected = library(&pure, identifier).or(library(&ring, identifier));
        assert_eq!(Some(of), expected, "{identifier}");
    }
    assert_eq!(library(&both, "SHA-256"), Some("sha2"));
    assert_eq!(library(&both, "RSA_PSS_4096_SHA512"), Some("ring"));

    // There is nothing ring lacks, and nothing that nobody has.
    assert_eq!(offered(&ring.clone().or(pure)), offered(&ring));
    assert_eq!(offered(&CryptoProvider::empty().or(ring.clone())), offered(&ring));
    assert_eq!(offered(&ring.clone().or(CryptoProvider::empty())), offered(&ring));
}

/// Every list, and every one by identifier: neither its case nor its kind matters.
#[test]
fn what_a_provider_has_is_not_taken_from_another() {
    let ring = CryptoProvider::ring();
    let own = CryptoProvider {
        hashes: vec![
            Own::named(by_name(&ring.hashes, "SHA-256"), "sha-256"),
            Own::described(by_name(&ring.hashes, "SHA-512"), Description::hash("XXX/Taken", 64)),
        ],
        xofs: vec![Own::named(by_name(&ring.xofs, "SHAKE-128"), "SHAKE-128")],
        macs: vec![Own::named(by_name(&ring.macs, "HMAC/SHA-256"), "HMAC/SHA-256")],
        kdfs: vec![Own::named(by_name(&ring.kdfs, "HKDF-EXPAND/SHA-256"), "HKDF-EXPAND/SHA-256")],
        passwords: vec![Own::named(by_name(&ring.passwords, "BCRYPT"), "BCRYPT")],
        aeads: vec![Own::named(by_name(&ring.aeads, "AES-128-GCM"), "AES-128-GCM")],
        ciphers: vec![Own::named(by_name(&ring.ciphers, "AES-128-CBC"), "AES-128-CBC")],
        sessions: vec![Own::named(by_name(&ring.sessions, "XOODYAK-128"), "XOODYAK-128")],
        sealed_streams: vec![Own::named(by_name(&ring.sealed_streams, "AGE-PAYLOAD"), "AGE-PAYLOAD")],
        signatures: vec![Own::named(by_name(&ring.signatures, "Ed25519"), "Ed25519")],
        diffie_hellman: vec![Own::named(by_name(&ring.diffie_hellman, "X25519"), "X25519")],
        kems: vec![Own::named(by_name(&ring.kems, "ML-KEM-768"), "ML-KEM-768")],
        ..CryptoProvider::empty()
    };
    let taken = Own::described(by_name(&ring.xofs, "SHAKE-256"), Description::xof("xxx/taken", 0));
    let mut xofs = ring.xofs.clone();
    xofs.push(taken);
    let both = own.or(CryptoProvider { xofs, ..ring.clone() });
    let (own, rest): (Vec<_>, Vec<_>) = offered(&both).into_iter().partition(|(_, library)| *library == LIBRARY);
    assert_eq!((own.len(), own.last()), (13, Some(&("XXX/Taken", LIBRARY))));
    assert_eq!(rest.len(), offered(&ring).len() - 12);
    assert!(rest.iter().all(|known| offered(&ring).contains(known)));
}

#[test]
fn the_randomness_is_that_of_the_first() {
    let dry = CryptoProvider { random: &Dry, ..CryptoProvider::empty() };
    let engine = |provider: CryptoProvider| Engine::builder().provider(provider).build().unwrap();
    let generated = |engine: Engine| SymmetricKey::generate(&engine, "AES-128-GCM", None);
    assert_eq!(generated(engine(dry.clone().or(CryptoProvider::ring()))).unwrap_err(), Error::RngError);
    generated(engine(CryptoProvider::ring().or(dry))).unwrap();
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
        for known in of_kind(&engine, "sealed stream") {
            let key = SymmetricKey::import(&engine, known.identifier, &vec![1; size(&known, "key")]).unwrap();
            assert_eq!(Sealer::new(&key, b"").unwrap_err(), no, "{}", known.identifier);
        }
        let key = SymmetricKey::import(&engine, "XOODYAK-128", &[1; 16]).unwrap();
        assert_eq!(SymmetricState::open(&engine, "XOODYAK-128", Some(&key), None).unwrap_err(), no);
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
        SymmetricState::open(&engine, "XOODYAK-128", None, None).unwrap();
        SymmetricState::open(&engine, "XOODYAK-128", Some(&key), Some(&common::nonce(&engine, b""))).unwrap();
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
