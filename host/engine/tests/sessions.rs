//! Sessions: what they can do with and without a key, and what a failure leaves behind.

use crate::common::{Bytes, engines, nonce, of_kind, size};
use wasi_crypto_engine::{Engine, Error, Options, SymmetricKey, SymmetricState};

fn each(mut test: impl FnMut(&Engine, &str, SymmetricKey)) {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "session") {
            let algorithm = known.identifier;
            println!("{name} {algorithm}");
            test(&engine, algorithm, SymmetricKey::import(&engine, algorithm, &vec![1; size(&known, "key")]).unwrap());
        }
    }
}

fn open(engine: &Engine, key: &SymmetricKey) -> SymmetricState {
    SymmetricState::open(engine, key.algorithm(), Some(key), None).unwrap()
}

#[test]
fn without_a_key_nothing_is_encrypted() {
    each(|engine, algorithm, _| {
        let mut state = SymmetricState::open(engine, algorithm, None, None).unwrap();
        state.absorb(b"input").unwrap();
        let before = state.try_clone().unwrap().squeeze(32).unwrap();
        let no = Error::InvalidOperation;
        assert_eq!(state.encrypt(b"m").unwrap_err(), no);
        assert_eq!(state.encrypt_detached(b"m").unwrap_err(), no);
        assert_eq!(state.decrypt(&[0; 20]).unwrap_err(), no);
        assert_eq!(state.decrypt(&[0; 2]).unwrap_err(), no);
        assert_eq!(state.decrypt_detached(b"m", &[0; 16]).unwrap_err(), no);
        assert_eq!(state.decrypt_detached(b"m", &[0; 2]).unwrap_err(), no);
        assert_eq!(state.ratchet().unwrap_err(), no);
        // And the state is where it was.
        assert_eq!(state.squeeze(32).unwrap(), before);
        assert_eq!(state.max_tag_len().unwrap(), 16);
        assert_eq!(state.squeeze_tag().unwrap().len(), 16);
        assert_eq!(state.squeeze_key("AES-256-GCM").unwrap().export().unwrap().len(), 32);
        assert_eq!(state.get_option("nonce").unwrap_err(), Error::OptionNotSet);
    });
}

#[test]
fn keys_and_nonces_have_their_lengths() {
    for (_, engine) in engines() {
        for known in of_kind(&engine, "session") {
            let (algorithm, len) = (known.identifier, size(&known, "key"));
            // Key, nonce and the length of the nonce fill the 44 bytes that Xoodyak absorbs at once.
            let longest = 43 - len;
            for wrong in [0, 15, 17, 19, 21, 32].into_iter().filter(|wrong| *wrong != len) {
                let imported = SymmetricKey::import(&engine, algorithm, &vec![0; wrong]);
                assert_eq!(imported.unwrap_err(), Error::InvalidKey);
            }
            let key = SymmetricKey::generate(&engine, algorithm, None).unwrap();
            assert_eq!(key.export().unwrap().len(), len);
            let open = |key, len| {
                SymmetricState::open(&engine, algorithm, key, Some(&nonce(&engine, &vec![7; len]))).map(|mut state| {
                    assert_eq!(state.get_option("nonce").unwrap(), vec![7; len]);
                    state.squeeze(16).unwrap()
                })
            };
            for wrong in [0, longest + 1, 40, 1000] {
                assert_eq!(open(Some(&key), wrong).unwrap_err(), Error::InvalidNonce);
            }
            // Every length another session.
            let all: std::collections::BTreeSet<_> =
                (1..=longest).map(|len| open(Some(&key), len).unwrap().to_vec()).collect();
            assert_eq!(all.len(), longest);
            assert_eq!(open(None, 16).unwrap_err(), Error::InvalidNonce);
            // Nothing else is an option.
            for name in ["context", "salt"] {
                let mut options = Options::open(&engine, wasi_crypto_engine::Category::Symmetric);
                options.set(name, b"x").unwrap();
                let opened = SymmetricState::open(&engine, algorithm, Some(&key), Some(&options));
                assert_eq!(opened.unwrap_err(), Error::UnsupportedOption);
            }
        }
        let key = SymmetricKey::generate(&engine, "XOODYAK-128", None).unwrap();
        assert_eq!(SymmetricState::open(&engine, "XOODYAK-160", Some(&key), None).unwrap_err(), Error::InvalidKey);
    }
}

#[test]
fn every_operation_changes_what_follows() {
    each(|engine, _, key| {
        type Operation = fn(&mut SymmetricState);
        let operations: [Operation; 9] = [
            |_| {},
            |state| state.absorb(b"").unwrap(),
            |state| state.absorb(b"x").unwrap(),
            |state| drop(state.squeeze(0).unwrap()),
            |state| drop(state.squeeze(1).unwrap()),
            |state| drop(state.squeeze_key("AES-128-GCM").unwrap()),
            |state| drop(state.encrypt(b"").unwrap()),
            |state| drop(state.encrypt(b"x").unwrap()),
            |state| state.ratchet().unwrap(),
        ];
        let mut seen = std::collections::BTreeSet::new();
        for one in operations {
            for other in operations {
                let mut state = open(engine, &key);
                one(&mut state);
                other(&mut state);
                seen.insert(state.squeeze(32).unwrap().to_vec());
            }
        }
        // How much is squeezed makes no difference, so 7 operations do: alone, in pairs, or none of them.
        assert_eq!(seen.len(), 7 + 7 * 7 + 1);
        let mut state = open(engine, &key);
        assert_ne!(state.try_clone().unwrap().squeeze(16).unwrap(), {
            state.ratchet().unwrap();
            state.squeeze(16).unwrap()
        });
    });
}

#[test]
fn pieces_are_not_joined() {
    each(|engine, _, key| {
        let (mut one, mut two) = (open(engine, &key), open(engine, &key));
        one.absorb(b"ab").unwrap();
        two.absorb(b"a").unwrap();
        two.absorb(b"b").unwrap();
        assert_ne!(one.squeeze(16).unwrap(), two.squeeze(16).unwrap());
    });
}

#[test]
fn a_forgery_changes_nothing() {
    each(|engine, _, key| {
        let (mut sender, mut receiver) = (open(engine, &key), open(engine, &key));
        for round in 0..4 {
            let message = Bytes::new(round).take(30);
            let sealed = sender.encrypt(&message).unwrap();
            for index in 0..sealed.len() {
                let mut flipped = sealed.clone();
                flipped[index] ^= 4;
                assert_eq!(receiver.decrypt(&flipped).unwrap_err(), Error::InvalidTag);
                let (body, tag) = flipped.split_at(30);
                assert_eq!(receiver.decrypt_detached(body, tag).unwrap_err(), Error::InvalidTag);
            }
            for short in 0..sealed.len() {
                assert_eq!(receiver.decrypt(&sealed[..short]).unwrap_err(), Error::InvalidTag);
            }
            let (body, tag) = sealed.split_at(30);
            for prefix in 0..16 {
                assert_eq!(receiver.decrypt_detached(body, &tag[..prefix]).unwrap_err(), Error::InvalidTag);
            }
            let longer = [tag, &[0]].concat();
            assert_eq!(receiver.decrypt_detached(body, &longer).unwrap_err(), Error::InvalidTag);
            if round % 2 == 0 {
                assert_eq!(*receiver.decrypt(&sealed).unwrap(), message);
            } else {
                assert_eq!(*receiver.decrypt_detached(body, tag).unwrap(), message);
            }
        }
        // Both are where they would be without the forgeries.
        assert_eq!(sender.squeeze(32).unwrap(), receiver.squeeze(32).unwrap());
    });
}

#[test]
fn detached_is_the_same() {
    each(|engine, _, key| {
        for len in [0, 1, 23, 24, 25, 100] {
            let message = Bytes::new(9).take(len);
            let (mut one, mut two) = (open(engine, &key), open(engine, &key));
            let sealed = one.encrypt(&message).unwrap();
            let (ciphertext, tag) = two.encrypt_detached(&message).unwrap();
            assert_eq!([&ciphertext, tag.bytes().unwrap()].concat(), sealed);
            assert_eq!(one.squeeze(16).unwrap(), two.squeeze(16).unwrap());
        }
    });
}

#[test]
fn copies_are_independent() {
    each(|engine, algorithm, key| {
        for key in [None, Some(&key)] {
            let mut state = SymmetricState::open(engine, algorithm, key, None).unwrap();
            state.absorb(b"so far").unwrap();
            let mut copy = state.try_clone().unwrap();
            copy.absorb(b"more").unwrap();
            copy.squeeze(100).unwrap();
            let mut again = SymmetricState::open(engine, algorithm, key, None).unwrap();
            again.absorb(b"so far").unwrap();
            assert_eq!(state.squeeze(32).unwrap(), again.squeeze(32).unwrap());
        }
    });
}

#[test]
fn keys_are_squeezed_for_algorithms_that_have_keys() {
    each(|engine, algorithm, key| {
        let mut state = open(engine, &key);
        let before = state.try_clone().unwrap().squeeze(16).unwrap();
        assert_eq!(state.squeeze_key("SHA-256").unwrap_err(), Error::InvalidOperation);
        assert_eq!(state.squeeze_key("Ed25519").unwrap_err(), Error::UnsupportedAlgorithm);
        assert_eq!(state.squeeze_key("nothing").unwrap_err(), Error::UnsupportedAlgorithm);
        // Which did not move the state.
        assert_eq!(state.try_clone().unwrap().squeeze(16).unwrap(), before);
        let derived = state.squeeze_key(algorithm).unwrap();
        assert_eq!(derived.algorithm(), algorithm);
        SymmetricState::open(engine, algorithm, Some(&derived), None).unwrap().encrypt(b"m").unwrap();
        assert_eq!(state.squeeze((16 << 20) + 1).unwrap_err(), Error::Overflow);
    });
}
