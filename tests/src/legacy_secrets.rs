//! The legacy functions for managed keys and external secrets with Rust arguments.
//!
//! Key pairs and symmetric keys have the same functions; `kind` says which: [`PAIR`] or [`KEY`].

use crate::legacy::{Answer, Legacy};

/// Key pairs.
pub const PAIR: &str = "keypair";
/// Symmetric keys.
pub const KEY: &str = "symmetric_key";

/// Version of something that has none; only ever an answer.
pub const UNSPECIFIED: u64 = 0xff00_0000_0000_0000;
/// The newest version.
pub const LATEST: u64 = 0xff00_0000_0000_0001;
/// Every version; for the functions that invalidate.
pub const ALL: u64 = 0xff00_0000_0000_0002;

/// Bytes of an identifier.
pub const ID_LEN: usize = 32;

impl Legacy {
    /// `secrets_manager_open` without options.
    pub fn manager(&mut self) -> Answer<u64> {
        let none = self.optional(None);
        self.call_u32("secrets_manager_open", &[none])
    }

    /// `keypair_generate_managed` without options.
    pub fn keypair_generate_managed(&mut self, manager: u64, category: u64, algorithm: &str) -> Answer<u64> {
        let ((name, len), none) = (self.put(algorithm.as_bytes()), self.optional(None));
        self.call_u32("keypair_generate_managed", &[manager, category, name, len, none])
    }

    /// `symmetric_key_generate_managed` without options.
    pub fn key_generate_managed(&mut self, manager: u64, algorithm: &str) -> Answer<u64> {
        let ((name, len), none) = (self.put(algorithm.as_bytes()), self.optional(None));
        self.call_u32("symmetric_key_generate_managed", &[manager, name, len, none])
    }

    /// `*_store_managed` with a buffer of the size of an identifier.
    pub fn store_managed(&mut self, kind: &str, manager: u64, key: u64) -> Answer<Vec<u8>> {
        self.fill_exactly(&format!("{kind}_store_managed"), &[manager, key], ID_LEN)
    }

    /// `*_replace_managed`; the number of the new version.
    pub fn replace_managed(&mut self, kind: &str, manager: u64, old: u64, new: u64) -> Answer<u64> {
        self.call_u64(&format!("{kind}_replace_managed"), &[manager, old, new])
    }

    /// `*_id` with a buffer of the given size; identifier and version.
    pub fn managed_id(&mut self, kind: &str, key: u64, room: usize) -> Answer<(Vec<u8>, u64)> {
        let (id, len) = (self.room(room), self.room(4));
        let version = self.call_u64(&format!("{kind}_id"), &[key, id, room as u64, len])?;
        let len = self.read_u32(len);
        Ok((self.read(id, len.into()), version))
    }

    /// `*_from_id`.
    pub fn from_id(&mut self, kind: &str, manager: u64, id: &[u8], version: u64) -> Answer<u64> {
        let (id, len) = self.put(id);
        self.call_u32(&format!("{kind}_from_id"), &[manager, id, len, version])
    }

    /// `secrets_manager_invalidate`.
    pub fn invalidate(&mut self, manager: u64, id: &[u8], version: u64) -> Answer {
        let (id, len) = self.put(id);
        self.call("secrets_manager_invalidate", &[manager, id, len, version])
    }

    /// `external_secret_store`; the identifier.
    pub fn secret_store(&mut self, manager: u64, secret: &[u8], expiration: u64) -> Answer<Vec<u8>> {
        let (secret, len) = self.put(secret);
        self.fill_exactly("external_secret_store", &[manager, secret, len, expiration], ID_LEN)
    }

    /// `external_secret_replace`; the number of the new version.
    pub fn secret_replace(&mut self, manager: u64, id: &[u8], secret: &[u8], expiration: u64) -> Answer<u64> {
        let ((secret, len), (id, id_len)) = (self.put(secret), self.put(id));
        self.call_u64("external_secret_replace", &[manager, secret, len, expiration, id, id_len])
    }

    /// `external_secret_from_id` and pull.
    pub fn secret_from_id(&mut self, manager: u64, id: &[u8], version: u64) -> Answer<Vec<u8>> {
        let (id, len) = self.put(id);
        let array = self.call_u32("external_secret_from_id", &[manager, id, len, version])?;
        self.pull(array)
    }

    /// `external_secret_invalidate`.
    pub fn secret_invalidate(&mut self, manager: u64, id: &[u8], version: u64) -> Answer {
        let (id, len) = self.put(id);
        self.call("external_secret_invalidate", &[manager, id, len, version])
    }

    /// `external_secret_encapsulate` and pull.
    pub fn seal(&mut self, manager: u64, secret: &[u8], expiration: u64) -> Answer<Vec<u8>> {
        let (secret, len) = self.put(secret);
        let array = self.call_u32("external_secret_encapsulate", &[manager, secret, len, expiration])?;
        self.pull(array)
    }

    /// `external_secret_decapsulate` and pull.
    pub fn unseal(&mut self, manager: u64, sealed: &[u8]) -> Answer<Vec<u8>> {
        let (sealed, len) = self.put(sealed);
        let array = self.call_u32("external_secret_decapsulate", &[manager, sealed, len])?;
        self.pull(array)
    }

    /// Calls a function whose last parameter is an out-pointer to a 64-bit number, and reads it.
    pub fn call_u64(&mut self, name: &str, args: &[u64]) -> Answer<u64> {
        let out = self.room(8);
        let args: Vec<u64> = args.iter().copied().chain([out]).collect();
        self.call(name, &args)?;
        Ok(u64::from_le_bytes(self.read(out, 8).try_into().expect("eight bytes")))
    }
}
