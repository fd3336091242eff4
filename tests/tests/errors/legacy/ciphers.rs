//! Buffers and tags.

use wasi_crypto_tests::legacy::Answer;

use super::{L, MESSAGE, aead, sealed, tag};

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
