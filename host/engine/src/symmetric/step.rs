//! What is about to be done with a state.

/// One operation with a [`SymmetricState`](super::SymmetricState), to learn its price before it is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// Absorbing so many bytes.
    Absorb(usize),
    /// Squeezing so many bytes.
    Squeeze(usize),
    /// Making a tag.
    SqueezeTag,
    /// Making a key.
    SqueezeKey,
    /// Encrypting a message of so many bytes.
    Encrypt(usize),
    /// Checking and decrypting so many bytes.
    Decrypt(usize),
    /// Ratcheting.
    Ratchet,
}

impl Step {
    /// The bytes that go in or out.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Absorb(len) | Self::Squeeze(len) | Self::Encrypt(len) | Self::Decrypt(len) => len,
            Self::SqueezeTag | Self::SqueezeKey | Self::Ratchet => 0,
        }
    }
}
