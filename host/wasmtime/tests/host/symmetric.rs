//! Symmetric keys, states, tags, options, and the operations in one call.

use wasi_crypto_host::engine::Error;
use wasi_crypto_test_support::answers::hex;
use wasi_crypto_tests::component_driver::{Driver, H};

const NONE: Option<H> = None;

/// FIPS 180-4 example: SHA-256 of "abc".
const SHA_256_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// RFC 4231 test case 2.
const HMAC_JEFE: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

/// GCM specification, test case 14: everything zero.
const GCM_CIPHERTEXT: &str = "cea7403d4d606b6e074ec5d3baf39d18";
const GCM_TAG: &str = "d0d1c8a799996bf0265b98b5d48ab919";

fn open(guest: &mut Driver, algorithm: &str, key: Option<H>, options: Option<H>) -> H {
    guest.call("symmetric-symmetric-state-open", (algorithm, key, options)).unwrap()
}

fn key(guest: &mut Driver, algorithm: &str, raw: &[u8]) -> H {
    guest.call("symmetric-symmetric-key-import", (algorithm, raw)).unwrap()
}

fn nonce(guest: &mut Driver, nonce: &[u8]) -> H {
    let options: H = guest.call("common-options-open", (1_u8,)).unwrap();
    guest.call::<(), _>("common-options-set", (options, "nonce", nonce)).unwrap();
    options
}

/// A state of the GCM test case.
fn gcm(guest: &mut Driver) -> H {
    let key = key(guest, "AES-256-GCM", &[0_u8; 32]);
    let options = nonce(guest, &[0_u8; 12]);
    open(guest, "AES-256-GCM", Some(key), Some(options))
}

#[test]
fn a_hash_in_steps() {
    let mut guest = Driver::new();
    let state = open(&mut guest, "sha-256", NONE, NONE);
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &b"a"[..])).unwrap();
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &b"bc"[..])).unwrap();
    let digest: Vec<u8> = guest.call("symmetric-symmetric-state-squeeze", (state, 32_u32)).unwrap();
    assert_eq!(digest, hex(SHA_256_ABC));
    let prefix: Vec<u8> = guest.call("symmetric-symmetric-state-squeeze", (state, 5_u32)).unwrap();
    assert_eq!(prefix, digest[..5]);
    let (name,): (String,) = guest.plain("symmetric-symmetric-state-algorithm", (state,)).unwrap();
    assert_eq!(name, "SHA-256");
}

#[test]
fn a_hash_in_one_call() {
    let mut guest = Driver::new();
    let digest: Vec<u8> = guest.call("symmetric-hash", ("SHA-256", &b"abc"[..])).unwrap();
    assert_eq!(digest, hex(SHA_256_ABC));
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-hash", ("MD5", &b""[..])), Err(Error::UnsupportedAlgorithm));
    assert_eq!(guest.open_handles(), 0);
}

#[test]
fn a_megabyte_goes_in_and_comes_out() {
    let mut guest = Driver::new();
    let message = vec![0x5a_u8; 1 << 20];
    let key: H = guest.call("symmetric-symmetric-key-generate", ("AES-256-GCM", NONE)).unwrap();
    let (nonce, ciphertext): (Vec<u8>, Vec<u8>) =
        guest.call("symmetric-seal", (key, Some(&[7_u8; 12][..]), &b"ad"[..], &message[..])).unwrap();
    assert_eq!((nonce, ciphertext.len()), (vec![7; 12], message.len() + 16));
    let opened: Vec<u8> = guest.call("symmetric-open", (key, &[7_u8; 12][..], &b"ad"[..], &ciphertext[..])).unwrap();
    assert!(opened == message);
}

#[test]
fn a_copy_of_a_state_is_independent() {
    let mut guest = Driver::new();
    let state = open(&mut guest, "SHA-256", NONE, NONE);
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &b"abc"[..])).unwrap();
    let copy: H = guest.call("symmetric-symmetric-state-clone", (state,)).unwrap();
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (copy, &b"def"[..])).unwrap();
    let digest: Vec<u8> = guest.call("symmetric-symmetric-state-squeeze", (state, 32_u32)).unwrap();
    assert_eq!(digest, hex(SHA_256_ABC));
    let digest: Vec<u8> = guest.call("symmetric-symmetric-state-squeeze", (copy, 32_u32)).unwrap();
    assert_ne!(digest, hex(SHA_256_ABC));
    guest.drop("symmetric-state", state);
    let again: Vec<u8> = guest.call("symmetric-symmetric-state-squeeze", (copy, 32_u32)).unwrap();
    assert_eq!(again, digest);
}

#[test]
fn a_mac_and_its_tag() {
    let mut guest = Driver::new();
    let key = key(&mut guest, "HMAC/SHA-256", b"Jefe");
    let state = open(&mut guest, "HMAC/SHA-256", Some(key), NONE);
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &b"what do ya want for nothing?"[..])).unwrap();
    let tag: H = guest.call("symmetric-symmetric-state-squeeze-tag", (state,)).unwrap();
    assert_eq!(guest.plain::<(u32,), _>("symmetric-symmetric-tag-len", (tag,)).unwrap(), (32,));
    let bytes: Vec<u8> = guest.call("symmetric-symmetric-tag-bytes", (tag,)).unwrap();
    assert_eq!(bytes, hex(HMAC_JEFE));
    assert_eq!(guest.call::<(), _>("symmetric-symmetric-tag-verify", (tag, &bytes[..])), Ok(()));
    for wrong in [&bytes[..31], &[], &[bytes.as_slice(), &[0]].concat(), &[0_u8; 32]] {
        assert_eq!(guest.call::<(), _>("symmetric-symmetric-tag-verify", (tag, wrong)), Err(Error::InvalidTag));
    }
}

#[test]
fn a_mac_in_one_call() {
    let mut guest = Driver::new();
    let key = key(&mut guest, "HMAC/SHA-256", b"Jefe");
    let message = &b"what do ya want for nothing?"[..];
    let tag: Vec<u8> = guest.call("symmetric-mac", (key, message)).unwrap();
    assert_eq!(tag, hex(HMAC_JEFE));
    assert_eq!(guest.call::<(), _>("symmetric-verify-mac", (key, message, &tag[..])), Ok(()));
    assert_eq!(guest.call::<(), _>("symmetric-verify-mac", (key, message, b"".as_slice())), Err(Error::InvalidTag));
    assert_eq!(guest.call::<(), _>("symmetric-verify-mac", (key, message, &tag[..16])), Err(Error::InvalidTag));
}

#[test]
fn encryption_with_the_tag_attached() {
    let mut guest = Driver::new();
    let state = gcm(&mut guest);
    assert_eq!(guest.call::<u32, _>("symmetric-symmetric-state-max-tag-len", (state,)), Ok(16));
    let sealed: Vec<u8> = guest.call("symmetric-symmetric-state-encrypt", (state, &[0_u8; 16][..])).unwrap();
    assert_eq!(sealed, [hex(GCM_CIPHERTEXT), hex(GCM_TAG)].concat());
    assert_eq!(
        guest.call::<Vec<u8>, _>("symmetric-symmetric-state-encrypt", (state, &[0_u8; 16][..])),
        Err(Error::NonceRequired)
    );

    let state = gcm(&mut guest);
    let mut forged = sealed.clone();
    forged[3] ^= 1;
    for wrong in [&forged[..], &sealed[..15], &[]] {
        assert_eq!(
            guest.call::<Vec<u8>, _>("symmetric-symmetric-state-decrypt", (state, wrong)),
            Err(Error::InvalidTag)
        );
    }
    let opened: Vec<u8> = guest.call("symmetric-symmetric-state-decrypt", (state, &sealed[..])).unwrap();
    assert_eq!(opened, [0; 16]);
}

#[test]
fn encryption_with_the_tag_detached() {
    let mut guest = Driver::new();
    let state = gcm(&mut guest);
    let (ciphertext, tag): (Vec<u8>, H) =
        guest.call("symmetric-symmetric-state-encrypt-detached", (state, &[0_u8; 16][..])).unwrap();
    let tag: Vec<u8> = guest.call("symmetric-symmetric-tag-bytes", (tag,)).unwrap();
    assert_eq!((ciphertext.clone(), tag.clone()), (hex(GCM_CIPHERTEXT), hex(GCM_TAG)));

    let state = gcm(&mut guest);
    for wrong in [&tag[..15], &[], &[0_u8; 16]] {
        assert_eq!(
            guest.call::<Vec<u8>, _>("symmetric-symmetric-state-decrypt-detached", (state, &ciphertext[..], wrong)),
            Err(Error::InvalidTag)
        );
    }
    let opened: Vec<u8> =
        guest.call("symmetric-symmetric-state-decrypt-detached", (state, &ciphertext[..], &tag[..])).unwrap();
    assert_eq!(opened, [0; 16]);
}

#[test]
fn derivation_in_steps_and_in_one_call() {
    // RFC 5869 test case 1.
    let salt: Vec<u8> = (0..13).collect();
    let info: Vec<u8> = (0xf0..0xfa).collect();
    let okm = hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");

    let mut guest = Driver::new();
    let key = key(&mut guest, "HKDF-EXTRACT/SHA-256", &[0x0b_u8; 22]);
    let extract = open(&mut guest, "HKDF-EXTRACT/SHA-256", Some(key), NONE);
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (extract, &salt[..])).unwrap();
    let prk: H = guest.call("symmetric-symmetric-state-squeeze-key", (extract, "HKDF-EXPAND/SHA-256")).unwrap();
    let expand = open(&mut guest, "HKDF-EXPAND/SHA-256", Some(prk), NONE);
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (expand, &info[..])).unwrap();
    assert_eq!(guest.call("symmetric-symmetric-state-squeeze", (expand, 42_u32)), Ok(okm.clone()));

    assert_eq!(guest.call("symmetric-derive", (key, &salt[..], &info[..], 42_u32)), Ok(okm));
}

#[test]
fn a_nonce_that_was_drawn_can_be_read() {
    let mut guest = Driver::new();
    let key: H = guest.call("symmetric-symmetric-key-generate", ("XCHACHA20-POLY1305", NONE)).unwrap();
    let state = open(&mut guest, "XCHACHA20-POLY1305", Some(key), NONE);
    let drawn: Vec<u8> = guest.call("symmetric-symmetric-state-get-option", (state, "nonce")).unwrap();
    assert_eq!(drawn.len(), 24);
    let sealed: Vec<u8> = guest.call("symmetric-symmetric-state-encrypt", (state, &b"hello"[..])).unwrap();

    let options = nonce(&mut guest, &drawn);
    let state = open(&mut guest, "XCHACHA20-POLY1305", Some(key), Some(options));
    assert_eq!(guest.call("symmetric-symmetric-state-decrypt", (state, &sealed[..])), Ok(b"hello".to_vec()));

    let (nonce, sealed): (Vec<u8>, Vec<u8>) =
        guest.call("symmetric-seal", (key, None::<&[u8]>, &b""[..], &b"hello"[..])).unwrap();
    assert_eq!(nonce.len(), 24);
    assert_eq!(guest.call("symmetric-open", (key, &nonce[..], &b""[..], &sealed[..])), Ok(b"hello".to_vec()));
}

#[test]
fn options_are_checked_when_set() {
    let mut guest = Driver::new();
    let options: H = guest.call("common-options-open", (1_u8,)).unwrap();
    let set = |guest: &mut Driver, name: &str| guest.call::<(), _>("common-options-set", (options, name, &b"x"[..]));
    assert_eq!(set(&mut guest, "nonce"), Ok(()));
    assert_eq!(set(&mut guest, "no such option"), Err(Error::UnsupportedOption));
    assert_eq!(guest.call::<(), _>("common-options-set-u64", (options, "parallelism", 3_u64)), Ok(()));
    assert_eq!(guest.call::<(), _>("common-options-set-memory-budget", (options, "memory", 1_u32 << 20)), Ok(()));
    assert_eq!(
        guest.call::<(), _>("common-options-set-memory-budget", (options, "memory", u32::MAX)),
        Err(Error::Overflow)
    );
    let state = open(&mut guest, "SHA-256", NONE, Some(options));
    assert_eq!(guest.call("symmetric-symmetric-state-get-option", (state, "nonce")), Ok(b"x".to_vec()));
    assert_eq!(guest.call("symmetric-symmetric-state-get-option-u64", (state, "parallelism")), Ok(3_u64));
    assert_eq!(
        guest.call::<u64, _>("symmetric-symmetric-state-get-option-u64", (state, "ops_limit")),
        Err(Error::OptionNotSet)
    );
    // Of another category.
    let options: H = guest.call("common-options-open", (0_u8,)).unwrap();
    assert_eq!(
        guest.call::<H, _>("symmetric-symmetric-state-open", ("SHA-256", NONE, Some(options))),
        Err(Error::InvalidHandle)
    );
}

#[test]
fn keys_are_made_and_read() {
    let mut guest = Driver::new();
    let generated: H = guest.call("symmetric-symmetric-key-generate", ("HMAC/SHA-512", NONE)).unwrap();
    let raw: Vec<u8> = guest.call("symmetric-symmetric-key-export", (generated,)).unwrap();
    assert_eq!(raw.len(), 64);
    let (name,): (String,) = guest.plain("symmetric-symmetric-key-algorithm", (generated,)).unwrap();
    assert_eq!(name, "HMAC/SHA-512");
    let imported = key(&mut guest, "AES-128-GCM", &[1_u8; 16]);
    assert_eq!(guest.call("symmetric-symmetric-key-export", (imported,)), Ok(vec![1_u8; 16]));
    for wrong in [0, 15, 17, 32] {
        assert_eq!(
            guest.call::<H, _>("symmetric-symmetric-key-import", ("AES-128-GCM", &vec![0_u8; wrong][..])),
            Err(Error::InvalidKey)
        );
    }
}

#[test]
fn what_an_algorithm_does_not_define_is_an_error() {
    let mut guest = Driver::new();
    let state = open(&mut guest, "SHA-256", NONE, NONE);
    let undefined = Error::InvalidOperation;
    assert_eq!(guest.call::<(), _>("symmetric-symmetric-state-ratchet", (state,)), Err(undefined));
    assert_eq!(guest.call::<u32, _>("symmetric-symmetric-state-max-tag-len", (state,)), Err(undefined));
    assert_eq!(guest.call::<H, _>("symmetric-symmetric-state-squeeze-tag", (state,)), Err(undefined));
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-symmetric-state-encrypt", (state, &b"x"[..])), Err(undefined));
    assert_eq!(
        guest.call::<(Vec<u8>, H), _>("symmetric-symmetric-state-encrypt-detached", (state, &b"x"[..])),
        Err(undefined)
    );
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-symmetric-state-decrypt", (state, &b"x"[..])), Err(undefined));
    assert_eq!(guest.open_handles(), 1);
}
