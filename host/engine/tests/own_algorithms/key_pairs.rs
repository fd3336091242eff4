//! Algorithms with key pairs, whose keys have a size and no more.

use wasi_crypto_engine::provider::{CryptoProvider, Description, KeySizes};
use wasi_crypto_engine::{
    Category, Engine, Error, KeyEncoding, KeyPair, PublicKey, SecretKey, Signature, SignatureEncoding, SignatureState,
    SignatureVerificationState, key_exchange, oneshot,
};

use super::{described, engine};
use crate::common::own::{Own, by_name};
use crate::common::{pair, size};

#[test]
fn key_pairs_have_the_described_sizes_and_two_encodings() {
    let engine = engine();
    for known in described(&engine).iter().filter(|known| known.category != Category::Symmetric) {
        let (category, name) = (known.category, known.identifier);
        let made = KeyPair::generate(&engine, category, name, None).unwrap();
        let (public, secret) = (made.public_key().unwrap(), made.secret_key().unwrap());
        assert_eq!(secret.export(KeyEncoding::Raw).unwrap().len(), size(known, "secret key"));
        assert_eq!(public.export(KeyEncoding::Raw).unwrap().len(), size(known, "public key"));
        // A raw pair is its secret key.
        assert_eq!(made.export(KeyEncoding::Raw).unwrap(), secret.export(KeyEncoding::Raw).unwrap());
        for encoding in [KeyEncoding::Raw, KeyEncoding::Local] {
            let encoded = made.export(encoding).unwrap();
            let again = KeyPair::import(&engine, category, name, &encoded, encoding).unwrap();
            assert_eq!(again.export(KeyEncoding::Local).unwrap(), made.export(KeyEncoding::Local).unwrap());
            let encoded = secret.export(encoding).unwrap();
            let again = SecretKey::import(&engine, category, name, &encoded, encoding).unwrap();
            assert_eq!(PublicKey::from_secret_key(&again).unwrap().export(encoding), public.export(encoding));
            let encoded = public.export(encoding).unwrap();
            PublicKey::import(&engine, category, name, &encoded, encoding).unwrap().verify().unwrap();
            for wrong in [&encoded[1..], &b""[..]] {
                let imported = PublicKey::import(&engine, category, name, wrong, encoding);
                assert_eq!(imported.unwrap_err(), Error::InvalidKey, "{name}");
                let imported = KeyPair::import(&engine, category, name, wrong, encoding);
                assert_eq!(imported.unwrap_err(), Error::InvalidKey, "{name}");
            }
        }
        for encoding in [KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec] {
            let no = Error::UnsupportedEncoding;
            assert_eq!(made.export(encoding).unwrap_err(), no, "{name}");
            assert_eq!(secret.export(encoding).unwrap_err(), no, "{name}");
            assert_eq!(public.export(encoding).unwrap_err(), no, "{name}");
            assert_eq!(KeyPair::import(&engine, category, name, b"", encoding).unwrap_err(), no, "{name}");
            assert_eq!(SecretKey::import(&engine, category, name, b"", encoding).unwrap_err(), no, "{name}");
            assert_eq!(PublicKey::import(&engine, category, name, b"", encoding).unwrap_err(), no, "{name}");
        }
    }
}

#[test]
fn signatures() {
    let engine = engine();
    for (own, ours) in [("XXX/Signature", "Ed25519"), ("XXX/Hashed", "Ed25519ph")] {
        let made = KeyPair::import(&engine, Category::Signatures, own, &[5; 32], KeyEncoding::Raw).unwrap();
        let public = made.public_key().unwrap();
        let signature = oneshot::sign(&made, b"message").unwrap();
        let mut state = SignatureState::open(&made).unwrap();
        state.update(b"message").unwrap();
        let signed = state.sign().unwrap();
        assert_eq!((signed.algorithm(), signed.export(SignatureEncoding::Raw).unwrap()), (own, signature.clone()));
        assert_eq!(signed.export(SignatureEncoding::Der).unwrap_err(), Error::UnsupportedEncoding);

        let theirs = SecretKey::import(&engine, Category::Signatures, ours, &[5; 32], KeyEncoding::Raw).unwrap();
        let theirs = KeyPair::from_keys(&PublicKey::from_secret_key(&theirs).unwrap(), &theirs).unwrap();
        assert_eq!(oneshot::sign(&theirs, b"message").unwrap(), signature);

        oneshot::verify(&public, b"message", &signature).unwrap();
        let imported = Signature::import(&engine, own, &signature, SignatureEncoding::Raw).unwrap();
        let mut state = SignatureVerificationState::open(&public).unwrap();
        state.update(b"message").unwrap();
        state.verify(&imported).unwrap();
        state.update(b"!").unwrap();
        assert_eq!(state.verify(&imported).unwrap_err(), Error::InvalidSignature);
        for len in [0, 63, 65] {
            let imported = Signature::import(&engine, own, &vec![0; len], SignatureEncoding::Raw);
            assert_eq!(imported.unwrap_err(), Error::InvalidSignature);
        }
        let der = Signature::import(&engine, own, &signature, SignatureEncoding::Der);
        assert_eq!(der.unwrap_err(), Error::UnsupportedEncoding);
    }
}

#[test]
fn key_exchange_of_either_kind() {
    let engine = engine();
    let [ours, theirs] = [(); 2].map(|()| pair(&engine, Category::KeyExchange, "XXX/Dh"));
    let agreed = |public: &KeyPair, secret: &KeyPair| {
        key_exchange::dh(&public.public_key().unwrap(), &secret.secret_key().unwrap()).unwrap()
    };
    assert_eq!(agreed(&ours, &theirs), agreed(&theirs, &ours));
    assert_eq!(agreed(&ours, &theirs).len(), 56);
    let other = pair(&engine, Category::KeyExchange, "X448");
    let mixed = key_exchange::dh(&other.public_key().unwrap(), &ours.secret_key().unwrap());
    assert_eq!(mixed.unwrap_err(), Error::IncompatibleKeys);

    let kem = pair(&engine, Category::KeyExchange, "XXX/Kem");
    let made = key_exchange::encapsulate(&kem.public_key().unwrap()).unwrap();
    assert_eq!((made.encapsulated.len(), made.secret.len()), (1088, 32));
    let opened = key_exchange::decapsulate(&kem.secret_key().unwrap(), &made.encapsulated).unwrap();
    assert_eq!(opened, made.secret);
    let short = key_exchange::decapsulate(&kem.secret_key().unwrap(), &made.encapsulated[1..]);
    assert_eq!(short.unwrap_err(), Error::VerificationFailed);
}

/// Such keys could be exported and not imported again.
#[test]
fn objects_that_make_keys_of_other_sizes_than_described_are_held_to_it() {
    let from = CryptoProvider::ring();
    for keys in [KeySizes { secret: 31, public: 32 }, KeySizes { secret: 32, public: 33 }] {
        let own = Own::described(by_name(&from.signatures, "Ed25519"), Description::signature("XXX/Odd", keys, 64));
        let provider = CryptoProvider { signatures: vec![own], ..CryptoProvider::empty() };
        let engine = Engine::builder().provider(provider).build().unwrap();
        let made = KeyPair::generate(&engine, Category::Signatures, "XXX/Odd", None);
        assert_eq!(made.unwrap_err(), Error::InternalError, "{keys:?}");
    }
}
