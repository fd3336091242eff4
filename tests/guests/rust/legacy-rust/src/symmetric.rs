//! Hashes, MACs, key derivation and authenticated encryption.

use wasi_crypto_guest::prelude::*;

use crate::report::{check, hex, refused, Failure, Step, Steps};
use crate::Input;

/// The steps, in the order they run.
pub const STEPS: Steps = &[
    Step { name: "SHA-256", mark: '=', work: |input| hash("SHA-256", 32, input) },
    Step { name: "SHA-512", mark: '=', work: |input| hash("SHA-512", 64, input) },
    Step { name: "SHA-512/256", mark: '=', work: |input| hash("SHA-512/256", 32, input) },
    Step { name: "HMAC/SHA-256", mark: '=', work: |input| mac("HMAC/SHA-256", input) },
    Step { name: "HMAC/SHA-512", mark: '=', work: |input| mac("HMAC/SHA-512", input) },
    Step { name: "HKDF/SHA-256", mark: '=', work: hkdf_sha256 },
    Step { name: "HKDF/SHA-512", mark: '=', work: hkdf_sha512 },
    Step { name: "AES-128-GCM", mark: '=', work: |input| aead("AES-128-GCM", 16, input) },
    Step { name: "AES-256-GCM", mark: '=', work: |input| aead("AES-256-GCM", 32, input) },
    Step { name: "CHACHA20-POLY1305", mark: '=', work: |input| aead("CHACHA20-POLY1305", 32, input) },
    Step { name: "AES-256-GCM detached", mark: '=', work: detached },
    Step { name: "XCHACHA20-POLY1305", mark: '~', work: host_nonce },
];

/// Bytes 0, 1, 2, ... as key or nonce: fine for a demonstration that must repeat itself, and only there.
const COUNTING: [u8; 32] = {
    let mut bytes = [0; 32];
    let mut index = 0;
    while index < bytes.len() {
        bytes[index] = index as u8;
        index += 1;
    }
    bytes
};

fn hash(algorithm: &'static str, len: usize, input: &Input) -> Result<String, Failure> {
    let digest = Hash::hash(algorithm, &input.text, len, None)?;

    // The same in pieces, and read twice: squeezing does not disturb the state.
    let mut state = Hash::unkeyed(algorithm)?;
    for byte in input.text.as_bytes() {
        state.absorb([*byte])?;
    }
    let prefix = state.squeeze(8)?;
    check(digest.starts_with(&prefix), "a prefix differs")?;
    check(state.squeeze(len)? == digest, "the hash in pieces differs")?;
    refused(state.squeeze(len + 1), &[WasiCryptoError::InvalidLength], "a hash became longer")?;
    Ok(hex(&digest))
}

fn mac(algorithm: &'static str, input: &Input) -> Result<String, Failure> {
    let key = AuthKey::from_raw(algorithm, &input.mac_key)?;
    let tag = Auth::auth(&input.text, &key)?;
    Auth::auth_verify(&input.text, &key, &tag)?;

    let refusal = [WasiCryptoError::InvalidTag, WasiCryptoError::VerificationFailed];
    let mut wrong = tag.clone();
    wrong[0] ^= 1;
    refused(Auth::auth_verify(&input.text, &key, &wrong), &refusal, "a wrong tag was accepted")?;
    refused(Auth::auth_verify(&input.text, &key, []), &refusal, "an empty tag was accepted")?;
    refused(Auth::auth_verify(&input.text, &key, &tag[..8]), &refusal, "half a tag was accepted")?;

    let other = AuthKey::generate(algorithm)?;
    refused(Auth::auth_verify(&input.text, &other, &tag), &refusal, "another key's tag was accepted")?;
    Ok(hex(&tag))
}

fn hkdf_sha256(input: &Input) -> Result<String, Failure> {
    hkdf("HKDF-EXTRACT/SHA-256", "HKDF-EXPAND/SHA-256", input)
}

fn hkdf_sha512(input: &Input) -> Result<String, Failure> {
    hkdf("HKDF-EXTRACT/SHA-512", "HKDF-EXPAND/SHA-512", input)
}

fn hkdf(extract: &'static str, expand: &'static str, input: &Input) -> Result<String, Failure> {
    let key = HkdfKey::from_raw(extract, &input.mac_key)?;
    let prk = Hkdf::new(expand, &key, Some(b"salt"))?;
    let derived = prk.expand("encryption", 40)?;
    check(prk.expand("encryption", 40)? == derived, "the same info gave another key")?;
    check(prk.expand("authentication", 40)? != derived, "another info gave the same key")?;
    Ok(hex(&derived))
}

fn aead(algorithm: &'static str, key_len: usize, input: &Input) -> Result<String, Failure> {
    let key = AeadKey::from_raw(algorithm, &COUNTING[..key_len])?;
    check(key.raw()? == COUNTING[..key_len], "the key came back changed")?;
    let nonce = &COUNTING[..12];

    let sealed = Aead::new(&key, Some(nonce), Some(b"header"))?.encrypt(&input.text)?;
    let opened = Aead::new(&key, Some(nonce), Some(b"header"))?.decrypt(&sealed)?;
    check(opened == input.text.as_bytes(), "decryption gave another text")?;

    let mut tampered = sealed.clone();
    tampered[0] ^= 1;
    for (ciphertext, header, complaint) in [
        (&tampered[..], &b"header"[..], "a tampered ciphertext was accepted"),
        (&sealed[..], b"other", "another header was accepted"),
        (&sealed[..8], b"header", "a cut ciphertext was accepted"),
    ] {
        let outcome = Aead::new(&key, Some(nonce), Some(header))?.decrypt(ciphertext);
        refused(outcome, &[WasiCryptoError::InvalidTag], complaint)?;
    }
    refused(Aead::new(&key, None, None), &[WasiCryptoError::NonceRequired], "no nonce was needed")?;
    Ok(hex(&sealed))
}

fn detached(input: &Input) -> Result<String, Failure> {
    let algorithm = "AES-256-GCM";
    let key = SymmetricKey::from_raw(algorithm, COUNTING)?;
    let mut options = SymmetricOptions::new();
    options.set("nonce", &COUNTING[12..24])?;

    let mut ciphertext = vec![0; input.text.len()];
    let mut state = SymmetricState::new(algorithm, Some(&key), Some(&options))?;
    check(state.options_get("nonce")? == COUNTING[12..24], "the state forgot its nonce")?;
    let tag = state.encrypt_detached(&mut ciphertext, &input.text)?;

    let mut text = vec![0; ciphertext.len()];
    let mut state = SymmetricState::new(algorithm, Some(&key), Some(&options))?;
    state.decrypt_detached(&mut text, &ciphertext, &tag)?;
    check(text == input.text.as_bytes(), "decryption gave another text")?;

    let mut state = SymmetricState::new(algorithm, Some(&key), Some(&options))?;
    let outcome = state.decrypt_detached(&mut text, &ciphertext, &tag[..12]);
    refused(outcome, &[WasiCryptoError::InvalidTag], "a cut tag was accepted")?;
    Ok(format!("tag {}", hex(&tag)))
}

fn host_nonce(input: &Input) -> Result<String, Failure> {
    let algorithm = "XCHACHA20-POLY1305";
    let key = SymmetricKey::generate(algorithm, None)?;
    // Its nonce is long enough to be drawn at random, so none has to be given.
    let mut state = SymmetricState::new(algorithm, Some(&key), None)?;
    let sealed = state.encrypt(&input.text)?;
    let nonce = state.options_get("nonce")?;

    let mut options = SymmetricOptions::new();
    options.set("nonce", &nonce)?;
    let mut state = SymmetricState::new(algorithm, Some(&key), Some(&options))?;
    check(state.decrypt(&sealed)? == input.text.as_bytes(), "decryption gave another text")?;
    Ok(format!("nonce {}, chosen by the host", hex(&nonce)))
}
