//! The encoding `local`: it comes back as what it was and as nothing else.

use crate::common::{asymmetric, engines, pair};
use wasi_crypto_engine::{Category, Engine, Error, KeyEncoding, KeyPair, PublicKey, SecretKey};

const LOCAL: KeyEncoding = KeyEncoding::Local;

/// Every algorithm with key pairs, and a pair.
fn pairs(engine: &Engine) -> Vec<KeyPair> {
    asymmetric(engine).iter().map(|known| pair(engine, known.category, known.identifier)).collect()
}

fn category(engine: &Engine, algorithm: &str) -> Category {
    engine.algorithms().find(|known| known.identifier == algorithm).unwrap().category
}

/// What each of the three imports says to some bytes.
fn imports(engine: &Engine, algorithm: &str, bytes: &[u8]) -> [Result<(), Error>; 3] {
    let category = category(engine, algorithm);
    [
        KeyPair::import(engine, category, algorithm, bytes, LOCAL).map(drop),
        SecretKey::import(engine, category, algorithm, bytes, LOCAL).map(drop),
        PublicKey::import(engine, category, algorithm, bytes, LOCAL).map(drop),
    ]
}

const NO: Result<(), Error> = Err(Error::InvalidKey);

#[test]
fn a_container_is_of_one_kind_and_one_algorithm() {
    for (name, engine) in engines() {
        let pairs = pairs(&engine);
        for pair in &pairs {
            let which = format!("{name} {}", pair.algorithm());
            let whole = pair.export(LOCAL).unwrap();
            let secret = pair.secret_key().unwrap().export(LOCAL).unwrap();
            let public = pair.public_key().unwrap().export(LOCAL).unwrap();
            assert_eq!(imports(&engine, pair.algorithm(), &whole), [Ok(()), NO, NO], "{which}");
            assert_eq!(imports(&engine, pair.algorithm(), &secret), [NO, Ok(()), NO], "{which}");
            assert_eq!(imports(&engine, pair.algorithm(), &public), [NO, NO, Ok(())], "{which}");
            for other in &pairs {
                if other.algorithm() != pair.algorithm() {
                    for bytes in [&whole[..], &secret, &public] {
                        assert_eq!(imports(&engine, other.algorithm(), bytes), [NO; 3], "{which} {other:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_byte_before_the_key_matters() {
    for (name, engine) in engines() {
        for pair in pairs(&engine) {
            let algorithm = pair.algorithm();
            let public = pair.public_key().unwrap();
            for good in [&pair.export(LOCAL).unwrap()[..], &public.export(LOCAL).unwrap()] {
                assert!(good.starts_with(b"wasi-crypto key\x01"), "{name} {algorithm}");
                for at in 0..18 + algorithm.len() + 4 {
                    let mut altered = good.to_vec();
                    // Not 1, which makes a secret key of a public one.
                    altered[at] ^= 0x40;
                    assert_eq!(imports(&engine, algorithm, &altered), [NO; 3], "{name} {algorithm} {at}");
                }
                for wrong in [&good[..good.len() - 1], &[good, &[0]].concat(), &good[..20], &good[..16], &[]] {
                    assert_eq!(imports(&engine, algorithm, wrong), [NO; 3], "{name} {algorithm}");
                }
            }
        }
    }
}

/// A container whose keys are of the right size, but not what would be written.
#[test]
fn only_canonical_keys_are_read() {
    for (name, engine) in engines() {
        // The public key of another pair.
        for pair in pairs(&engine).iter().filter(|pair| !pair.algorithm().starts_with("RSA")) {
            let algorithm = pair.algorithm();
            let mut bytes = pair.export(LOCAL).unwrap().to_vec();
            *bytes.last_mut().unwrap() ^= 0x80;
            assert_eq!(imports(&engine, algorithm, &bytes), [NO; 3], "{name} {algorithm}");
        }
        // X25519 with the bit that means nothing.
        let pair = pair(&engine, Category::KeyExchange, "X25519");
        let mut bytes = pair.public_key().unwrap().export(LOCAL).unwrap();
        *bytes.last_mut().unwrap() |= 0x80;
        assert_eq!(imports(&engine, "X25519", &bytes), [NO; 3], "{name}");
    }
}

/// The algorithm and the kind are in the container, so spelling does not matter.
#[test]
fn the_name_is_written_as_usual() {
    for (_, engine) in engines() {
        let pair = KeyPair::generate(&engine, Category::KeyExchange, "x25519", None).unwrap();
        let bytes = pair.export(LOCAL).unwrap();
        let again = KeyPair::import(&engine, Category::KeyExchange, "X25519", &bytes, LOCAL).unwrap();
        assert_eq!(again.export(LOCAL).unwrap(), bytes);
    }
}
