//! More in one legacy call than a component may pass to the host: an answer, never a trap. What is added to hashes, MACs
//! and signatures has any length; everything else is refused, and the program goes on.

use std::collections::BTreeSet;

use wasi_crypto_componentize::LinkMode;
use wasi_crypto_engine::{Engine, Limits, SymmetricKey, SymmetricState};
use wasi_crypto_tests::legacy::{Legacy, Setup};

const MIB: u64 = 1 << 20;
/// What one call carries.
const LARGEST: u64 = 128 * MIB;

/// A driver of that generation in every mode.
fn each(generation: &'static str, mut test: impl FnMut(&mut Legacy)) {
    for mode in [LinkMode::Splice, LinkMode::Adapters] {
        test(&mut Legacy::new(Setup { generation: Some(generation), mode, ..Setup::default() }));
    }
}

/// Memory in which no two of the pieces that it may be cut into are the same.
fn message(legacy: &mut Legacy, len: u64) -> u64 {
    let address = legacy.grow(len);
    for (number, at) in (1..).zip((0..len).step_by(1 << 22)) {
        legacy.write(address + at, &[number]);
    }
    legacy.write(address + len - 1, &[0xff]);
    address
}

/// Calls a function with a handle and a range, once for every part of it.
fn in_parts(legacy: &mut Legacy, name: &str, handle: u64, (address, len): (u64, u64), part: u64) {
    for at in (0..len).step_by(usize::try_from(part).unwrap()) {
        legacy.call(name, &[handle, address + at, part.min(len - at)]).unwrap();
    }
}

#[test]
fn a_long_message_has_one_digest_in_every_generation() {
    let len = 200 * MIB;
    let mut digests = BTreeSet::new();
    for (generation, open, add, squeeze) in [
        ("0.10", "symmetric_state_open", "symmetric_state_absorb", "symmetric_state_squeeze"),
        ("2020-06", "symmetric_state_open", "symmetric_state_absorb", "symmetric_state_squeeze"),
        ("2019", "hash_open", "hash_update", "hash_digest"),
    ] {
        each(generation, |legacy| {
            let data = message(legacy, len);
            let digest = |legacy: &mut Legacy, part: u64| {
                let (name, name_len) = legacy.put(b"SHA-256");
                let none = legacy.optional(None);
                let args = [name, name_len, none, none];
                let args = if generation == "2019" { &args[..2] } else { &args };
                let state = legacy.call_u32(open, args).unwrap();
                in_parts(legacy, add, state, (data, len), part);
                legacy.fill_exactly(squeeze, &[state], 32).unwrap()
            };
            let at_once = digest(legacy, len);
            assert_eq!(at_once, digest(legacy, 7 * MIB), "{generation}, {:?}", legacy.mode());
            assert_eq!(at_once, digest(legacy, LARGEST), "{generation}, {:?}", legacy.mode());
        });
        each(generation, |legacy| {
            // A byte past what a call carries, of memory that is all zero.
            let data = legacy.grow(LARGEST + 1);
            let (name, name_len) = legacy.put(b"SHA-256");
            let none = legacy.optional(None);
            let args = [name, name_len, none, none];
            let state = legacy.call_u32(open, if generation == "2019" { &args[..2] } else { &args }).unwrap();
            legacy.call(add, &[state, data, LARGEST + 1]).unwrap();
            digests.insert(legacy.fill_exactly(squeeze, &[state], 32).unwrap());
        });
    }
    assert_eq!(digests.len(), 1, "generations and link modes differ");
}

#[test]
fn a_long_message_is_signed_and_verified_at_once() {
    each("0.10", |legacy| {
        let len = LARGEST + 5;
        let data = message(legacy, len);
        let pair = legacy.keypair_generate(0, "ECDSA_P256_SHA256").unwrap();
        let public = legacy.call_u32("keypair_publickey", &[pair]).unwrap();
        let state = legacy.call_u32("signature_state_open", &[pair]).unwrap();
        legacy.call("signature_state_update", &[state, data, len]).unwrap();
        let signature = legacy.call_u32("signature_state_sign", &[state]).unwrap();
        for (part, prefix, answer) in
            [(len, len, Ok(())), (50 * MIB, len, Ok(())), (len, len - 1, Err("invalid_signature"))]
        {
            let state = legacy.call_u32("signature_verification_state_open", &[public]).unwrap();
            in_parts(legacy, "signature_verification_state_update", state, (data, prefix), part);
            assert_eq!(legacy.call("signature_verification_state_verify", &[state, signature]), answer);
        }
    });
}

/// Algorithms that need a message twice, or hash it under something that comes of it, keep it: longer than any one buffer
/// may be, as far as all that the guest holds goes.
#[test]
fn messages_that_are_kept_are_long_as_well() {
    let algorithms = ["Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];
    for (algorithm, part) in algorithms.iter().zip([64 << 10, 20 * MIB, 1 << 20, 7 * MIB, 20 * MIB]) {
        let mut legacy = Legacy::default();
        let len = 20 * MIB;
        let data = message(&mut legacy, len);
        let pair = legacy.keypair_generate(0, algorithm).unwrap();
        let public = legacy.call_u32("keypair_publickey", &[pair]).unwrap();
        let state = legacy.call_u32("signature_state_open", &[pair]).unwrap();
        in_parts(&mut legacy, "signature_state_update", state, (data, len), part);
        let signature = legacy.call_u32("signature_state_sign", &[state]).unwrap();
        for (prefix, answer) in [(len, Ok(())), (len - 1, Err("invalid_signature"))] {
            let state = legacy.call_u32("signature_verification_state_open", &[public]).unwrap();
            in_parts(&mut legacy, "signature_verification_state_update", state, (data, prefix), 9 * MIB);
            let verified = legacy.call("signature_verification_state_verify", &[state, signature]);
            assert_eq!(verified, answer, "{algorithm}");
        }
    }
}

#[test]
fn a_state_that_keeps_its_input_and_has_no_room_for_all_of_it_is_closed() {
    for mode in [LinkMode::Splice, LinkMode::Adapters] {
        let mut limits = Limits::default();
        limits.max_held_bytes = 100 << 20;
        let engine = Some(Engine::builder().limits(limits).build().unwrap());
        let mut legacy = Legacy::new(Setup { engine, mode, ..Setup::default() });
        let data = legacy.grow(LARGEST + 1);
        let pair = legacy.keypair_generate(0, "Ed25519").unwrap();
        let open = legacy.open_handles();
        let state = legacy.call_u32("signature_state_open", &[pair]).unwrap();
        // As much as a call carries is refused before anything was taken.
        assert_eq!(legacy.call("signature_state_update", &[state, data, LARGEST]), Err("overflow"));
        legacy.call("signature_state_update", &[state, data, 3]).unwrap();
        legacy.call_u32("signature_state_sign", &[state]).unwrap();
        // More goes in pieces, of which the second is refused.
        assert_eq!(legacy.call("signature_state_update", &[state, data, LARGEST + 1]), Err("overflow"));
        assert_eq!(legacy.call_u32("signature_state_sign", &[state]), Err("invalid_handle"));
        assert_eq!(legacy.call("signature_state_close", &[state]), Err("closed"));
        assert_eq!(legacy.open_handles(), open + 1, "the signature is left");
        assert!(legacy.sign(pair, b"it goes on").is_ok());
    }
}

#[test]
fn a_message_too_long_to_be_encrypted_is_refused_and_the_state_goes_on() {
    each("0.10", |legacy| {
        let data = legacy.grow(129 * MIB + 16);
        let encrypt = |legacy: &mut Legacy, state: u64, len: u64| {
            legacy.call_u32("symmetric_state_encrypt", &[state, data, len + 16, data, len])
        };
        for len in [LARGEST + 1, 129 * MIB] {
            let state = legacy.aead("AES-256-GCM", &[7; 32], &[1; 12]).unwrap();
            assert_eq!(encrypt(legacy, state, len), Err("overflow"), "{len}");
            assert_eq!(encrypt(legacy, state, 5), Ok(21), "the nonce was not used");
        }
        let state = legacy.aead("AES-256-GCM", &[7; 32], &[2; 12]).unwrap();
        assert_eq!(encrypt(legacy, state, LARGEST), Ok(LARGEST + 16));
        // And back: the ciphertext is longer than a call carries.
        let decrypted = legacy.call_u32("symmetric_state_decrypt", &[state, data, LARGEST, data, LARGEST + 16]);
        assert_eq!(decrypted, Err("overflow"));
    });
}

#[test]
fn algorithms_that_do_not_concatenate_are_those_the_model_names() {
    let bindings = wasi_crypto_tests::legacy::bindings();
    let absorb = bindings.pieces.iter().find(|pieces| pieces.function.ends_with(".absorb")).unwrap();
    let engine = Engine::new();
    let mut whole = 0;
    for info in engine.algorithms() {
        let key = SymmetricKey::generate(&engine, info.identifier, None).ok();
        let Ok(state) = SymmetricState::open(&engine, info.identifier, key.as_ref(), None) else { continue };
        let named = absorb.whole_for.iter().any(|prefix| info.identifier.starts_with(prefix));
        assert_eq!(named, !state.concatenates(), "{}", info.identifier);
        whole += usize::from(named);
    }
    assert_eq!(whole, 4, "tuple hashes and sessions");
}

/// The single module of 2019.
struct Cipher<'a> {
    legacy: &'a mut Legacy,
    data: u64,
    /// The object, by the handle it has at the moment.
    handle: u64,
}

impl Cipher<'_> {
    fn step(&mut self, name: &str) {
        self.handle = self.legacy.call_u32(name, &[self.handle]).unwrap();
    }

    fn set(&mut self, name: &str, bytes: &[u8]) {
        let (ptr, len) = self.legacy.put(bytes);
        self.legacy.call(name, &[self.handle, ptr, len]).unwrap();
    }

    /// Encrypts or decrypts in place.
    fn message(&mut self, verb: &str, len: u64) -> Result<(), &'static str> {
        self.step(&format!("cipher_{verb}_begin"));
        let answer = self.legacy.call(&format!("cipher_{verb}"), &[self.handle, self.data, len, self.data, len]);
        self.step(&format!("cipher_{verb}_end"));
        answer
    }
}

#[test]
fn messages_of_2019_are_as_long_as_a_call_carries() {
    each("2019", |legacy| {
        let data = legacy.grow(LARGEST + 1);
        let (name, len) = legacy.put(b"A256GCM");
        let state = legacy.call_u32("generate_key_prepare", &[name, len]).unwrap();
        let key = legacy.call_u32("generate_key", &[state]).unwrap();
        let handle = legacy.call_u32("cipher_open", &[key]).unwrap();
        let mut cipher = Cipher { legacy, data, handle };
        cipher.set("cipher_set_auth_data", b"header");
        // A call carries nonce and associated data too, and the tag when it decrypts.
        let rest = 12 + 6;
        for (len, encrypted, decrypted) in [
            (5, Ok(()), Ok(())),
            (LARGEST + 1, Err("overflow"), Err("overflow")),
            (LARGEST - rest + 1, Err("overflow"), Err("overflow")),
            (LARGEST - rest, Ok(()), Err("overflow")),
            (LARGEST - rest - 16, Ok(()), Ok(())),
            (5, Ok(()), Ok(())),
        ] {
            cipher.set("cipher_set_nonce", &[1; 12]);
            cipher.legacy.write(data, b"plain");
            assert_eq!(cipher.message("encrypt", len), encrypted, "{len}");
            assert_eq!(cipher.legacy.read(data, 5) == b"plain", encrypted.is_err(), "{len}");
            cipher.set("cipher_set_nonce", &[1; 12]);
            assert_eq!(cipher.message("decrypt", len), decrypted, "{len}");
            assert_eq!(cipher.legacy.read(data, 5) == b"plain", encrypted == decrypted, "{len}");
        }
        assert_eq!(cipher.message("decrypt", LARGEST - rest - 16 + 1), Err("overflow"));
    });
}

#[test]
fn what_objects_of_2019_keep_has_to_fit_the_memory_of_the_functions() {
    let mut legacy = Legacy::new(Setup { generation: Some("2019"), ..Setup::default() });
    let data = legacy.grow(120 * MIB);
    let (name, len) = legacy.put(b"A256GCM");
    let state = legacy.call_u32("generate_key_prepare", &[name, len]).unwrap();
    let key = legacy.call_u32("generate_key", &[state]).unwrap();
    let ciphers: Vec<u64> = (0..5).map(|_| legacy.call_u32("cipher_open", &[key]).unwrap()).collect();
    let kept = ciphers.iter().map(|cipher| legacy.call("cipher_set_auth_data", &[*cipher, data, 120 * MIB]));
    assert_eq!(kept.collect::<Vec<_>>(), [Ok(()), Ok(()), Ok(()), Ok(()), Err("nomem")]);
    // There is no room for what would come back, so nothing is begun.
    let mut cipher = Cipher { legacy: &mut legacy, data, handle: ciphers[4] };
    cipher.set("cipher_set_nonce", &[1; 12]);
    assert_eq!(cipher.message("encrypt", 40 * MIB), Err("nomem"));
    assert_eq!(cipher.message("encrypt", 5), Ok(()), "the nonce was not used");
    cipher.legacy.call("cipher_close", &[ciphers[0]]).unwrap();
    cipher.set("cipher_set_nonce", &[1; 12]);
    assert_eq!(cipher.message("encrypt", 40 * MIB), Ok(()));
}

#[test]
fn a_long_message_has_one_mac_in_2019() {
    each("2019", |legacy| {
        let len = LARGEST + 5;
        let data = message(legacy, len);
        let (name, name_len) = legacy.put(b"HS256");
        let state = legacy.call_u32("generate_key_prepare", &[name, name_len]).unwrap();
        let key = legacy.call_u32("generate_key", &[state]).unwrap();
        let mac = |legacy: &mut Legacy, part: u64| {
            let initial = legacy.call_u32("sign_open", &[name, name_len, key]).unwrap();
            let signing = legacy.call_u32("sign_begin", &[initial]).unwrap();
            in_parts(legacy, "sign_update", signing, (data, len), part);
            legacy.fill_exactly("sign", &[signing], 32).unwrap()
        };
        assert_eq!(mac(legacy, len), mac(legacy, 50 * MIB));
    });
}
