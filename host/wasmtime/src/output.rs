//! Lists on their way to the guest.

use std::hint::black_box;

use bytes::Bytes;
use wasi_crypto_engine::SecretBytes;

/// A buffer for a result that the engine fills; zero before, wiped after wasmtime has copied it into the guest.
///
/// Wiping is for plaintext and keystream. It is a plain fill the compiler is kept from removing: fast enough for
/// megabytes, which wiping byte by byte with volatile writes is not.
pub(crate) struct Output {
    buffer: Vec<u8>,
}

impl Output {
    pub(crate) fn zeroed(len: usize) -> Self {
        Self { buffer: vec![0; len] }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [u8] {
        &mut self.buffer
    }

    /// The first `len` bytes as a list; the rest was never part of the result.
    pub(crate) fn into_list(self, len: usize) -> Bytes {
        let mut list = Bytes::from_owner(self);
        list.truncate(len);
        list
    }
}

impl AsRef<[u8]> for Output {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.buffer.fill(0);
        black_box(&self.buffer);
    }
}

/// A list with a secret in it, wiped after lowering.
pub(crate) fn secret(bytes: SecretBytes) -> Bytes {
    Bytes::from_owner(bytes)
}
