//! What a target makes of the fuzzer's bytes. A short input reads as zeros at its end.

use std::sync::LazyLock;

use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{Engine, Limits};

/// Bytes not yet used.
#[allow(dead_code, reason = "not every target uses all of it")]
pub struct Input<'a>(pub &'a [u8]);

#[allow(dead_code, reason = "not every target uses all of it")]
impl<'a> Input<'a> {
    pub fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    pub fn number(&mut self) -> u64 {
        // Mostly small, at times close to an edge.
        let (kind, low) = (self.byte(), u64::from(self.byte()));
        match kind % 8 {
            0 => low,
            1 => low << 8,
            2 => low << 16,
            3 => 1 << (low % 64),
            4 => (1_u64 << (low % 64)).wrapping_sub(1),
            5 => u64::MAX - low,
            6 => u64::from(u32::MAX) + low,
            _ => low % 8,
        }
    }

    pub fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// A string with its length in front.
    pub fn bytes(&mut self) -> &'a [u8] {
        let len = self.byte();
        self.take(len.into())
    }

    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[usize::from(self.byte()) % list.len()]
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Engines of two providers with limits a run of the fuzzer is not held up by.
pub static ENGINES: LazyLock<[Engine; 2]> = LazyLock::new(|| {
    [CryptoProvider::ring(), CryptoProvider::pure()].map(|provider| {
        let mut limits = Limits::default();
        limits.max_memory_budget = 1 << 18;
        limits.max_password_work = 3_000_000;
        limits.max_output_len = 1 << 14;
        limits.max_buffered_message = 1 << 12;
        Engine::builder().provider(provider).limits(limits).build().unwrap()
    })
});
