//! The objects behind a guest's handles.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::{GuestSecrets, Managed, Provenance};

use crate::error::HostResult;
use crate::limits::Slot;

/// An object in the [`ResourceTable`](wasmtime::component::ResourceTable), and its place in the count of open handles.
///
/// Opaque: embedders meet it only as the type parameter of a [`Resource`](wasmtime::component::Resource), for example
/// to name it in the `with` of their own bindings.
pub struct Handle<T> {
    value: T,
    provenance: Provenance,
    _slot: Slot,
}

/// `common.options`: a set of named values.
pub type Options = Handle<Arc<Mutex<engine::Options>>>;
/// `symmetric.symmetric-key`.
pub type SymmetricKey = Handle<engine::SymmetricKey>;
/// `symmetric.symmetric-state`.
pub type SymmetricState = Handle<Arc<State<engine::SymmetricState>>>;
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
pub type SignatureState = Handle<Arc<State<engine::SignatureState>>>;
/// `signatures.signature-verification-state`.
pub type SignatureVerificationState = Handle<Arc<State<engine::SignatureVerificationState>>>;
/// `common.secrets-manager`.
pub type SecretsManager = Handle<GuestSecrets>;

/// `array-output` of the upstream package: a list the guest has not taken yet.
pub type ArrayOutput = Handle<HeldBytes>;

/// A list that counts against what lists may hold together.
#[derive(Debug)]
pub struct HeldBytes {
    pub(crate) bytes: Bytes,
    pub(crate) _share: engine::Share,
}

/// An operation in progress.
///
/// Behind a lock because the bytes an operation works on are borrowed from the store, which also holds the table: the
/// state is taken out of the table first (a clone of its `Arc`), then the bytes are borrowed. Concurrent calls on one
/// state, should a runtime ever make them, are serialised.
pub struct State<S> {
    algorithm: &'static str,
    inner: Mutex<S>,
}

impl<T: Clone> Handle<T> {
    pub(crate) fn value(&self) -> T {
        self.value.clone()
    }
}

impl<T> Handle<T> {
    pub(crate) fn new(value: T, slot: Slot) -> Self {
        Self::of(value, Provenance::Guest, slot)
    }

    /// A key from elsewhere than the guest.
    pub(crate) fn of(value: T, provenance: Provenance, slot: Slot) -> Self {
        Self { value, provenance, _slot: slot }
    }

    pub(crate) fn get(&self) -> &T {
        &self.value
    }

    pub(crate) fn into_value(self) -> T {
        self.value
    }

    pub(crate) fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The key is in the store from now on, and can do no more than that one.
    pub(crate) fn becomes(&mut self, stored: Managed<T>) {
        self.value = stored.key;
        self.provenance = Provenance::Stored { id: stored.id, version: stored.version };
    }
}

/// Says nothing about the content, which may be secret.
impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

impl<S> State<S> {
    pub(crate) fn new(algorithm: &'static str, state: S) -> Arc<Self> {
        Arc::new(Self { algorithm, inner: Mutex::new(state) })
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        self.algorithm
    }

    /// Waits for the state. A batch that names one state twice locks it once per entry, never both at a time.
    pub(crate) fn lock(&self) -> HostResult<MutexGuard<'_, S>> {
        Ok(self.inner.lock()?)
    }
}
