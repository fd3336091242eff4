//! Interface `symmetric`, with `options` from `common`.

use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode, Options};
use crate::bindings::wasi::crypto::symmetric::{
    self, SymmetricKey, SymmetricState, batch_encrypt, batch_squeeze, derive, hash, mac, open, seal, verify_mac,
};
use crate::{Failure, Part, check, hex, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[
    ('=', "hash", hash_once),
    ('=', "hash in pieces", hash_in_pieces),
    ('=', "mac", mac_once),
    ('=', "derive", derive_once),
    ('~', "seal and open", seal_and_open),
    ('=', "encrypt detached", encrypt_detached),
    ('=', "batches", batches),
];

fn hash_once(text: &[u8]) -> Result<String, Failure> {
    Ok(hex(&hash("SHA-256", text)?))
}

fn hash_in_pieces(text: &[u8]) -> Result<String, Failure> {
    let state = SymmetricState::open("SHA-256", None, None)?;
    let (first, second) = text.split_at(text.len() / 2);
    state.absorb(first)?;
    // A copy goes its own way, so that two texts with the same beginning are hashed with less work.
    let copy = state.clone()?;
    copy.absorb(b"something else")?;
    state.absorb(second)?;

    let digest = state.squeeze(32)?;
    check(digest == hash("SHA-256", text)?, "the hash in pieces differs")?;
    check(copy.squeeze(32)? != digest, "the copy is not a copy")?;
    Ok(hex(&digest))
}

fn mac_once(text: &[u8]) -> Result<String, Failure> {
    let key = SymmetricKey::import("HMAC/SHA-256", b"a shared secret")?;
    let tag = mac(&key, text)?;
    verify_mac(&key, text, &tag)?;
    refused(verify_mac(&key, text, &[]), ErrorCode::InvalidTag, "an empty tag was accepted")?;

    // With a state the tag stays in the host, and so does the comparison.
    let state = SymmetricState::open(&key.algorithm(), Some(&key), None)?;
    state.absorb(text)?;
    let same = state.squeeze_tag()?;
    same.verify(&tag)?;
    check(same.bytes()? == tag, "the two ways differ")?;
    Ok(hex(&tag))
}

fn derive_once(text: &[u8]) -> Result<String, Failure> {
    let secret = SymmetricKey::import("HKDF-EXTRACT/SHA-256", text)?;
    let derived = derive(&secret, b"salt", b"encryption key", 32)?;

    // The same in two steps; the pseudorandom key between them is an object, not bytes.
    let extract = SymmetricState::open("HKDF-EXTRACT/SHA-256", Some(&secret), None)?;
    extract.absorb(b"salt")?;
    let prk = extract.squeeze_key("HKDF-EXPAND/SHA-256")?;
    let expand = SymmetricState::open(&prk.algorithm(), Some(&prk), None)?;
    expand.absorb(b"encryption key")?;
    check(expand.squeeze(32)? == derived, "the two ways differ")?;
    Ok(hex(&derived))
}

fn seal_and_open(text: &[u8]) -> Result<String, Failure> {
    let key = SymmetricKey::generate("XCHACHA20-POLY1305", None)?;
    // No nonce given: this algorithm's is long enough for the host to draw one.
    let sealed = seal(&key, None, b"header", text)?;
    let opened = open(&key, &sealed.nonce, b"header", &sealed.ciphertext)?;
    check(opened == text, "another text came back")?;
    let forged = open(&key, &sealed.nonce, b"another header", &sealed.ciphertext);
    refused(forged, ErrorCode::InvalidTag, "another header was accepted")?;

    let short = SymmetricKey::generate("AES-256-GCM", None)?;
    let without = seal(&short, None, &[], text).map(|_| ());
    refused(without, ErrorCode::NonceRequired, "a nonce of 12 bytes was drawn at random")?;
    Ok(format!("nonce {}", hex(&sealed.nonce)))
}

fn encrypt_detached(text: &[u8]) -> Result<String, Failure> {
    let key = SymmetricKey::import("AES-128-GCM", &[7; 16])?;
    let options = Options::open(AlgorithmType::Symmetric)?;
    options.set("nonce", &[1; 12])?;

    let state = SymmetricState::open("AES-128-GCM", Some(&key), Some(&options))?;
    check(state.max_tag_len()? == 16, "the tag has another length")?;
    check(state.get_option("nonce")? == [1; 12], "the nonce is another one")?;
    let symmetric::DetachedCiphertext { ciphertext, tag } = state.encrypt_detached(text)?;
    check(tag.len() == 16, "the tag has another length")?;
    refused(state.encrypt(text), ErrorCode::NonceRequired, "the nonce was used twice")?;

    let state = SymmetricState::open("AES-128-GCM", Some(&key), Some(&options))?;
    check(state.decrypt_detached(&ciphertext, &tag.bytes()?)? == text, "another text came back")?;
    Ok(format!("tag {}", hex(&tag.bytes()?)))
}

fn batches(text: &[u8]) -> Result<String, Failure> {
    let pieces: Vec<&[u8]> = text.chunks(4).collect();
    let hashes = pieces
        .iter()
        .map(|piece| {
            let state = SymmetricState::open("SHA-256", None, None)?;
            state.absorb(piece)?;
            Ok(state)
        })
        .collect::<Result<Vec<_>, ErrorCode>>()?;
    let entries: Vec<_> = hashes.iter().map(|state| (state, 4)).collect();
    let digests = batch_squeeze(&entries)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    check(digests.len() == pieces.len(), "an entry has no result")?;

    let key = SymmetricKey::import("AES-256-GCM", &[9; 32])?;
    let cipher = |number: usize| {
        let options = Options::open(AlgorithmType::Symmetric)?;
        options.set("nonce", &[number as u8; 12])?;
        SymmetricState::open("AES-256-GCM", Some(&key), Some(&options))
    };
    let ciphers = (0..pieces.len()).map(cipher).collect::<Result<Vec<_>, ErrorCode>>()?;
    let entries: Vec<_> = ciphers.iter().zip(&pieces).map(|(state, piece)| (state, piece.to_vec())).collect();
    for (number, sealed) in batch_encrypt(&entries)?.into_iter().enumerate() {
        check(cipher(number)?.decrypt(&sealed?)? == pieces[number], "another text came back")?;
    }
    Ok(hex(&digests.concat()))
}
