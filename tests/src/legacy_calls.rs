//! The legacy functions with Rust arguments: buffers are put into the driver's memory, results read from it.

use crate::legacy::{Answer, Legacy};

/// Handle that is none of anybody's.
pub const GARBAGE: u64 = 0x1234_5678;

/// Algorithm categories.
pub const SIGNATURES: u64 = 0;
/// Algorithm categories.
pub const SYMMETRIC: u64 = 1;
/// Algorithm categories.
pub const KEY_EXCHANGE: u64 = 2;

/// Encodings of keys, as far as they are the same for all kinds of keys.
pub const RAW: u64 = 0;
/// PKCS#8, or SubjectPublicKeyInfo for public keys.
pub const PKCS8: u64 = 1;
/// The same in PEM armour.
pub const PEM: u64 = 2;
/// SEC 1; public and secret keys only.
pub const SEC: u64 = 3;
/// DER encoding of a signature.
pub const DER: u64 = 1;

impl Legacy {
    /// Calls a function whose last parameter is an out-pointer to a handle or size, and reads it.
    pub fn call_u32(&mut self, name: &str, args: &[u64]) -> Answer<u64> {
        let out = self.room(4);
        let args: Vec<u64> = args.iter().copied().chain([out]).collect();
        self.call(name, &args)?;
        Ok(u64::from(self.read_u32(out)))
    }

    /// The union behind an optional handle.
    pub fn optional(&mut self, handle: Option<u64>) -> u64 {
        let mut union = [1, 0, 0, 0, 0xee, 0xee, 0xee, 0xee];
        if let Some(handle) = handle {
            union[0] = 0;
            union[4..].copy_from_slice(&(handle as u32).to_le_bytes());
        }
        self.put(&union).0
    }

    /// `options_open`.
    pub fn options_open(&mut self, category: u64) -> Answer<u64> {
        self.call_u32("options_open", &[category])
    }

    /// `options_set`.
    pub fn options_set(&mut self, options: u64, name: &str, value: &[u8]) -> Answer {
        let ((name, name_len), (value, value_len)) = (self.put(name.as_bytes()), self.put(value));
        self.call("options_set", &[options, name, name_len, value, value_len])
    }

    /// `options_set_u64`.
    pub fn options_set_u64(&mut self, options: u64, name: &str, value: u64) -> Answer {
        let (name, name_len) = self.put(name.as_bytes());
        self.call("options_set_u64", &[options, name, name_len, value])
    }

    /// Options of the symmetric category with a nonce.
    pub fn nonce(&mut self, nonce: &[u8]) -> Answer<u64> {
        let options = self.options_open(SYMMETRIC)?;
        self.options_set(options, "nonce", nonce)?;
        Ok(options)
    }

    /// `array_output_len` and one `array_output_pull` of everything.
    pub fn pull(&mut self, array: u64) -> Answer<Vec<u8>> {
        let len = self.call_u32("array_output_len", &[array])?;
        let buffer = self.room(len as usize);
        let pulled = self.call_u32("array_output_pull", &[array, buffer, len])?;
        assert_eq!(pulled, len, "one pull delivers everything");
        Ok(self.read(buffer, len))
    }

    /// A function that fills an exactly sized buffer given by address and length, after other arguments.
    pub fn fill_exactly(&mut self, name: &str, args: &[u64], len: usize) -> Answer<Vec<u8>> {
        let buffer = self.room(len);
        let args: Vec<u64> = args.iter().copied().chain([buffer, len as u64]).collect();
        self.call(name, &args)?;
        Ok(self.read(buffer, len as u64))
    }

    /// `symmetric_key_generate` without options.
    pub fn key_generate(&mut self, algorithm: &str) -> Answer<u64> {
        let ((name, len), none) = (self.put(algorithm.as_bytes()), self.optional(None));
        self.call_u32("symmetric_key_generate", &[name, len, none])
    }

    /// `symmetric_key_import`.
    pub fn key_import(&mut self, algorithm: &str, raw: &[u8]) -> Answer<u64> {
        let ((name, len), (raw, raw_len)) = (self.put(algorithm.as_bytes()), self.put(raw));
        self.call_u32("symmetric_key_import", &[name, len, raw, raw_len])
    }

    /// `symmetric_key_export` and pull.
    pub fn key_export(&mut self, key: u64) -> Answer<Vec<u8>> {
        let array = self.call_u32("symmetric_key_export", &[key])?;
        self.pull(array)
    }

    /// `symmetric_state_open`.
    pub fn state_open(&mut self, algorithm: &str, key: Option<u64>, options: Option<u64>) -> Answer<u64> {
        let (name, len) = self.put(algorithm.as_bytes());
        let (key, options) = (self.optional(key), self.optional(options));
        self.call_u32("symmetric_state_open", &[name, len, key, options])
    }

    /// Opens an AEAD state with key bytes and a nonce; both handles are closed again.
    pub fn aead(&mut self, algorithm: &str, key: &[u8], nonce: &[u8]) -> Answer<u64> {
        let key = self.key_import(algorithm, key)?;
        let options = self.nonce(nonce)?;
        let state = self.state_open(algorithm, Some(key), Some(options));
        self.call("symmetric_key_close", &[key])?;
        self.call("options_close", &[options])?;
        state
    }

    /// `symmetric_state_absorb`.
    pub fn absorb(&mut self, state: u64, data: &[u8]) -> Answer {
        let (data, len) = self.put(data);
        self.call("symmetric_state_absorb", &[state, data, len])
    }

    /// `symmetric_state_squeeze`.
    pub fn squeeze(&mut self, state: u64, len: usize) -> Answer<Vec<u8>> {
        self.fill_exactly("symmetric_state_squeeze", &[state], len)
    }

    /// `symmetric_state_encrypt` into a buffer of the given size.
    pub fn encrypt(&mut self, state: u64, data: &[u8], out_len: usize) -> Answer<Vec<u8>> {
        let ((data, len), out) = (self.put(data), self.room(out_len));
        let written = self.call_u32("symmetric_state_encrypt", &[state, out, out_len as u64, data, len])?;
        Ok(self.read(out, written))
    }

    /// `symmetric_state_decrypt` into a buffer of the given size.
    pub fn decrypt(&mut self, state: u64, data: &[u8], out_len: usize) -> Answer<Vec<u8>> {
        let ((data, len), out) = (self.put(data), self.room(out_len));
        let written = self.call_u32("symmetric_state_decrypt", &[state, out, out_len as u64, data, len])?;
        Ok(self.read(out, written))
    }

    /// `symmetric_state_encrypt_detached`; ciphertext and tag handle.
    pub fn encrypt_detached(&mut self, state: u64, data: &[u8], out_len: usize) -> Answer<(Vec<u8>, u64)> {
        let ((data, len), out) = (self.put(data), self.room(out_len));
        let tag = self.call_u32("symmetric_state_encrypt_detached", &[state, out, out_len as u64, data, len])?;
        Ok((self.read(out, out_len as u64), tag))
    }

    /// `symmetric_state_decrypt_detached`.
    pub fn decrypt_detached(&mut self, state: u64, data: &[u8], tag: &[u8], out_len: usize) -> Answer<Vec<u8>> {
        let ((data, len), (tag, tag_len), out) = (self.put(data), self.put(tag), self.room(out_len));
        let args = [state, out, out_len as u64, data, len, tag, tag_len];
        let written = self.call_u32("symmetric_state_decrypt_detached", &args)?;
        Ok(self.read(out, written))
    }

    /// `symmetric_state_squeeze_tag`.
    pub fn squeeze_tag(&mut self, state: u64) -> Answer<u64> {
        self.call_u32("symmetric_state_squeeze_tag", &[state])
    }

    /// `symmetric_tag_pull` into a buffer of the given size.
    pub fn tag_pull(&mut self, tag: u64, len: usize) -> Answer<Vec<u8>> {
        let buffer = self.room(len);
        let written = self.call_u32("symmetric_tag_pull", &[tag, buffer, len as u64])?;
        Ok(self.read(buffer, written))
    }

    /// `symmetric_tag_verify`.
    pub fn tag_verify(&mut self, tag: u64, expected: &[u8]) -> Answer {
        let (expected, len) = self.put(expected);
        self.call("symmetric_tag_verify", &[tag, expected, len])
    }

    /// `keypair_generate` without options.
    pub fn keypair_generate(&mut self, category: u64, algorithm: &str) -> Answer<u64> {
        let ((name, len), none) = (self.put(algorithm.as_bytes()), self.optional(None));
        self.call_u32("keypair_generate", &[category, name, len, none])
    }

    /// `keypair_import`, `publickey_import` or `secretkey_import`, by the kind of key.
    pub fn import(&mut self, kind: &str, category: u64, algorithm: &str, encoded: &[u8], encoding: u64) -> Answer<u64> {
        let ((name, len), (bytes, bytes_len)) = (self.put(algorithm.as_bytes()), self.put(encoded));
        self.call_u32(&format!("{kind}_import"), &[category, name, len, bytes, bytes_len, encoding])
    }

    /// `keypair_export`, `publickey_export`, `secretkey_export` or `signature_export`, and pull.
    pub fn export(&mut self, kind: &str, handle: u64, encoding: u64) -> Answer<Vec<u8>> {
        let array = self.call_u32(&format!("{kind}_export"), &[handle, encoding])?;
        self.pull(array)
    }

    /// `signature_import`.
    pub fn signature_import(&mut self, algorithm: &str, encoded: &[u8], encoding: u64) -> Answer<u64> {
        let ((name, len), (bytes, bytes_len)) = (self.put(algorithm.as_bytes()), self.put(encoded));
        self.call_u32("signature_import", &[name, len, bytes, bytes_len, encoding])
    }

    /// Signs a message with a key pair and returns a signature handle; the state is closed again.
    pub fn sign(&mut self, keypair: u64, message: &[u8]) -> Answer<u64> {
        let state = self.call_u32("signature_state_open", &[keypair])?;
        let (data, len) = self.put(message);
        self.call("signature_state_update", &[state, data, len])?;
        let signature = self.call_u32("signature_state_sign", &[state]);
        self.call("signature_state_close", &[state])?;
        signature
    }

    /// Verifies a signature handle over a message; the state is closed again.
    pub fn verify(&mut self, publickey: u64, message: &[u8], signature: u64) -> Answer {
        let state = self.call_u32("signature_verification_state_open", &[publickey])?;
        let (data, len) = self.put(message);
        self.call("signature_verification_state_update", &[state, data, len])?;
        let answer = self.call("signature_verification_state_verify", &[state, signature]);
        self.call("signature_verification_state_close", &[state])?;
        answer
    }

    /// `kx_dh` and pull.
    pub fn dh(&mut self, publickey: u64, secretkey: u64) -> Answer<Vec<u8>> {
        let array = self.call_u32("kx_dh", &[publickey, secretkey])?;
        self.pull(array)
    }

    /// `kx_encapsulate`; secret and encapsulation.
    pub fn encapsulate(&mut self, publickey: u64) -> Answer<(Vec<u8>, Vec<u8>)> {
        let (secret, encapsulated) = (self.room(4), self.room(4));
        self.call("kx_encapsulate", &[publickey, secret, encapsulated])?;
        let (secret, encapsulated) = (self.read_u32(secret), self.read_u32(encapsulated));
        Ok((self.pull(secret.into())?, self.pull(encapsulated.into())?))
    }

    /// `kx_decapsulate` and pull.
    pub fn decapsulate(&mut self, secretkey: u64, encapsulated: &[u8]) -> Answer<Vec<u8>> {
        let (bytes, len) = self.put(encapsulated);
        let array = self.call_u32("kx_decapsulate", &[secretkey, bytes, len])?;
        self.pull(array)
    }
}
