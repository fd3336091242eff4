//! Diffie-Hellman and key encapsulation.

use crate::common::{engines, of_kind, size};
use wasi_crypto_engine::key_exchange::{decapsulate, dh, encapsulate};
use wasi_crypto_engine::{Category, Engine, Error, KeyEncoding, KeyPair, PublicKey};
use wasi_crypto_test_support::answers::hex;

const KX: Category = Category::KeyExchange;

fn pair(engine: &Engine, algorithm: &str) -> KeyPair {
    KeyPair::generate(engine, KX, algorithm, None).unwrap()
}

#[test]
fn both_sides_agree() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "DH") {
            let (algorithm, len) = (known.identifier, size(&known, "shared secret"));
            let (one, two) = (pair(&engine, algorithm), pair(&engine, algorithm));
            let a = dh(&one.public_key().unwrap(), &two.secret_key().unwrap()).unwrap();
            let b = dh(&two.public_key().unwrap(), &one.secret_key().unwrap()).unwrap();
            assert_eq!((a.len(), &a), (len, &b), "{name} {algorithm}");
        }
        for known in of_kind(&engine, "KEM") {
            let (algorithm, len) = (known.identifier, size(&known, "encapsulation"));
            let pair = pair(&engine, algorithm);
            let made = encapsulate(&pair.public_key().unwrap()).unwrap();
            assert_eq!((made.secret.len(), made.encapsulated.len()), (32, len), "{name} {algorithm}");
            assert_eq!(decapsulate(&pair.secret_key().unwrap(), &made.encapsulated).unwrap(), made.secret);
            let other = encapsulate(&pair.public_key().unwrap()).unwrap();
            assert_ne!(made.secret, other.secret);
        }
    }
}

#[test]
fn kinds_and_algorithms_do_not_mix() {
    for (_, engine) in engines() {
        let x25519 = pair(&engine, "X25519");
        let p256 = pair(&engine, "P256-SHA256");
        let kem = pair(&engine, "ML-KEM-768");
        let signer = KeyPair::generate(&engine, Category::Signatures, "Ed25519", None).unwrap();
        let no = Error::InvalidOperation;
        let public = |pair: &KeyPair| pair.public_key().unwrap();
        let secret = |pair: &KeyPair| pair.secret_key().unwrap();
        assert_eq!(dh(&public(&x25519), &secret(&p256)).unwrap_err(), Error::IncompatibleKeys);
        assert_eq!(dh(&public(&kem), &secret(&kem)).unwrap_err(), no);
        assert_eq!(dh(&public(&x25519), &secret(&kem)).unwrap_err(), Error::IncompatibleKeys);
        assert_eq!(dh(&public(&signer), &secret(&signer)).unwrap_err(), no);
        assert_eq!(encapsulate(&public(&x25519)).unwrap_err(), no);
        assert_eq!(encapsulate(&public(&signer)).unwrap_err(), no);
        assert_eq!(decapsulate(&secret(&x25519), &[0; 1088]).unwrap_err(), no);
    }
}

/// The eight multiples of a point of order eight, and coordinates that are not reduced.
#[test]
fn points_of_low_order_are_refused() {
    let points = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for (name, engine) in engines() {
        let pair = pair(&engine, "X25519");
        for point in points {
            let public = PublicKey::import(&engine, KX, "X25519", &hex(point), KeyEncoding::Raw).unwrap();
            assert_eq!(dh(&public, &pair.secret_key().unwrap()).unwrap_err(), Error::InvalidKey, "{name} {point}");
        }
    }
}

#[test]
fn encapsulations_of_the_wrong_size_and_the_wrong_content() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "KEM") {
            let (algorithm, len) = (known.identifier, size(&known, "encapsulation"));
            let pair = pair(&engine, algorithm);
            let secret = pair.secret_key().unwrap();
            for wrong in [0, 1, 32, len - 1, len + 1] {
                let opened = decapsulate(&secret, &vec![0; wrong]);
                assert_eq!(opened.unwrap_err(), Error::VerificationFailed, "{name} {algorithm} {wrong}");
            }
            // Rejection is implicit: an unrelated secret, the same each time.
            let made = encapsulate(&pair.public_key().unwrap()).unwrap();
            let mut altered = made.encapsulated.clone();
            altered[0] ^= 1;
            let one = decapsulate(&secret, &altered).unwrap();
            assert_ne!(one, made.secret);
            assert_eq!(decapsulate(&secret, &altered).unwrap(), one);
        }
    }
}

/// A secret with leading zeros keeps them: search a pair of keys that has one.
#[test]
fn shared_secrets_keep_their_zeros() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "DH") {
            let algorithm = known.identifier;
            let one = pair(&engine, algorithm);
            let found = (0..5000).find_map(|_| {
                let two = pair(&engine, algorithm);
                let shared = dh(&two.public_key().unwrap(), &one.secret_key().unwrap()).unwrap();
                (shared[0] == 0).then_some(shared.len())
            });
            assert_eq!(found, Some(size(&known, "shared secret")), "{name} {algorithm}");
        }
    }
}

#[test]
fn providers_agree() {
    let engines = engines();
    for algorithm in of_kind(&engines[0].1, "DH").iter().map(|known| known.identifier) {
        let one = pair(&engines[0].1, algorithm).export(KeyEncoding::Raw).unwrap();
        let two = pair(&engines[0].1, algorithm).public_key().unwrap().export(KeyEncoding::Raw).unwrap();
        let mut results = engines.iter().map(|(_, engine)| {
            let one = KeyPair::import(engine, KX, algorithm, &one, KeyEncoding::Raw).unwrap();
            let two = PublicKey::import(engine, KX, algorithm, &two, KeyEncoding::Raw).unwrap();
            dh(&two, &one.secret_key().unwrap()).unwrap()
        });
        let first = results.next().unwrap();
        assert!(results.all(|other| other == first), "{algorithm}");
    }
}
