//! The operations through the one-shot functions.

use crate::bindings::wasi::crypto::common::ErrorCode;
use crate::bindings::wasi::crypto::key_exchange::dh;
use crate::bindings::wasi::crypto::signatures::{sign, verify};
use crate::bindings::wasi::crypto::symmetric::{hash, mac, open, seal};
use crate::prepared::{Prepared, Subject};
use crate::{Operation, Sum};

/// Does the operation once; nothing if there is no such function.
pub fn step(prepared: &mut Prepared, sum: &mut Sum) -> Option<Result<(), ErrorCode>> {
    if matches!(prepared.operation, Operation::Options | Operation::TagLen) {
        return None;
    }
    if matches!(prepared.operation, Operation::Aes256GcmSeal | Operation::ChaCha20Poly1305Seal) {
        prepared.next_nonce();
    }
    Some(call(prepared, sum))
}

fn call(prepared: &Prepared, sum: &mut Sum) -> Result<(), ErrorCode> {
    let Prepared { message, nonce, .. } = prepared;
    match (&prepared.subject, prepared.operation) {
        (Subject::Nothing | Subject::Tag(_), _) => sum.add(&hash("SHA-256", message)?),
        (Subject::Symmetric { key, .. }, Operation::HmacSha256) => sum.add(&mac(key, message)?),
        (Subject::Symmetric { key, sealed, .. }, Operation::Aes256GcmOpen) => {
            sum.add_len(open(key, nonce, &[], sealed)?.len());
        }
        (Subject::Symmetric { key, .. }, _) => sum.add(&seal(key, Some(nonce), &[], message)?.ciphertext),
        (Subject::Signature { pair, .. }, Operation::P256Sign) => sum.add_len(sign(pair, message)?.len()),
        (Subject::Signature { pair, .. }, Operation::Ed25519Sign | Operation::RsaSign) => {
            sum.add(&sign(pair, message)?);
        }
        (Subject::Signature { public, signature, .. }, _) => {
            verify(public, message, signature)?;
            sum.add(&[]);
        }
        (Subject::Exchange { public, secret }, _) => sum.add(&dh(public, secret)?),
    }
    Ok(())
}
