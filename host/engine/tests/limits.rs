//! Every limit, at the limit and one beyond, and the option sets they apply to.

use crate::common::{self, engines, limited, of_kind, size_of};
use wasi_crypto_engine::{
    Category, Error, KeyEncoding, KeyPair, Limits, Options, PublicKey, Signature, SignatureEncoding, SymmetricKey,
    SymmetricState, oneshot,
};

const SYMMETRIC: Category = Category::Symmetric;

#[test]
fn defaults() {
    let limits = Limits::default();
    assert_eq!((limits.max_handles, limits.max_batch_len), (65_536, 1024));
    assert_eq!((limits.max_options, limits.max_option_len, limits.max_memory_budget), (64, 4096, 64 << 20));
    assert_eq!((limits.max_output_len, limits.max_buffered_message), (16 << 20, 16 << 20));
    assert_eq!(limits.max_encoded_key_len, 64 << 10);
    assert_eq!((limits.max_held_bytes, limits.max_work_per_call), (256 << 20, 5_000_000_000));
    assert_eq!(limits.max_info_len, 64 << 10);
    let engine = limited(|limits| limits.max_handles = 7);
    assert_eq!(engine.limits().max_handles, 7);
}

#[test]
fn option_values() {
    for (_, engine) in engines() {
        let mut options = Options::open(&engine, SYMMETRIC);
        assert_eq!(options.category(), SYMMETRIC);
        options.set("nonce", &vec![1; 4096]).unwrap();
        assert_eq!(options.set("nonce", &vec![1; 4097]).unwrap_err(), Error::Overflow);
        options.set_memory_budget("memory", 64 << 20).unwrap();
        options.set_memory_budget("buffer", 1).unwrap();
        assert_eq!(options.set_memory_budget("buffer", (64 << 20) + 1).unwrap_err(), Error::Overflow);
        options.set_u64("opslimit", u64::MAX).unwrap();
        let state = SymmetricState::open(&engine, "SHA-256", None, Some(&options)).unwrap();
        assert_eq!(state.get_option("nonce").unwrap(), vec![1; 4096]);
        assert_eq!(state.get_option_u64("ops_limit").unwrap(), u64::MAX);
        assert_eq!(state.get_option_u64("opslimit").unwrap(), u64::MAX);
        assert_eq!(state.get_option_u64("parallelism").unwrap_err(), Error::OptionNotSet);
        assert_eq!(state.get_option("context").unwrap_err(), Error::OptionNotSet);
    }
}

#[test]
fn option_counts() {
    let engine = limited(|limits| limits.max_options = 2);
    let mut options = Options::open(&engine, SYMMETRIC);
    options.set("nonce", b"1").unwrap();
    options.set_u64("parallelism", 1).unwrap();
    assert_eq!(options.set("salt", b"").unwrap_err(), Error::Overflow);
    assert_eq!(options.set_u64("ops_limit", 1).unwrap_err(), Error::Overflow);
    assert_eq!(options.set_memory_budget("memory", 1).unwrap_err(), Error::Overflow);
    // Setting again is not one more.
    options.set("nonce", b"2").unwrap();
    options.set_u64("parallelism", 2).unwrap();
}

#[test]
fn option_names() {
    for (_, engine) in engines() {
        let no = Error::UnsupportedOption;
        let mut options = Options::open(&engine, SYMMETRIC);
        for name in ["", "Nonce", "nonce ", "tag", "key"] {
            assert_eq!(options.set(name, b"").unwrap_err(), no);
            assert_eq!(options.set_u64(name, 0).unwrap_err(), no);
            assert_eq!(options.set_memory_budget(name, 0).unwrap_err(), no);
        }
        // A known name with another type of value.
        assert_eq!(options.set("parallelism", b"").unwrap_err(), no);
        assert_eq!(options.set_u64("nonce", 0).unwrap_err(), no);
        assert_eq!(options.set("buffer", b"").unwrap_err(), no);
        for category in [Category::Signatures, Category::KeyExchange] {
            let mut options = Options::open(&engine, category);
            assert_eq!(options.set("nonce", b"").unwrap_err(), no);
            assert_eq!(options.set_u64("ops_limit", 0).unwrap_err(), no);
            assert_eq!(options.set_memory_budget("memory", 0).unwrap_err(), no);
        }
        let state = SymmetricState::open(&engine, "SHA-256", None, None).unwrap();
        assert_eq!(state.get_option("tag").unwrap_err(), no);
        assert_eq!(state.get_option_u64("nonce").unwrap_err(), no);
        assert_eq!(state.get_option("nonce").unwrap_err(), Error::OptionNotSet);
        assert_eq!(state.get_option_u64("ops_limit").unwrap_err(), Error::OptionNotSet);
    }
}

/// A state keeps the options it was opened with.
#[test]
fn options_are_read_when_a_state_is_opened() {
    for (_, engine) in engines() {
        let key = SymmetricKey::generate(&engine, "AES-128-GCM", None).unwrap();
        let mut options = Options::open(&engine, SYMMETRIC);
        options.set("nonce", &[1; 12]).unwrap();
        let one = SymmetricState::open(&engine, "AES-128-GCM", Some(&key), Some(&options)).unwrap();
        options.set("nonce", &[2; 12]).unwrap();
        let two = SymmetricState::open(&engine, "AES-128-GCM", Some(&key), Some(&options)).unwrap();
        drop(options);
        assert_eq!(one.get_option("nonce").unwrap(), [1; 12]);
        assert_eq!(two.get_option("nonce").unwrap(), [2; 12]);
        assert_eq!(two.try_clone().unwrap().get_option("nonce").unwrap(), [2; 12]);
    }
}

#[test]
fn output_lengths() {
    let engine = limited(|limits| limits.max_output_len = 40);
    let key = SymmetricKey::generate(&engine, "HKDF-EXTRACT/SHA-256", None).unwrap();
    assert_eq!(oneshot::derive(&key, b"", b"", 40).unwrap().len(), 40);
    assert_eq!(oneshot::derive(&key, b"", b"", 41).unwrap_err(), Error::Overflow);
    let key = SymmetricKey::generate(&engine, "HKDF-EXPAND/SHA-256", None).unwrap();
    let mut state = SymmetricState::open(&engine, "HKDF-EXPAND/SHA-256", Some(&key), None).unwrap();
    assert_eq!(state.squeeze(40).unwrap().len(), 40);
    assert_eq!(state.squeeze(41).unwrap_err(), Error::Overflow);
    assert_eq!(state.squeeze(255 * 32 + 1).unwrap_err(), Error::InvalidLength);
}

#[test]
fn kept_input() {
    let engine = limited(|limits| (limits.max_buffered_message, limits.max_info_len) = (100, 100));
    for known in [of_kind(&engine, "AEAD"), of_kind(&engine, "KDF")].concat() {
        let algorithm = known.identifier;
        let key = SymmetricKey::generate(&engine, algorithm, None).unwrap();
        let options = common::nonce(&engine, &vec![0; size_of(&known, "nonce").unwrap_or(12)]);
        let mut state = SymmetricState::open(&engine, algorithm, Some(&key), Some(&options)).unwrap();
        state.absorb(&[1; 99]).unwrap();
        assert_eq!(state.absorb(&[1; 2]).unwrap_err(), Error::Overflow, "{algorithm}");
        state.absorb(&[1; 1]).unwrap();
        state.absorb(&[]).unwrap();
        assert_eq!(state.absorb(&[1; 1]).unwrap_err(), Error::Overflow, "{algorithm}");
    }
    // Hashes and MACs keep nothing.
    let mut state = SymmetricState::open(&engine, "SHA-256", None, None).unwrap();
    state.absorb(&[1; 1000]).unwrap();
    let key = SymmetricKey::generate(&engine, "HMAC/SHA-256", None).unwrap();
    let mut state = SymmetricState::open(&engine, "HMAC/SHA-256", Some(&key), None).unwrap();
    state.absorb(&[1; 1000]).unwrap();
}

/// The info of an expansion has a limit of its own, in one call and in a state.
#[test]
fn infos() {
    let engine = limited(|limits| limits.max_info_len = 100);
    let key = SymmetricKey::generate(&engine, "HKDF-EXTRACT/SHA-256", None).unwrap();
    assert!(oneshot::derive(&key, &[1; 1000], &[1; 100], 40).is_ok());
    assert_eq!(oneshot::derive(&key, b"", &[1; 101], 40).unwrap_err(), Error::Overflow);
    let mut state = SymmetricState::open(&engine, "HKDF-EXTRACT/SHA-256", Some(&key), None).unwrap();
    state.absorb(&[1; 1000]).unwrap();
    let key = state.squeeze_key("HKDF-EXPAND/SHA-256").unwrap();
    let mut state = SymmetricState::open(&engine, "HKDF-EXPAND/SHA-256", Some(&key), None).unwrap();
    state.absorb(&[1; 100]).unwrap();
    assert_eq!(state.absorb(&[1]).unwrap_err(), Error::Overflow);
}

#[test]
fn encoded_lengths() {
    let engine = limited(|limits| limits.max_encoded_key_len = 96);
    SymmetricKey::import(&engine, "HMAC/SHA-256", &[1; 96]).unwrap();
    assert_eq!(SymmetricKey::import(&engine, "HMAC/SHA-256", &[1; 97]).unwrap_err(), Error::Overflow);
    for encoding in [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem] {
        let of = |len| KeyPair::import(&engine, Category::Signatures, "Ed25519", &vec![0; len], encoding).unwrap_err();
        assert_eq!((of(96), of(97)), (Error::InvalidKey, Error::Overflow));
        let of =
            |len| PublicKey::import(&engine, Category::Signatures, "Ed25519", &vec![0; len], encoding).unwrap_err();
        assert_eq!((of(96), of(97)), (Error::InvalidKey, Error::Overflow));
    }
    let of = |len| Signature::import(&engine, "ECDSA_P384_SHA384", &vec![1; len], SignatureEncoding::Raw);
    of(96).unwrap();
    assert_eq!(of(97).unwrap_err(), Error::Overflow);
}
