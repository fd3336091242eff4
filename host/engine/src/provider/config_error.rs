//! What can be wrong with a provider.

use core::fmt;

/// What is wrong with a provider. Each case names the algorithm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The table has no such identifier.
    UnknownAlgorithm(&'static str),
    /// The provider lists the identifier twice.
    Duplicate(&'static str),
    /// The identifier is listed under another kind, or with other sizes, than the table says.
    Contradiction(&'static str),
    /// The algorithm produces keys of another one, which the provider lacks.
    Incomplete(&'static str),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAlgorithm(name) => write!(f, "the provider lists `{name}`, which the algorithm table lacks"),
            Self::Duplicate(name) => write!(f, "the provider lists `{name}` twice"),
            Self::Contradiction(name) => write!(f, "the provider's `{name}` has another kind or size than the table"),
            Self::Incomplete(name) => write!(f, "`{name}` is useless without its counterpart in the same provider"),
        }
    }
}

impl core::error::Error for ConfigError {}
