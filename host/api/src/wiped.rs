//! Bytes on their way to a guest that are wiped when they have arrived.

use std::hint::black_box;

use wasi_crypto_engine::SecretBytes;

/// A secret for the guest, wiped when it is dropped.
///
/// Wiping is a plain fill that the compiler is kept from removing; the volatile writes of `zeroize` go byte by byte and
/// would cost as much as encrypting.
pub struct Wiped(pub(crate) Vec<u8>);

impl From<SecretBytes> for Wiped {
    #[inline]
    fn from(mut bytes: SecretBytes) -> Self {
        Self(std::mem::take(&mut *bytes))
    }
}

impl AsRef<[u8]> for Wiped {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Wiped {
    /// What lies between length and capacity may have been part of the secret before it was shortened.
    #[inline]
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
        assert_eq!(Wiped::from(SecretBytes::new(bytes)).as_ref(), b"secret");
        assert!(Wiped::from(SecretBytes::default()).as_ref().is_empty());
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
