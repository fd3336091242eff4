//! The two interfaces of batches: every entry has a result and a number.

use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_signatures::{signature_import, signature_state_sign};
use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_signatures_batch::{
    batch_signature_state_sign, batch_signature_state_verify,
};
use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_symmetric::{
    symmetric_key_import, symmetric_state_absorb, symmetric_state_open, symmetric_state_squeeze, symmetric_tag_len,
    symmetric_tag_pull, symmetric_tag_verify,
};
use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_symmetric_batch::{
    batch_symmetric_state_decrypt, batch_symmetric_state_decrypt_detached, batch_symmetric_state_encrypt,
    batch_symmetric_state_encrypt_detached, batch_symmetric_state_squeeze, batch_symmetric_state_squeeze_tag,
};
use crate::common::{CryptoErrno, SignatureEncoding};
use crate::symmetric::cipher;
use crate::{Failure, Outcome, Part, check, hex, pull, refused, signing};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[
    ('=', "batches of hashes", squeeze),
    ('=', "batches of tags", tags),
    ('=', "batches of messages", messages),
    ('=', "batches of signatures", signatures),
];

fn squeeze(text: &[u8]) -> Outcome {
    let (first, second) = (symmetric_state_open("SHA-256", None, None)?, symmetric_state_open("SHA-256", None, None)?);
    symmetric_state_absorb(&second, text)?;
    let digests = batch_symmetric_state_squeeze(&[&first, &second])?;
    check(digests.iter().all(|(_, errno)| matches!(errno, CryptoErrno::Success)), "an entry failed")?;
    check(digests[1].0 == symmetric_state_squeeze(&second)?, "a batch hashes to something else")?;
    let other = symmetric_state_open("SHA-512", None, None)?;
    refused!(batch_symmetric_state_squeeze(&[&first, &other]), UnsupportedFeature, "algorithms may be mixed");
    let gcm = cipher("AES-256-GCM", &[1; 12])?;
    let failed = batch_symmetric_state_squeeze(&[&gcm])?;
    check(matches!(&failed[..], [(none, CryptoErrno::InvalidOperation)] if none.is_empty()), "AES-GCM squeezes")?;
    check(batch_symmetric_state_squeeze(&[])?.is_empty(), "an empty batch has results")?;
    Ok(hex(&digests[0].0))
}

fn tags(text: &[u8]) -> Outcome {
    let key = symmetric_key_import("HMAC/SHA-256", &[1; 32])?;
    let state = symmetric_state_open("HMAC/SHA-256", Some(&key), None)?;
    symmetric_state_absorb(&state, text)?;
    let mut tags = batch_symmetric_state_squeeze_tag(&[&state, &state])?;
    let (Some((first, CryptoErrno::Success)), Some((second, CryptoErrno::Success))) = (tags.pop(), tags.pop()) else {
        return Err(Failure::Wrong("an entry failed"));
    };
    let bytes = symmetric_tag_pull(first)?;
    symmetric_tag_verify(&second, &bytes)?;

    let hash = symmetric_state_open("SHA-256", None, None)?;
    let mut failed = batch_symmetric_state_squeeze_tag(&[&hash])?;
    let Some((none, CryptoErrno::InvalidOperation)) = failed.pop() else {
        return Err(Failure::Wrong("a hash has a tag"));
    };
    check(symmetric_tag_len(&none)? == 0, "no tag has a length")?;
    refused!(symmetric_tag_verify(&none, &[]), InvalidTag, "no tag equals nothing at all");
    check(symmetric_tag_pull(none)?.is_empty(), "no tag has bytes")?;
    Ok(hex(&bytes))
}

fn messages(text: &[u8]) -> Outcome {
    let state = |nonce: u8| cipher("AES-256-GCM", &[nonce; 12]);
    let message = || text.to_vec();

    let (first, second) = (state(1)?, state(2)?);
    let sealed = batch_symmetric_state_encrypt(&[(&first, message()), (&second, Vec::new()), (&first, message())])?;
    check(matches!(&sealed[2], (none, CryptoErrno::NonceRequired) if none.is_empty()), "a nonce encrypts twice")?;
    let (first, second) = (state(1)?, state(2)?);
    let ciphertext = || sealed[0].0.clone();
    let opened = batch_symmetric_state_decrypt(&[(&first, ciphertext()), (&second, ciphertext())])?;
    check(matches!(&opened[0], (plain, CryptoErrno::Success) if plain == text), "something else was decrypted")?;
    check(matches!(&opened[1], (none, CryptoErrno::InvalidTag) if none.is_empty()), "another nonce will do")?;

    let first = state(3)?;
    let mut detached = batch_symmetric_state_encrypt_detached(&[(&first, message()), (&first, message())])?;
    let Some((none, no_tag, CryptoErrno::NonceRequired)) = detached.pop() else {
        return Err(Failure::Wrong("a nonce encrypts twice"));
    };
    check(none.is_empty() && symmetric_tag_len(&no_tag)? == 0, "a failed entry has a result")?;
    let Some((ciphertext, tag, CryptoErrno::Success)) = detached.pop() else {
        return Err(Failure::Wrong("an entry failed"));
    };
    let tag = symmetric_tag_pull(tag)?;
    let (first, second) = (state(3)?, state(4)?);
    let entry = |state| (state, ciphertext.clone(), tag.clone());
    let opened = batch_symmetric_state_decrypt_detached(&[entry(&first), entry(&second)])?;
    check(matches!(&opened[0], (plain, CryptoErrno::Success) if plain == text), "something else was decrypted")?;
    check(matches!(opened[1], (_, CryptoErrno::InvalidTag)), "another nonce will do")?;
    Ok(hex(&sealed[0].0))
}

fn signatures(text: &[u8]) -> Outcome {
    let pair = signing::pair()?;
    let (first, second) = (signing::signer(&pair, text)?, signing::signer(&pair, b"another")?);
    let mut signed = Vec::new();
    for (output, errno) in batch_signature_state_sign(&[&first, &second])? {
        check(matches!(errno, CryptoErrno::Success), "an entry failed")?;
        signed.push(pull(output)?);
    }
    let signature = signature_import("Ed25519", &signed[0], SignatureEncoding::Raw)?;
    let other = signature_state_sign(&second)?;
    let state = signing::verifier(&pair, text)?;
    let verdicts = batch_signature_state_verify(&[(&state, &signature), (&state, &other)])?;
    let fine = matches!(verdicts[..], [CryptoErrno::Success, CryptoErrno::InvalidSignature]);
    check(fine, "a batch has other verdicts")?;
    Ok(hex(&signed[0]))
}
