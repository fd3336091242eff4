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
        let mut sealed = [0; 17];
        one.encrypt(b"m", &mut sealed).unwrap();
        assert_eq!(one.get_option("nonce").unwrap(), of_one);
        assert_eq!(**oneshot::open(&key, &of_one, b"", &sealed).unwrap(), *b"m");
    }
}

#[test]
fn a_nonce_encrypts_once() {
    each(|engine, _, key, iv| {
        let mut state = open(engine, &key, iv);
        let mut clone = state.try_clone().unwrap();
        let mut sealed = [0; 19];
        // Failures that reach no cipher do not use it up.
        assert_eq!(state.encrypt(b"msg", &mut sealed[..18]).unwrap_err(), Error::Overflow);
        assert_eq!(state.encrypt_detached(b"msg", &mut sealed[..4]).unwrap_err(), Error::InvalidLength);
        state.encrypt(b"msg", &mut sealed).unwrap();
        assert_eq!(state.encrypt(b"msg", &mut [0; 19]).unwrap_err(), Error::NonceRequired);
        assert_eq!(state.encrypt_detached(b"msg", &mut [0; 3]).unwrap_err(), Error::NonceRequired);
        // Nor does a clone give it back, made before or after.
        assert_eq!(clone.encrypt(b"msg", &mut [0; 19]).unwrap_err(), Error::NonceRequired);
        let mut clone_of_clone = clone.try_clone().unwrap();
        assert_eq!(clone_of_clone.encrypt(b"msg", &mut [0; 19]).unwrap_err(), Error::NonceRequired);
        let mut late = state.try_clone().unwrap();
        assert_eq!(late.encrypt(b"msg", &mut [0; 19]).unwrap_err(), Error::NonceRequired);
        // Decryption stays possible, as often as one likes.
        for state in [&mut state, &mut clone, &mut late] {
            for _ in 0..2 {
                let mut opened = [0; 3];
                assert_eq!(state.decrypt(&sealed, &mut opened).unwrap(), 3);
                assert_eq!(opened, *b"msg");
            }
        }
        // The other way round: a clone encrypts, the original cannot.
        let mut state = open(engine, &key, iv);
        let mut clone = state.try_clone().unwrap();
        clone.encrypt(b"msg", &mut [0; 19]).unwrap();
        assert_eq!(state.encrypt(b"msg", &mut [0; 19]).unwrap_err(), Error::NonceRequired);
        // What someone else encrypted with the nonce uses it up too; a forgery does not.
        let mut state = open(engine, &key, iv);
        assert_eq!(state.decrypt(&[0; 19], &mut [0; 3]).unwrap_err(), Error::InvalidTag);
        let mut second = state.try_clone().unwrap();
        state.decrypt(&sealed, &mut [0; 3]).unwrap();
        assert_eq!(state.encrypt(b"msg", &mut [0; 19]).unwrap_err(), Error::NonceRequired);
        assert_eq!(second.encrypt(b"msg", &mut [0; 19]).unwrap_err(), Error::NonceRequired);
    });
}

#[test]
fn lengths_are_exact() {
    each(|engine, _, key, iv| {
        for len in [0, 1, 15, 16, 17, 64, 1000] {
            let data = vec![5; len];
            let mut state = open(engine, &key, iv);
            assert_eq!(state.max_tag_len().unwrap(), 16);
            for short in [0, len / 2, len + 15] {
                assert_eq!(state.encrypt(&data, &mut vec![0; short]).unwrap_err(), Error::Overflow);
            }
            assert_eq!(state.encrypt(&data, &mut vec![0; len + 17]).unwrap_err(), Error::InvalidLength);
            let mut sealed = vec![0; len + 16];
            assert_eq!(state.encrypt(&data, &mut sealed).unwrap(), len + 16);

            let mut state = open(engine, &key, iv);
            assert_eq!(state.encrypt_detached(&data, &mut vec![0; len + 1]).unwrap_err(), Error::InvalidLength);
            if len > 0 {
                assert_eq!(state.encrypt_detached(&data, &mut vec![0; len - 1]).unwrap_err(), Error::Overflow);
            }
            let mut ciphertext = vec![0; len];
            let tag = state.encrypt_detached(&data, &mut ciphertext).unwrap();
            assert_eq!([&ciphertext, tag.bytes()].concat(), sealed);

            let mut out = vec![9; len + 1];
            assert_eq!(state.decrypt(&sealed, &mut out).unwrap_err(), Error::InvalidLength);
            assert!(out.iter().all(|byte| *byte == 0));
            let detached = state.decrypt_detached(&ciphertext, tag.bytes(), &mut vec![9; len + 1]);
            assert_eq!(detached.unwrap_err(), Error::InvalidLength);
            if len > 0 {
                let mut out = vec![9; len - 1];
                assert_eq!(state.decrypt(&sealed, &mut out).unwrap_err(), Error::Overflow);
                assert!(out.iter().all(|byte| *byte == 0));
                let detached = state.decrypt_detached(&ciphertext, tag.bytes(), &mut out);
                assert_eq!(detached.unwrap_err(), Error::Overflow);
            }
            let mut out = vec![9; len];
            assert_eq!(state.decrypt_detached(&ciphertext, tag.bytes(), &mut out).unwrap(), len);
            assert_eq!(out, data);
        }
    });
}

#[test]
fn failures_say_one_thing_and_leave_nothing() {
    each(|engine, _, key, iv| {
        let mut state = open(engine, &key, iv);
        state.absorb(b"header").unwrap();
        let mut sealed = vec![0; 48];
        state.encrypt(&[6; 32], &mut sealed).unwrap();
        let mut fails = |data: &[u8]| {
            let mut out = vec![9; data.len().saturating_sub(16)];
            assert_eq!(state.decrypt(data, &mut out).unwrap_err(), Error::InvalidTag);
            assert!(out.iter().all(|byte| *byte == 0));
            let (body, tag) = data.split_at(data.len().saturating_sub(16));
            let mut out = vec![9; body.len()];
            assert_eq!(state.decrypt_detached(body, tag, &mut out).unwrap_err(), Error::InvalidTag);
            assert!(out.iter().all(|byte| *byte == 0));
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
            let opened = state.decrypt_detached(body, &tag[..prefix], &mut [9; 32]);
            assert_eq!(opened.unwrap_err(), Error::InvalidTag);
        }
        let longer = [tag, &[0]].concat();
        assert_eq!(state.decrypt_detached(body, &longer, &mut [9; 32]).unwrap_err(), Error::InvalidTag);
        // Other associated data.
        state.absorb(b"more").unwrap();
        assert_eq!(state.decrypt(&sealed, &mut [9; 32]).unwrap_err(), Error::InvalidTag);
    });
}
