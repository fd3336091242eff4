//! Formats of sealed streams.

/// What is fixed about a format of sealed streams: a header, and segments of which each is encrypted by itself. Sizes are
/// bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StreamFormat {
    /// Size of a key.
    pub key: usize,
    /// Size of the header, which is drawn for each stream.
    pub header: usize,
    /// Size of the first segment, the one behind the header, its tag included. If it is the last it may be shorter.
    pub first: usize,
    /// Size of every other segment, its tag included. The last may be shorter.
    pub segment: usize,
    /// Size of the tag of a segment.
    pub tag: usize,
    /// The most segments of a stream.
    pub max_segments: u64,
    /// Whether the last of several segments may have nothing but its tag. Whoever seals never makes such a one.
    pub empty_end: bool,
    /// Whether there can be associated data.
    pub associated_data: bool,
}

impl StreamFormat {
    /// The payload of age: chunks of 64 KiB, each with its tag. Its counter of 11 bytes never ends, so the limit is ours.
    pub(crate) const AGE: Self = Self {
        key: 16,
        header: 16,
        first: (64 << 10) + 16,
        segment: (64 << 10) + 16,
        tag: 16,
        max_segments: 1 << 32,
        empty_end: false,
        associated_data: false,
    };

    /// Bytes of what the nonces of a stream of Tink's begin with.
    pub(crate) const TINK_PREFIX: usize = 7;

    /// Tink's streaming AEAD with AES-GCM and HKDF. The header is its own length, a salt as long as the key, and what the
    /// nonces begin with; it counts as part of the first segment.
    pub(crate) const fn gcm_hkdf(key: usize, segment: usize) -> Self {
        let header = key.saturating_add(1 + Self::TINK_PREFIX);
        let first = segment.saturating_sub(header);
        Self { key, header, first, segment, tag: 16, max_segments: 1 << 32, empty_end: true, associated_data: true }
    }
}
