//! The mistakes on the legacy API.

use wasi_crypto_engine::provider::{CryptoProvider, SecureRandom};
use wasi_crypto_engine::{Engine, Error};
use wasi_crypto_tests::legacy::{Answer, Legacy, PAGES, Setup};
use wasi_crypto_tests::legacy_calls::{DER, GARBAGE, KEY_EXCHANGE, PEM, PKCS8, RAW, SEC, SIGNATURES, SYMMETRIC};

type L = Legacy;

const AES: &str = "AES-256-GCM";
const SMALL_AES: &str = "AES-128-GCM";
const HMAC: &str = "HMAC/SHA-256";
const EXTRACT: &str = "HKDF-EXTRACT/SHA-256";
const EXPAND: &str = "HKDF-EXPAND/SHA-256";
const MESSAGE: &[u8] = b"twenty-two bytes long.";

// What the cases are made of.

fn aead(l: &mut L) -> Answer<u64> {
    l.aead(AES, &[7; 32], &[9; 12])
}

fn mac(l: &mut L) -> Answer<u64> {
    let key = l.key_import(HMAC, &[1; 32])?;
    let state = l.state_open(HMAC, Some(key), None)?;
    l.absorb(state, MESSAGE)?;
    Ok(state)
}

fn derivation(l: &mut L, algorithm: &str) -> Answer<u64> {
    let key = l.key_import(algorithm, &[1; 32])?;
    l.state_open(algorithm, Some(key), None)
}

fn hash(l: &mut L) -> Answer<u64> {
    l.state_open("SHA-256", None, None)
}

/// A tag of [`mac`], and its bytes.
fn tag(l: &mut L) -> Answer<(u64, Vec<u8>)> {
    let state = mac(l)?;
    let (pulled, kept) = (l.squeeze_tag(state)?, l.squeeze_tag(state)?);
    Ok((kept, l.tag_pull(pulled, 32)?))
}

/// [`MESSAGE`] encrypted by [`aead`], and a state to decrypt it.
fn sealed(l: &mut L) -> Answer<(Vec<u8>, u64)> {
    let state = aead(l)?;
    Ok((l.encrypt(state, MESSAGE, MESSAGE.len() + 16)?, aead(l)?))
}

fn halves(l: &mut L, category: u64, algorithm: &str) -> Answer<(u64, u64)> {
    let pair = l.keypair_generate(category, algorithm)?;
    Ok((l.call_u32("keypair_publickey", &[pair])?, l.call_u32("keypair_secretkey", &[pair])?))
}

fn option(l: &mut L, state: u64, name: &str, len: u64) -> Answer {
    let ((name, name_len), buffer) = (l.put(name.as_bytes()), l.room(64));
    l.call_u32("symmetric_state_options_get", &[state, name, name_len, buffer, len]).map(drop)
}

fn number(l: &mut L, state: u64, name: &str) -> Answer {
    let ((name, len), out) = (l.put(name.as_bytes()), l.room(8));
    l.call("symmetric_state_options_get_u64", &[state, name, len, out])
}

// Algorithms.

pub fn unknown_key(l: &mut L) -> Answer {
    l.key_import("AES-255-GCM", &[1; 32]).map(drop)
}

pub fn unknown_state(l: &mut L) -> Answer {
    l.state_open("SHA-255", None, None).map(drop)
}

pub fn unknown_pair(l: &mut L) -> Answer {
    l.keypair_generate(SIGNATURES, "Ed25520").map(drop)
}

pub fn unknown_public(l: &mut L) -> Answer {
    l.import("publickey", KEY_EXCHANGE, "X25520", &[9; 32], RAW).map(drop)
}

pub fn unknown_signature(l: &mut L) -> Answer {
    l.signature_import("Ed25520", &[1; 64], RAW).map(drop)
}

pub fn wrong_category(l: &mut L) -> Answer {
    l.keypair_generate(SIGNATURES, "X25519").map(drop)
}

// Keys of states.

pub fn keyed_hash(l: &mut L) -> Answer {
    let key = l.key_import(AES, &[1; 32])?;
    l.state_open("SHA-256", Some(key), None).map(drop)
}

pub fn mac_without_key(l: &mut L) -> Answer {
    l.state_open(HMAC, None, None).map(drop)
}

pub fn cipher_without_key(l: &mut L) -> Answer {
    let nonce = l.nonce(&[9; 12])?;
    l.state_open(AES, None, Some(nonce)).map(drop)
}

pub fn derivation_without_key(l: &mut L) -> Answer {
    l.state_open(EXTRACT, None, None).map(drop)
}

pub fn key_of_other_size(l: &mut L) -> Answer {
    let (key, nonce) = (l.key_import(AES, &[1; 32])?, l.nonce(&[9; 12])?);
    l.state_open(SMALL_AES, Some(key), Some(nonce)).map(drop)
}

pub fn key_of_other_algorithm(l: &mut L) -> Answer {
    let (key, nonce) = (l.key_import(AES, &[1; 32])?, l.nonce(&[9; 12])?);
    l.state_open("CHACHA20-POLY1305", Some(key), Some(nonce)).map(drop)
}

pub fn derived_for_other(l: &mut L) -> Answer {
    let (state, (name, len)) = (derivation(l, EXTRACT)?, l.put(AES.as_bytes()));
    l.call_u32("symmetric_state_squeeze_key", &[state, name, len]).map(drop)
}

pub fn signing_with_exchange_key(l: &mut L) -> Answer {
    let pair = l.keypair_generate(KEY_EXCHANGE, "X25519")?;
    l.call_u32("signature_state_open", &[pair]).map(drop)
}

pub fn short_key(l: &mut L) -> Answer {
    l.key_import(AES, &[1; 31]).map(drop)
}

pub fn long_key(l: &mut L) -> Answer {
    l.key_import(AES, &[1; 33]).map(drop)
}

pub fn empty_key(l: &mut L) -> Answer {
    l.key_import("CHACHA20-POLY1305", &[]).map(drop)
}

pub fn half_a_pair(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "Ed25519", &[1; 32], RAW).map(drop)
}

pub fn short_prk(l: &mut L) -> Answer {
    l.key_import(EXPAND, &[1; 31]).map(drop)
}

// Nonces and options.

pub fn no_options(l: &mut L) -> Answer {
    let key = l.key_import(AES, &[1; 32])?;
    l.state_open(AES, Some(key), None).map(drop)
}

pub fn options_without_nonce(l: &mut L) -> Answer {
    let (key, options) = (l.key_import(AES, &[1; 32])?, l.options_open(SYMMETRIC)?);
    l.state_open(AES, Some(key), Some(options)).map(drop)
}

pub fn second_encryption(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.encrypt(state, MESSAGE, MESSAGE.len() + 16)?;
    l.encrypt(state, MESSAGE, MESSAGE.len() + 16).map(drop)
}

pub fn short_nonce(l: &mut L) -> Answer {
    l.aead(AES, &[7; 32], &[9; 11]).map(drop)
}

pub fn long_nonce(l: &mut L) -> Answer {
    l.aead("XCHACHA20-POLY1305", &[7; 32], &[9; 25]).map(drop)
}

pub fn empty_nonce(l: &mut L) -> Answer {
    l.aead(AES, &[7; 32], &[]).map(drop)
}

pub fn no_salt(l: &mut L) -> Answer {
    let state = l.state_open("ARGON2-ID-13", None, None)?;
    l.absorb(state, b"password")?;
    l.squeeze(state, 32).map(drop)
}

pub fn set_unknown(l: &mut L) -> Answer {
    let options = l.options_open(SYMMETRIC)?;
    l.options_set(options, "flavour", b"x")
}

pub fn set_unknown_number(l: &mut L) -> Answer {
    let options = l.options_open(SYMMETRIC)?;
    l.options_set_u64(options, "flavour", 1)
}

pub fn set_for_signatures(l: &mut L) -> Answer {
    let options = l.options_open(SIGNATURES)?;
    l.options_set(options, "nonce", b"x")
}

pub fn get_unknown(l: &mut L) -> Answer {
    let state = aead(l)?;
    option(l, state, "flavour", 64)
}

pub fn get_unknown_number(l: &mut L) -> Answer {
    let state = hash(l)?;
    number(l, state, "flavour")
}

pub fn get_unset(l: &mut L) -> Answer {
    let state = aead(l)?;
    option(l, state, "salt", 64)
}

pub fn get_without_options(l: &mut L) -> Answer {
    let state = hash(l)?;
    option(l, state, "nonce", 64)
}

pub fn get_unset_number(l: &mut L) -> Answer {
    let state = aead(l)?;
    number(l, state, "ops_limit")
}

pub fn option_buffer_short(l: &mut L) -> Answer {
    let state = aead(l)?;
    option(l, state, "nonce", 11)
}

// Lengths and operations.

pub fn long_digest(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.squeeze(state, 33).map(drop)
}

pub fn long_truncated_digest(l: &mut L) -> Answer {
    let state = l.state_open("SHA-512/256", None, None)?;
    l.squeeze(state, 64).map(drop)
}

pub fn long_derivation(l: &mut L) -> Answer {
    let state = derivation(l, EXPAND)?;
    l.squeeze(state, 255 * 32 + 1).map(drop)
}

pub fn squeeze_mac(l: &mut L) -> Answer {
    let state = mac(l)?;
    l.squeeze(state, 32).map(drop)
}

pub fn squeeze_cipher(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.squeeze(state, 32).map(drop)
}

pub fn tag_of_hash(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.squeeze_tag(state).map(drop)
}

pub fn key_of_hash(l: &mut L) -> Answer {
    let (state, (name, len)) = (hash(l)?, l.put(AES.as_bytes()));
    l.call_u32("symmetric_state_squeeze_key", &[state, name, len]).map(drop)
}

pub fn max_tag_of_hash(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.call_u32("symmetric_state_max_tag_len", &[state]).map(drop)
}

pub fn encrypt_with_hash(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.encrypt(state, MESSAGE, MESSAGE.len() + 16).map(drop)
}

pub fn decrypt_with_mac(l: &mut L) -> Answer {
    let state = mac(l)?;
    l.decrypt(state, MESSAGE, MESSAGE.len() - 16).map(drop)
}

pub fn detached_with_hash(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.encrypt_detached(state, MESSAGE, MESSAGE.len()).map(drop)
}

pub fn detached_with_kdf(l: &mut L) -> Answer {
    let state = derivation(l, EXTRACT)?;
    l.decrypt_detached(state, MESSAGE, &[0; 16], MESSAGE.len()).map(drop)
}

pub fn ratchet_cipher(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.call("symmetric_state_ratchet", &[state])
}

pub fn generate_for_hash(l: &mut L) -> Answer {
    l.key_generate("SHA-256").map(drop)
}

pub fn import_for_hash(l: &mut L) -> Answer {
    l.key_import("SHA-256", &[1; 32]).map(drop)
}

// Buffers of ciphers.

pub fn encrypt_small(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.encrypt(state, MESSAGE, MESSAGE.len() + 15).map(drop)
}

pub fn encrypt_large(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.encrypt(state, MESSAGE, MESSAGE.len() + 17).map(drop)
}

pub fn encrypt_detached_small(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.encrypt_detached(state, MESSAGE, MESSAGE.len() - 1).map(drop)
}

pub fn encrypt_detached_large(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.encrypt_detached(state, MESSAGE, MESSAGE.len() + 1).map(drop)
}

pub fn decrypt_small(l: &mut L) -> Answer {
    let (sealed, state) = sealed(l)?;
    l.decrypt(state, &sealed, MESSAGE.len() - 1).map(drop)
}

pub fn decrypt_large(l: &mut L) -> Answer {
    let (sealed, state) = sealed(l)?;
    l.decrypt(state, &sealed, MESSAGE.len() + 1).map(drop)
}

/// Detached decryption of the right bytes into a buffer that is so much too large.
fn detached_into(l: &mut L, len: usize) -> Answer {
    let (sealed, state) = sealed(l)?;
    let (data, tag) = sealed.split_at(MESSAGE.len());
    l.decrypt_detached(state, data, tag, len).map(drop)
}

pub fn decrypt_detached_small(l: &mut L) -> Answer {
    detached_into(l, MESSAGE.len() - 1)
}

pub fn decrypt_detached_large(l: &mut L) -> Answer {
    detached_into(l, MESSAGE.len() + 1)
}

// Tags of ciphers.

/// Decrypts, attached, into a buffer of `len` bytes, which must be all zero afterwards.
fn decrypt(l: &mut L, state: u64, data: &[u8], len: usize) -> Answer {
    let ((data, data_len), out) = (l.put(data), l.room(len));
    l.fill(out, len as u64, 0xaa);
    let answer = l.call_u32("symmetric_state_decrypt", &[state, out, len as u64, data, data_len]);
    assert!(answer.is_ok() || l.read(out, len as u64).iter().all(|byte| *byte == 0), "output is left behind");
    answer.map(drop)
}

/// Decrypts both ways what `change` made of ciphertext and tag. The answers have to be the same, unless the tag has
/// another length, which attached decryption takes for a ciphertext of another length.
fn changed(l: &mut L, associated_data: &[u8], change: fn(&mut Vec<u8>, &mut Vec<u8>)) -> Answer {
    let (mut data, state) = sealed(l)?;
    let mut tag = data.split_off(MESSAGE.len());
    change(&mut data, &mut tag);
    l.absorb(state, associated_data)?;
    let joined = [data.as_slice(), &tag].concat();
    let attached = decrypt(l, state, &joined, joined.len().saturating_sub(16));

    let ((address, len), (tag_address, tag_len), out) = (l.put(&data), l.put(&tag), l.room(data.len()));
    l.fill(out, len, 0xaa);
    let args = [state, out, len, address, len, tag_address, tag_len];
    let detached = l.call_u32("symmetric_state_decrypt_detached", &args).map(drop);
    assert!(detached.is_ok() || l.read(out, len).iter().all(|byte| *byte == 0), "output is left behind");
    assert_eq!(attached, detached, "attached and detached");
    detached
}

pub fn shorter_than_tag(l: &mut L) -> Answer {
    let (sealed, state) = sealed(l)?;
    l.decrypt(state, &sealed[..15], 0).map(drop)
}

pub fn nothing_to_decrypt(l: &mut L) -> Answer {
    let state = aead(l)?;
    l.decrypt(state, &[], 0).map(drop)
}

pub fn tag_bit(l: &mut L) -> Answer {
    changed(l, b"", |_, tag| tag[15] ^= 1)
}

pub fn ciphertext_bit(l: &mut L) -> Answer {
    changed(l, b"", |data, _| data[0] ^= 0x80)
}

pub fn other_associated_data(l: &mut L) -> Answer {
    changed(l, b"other", |_, _| ())
}

pub fn tag_prefix(l: &mut L) -> Answer {
    changed(l, b"", |_, tag| tag.truncate(15))
}

pub fn tag_and_more(l: &mut L) -> Answer {
    changed(l, b"", |_, tag| tag.push(0))
}

pub fn no_tag(l: &mut L) -> Answer {
    changed(l, b"", |_, tag| tag.clear())
}

// Tags of MACs.

pub fn pull_small(l: &mut L) -> Answer {
    let (tag, _) = tag(l)?;
    l.tag_pull(tag, 31).map(drop)
}

pub fn pull_large(l: &mut L) -> Answer {
    let (tag, _) = tag(l)?;
    l.tag_pull(tag, 33).map(drop)
}

pub fn verify_bit(l: &mut L) -> Answer {
    let (tag, mut bytes) = tag(l)?;
    bytes[31] ^= 1;
    l.tag_verify(tag, &bytes)
}

pub fn verify_prefix(l: &mut L) -> Answer {
    let (tag, bytes) = tag(l)?;
    l.tag_verify(tag, &bytes[..16])
}

pub fn verify_and_more(l: &mut L) -> Answer {
    let (tag, mut bytes) = tag(l)?;
    bytes.push(0);
    l.tag_verify(tag, &bytes)
}

pub fn verify_nothing(l: &mut L) -> Answer {
    let (tag, _) = tag(l)?;
    l.tag_verify(tag, &[])
}

// Signatures.

fn mismatch(l: &mut L, algorithm: &str) -> Answer {
    let pair = l.keypair_generate(SIGNATURES, algorithm)?;
    let public = l.call_u32("keypair_publickey", &[pair])?;
    let signature = l.sign(pair, MESSAGE)?;
    l.verify(public, MESSAGE, signature).expect("the right message");
    l.verify(public, b"another message", signature)
}

pub fn mismatch_ed25519(l: &mut L) -> Answer {
    mismatch(l, "Ed25519")
}

pub fn mismatch_ecdsa(l: &mut L) -> Answer {
    mismatch(l, "ECDSA_P256_SHA256")
}

pub fn mismatch_rsa(l: &mut L) -> Answer {
    let algorithm = "RSA_PKCS1_2048_SHA256";
    let public = l.import("publickey", SIGNATURES, algorithm, crate::component::RSA_PUBLIC, PEM)?;
    let signature = l.signature_import(algorithm, &[1; 256], RAW)?;
    l.verify(public, MESSAGE, signature)
}

pub fn foreign_signature(l: &mut L) -> Answer {
    let (public, _) = halves(l, SIGNATURES, "Ed25519")?;
    let other = l.keypair_generate(SIGNATURES, "ECDSA_P256_SHA256")?;
    let signature = l.sign(other, MESSAGE)?;
    l.verify(public, MESSAGE, signature)
}

pub fn short_signature(l: &mut L) -> Answer {
    l.signature_import("Ed25519", &[1; 63], RAW).map(drop)
}

pub fn long_signature(l: &mut L) -> Answer {
    l.signature_import("ECDSA_P384_SHA384", &[1; 97], RAW).map(drop)
}

pub fn empty_signature(l: &mut L) -> Answer {
    l.signature_import("RSA_PKCS1_2048_SHA256", &[], RAW).map(drop)
}

pub fn bad_der_signature(l: &mut L) -> Answer {
    l.signature_import("ECDSA_P256_SHA256", &[0x30, 1, 2], DER).map(drop)
}

// Keys.

pub fn bad_der(l: &mut L) -> Answer {
    l.import("publickey", SIGNATURES, "ECDSA_P256_SHA256", &[0x30, 1, 2], PKCS8).map(drop)
}

pub fn bad_pem(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "Ed25519", b"-----BEGIN PRIVATE KEY-----", PEM).map(drop)
}

pub fn off_curve(l: &mut L) -> Answer {
    l.import("publickey", KEY_EXCHANGE, "P256-SHA256", &crate::component::off_the_curve(), SEC).map(drop)
}

pub fn infinity(l: &mut L) -> Answer {
    l.import("publickey", SIGNATURES, "ECDSA_P256_SHA256", &[0], SEC).map(drop)
}

pub fn zero_scalar(l: &mut L) -> Answer {
    l.import("secretkey", SIGNATURES, "ECDSA_P256_SHA256", &[0; 32], RAW).map(drop)
}

pub fn large_scalar(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "ECDSA_P256_SHA256", &crate::component::P256_ORDER, RAW).map(drop)
}

pub fn other_curve(l: &mut L) -> Answer {
    let pair = l.keypair_generate(SIGNATURES, "ECDSA_P384_SHA384")?;
    let encoded = l.export("keypair", pair, PKCS8)?;
    l.import("keypair", SIGNATURES, "ECDSA_P256_SHA256", &encoded, PKCS8).map(drop)
}

pub fn strange_halves(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "Ed25519", &[1; 64], RAW).map(drop)
}

pub fn raw_rsa(l: &mut L) -> Answer {
    l.import("keypair", SIGNATURES, "RSA_PKCS1_2048_SHA256", &[1; 256], RAW).map(drop)
}

pub fn sec_in(l: &mut L) -> Answer {
    l.import("publickey", SIGNATURES, "Ed25519", &[1; 32], SEC).map(drop)
}

pub fn sec_out(l: &mut L) -> Answer {
    let (public, _) = halves(l, SIGNATURES, "Ed25519")?;
    l.export("publickey", public, SEC).map(drop)
}

pub fn der_in(l: &mut L) -> Answer {
    l.signature_import("Ed25519", &[1; 64], DER).map(drop)
}

// Key exchange.

pub fn mixed_dh(l: &mut L) -> Answer {
    let (public, _) = halves(l, KEY_EXCHANGE, "X25519")?;
    let (_, secret) = halves(l, KEY_EXCHANGE, "P256-SHA256")?;
    l.dh(public, secret).map(drop)
}

pub fn dh_on_kem(l: &mut L) -> Answer {
    let (public, secret) = halves(l, KEY_EXCHANGE, "ML-KEM-768")?;
    l.dh(public, secret).map(drop)
}

pub fn encapsulate_on_dh(l: &mut L) -> Answer {
    let (public, _) = halves(l, KEY_EXCHANGE, "X25519")?;
    l.encapsulate(public).map(drop)
}

pub fn decapsulate_on_dh(l: &mut L) -> Answer {
    let (_, secret) = halves(l, KEY_EXCHANGE, "P256-SHA256")?;
    l.decapsulate(secret, &[1; 32]).map(drop)
}

fn dh_with(l: &mut L, point: &[u8]) -> Answer {
    let (_, secret) = halves(l, KEY_EXCHANGE, "X25519")?;
    let public = l.import("publickey", KEY_EXCHANGE, "X25519", point, RAW)?;
    l.dh(public, secret).map(drop)
}

pub fn low_order(l: &mut L) -> Answer {
    dh_with(l, &[0; 32])
}

pub fn order_eight(l: &mut L) -> Answer {
    dh_with(l, &crate::component::ORDER_EIGHT)
}

fn decapsulate(l: &mut L, algorithm: &str, encapsulated: &[u8]) -> Answer {
    let (_, secret) = halves(l, KEY_EXCHANGE, algorithm)?;
    l.decapsulate(secret, encapsulated).map(drop)
}

pub fn short_encapsulation(l: &mut L) -> Answer {
    decapsulate(l, "ML-KEM-768", &[1; 1087])
}

pub fn long_encapsulation(l: &mut L) -> Answer {
    decapsulate(l, "X-WING", &[1; 1121])
}

pub fn empty_encapsulation(l: &mut L) -> Answer {
    decapsulate(l, "ML-KEM-768", &[])
}

pub fn joined_algorithms(l: &mut L) -> Answer {
    let (public, _) = halves(l, KEY_EXCHANGE, "X25519")?;
    let (_, secret) = halves(l, KEY_EXCHANGE, "P256-SHA256")?;
    l.call_u32("keypair_from_pk_and_sk", &[public, secret]).map(drop)
}

pub fn joined_strangers(l: &mut L) -> Answer {
    let (public, _) = halves(l, KEY_EXCHANGE, "X25519")?;
    let (_, secret) = halves(l, KEY_EXCHANGE, "X25519")?;
    l.call_u32("keypair_from_pk_and_sk", &[public, secret]).map(drop)
}

pub fn open_manager(l: &mut L) -> Answer {
    let none = l.optional(None);
    l.call_u32("secrets_manager_open", &[none]).map(drop)
}

// Handles and addresses.

/// A signing state and a verification state, of the two halves of one pair.
fn directions(l: &mut L) -> Answer<(u64, u64)> {
    let pair = l.keypair_generate(SIGNATURES, "Ed25519")?;
    let public = l.call_u32("keypair_publickey", &[pair])?;
    let signing = l.call_u32("signature_state_open", &[pair])?;
    Ok((signing, l.call_u32("signature_verification_state_open", &[public])?))
}

pub fn feed_other_direction(l: &mut L) -> Answer {
    let ((_, verifying), (data, len)) = (directions(l)?, l.put(MESSAGE));
    l.call("signature_state_update", &[verifying, data, len])
}

pub fn sign_with_verification(l: &mut L) -> Answer {
    let (_, verifying) = directions(l)?;
    l.call_u32("signature_state_sign", &[verifying]).map(drop)
}

pub fn verify_with_signing(l: &mut L) -> Answer {
    let (signing, _) = directions(l)?;
    let signature = l.call_u32("signature_state_sign", &[signing])?;
    l.call("signature_verification_state_verify", &[signing, signature])
}

pub fn sign_with_public(l: &mut L) -> Answer {
    let (public, _) = halves(l, SIGNATURES, "Ed25519")?;
    l.call_u32("signature_state_open", &[public]).map(drop)
}

pub fn use_closed(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.call("symmetric_state_close", &[state])?;
    l.absorb(state, MESSAGE)
}

pub fn use_foreign(l: &mut L) -> Answer {
    l.absorb(GARBAGE, MESSAGE)
}

pub fn use_other_kind(l: &mut L) -> Answer {
    let key = l.key_import(AES, &[1; 32])?;
    l.absorb(key, MESSAGE)
}

pub fn close_twice(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.call("symmetric_state_close", &[state])?;
    l.call("symmetric_state_close", &[state])
}

/// An address no memory of this module ever reaches: behind 4 GiB less one page.
const OUTSIDE: u64 = 0xffff_0000;

pub fn handle_outside(l: &mut L) -> Answer {
    l.call("options_open", &[SYMMETRIC, OUTSIDE])
}

pub fn buffer_outside(l: &mut L) -> Answer {
    let state = hash(l)?;
    l.call("symmetric_state_squeeze", &[state, OUTSIDE, 32])
}

pub fn buffer_across(l: &mut L) -> Answer {
    let state = hash(l)?;
    let end = u64::from(l.memory_pages().max(PAGES)) * 65_536;
    l.call("symmetric_state_squeeze", &[state, end - 16, 32])
}

// Randomness.

/// A source of randomness that has none.
struct Dry;

impl SecureRandom for Dry {
    fn fill(&self, _: &mut [u8]) -> Result<(), Error> {
        Err(Error::RngError)
    }
}

/// An engine without randomness.
pub fn dry() -> Engine {
    let provider = CryptoProvider { random: &Dry, ..CryptoProvider::ring() };
    Engine::builder().provider(provider).build().expect("a sound configuration")
}

fn without_randomness() -> Legacy {
    Legacy::new(Setup { engine: Some(dry()), ..Setup::default() })
}

pub fn no_randomness_key(_: &mut L) -> Answer {
    without_randomness().key_generate(AES).map(drop)
}

pub fn no_randomness_nonce(_: &mut L) -> Answer {
    let mut l = without_randomness();
    let key = l.key_import("XCHACHA20-POLY1305", &[1; 32])?;
    l.state_open("XCHACHA20-POLY1305", Some(key), None).map(drop)
}

pub fn no_randomness_encapsulate(_: &mut L) -> Answer {
    let mut l = Legacy::default();
    let (public, _) = halves(&mut l, KEY_EXCHANGE, "ML-KEM-768")?;
    let encoded = l.export("publickey", public, RAW)?;
    let mut l = without_randomness();
    let public = l.import("publickey", KEY_EXCHANGE, "ML-KEM-768", &encoded, RAW)?;
    l.encapsulate(public).map(drop)
}
