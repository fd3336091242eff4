//! Opening a stream.

use core::fmt;

use super::{StreamLayout, parts};
use crate::budget::Share;
use crate::error::{Error, Result};
use crate::permissions::Use;
use crate::provider::Segments;
use crate::symmetric::SymmetricKey;
use crate::wipe::wipe;

/// A sealed stream on its way back to its message, segment after segment.
///
/// What it gives out is authentic: that part of that message, at that place. Whether the message is there to its end is
/// known when its last segment was opened as the last, and not before.
pub struct Opener {
    segments: Box<dyn Segments>,
    layout: StreamLayout,
    next: u64,
    stage: Stage,
    _share: Share,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stage {
    UnderWay,
    Ended,
    /// Something was not authentic.
    Failed,
}

impl Opener {
    /// Begins with the header of a stream.
    ///
    /// # Errors
    /// [`Error::InvalidOperation`] if the key is not for sealed streams; [`Error::ProhibitedOperation`] without the
    /// permission to decrypt; [`Error::UnsupportedFeature`] if there is associated data and the format has none;
    /// [`Error::Overflow`] if it is longer than `max_info_len`, or the guest would hold more than `max_held_bytes`;
    /// [`Error::InvalidTag`] for what is no header of this format. That it is the header of another stream shows in the
    /// first segment.
    pub fn new(key: &SymmetricKey, header: &[u8], associated_data: &[u8]) -> Result<Self> {
        let (prepared, format) = parts(key, Use::Decrypt, associated_data)?;
        if header.len() != format.header {
            return Err(Error::InvalidTag);
        }
        let share = key.engine().budget().take_beyond_place(key.cost().state_bytes)?;
        let segments = prepared.stream(header, associated_data)?;
        Ok(Self { segments, layout: StreamLayout::new(format), next: 0, stage: Stage::UnderWay, _share: share })
    }

    /// Whether a stream could be opened, for whoever does not have its header yet.
    ///
    /// # Errors
    /// Those of [`Opener::new`] that are not those of the header.
    pub fn check(key: &SymmetricKey, associated_data: &[u8]) -> Result<()> {
        parts(key, Use::Decrypt, associated_data).map(drop)
    }

    /// The lengths of the format.
    pub fn layout(&self) -> StreamLayout {
        self.layout
    }

    /// The length of the next segment, its tag included, if it is not the last.
    pub fn segment_len(&self) -> usize {
        self.layout.segment_len(self.next)
    }

    /// Whether the last segment has been opened.
    pub fn has_ended(&self) -> bool {
        self.stage == Stage::Ended
    }

    /// Goes on with the segment of this number, also after the end.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] for a number that no segment has; [`Error::InvalidTag`] after a failure.
    pub fn seek(&mut self, segment: u64) -> Result<()> {
        if self.stage == Stage::Failed {
            return Err(Error::InvalidTag);
        }
        if segment >= self.layout.max_segments() {
            return Err(Error::InvalidLength);
        }
        self.next = segment;
        self.stage = Stage::UnderWay;
        Ok(())
    }

    /// Checks and decrypts the next segment in place, and gives its part of the message. `last` says that the stream ends
    /// with it: if that is not so, or is so and not said, it is not authentic.
    ///
    /// # Errors
    /// [`Error::InvalidTag`] for whatever is not authentic, or has a length that no segment has. Its bytes are wiped, and
    /// nothing else of the stream is opened. [`Error::InvalidOperation`] after the last segment.
    pub fn open<'a>(&mut self, segment: &'a mut [u8], last: bool) -> Result<&'a mut [u8]> {
        match self.stage {
            Stage::UnderWay => {}
            Stage::Ended => return Err(Error::InvalidOperation),
            Stage::Failed => return Err(Error::InvalidTag),
        }
        self.stage = Stage::Failed;
        let number = self.next;
        let len = segment.len().checked_sub(self.layout.tag_len()).ok_or(Error::InvalidTag)?;
        let fits = if last { self.layout.can_end(number, len) } else { len == self.layout.message_len(number) };
        let following = number.checked_add(1).ok_or(Error::InvalidTag)?;
        if !fits || !last && following >= self.layout.max_segments() {
            wipe(segment);
            return Err(Error::InvalidTag);
        }
        let (data, tag) = segment.split_at_mut_checked(len).ok_or(Error::InternalError)?;
        if let Err(error) = self.segments.open(number, last, data, tag) {
            wipe(data);
            return Err(error);
        }
        self.next = following;
        self.stage = if last { Stage::Ended } else { Stage::UnderWay };
        Ok(data)
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opener").field("next", &self.next).field("stage", &self.stage).finish_non_exhaustive()
    }
}
