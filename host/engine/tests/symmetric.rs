//! Symmetric objects: what they refuse, and what their states do between calls.

use crate::common::{engines, nonce, of_kind, size, takes_any_key};
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, Error, KeyPair, Options, SymmetricKey, SymmetricState, oneshot,
};

/// The hash of each HKDF, and the length of its digests.
fn hkdf_hashes(engine: &Engine) -> Vec<(&'static str, usize)> {
    let of = |known: &AlgorithmInfo| Some((known.identifier.strip_prefix("HKDF-EXTRACT/")?, size(known, "output")));
    let found: Vec<_> = of_kind(engine, "KDF").iter().filter_map(of).collect();
    assert!(found.len() > 1);
    found
}

fn aead(engine: &Engine) -> SymmetricState {
    let key = SymmetricKey::import(engine, "AES-256-GCM", &[7; 32]).unwrap();
    SymmetricState::open(engine, "AES-256-GCM", Some(&key), Some(&nonce(engine, &[9; 12]))).unwrap()
}

fn expand(engine: &Engine) -> SymmetricState {
    let key = SymmetricKey::generate(engine, "HKDF-EXPAND/SHA-256", None).unwrap();
    SymmetricState::open(engine, "HKDF-EXPAND/SHA-256", Some(&key), None).unwrap()
}

fn extract(engine: &Engine) -> SymmetricState {
    let key = SymmetricKey::generate(engine, "HKDF-EXTRACT/SHA-256", None).unwrap();
    SymmetricState::open(engine, "HKDF-EXTRACT/SHA-256", Some(&key), None).unwrap()
}

fn mac(engine: &Engine) -> SymmetricState {
    let key = SymmetricKey::generate(engine, "HMAC/SHA-256", None).unwrap();
    SymmetricState::open(engine, "HMAC/SHA-256", Some(&key), None).unwrap()
}

fn hash(engine: &Engine) -> SymmetricState {
    SymmetricState::open(engine, "SHA-256", None, None).unwrap()
}

#[test]
fn operations_an_algorithm_does_not_define() {
    let no = Error::InvalidOperation;
    for (name, engine) in engines() {
        let mut encrypting = [hash(&engine), mac(&engine), extract(&engine), expand(&engine)];
        for state in &mut encrypting {
            let which = format!("{name} {}", state.algorithm());
            assert_eq!(state.max_tag_len().unwrap_err(), no, "{which}");
            assert_eq!(state.encrypt(b"").unwrap_err(), no, "{which}");
            assert_eq!(state.encrypt_detached(b"").unwrap_err(), no, "{which}");
            assert_eq!(state.decrypt(&[0; 20]).unwrap_err(), no, "{which}");
            assert_eq!(state.decrypt_detached(b"", b"").unwrap_err(), no, "{which}");
        }
        for mut state in [mac(&engine), extract(&engine), aead(&engine)] {
            assert_eq!(state.squeeze(4).unwrap_err(), no);
        }
        for mut state in [hash(&engine), extract(&engine), expand(&engine), aead(&engine)] {
            assert_eq!(state.squeeze_tag().unwrap_err(), no);
        }
        for mut state in [hash(&engine), mac(&engine), expand(&engine), aead(&engine)] {
            assert_eq!(state.squeeze_key("HKDF-EXPAND/SHA-256").unwrap_err(), no);
        }
        for mut state in [hash(&engine), mac(&engine), extract(&engine), expand(&engine), aead(&engine)] {
            assert_eq!(state.ratchet().unwrap_err(), no);
        }
    }
}

#[test]
fn keys_are_required_refused_and_bound() {
    for (name, engine) in engines() {
        let unknown = Error::UnsupportedAlgorithm;
        assert_eq!(SymmetricState::open(&engine, "SHA-3", None, None).unwrap_err(), unknown);
        assert_eq!(SymmetricState::open(&engine, "Ed25519", None, None).unwrap_err(), unknown);
        assert_eq!(SymmetricState::open(&engine, "", None, None).unwrap_err(), unknown);
        assert_eq!(SymmetricKey::import(&engine, "nothing", b"").unwrap_err(), unknown);
        assert_eq!(SymmetricKey::generate(&engine, "X25519", None).unwrap_err(), unknown);
        assert_eq!(oneshot::hash(&engine, "MD5", b"").unwrap_err(), unknown);

        let key = SymmetricKey::generate(&engine, "HMAC/SHA-256", None).unwrap();
        for algorithm in of_kind(&engine, "hash").iter().map(|known| known.identifier) {
            assert_eq!(SymmetricKey::generate(&engine, algorithm, None).unwrap_err(), Error::UnsupportedFeature);
            assert_eq!(SymmetricKey::import(&engine, algorithm, b"key").unwrap_err(), Error::InvalidKey);
            let opened = SymmetricState::open(&engine, algorithm, Some(&key), None);
            assert_eq!(opened.unwrap_err(), Error::KeyNotSupported, "{name} {algorithm}");
        }
        let keyed = engine.algorithms().filter(|a| ["AEAD", "KDF", "MAC", "cipher"].contains(&a.kind));
        for algorithm in keyed {
            let algorithm = algorithm.identifier;
            let open = |key| SymmetricState::open(&engine, algorithm, key, None);
            assert_eq!(open(None).unwrap_err(), Error::KeyRequired, "{name} {algorithm}");
            if algorithm != "HMAC/SHA-256" {
                assert_eq!(open(Some(&key)).unwrap_err(), Error::InvalidKey, "{name} {algorithm}");
            }
            assert_eq!(oneshot::hash(&engine, algorithm, b"").unwrap_err(), Error::KeyRequired);
        }
    }
}

#[test]
fn key_lengths() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "AEAD") {
            let (algorithm, len) = (known.identifier, size(&known, "key"));
            for wrong in [0, 1, 15, 17, 24, 31, 33, 64].into_iter().filter(|wrong| *wrong != len) {
                let imported = SymmetricKey::import(&engine, algorithm, &vec![0; wrong]);
                assert_eq!(imported.unwrap_err(), Error::InvalidKey, "{name} {algorithm} {wrong}");
            }
            let key = SymmetricKey::generate(&engine, algorithm, None).unwrap();
            assert_eq!(key.export().unwrap().len(), len);
        }
        for known in of_kind(&engine, "MAC").into_iter().filter(takes_any_key) {
            let (algorithm, generated) = (known.identifier, size(&known, "key"));
            for len in [0, 1, 64, 65, 128, 129, 4096] {
                let key = SymmetricKey::import(&engine, algorithm, &vec![3; len]).unwrap();
                assert_eq!(*key.export().unwrap(), vec![3; len]);
            }
            assert_eq!(SymmetricKey::generate(&engine, algorithm, None).unwrap().export().unwrap().len(), generated);
        }
        for (hash, len) in hkdf_hashes(&engine) {
            let (extract, expand) = (format!("HKDF-EXTRACT/{hash}"), format!("HKDF-EXPAND/{hash}"));
            SymmetricKey::import(&engine, &extract, b"").unwrap();
            assert_eq!(SymmetricKey::generate(&engine, &extract, None).unwrap().export().unwrap().len(), len);
            assert_eq!(SymmetricKey::import(&engine, &expand, &vec![0; len - 1]).unwrap_err(), Error::InvalidKey);
            SymmetricKey::import(&engine, &expand, &vec![0; len]).unwrap();
            SymmetricKey::import(&engine, &expand, &vec![0; len + 1]).unwrap();
        }
        let one = SymmetricKey::generate(&engine, "AES-256-GCM", None).unwrap().export().unwrap();
        let two = SymmetricKey::generate(&engine, "AES-256-GCM", None).unwrap().export().unwrap();
        assert_ne!(one, two);
    }
}

#[test]
fn identifiers_ignore_case_and_keep_their_spelling() {
    for (_, engine) in engines() {
        let key = SymmetricKey::generate(&engine, "hmac/sha-256", None).unwrap();
        assert_eq!(key.algorithm(), "HMAC/SHA-256");
        let state = SymmetricState::open(&engine, "Hmac/Sha-256", Some(&key), None).unwrap();
        assert_eq!(state.algorithm(), "HMAC/SHA-256");
        let pair = KeyPair::generate(&engine, Category::Signatures, "ED25519", None).unwrap();
        assert_eq!(pair.algorithm(), "Ed25519");
    }
}

#[test]
fn a_digest_can_be_shortened_but_not_lengthened() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "hash") {
            let (algorithm, len) = (known.identifier, size(&known, "output"));
            let mut state = SymmetricState::open(&engine, algorithm, None, None).unwrap();
            state.absorb(b"message").unwrap();
            let whole = state.squeeze(len).unwrap();
            for short in [0, 1, len - 1] {
                assert_eq!(**state.squeeze(short).unwrap(), whole[..short], "{name} {algorithm}");
            }
            for long in [len + 1, usize::MAX] {
                assert_eq!(state.squeeze(long).unwrap_err(), Error::InvalidLength, "{name} {algorithm}");
            }
        }
    }
}

#[test]
fn a_clone_is_independent() {
    for (name, engine) in engines() {
        let mut one = hash(&engine);
        one.absorb(b"a").unwrap();
        let mut two = one.try_clone().unwrap();
        two.absorb(b"x").unwrap();
        one.absorb(b"bc").unwrap();
        let (of_one, of_two) = (one.squeeze(32).unwrap(), two.squeeze(32).unwrap());
        assert_eq!(**of_one, *oneshot::hash(&engine, "SHA-256", b"abc").unwrap(), "{name}");
        assert_eq!(**of_two, *oneshot::hash(&engine, "SHA-256", b"ax").unwrap(), "{name}");

        let mut one = mac(&engine);
        one.absorb(b"a").unwrap();
        let before = one.squeeze_tag().unwrap();
        let mut two = one.try_clone().unwrap();
        two.absorb(b"x").unwrap();
        before.verify(one.squeeze_tag().unwrap().bytes().unwrap()).unwrap();
        before.verify(two.squeeze_tag().unwrap().bytes().unwrap()).unwrap_err();

        let mut one = expand(&engine);
        one.absorb(b"a").unwrap();
        let mut two = one.try_clone().unwrap();
        two.absorb(b"x").unwrap();
        assert_ne!(one.squeeze(32).unwrap(), two.squeeze(32).unwrap(), "{name}");

        let mut one = aead(&engine);
        one.absorb(b"a").unwrap();
        let mut two = one.try_clone().unwrap();
        two.absorb(b"x").unwrap();
        let sealed = one.encrypt(b"m").unwrap();
        assert_eq!(two.decrypt(&sealed).unwrap_err(), Error::InvalidTag, "{name}");
        assert_eq!(**one.decrypt(&sealed).unwrap(), *b"m", "{name}");
    }
}

#[test]
fn only_the_whole_tag_verifies() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "MAC") {
            let (algorithm, len) = (known.identifier, size(&known, "tag"));
            let key = SymmetricKey::generate(&engine, algorithm, None).unwrap();
            let mut state = SymmetricState::open(&engine, algorithm, Some(&key), None).unwrap();
            state.absorb(b"message").unwrap();
            let tag = state.squeeze_tag().unwrap();
            assert_eq!(tag.len(), len);
            tag.verify(tag.bytes().unwrap()).unwrap();
            for prefix in 0..len {
                assert_eq!(
                    tag.verify(&tag.bytes().unwrap()[..prefix]).unwrap_err(),
                    Error::InvalidTag,
                    "{name} {prefix}"
                );
                let mut flipped = tag.bytes().unwrap().to_vec();
                flipped[prefix] ^= 1;
                assert_eq!(tag.verify(&flipped).unwrap_err(), Error::InvalidTag);
                let verified = oneshot::verify_mac(&key, b"message", &tag.bytes().unwrap()[..prefix]);
                assert_eq!(verified.unwrap_err(), Error::InvalidTag);
            }
            let longer = [tag.bytes().unwrap(), &[0]].concat();
            assert_eq!(tag.verify(&longer).unwrap_err(), Error::InvalidTag);
            oneshot::verify_mac(&key, b"message", tag.bytes().unwrap()).unwrap();
            assert_eq!(oneshot::verify_mac(&key, b"massage", tag.bytes().unwrap()).unwrap_err(), Error::InvalidTag);
        }
    }
}

#[test]
fn derivation_is_limited_and_bound_to_its_partner() {
    for (name, engine) in engines() {
        let hashes = hkdf_hashes(&engine);
        for (hash, len) in &hashes {
            let max = 255 * len;
            let other = hashes.iter().find(|(other, _)| other != hash).unwrap().0;
            let (extract, expand) = (format!("HKDF-EXTRACT/{hash}"), format!("HKDF-EXPAND/{hash}"));
            let key = SymmetricKey::generate(&engine, &extract, None).unwrap();
            let mut state = SymmetricState::open(&engine, &extract, Some(&key), None).unwrap();
            let wrong = format!("HKDF-EXPAND/{other}");
            assert_eq!(state.squeeze_key(&wrong).unwrap_err(), Error::InvalidKey, "{name}");
            assert_eq!(state.squeeze_key("AES-256-GCM").unwrap_err(), Error::InvalidKey);
            assert_eq!(state.squeeze_key("nothing").unwrap_err(), Error::UnsupportedAlgorithm);
            let pseudorandom = state.squeeze_key(&expand.to_lowercase()).unwrap();
            assert_eq!(pseudorandom.algorithm(), expand);
            // The state is where it was: salt goes on.
            state.absorb(b"salt").unwrap();
            assert_ne!(state.squeeze_key(&expand).unwrap().export().unwrap(), pseudorandom.export().unwrap());

            let mut state = SymmetricState::open(&engine, &expand, Some(&pseudorandom), None).unwrap();
            let longest = state.squeeze(max).unwrap();
            assert_eq!(**state.squeeze(33).unwrap(), longest[..33], "{name}: restarts");
            assert_eq!(state.squeeze(max + 1).unwrap_err(), Error::InvalidLength, "{name}");
            assert!(state.squeeze(0).unwrap().is_empty());
            oneshot::derive(&key, b"", b"", max).unwrap();
            assert_eq!(oneshot::derive(&key, b"", b"", max + 1).unwrap_err(), Error::InvalidLength);
            assert_eq!(oneshot::derive(&pseudorandom, b"", b"", 1).unwrap_err(), Error::InvalidOperation);
        }
    }
}

#[test]
fn oneshot_functions_want_the_right_kind_of_key() {
    for (_, engine) in engines() {
        let mac = SymmetricKey::generate(&engine, "HMAC/SHA-256", None).unwrap();
        let aead = SymmetricKey::generate(&engine, "AES-128-GCM", None).unwrap();
        let no = Error::InvalidOperation;
        assert_eq!(oneshot::mac(&aead, b"").unwrap_err(), no);
        assert_eq!(oneshot::verify_mac(&aead, b"", b"").unwrap_err(), no);
        assert_eq!(oneshot::seal(&mac, None, b"", b"").unwrap_err(), no);
        assert_eq!(oneshot::open(&mac, &[0; 12], b"", &[0; 16]).unwrap_err(), no);
        assert_eq!(oneshot::derive(&mac, b"", b"", 1).unwrap_err(), no);
    }
}

#[test]
fn options_of_another_category_are_refused() {
    for (_, engine) in engines() {
        for category in [Category::Signatures, Category::KeyExchange] {
            let options = Options::open(&engine, category);
            let opened = SymmetricState::open(&engine, "SHA-256", None, Some(&options));
            assert_eq!(opened.unwrap_err(), Error::InvalidHandle);
            let generated = SymmetricKey::generate(&engine, "AES-128-GCM", Some(&options));
            assert_eq!(generated.unwrap_err(), Error::InvalidHandle);
        }
        let options = Options::open(&engine, Category::Symmetric);
        let generated = KeyPair::generate(&engine, Category::Signatures, "Ed25519", Some(&options));
        assert_eq!(generated.unwrap_err(), Error::InvalidHandle);
        let options = Options::open(&engine, Category::KeyExchange);
        KeyPair::generate(&engine, Category::KeyExchange, "X25519", Some(&options)).unwrap();
    }
}
