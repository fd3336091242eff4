//! What the audit hears of keys in use.

use std::collections::{BTreeMap, BTreeSet};

use pollster::block_on;
use wasi_crypto_host::engine::{Error, Use};
use wasi_crypto_host::secrets::{Policy, Rules};
use wasi_crypto_test_support::events::Events;
use wasi_crypto_tests::component_driver::{Driver, H, Version};

use crate::managed::{Facility, defaults};

const NONE: Option<H> = None;

/// The events of some work, without their levels and targets.
fn audited(work: impl FnOnce()) -> Vec<String> {
    let ((), events) = Events::of(work);
    let ours = events.iter().filter(|event| event.contains("wasi_crypto::audit"));
    ours.map(|event| event.split_once("guest=").expect("every event names its guest").1.to_owned()).collect()
}

fn parts(event: &str) -> (&str, &str) {
    let value = |name: &str| event.split_once(name).map_or("", |(_, rest)| rest.split('"').nth(1).unwrap_or(""));
    (value(" operation="), value(" outcome="))
}

#[test]
fn every_use_of_a_stored_key_is_an_event() {
    let (mut guest, manager) = Facility::new(Policy::default()).driver();
    let key: H = guest.call("symmetric-symmetric-key-generate-managed", (manager, "XCHACHA20-POLY1305", NONE)).unwrap();
    let pair: H = guest.call("asymmetric-key-pair-generate-managed", (manager, 0_u8, "Ed25519", NONE)).unwrap();
    let exchange: H = guest.call("asymmetric-key-pair-generate-managed", (manager, 2_u8, "X25519", NONE)).unwrap();
    let events = audited(|| {
        let arguments = (key, None::<&[u8]>, &b""[..], &b"plaintext"[..]);
        let (nonce, mut sealed): (Vec<u8>, Vec<u8>) = guest.call("symmetric-seal", arguments).unwrap();
        sealed[0] ^= 1;
        assert_eq!(
            guest.call::<Vec<u8>, _>("symmetric-open", (key, &nonce[..], &b""[..], &sealed[..])),
            Err(Error::InvalidTag)
        );
        guest.call::<H, _>("symmetric-symmetric-state-open", ("XCHACHA20-POLY1305", Some(key), NONE)).unwrap();
        guest.call::<Vec<u8>, _>("symmetric-symmetric-key-export", (key,)).unwrap_err();
        guest.call::<Vec<u8>, _>("signatures-sign", (pair, &b"message"[..])).unwrap();
        guest.call::<H, _>("signatures-signature-state-open", (pair,)).unwrap();
        let public: H = guest.call("asymmetric-key-pair-public-key", (exchange,)).unwrap();
        let secret: H = guest.call("asymmetric-key-pair-secret-key", (exchange,)).unwrap();
        guest.call::<Vec<u8>, _>("key-exchange-dh", (public, secret)).unwrap();
        guest.call::<Vec<u8>, _>("asymmetric-secret-key-export", (secret, 0_u8)).unwrap_err();
    });
    let told: Vec<_> = events.iter().map(|event| parts(event)).collect();
    assert_eq!(
        told,
        [
            ("seal", "ok"),
            ("open", "invalid-tag"),
            ("open-state", "ok"),
            ("export", "prohibited-operation"),
            ("sign", "ok"),
            ("open-state", "ok"),
            ("dh", "ok"),
            ("export", "prohibited-operation"),
        ]
    );
    assert!(events.iter().all(|event| event.starts_with("\"test\"") && !event.contains("message")));
}

#[test]
fn keys_of_the_guest_are_no_matter_of_the_audit() {
    let (mut guest, _) = Facility::new(Policy::default()).driver();
    let events = audited(|| {
        let key: H = guest.call("symmetric-symmetric-key-import", ("HMAC/SHA-256", &[1_u8; 32][..])).unwrap();
        guest.call::<Vec<u8>, _>("symmetric-mac", (key, &b"message"[..])).unwrap();
    });
    assert_eq!(events, [""; 0]);
}

#[test]
fn uses_of_the_hosts_keys_are_told_by_name() {
    let granted = BTreeMap::from([("release".to_owned(), BTreeSet::from([Use::Sign]))]);
    let facility = Facility::new(defaults(Rules { host_keys: granted, ..Rules::default() }));
    block_on(facility.secrets.operator().generate("release", "Ed25519", None)).unwrap();
    let (mut guest, manager): (Driver, H) = facility.driver();
    let events = audited(|| {
        let pair: H = guest.call("asymmetric-key-pair-from-id", (manager, &b"release"[..], Version::Latest)).unwrap();
        guest.call::<Vec<u8>, _>("signatures-sign", (pair, &b"message"[..])).unwrap();
    });
    let told: Vec<_> = events.iter().map(|event| parts(event)).collect();
    assert_eq!(told, [("from-id", "ok"), ("sign", "ok")]);
    assert!(
        events.iter().all(|event| event.contains("key=\"release\"") || event.contains("key=release")),
        "{events:?}"
    );
}

/// What some work is told as, with how often.
fn counted(work: impl FnOnce()) -> Vec<(String, String, usize)> {
    let mut told: Vec<(String, String, usize)> = Vec::new();
    for event in audited(work) {
        let (operation, outcome) = parts(&event);
        match told.last_mut().filter(|last| (&last.0[..], &last.1[..]) == (operation, outcome)) {
            Some(last) => last.2 += 1,
            None => told.push((operation.to_owned(), outcome.to_owned(), 1)),
        }
    }
    told
}

fn told(operation: &str, outcome: &str, times: usize) -> (String, String, usize) {
    (operation.to_owned(), outcome.to_owned(), times)
}

/// Whether a state makes a thousand signatures, or a batch does, or as many calls: each is an event.
#[test]
fn every_signature_is_an_event() {
    const COUNT: usize = 1000;

    let (mut guest, manager) = Facility::new(Policy::default()).driver();
    for algorithm in ["Ed25519", "ECDSA_P256_SHA256"] {
        let pair: H = guest.call("asymmetric-key-pair-generate-managed", (manager, 0_u8, algorithm, NONE)).unwrap();
        let state: H = guest.call("signatures-signature-state-open", (pair,)).unwrap();
        let one_by_one = counted(|| {
            for number in 0..COUNT {
                let message = &number.to_le_bytes()[..];
                guest.call::<(), _>("signatures-signature-state-update", (state, message)).unwrap();
                let signature: H = guest.call("signatures-signature-state-sign", (state,)).unwrap();
                guest.drop("signature", signature);
            }
        });
        assert_eq!(one_by_one, [told("sign", "ok", COUNT)]);
        let together = counted(|| {
            let signed: Vec<Result<H, u8>> = guest.call("signatures-batch-sign", (&vec![state; COUNT][..],)).unwrap();
            assert!(signed.iter().all(Result::is_ok));
        });
        assert_eq!(together, [told("sign", "ok", COUNT)]);
        let in_one_call = counted(|| {
            for _ in 0..COUNT {
                guest.call::<Vec<u8>, _>("signatures-sign", (pair, &b"message"[..])).unwrap();
            }
        });
        assert_eq!(in_one_call, [told("sign", "ok", COUNT)]);
    }
}

/// Every entry of a batch is told with how it ended.
#[test]
fn every_entry_of_a_batch_is_an_event() {
    const COUNT: usize = 1000;

    let (mut guest, manager) = Facility::new(Policy::default()).driver();
    let state = |guest: &mut Driver, algorithm: &str| -> H {
        let key: H = guest.call("symmetric-symmetric-key-generate-managed", (manager, algorithm, NONE)).unwrap();
        guest.call("symmetric-symmetric-state-open", (algorithm, Some(key), NONE)).unwrap()
    };
    let mac = state(&mut guest, "HMAC/SHA-256");
    let tags = counted(|| {
        let tags: Vec<Result<H, u8>> = guest.call("symmetric-batch-squeeze-tag", (&vec![mac; COUNT][..],)).unwrap();
        assert!(tags.iter().all(Result::is_ok));
    });
    assert_eq!(tags, [told("squeeze-tag", "ok", COUNT)]);
    // The nonce encrypts one message, and forgeries are forgeries.
    let cipher = state(&mut guest, "XCHACHA20-POLY1305");
    let messages = vec![(cipher, vec![0_u8; 20]); COUNT];
    let attempts = counted(|| {
        guest.call::<Vec<Result<Vec<u8>, u8>>, _>("symmetric-batch-decrypt", (&messages[..],)).unwrap();
        guest.call::<Vec<Result<Vec<u8>, u8>>, _>("symmetric-batch-encrypt", (&messages[..],)).unwrap();
    });
    let expected =
        [told("decrypt", "invalid-tag", COUNT), told("encrypt", "ok", 1), told("encrypt", "nonce-required", COUNT - 1)];
    assert_eq!(attempts, expected);
}
