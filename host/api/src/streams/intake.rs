//! A stream on its way into a state.

use wasi_crypto_engine::{Error, Place, Result, Share, SymmetricState};

use crate::guest::{Caller, Guest};
use crate::length::Length;
use crate::signatures::Message;
use crate::work::Work;

/// Bytes that a runtime keeps of a stream with what reads or makes it, and of the call that waits for it: its entries in
/// tables, and what is to be polled. Measured with wasmtime, see `tests/tests/streams`, and rounded up.
const STREAM: usize = 3 << 10;

/// What the host has of a stream: a place like that of an object, and what the runtime keeps. It is free again when the
/// runtime lets go of the stream, however the call ended.
#[derive(Debug)]
pub struct Held {
    _place: Place,
    _share: Share,
}

impl Held {
    /// For one more stream of the guest.
    ///
    /// # Errors
    /// [`Error::TooManyHandles`] or [`Error::Overflow`] if the guest has too many objects and streams.
    pub fn new(guest: &Guest) -> Result<Self> {
        Self::with(guest, 0)
    }

    /// The same for a stream of which there are so many bytes on their way.
    ///
    /// # Errors
    /// As [`Held::new`].
    pub(crate) fn with(guest: &Guest, under_way: usize) -> Result<Self> {
        let place = guest.places().reserve()?;
        Ok(Self { _place: place, _share: guest.budget().take(STREAM.saturating_add(under_way))? })
    }
}

/// Takes a stream in, piece by piece.
///
/// It has a state of its own: a copy, or one that nobody else knows. So it can be dropped at any time, and nothing is
/// half done.
#[derive(Debug)]
pub struct Intake<S> {
    state: S,
    /// Bytes that the stream still has to have, where that was said.
    missing: Option<u64>,
    _held: Held,
}

/// What is to be done with the state when the stream has ended, or could not be taken.
pub type Finish<S, O> = Box<dyn FnOnce(&Caller, Result<S>) -> Result<Work<O>> + Send>;

/// A call that takes a stream: one part reads, the other belongs to the call and ends with it.
pub struct Streamed<S, O> {
    /// What reads the stream.
    pub intake: Intake<S>,
    /// What gives the call its result.
    pub finish: Finish<S, O>,
}

impl<S: Message> Intake<S> {
    pub(crate) fn new(guest: &Guest, mut state: S, len: Option<u64>) -> Result<Self> {
        let held = Held::new(guest)?;
        if let Some(len) = len {
            // What keeps its input whole has no use for more than can be addressed.
            state.expect(usize::try_from(len).unwrap_or(usize::MAX))?;
        }
        Ok(Self { state, missing: len, _held: held })
    }

    /// Takes the beginning of a chunk, as much as can be done before others have had their turn. How many bytes that were,
    /// at least one of a chunk that has any.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] if the stream is longer than was said; those of the state, for input that it keeps whole.
    /// The intake is to be dropped then.
    pub fn take(&mut self, chunk: &[u8]) -> Result<usize> {
        if let Some(missing) = self.missing
            && u64::try_from(chunk.len()).map_or(true, |len| len > missing)
        {
            return Err(Error::InvalidLength);
        }
        let piece = match Length::of(self.state.update_price(chunk.len())) {
            Length::Short => chunk,
            Length::Long(long) => chunk.get(..long.step_of(chunk.len())).unwrap_or(chunk),
        };
        self.state.update(piece)?;
        let taken = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.missing = self.missing.map(|missing| missing.saturating_sub(taken));
        Ok(piece.len())
    }

    /// The state, when the stream has ended.
    ///
    /// # Errors
    /// [`Error::InvalidLength`] if the stream was shorter than was said.
    pub fn end(self) -> Result<S> {
        if self.missing.is_some_and(|missing| missing > 0) { Err(Error::InvalidLength) } else { Ok(self.state) }
    }
}

impl Message for SymmetricState {
    fn update(&mut self, input: &[u8]) -> Result<()> {
        self.absorb(input)
    }

    fn expect(&mut self, len: usize) -> Result<()> {
        self.expect(len)
    }

    fn update_price(&self, len: usize) -> u64 {
        self.price(wasi_crypto_engine::Step::Absorb(len))
    }

    fn copy(&self) -> Result<Self> {
        self.try_clone()
    }
}
