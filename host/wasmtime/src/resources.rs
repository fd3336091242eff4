//! The objects behind a guest's handles.

use std::sync::Arc;

use bytes::Bytes;
use wasi_crypto_api::signatures::{Signing, Verification};
use wasi_crypto_api::{asymmetric, symmetric};
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::GuestSecrets;

pub use wasi_crypto_api::handle::Handle;

/// `common.options`: a set of named values.
pub type Options = Handle<asymmetric::SharedOptions>;
/// `symmetric.symmetric-key`.
pub type SymmetricKey = Handle<engine::SymmetricKey>;
/// `symmetric.symmetric-state`.
pub type SymmetricState = Handle<symmetric::Shared>;
/// `symmetric.symmetric-tag`.
pub type SymmetricTag = Handle<Arc<engine::SymmetricTag>>;
/// `asymmetric.key-pair`.
pub type KeyPair = Handle<engine::KeyPair>;
/// `asymmetric.public-key`.
pub type PublicKey = Handle<engine::PublicKey>;
/// `asymmetric.secret-key`.
pub type SecretKey = Handle<engine::SecretKey>;
/// `signatures.signature`.
pub type Signature = Handle<engine::Signature>;
/// `signatures.signature-state`.
pub type SignatureState = Handle<Signing>;
/// `signatures.signature-verification-state`.
pub type SignatureVerificationState = Handle<Verification>;
/// `common.secrets-manager`.
pub type SecretsManager = Handle<GuestSecrets>;

/// `array-output` of the upstream package: a list the guest has not taken yet.
pub type ArrayOutput = Handle<HeldBytes>;

/// A list that counts with all else that the guest holds.
#[derive(Debug)]
pub struct HeldBytes {
    pub(crate) bytes: Bytes,
    pub(crate) _share: engine::Share,
}
