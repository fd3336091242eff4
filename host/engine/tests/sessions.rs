//! Sessions: what they can do with and without a key, and what a failure leaves behind.

use crate::common::{Bytes, engines, nonce, of_kind, size};
use wasi_crypto_engine::{Category, Engine, Error, Options, SymmetricKey, SymmetricState};

fn each(mut test: impl FnMut(&Engine, &str, SymmetricKey)) {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "session") {
            let algorithm = known.identifier;
            println!("{name} {algorithm}");
            test(&engine, algorithm, SymmetricKey::import(&engine, algorithm, &vec![1; size(&known, "key")]).unwrap());
        }
    }
}

/// A session that begins like all others of this key.
fn open(engine: &Engine, key: &SymmetricKey) -> SymmetricState {
    open_with(engine, key, &[7; 16])
}

fn open_with(engine: &Engine, key: &SymmetricKey, with: &[u8]) -> SymmetricState {
    SymmetricState::open(engine, key.algorithm(), Some(key), Some(&nonce(engine, with))).unwrap()
}

#[test]
fn sessions_of_a_key_never_begin_alike() {
    each(|engine, algorithm, key| {
        let drawing = || SymmetricState::open(engine, algorithm, Some(&key), None).unwrap();
        let (mut one, mut two) = (drawing(), drawing());
        let (of_one, of_two) = (one.get_option("nonce").unwrap(), two.get_option("nonce").unwrap());
        assert_eq!((of_one.len(), of_two.len()), (16, 16));
        assert_ne!(of_one, of_two);
        // A copy is of the same session, and who is told the nonce can follow.
        let mut copy = one.try_clone().unwrap();
        assert_eq!(copy.get_option("nonce").unwrap(), of_one);
        let mut other = open_with(engine, &key, &of_one);

        let message = [0; 48];
        let sealed = one.encrypt(&message).unwrap();
        assert_eq!(*other.decrypt(&sealed).unwrap(), message);
        assert_eq!(*copy.decrypt(&sealed).unwrap(), message);
        assert_eq!(two.try_clone().unwrap().decrypt(&sealed).unwrap_err(), Error::InvalidTag);
        let in_two = two.try_clone().unwrap().encrypt(&message).unwrap();
        assert!(sealed.iter().zip(&in_two).filter(|(one, two)| one == two).count() < 16);
        assert_eq!(one.squeeze(16).unwrap(), other.squeeze(16).unwrap());
        assert_ne!(drawing().squeeze(16).unwrap(), two.squeeze(16).unwrap());
        let tag = || drawing().squeeze_tag().unwrap().bytes().unwrap().to_vec();
        assert_ne!(tag(), tag());
        // A set of options without a nonce stays so.
        let options = Options::open(engine, Category::Symmetric);
        let opened = || SymmetricState::open(engine, algorithm, Some(&key), Some(&options)).unwrap();
        assert_ne!(opened().get_option("nonce").unwrap(), opened().get_option("nonce").unwrap());
    });
}

/// As in Cyclist without an `id`, for which there are known answers.
#[test]
fn an_empty_nonce_says_that_there_is_none() {
    each(|engine, algorithm, key| {
        let (mut one, mut two) = (open_with(engine, &key, b""), open_with(engine, &key, b""));
        assert_eq!(one.get_option("nonce").unwrap(), b"");
        assert_eq!(one.try_clone().unwrap().get_option("nonce").unwrap(), b"");
        let sealed = one.encrypt(b"message").unwrap();
        assert_eq!(*two.decrypt(&sealed).unwrap(), b"message");
        assert_ne!(one.squeeze(16).unwrap(), open(engine, &key).squeeze(16).unwrap());
        // Without a key there is nothing a nonce could keep apart, not even an empty one.
        let opened = SymmetricState::open(engine, algorithm, None, Some(&nonce(engine, b"")));
        assert_eq!(opened.unwrap_err(), Error::InvalidNonce);
    });
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
            for wrong in [longest + 1, 40, 41, 1000] {
                assert_eq!(open(Some(&key), wrong).unwrap_err(), Error::InvalidNonce);
            }
            // Every length another session.
            let all: std::collections::BTreeSet<_> =
                (0..=longest).map(|len| open(Some(&key), len).unwrap().to_vec()).collect();
            assert_eq!(all.len(), longest + 1);
            assert_eq!(open(None, 16).unwrap_err(), Error::InvalidNonce);
            // Nothing else is an option.
            for name in ["context", "salt"] {
                let mut options = Options::open(&engine, Category::Symmetric);
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
        let begin = |keyed: bool| {
            if keyed { open(engine, &key) } else { SymmetricState::open(engine, algorithm, None, None).unwrap() }
        };
        for keyed in [false, true] {
            let mut state = begin(keyed);
            state.absorb(b"so far").unwrap();
            let mut copy = state.try_clone().unwrap();
            copy.absorb(b"more").unwrap();
            copy.squeeze(100).unwrap();
            let mut again = begin(keyed);
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
