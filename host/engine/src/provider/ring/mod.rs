//! The native provider: `ring`, and pure Rust crates for what `ring` lacks.
//!
//! `ring` does not wipe its keys. Keys and states that live inside our objects are overwritten when dropped; what
//! `ring` puts on the heap (RSA) or the stack stays until reused.

mod hash;

use super::{CryptoProvider, Hash};

static HASHES: &[&dyn Hash] = &[&hash::SHA256, &hash::SHA384, &hash::SHA512, &hash::SHA512_256];

impl CryptoProvider {
    /// `ring`, and pure Rust crates for what it lacks. RSA keys can be used but not generated.
    pub fn ring() -> Self {
        Self { name: "ring", hashes: HASHES, ..Self::empty() }
    }
}
