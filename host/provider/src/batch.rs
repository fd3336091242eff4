//! What batches of every kind have in common.
//!
//! A batch is refused as a whole if it is too long, if its states are of several algorithms, or if its outputs together
//! exceed what one call may return; then nothing was done. Otherwise every entry has its own result, the one the single
//! call would have had, in order.

use crate::bindings::{ErrorCode, Result};
use crate::objects::engine;

/// Refuses a batch that is too long.
pub(crate) fn check_len<E>(entries: &[E]) -> Result<()> {
    if entries.len() <= engine()?.limits().max_batch_len { Ok(()) } else { Err(ErrorCode::Overflow) }
}

/// Refuses a batch over states of several algorithms.
pub(crate) fn one_algorithm(algorithms: impl Iterator<Item = Result<&'static str>>) -> Result<()> {
    let mut first = None;
    for algorithm in algorithms {
        let algorithm = algorithm?;
        if *first.get_or_insert(algorithm) != algorithm {
            return Err(ErrorCode::UnsupportedFeature);
        }
    }
    Ok(())
}
