//! Lists on their way to the guest.

use std::cell::Cell;
use std::hint::black_box;

use bytes::Bytes;
use wasi_crypto_engine::SecretBytes;

/// A buffer for a result that the engine fills: zero before, wiped after wasmtime has copied it into the guest.
///
/// Wiping is a plain fill that the compiler is kept from removing; the volatile writes of `zeroize` go byte by byte and
/// would cost as much as encrypting. A medium-sized buffer is then kept for the next result on the same thread. That
/// it is wiped makes it both safe to use for another guest and zero without further work.
pub(crate) struct Output {
    buffer: Vec<u8>,
    /// How much of the buffer is in use; the rest is zero.
    len: usize,
}

/// Shorter buffers are not worth keeping.
const KEPT_MIN: usize = 4 << 10;

/// Longer ones are not worth their memory: a megabyte and a tag.
const KEPT_MAX: usize = (1 << 20) + (4 << 10);

thread_local! {
    /// One buffer, all zero, or none.
    static IDLE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

impl Output {
    pub(crate) fn zeroed(len: usize) -> Self {
        let idle = if (KEPT_MIN..=KEPT_MAX).contains(&len) { take_idle() } else { Vec::new() };
        let buffer = if idle.len() >= len { idle } else { vec![0; len] };
        Self { buffer, len }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [u8] {
        self.buffer.get_mut(..self.len).unwrap_or_default()
    }

    /// The first `len` bytes as a list; the rest was never part of the result.
    pub(crate) fn into_list(self, len: usize) -> Bytes {
        let mut list = Bytes::from_owner(self);
        list.truncate(len);
        list
    }
}

/// A list with a secret in it, wiped after lowering.
pub(crate) fn secret(mut bytes: SecretBytes) -> Bytes {
    let mut buffer = std::mem::take(&mut *bytes);
    let len = buffer.len();
    // What lies between length and capacity may have been part of the secret before it was shortened.
    buffer.resize(buffer.capacity(), 0);
    Output { len: buffer.len(), buffer }.into_list(len)
}

impl AsRef<[u8]> for Output {
    fn as_ref(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.as_mut_slice().fill(0);
        black_box(&self.buffer);
        if (KEPT_MIN..=KEPT_MAX).contains(&self.buffer.len()) {
            keep_idle(std::mem::take(&mut self.buffer));
        }
    }
}

fn take_idle() -> Vec<u8> {
    // A thread that ends has no buffer any more.
    IDLE.try_with(Cell::take).unwrap_or_default()
}

/// Keeps the longer one of this buffer and the one kept already.
fn keep_idle(buffer: Vec<u8>) {
    let _ = IDLE.try_with(|idle| {
        let kept = idle.take();
        idle.set(if kept.len() > buffer.len() { kept } else { buffer });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills a buffer of `len` bytes and lets go of it; `written` of them go to the guest.
    fn use_up(len: usize, written: usize) {
        let mut output = Output::zeroed(len);
        assert!(output.as_mut_slice().iter().all(|byte| *byte == 0));
        assert_eq!(output.as_mut_slice().len(), len);
        output.as_mut_slice().fill(0xa5);
        assert_eq!(output.into_list(written).len(), written);
    }

    #[test]
    fn buffers_come_back_zero() {
        for len in [0, 1, KEPT_MIN - 1, KEPT_MIN, 9_999, 60_000, 10_000, KEPT_MAX, KEPT_MAX + 1, KEPT_MIN] {
            use_up(len, len / 2);
            let idle = take_idle();
            assert!(idle.iter().all(|byte| *byte == 0));
            keep_idle(idle);
        }
        assert_eq!(take_idle().len(), KEPT_MAX);
    }

    #[test]
    fn a_buffer_is_used_by_one_result_at_a_time() {
        use_up(10_000, 10_000);
        let mut first = Output::zeroed(8_000);
        first.as_mut_slice().fill(1);
        let mut second = Output::zeroed(8_000);
        second.as_mut_slice().fill(2);
        assert!(first.as_ref().iter().all(|byte| *byte == 1));
        drop(second);
        drop(first);
        assert!(take_idle().iter().all(|byte| *byte == 0));
    }

    #[test]
    fn secrets_keep_their_length() {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(b"secret");
        assert_eq!(secret(SecretBytes::new(bytes)), &b"secret"[..]);
        assert!(secret(SecretBytes::default()).is_empty());
    }
}
