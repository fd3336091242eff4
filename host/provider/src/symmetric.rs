//! `wasi:crypto/symmetric`: one file per resource, one for batches; here what takes a single call.

mod batch;
mod key;
mod state;
mod tag;

use std::sync::Arc;

use wasi_crypto_api::output::Output;
use wasi_crypto_api::used::Used;
use wasi_crypto_api::{oneshot as api, symmetric};
use wasi_crypto_engine as engine;
use wasi_crypto_engine::SecretBytes;
use zeroize::Zeroizing;

use crate::bindings::symmetric::{
    DetachedCiphertext, Guest, Sealed, SymmetricKeyBorrow, SymmetricStateBorrow, SymmetricTag,
};
use crate::bindings::{Provider, Result};
use crate::objects::{Object, run};

/// `symmetric-key`
pub(crate) type KeyObject = Object<engine::SymmetricKey>;
/// `symmetric-state`
type StateObject = Object<symmetric::Shared>;
/// `symmetric-tag`
type TagObject = Object<Arc<engine::SymmetricTag>>;

type Entries<R> = Result<Vec<Result<R>>>;

impl Guest for Provider {
    type SymmetricKey = KeyObject;
    type SymmetricState = StateObject;
    type SymmetricTag = TagObject;

    fn hash(algorithm: String, message: Vec<u8>) -> Result<Vec<u8>> {
        run(&[message], |caller, inputs| api::hash(caller, &algorithm, inputs, 0))
    }

    fn mac(key: SymmetricKeyBorrow<'_>, message: Vec<u8>) -> Result<Vec<u8>> {
        let key = used(&key)?;
        run(&[message], |caller, inputs| api::mac(caller, &key, inputs, 0))
    }

    fn verify_mac(key: SymmetricKeyBorrow<'_>, message: Vec<u8>, tag: Vec<u8>) -> Result<()> {
        let key = used(&key)?;
        run(&[message, tag], |caller, inputs| api::verify_mac(caller, &key, inputs, 0))
    }

    fn seal(
        key: SymmetricKeyBorrow<'_>,
        nonce: Option<Vec<u8>>,
        associated_data: Vec<u8>,
        plaintext: Vec<u8>,
    ) -> Result<Sealed> {
        let (key, plaintext) = (used(&key)?, Zeroizing::new(plaintext));
        let with_nonce = nonce.is_some();
        let lists = [&associated_data[..], &plaintext[..], nonce.as_deref().unwrap_or_default()];
        let sealed = run(&lists, |caller, inputs| api::seal(caller, &key, with_nonce, inputs))?;
        let sealed = output(sealed);
        Ok(Sealed { nonce: sealed.nonce, ciphertext: sealed.ciphertext })
    }

    fn open(
        key: SymmetricKeyBorrow<'_>,
        nonce: Vec<u8>,
        associated_data: Vec<u8>,
        ciphertext: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let key = used(&key)?;
        Ok(secret(run(&[associated_data, ciphertext, nonce], |caller, inputs| api::open(caller, &key, inputs))?))
    }

    fn derive(key: SymmetricKeyBorrow<'_>, salt: Vec<u8>, info: Vec<u8>, len: u32) -> Result<Vec<u8>> {
        let key = used(&key)?;
        Ok(secret(run(&[salt, info], |caller, inputs| api::derive(caller, &key, len, inputs))?))
    }

    fn batch_squeeze(entries: Vec<(SymmetricStateBorrow<'_>, u32)>) -> Entries<Vec<u8>> {
        batch::squeeze(&entries)
    }

    fn batch_squeeze_tag(states: Vec<SymmetricStateBorrow<'_>>) -> Entries<SymmetricTag> {
        batch::squeeze_tag(&states)
    }

    fn batch_encrypt(entries: Vec<(SymmetricStateBorrow<'_>, Vec<u8>)>) -> Entries<Vec<u8>> {
        batch::encrypt(entries)
    }

    fn batch_encrypt_detached(entries: Vec<(SymmetricStateBorrow<'_>, Vec<u8>)>) -> Entries<DetachedCiphertext> {
        batch::encrypt_detached(entries)
    }

    fn batch_decrypt(entries: Vec<(SymmetricStateBorrow<'_>, Vec<u8>)>) -> Entries<Vec<u8>> {
        batch::decrypt(entries)
    }

    fn batch_decrypt_detached(entries: Vec<(SymmetricStateBorrow<'_>, Vec<u8>, Vec<u8>)>) -> Entries<Vec<u8>> {
        batch::decrypt_detached(entries)
    }
}

/// The key behind a handle, for an operation.
fn used(key: &SymmetricKeyBorrow<'_>) -> Result<Used<engine::SymmetricKey>> {
    key.get::<KeyObject>().key()
}

/// What came of an operation, for the guest.
fn output<B>(output: Output<B>) -> B {
    output.into_parts().0
}

/// A secret that came of one.
fn secret(secret: Output<SecretBytes>) -> Vec<u8> {
    plain(output(secret))
}

/// A secret for the guest. It is copied out of here, and what is left is freed.
pub(crate) fn plain(mut secret: SecretBytes) -> Vec<u8> {
    core::mem::take(&mut *secret)
}
