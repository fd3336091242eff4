//! What can be wrong with a provider.

use core::fmt;

/// What is wrong with a provider. Each case names the algorithm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The table has no such identifier, and the object does not [describe](super::Description) it.
    UnknownAlgorithm(&'static str),
    /// The provider lists the identifier twice.
    Duplicate(&'static str),
    /// The identifier is listed under another kind, or with other sizes, than the table or its description says; or it
    /// is in the table and has a description all the same; or object and description have different ones.
    Contradiction(&'static str),
    /// The algorithm produces keys of another one, which the provider lacks.
    Incomplete(&'static str),
    /// The described identifier is empty, longer than 64 bytes, or has other characters than the visible ones of ASCII.
    InvalidIdentifier(&'static str),
    /// A described size is 0 or larger than the engine can work with; or a signature scheme signs digests of more than 64
    /// bytes.
    InvalidSize(&'static str),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAlgorithm(name) => {
                write!(
                    f,
                    "the provider lists `{name}`, which the algorithm table lacks and its object does not describe"
                )
            }
            Self::Duplicate(name) => write!(f, "the provider lists `{name}` twice"),
            Self::Contradiction(name) => {
                write!(f, "the provider's `{name}` has another kind, size or name than the table or its description")
            }
            Self::Incomplete(name) => write!(f, "`{name}` is useless without its counterpart in the same provider"),
            Self::InvalidIdentifier(name) => {
                write!(f, "`{}` is no identifier: it takes 1 to 64 visible characters of ASCII", name.escape_debug())
            }
            Self::InvalidSize(name) => write!(f, "the provider's `{name}` has a size the engine cannot work with"),
        }
    }
}

impl core::error::Error for ConfigError {}
