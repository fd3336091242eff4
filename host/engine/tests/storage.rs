//! What a store of keys relies on: identifier, category and encoding bring every key back.

use crate::common::{engines, pair};
use wasi_crypto_engine::{Category, KeyEncoding, KeyPair, SymmetricKey};

/// A pair comes back from its local encoding, whichever provider wrote it.
#[test]
fn every_key_pair_comes_back() {
    let engines = engines();
    for (name, engine) in &engines {
        let known: Vec<_> = engine.algorithms().filter(|known| known.category != Category::Symmetric).collect();
        assert!(known.len() >= 15, "{name}");
        assert!(known.iter().any(|known| known.identifier == "Ed448"));
        for known in known {
            let pair = pair(engine, known.category, known.identifier);
            assert_eq!((pair.algorithm(), pair.category()), (known.identifier, known.category));
            let stored = pair.export(KeyEncoding::Local).unwrap();
            for (other, engine) in &engines {
                if !engine.algorithms().any(|known| known.identifier == pair.algorithm()) {
                    continue;
                }
                let again =
                    KeyPair::import(engine, pair.category(), pair.algorithm(), &stored, KeyEncoding::Local).unwrap();
                assert_eq!(again.export(KeyEncoding::Local).unwrap(), stored, "{name} {other} {}", known.identifier);
                assert_eq!((again.algorithm(), again.category()), (pair.algorithm(), pair.category()));
                let public = |pair: &KeyPair| pair.public_key().unwrap().export(KeyEncoding::Pkcs8).unwrap();
                assert_eq!(public(&again), public(&pair), "{name} {other} {}", known.identifier);
            }
        }
    }
}

/// A symmetric key comes back from its bytes.
#[test]
fn every_symmetric_key_comes_back() {
    let engines = engines();
    for (name, engine) in &engines {
        let mut keyed = 0;
        for known in engine.algorithms().filter(|known| known.category == Category::Symmetric) {
            let Ok(key) = SymmetricKey::generate(engine, known.identifier, None) else { continue };
            keyed += 1;
            assert_eq!((key.algorithm(), key.category()), (known.identifier, known.category));
            let stored = key.export().unwrap();
            for (other, engine) in &engines {
                let again = SymmetricKey::import(engine, key.algorithm(), &stored).unwrap();
                assert_eq!(again.export().unwrap(), stored, "{name} {other} {}", known.identifier);
                assert_eq!(again.algorithm(), key.algorithm());
            }
        }
        assert!(keyed >= 30, "{name}: {keyed}");
    }
}
