//! Managed keys of a wasi-crypto host in one file.
//!
//! [`RedbStore`] is a [`KeyStore`](wasi_crypto_keystore::KeyStore) over [redb](https://www.redb.org), an embedded
//! database in pure Rust. One process has the file at a time. What reaches the file was sealed before: the store neither
//! has nor needs a key.
//!
//! # What survives what
//!
//! * **A crash, of the process or of the machine:** every change whose future completed is there when the file is opened
//!   again; a change under way is there whole or not at all. Nothing has to be repaired by hand.
//! * **Damage to the file:** found when the file is opened, because every page is then checked against its checksum, or
//!   when the damaged record is read, because every record has a checksum over its name, version and content. Either way
//!   the answer is [`Corrupt`](wasi_crypto_keystore::StoreError::Corrupt).
//! * **A full disk:** the change fails with [`Io`](wasi_crypto_keystore::StoreError::Io); reading goes on, and so does
//!   writing once there is room. Invalidating goes on all the same, in a reserve at the end of the file: as long as nothing
//!   else takes the room that the file gives back and takes again, and the file system overwrites in place.
//! * **A failed sync:** nobody knows what the disk holds then, so the store answers nothing but
//!   [`Io`](wasi_crypto_keystore::StoreError::Io) until it is opened anew.
//! * **A file from a newer version of this software:** refused, and not a byte of it changes.
//!
//! What it cannot find out: that the whole file was replaced by an older copy of itself; and, after a crash, that the one
//! bit in it flipped which says which of the last two changes is the newer. That undoes the last change.

mod changes;
mod draft;
mod engine;
mod extent;
mod failure;
mod file;
mod gate;
mod records;
#[cfg(test)]
mod shared;
mod store;
mod tables;
mod verify;
mod worker;

pub use draft::Draft;
pub use store::RedbStore;
