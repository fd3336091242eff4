//! Input kept whole.

use std::sync::Arc;

use crate::budget::{ALLOCATION, Budget, SHARED, Share};
use crate::error::{Error, Result};
use crate::memory;
use crate::wipe;

/// Up to this length input is kept in one piece, however it comes; what is longer is not moved while it grows.
const ONE_PIECE: usize = 64 << 10;

/// The room a short piece has at least for what comes next.
const LEAST_ROOM: usize = 64;

/// The room a piece has at most for what comes next.
const MAX_ROOM: usize = 4 << 20;

/// What a piece takes besides its bytes. The list of pieces doubles when it is full, and begins with four.
const PIECE: usize = size_of::<Piece>() + SHARED + ALLOCATION + 4 * size_of::<usize>() + ALLOCATION;

/// Input an algorithm needs in one piece, collected from several calls up to a limit, and wiped when dropped.
///
/// Copies share what they have in common: its bytes are held, and count, once.
#[derive(Clone)]
pub(crate) struct Collected {
    pieces: Vec<Arc<Piece>>,
    len: usize,
    max: usize,
}

/// Bytes that are never moved: growing in place would leave the old copy behind unwiped.
struct Piece {
    bytes: Vec<u8>,
    _share: Share,
}

impl Collected {
    /// Nothing so far; at most `max` bytes.
    pub(crate) fn new(max: usize) -> Self {
        Self { pieces: Vec::new(), len: 0, max }
    }

    /// Appends `data`, or nothing and [`Error::Overflow`].
    pub(crate) fn absorb(&mut self, budget: &Budget, data: &[u8]) -> Result<()> {
        self.expect(budget, data.len())?;
        if let Some(piece) = self.tail(data.len()) {
            piece.bytes.extend_from_slice(data);
            self.len = self.len.saturating_add(data.len());
        }
        Ok(())
    }

    /// Makes room for `more` bytes, so that they can come in parts and none of them is refused.
    pub(crate) fn expect(&mut self, budget: &Budget, more: usize) -> Result<()> {
        let len = self.len.checked_add(more).filter(|len| *len <= self.max).ok_or(Error::Overflow)?;
        if more == 0 || self.tail(more).is_some() {
            return Ok(());
        }
        if len <= ONE_PIECE {
            let piece = self.joined(budget, len, self.len.max(LEAST_ROOM))?;
            self.pieces.clear();
            self.pieces.push(Arc::new(piece));
        } else {
            let piece = Piece::new(budget, more, self.len.min(MAX_ROOM))?;
            self.pieces.push(Arc::new(piece));
        }
        Ok(())
    }

    /// The input in one piece.
    ///
    /// # Errors
    /// [`Error::Overflow`] if it came in pieces and the budget has no room for both them and the whole.
    pub(crate) fn whole(&mut self, budget: &Budget) -> Result<&[u8]> {
        if self.pieces.len() > 1 {
            let piece = self.joined(budget, self.len, 0)?;
            self.pieces.clear();
            self.pieces.push(Arc::new(piece));
        }
        self.one().ok_or(Error::InternalError)
    }

    /// The input, if it is in one piece: once [`Collected::whole`] has made it one.
    pub(crate) fn one(&self) -> Option<&[u8]> {
        match self.pieces.as_slice() {
            [] => Some(&[]),
            [piece] => Some(&piece.bytes),
            _ => None,
        }
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The last piece, if it is not shared and has room for so many bytes.
    fn tail(&mut self, more: usize) -> Option<&mut Piece> {
        self.pieces.last_mut().and_then(Arc::get_mut).filter(|piece| piece.room() >= more)
    }

    /// A piece with everything so far.
    fn joined(&self, budget: &Budget, capacity: usize, room: usize) -> Result<Piece> {
        let mut joined = Piece::new(budget, capacity, room)?;
        for piece in &self.pieces {
            joined.bytes.extend_from_slice(&piece.bytes);
        }
        Ok(joined)
    }
}

impl Piece {
    /// An empty piece for `len` bytes, and for `room` more if the budget has them.
    fn new(budget: &Budget, len: usize, room: usize) -> Result<Self> {
        let with_room = len.saturating_add(room);
        let (capacity, share) = match budget.take(with_room.saturating_add(PIECE)) {
            Ok(share) => (with_room, share),
            Err(_) => (len, budget.take(len.saturating_add(PIECE))?),
        };
        // The budget may be more than the process can have.
        Ok(Self { bytes: memory::room(capacity)?, _share: share })
    }

    fn room(&self) -> usize {
        self.bytes.capacity().saturating_sub(self.bytes.len())
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        wipe::wipe(&mut self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1 << 20;

    fn collected(max: usize) -> (Collected, Budget) {
        let budget = Budget::new(16 * MIB);
        (Collected::new(max), budget)
    }

    #[test]
    fn what_came_in_pieces_is_whole() {
        let (mut input, budget) = collected(usize::MAX);
        let mut expected = Vec::new();
        for (number, len) in [0, 1, 63, 64, 1000, 70_000, 3, 100_000, 0, MIB, 1].into_iter().enumerate() {
            let data = vec![u8::try_from(number).unwrap(); len];
            input.absorb(&budget, &data).unwrap();
            expected.extend_from_slice(&data);
            assert_eq!(input.clone().whole(&budget).unwrap(), expected);
            assert_eq!(input.len(), expected.len());
        }
        assert_eq!(input.whole(&budget).unwrap(), expected);
        assert!(budget.held() >= expected.len() && budget.held() < expected.len() + MAX_ROOM);
        drop(input);
        assert_eq!(budget.held(), 0);
    }

    #[test]
    fn the_limit_is_kept_to_the_byte() {
        let (mut input, budget) = collected(100);
        assert_eq!(input.absorb(&budget, &[1; 101]), Err(Error::Overflow));
        assert_eq!((input.len(), budget.held()), (0, 0));
        input.absorb(&budget, &[1; 99]).unwrap();
        assert_eq!(input.absorb(&budget, &[2; 2]), Err(Error::Overflow));
        input.absorb(&budget, &[3]).unwrap();
        assert_eq!(input.absorb(&budget, &[4]), Err(Error::Overflow));
        assert_eq!(input.whole(&budget).unwrap().last(), Some(&3));
    }

    #[test]
    fn the_budget_is_kept_to_the_byte_and_refusing_loses_nothing() {
        let (mut input, budget) = collected(usize::MAX);
        let others = budget.take(15 * MIB - PIECE).unwrap();
        assert_eq!(input.absorb(&budget, &vec![1; MIB + 1]), Err(Error::Overflow));
        input.absorb(&budget, &vec![1; MIB]).unwrap();
        assert_eq!(budget.held(), budget.max());
        assert_eq!(input.absorb(&budget, &[2]), Err(Error::Overflow));
        assert_eq!(input.whole(&budget).unwrap(), vec![1; MIB]);
        drop(others);
        input.absorb(&budget, &[2]).unwrap();
        assert_eq!(input.whole(&budget).unwrap().len(), MIB + 1);
    }

    #[test]
    fn copies_share_what_they_have_in_common() {
        let (mut input, budget) = collected(usize::MAX);
        input.absorb(&budget, &vec![1; 10 * MIB]).unwrap();
        let held = budget.held();
        let mut copies: Vec<Collected> = (0..1000).map(|_| input.clone()).collect();
        assert_eq!(budget.held(), held);
        copies[0].absorb(&budget, &[2]).unwrap();
        copies[1].absorb(&budget, &[3]).unwrap();
        assert!(budget.held() > held);
        assert_eq!(input.whole(&budget).unwrap(), vec![1; 10 * MIB]);
        // There is no room for another whole.
        assert_eq!(copies[0].whole(&budget), Err(Error::Overflow));
        assert_eq!(copies[0].len(), 10 * MIB + 1);
    }

    #[test]
    fn what_is_expected_is_not_refused() {
        let (mut input, budget) = collected(usize::MAX);
        input.expect(&budget, 15 * MIB).unwrap();
        let rest = budget.take(budget.max() - budget.held()).unwrap();
        for _ in 0..15 {
            input.absorb(&budget, &vec![7; MIB]).unwrap();
        }
        assert_eq!(input.absorb(&budget, &[7]), Err(Error::Overflow));
        assert_eq!(input.whole(&budget).unwrap(), vec![7; 15 * MIB]);
        drop(rest);
    }
}
