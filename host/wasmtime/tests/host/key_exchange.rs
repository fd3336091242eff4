//! Diffie-Hellman and key encapsulation, with the secret as bytes and as a key.

use wasi_crypto_host::engine::Error;
use wasi_crypto_test_support::answers::hex;
use wasi_crypto_tests::component_driver::{Driver, H};

const NONE: Option<H> = None;
const KEY_EXCHANGE: u8 = 2;
const RAW: u8 = 0;

/// RFC 7748 section 5.2, first vector.
const SCALAR: &str = "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4";
const POINT: &str = "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c";
const PRODUCT: &str = "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552";

fn x25519(guest: &mut Driver) -> (H, H) {
    let public = guest.call("asymmetric-public-key-import", (KEY_EXCHANGE, "X25519", &hex(POINT)[..], RAW)).unwrap();
    let secret = guest.call("asymmetric-secret-key-import", (KEY_EXCHANGE, "X25519", &hex(SCALAR)[..], RAW)).unwrap();
    (public, secret)
}

fn ml_kem(guest: &mut Driver) -> (H, H) {
    let key_pair: H = guest.call("asymmetric-key-pair-generate", (KEY_EXCHANGE, "ML-KEM-768", NONE)).unwrap();
    let public = guest.call("asymmetric-key-pair-public-key", (key_pair,)).unwrap();
    let secret = guest.call("asymmetric-key-pair-secret-key", (key_pair,)).unwrap();
    (public, secret)
}

#[test]
fn diffie_hellman() {
    let mut guest = Driver::new();
    let (public, secret) = x25519(&mut guest);
    assert_eq!(guest.call("key-exchange-dh", (public, secret)), Ok(hex(PRODUCT)));
    let zero: H = guest.call("asymmetric-public-key-import", (KEY_EXCHANGE, "X25519", &[0_u8; 32][..], RAW)).unwrap();
    assert_eq!(guest.call::<Vec<u8>, _>("key-exchange-dh", (zero, secret)), Err(Error::InvalidKey));
}

#[test]
fn a_shared_secret_becomes_a_key_in_the_host() {
    let mut guest = Driver::new();
    let (public, secret) = x25519(&mut guest);
    let key: H = guest.call("key-exchange-dh-key", (public, secret, "HMAC/SHA-256")).unwrap();
    let same: H = guest.call("symmetric-symmetric-key-import", ("HMAC/SHA-256", &hex(PRODUCT)[..])).unwrap();
    let tag: Vec<u8> = guest.call("symmetric-mac", (key, &b"message"[..])).unwrap();
    assert_eq!(guest.call("symmetric-mac", (same, &b"message"[..])), Ok(tag));

    let before = guest.open_handles();
    assert_eq!(guest.call::<H, _>("key-exchange-dh-key", (public, secret, "AES-128-GCM")), Err(Error::InvalidKey));
    assert_eq!(guest.call::<H, _>("key-exchange-dh-key", (public, secret, "ROT13")), Err(Error::UnsupportedAlgorithm));
    assert_eq!(guest.open_handles(), before);
}

#[test]
fn encapsulation() {
    let mut guest = Driver::new();
    let (public, secret) = ml_kem(&mut guest);
    let (shared, encapsulated): (Vec<u8>, Vec<u8>) = guest.call("key-exchange-encapsulate", (public,)).unwrap();
    assert_eq!((shared.len(), encapsulated.len()), (32, 1088));
    assert_eq!(guest.call("key-exchange-decapsulate", (secret, &encapsulated[..])), Ok(shared));
    assert!(guest.call::<Vec<u8>, _>("key-exchange-decapsulate", (secret, &encapsulated[..1087])).is_err());
}

#[test]
fn an_encapsulated_secret_becomes_a_key_in_the_host() {
    let mut guest = Driver::new();
    let (public, secret) = ml_kem(&mut guest);
    let (key, encapsulated): (H, Vec<u8>) =
        guest.call("key-exchange-encapsulate-key", (public, "AES-256-GCM")).unwrap();
    let same: H = guest.call("key-exchange-decapsulate-key", (secret, &encapsulated[..], "AES-256-GCM")).unwrap();
    let (nonce, sealed): (Vec<u8>, Vec<u8>) =
        guest.call("symmetric-seal", (key, Some(&[1_u8; 12][..]), &b""[..], &b"hello"[..])).unwrap();
    assert_eq!(guest.call("symmetric-open", (same, &nonce[..], &b""[..], &sealed[..])), Ok(b"hello".to_vec()));
}

#[test]
fn each_mechanism_refuses_the_keys_of_the_other() {
    let mut guest = Driver::new();
    let (x25519, x25519_secret) = x25519(&mut guest);
    let (ml_kem, ml_kem_secret) = ml_kem(&mut guest);
    assert!(guest.call::<Vec<u8>, _>("key-exchange-dh", (ml_kem, ml_kem_secret)).is_err());
    assert!(guest.call::<Vec<u8>, _>("key-exchange-dh", (x25519, ml_kem_secret)).is_err());
    assert!(guest.call::<(Vec<u8>, Vec<u8>), _>("key-exchange-encapsulate", (x25519,)).is_err());
    assert!(guest.call::<Vec<u8>, _>("key-exchange-decapsulate", (x25519_secret, &[0_u8; 32][..])).is_err());
}
