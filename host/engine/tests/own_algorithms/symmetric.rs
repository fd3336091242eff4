//! Symmetric algorithms do what those they are made of do.

use std::fmt::Debug;

use wasi_crypto_engine::{Category, Error, Options, SymmetricKey, SymmetricState, oneshot};

use super::engine;
use crate::common::nonce;
use crate::common::streams::{opened, sealed};

/// Does the same with an own algorithm and with the one it is made of.
fn same<T: PartialEq + Debug>(
    (own, ours): (&str, &str),
    key: Option<&[u8]>,
    options: impl Fn(&mut Options),
    run: impl Fn(&mut SymmetricState) -> T,
) -> T {
    let engine = engine();
    let [own, ours] = [own, ours].map(|name| {
        let key = key.map(|key| SymmetricKey::import(&engine, name, key).unwrap());
        let mut set = Options::open(&engine, Category::Symmetric);
        options(&mut set);
        // In whatever case.
        let mut state = SymmetricState::open(&engine, &name.to_lowercase(), key.as_ref(), Some(&set)).unwrap();
        assert_eq!(state.algorithm(), name);
        run(&mut state)
    });
    assert_eq!(own, ours);
    own
}

fn plain(_: &mut Options) {}

#[test]
fn hashes_and_macs() {
    let engine = engine();
    let digest = same(("XXX/Hash", "SHA-256"), None, plain, |state| {
        state.absorb(b"abc").unwrap();
        assert_eq!(state.usual_squeeze_len().unwrap(), 32);
        assert_eq!(state.squeeze(33).unwrap_err(), Error::InvalidLength);
        state.squeeze(32).unwrap().to_vec()
    });
    assert_eq!(oneshot::hash(&engine, "xxx/hash", b"abc").unwrap(), digest);
    for (own, ours, key) in [("XXX/Mac", "AES-128-CMAC", 16), ("XXX/Hmac", "HMAC/SHA-256", 5)] {
        let tag = same((own, ours), Some(&vec![1; key]), plain, |state| {
            state.absorb(b"message").unwrap();
            state.squeeze_tag().unwrap().bytes().unwrap().to_vec()
        });
        let key = SymmetricKey::import(&engine, own, &vec![1; key]).unwrap();
        assert_eq!(oneshot::mac(&key, b"message").unwrap(), tag);
    }
    assert_eq!(SymmetricKey::import(&engine, "XXX/Mac", &[1; 15]).unwrap_err(), Error::InvalidKey);
    assert_eq!(SymmetricKey::generate(&engine, "XXX/Hmac", None).unwrap().export().unwrap().len(), 24);
}

#[test]
fn extendable_output_functions() {
    let context = |options: &mut Options| options.set("context", b"of the test").unwrap();
    let run = |state: &mut SymmetricState| {
        state.absorb(b"in").unwrap();
        state.absorb(b"put").unwrap();
        let first = state.squeeze(100).unwrap();
        let mut copy = state.try_clone().unwrap();
        assert_eq!(state.absorb(b"late").unwrap_err(), Error::InvalidOperation);
        assert_eq!(copy.squeeze(9).unwrap(), state.squeeze(9).unwrap());
        first
    };
    same(("XXX/Xof", "CSHAKE-128"), None, context, run);
    same(("XXX/Keyed-Xof", "BLAKE3"), None, plain, run);
    same(("XXX/Keyed-Xof", "BLAKE3"), Some(&[1; 32]), plain, run);
    assert_eq!(SymmetricKey::generate(&engine(), "XXX/Xof", None).unwrap_err(), Error::UnsupportedFeature);
}

#[test]
fn key_derivation() {
    let engine = engine();
    let derived = |extract, expand| {
        let key = SymmetricKey::import(&engine, extract, b"input keying material").unwrap();
        let mut state = SymmetricState::open(&engine, extract, Some(&key), None).unwrap();
        state.absorb(b"salt").unwrap();
        assert_eq!(state.squeeze_key("HKDF-EXPAND/SHA-256").unwrap_err(), Error::InvalidKey);
        let key = state.squeeze_key(expand).unwrap();
        let mut state = SymmetricState::open(&engine, expand, Some(&key), None).unwrap();
        state.absorb(b"info").unwrap();
        assert_eq!(state.usual_squeeze_len().unwrap(), 64);
        assert_eq!(state.squeeze(255 * 64 + 1).unwrap_err(), Error::InvalidLength);
        state.squeeze(255 * 64).unwrap()
    };
    let own = derived("XXX/Extract", "XXX/Expand");
    assert_eq!(own, derived("HKDF-EXTRACT/SHA-512", "HKDF-EXPAND/SHA-512"));
    let key = SymmetricKey::import(&engine, "XXX/Extract", b"input keying material").unwrap();
    assert_eq!(oneshot::derive(&key, b"salt", b"info", 255 * 64).unwrap(), own);
    assert_eq!(oneshot::derive(&key, b"salt", b"info", 255 * 64 + 1).unwrap_err(), Error::InvalidLength);
    assert_eq!(SymmetricKey::import(&engine, "XXX/Expand", &[1; 63]).unwrap_err(), Error::InvalidKey);
}

#[test]
fn password_hashes() {
    let salted = |options: &mut Options| {
        options.set("salt", b"0123456789abcdef").unwrap();
        options.set_u64("ops_limit", 5).unwrap();
    };
    same(("XXX/Bytes", "PBKDF2/SHA-256"), None, salted, |state| {
        state.absorb(b"password").unwrap();
        assert!(state.is_slow());
        assert_eq!(state.squeeze_tag().unwrap_err(), Error::InvalidOperation);
        state.squeeze(40).unwrap()
    });
    same(("XXX/Stored", "BCRYPT"), None, salted, |state| {
        state.absorb(b"password").unwrap();
        assert_eq!(state.squeeze(24).unwrap_err(), Error::InvalidOperation);
        let tag = state.squeeze_tag().unwrap();
        tag.verify(tag.bytes().unwrap()).unwrap();
        tag.bytes().unwrap().to_vec()
    });
    let cheap = |options: &mut Options| {
        options.set("salt", b"0123456789abcdef").unwrap();
        options.set_u64("memory_limit", 4096).unwrap();
    };
    same(("XXX/Both", "SCRYPT"), None, cheap, |state| {
        state.absorb(b"password").unwrap();
        (state.squeeze(32).unwrap(), state.squeeze_tag().unwrap().bytes().unwrap().to_vec())
    });
}

#[test]
fn authenticated_encryption() {
    for (own, ours, len) in [
        ("XXX/Aead", "AES-256-GCM", 12),
        ("XXX/Drawn", "XCHACHA20-POLY1305", 24),
        ("XXX/Siv", "AES-128-SIV", 40),
        ("XXX/Siv", "AES-128-SIV", 1),
    ] {
        let nonce = |options: &mut Options| options.set("nonce", &vec![7; len]).unwrap();
        let sealed = same((own, ours), Some(&[1; 32]), nonce, |state| {
            state.absorb(b"associated").unwrap();
            assert_eq!(state.max_tag_len().unwrap(), 16);
            let sealed = state.encrypt(b"message").unwrap();
            assert_eq!(state.encrypt(b"message").unwrap_err(), Error::NonceRequired);
            sealed
        });
        let key = SymmetricKey::import(&engine(), own, &[1; 32]).unwrap();
        assert_eq!(*oneshot::open(&key, &vec![7; len], b"associated", &sealed).unwrap(), b"message");
    }
    let engine = engine();
    let key = |name| SymmetricKey::generate(&engine, name, None).unwrap();
    assert_eq!(oneshot::seal(&key("XXX/Aead"), None, b"", b"").unwrap_err(), Error::NonceRequired);
    assert_eq!(oneshot::seal(&key("XXX/Drawn"), None, b"", b"").unwrap().nonce.len(), 24);
    assert_eq!(oneshot::seal(&key("XXX/Siv"), None, b"", b"").unwrap().nonce.len(), 0);
}

#[test]
fn ciphers() {
    let iv = |options: &mut Options| options.set("nonce", &[9; 16]).unwrap();
    let stream = same(("XXX/Stream", "AES-128-CTR"), Some(&[1; 16]), iv, |state| {
        assert_eq!(state.max_tag_len().unwrap(), 0);
        [state.encrypt(b"in two ").unwrap(), state.encrypt(b"pieces").unwrap()].concat()
    });
    same(("XXX/Stream", "AES-128-CTR"), Some(&[1; 16]), iv, |state| {
        assert_eq!(*state.decrypt(&stream).unwrap(), b"in two pieces");
    });
    let padded = same(("XXX/Padded", "AES-256-CBC"), Some(&[1; 32]), iv, |state| {
        assert_eq!(state.plaintext_lens(16).unwrap(), 0..=16);
        state.encrypt(b"message").unwrap()
    });
    same(("XXX/Padded", "AES-256-CBC"), Some(&[1; 32]), iv, |state| {
        assert_eq!(*state.decrypt(&padded).unwrap(), b"message");
    });
}

#[test]
fn sealed_streams() {
    let engine = engine();
    let key = |name| SymmetricKey::import(&engine, name, &[1; 16]).unwrap();
    let message = vec![5; 10_000];
    for (one, other) in [("XXX/Sealed", "AES-128-GCM-HKDF-4KB"), ("AES-128-GCM-HKDF-4KB", "xxx/sealed")] {
        let stream = sealed(&key(one), b"associated", &message);
        assert!(opened(&key(other), b"associated", &stream).unwrap() == message);
    }
}

#[test]
fn sessions() {
    let engine = engine();
    let run = |state: &mut SymmetricState| {
        state.absorb(b"input").unwrap();
        let sealed = state.encrypt(b"message").unwrap();
        state.ratchet().unwrap();
        let key = state.squeeze_key("XXX/Aead").unwrap();
        assert_eq!(key.algorithm(), "XXX/Aead");
        let tag = state.squeeze_tag().unwrap();
        (sealed, key.export().unwrap(), tag.bytes().unwrap().to_vec(), state.squeeze(50).unwrap())
    };
    let nonce_of_16 = |options: &mut Options| options.set("nonce", &[3; 16]).unwrap();
    let (sealed, ..) = same(("XXX/Session", "XOODYAK-128"), Some(&[1; 16]), nonce_of_16, run);
    let key = SymmetricKey::import(&engine, "XXX/Session", &[1; 16]).unwrap();
    let options = nonce(&engine, &[3; 16]);
    let mut state = SymmetricState::open(&engine, "XXX/Session", Some(&key), Some(&options)).unwrap();
    state.absorb(b"input").unwrap();
    assert_eq!(*state.decrypt(&sealed).unwrap(), b"message");
    same(("XXX/Session", "XOODYAK-128"), None, plain, |state| {
        assert_eq!(state.encrypt(b"message").unwrap_err(), Error::InvalidOperation);
        state.squeeze(20).unwrap()
    });
}
