//! Sealing a stream.

use core::fmt;

use super::{StreamLayout, parts};
use crate::budget::Share;
use crate::error::{Error, Result};
use crate::permissions::Use;
use crate::provider::Segments;
use crate::symmetric::SymmetricKey;
use crate::table::{MAX_HEADER, Shape};

/// A message of any length on its way into a sealed stream: the header, then segment after segment.
///
/// ```
/// use wasi_crypto_engine::{Engine, Opener, Sealer, SymmetricKey};
///
/// let key = SymmetricKey::generate(&Engine::new(), "AES-256-GCM-HKDF-4KB", None)?;
/// let mut sealer = Sealer::new(&key, b"name of the file")?;
/// let mut stream = sealer.header().to_vec();
/// let mut segment = b"message".to_vec();
/// segment.resize(7 + sealer.layout().tag_len(), 0);
/// sealer.seal(&mut segment, true)?;
/// stream.extend(segment);
///
/// let (header, segment) = stream.split_at_mut(sealer.layout().header_len());
/// let mut opener = Opener::new(&key, header, b"name of the file")?;
/// assert_eq!(opener.open(segment, true)?, b"message");
/// # Ok::<(), wasi_crypto_engine::Error>(())
/// ```
pub struct Sealer {
    segments: Box<dyn Segments>,
    layout: StreamLayout,
    header: [u8; MAX_HEADER],
    next: u64,
    ended: bool,
    _share: Share,
}

impl Sealer {
    /// Begins a stream under a header that is drawn for it. Whoever opens it needs the same associated data.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] if the key is not for sealed streams; [`Error::ProhibitedOperation`] without the
    /// permission to encrypt; [`Error::UnsupportedFeature`] if there is associated data and the format has none;
    /// [`Error::Overflow`] if it is longer than `max_info_len`, or the guest would hold more than `max_held_bytes`;
    /// [`Error::RngError`].
    pub fn new(key: &SymmetricKey, associated_data: &[u8]) -> Result<Self> {
        let (prepared, format) = parts(key, Use::Encrypt, associated_data)?;
        let share = key.engine().budget().take_beyond_place(key.cost().state_bytes)?;
        let mut bytes = [0; MAX_HEADER];
        let header = bytes.get_mut(..format.header).ok_or(Error::InternalError)?;
        prepared.header(key.engine().random(), header)?;
        let segments = prepared.stream(header, associated_data)?;
        Ok(Self { segments, layout: StreamLayout::new(format), header: bytes, next: 0, ended: false, _share: share })
    }

    /// What the stream begins with.
    pub fn header(&self) -> &[u8] {
        self.header.get(..self.layout.header_len()).unwrap_or_default()
    }

    /// Whether nothing has been sealed yet.
    pub fn is_new(&self) -> bool {
        self.next == 0
    }

    /// The lengths of the format.
    pub fn layout(&self) -> StreamLayout {
        self.layout
    }

    /// The work of [`Sealer::new`] and of [`Opener::new`](crate::Opener::new) with so many bytes of associated data, in
    /// nanoseconds on a machine of 2020, roughly and never less.
    pub fn price(key: &SymmetricKey, associated_data: usize) -> u64 {
        key.price(associated_data)
    }

    /// The work of [`Sealer::seal`] and of [`Opener::open`](crate::Opener::open) of the longest segment, likewise. 0 for
    /// keys of another kind.
    pub fn segment_price(key: &SymmetricKey) -> u64 {
        match key.shape() {
            Shape::SealedStream(format) => key.cost().input(StreamLayout::new(format).max_segment_len()),
            _ => 0,
        }
    }

    /// The part of the message that the next segment has, if it is not the last.
    pub fn message_len(&self) -> usize {
        self.layout.message_len(self.next)
    }

    /// Encrypts the next segment in place: its part of the message, and behind it as much room as a tag has. The part is
    /// of [`Sealer::message_len`] bytes, or, in the last segment, of at most as many; it is empty if the message is.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] for a part of another length: nothing has happened. [`Error::Overflow`] if the stream has as
    /// many segments as the format allows and this would not be its last one; [`Error::InvalidOperation`] after the last.
    pub fn seal(&mut self, segment: &mut [u8], last: bool) -> Result<()> {
        if self.ended {
            return Err(Error::InvalidOperation);
        }
        let len = segment.len().checked_sub(self.layout.tag_len()).ok_or(Error::InvalidLength)?;
        let fits =
            if last { len <= self.message_len() && (len > 0 || self.next == 0) } else { len == self.message_len() };
        if !fits {
            return Err(Error::InvalidLength);
        }
        let following = self.next.checked_add(1).ok_or(Error::Overflow)?;
        if !last && following >= self.layout.max_segments() {
            return Err(Error::Overflow);
        }
        let (data, tag) = segment.split_at_mut_checked(len).ok_or(Error::InternalError)?;
        // Whatever comes of it, nothing else is sealed under this number.
        let number = core::mem::replace(&mut self.next, following);
        self.ended = true;
        self.segments.seal(number, last, data, tag)?;
        self.ended = last;
        Ok(())
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").field("next", &self.next).field("ended", &self.ended).finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "ring"))]
mod tests {
    use super::*;
    use crate::{Engine, Opener};

    /// Nobody seals so many segments in a test.
    #[test]
    fn the_last_number_is_for_the_last_segment() {
        for algorithm in ["AES-128-GCM-HKDF-4KB", "AGE-PAYLOAD"] {
            let key = SymmetricKey::generate(&Engine::new(), algorithm, None).unwrap();
            let mut sealer = Sealer::new(&key, b"").unwrap();
            let layout = sealer.layout();
            sealer.next = layout.max_segments() - 2;
            let mut segment = vec![0; layout.segment_len(1)];
            sealer.seal(&mut segment, false).unwrap();
            let mut following = vec![1; layout.segment_len(1)];
            assert_eq!(sealer.seal(&mut following, false), Err(Error::Overflow));
            sealer.seal(&mut following, true).unwrap();
            assert_eq!(sealer.seal(&mut following, true), Err(Error::InvalidOperation));

            let mut opener = Opener::new(&key, sealer.header(), b"").unwrap();
            assert_eq!(opener.seek(layout.max_segments()), Err(Error::InvalidLength));
            opener.seek(layout.max_segments() - 2).unwrap();
            opener.open(&mut segment, false).unwrap();
            assert_eq!(opener.open(&mut following.clone(), false), Err(Error::InvalidTag));
            let mut opener = Opener::new(&key, sealer.header(), b"").unwrap();
            opener.seek(layout.max_segments() - 1).unwrap();
            opener.open(&mut following, true).unwrap();
        }
    }
}
