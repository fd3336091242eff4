//! Managed keys and external secrets of wasi-crypto.
//!
//! Between the [engine](wasi_crypto_engine), which computes, and a [key store](wasi_crypto_keystore), which keeps bytes:
//! this crate seals what is stored, says which guest may do what, and writes down who did. It knows nothing of
//! WebAssembly.
//!
//! * [`Secrets`] is a store, opened with its [`MasterKey`] and a [`Policy`].
//! * [`GuestSecrets`] is what one guest sees of it, [`Operator`] what its owner does with it.
//! * [`audit`] describes the events.
//!
//! # How keys are protected
//!
//! The master key is not in the store. It seals the *data keys*, which are kept in one document there, and those seal the
//! records: XChaCha20-Poly1305 with random nonces, bound to namespace, identifier, version and attributes. So whoever has
//! the store, a copy of it or a backup, but not the master key, learns from it names, algorithms, times and sizes, and
//! can put back an older state of it, but can neither read a key nor put one in the place of another.
//!
//! # Features
//!
//! * `serde`: [`Policy`] can be read from a file.

pub mod audit;

mod backup;
mod clock;
mod envelope;
mod error;
mod external;
mod guest;
mod host_key;
mod key_pairs;
mod keyring;
mod keys;
mod lookups;
mod master_key;
mod new_file;
mod operator;
mod policy;
#[cfg(feature = "serde")]
mod policy_file;
mod rotation;
mod sealing;
mod secrets;
mod symmetric_keys;
mod vault;

pub use backup::{Restored, restore};
pub use clock::{Clock, ManualClock, SystemClock};
pub use envelope::encapsulated_len;
pub use error::{Result, SecretsError};
pub use external::StoredSecret;
pub use guest::{GuestSecrets, Managed, Origin, Provenance};
pub use host_key::HostKey;
pub use keys::Storable;
pub use master_key::MasterKey;
pub use operator::{Expiry, Listed, ListedVersion, Operator, Verified, entry_name};
pub use policy::{Policy, Rules};
pub use rotation::Rotation;
pub use secrets::{Secrets, SecretsBuilder};
