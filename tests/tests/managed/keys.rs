//! Keys that outlive the module that made them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use pollster::block_on;
use wasi_crypto_host::engine::Use;
use wasi_crypto_host::keystore::Selector;
use wasi_crypto_host::secrets::Rules;
use wasi_crypto_test_support::events::Events;
use wasi_crypto_tests::facility::{Facility, NOW};
use wasi_crypto_tests::legacy::Legacy;
use wasi_crypto_tests::legacy_calls::{KEY_EXCHANGE, PEM, PKCS8, RAW, SIGNATURES};
use wasi_crypto_tests::legacy_secrets::{ID_LEN, KEY, LATEST, PAIR};

use super::module;

fn public(legacy: &mut Legacy, pair: u64) -> u64 {
    legacy.call_u32("keypair_publickey", &[pair]).expect("a public key")
}

fn mac(legacy: &mut Legacy, key: u64) -> Vec<u8> {
    let state = legacy.state_open("HMAC/SHA-256", Some(key), None).expect("a state");
    legacy.absorb(state, b"message").expect("absorbs");
    let tag = legacy.squeeze_tag(state).expect("a tag");
    legacy.tag_pull(tag, 32).expect("pulled")
}

/// A thousand signatures of one state are a thousand events, each with what was done and how it ended.
#[test]
fn every_signature_is_an_event() {
    let facility = Facility::default();
    let (mut module, manager) = module(&facility);
    let pair = module.keypair_generate_managed(manager, SIGNATURES, "Ed25519").expect("generated");
    let state = module.call_u32("signature_state_open", &[pair]).expect("a state");
    let ((), events) = Events::of(|| {
        for number in 0..1000_u32 {
            let (data, len) = module.put(&number.to_le_bytes());
            module.call("signature_state_update", &[state, data, len]).expect("updated");
            let signature = module.call_u32("signature_state_sign", &[state]).expect("signed");
            module.call("signature_close", &[signature]).expect("closed");
        }
    });
    let signed = |event: &&String| {
        ["wasi_crypto::audit", "operation=\"sign\"", "outcome=\"ok\""].iter().all(|part| event.contains(part))
    };
    assert_eq!(events.iter().filter(signed).count(), 1000, "{:?}", events.first());
    assert_eq!(events.iter().filter(|event| event.contains("wasi_crypto::audit")).count(), 1000);
}

#[test]
fn a_generated_pair_signs_for_every_module_of_the_guest() {
    let facility = Facility::default();
    let (mut first, manager) = module(&facility);
    let pair = first.keypair_generate_managed(manager, SIGNATURES, "Ed25519").expect("generated");
    let (id, version) = first.managed_id(PAIR, pair, 100).expect("managed");
    assert_eq!((id.len(), version), (ID_LEN, 0));
    let signed = first.sign(pair, b"first").expect("signs");
    let signed = first.export("signature", signed, RAW).expect("exported");
    let key = public(&mut first, pair);
    let key = first.export("publickey", key, RAW).expect("public keys are");
    drop(first);

    let (mut second, manager) = module(&facility);
    let found = second.from_id(PAIR, manager, &id, LATEST).expect("found");
    assert_eq!(second.managed_id(PAIR, found, ID_LEN), Ok((id.clone(), 0)));
    let half = public(&mut second, found);
    assert_eq!(second.export("publickey", half, RAW), Ok(key.clone()));
    let again = second.sign(found, b"second").expect("signs");
    let imported = second.import("publickey", SIGNATURES, "Ed25519", &key, RAW).expect("imported");
    let signed = second.signature_import("Ed25519", &signed, RAW).expect("imported");
    assert_eq!(second.verify(imported, b"first", signed), Ok(()));
    assert_eq!(second.verify(imported, b"second", again), Ok(()));
    for encoding in [RAW, PKCS8, PEM] {
        assert_eq!(second.export("keypair", found, encoding), Err("prohibited_operation"));
    }

    let listed = block_on(facility.operator().list(None)).expect("a list");
    block_on(facility.operator().revoke(&listed[0].name, Selector::All)).expect("revoked");
    let (mut third, manager) = module(&facility);
    assert_eq!(third.from_id(PAIR, manager, &id, LATEST), Err("not_found"));
    assert!(second.sign(found, b"third").is_ok(), "what is in use goes on");
}

#[test]
fn every_kind_of_key_can_be_managed() {
    let facility = Facility::default();
    let (mut legacy, manager) = module(&facility);
    for (category, algorithm) in [
        (SIGNATURES, "ECDSA_P256_SHA256"),
        (SIGNATURES, "ML-DSA-65"),
        (KEY_EXCHANGE, "X25519"),
        (KEY_EXCHANGE, "X-WING"),
    ] {
        let pair = legacy.keypair_generate_managed(manager, category, algorithm).expect(algorithm);
        let (id, _) = legacy.managed_id(PAIR, pair, ID_LEN).expect("managed");
        let found = legacy.from_id(PAIR, manager, &id, 0).expect(algorithm);
        let halves = [pair, found].map(|pair| {
            let half = public(&mut legacy, pair);
            legacy.export("publickey", half, RAW).expect("public keys are")
        });
        assert_eq!(halves[0], halves[1], "{algorithm}");
        legacy.reset_scratch();
    }
    let wrong = legacy.keypair_generate_managed(manager, SIGNATURES, "X25519");
    assert_eq!(wrong, Err("unsupported_algorithm"), "of another category");
}

#[test]
fn an_imported_key_becomes_a_managed_one() {
    let facility = Facility::default();
    let (mut first, manager) = module(&facility);
    let key = first.key_import("HMAC/SHA-256", &[7; 32]).expect("a key");
    let tag = mac(&mut first, key);
    assert_eq!(first.managed_id(KEY, key, ID_LEN), Err("unsupported_feature"));
    let id = first.store_managed(KEY, manager, key).expect("stored");
    assert_eq!(first.managed_id(KEY, key, ID_LEN), Ok((id.clone(), 0)), "the handle is managed now");
    assert_eq!(first.key_export(key), Err("prohibited_operation"));
    assert_eq!(mac(&mut first, key), tag);

    let (mut second, manager) = module(&facility);
    let found = second.from_id(KEY, manager, &id, LATEST).expect("found");
    assert_eq!(mac(&mut second, found), tag);
    assert_eq!(second.from_id(PAIR, manager, &id, LATEST), Err("not_found"), "a key of another kind");
    for wrong in [&id[..0], &id[..31], &[id.as_slice(), &[0]].concat(), &[0; 65], &[0; 10_000]] {
        assert_eq!(second.from_id(KEY, manager, wrong, LATEST), Err("not_found"));
    }
}

#[test]
fn keys_expire_under_a_clock_that_jumps() {
    let day = Duration::from_secs(86_400);
    let facility = Facility::new(Rules { default_expiry: Some(day), ..Rules::default() });
    let (mut legacy, manager) = module(&facility);
    let pair = legacy.keypair_generate_managed(manager, SIGNATURES, "Ed25519").expect("generated");
    let (id, _) = legacy.managed_id(PAIR, pair, ID_LEN).expect("managed");
    let end = NOW + day.as_secs();
    for (now, expired) in [(end - 1, false), (end, true), (NOW, false), (u64::MAX, true), (0, false)] {
        facility.clock.set(now);
        let found = legacy.from_id(PAIR, manager, &id, LATEST);
        assert_eq!(found.err(), expired.then_some("expired"), "at {now}");
    }
    facility.clock.set(u64::MAX);
    assert!(legacy.sign(pair, b"in use").is_ok());
}

#[test]
fn a_key_of_the_host_is_used_as_granted() {
    let granted = BTreeMap::from([
        ("release".to_owned(), BTreeSet::from([Use::Sign, Use::Verify])),
        ("check".to_owned(), BTreeSet::from([Use::Verify])),
    ]);
    let facility = Facility::new(Rules { host_keys: granted, ..Rules::default() });
    for (name, algorithm) in [("release", "Ed25519"), ("check", "HMAC/SHA-256"), ("hidden", "Ed25519")] {
        block_on(facility.operator().generate(name, algorithm, None)).expect("generated");
    }
    let (mut legacy, manager) = module(&facility);
    let pair = legacy.from_id(PAIR, manager, b"release", LATEST).expect("granted");
    assert_eq!(legacy.managed_id(PAIR, pair, 7), Ok((b"release".to_vec(), 0)), "as long as its name");
    let signature = legacy.sign(pair, b"message").expect("granted");
    let half = public(&mut legacy, pair);
    assert_eq!(legacy.verify(half, b"message", signature), Ok(()));
    assert_eq!(legacy.export("keypair", pair, PKCS8), Err("prohibited_operation"));
    let other = legacy.keypair_generate(SIGNATURES, "Ed25519").expect("generated");
    assert_eq!(legacy.replace_managed(PAIR, manager, pair, other), Err("prohibited_operation"));
    // Nor does a guest get a copy of it under a name of its own.
    let own = legacy.keypair_generate_managed(manager, SIGNATURES, "Ed25519").expect("generated");
    assert_eq!(legacy.replace_managed(PAIR, manager, own, pair), Err("prohibited_operation"));
    assert_eq!(legacy.invalidate(manager, b"release", LATEST), Err("prohibited_operation"));
    assert!(legacy.sign(pair, b"still there").is_ok());
    assert_eq!(legacy.from_id(PAIR, manager, b"hidden", LATEST), Err("not_found"));

    let key = legacy.from_id(KEY, manager, b"check", LATEST).expect("granted");
    let state = legacy.state_open("HMAC/SHA-256", Some(key), None).expect("a state");
    let tag = legacy.squeeze_tag(state).expect("a tag to compare");
    assert_eq!(legacy.tag_pull(tag, 32), Err("prohibited_operation"));
    assert_eq!(legacy.tag_verify(tag, &[0; 32]), Err("invalid_tag"));
}
