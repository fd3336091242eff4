//! Lists on their way to the guest.

use std::hint::black_box;

use bytes::Bytes;
use wasi_crypto_engine::SecretBytes;

/// A list with a secret in it, wiped after wasmtime has copied it into the guest.
///
/// Wiping is a plain fill that the compiler is kept from removing; the volatile writes of `zeroize` go byte by byte and
/// would cost as much as encrypting.
pub(crate) fn secret(mut bytes: SecretBytes) -> Bytes {
    Bytes::from_owner(Wiped(std::mem::take(&mut *bytes)))
}

struct Wiped(Vec<u8>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Wiped {
    /// What lies between length and capacity may have been part of the secret before it was shortened.
    fn wipe(&mut self) {
        self.0.clear();
        self.0.resize(self.0.capacity(), 0);
        black_box(&self.0);
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.wipe();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_keep_their_length() {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(b"secret");
        assert_eq!(secret(SecretBytes::new(bytes)), &b"secret"[..]);
        assert!(secret(SecretBytes::default()).is_empty());
    }

    #[test]
    fn wiping_goes_up_to_the_capacity() {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(b"secret, and more of it");
        bytes.truncate(6);
        let mut wiped = Wiped(bytes);
        wiped.wipe();
        assert!(wiped.as_ref().len() >= 64 && wiped.as_ref().iter().all(|byte| *byte == 0));
    }
}
