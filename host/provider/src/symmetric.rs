//! `wasi:crypto/symmetric`: one file per resource, one for batches; here what takes a single call.

mod batch;
mod key;
mod state;
mod tag;

use wasi_crypto_engine as engine;
use wasi_crypto_engine::{SecretBytes, oneshot};
use zeroize::Zeroizing;

use crate::bindings::symmetric::{
    DetachedCiphertext, Guest, Sealed, SymmetricKeyBorrow, SymmetricStateBorrow, SymmetricTag,
};
use crate::bindings::{Provider, Result};
use crate::common::length;
use crate::managed::Key;
use crate::objects::{self, Held};

/// `symmetric-key`
pub(crate) type KeyObject = Key<engine::SymmetricKey>;
/// `symmetric-state`
type StateObject = Held<engine::SymmetricState>;
/// `symmetric-tag`
type TagObject = Held<engine::SymmetricTag>;

type Entries<R> = Result<Vec<Result<R>>>;

impl Guest for Provider {
    type SymmetricKey = KeyObject;
    type SymmetricState = StateObject;
    type SymmetricTag = TagObject;

    fn hash(algorithm: String, message: Vec<u8>) -> Result<Vec<u8>> {
        Ok(oneshot::hash(&objects::engine()?, &algorithm, &message)?)
    }

    fn mac(key: SymmetricKeyBorrow<'_>, message: Vec<u8>) -> Result<Vec<u8>> {
        Ok(oneshot::mac(&symmetric(&key)?, &message)?)
    }

    fn verify_mac(key: SymmetricKeyBorrow<'_>, message: Vec<u8>, tag: Vec<u8>) -> Result<()> {
        Ok(oneshot::verify_mac(&symmetric(&key)?, &message, &tag)?)
    }

    fn seal(
        key: SymmetricKeyBorrow<'_>,
        nonce: Option<Vec<u8>>,
        associated_data: Vec<u8>,
        plaintext: Vec<u8>,
    ) -> Result<Sealed> {
        let plaintext = Zeroizing::new(plaintext);
        let sealed = oneshot::seal(&symmetric(&key)?, nonce.as_deref(), &associated_data, &plaintext)?;
        Ok(Sealed { nonce: sealed.nonce, ciphertext: sealed.ciphertext })
    }

    fn open(
        key: SymmetricKeyBorrow<'_>,
        nonce: Vec<u8>,
        associated_data: Vec<u8>,
        ciphertext: Vec<u8>,
    ) -> Result<Vec<u8>> {
        Ok(plain(oneshot::open(&symmetric(&key)?, &nonce, &associated_data, &ciphertext)?))
    }

    fn derive(key: SymmetricKeyBorrow<'_>, salt: Vec<u8>, info: Vec<u8>, len: u32) -> Result<Vec<u8>> {
        Ok(plain(oneshot::derive(&symmetric(&key)?, &salt, &info, length(len)?)?))
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

/// The key behind a handle.
fn symmetric(key: &SymmetricKeyBorrow<'_>) -> Result<engine::SymmetricKey> {
    key.get::<KeyObject>().key()
}

/// A secret for the guest. It is copied out of here, and what is left is freed.
pub(crate) fn plain(mut secret: SecretBytes) -> Vec<u8> {
    core::mem::take(&mut *secret)
}
