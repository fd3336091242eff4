//! What batches of every kind have in common.

use crate::bindings::ErrorCode;
use crate::error::HostResult;

/// Refuses a batch over states of several algorithms.
pub(crate) fn one_algorithm<'a>(mut algorithms: impl Iterator<Item = &'a str>) -> HostResult<()> {
    let Some(first) = algorithms.next() else { return Ok(()) };
    if algorithms.all(|algorithm| algorithm == first) { Ok(()) } else { Err(ErrorCode::UnsupportedFeature.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_of_one_algorithm() {
        assert!(one_algorithm([].into_iter()).is_ok());
        assert!(one_algorithm(["A"].into_iter()).is_ok());
        assert!(one_algorithm(["A", "A", "A"].into_iter()).is_ok());
        assert!(one_algorithm(["A", "A", "B"].into_iter()).is_err());
    }
}
