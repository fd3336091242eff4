//! What algorithms cost: time before it is spent, and memory before it is held.
//!
//! The numbers are those of the slowest provider on a machine of 2020, rounded up: an estimate that is four times too high
//! does no harm, one that is too low lets a guest exceed its limit. `cargo bench --bench costs` compares the times with
//! what is measured, and `tests/memory.rs` the bytes: those of the provider that takes most, and a little more, since
//! libraries change.

use super::{KeyFormat, SafeCurve, Shape};

/// What an algorithm costs at most.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Cost {
    /// Nanoseconds per KiB of input or output.
    pub kib: u64,
    /// Nanoseconds of an operation besides: opening, finishing, signing, agreeing on a secret.
    pub operation: u64,
    /// Nanoseconds of making a key of its encoding.
    pub import: u64,
    /// Nanoseconds of generating one.
    pub generate: u64,
    /// Bytes of a secret or symmetric key made ready for use, beyond its encoding.
    pub key_bytes: usize,
    /// Bytes of a public key, likewise. A pair has both.
    pub public_bytes: usize,
    /// Bytes of a state, beyond the input it keeps.
    pub state_bytes: usize,
}

/// Bytes of a key of HMAC: two states of its hash.
pub(super) const HMAC: usize = 1664;

impl Cost {
    /// Nanoseconds of an operation that goes through so many bytes.
    pub(crate) fn of(&self, bytes: usize) -> u64 {
        self.input(bytes).saturating_add(self.operation)
    }

    /// Nanoseconds of taking in so many bytes.
    pub(crate) fn input(&self, bytes: usize) -> u64 {
        // A part of a KiB costs as much as one.
        u64::try_from(bytes).unwrap_or(u64::MAX).div_ceil(1024).saturating_mul(self.kib)
    }

    /// The cost of most algorithms of a kind.
    pub(crate) const fn usual(shape: Shape) -> Self {
        match shape {
            Shape::Hash { .. } | Shape::Xof { .. } => Self::symmetric(36_000, 256, 384),
            Shape::Mac { .. } => Self::symmetric(18_000, 896, 768),
            Shape::Extract { .. } => Self::symmetric(6_000, 384, 256),
            // The key is that of an HMAC.
            Shape::Expand { .. } => Self::symmetric(6_000, HMAC, 256),
            Shape::Aead { .. } => Self::symmetric(16_000, 1024, 320),
            // A key is that of a derivation, and each stream derives one of its own.
            Shape::SealedStream(_) => Self { operation: 12_000, ..Self::symmetric(4_000, 384, 1536) },
            Shape::Cipher { .. } => Self::symmetric(5_000, 1024, 320),
            Shape::Session { .. } => Self::symmetric(26_000, 256, 320),
            // The work of the function is computed from its parameters.
            Shape::Password { .. } => Self::symmetric(1_000, 0, 320),
            Shape::Signature { keys, .. } | Shape::DiffieHellman { keys, .. } | Shape::Kem { keys, .. } => {
                Self::of_keys(keys)
            }
        }
    }

    const fn symmetric(kib: u64, key_bytes: usize, state_bytes: usize) -> Self {
        Self { kib, operation: 2_000, import: 2_000, generate: 2_000, key_bytes, public_bytes: 0, state_bytes }
    }

    const fn of_keys(keys: KeyFormat) -> Self {
        const MS: u64 = 1_000_000;
        let cost = Self {
            kib: 8_000,
            operation: MS,
            import: MS,
            generate: MS,
            key_bytes: 1024,
            public_bytes: 1024,
            // A hash, or the list of the pieces of a message that is kept.
            state_bytes: 640,
        };
        match keys {
            KeyFormat::Ec(_) => Self { operation: 2 * MS, import: 2 * MS, generate: 2 * MS, ..cost },
            KeyFormat::Edwards(SafeCurve::Curve448) => {
                Self { kib: 30_000, operation: 3 * MS, import: 3 * MS, generate: 3 * MS, ..cost }
            }
            KeyFormat::Montgomery(SafeCurve::Curve448) => {
                Self { operation: 2 * MS, import: 2 * MS, generate: 2 * MS, ..cost }
            }
            KeyFormat::Edwards(SafeCurve::Curve25519) | KeyFormat::Montgomery(SafeCurve::Curve25519) => cost,
            // Generating tries primes: hardly any key takes longer than this.
            KeyFormat::Rsa(keys) => {
                // Where no allocator of Rust's counts: AWS-LC keeps factors, inverses and what blinds them, in the end.
                let (operation, generate, key_bytes) = match keys.bits {
                    ..=2048 => (2 * MS, 1_000 * MS, 8 << 10),
                    2049..=3072 => (5 * MS, 2_500 * MS, 10 << 10),
                    _ => (12 * MS, 5_000 * MS, 13 << 10),
                };
                Self { operation, import: operation, generate, key_bytes, public_bytes: 2 << 10, ..cost }
            }
            // Lattices, of which ML-DSA-87 has the largest matrix.
            KeyFormat::Seed(_) | KeyFormat::Sized(_) => {
                let cost = Self { key_bytes: 196 << 10, public_bytes: 80 << 10, ..cost };
                Self { kib: 16_000, operation: 4 * MS, import: 4 * MS, generate: 4 * MS, ..cost }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_counts_every_piece_and_never_wraps() {
        let cost =
            Cost { kib: 10, operation: 3, import: 0, generate: 0, key_bytes: 0, public_bytes: 0, state_bytes: 0 };
        assert_eq!([0, 1, 1024, 1025].map(|bytes| cost.of(bytes)), [3, 13, 13, 23]);
        assert_eq!(Cost { kib: u64::MAX, ..cost }.of(usize::MAX), u64::MAX);
    }
}
