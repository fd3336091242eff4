//! What is known of the libraries behind the algorithms.

use core::fmt;

/// Whether somebody other than its authors has published a review of a library.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Review {
    /// Yes: who, and when.
    Audited(&'static str),
    /// Not that its authors say.
    Unaudited,
    /// No, and its authors have not released a final version.
    PreRelease,
}

/// By the word of each library's own documentation.
pub(crate) fn review(library: &str) -> Review {
    match library {
        "aes-gcm" | "chacha20poly1305" | "chacha20" => Review::Audited("NCC Group, 2020"),
        "k256" => Review::Audited("NCC Group, 2023"),
        "ed448-goldilocks" | "x448" => Review::PreRelease,
        _ => Review::Unaudited,
    }
}

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Audited(by) => write!(f, "audited ({by})"),
            Self::Unaudited => f.write_str("no published audit"),
            Self::PreRelease => f.write_str("pre-release, not audited"),
        }
    }
}
