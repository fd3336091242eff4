//! One right call of each legacy function.

use wasi_crypto_componentize::LinkMode;
use wasi_crypto_tests::facility::Facility;
use wasi_crypto_tests::legacy::{Legacy, Setup};
use wasi_crypto_tests::legacy_calls::{KEY_EXCHANGE, PEM, RAW, SIGNATURES, SYMMETRIC};

use crate::managed;

pub const ED25519: &str = "Ed25519";
pub const X25519: &str = "X25519";
pub const AES: &str = "AES-256-GCM";
pub const MESSAGE: &[u8] = b"a message of twenty-six bytes";

/// Arguments with which the function succeeds; `None` for functions that succeed with no algorithm. Everything the call
/// needs is made anew, and no scratch memory is in use before.
pub fn arguments(legacy: &mut Legacy, name: &str) -> Option<Vec<u64>> {
    legacy.reset_scratch();
    // Whatever was there before must not look like a result.
    legacy.fill(1024, 8192, 0xa5);
    let out = legacy.room(8);
    let second_out = legacy.room(8);
    let none = legacy.optional(None);
    let (message, message_len) = legacy.put(MESSAGE);
    let buffer = legacy.room(256);
    let mut text = |text: &str| legacy.put(text.as_bytes());
    let ((ed, ed_len), (aes, aes_len)) = (text(ED25519), text(AES));
    let (nonce, nonce_len) = text("nonce");
    let (ops, ops_len) = text("ops_limit");
    let (buffer_name, buffer_name_len) = text("buffer");
    let (key_name, key_name_len) = text("HKDF-EXPAND/SHA-256");
    let args = match name {
        "options_open" => vec![SYMMETRIC, out],
        "options_close" => vec![options(legacy)],
        "options_set" => vec![options(legacy), nonce, nonce_len, message, 12],
        "options_set_u64" => vec![options(legacy), ops, ops_len, 3],
        "options_set_guest_buffer" => vec![options(legacy), buffer_name, buffer_name_len, buffer, 256],
        "array_output_len" => vec![array(legacy), out],
        "array_output_pull" => vec![array(legacy), buffer, 8, out],

        "keypair_generate" => vec![SIGNATURES, ed, ed_len, none, out],
        "keypair_import" => {
            let key = keypair(legacy);
            let encoded = legacy.export("keypair", key, RAW).expect("exportable");
            let (encoded, len) = legacy.put(&encoded);
            vec![SIGNATURES, ed, ed_len, encoded, len, RAW, out]
        }
        "keypair_from_pk_and_sk" => {
            let pair = keypair(legacy);
            let public = legacy.call_u32("keypair_publickey", &[pair]).expect("has a public key");
            let secret = legacy.call_u32("keypair_secretkey", &[pair]).expect("has a secret key");
            vec![public, secret, out]
        }
        "keypair_export" => vec![keypair(legacy), PEM, out],
        "keypair_publickey" | "keypair_secretkey" => vec![keypair(legacy), out],
        "keypair_close" => vec![keypair(legacy)],
        "publickey_import" => {
            let key = publickey(legacy);
            let encoded = legacy.export("publickey", key, RAW).expect("exportable");
            let (encoded, len) = legacy.put(&encoded);
            vec![SIGNATURES, ed, ed_len, encoded, len, RAW, out]
        }
        "publickey_export" => vec![publickey(legacy), RAW, out],
        "publickey_verify" | "publickey_close" => vec![publickey(legacy)],
        "publickey_from_secretkey" => vec![secretkey(legacy), out],
        "secretkey_import" => {
            let key = secretkey(legacy);
            let encoded = legacy.export("secretkey", key, RAW).expect("exportable");
            let (encoded, len) = legacy.put(&encoded);
            vec![SIGNATURES, ed, ed_len, encoded, len, RAW, out]
        }
        "secretkey_export" => vec![secretkey(legacy), RAW, out],
        "secretkey_close" => vec![secretkey(legacy)],

        "signature_export" => vec![signature(legacy).1, RAW, out],
        "signature_import" => {
            let (_, signature) = signature(legacy);
            let encoded = legacy.export("signature", signature, RAW).expect("exportable");
            let (encoded, len) = legacy.put(&encoded);
            vec![ed, ed_len, encoded, len, RAW, out]
        }
        "signature_close" => vec![signature(legacy).1],
        "signature_state_open" => vec![keypair(legacy), out],
        "signature_state_update" => vec![signing(legacy), message, message_len],
        "signature_state_sign" => vec![signing(legacy), out],
        "signature_state_close" => vec![signing(legacy)],
        "signature_verification_state_open" => vec![publickey(legacy), out],
        "signature_verification_state_update" => vec![verifying(legacy).0, message, message_len],
        "signature_verification_state_verify" => {
            let (state, signature) = verifying(legacy);
            vec![state, signature]
        }
        "signature_verification_state_close" => vec![verifying(legacy).0],

        "symmetric_key_generate" => vec![aes, aes_len, none, out],
        "symmetric_key_import" => {
            let (key, len) = legacy.put(&[7; 32]);
            vec![aes, aes_len, key, len, out]
        }
        "symmetric_key_export" => vec![symmetric_key(legacy), out],
        "symmetric_key_close" => vec![symmetric_key(legacy)],
        "symmetric_state_open" => {
            let key = symmetric_key(legacy);
            let nonce = legacy.nonce(&[9; 12]).expect("a nonce");
            let (key, nonce) = (legacy.optional(Some(key)), legacy.optional(Some(nonce)));
            vec![aes, aes_len, key, nonce, out]
        }
        "symmetric_state_options_get" => vec![aead(legacy), nonce, nonce_len, buffer, 64, out],
        "symmetric_state_options_get_u64" => return None,
        "symmetric_state_clone" => vec![hash(legacy), out],
        "symmetric_state_close" => vec![hash(legacy)],
        "symmetric_state_absorb" => vec![hash(legacy), message, message_len],
        "symmetric_state_squeeze" => vec![hash(legacy), buffer, 32],
        "symmetric_state_squeeze_tag" => vec![mac(legacy), out],
        "symmetric_state_squeeze_key" => vec![extract(legacy), key_name, key_name_len, out],
        "symmetric_state_max_tag_len" => vec![aead(legacy), out],
        "symmetric_state_encrypt" => vec![aead(legacy), buffer, message_len + 16, message, message_len, out],
        "symmetric_state_encrypt_detached" => vec![aead(legacy), buffer, message_len, message, message_len, out],
        "symmetric_state_decrypt" => {
            let sealed = sealed(legacy);
            let (sealed, len) = legacy.put(&sealed);
            vec![aead(legacy), buffer, len - 16, sealed, len, out]
        }
        "symmetric_state_decrypt_detached" => {
            let sealed = sealed(legacy);
            let (data, tag) = sealed.split_at(sealed.len() - 16);
            let ((data, len), (tag, tag_len)) = (legacy.put(data), legacy.put(tag));
            vec![aead(legacy), buffer, len, data, len, tag, tag_len, out]
        }
        "symmetric_state_ratchet" => return None,
        "symmetric_tag_len" => vec![tag(legacy), out],
        "symmetric_tag_pull" => vec![tag(legacy), buffer, 32, out],
        "symmetric_tag_verify" => {
            let pulled = tag(legacy);
            let expected = legacy.tag_pull(pulled, 32).expect("pullable");
            let (expected, len) = legacy.put(&expected);
            vec![tag(legacy), expected, len]
        }
        "symmetric_tag_close" => vec![tag(legacy)],

        "kx_dh" => {
            let (public, secret) = exchange(legacy, X25519);
            vec![public, secret, out]
        }
        "kx_encapsulate" => vec![exchange(legacy, "ML-KEM-768").0, out, second_out],
        "kx_decapsulate" => {
            let (public, secret) = exchange(legacy, "ML-KEM-768");
            let (_, encapsulated) = legacy.encapsulate(public).expect("encapsulates");
            let (bytes, len) = legacy.put(&encapsulated);
            vec![secret, bytes, len, out]
        }

        "batch_signature_state_sign" => {
            let (state, header) = (signing(legacy), results(legacy, buffer, 8));
            let (entries, _) = legacy.put(&(state as u32).to_le_bytes());
            vec![entries, 1, header]
        }
        "batch_signature_state_verify" => {
            let ((state, signature), header) = (verifying(legacy), results(legacy, buffer, 2));
            let (entries, _) = legacy.put(&words(&[state, signature]));
            vec![entries, 1, header]
        }
        "batch_symmetric_state_squeeze" => {
            let (state, header, digest) = (hash(legacy), results(legacy, buffer, 2), legacy.room(32));
            let (entries, _) = legacy.put(&words(&[state, digest, 32, 32]));
            vec![entries, 1, header]
        }
        "batch_symmetric_state_squeeze_tag" => {
            let (state, header) = (mac(legacy), results(legacy, buffer, 8));
            let (entries, _) = legacy.put(&words(&[state]));
            vec![entries, 1, header]
        }
        "batch_symmetric_state_encrypt" => {
            let (state, header, out) = (aead(legacy), results(legacy, buffer, 8), legacy.room(64));
            let len = message_len;
            let (entries, _) = legacy.put(&words(&[state, out, len + 16, len + 16, message, len, len]));
            vec![entries, 1, header]
        }
        "batch_symmetric_state_encrypt_detached" => {
            let (state, header, out) = (aead(legacy), results(legacy, buffer, 8), legacy.room(64));
            let len = message_len;
            let (entries, _) = legacy.put(&words(&[state, out, len, len, message, len, len]));
            vec![entries, 1, header]
        }
        "batch_symmetric_state_decrypt" => {
            let sealed = sealed(legacy);
            let (state, header, out) = (aead(legacy), results(legacy, buffer, 8), legacy.room(64));
            let (data, len) = legacy.put(&sealed);
            let (entries, _) = legacy.put(&words(&[state, out, len - 16, len - 16, data, len, len]));
            vec![entries, 1, header]
        }
        "batch_symmetric_state_decrypt_detached" => {
            let sealed = sealed(legacy);
            let (data, tag) = sealed.split_at(sealed.len() - 16);
            let (state, header, out) = (aead(legacy), results(legacy, buffer, 8), legacy.room(64));
            let ((data, len), (tag, tag_len)) = (legacy.put(data), legacy.put(tag));
            let (entries, _) = legacy.put(&words(&[state, out, len, len, data, len, len, tag, tag_len, tag_len]));
            vec![entries, 1, header]
        }
        _ => managed::arguments(legacy, name, out, second_out, buffer),
    };
    Some(args)
}

/// 32-bit numbers as they lie in memory.
pub fn words(values: &[u64]) -> Vec<u8> {
    values.iter().flat_map(|value| (*value as u32).to_le_bytes()).collect()
}

/// A list header that offers a buffer for one result.
fn results(legacy: &mut Legacy, buffer: u64, bytes: u64) -> u64 {
    legacy.put(&words(&[buffer, bytes])).0
}

pub fn options(legacy: &mut Legacy) -> u64 {
    legacy.options_open(SYMMETRIC).expect("options")
}

pub fn array(legacy: &mut Legacy) -> u64 {
    let key = symmetric_key(legacy);
    legacy.call_u32("symmetric_key_export", &[key]).expect("exportable")
}

pub fn keypair(legacy: &mut Legacy) -> u64 {
    legacy.keypair_generate(SIGNATURES, ED25519).expect("a key pair")
}

pub fn publickey(legacy: &mut Legacy) -> u64 {
    let pair = keypair(legacy);
    legacy.call_u32("keypair_publickey", &[pair]).expect("has a public key")
}

pub fn secretkey(legacy: &mut Legacy) -> u64 {
    let pair = keypair(legacy);
    legacy.call_u32("keypair_secretkey", &[pair]).expect("has a secret key")
}

/// A public key and a signature over [`MESSAGE`] by its other half.
pub fn signature(legacy: &mut Legacy) -> (u64, u64) {
    let pair = keypair(legacy);
    let public = legacy.call_u32("keypair_publickey", &[pair]).expect("has a public key");
    (public, legacy.sign(pair, MESSAGE).expect("signs"))
}

pub fn signing(legacy: &mut Legacy) -> u64 {
    let pair = keypair(legacy);
    legacy.call_u32("signature_state_open", &[pair]).expect("a signing state")
}

/// A verification state that has absorbed [`MESSAGE`], and the signature that fits.
pub fn verifying(legacy: &mut Legacy) -> (u64, u64) {
    let (public, signature) = signature(legacy);
    let state = legacy.call_u32("signature_verification_state_open", &[public]).expect("a verification state");
    let (data, len) = legacy.put(MESSAGE);
    legacy.call("signature_verification_state_update", &[state, data, len]).expect("absorbs");
    (state, signature)
}

pub fn symmetric_key(legacy: &mut Legacy) -> u64 {
    legacy.key_import(AES, &[7; 32]).expect("a key")
}

pub fn aead(legacy: &mut Legacy) -> u64 {
    legacy.aead(AES, &[7; 32], &[9; 12]).expect("a state")
}

/// [`MESSAGE`] encrypted by [`aead`].
pub fn sealed(legacy: &mut Legacy) -> Vec<u8> {
    let state = aead(legacy);
    legacy.encrypt(state, MESSAGE, MESSAGE.len() + 16).expect("encrypts")
}

pub fn hash(legacy: &mut Legacy) -> u64 {
    legacy.state_open("SHA-256", None, None).expect("a state")
}

pub fn mac(legacy: &mut Legacy) -> u64 {
    let key = legacy.key_import("HMAC/SHA-256", &[1; 32]).expect("a key");
    legacy.state_open("HMAC/SHA-256", Some(key), None).expect("a state")
}

pub fn extract(legacy: &mut Legacy) -> u64 {
    let key = legacy.key_import("HKDF-EXTRACT/SHA-256", &[1; 32]).expect("a key");
    legacy.state_open("HKDF-EXTRACT/SHA-256", Some(key), None).expect("a state")
}

pub fn tag(legacy: &mut Legacy) -> u64 {
    let state = mac(legacy);
    legacy.squeeze_tag(state).expect("a tag")
}

/// Public and secret key of a key exchange algorithm.
pub fn exchange(legacy: &mut Legacy, algorithm: &str) -> (u64, u64) {
    let pair = legacy.keypair_generate(KEY_EXCHANGE, algorithm).expect("a key pair");
    let public = legacy.call_u32("keypair_publickey", &[pair]).expect("has a public key");
    let secret = legacy.call_u32("keypair_secretkey", &[pair]).expect("has a secret key");
    (public, secret)
}

/// A driver whose host has a store.
pub fn driver(mode: LinkMode) -> Legacy {
    Legacy::new(Setup { mode, secrets: Some(Facility::default().guest()), ..Setup::default() })
}

/// Names of all functions, and a fresh driver.
pub fn all_functions(mode: LinkMode) -> (Legacy, Vec<String>) {
    let modules = &wasi_crypto_tests::legacy::bindings().modules;
    let names = modules.iter().flat_map(|module| &module.functions).map(|function| function.name.clone());
    (driver(mode), names.collect())
}

pub fn every_function_works(mode: LinkMode) {
    let (mut legacy, names) = all_functions(mode);
    assert_eq!(names.len(), 86);
    let mut without = Vec::new();
    for name in names {
        match arguments(&mut legacy, &name) {
            Some(args) => legacy.call(&name, &args).unwrap_or_else(|error| panic!("{name} answered {error}")),
            None => without.push(name),
        }
    }
    // No algorithm has them yet.
    assert_eq!(without, ["symmetric_state_options_get_u64", "symmetric_state_ratchet"]);
}
