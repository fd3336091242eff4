//! A module without WASI over the published bindings `wasi-crypto-guest` 0.1.7, as a plug-in host would load it.
//!
//! Shows that a core module whose only imports are the legacy API becomes a component, and that its exports
//! with plain numbers as parameters can be called from outside.

use wasi_crypto_guest::prelude::*;

/// Runs every check below; 0 if all is well, else the number of the first that failed, counted from 1.
#[no_mangle]
pub extern "C" fn selftest() -> i32 {
    let checks: [fn() -> Result<bool, WasiCryptoError>; 6] =
        [hash_of_abc, mac_detects_changes, derived_keys_differ, seals, signs, agrees];
    let failed = checks.iter().position(|check| check() != Ok(true));
    failed.map_or(0, |index| index as i32 + 1)
}

/// The first four bytes, as a big-endian number, of the SHA-256 of `seed` written as a big-endian number.
/// Returns 0 if the hash failed.
#[no_mangle]
pub extern "C" fn sha256_first_word(seed: i32) -> i32 {
    match Hash::hash("SHA-256", seed.to_be_bytes(), 4, None).as_deref() {
        Ok(&[a, b, c, d]) => i32::from_be_bytes([a, b, c, d]),
        _ => 0,
    }
}

/// Seals and opens `len` bytes with AES-256-GCM under a new key. Returns the length of the sealed bytes, or the
/// negative number of the error; -1000 if what came back was not what went in, -1001 if `len` is negative.
#[no_mangle]
pub extern "C" fn seal_roundtrip(len: i32) -> i32 {
    let Ok(len) = usize::try_from(len) else { return -1001 };
    match roundtrip("AES-256-GCM", &vec![0xa5; len]) {
        Ok(Some(sealed)) => sealed as i32,
        Ok(None) => -1000,
        Err(error) => -i32::from(u16::from(error)),
    }
}

/// Signs `rounds` messages with a new Ed25519 key, verifies each, and returns how many were fine.
#[no_mangle]
pub extern "C" fn sign_rounds(rounds: i32) -> i32 {
    let Ok(pair) = SignatureKeyPair::generate("Ed25519") else { return 0 };
    let Ok(public) = pair.publickey() else { return 0 };
    let fine = |round: &i32| {
        let message = round.to_le_bytes();
        pair.sign(message).and_then(|signature| public.signature_verify(message, &signature)).is_ok()
    };
    (0..rounds).filter(fine).count() as i32
}

/// Opens `count` hash states at once and closes them again; returns how many could be opened.
#[no_mangle]
pub extern "C" fn open_states(count: i32) -> i32 {
    let states: Vec<_> = (0..count).map_while(|_| Hash::unkeyed("SHA-256").ok()).collect();
    states.len() as i32
}

fn hash_of_abc() -> Result<bool, WasiCryptoError> {
    let digest = Hash::hash("SHA-256", "abc", 32, None)?;
    Ok(digest[..4] == [0xba, 0x78, 0x16, 0xbf] && digest[28..] == [0xf2, 0x00, 0x15, 0xad])
}

fn mac_detects_changes() -> Result<bool, WasiCryptoError> {
    let key = AuthKey::generate("HMAC/SHA-512")?;
    let tag = Auth::auth("message", &key)?;
    Auth::auth_verify("message", &key, &tag)?;
    Ok(tag.len() == 64 && Auth::auth_verify("massage", &key, &tag).is_err())
}

fn derived_keys_differ() -> Result<bool, WasiCryptoError> {
    let key = HkdfKey::generate("HKDF-EXTRACT/SHA-256")?;
    let prk = Hkdf::new("HKDF-EXPAND/SHA-256", &key, None)?;
    Ok(prk.expand("one", 32)? != prk.expand("two", 32)?)
}

fn seals() -> Result<bool, WasiCryptoError> {
    for algorithm in ["AES-128-GCM", "AES-256-GCM", "CHACHA20-POLY1305"] {
        for len in [0, 1, 16, 1000, 70_000] {
            if roundtrip(algorithm, &vec![7; len])? != Some(len + 16) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn signs() -> Result<bool, WasiCryptoError> {
    for algorithm in ["Ed25519", "ECDSA_P256_SHA256"] {
        let pair = SignatureKeyPair::generate(algorithm)?;
        let again = SignatureKeyPair::from_raw(algorithm, pair.raw()?)?;
        let signature = again.sign("message")?;
        let public = pair.publickey()?;
        public.signature_verify("message", &signature)?;
        if public.signature_verify("massage", &signature).is_ok() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn agrees() -> Result<bool, WasiCryptoError> {
    let (alice, bob) = (KxKeyPair::generate("X25519")?, KxKeyPair::generate("X25519")?);
    Ok(alice.publickey()?.dh(&bob.secretkey()?)? == bob.publickey()?.dh(&alice.secretkey()?)?)
}

/// Seals and opens; the length of the sealed bytes, or nothing if another text came back.
fn roundtrip(algorithm: &'static str, text: &[u8]) -> Result<Option<usize>, WasiCryptoError> {
    let key = AeadKey::generate(algorithm)?;
    let sealed = Aead::new(&key, Some(&[0; 12]), Some(b"header"))?.encrypt(text)?;
    let opened = Aead::new(&key, Some(&[0; 12]), Some(b"header"))?.decrypt(&sealed)?;
    Ok((opened == text).then_some(sealed.len()))
}
