//! Where in a sealed stream what is.

use crate::encoding::Category;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::table::{Shape, StreamFormat};

/// The lengths of a format of sealed streams. All are bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StreamLayout {
    format: StreamFormat,
}

/// A place in the message of a sealed stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StreamPosition {
    /// The number of the segment it is in.
    pub segment: u64,
    /// Where that segment begins in the stream, the header included.
    pub start: u64,
    /// How many bytes of the message in that segment are before the place.
    pub skip: usize,
}

impl StreamLayout {
    /// That of an algorithm.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`]; [`Error::InvalidOperation`] if it does not seal streams.
    pub fn of(engine: &Engine, algorithm: &str) -> Result<Self> {
        match engine.resolve(Category::Symmetric, algorithm)?.row.shape {
            Shape::SealedStream(format) => Ok(Self::new(format)),
            _ => Err(Error::InvalidOperation),
        }
    }

    pub(super) fn new(format: StreamFormat) -> Self {
        Self { format }
    }

    /// The header.
    pub fn header_len(&self) -> usize {
        self.format.header
    }

    /// What a segment has beyond the part of the message in it.
    pub fn tag_len(&self) -> usize {
        self.format.tag
    }

    /// The longest segment, its tag included.
    pub fn max_segment_len(&self) -> usize {
        self.format.segment.max(self.format.first)
    }

    /// Segment `number`, its tag included, if it is not the last.
    pub fn segment_len(&self, number: u64) -> usize {
        if number == 0 { self.format.first } else { self.format.segment }
    }

    /// The part of the message in segment `number`, if it is not the last.
    pub fn message_len(&self, number: u64) -> usize {
        self.segment_len(number).saturating_sub(self.format.tag)
    }

    /// The most segments of a stream.
    pub fn max_segments(&self) -> u64 {
        self.format.max_segments
    }

    /// Whether the last segment, with that number, can have so many bytes of the message.
    pub(super) fn can_end(&self, number: u64, len: usize) -> bool {
        let empty = number == 0 || self.format.empty_end;
        len <= self.message_len(number) && (len > 0 || empty)
    }

    /// The place that is so many bytes into the message, which has to be longer than that or it is not in the stream.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] if no stream is so long.
    pub fn position(&self, offset: u64) -> Result<StreamPosition> {
        let (first, other) = (length(self.message_len(0)), length(self.message_len(1)));
        let (segment, skip) = match offset.checked_sub(first) {
            None => (0, offset),
            Some(rest) => {
                let before = rest.checked_div(other).ok_or(Error::InternalError)?;
                (before.saturating_add(1), rest.checked_rem(other).ok_or(Error::InternalError)?)
            }
        };
        let start = self.start(segment).filter(|_| segment < self.format.max_segments).ok_or(Error::InvalidLength)?;
        Ok(StreamPosition { segment, start, skip: usize::try_from(skip).map_err(|_| Error::InternalError)? })
    }

    /// The place that is so many bytes into the message of a stream of `stream_len` bytes. The end of the message is a place
    /// in the last segment, so that opening from there tells whether it is the end.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] beyond the end; [`Error::InvalidTag`] if no stream is so long.
    pub fn position_in(&self, offset: u64, stream_len: u64) -> Result<StreamPosition> {
        let len = self.opened_len(stream_len)?;
        match offset.checked_sub(1) {
            _ if offset > len => Err(Error::InvalidLength),
            // Behind the last byte.
            Some(last) if offset == len => {
                let position = self.position(last)?;
                Ok(StreamPosition { skip: position.skip.saturating_add(1), ..position })
            }
            _ => self.position(offset),
        }
    }

    /// The segments of a stream of so many bytes.
    ///
    /// # Errors
    /// [`Error::InvalidTag`] if no stream is so long.
    pub fn segments(&self, stream_len: u64) -> Result<u64> {
        let format = &self.format;
        let body = stream_len.checked_sub(length(format.header)).ok_or(Error::InvalidTag)?;
        let (number, last) = match body.checked_sub(length(format.first)) {
            None | Some(0) => (0, body),
            Some(rest) => {
                let before = rest.saturating_sub(1).checked_div(length(format.segment)).ok_or(Error::InternalError)?;
                let number = before.saturating_add(1);
                (number, rest.saturating_sub(before.saturating_mul(length(format.segment))))
            }
        };
        let message = last.checked_sub(length(format.tag)).ok_or(Error::InvalidTag)?;
        let message = usize::try_from(message).map_err(|_| Error::InternalError)?;
        let fits = number < format.max_segments && self.can_end(number, message);
        if fits { Ok(number.saturating_add(1)) } else { Err(Error::InvalidTag) }
    }

    /// The message of a stream of so many bytes.
    ///
    /// # Errors
    /// As [`StreamLayout::segments`].
    pub fn opened_len(&self, stream_len: u64) -> Result<u64> {
        let tags = self.segments(stream_len)?.saturating_mul(length(self.format.tag));
        Ok(stream_len.saturating_sub(length(self.format.header)).saturating_sub(tags))
    }

    /// The stream of a message of so many bytes.
    ///
    /// # Errors
    /// [`Error::Overflow`] if it is too long for the format.
    pub fn sealed_len(&self, message_len: u64) -> Result<u64> {
        let (first, other) = (length(self.message_len(0)), length(self.message_len(1)));
        let more = message_len.saturating_sub(first).div_ceil(other.max(1));
        let segments = more.checked_add(1).filter(|segments| *segments <= self.format.max_segments);
        let tags = segments.ok_or(Error::Overflow)?.saturating_mul(length(self.format.tag));
        let header = length(self.format.header);
        message_len.checked_add(header).and_then(|len| len.checked_add(tags)).ok_or(Error::Overflow)
    }

    /// Where segment `number` begins in the stream.
    fn start(&self, number: u64) -> Option<u64> {
        let header = length(self.format.header);
        match number.checked_sub(1) {
            None => Some(header),
            Some(others) => {
                let others = others.checked_mul(length(self.format.segment))?;
                header.checked_add(length(self.format.first))?.checked_add(others)
            }
        }
    }
}

/// Lengths in memory are lengths of streams.
fn length(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
