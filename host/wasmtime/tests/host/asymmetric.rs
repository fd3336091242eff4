//! Key pairs, their halves, and signatures.

use wasi_crypto_host::engine::Error;
use wasi_crypto_test_support::answers::hex;
use wasi_crypto_tests::component_driver::{Driver, H};

const NONE: Option<H> = None;
const SIGNATURES: u8 = 0;
const SYMMETRIC: u8 = 1;

const RAW: u8 = 0;
const PKCS8: u8 = 1;
const PEM: u8 = 2;
const DER: u8 = 1;

/// RFC 8032 section 7.1, test 1.
const ED25519_SECRET: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const ED25519_PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const ED25519_SIGNATURE: &str = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

/// The key pair of the test vector.
fn ed25519(guest: &mut Driver) -> H {
    let raw = [hex(ED25519_SECRET), hex(ED25519_PUBLIC)].concat();
    guest.call("asymmetric-key-pair-import", (SIGNATURES, "Ed25519", &raw[..], RAW)).unwrap()
}

#[test]
fn signing_in_steps() {
    let mut guest = Driver::new();
    let key_pair = ed25519(&mut guest);
    let state: H = guest.call("signatures-signature-state-open", (key_pair,)).unwrap();
    guest.call::<(), _>("signatures-signature-state-update", (state, &b""[..])).unwrap();
    let signature: H = guest.call("signatures-signature-state-sign", (state,)).unwrap();
    let raw: Vec<u8> = guest.call("signatures-signature-export", (signature, RAW)).unwrap();
    assert_eq!(raw, hex(ED25519_SIGNATURE));
    assert_eq!(
        guest.call::<Vec<u8>, _>("signatures-signature-export", (signature, DER)),
        Err(Error::UnsupportedEncoding)
    );
    let (name,): (String,) = guest.plain("signatures-signature-algorithm", (signature,)).unwrap();
    assert_eq!(name, "Ed25519");
    let (name,): (String,) = guest.plain("signatures-signature-state-algorithm", (state,)).unwrap();
    assert_eq!(name, "Ed25519");

    let public: H = guest.call("asymmetric-key-pair-public-key", (key_pair,)).unwrap();
    let state: H = guest.call("signatures-signature-verification-state-open", (public,)).unwrap();
    let (name,): (String,) = guest.plain("signatures-signature-verification-state-algorithm", (state,)).unwrap();
    assert_eq!(name, "Ed25519");
    assert_eq!(guest.call::<(), _>("signatures-signature-verification-state-verify", (state, signature)), Ok(()));
    guest.call::<(), _>("signatures-signature-verification-state-update", (state, &b"more"[..])).unwrap();
    assert_eq!(
        guest.call::<(), _>("signatures-signature-verification-state-verify", (state, signature)),
        Err(Error::InvalidSignature)
    );
}

#[test]
fn signing_in_one_call() {
    let mut guest = Driver::new();
    let key_pair = ed25519(&mut guest);
    let signature: Vec<u8> = guest.call("signatures-sign", (key_pair, &b""[..])).unwrap();
    assert_eq!(signature, hex(ED25519_SIGNATURE));
    let public: H = guest.call("asymmetric-key-pair-public-key", (key_pair,)).unwrap();
    assert_eq!(guest.call::<(), _>("signatures-verify", (public, &b""[..], &signature[..])), Ok(()));
    for wrong in [&signature[..63], &[], &[0_u8; 64]] {
        assert_eq!(guest.call::<(), _>("signatures-verify", (public, &b""[..], wrong)), Err(Error::InvalidSignature));
    }
}

#[test]
fn halves_of_a_key_pair() {
    let mut guest = Driver::new();
    let key_pair = ed25519(&mut guest);
    let secret: H = guest.call("asymmetric-key-pair-secret-key", (key_pair,)).unwrap();
    assert_eq!(guest.call("asymmetric-secret-key-export", (secret, RAW)), Ok(hex(ED25519_SECRET)));
    let (name,): (String,) = guest.plain("asymmetric-secret-key-algorithm", (secret,)).unwrap();
    assert_eq!(name, "Ed25519");
    let public: H = guest.call("asymmetric-public-key-from-secret-key", (secret,)).unwrap();
    assert_eq!(guest.call("asymmetric-public-key-export", (public, RAW)), Ok(hex(ED25519_PUBLIC)));
    let (name,): (String,) = guest.plain("asymmetric-public-key-algorithm", (public,)).unwrap();
    assert_eq!(name, "Ed25519");
    assert_eq!(guest.call::<(), _>("asymmetric-public-key-verify", (public,)), Ok(()));

    guest.drop("key-pair", key_pair);
    let joined: H = guest.call("asymmetric-key-pair-from-keys", (public, secret)).unwrap();
    let signature: Vec<u8> = guest.call("signatures-sign", (joined, &b""[..])).unwrap();
    assert_eq!(signature, hex(ED25519_SIGNATURE));

    let other: H = guest.call("asymmetric-key-pair-generate", (SIGNATURES, "ECDSA_P256_SHA256", NONE)).unwrap();
    let other: H = guest.call("asymmetric-key-pair-public-key", (other,)).unwrap();
    assert_eq!(guest.call::<H, _>("asymmetric-key-pair-from-keys", (other, secret)), Err(Error::IncompatibleKeys));
}

#[test]
fn encodings() {
    let mut guest = Driver::new();
    let key_pair: H = guest.call("asymmetric-key-pair-generate", (SIGNATURES, "ECDSA_P256_SHA256", NONE)).unwrap();
    let public: H = guest.call("asymmetric-key-pair-public-key", (key_pair,)).unwrap();
    let point: Vec<u8> = guest.call("asymmetric-public-key-export", (public, RAW)).unwrap();
    for encoding in [PKCS8, PEM] {
        let encoded: Vec<u8> = guest.call("asymmetric-key-pair-export", (key_pair, encoding)).unwrap();
        let again: H = guest
            .call("asymmetric-key-pair-import", (SIGNATURES, "ECDSA_P256_SHA256", &encoded[..], encoding))
            .unwrap();
        let again: H = guest.call("asymmetric-key-pair-public-key", (again,)).unwrap();
        assert_eq!(guest.call("asymmetric-public-key-export", (again, RAW)), Ok(point.clone()));

        let encoded: Vec<u8> = guest.call("asymmetric-public-key-export", (public, encoding)).unwrap();
        let again: H = guest
            .call("asymmetric-public-key-import", (SIGNATURES, "ECDSA_P256_SHA256", &encoded[..], encoding))
            .unwrap();
        assert_eq!(guest.call("asymmetric-public-key-export", (again, RAW)), Ok(point.clone()));
    }

    let signature: Vec<u8> = guest.call("signatures-sign", (key_pair, &b"message"[..])).unwrap();
    assert_eq!(signature.len(), 64);
    let signature: H = guest.call("signatures-signature-import", ("ECDSA_P256_SHA256", &signature[..], RAW)).unwrap();
    let der: Vec<u8> = guest.call("signatures-signature-export", (signature, DER)).unwrap();
    let signature: H = guest.call("signatures-signature-import", ("ECDSA_P256_SHA256", &der[..], DER)).unwrap();
    let state: H = guest.call("signatures-signature-verification-state-open", (public,)).unwrap();
    guest.call::<(), _>("signatures-signature-verification-state-update", (state, &b"message"[..])).unwrap();
    assert_eq!(guest.call::<(), _>("signatures-signature-verification-state-verify", (state, signature)), Ok(()));
}

#[test]
fn algorithms_are_looked_up_in_their_category() {
    let mut guest = Driver::new();
    assert_eq!(
        guest.call::<H, _>("asymmetric-key-pair-generate", (SYMMETRIC, "Ed25519", NONE)),
        Err(Error::InvalidOperation)
    );
    assert_eq!(
        guest.call::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, "X25519", NONE)),
        Err(Error::UnsupportedAlgorithm)
    );
    assert_eq!(
        guest.call::<H, _>("asymmetric-secret-key-import", (SIGNATURES, "Ed25519", &[0_u8; 31][..], RAW)),
        Err(Error::InvalidKey)
    );
    assert_eq!(guest.open_handles(), 0);
}
