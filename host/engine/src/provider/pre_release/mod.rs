//! What only crates that are pre-releases, and not audited, have: the same in every provider.

mod ed448;
mod x448;

use super::CryptoProvider;

impl CryptoProvider {
    /// What the feature `pre-release` adds to every provider: Ed448 and X448.
    pub fn pre_release() -> Self {
        Self {
            name: "pre-release",
            signatures: vec![&ed448::ED448],
            diffie_hellman: vec![&x448::X448],
            ..Self::empty()
        }
    }
}
