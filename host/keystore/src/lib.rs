//! Where a wasi-crypto host keeps managed keys and external secrets.
//!
//! [`KeyStore`] is the seam: a store keeps opaque records under names and versions, and promises durability and
//! compare-and-swap. It knows nothing of cryptography: what it keeps was sealed before it got here, so a store, its
//! files, its backups and its administrators never see a key. Who may use a record, and what for, is decided above it
//! as well.
//!
//! The seam is asynchronous and assumes neither a file nor one process: a database server or a hardware module fits
//! behind it. [`MemoryStore`] is the smallest implementation; the one in a file is the crate `wasi-crypto-keystore-redb`.
//! Whoever writes another one has the promises as tests: the module `conformance`, behind the feature of that name.

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod error;
mod memory;
mod name;
mod record;
mod snapshot;
mod store;

pub use error::{Result, StoreError};
pub use memory::MemoryStore;
pub use name::{EntryName, InvalidName, MAX_ID_LEN, MAX_NAMESPACE_LEN, Namespace};
pub use record::{Attributes, Head, Kind, LAST_VERSION, NewVersion, Record, Selector};
pub use snapshot::{EntrySnapshot, Root, Snapshot};
pub use store::{EntryInfo, KeyStore, Quota, StoreFuture, Usage, WhenEmpty};
