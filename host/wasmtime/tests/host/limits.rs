//! Sizes a guest chooses.

use wasi_crypto_engine::COVERED;
use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::{Engine, Error, Limits};
use wasi_crypto_tests::component_driver::{Driver, H};

const NONE: Option<H> = None;

fn guest(change: impl FnOnce(&mut Limits)) -> Driver {
    let mut limits = Limits::default();
    change(&mut limits);
    let engine = Engine::builder().limits(limits).build().unwrap();
    Driver::with(WasiCryptoCtx::builder().engine(engine).build())
}

fn expand(guest: &mut Driver) -> H {
    let key: H = guest.call("symmetric-symmetric-key-import", ("HKDF-EXPAND/SHA-512", &[1_u8; 64][..])).unwrap();
    guest.call("symmetric-symmetric-state-open", ("HKDF-EXPAND/SHA-512", Some(key), NONE)).unwrap()
}

fn squeeze(guest: &mut Driver, state: H, len: u32) -> Result<usize, Error> {
    guest.call::<Vec<u8>, _>("symmetric-symmetric-state-squeeze", (state, len)).map(|output| output.len())
}

#[test]
fn output_is_limited_to_the_byte() {
    let mut guest = guest(|limits| limits.max_output_len = 100);
    let state = expand(&mut guest);
    assert_eq!(squeeze(&mut guest, state, 100), Ok(100));
    assert_eq!(squeeze(&mut guest, state, 101), Err(Error::Overflow));
    assert_eq!(squeeze(&mut guest, state, 0), Ok(0));

    let key: H = guest.call("symmetric-symmetric-key-import", ("HKDF-EXTRACT/SHA-512", &[1_u8; 64][..])).unwrap();
    let derive = |guest: &mut Driver, len: u32| {
        guest.call::<Vec<u8>, _>("symmetric-derive", (key, &b""[..], &b""[..], len)).map(|output| output.len())
    };
    assert_eq!(derive(&mut guest, 100), Ok(100));
    assert_eq!(derive(&mut guest, 101), Err(Error::Overflow));
}

/// Nothing of that size may be allocated; the test would take gigabytes.
#[test]
fn a_squeeze_of_four_gigabytes_is_refused() {
    let mut guest = guest(|_| ());
    let state = expand(&mut guest);
    assert_eq!(squeeze(&mut guest, state, u32::MAX), Err(Error::InvalidLength));
    let hash: H = guest.call("symmetric-symmetric-state-open", ("SHA-256", NONE, NONE)).unwrap();
    assert_eq!(squeeze(&mut guest, hash, u32::MAX), Err(Error::InvalidLength));
    assert_eq!(squeeze(&mut guest, hash, 33), Err(Error::InvalidLength));
}

#[test]
fn options_are_limited_to_the_byte() {
    let mut guest = guest(|limits| limits.max_option_len = 10);
    let options: H = guest.call("common-options-open", (1_u8,)).unwrap();
    assert_eq!(guest.call::<(), _>("common-options-set", (options, "nonce", &[0_u8; 10][..])), Ok(()));
    assert_eq!(guest.call::<(), _>("common-options-set", (options, "nonce", &[0_u8; 11][..])), Err(Error::Overflow));
}

#[test]
fn encoded_keys_are_limited() {
    let mut guest = guest(|_| ());
    let huge = vec![b'-'; (64 << 10) + 1];
    for encoding in 0..5_u8 {
        assert!(
            guest.call::<H, _>("asymmetric-key-pair-import", (0_u8, "ECDSA_P256_SHA256", &huge[..], encoding)).is_err()
        );
    }
}

/// A guest can name more bytes than it has memory for, but wasmtime will not lift them.
#[test]
fn input_is_limited_by_hostcall_fuel() {
    let mut guest = guest(|_| ());
    guest.store.set_hostcall_fuel(1000);
    assert!(guest.call::<Vec<u8>, _>("symmetric-hash", ("SHA-256", &[0_u8; 900][..])).is_ok());
    let outcome = guest.plain::<(Result<Vec<u8>, u8>,), _>("symmetric-hash", ("SHA-256", &[0_u8; 1001][..]));
    assert!(outcome.is_err());
}

/// A message that is kept whole until it is signed may be as long as a guest may hold bytes: 17 MiB by default, and to the
/// byte.
#[test]
fn messages_that_are_signed_whole_are_limited_by_the_budget() {
    const LEN: usize = 17 << 20;

    let open = |guest: &mut Driver, algorithm: &str| -> H {
        let pair: H = guest.call("asymmetric-key-pair-generate", (0_u8, algorithm, NONE)).unwrap();
        guest.call("signatures-signature-state-open", (pair,)).unwrap()
    };
    let message = vec![1_u8; LEN + 1];
    let update = |guest: &mut Driver, state: H, len: usize| {
        guest.call::<(), _>("signatures-signature-state-update", (state, &message[..len]))
    };
    let sign = |guest: &mut Driver, state: H| guest.call::<H, _>("signatures-signature-state-sign", (state,)).map(drop);
    for algorithm in ["Ed25519", "ML-DSA-44"] {
        let mut guest = guest(|_| ());
        let state = open(&mut guest, algorithm);
        update(&mut guest, state, LEN).unwrap();
        let held = guest.held_bytes();
        sign(&mut guest, state).unwrap();
        let budget = guest.held_bytes();
        for (len, expected) in [(LEN, Ok(())), (LEN + 1, Err(Error::Overflow))] {
            let mut guest = self::guest(|limits| limits.max_held_bytes = budget);
            let state = open(&mut guest, algorithm);
            update(&mut guest, state, len).unwrap();
            assert_eq!(sign(&mut guest, state), expected, "{algorithm}: {len}");
        }
        let mut guest = self::guest(|limits| limits.max_held_bytes = held);
        let state = open(&mut guest, algorithm);
        assert_eq!(update(&mut guest, state, LEN + 1), Err(Error::Overflow));
        assert_eq!(update(&mut guest, state, LEN), Ok(()));
    }
}

/// A result is held until it has arrived, and what is refused has spent nothing.
#[test]
fn results_are_limited_by_the_budget() {
    const LEN: usize = 1 << 20;

    let open = |guest: &mut Driver| -> H {
        let key: H = guest.call("symmetric-symmetric-key-generate", ("XCHACHA20-POLY1305", NONE)).unwrap();
        guest.call("symmetric-symmetric-state-open", ("XCHACHA20-POLY1305", Some(key), NONE)).unwrap()
    };
    let mut first = guest(|_| ());
    open(&mut first);
    let opened = first.held_bytes();
    let mut guest = guest(|limits| limits.max_held_bytes = opened + LEN);
    let state = open(&mut guest);
    let mut encrypt = |len: usize| {
        let sealed = guest.call::<Vec<u8>, _>("symmetric-symmetric-state-encrypt", (state, &vec![1_u8; len][..]));
        (sealed.map(|sealed| sealed.len()), guest.held_bytes())
    };
    // The place of the state pays for the first bytes.
    let most = LEN + COVERED;
    assert_eq!(encrypt(most + 1), (Err(Error::Overflow), opened));
    assert_eq!(encrypt(most), (Ok(most + 16), opened));
    assert_eq!(encrypt(LEN).0, Err(Error::NonceRequired));
}
