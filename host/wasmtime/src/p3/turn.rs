//! When a stream lets others have their turn.

use std::task::Context;
use std::time::Instant;

use crate::flavour::STRETCH;

/// So many pieces follow one another, or as many as [`STRETCH`] allows.
const PIECES: u32 = 16;

/// The pieces of a stream since others had their turn. Both ends of a stream may be the host's and always ready: then
/// wasmtime takes all of it at one go, which no deadline ends.
#[derive(Default)]
pub(super) struct Turn {
    pieces: u32,
    since: Option<Instant>,
}

impl Turn {
    /// Notes that there has been a piece.
    pub(super) fn count(&mut self) {
        self.since.get_or_insert_with(Instant::now);
        self.pieces = self.pieces.saturating_add(1);
    }

    /// Whether it is over. Who asks has to answer `Pending` then: this wakes the task again.
    pub(super) fn is_over(&mut self, context: &Context<'_>) -> bool {
        let over = self.pieces >= PIECES || self.since.is_some_and(|since| since.elapsed() > STRETCH);
        if over {
            *self = Self::default();
            context.waker().wake_by_ref();
        }
        over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    #[test]
    fn a_turn_ends_after_its_pieces_or_its_time() {
        let context = Context::from_waker(Waker::noop());
        let mut turn = Turn::default();
        assert!(!turn.is_over(&context));
        for _ in 1..PIECES {
            turn.count();
        }
        turn.since = Some(Instant::now() + STRETCH);
        assert!(!turn.is_over(&context));
        turn.count();
        assert!(turn.is_over(&context));
        assert!(!turn.is_over(&context), "a new one has begun");

        turn.count();
        std::thread::sleep(2 * STRETCH);
        assert!(turn.is_over(&context));
    }
}
