//! Tags.

use wasi_crypto_tests::wycheproof::Outcome;
use wasi_crypto_tests::wycheproof::component_types::Action;

use super::{C, MESSAGE, aead, mac};

// Tags of ciphers.

/// Decrypts both ways what `change` made of ciphertext and tag; the answers have to be the same.
fn changed(c: &mut C, associated_data: &[u8], change: fn(&mut Vec<u8>, &mut Vec<u8>)) -> Outcome<()> {
    let mut data = aead(c, &[Action::Encrypt(MESSAGE)])?;
    let mut tag = data.split_off(MESSAGE.len());
    change(&mut data, &mut tag);
    let joined = [data.as_slice(), &tag].concat();
    let attached = aead(c, &[Action::Absorb(associated_data), Action::Decrypt(&joined)]);
    let detached = aead(c, &[Action::Absorb(associated_data), Action::DecryptDetached((&data, &tag))]);
    assert_eq!(attached, detached, "attached and detached");
    detached.map(drop)
}

pub fn shorter_than_tag(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Decrypt(&[1; 15])]).map(drop)
}

pub fn nothing_to_decrypt(c: &mut C) -> Outcome<()> {
    aead(c, &[Action::Decrypt(&[])]).map(drop)
}

pub fn tag_bit(c: &mut C) -> Outcome<()> {
    changed(c, b"", |_, tag| tag[15] ^= 1)
}

pub fn ciphertext_bit(c: &mut C) -> Outcome<()> {
    changed(c, b"", |data, _| data[0] ^= 0x80)
}

pub fn other_associated_data(c: &mut C) -> Outcome<()> {
    changed(c, b"other", |_, _| ())
}

pub fn tag_prefix(c: &mut C) -> Outcome<()> {
    changed(c, b"", |_, tag| tag.truncate(15))
}

pub fn tag_and_more(c: &mut C) -> Outcome<()> {
    changed(c, b"", |_, tag| tag.push(0))
}

pub fn no_tag(c: &mut C) -> Outcome<()> {
    changed(c, b"", |_, tag| tag.clear())
}

// Tags of MACs.

fn verify_tag(c: &mut C, change: fn(&mut Vec<u8>)) -> Outcome<()> {
    let mut tag = mac(c, Action::SqueezeTag)?;
    mac(c, Action::VerifyTag(&tag)).expect("the right tag");
    change(&mut tag);
    mac(c, Action::VerifyTag(&tag)).map(drop)
}

pub fn verify_bit(c: &mut C) -> Outcome<()> {
    verify_tag(c, |tag| tag[31] ^= 1)
}

pub fn verify_prefix(c: &mut C) -> Outcome<()> {
    verify_tag(c, |tag| tag.truncate(16))
}

pub fn verify_and_more(c: &mut C) -> Outcome<()> {
    verify_tag(c, |tag| tag.push(0))
}

pub fn verify_nothing(c: &mut C) -> Outcome<()> {
    verify_tag(c, Vec::clear)
}
