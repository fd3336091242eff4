//! Authenticated encryption: nonces, lengths, failures.

mod common;

use common::{engines, nonce};
use wasi_crypto_engine::{Category, Engine, Error, Options, SymmetricKey, SymmetricState, oneshot};

const AEADS: [(&str, usize, usize); 4] =
    [("AES-128-GCM", 16, 12), ("AES-256-GCM", 32, 12), ("CHACHA20-POLY1305", 32, 12), ("XCHACHA20-POLY1305", 32, 24)];

fn each(mut test: impl FnMut(&Engine, &str, SymmetricKey, usize)) {
    for (name, engine) in engines() {
        for (algorithm, key, iv) in AEADS {
            println!("{name} {algorithm}");
            test(&engine, algorithm, SymmetricKey::import(&engine, algorithm, &vec![1; key]).unwrap(), iv);
        }
    }
}

fn open(engine: &Engine, key: &SymmetricKey, iv: usize) -> SymmetricState {
    SymmetricState::open(engine, key.algorithm(), Some(key), Some(&nonce(engine, &vec![2; iv]))).unwrap()
}

#[test]
fn a_nonce_has_to_be_there_and_of_the_right_length() {
    each(|engine, algorithm, key, iv| {
        for wrong in [0, 1, 8, 11, 13, 16, 23, 25].into_iter().filter(|wrong| *wrong != iv) {
            let options = nonce(engine, &vec![0; wrong]);
            let opened = SymmetricState::open(engine, algorithm, Some(&key), Some(&options));
            assert_eq!(opened.unwrap_err(), Error::InvalidNonce);
            assert_eq!(oneshot::seal(&key, Some(&vec![0; wrong]), b"", b"").unwrap_err(), Error::InvalidNonce);
            assert_eq!(oneshot::open(&key, &vec![0; wrong], b"", &[0; 16]).unwrap_err(), Error::InvalidNonce);
        }
        let empty = Options::open(engine, Category::Symmetric);
        for options in [None, Some(&empty)] {
            let opened = SymmetricState::open(engine, algorithm, Some(&key), options);
            if iv == 24 {
                assert_eq!(opened.unwrap().get_option("nonce").unwrap().len(), iv);
            } else {
                assert_eq!(opened.unwrap_err(), Error::NonceRequired);
            }
        }
        match oneshot::seal(&key, None, b"", b"m") {
            Ok(sealed) => {
                assert_eq!((iv, sealed.nonce.len()), (24, 24));
                assert_eq!(**oneshot::open(&key, &sealed.nonce, b"", &sealed.ciphertext).unwrap(), *b"m");
            }
            Err(error) => assert_eq!((iv, error), (12, Error::NonceRequired)),
        }
    });
}

#[test]
fn a_drawn_nonce_belongs_to_one_state() {
    for (_, engine) in engines() {
        let key = SymmetricKey::generate(&engine, "XCHACHA20-POLY1305", None).unwrap();
        let options = Options::open(&engine, Category::Symmetric);
        let open = || SymmetricState::open(&engine, "XCHACHA20-POLY1305", Some(&key), Some(&options)).unwrap();
        let (mut one, two) = (open(), open());
        let of_one = one.get_option("nonce").unwrap();
        assert_ne!(of_one, two.get_option("nonce").unwrap());
        // Still readable when used up, and what the message was encrypted with.
        let sealed = one.encrypt(b"m").unwrap();
        assert_eq!(one.get_option("nonce").unwrap(), of_one);
        assert_eq!(**oneshot::open(&key, &of_one, b"", &sealed).unwrap(), *b"m");
    }
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
            assert_eq!([&ciphertext, tag.bytes()].concat(), sealed);
            assert_eq!(*state.decrypt(&sealed).unwrap(), data);
            assert_eq!(*state.decrypt_detached(&ciphertext, tag.bytes()).unwrap(), data);
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
