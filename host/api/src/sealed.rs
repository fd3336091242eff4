//! Sealed streams, in pieces of any length.
//!
//! A face feeds what it has and takes what comes of it ([`Flow`]). The pieces may be cut anywhere: what comes of them is the
//! same. One segment at a time is in memory, and its bytes count with all else that the guest holds. A call does the work
//! of one segment at most, and after it others may have their turn; so the work of a stream has no limit, but that of a
//! segment has the one of a call.
//!
//! The audit hears of a stream once: when it has ended, when it failed, or when it was dropped before, which is
//! `cancelled`.

use std::fmt;
use std::ops::Range;

use wasi_crypto_engine::{
    Error, Opener, Place, Result, Sealer, Share, StreamLayout, StreamPosition, SymmetricKey, memory,
};

use crate::guest::Caller;
use crate::used::{Note, Used};
use crate::wiped::Wiped;

/// A message on its way into a sealed stream or out of one.
///
/// ```
/// use wasi_crypto_api::sealed::Flow;
/// use wasi_crypto_engine::Result;
///
/// /// What comes of some pieces.
/// fn run(mut flow: Flow, pieces: &[&[u8]]) -> Result<Vec<u8>> {
///     let mut out = Vec::new();
///     for mut piece in pieces.iter().copied() {
///         while !piece.is_empty() {
///             let taken = flow.feed(piece)?;
///             piece = &piece[taken..];
///             out.extend_from_slice(flow.output());
///             flow.took(flow.output().len());
///         }
///     }
///     flow.finish()?;
///     out.extend_from_slice(flow.output());
///     Ok(out)
/// }
/// ```
pub struct Flow {
    stage: Stage,
    layout: StreamLayout,
    /// As long as the longest output: what has been fed and waits for its segment to be whole, or what has come of it.
    bytes: Wiped,
    /// How many bytes have been fed, where none wait to be taken.
    filled: usize,
    /// Those that wait.
    output: Range<usize>,
    note: Note,
    operation: &'static str,
    _share: Share,
    _place: Place,
}

enum Stage {
    /// What the message still has to have, where that is known.
    Sealing(Sealer, Option<u64>),
    /// The header is still to come.
    Beginning(Box<Beginning>),
    /// How many bytes before the message are left out of what comes.
    Opening(Opener, usize),
    /// It has ended, or failed.
    Over(Result<()>),
}

/// What the first segment needs besides the header.
struct Beginning {
    key: SymmetricKey,
    associated_data: Wiped,
    _share: Share,
}

/// Seals a message. Where its length is known, one of another length is not sealed to its end: a stream of bytes that breaks
/// off looks like one that has ended.
///
/// # Errors
/// Those of [`Sealer::new`]; [`Error::TooManyHandles`] if the guest has too many objects; [`Error::Overflow`] if it would hold
/// more bytes than it may, or the work of a segment is more than a call may cost.
pub fn seal(caller: &Caller, key: &Used<SymmetricKey>, associated_data: &[u8], len: Option<u64>) -> Result<Flow> {
    begin(caller, key, "seal-stream", associated_data, || Ok(Stage::Sealing(Sealer::new(key, associated_data)?, len)))
}

/// Opens a stream.
///
/// # Errors
/// Those of [`seal`] but for the permission, which is that to decrypt.
pub fn open(caller: &Caller, key: &Used<SymmetricKey>, associated_data: &[u8]) -> Result<Flow> {
    begin(caller, key, "open-stream", associated_data, || {
        // What is refused is refused before the header has come.
        Opener::check(key, associated_data)?;
        let share = caller.guest().budget().take(associated_data.len())?;
        let associated_data = Wiped(memory::copy(associated_data)?);
        Ok(Stage::Beginning(Box::new(Beginning { key: SymmetricKey::clone(key), associated_data, _share: share })))
    })
}

/// Opens a stream from a place in its message on. What is fed is the stream from [`StreamPosition::start`] on, without the
/// header, which comes before it.
///
/// # Errors
/// As [`open`]; [`Error::InvalidTag`] for what is no header.
pub fn open_from(
    caller: &Caller,
    key: &Used<SymmetricKey>,
    associated_data: &[u8],
    header: &[u8],
    position: StreamPosition,
) -> Result<Flow> {
    begin(caller, key, "open-stream", associated_data, || {
        let mut opener = Opener::new(key, header, associated_data)?;
        opener.seek(position.segment)?;
        Ok(Stage::Opening(opener, position.skip))
    })
}

fn begin(
    caller: &Caller,
    key: &Used<SymmetricKey>,
    operation: &'static str,
    associated_data: &[u8],
    stage: impl FnOnce() -> Result<Stage>,
) -> Result<Flow> {
    let begun = || {
        let guest = caller.guest();
        let layout = StreamLayout::of(key.engine(), key.algorithm())?;
        caller.admit(Sealer::price(key, associated_data.len()))?;
        caller.admit(Sealer::segment_price(key))?;
        let place = guest.places().reserve()?;
        let stage = stage()?;
        let len = layout.max_segment_len().saturating_add(layout.header_len());
        let share = guest.budget().take(len)?;
        let mut bytes = memory::room(len)?;
        bytes.resize(len, 0);
        Ok((stage, layout, bytes, share, place))
    };
    let (stage, layout, bytes, share, place) = match begun() {
        Ok(begun) => begun,
        Err(error) => return key.audit(operation, Err(error)),
    };
    let (bytes, note) = (Wiped(bytes), key.note().clone());
    let mut flow =
        Flow { stage, layout, bytes, filled: 0, output: 0..0, note, operation, _share: share, _place: place };
    flow.put_header();
    Ok(flow)
}

impl Flow {
    /// Takes the beginning of a piece, and says how many bytes of it. None are taken while there is [`Flow::output`]; of a
    /// piece that has any, either some are taken or there is output afterwards.
    ///
    /// # Errors
    /// [`Error::InvalidTag`] for what is not authentic: nothing of it, or of anything behind it, comes out.
    /// [`Error::InvalidLength`] if the message is longer than was said, or the place to open from is behind its end.
    /// [`Error::Overflow`] if the stream is longer than the format allows. [`Error::InvalidOperation`] after the end. After an
    /// error every call has the same one.
    pub fn feed(&mut self, piece: &[u8]) -> Result<usize> {
        if let Stage::Over(outcome) = self.stage {
            return outcome.and(if piece.is_empty() { Ok(0) } else { Err(Error::InvalidOperation) });
        }
        if piece.is_empty() || !self.output.is_empty() {
            return Ok(0);
        }
        let outcome = self.advance(piece);
        self.settle(outcome)
    }

    /// Ends the stream. What comes of its last segment is [`Flow::output`].
    ///
    /// # Errors
    /// [`Error::InvalidTag`] if the stream was cut off; [`Error::InvalidLength`] if the message is shorter than was said;
    /// [`Error::InvalidOperation`] after the end, and while there is output, with which nothing has changed;
    /// [`Error::InternalError`]. After an error every call has the same one.
    pub fn finish(&mut self) -> Result<()> {
        match self.stage {
            Stage::Over(outcome) => return outcome.and(Err(Error::InvalidOperation)),
            _ if !self.output.is_empty() => return Err(Error::InvalidOperation),
            _ => {}
        }
        let outcome = match &self.stage {
            Stage::Sealing(_, Some(1..)) => Err(Error::InvalidLength),
            Stage::Beginning(_) => self.open_header().and_then(|()| self.work(true)),
            _ => self.work(true),
        };
        let outcome = self.settle(outcome);
        if outcome.is_ok() {
            self.over(Ok(()));
        }
        outcome
    }

    /// What waits to be taken. It is authentic, or the stream itself.
    pub fn output(&self) -> &[u8] {
        self.bytes.as_ref().get(self.output.clone()).unwrap_or_default()
    }

    /// Says that so many bytes of [`Flow::output`] have been taken.
    pub fn took(&mut self, len: usize) {
        self.output.start = self.output.start.saturating_add(len).min(self.output.end);
    }

    /// The lengths of the format.
    pub fn layout(&self) -> StreamLayout {
        self.layout
    }

    /// Fills the segment, and does its work when it is certain that it is not the last.
    fn advance(&mut self, piece: &[u8]) -> Result<usize> {
        let room = self.whole().saturating_sub(self.filled);
        let part = piece.get(..room).unwrap_or(piece);
        if let Stage::Sealing(_, Some(missing)) = &mut self.stage {
            let len = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            if len > *missing {
                return Err(Error::InvalidLength);
            }
            *missing = missing.saturating_sub(u64::try_from(part.len()).unwrap_or(u64::MAX));
        }
        let filled = self.filled.saturating_add(part.len());
        self.bytes.0.get_mut(self.filled..filled).ok_or(Error::InternalError)?.copy_from_slice(part);
        self.filled = filled;
        if let Stage::Beginning(_) = self.stage {
            if part.len() == room {
                self.open_header()?;
            }
        } else if let Some(rest) = piece.get(part.len()..).filter(|rest| !rest.is_empty()) {
            self.work(false)?;
            // All of the segment was before the place to open from.
            if self.output.is_empty() {
                return Ok(part.len().saturating_add(self.advance(rest)?));
            }
        }
        Ok(part.len())
    }

    /// How many bytes are fed until a segment, or the header, is there.
    fn whole(&self) -> usize {
        match &self.stage {
            Stage::Sealing(sealer, _) => self.before().saturating_add(sealer.message_len()),
            Stage::Beginning(_) => self.layout.header_len(),
            Stage::Opening(opener, _) => opener.segment_len(),
            Stage::Over(_) => 0,
        }
    }

    /// Where the segment begins: before the first that is sealed is the header.
    fn before(&self) -> usize {
        match &self.stage {
            Stage::Sealing(sealer, _) if sealer.is_new() => self.layout.header_len(),
            _ => 0,
        }
    }

    fn put_header(&mut self) {
        if let Stage::Sealing(sealer, _) = &self.stage {
            let header = sealer.header();
            if let Some(to) = self.bytes.0.get_mut(..header.len()) {
                to.copy_from_slice(header);
                self.filled = header.len();
            }
        }
    }

    fn open_header(&mut self) -> Result<()> {
        let Stage::Beginning(beginning) = &self.stage else { return Err(Error::InternalError) };
        let header = self.bytes.as_ref().get(..self.filled).ok_or(Error::InternalError)?;
        let opener = Opener::new(&beginning.key, header, beginning.associated_data.as_ref())?;
        self.stage = Stage::Opening(opener, 0);
        self.filled = 0;
        Ok(())
    }

    /// Seals or opens the segment that is there.
    fn work(&mut self, last: bool) -> Result<()> {
        let (before, filled) = (self.before(), std::mem::take(&mut self.filled));
        self.output = match &mut self.stage {
            Stage::Sealing(sealer, _) => {
                let end = filled.saturating_add(self.layout.tag_len());
                sealer.seal(self.bytes.0.get_mut(before..end).ok_or(Error::InternalError)?, last)?;
                0..end
            }
            Stage::Opening(opener, skip) => {
                let len = opener.open(self.bytes.0.get_mut(..filled).ok_or(Error::InternalError)?, last)?.len();
                let start = std::mem::take(skip);
                // Only the last segment can be shorter than what is to be left out of it.
                if start > len {
                    return Err(Error::InvalidLength);
                }
                start..len
            }
            Stage::Beginning(_) | Stage::Over(_) => return Err(Error::InternalError),
        };
        Ok(())
    }

    /// After an error there is nothing else.
    fn settle<T>(&mut self, outcome: Result<T>) -> Result<T> {
        if let Err(error) = outcome {
            self.output = 0..0;
            self.over(Err(error));
        }
        outcome
    }

    /// The key of the stream and what is kept besides are gone; what waits to be taken is there.
    fn over(&mut self, outcome: Result<()>) {
        self.stage = Stage::Over(outcome);
        let _ = self.note.audit(self.operation, outcome);
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        if !matches!(self.stage, Stage::Over(_)) {
            self.note.cancelled(self.operation);
        }
    }
}

/// Says nothing about the bytes, which may be secret.
impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow")
            .field("operation", &self.operation)
            .field("output", &self.output.len())
            .finish_non_exhaustive()
    }
}
