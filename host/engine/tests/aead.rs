//! Authenticated encryption: nonces, lengths, failures.

use crate::common::{engines, nonce, of_kind, size, size_of};
use wasi_crypto_engine::{AlgorithmInfo, Category, Engine, Error, Options, SymmetricKey, SymmetricState, oneshot};

/// The nonce has to be given: it is too short to be drawn for every message.
fn given(known: &AlgorithmInfo) -> bool {
    ["AES-128-GCM", "AES-192-GCM", "AES-256-GCM", "CHACHA20-POLY1305"].contains(&known.identifier)
}

/// The nonce is optional and of any length.
fn free(known: &AlgorithmInfo) -> bool {
    size_of(known, "nonce at most").is_some()
}

/// Every algorithm with a key and the length of a nonce.
fn each(mut test: impl FnMut(&Engine, &AlgorithmInfo, SymmetricKey, usize)) {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "AEAD") {
            println!("{name} {}", known.identifier);
            let key = SymmetricKey::import(&engine, known.identifier, &vec![1; size(&known, "key")]).unwrap();
            let iv = if free(&known) { 16 } else { size(&known, "nonce") };
            test(&engine, &known, key, iv);
        }
    }
}

fn open(engine: &Engine, key: &SymmetricKey, iv: usize) -> SymmetricState {
    SymmetricState::open(engine, key.algorithm(), Some(key), Some(&nonce(engine, &vec![2; iv]))).unwrap()
}

#[test]
fn a_nonce_has_to_be_there_and_of_the_right_length() {
    each(|engine, known, key, iv| {
        let wrong = [0, 1, 8, 11, 13, 16, 23, 25, 33, 41, 1000];
        for wrong in wrong.into_iter().filter(|wrong| *wrong != iv && (!free(known) || !(1..=40).contains(wrong))) {
            let options = nonce(engine, &vec![0; wrong]);
            let opened = SymmetricState::open(engine, known.identifier, Some(&key), Some(&options));
            assert_eq!(opened.unwrap_err(), Error::InvalidNonce);
            assert_eq!(oneshot::seal(&key, Some(&vec![0; wrong]), b"", b"").unwrap_err(), Error::InvalidNonce);
            let error = if free(known) && wrong == 0 { Error::InvalidTag } else { Error::InvalidNonce };
            assert_eq!(oneshot::open(&key, &vec![0; wrong], b"", &[0; 16]).unwrap_err(), error);
        }
        let empty = Options::open(engine, Category::Symmetric);
        for options in [None, Some(&empty)] {
            let opened = SymmetricState::open(engine, known.identifier, Some(&key), options);
            if given(known) {
                assert_eq!(opened.unwrap_err(), Error::NonceRequired);
            } else if free(known) {
                assert_eq!(opened.unwrap().get_option("nonce").unwrap_err(), Error::OptionNotSet);
            } else {
                assert_eq!(opened.unwrap().get_option("nonce").unwrap().len(), iv);
            }
        }
        match oneshot::seal(&key, None, b"", b"m") {
            Ok(sealed) => {
                assert_eq!((given(known), sealed.nonce.len()), (false, if free(known) { 0 } else { iv }));
                assert_eq!(**oneshot::open(&key, &sealed.nonce, b"", &sealed.ciphertext).unwrap(), *b"m");
            }
            Err(error) => assert_eq!((given(known), error), (true, Error::NonceRequired)),
        }
    });
}

/// AES-SIV without a nonce: the same every time, as often as one likes, from clones too.
#[test]
fn without_a_nonce_encryption_is_deterministic() {
    for (_, engine) in engines() {
        for known in of_kind(&engine, "AEAD").into_iter().filter(free) {
            let algorithm = known.identifier;
            let key = SymmetricKey::import(&engine, algorithm, &vec![1; size(&known, "key")]).unwrap();
            let open = || SymmetricState::open(&engine, algorithm, Some(&key), None).unwrap();
            let (mut state, mut other) = (open(), open());
            let mut clone = state.try_clone().unwrap();
            let sealed = state.encrypt(b"msg").unwrap();
            assert_eq!(**state.decrypt(&sealed).unwrap(), *b"msg");
            for state in [&mut state, &mut clone, &mut other] {
                assert_eq!(state.encrypt(b"msg").unwrap(), sealed);
                let (ciphertext, tag) = state.encrypt_detached(b"msg").unwrap();
                assert_eq!([&ciphertext, tag.bytes().unwrap()].concat(), sealed);
                assert_ne!(state.encrypt(b"other").unwrap()[..3], sealed[..3]);
            }
            // Nothing absorbed is an empty string, which is something else than an empty nonce would be.
            other.absorb(b"").unwrap();
            assert_eq!(other.encrypt(b"msg").unwrap(), sealed);
            assert_eq!(oneshot::seal(&key, None, b"", b"msg").unwrap().ciphertext, sealed);
            // With a nonce, once.
            let mut once = SymmetricState::open(&engine, algorithm, Some(&key), Some(&nonce(&engine, b"n"))).unwrap();
            assert_eq!(once.get_option("nonce").unwrap(), b"n");
            assert_ne!(once.encrypt(b"msg").unwrap(), sealed);
            assert_eq!(once.encrypt(b"msg").unwrap_err(), Error::NonceRequired);
            assert_eq!(once.decrypt(&sealed).unwrap_err(), Error::InvalidTag);
        }
    }
}

#[test]
fn a_drawn_nonce_belongs_to_one_state() {
    each(|engine, known, _, _| {
        if given(known) || free(known) {
            return;
        }
        let algorithm = known.identifier;
        let key = SymmetricKey::generate(engine, algorithm, None).unwrap();
        let options = Options::open(engine, Category::Symmetric);
        let open = || SymmetricState::open(engine, algorithm, Some(&key), Some(&options)).unwrap();
        let (mut one, two) = (open(), open());
        let of_one = one.get_option("nonce").unwrap();
        assert_ne!(of_one, two.get_option("nonce").unwrap());
        // Still readable when used up, and what the message was encrypted with.
        let sealed = one.encrypt(b"m").unwrap();
        assert_eq!(one.get_option("nonce").unwrap(), of_one);
        assert_eq!(**oneshot::open(&key, &of_one, b"", &sealed).unwrap(), *b"m");
        assert_eq!(one.encrypt(b"m").unwrap_err(), Error::NonceRequired);
    });
}

#[test]
fn a_nonce_encrypts_once() {
    each(|engine, _, key, iv| {
        let mut state = open(engine, &key, iv);
        let mut clone = state.try_clone().unwrap();
        let sealed = state.encrypt(b"msg").unwrap();
        assert_eq!(state.encrypt(b"msg").unwrap_err(), Error::NonceRequired);
        assert_eq!(state.encrypt_detached(b"msg").unwrap_err(), Error::NonceRequired);
        // Nor does a clone give it back, made before or after.
        assert_eq!(clone.encrypt(b"msg").unwrap_err(), Error::NonceRequired);
        let mut clone_of_clone = clone.try_clone().unwrap();
        assert_eq!(clone_of_clone.encrypt(b"msg").unwrap_err(), Error::NonceRequired);
        let mut late = state.try_clone().unwrap();
        assert_eq!(late.encrypt(b"msg").unwrap_err(), Error::NonceRequired);
        // Decryption stays possible, as often as one likes.
        for state in [&mut state, &mut clone, &mut late] {
            for _ in 0..2 {
                assert_eq!(**state.decrypt(&sealed).unwrap(), *b"msg");
            }
        }
        // The other way round: a clone encrypts, the original cannot.
        let mut state = open(engine, &key, iv);
        let mut clone = state.try_clone().unwrap();
        clone.encrypt(b"msg").unwrap();
        assert_eq!(state.encrypt(b"msg").unwrap_err(), Error::NonceRequired);
        // What someone else encrypted with the nonce uses it up too; a forgery does not.
        let mut state = open(engine, &key, iv);
        assert_eq!(state.decrypt(&[0; 19]).unwrap_err(), Error::InvalidTag);
        let mut second = state.try_clone().unwrap();
        state.decrypt(&sealed).unwrap();
        assert_eq!(state.encrypt(b"msg").unwrap_err(), Error::NonceRequired);
        assert_eq!(second.encrypt(b"msg").unwrap_err(), Error::NonceRequired);
    });
}

#[test]
fn lengths_are_exact() {
    each(|engine, _, key, iv| {
        for len in [0, 1, 15, 16, 17, 64, 1000] {
            let data = vec![5; len];
            let mut state = open(engine, &key, iv);
            assert_eq!(state.max_tag_len().unwrap(), 16);
            let sealed = state.encrypt(&data).unwrap();
            assert_eq!(sealed.len(), len + 16);
            let mut state = open(engine, &key, iv);
            let (ciphertext, tag) = state.encrypt_detached(&data).unwrap();
            assert_eq!([&ciphertext, tag.bytes().unwrap()].concat(), sealed);
            assert_eq!(*state.decrypt(&sealed).unwrap(), data);
            assert_eq!(*state.decrypt_detached(&ciphertext, tag.bytes().unwrap()).unwrap(), data);
        }
    });
}

#[test]
fn failures_say_one_thing() {
    each(|engine, _, key, iv| {
        let mut state = open(engine, &key, iv);
        state.absorb(b"header").unwrap();
        let sealed = state.encrypt(&[6; 32]).unwrap();
        let mut fails = |data: &[u8]| {
            assert_eq!(state.decrypt(data).unwrap_err(), Error::InvalidTag);
            let (body, tag) = data.split_at(data.len().saturating_sub(16));
            assert_eq!(state.decrypt_detached(body, tag).unwrap_err(), Error::InvalidTag);
            let opened = oneshot::open(&key, &vec![2; iv], b"header", data);
            assert_eq!(opened.unwrap_err(), Error::InvalidTag);
        };
        for index in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[index] ^= 0x80;
            fails(&flipped);
        }
        for short in 0..sealed.len() {
            fails(&sealed[..short]);
        }
        // A tag that is empty, a prefix or too long never verifies.
        let (body, tag) = sealed.split_at(32);
        for prefix in 0..16 {
            let opened = state.decrypt_detached(body, &tag[..prefix]);
            assert_eq!(opened.unwrap_err(), Error::InvalidTag);
        }
        let longer = [tag, &[0]].concat();
        assert_eq!(state.decrypt_detached(body, &longer).unwrap_err(), Error::InvalidTag);
        // Other associated data.
        state.absorb(b"more").unwrap();
        assert_eq!(state.decrypt(&sealed).unwrap_err(), Error::InvalidTag);
    });
}
