//! The interfaces for WASI 0.3, through a component that passes streams on, writes and reads some itself, and abandons
//! calls: `tests/guests/rust/component-streams`.

mod abandoned;
mod answers;
mod guest;
mod lengths;
mod output;
mod overlapping;
mod sealed;
mod slow;
mod source;
