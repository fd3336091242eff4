//! What a legacy program may rely on: flows through driver module, adapters and host that the error tests do not show.

use wasi_crypto_componentize::LinkMode;
use wasi_crypto_tests::legacy::{Legacy, Setup};
use wasi_crypto_tests::legacy_calls::{KEY_EXCHANGE, PEM, PKCS8, RAW, SEC, SIGNATURES, SYMMETRIC};

/// SHA-256("abc"), FIPS 180-4.
const ABC: [u8; 4] = [0xba, 0x78, 0x16, 0xbf];

/// Every test runs with functions linked in and with adapters beside, which grow the memory or, in a guest that has an
/// allocator, do not.
fn every(test: impl Fn(&mut Legacy)) {
    for mode in [LinkMode::Splice, LinkMode::Adapters] {
        for allocator in [false, true] {
            test(&mut Legacy::new(Setup { allocator, mode, ..Setup::default() }));
        }
    }
}

#[test]
fn array_outputs_can_be_pulled_in_parts() {
    every(|legacy| {
        let key = legacy.key_import("HMAC/SHA-256", b"0123456789").expect("any length is a key");
        let array = legacy.call_u32("symmetric_key_export", &[key]).expect("exportable");
        let (buffer, out) = (legacy.room(16), legacy.room(4));
        for (wanted, part) in [(4, b"0123".as_slice()), (0, b""), (3, b"456"), (100, b"789")] {
            assert_eq!(legacy.call_u32("array_output_len", &[array]), Ok(10), "the length is the total");
            legacy.fill(buffer, 16, 0xee);
            let room = if wanted > 16 { 16 } else { wanted };
            legacy.call("array_output_pull", &[array, buffer, room, out]).expect("more to come");
            assert_eq!(u64::from(legacy.read_u32(out)), part.len() as u64);
            assert_eq!(legacy.read(buffer, part.len() as u64), part);
            assert_eq!(legacy.read(buffer + part.len() as u64, 1), [0xee], "nothing beyond the part");
        }
        assert_eq!(legacy.call_u32("array_output_len", &[array]), Err("invalid_handle"), "drained");
        assert_eq!(legacy.call("array_output_pull", &[array, buffer, 1, out]), Err("invalid_handle"));
    });
}

#[test]
fn a_secret_is_wiped_from_the_adapters_memory_when_it_was_read() {
    let mut legacy = Legacy::new(Setup { mode: LinkMode::Adapters, ..Setup::default() });
    let secret = b"a secret that is easy to find!!!";
    let key = legacy.key_import("AES-256-GCM", secret).expect("a key");
    let pulled = legacy.key_export(key).expect("exportable");
    assert_eq!(pulled, secret);
    let end = u64::from(legacy.memory_pages()) * 65_536;
    let start = u64::from(wasi_crypto_tests::legacy::PAGES) * 65_536;
    assert!(end > start, "the adapters have memory of their own");
    let arena = legacy.read(start, end - start);
    assert!(!arena.windows(16).any(|window| secret.windows(16).any(|part| part == window)));
}

#[test]
fn encryption_and_decryption_work_in_place_and_with_any_overlap() {
    every(|legacy| {
        let message: Vec<u8> = (0..100).collect();
        let (key, nonce) = ([3; 32], [4; 12]);
        let state = legacy.aead("AES-256-GCM", &key, &nonce).expect("a state");
        let sealed = legacy.encrypt(state, &message, 116).expect("apart");
        for distance in [0_u64, 1, 16, 50, 99] {
            for forward in [true, false] {
                let base = legacy.room(400);
                let (data, out) = if forward { (base, base + distance) } else { (base + distance, base) };
                legacy.write(data, &message);
                let state = legacy.aead("AES-256-GCM", &key, &nonce).expect("a state");
                assert_eq!(legacy.call_u32("symmetric_state_encrypt", &[state, out, 116, data, 100]), Ok(116));
                assert_eq!(legacy.read(out, 116), sealed, "distance {distance}, forward {forward}");
                let back = if forward { out + distance } else { out.saturating_sub(distance) };
                let state = legacy.aead("AES-256-GCM", &key, &nonce).expect("a state");
                assert_eq!(legacy.call_u32("symmetric_state_decrypt", &[state, back, 100, out, 116]), Ok(100));
                assert_eq!(legacy.read(back, 100), message, "distance {distance}, forward {forward}");
            }
        }
    });
}

#[test]
fn a_failed_decryption_leaves_no_plaintext() {
    every(|legacy| {
        let message = [0x55; 64];
        for at in [0, 63, 64, 79] {
            let state = legacy.aead("CHACHA20-POLY1305", &[1; 32], &[2; 12]).expect("a state");
            let mut sealed = legacy.encrypt(state, &message, 80).expect("encrypts");
            sealed[at] ^= 0x80;
            let (data, out) = (legacy.put(&sealed).0, legacy.room(64));
            legacy.fill(out, 64, 0x77);
            let state = legacy.aead("CHACHA20-POLY1305", &[1; 32], &[2; 12]).expect("a state");
            let answer = legacy.call_u32("symmetric_state_decrypt", &[state, out, 64, data, 80]);
            assert_eq!(answer, Err("invalid_tag"));
            assert_eq!(legacy.read(out, 64), [0; 64], "zeroed, whatever was wrong (byte {at})");
        }
    });
}

#[test]
fn a_cloned_state_goes_its_own_way() {
    every(|legacy| {
        let first = legacy.state_open("SHA-256", None, None).expect("a state");
        legacy.absorb(first, b"ab").expect("absorbs");
        let second = legacy.call_u32("symmetric_state_clone", &[first]).expect("cloned");
        legacy.absorb(first, b"c").expect("absorbs");
        legacy.absorb(second, b"X").expect("absorbs");
        assert_eq!(legacy.squeeze(first, 4), Ok(ABC.to_vec()));
        legacy.call("symmetric_state_close", &[first]).expect("closes");
        assert_ne!(legacy.squeeze(second, 4), Ok(ABC.to_vec()));
    });
}

#[test]
fn squeezing_does_not_end_a_hash() {
    every(|legacy| {
        let state = legacy.state_open("SHA-256", None, None).expect("a state");
        legacy.absorb(state, b"ab").expect("absorbs");
        let before = legacy.squeeze(state, 32).expect("squeezes");
        assert_eq!(legacy.squeeze(state, 32), Ok(before));
        legacy.absorb(state, b"c").expect("absorbs");
        assert_eq!(legacy.squeeze(state, 4), Ok(ABC.to_vec()));
    });
}

#[test]
fn tags_verify_only_whole() {
    every(|legacy| {
        let key = legacy.key_import("HMAC/SHA-256", b"key").expect("a key");
        let state = legacy.state_open("HMAC/SHA-256", Some(key), None).expect("a state");
        legacy.absorb(state, b"message").expect("absorbs");
        let tag = legacy.squeeze_tag(state).expect("a tag");
        let again = legacy.squeeze_tag(state).expect("another tag");
        let bytes = legacy.tag_pull(again, 32).expect("pulled");
        assert_eq!(legacy.tag_verify(tag, &bytes), Ok(()));
        for wrong in [&bytes[..0], &bytes[..1], &bytes[..31], &[&bytes[..], &[0]].concat()[..], &[0; 32][..]] {
            assert_eq!(legacy.tag_verify(tag, wrong), Err("invalid_tag"));
        }
        assert_eq!(legacy.call("symmetric_tag_close", &[again]), Err("closed"), "pulled tags are closed");
        assert_eq!(legacy.tag_pull(tag, 31), Err("overflow"));
        assert_eq!(legacy.tag_pull(tag, 32).map(|tag| tag == bytes), Ok(true), "a failed pull leaves the tag open");
    });
}

#[test]
fn objects_live_on_in_what_was_built_from_them() {
    every(|legacy| {
        let pair = legacy.keypair_generate(SIGNATURES, "Ed25519").expect("generated");
        let public = legacy.call_u32("keypair_publickey", &[pair]).expect("a public key");
        let state = legacy.call_u32("signature_state_open", &[pair]).expect("a state");
        legacy.call("keypair_close", &[pair]).expect("closes");
        let (data, len) = legacy.put(b"message");
        legacy.call("signature_state_update", &[state, data, len]).expect("the state has its own key");
        let signature = legacy.call_u32("signature_state_sign", &[state]).expect("signs");
        assert_eq!(legacy.verify(public, b"message", signature), Ok(()));
    });
}

/// Category, algorithm, and the encodings of its key pairs, public keys and secret keys.
type Encodings = (u64, &'static str, &'static [u64], &'static [u64], &'static [u64]);

#[test]
fn every_key_survives_every_encoding_it_has() {
    let keys: [Encodings; 9] = [
        (SIGNATURES, "Ed25519", &[RAW, PKCS8, PEM], &[RAW, PKCS8, PEM], &[RAW, PKCS8, PEM]),
        (SIGNATURES, "ECDSA_P256_SHA256", &[RAW, PKCS8, PEM], &[RAW, PKCS8, PEM, SEC], &[RAW, PKCS8, PEM, SEC]),
        (SIGNATURES, "ECDSA_P384_SHA384", &[RAW, PKCS8, PEM], &[RAW, PKCS8, PEM, SEC], &[RAW, PKCS8, PEM, SEC]),
        (SIGNATURES, "ECDSA_K256_SHA256", &[RAW, PKCS8, PEM], &[RAW, PKCS8, PEM, SEC], &[RAW, PKCS8, PEM, SEC]),
        (KEY_EXCHANGE, "X25519", &[RAW], &[RAW], &[RAW]),
        (KEY_EXCHANGE, "P256-SHA256", &[RAW, PKCS8, PEM], &[RAW, PKCS8, PEM, SEC], &[RAW, PKCS8, PEM, SEC]),
        (KEY_EXCHANGE, "P384-SHA384", &[RAW, PKCS8, PEM], &[RAW, PKCS8, PEM, SEC], &[RAW, PKCS8, PEM, SEC]),
        (KEY_EXCHANGE, "ML-KEM-768", &[RAW], &[RAW], &[RAW]),
        (KEY_EXCHANGE, "X-WING", &[RAW], &[RAW], &[RAW]),
    ];
    let mut legacy = Legacy::default();
    for (category, algorithm, pair_encodings, public_encodings, secret_encodings) in keys {
        let pair = legacy.keypair_generate(category, algorithm).expect("generated");
        let public = legacy.call_u32("keypair_publickey", &[pair]).expect("a public key");
        let secret = legacy.call_u32("keypair_secretkey", &[pair]).expect("a secret key");
        let kinds = [
            ("keypair", pair, pair_encodings),
            ("publickey", public, public_encodings),
            ("secretkey", secret, secret_encodings),
        ];
        for (kind, handle, encodings) in kinds {
            for &encoding in encodings {
                let what = format!("{algorithm} {kind} in encoding {encoding}");
                let encoded = legacy.export(kind, handle, encoding).unwrap_or_else(|error| panic!("{what}: {error}"));
                let again = legacy.import(kind, category, algorithm, &encoded, encoding);
                let again = again.unwrap_or_else(|error| panic!("{what} back: {error}"));
                assert_eq!(legacy.export(kind, again, encoding).as_ref(), Ok(&encoded), "{what}");
                if encoding == PEM {
                    assert!(encoded.starts_with(b"-----BEGIN "), "{what}");
                }
                // The last byte of PEM is a line end that may be missing.
                let spare = usize::from(encoding == PEM);
                for cut in [0, 1, encoded.len() / 2, encoded.len() - 1 - spare] {
                    let answer = legacy.import(kind, category, algorithm, &encoded[..cut], encoding);
                    assert_eq!(answer, Err("invalid_key"), "{what}, cut to {cut}");
                }
            }
        }
        let joined = legacy.call_u32("keypair_from_pk_and_sk", &[public, secret]).expect("the halves belong together");
        assert_eq!(legacy.export("keypair", joined, RAW), legacy.export("keypair", pair, RAW), "{algorithm}");
        legacy.reset_scratch();
    }
}

#[test]
fn option_sets_serve_several_states_and_are_not_changed_by_them() {
    every(|legacy| {
        let key = legacy.key_import("XCHACHA20-POLY1305", &[1; 32]).expect("a key");
        let options = legacy.options_open(SYMMETRIC).expect("options");
        let mut nonces = Vec::new();
        for _ in 0..2 {
            let state = legacy.state_open("XCHACHA20-POLY1305", Some(key), Some(options)).expect("nonce generated");
            let ((name, len), value) = (legacy.put(b"nonce"), legacy.room(24));
            let got = legacy.call_u32("symmetric_state_options_get", &[state, name, len, value, 24]);
            assert_eq!(got, Ok(24));
            nonces.push(legacy.read(value, 24));
        }
        assert_ne!(nonces[0], nonces[1], "each state has its own nonce");
    });
}

#[test]
fn thousands_of_handles_come_and_go() {
    every(|legacy| {
        let before = legacy.open_handles();
        for round in 0..3 {
            let handles: Vec<u64> = (0..5000)
                .map(|_| {
                    legacy.reset_scratch();
                    legacy.options_open(SYMMETRIC).expect("room")
                })
                .collect();
            assert_eq!(legacy.open_handles() - before, 5000);
            let distinct: std::collections::BTreeSet<_> = handles.iter().collect();
            assert_eq!(distinct.len(), 5000);
            for handle in handles {
                assert_eq!(legacy.call("options_close", &[handle]), Ok(()), "round {round}");
            }
            assert_eq!(legacy.open_handles(), before);
        }
        assert!(legacy.memory_pages() < 64 + 16, "records are used again: {} pages", legacy.memory_pages());
    });
}

#[test]
fn stale_handles_are_noticed_after_their_record_was_used_again() {
    every(|legacy| {
        let stale = legacy.options_open(SYMMETRIC).expect("options");
        legacy.call("options_close", &[stale]).expect("closes");
        for _ in 0..5 {
            let other = legacy.options_open(SYMMETRIC).expect("options");
            assert_ne!(other, stale);
            assert_eq!(legacy.options_set_u64(stale, "ops_limit", 1), Err("invalid_handle"));
            legacy.call("options_close", &[other]).expect("closes");
        }
    });
}

#[test]
fn batches_report_each_entry_by_itself() {
    every(|legacy| {
        let (ok, short) =
            (legacy.aead("AES-256-GCM", &[1; 32], &[1; 12]), legacy.aead("AES-256-GCM", &[1; 32], &[2; 12]));
        let (ok, short) = (ok.expect("a state"), short.expect("a state"));
        let (data, len) = legacy.put(b"message");
        let (first, second) = (legacy.room(32), legacy.room(32));
        let entry = |state: u64, out: u64, out_len: u64| [state, out, out_len, out_len, data, len, len];
        let words: Vec<u8> = [entry(ok, first, len + 16), entry(short, second, len + 15)]
            .concat()
            .iter()
            .flat_map(|word| (*word as u32).to_le_bytes())
            .collect();
        let (entries, _) = legacy.put(&words);
        let results = legacy.room(16);
        let (header, _) = legacy.put(&[results as u32, 16].map(u32::to_le_bytes).concat());
        legacy.call("batch_symmetric_state_encrypt", &[entries, 2, header]).expect("processed");
        let results = legacy.read(results, 16);
        assert_eq!(results[..6], [23, 0, 0, 0, 0, 0], "23 bytes written, success");
        assert_eq!(results[12..14], [16, 0], "overflow");
        let state = legacy.aead("AES-256-GCM", &[1; 32], &[1; 12]).expect("a state");
        let sealed = legacy.read(first, 23);
        assert_eq!(legacy.decrypt(state, &sealed, 7), Ok(b"message".to_vec()));
    });
}
