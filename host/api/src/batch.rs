//! Many operations in one call.
//!
//! A batch is refused as a whole if it is too long, if its states are of several algorithms, if its work or its outputs
//! together exceed what one call may cost or return; then nothing was done. Otherwise every entry has its own result, the
//! one the single call would have had, in order.

use wasi_crypto_engine::{Error, Limits, Result};

use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::length::{Length, Long};
use crate::place::Place;
use crate::work::{Step, Steps, Work};

/// What came of the entries of a batch, in order.
pub type Outcomes<R> = Vec<Result<R>>;

/// Refuses a batch that is too long, before its entries are lifted out of the guest's memory.
///
/// # Errors
/// [`Error::Overflow`] for more than `max_batch_len` entries.
pub fn admit_len(limits: &Limits, len: usize) -> Result<()> {
    if len <= limits.max_batch_len { Ok(()) } else { Err(Error::Overflow) }
}

/// Refuses a batch over states of several algorithms.
///
/// # Errors
/// [`Error::UnsupportedFeature`].
pub fn one_algorithm<'a>(mut algorithms: impl Iterator<Item = &'a str>) -> Result<()> {
    let Some(first) = algorithms.next() else { return Ok(()) };
    if algorithms.all(|algorithm| algorithm == first) { Ok(()) } else { Err(Error::UnsupportedFeature) }
}

/// Refuses a batch whose outputs together are longer than that of one call may be.
///
/// # Errors
/// [`Error::Overflow`] for more than `max_output_len` bytes.
pub fn admit_output(limits: &Limits, lens: impl IntoIterator<Item = u32>) -> Result<()> {
    let total = lens.into_iter().try_fold(0_u32, u32::checked_add).and_then(|total| usize::try_from(total).ok());
    if total.is_some_and(|total| total <= limits.max_output_len) { Ok(()) } else { Err(Error::Overflow) }
}

/// The work of all entries, of which `prices` has each.
///
/// # Errors
/// The first of theirs.
pub fn total(mut prices: impl Iterator<Item = Result<u64>>) -> Result<u64> {
    prices.try_fold(0, |total: u64, price| Ok(total.saturating_add(price?)))
}

/// Does something for every entry, one after the other; entries that fail have an error, and the others go on.
///
/// # Errors
/// [`Error::Overflow`] if the entries' work together, `price`, is more than a call may cost.
pub fn each<E: Send + 'static, R: Send + 'static>(
    caller: &Caller,
    entries: Vec<E>,
    price: u64,
    inputs: &dyn Inputs,
    mut begin: impl FnMut(&Caller, &E, usize, &dyn Inputs) -> Result<Work<R>> + Send + 'static,
) -> Result<Work<Outcomes<R>>> {
    match caller.admit(price)? {
        // So is each of them, then.
        Length::Short => {
            let entries = entries.iter().enumerate();
            let done = entries.map(|(number, entry)| match begin(caller, entry, number, inputs)? {
                Work::Done(outcome) => Ok(outcome),
                _ => Err(Error::InternalError),
            });
            Ok(Work::Done(done.collect()))
        }
        Length::Long(long) => {
            let done = Vec::with_capacity(entries.len());
            Ok(Batch { caller: caller.clone(), long, entries, begin, current: None, done }.steps())
        }
    }
}

/// What an entry makes, with a place taken before the work.
///
/// # Errors
/// Those of taking a place, and of the work's beginning.
pub fn placed<R: Send + 'static>(caller: &Caller, begin: impl FnOnce() -> Result<Work<R>>) -> Result<Work<(Place, R)>> {
    let place = caller.guest().places().reserve()?;
    begin()?.then(|made| Ok(Work::Done((place, made?))))
}

struct Batch<E, R, F> {
    caller: Caller,
    long: Long,
    entries: Vec<E>,
    begin: F,
    /// What is left of the entry that was begun.
    current: Option<Box<Steps<R>>>,
    done: Outcomes<R>,
}

/// What a step of a batch comes to.
enum Progress<R> {
    More,
    /// The entry goes on elsewhere.
    Elsewhere(Work<R>),
    Over,
}

impl<E, R, F> Batch<E, R, F>
where
    E: Send + 'static,
    R: Send + 'static,
    F: FnMut(&Caller, &E, usize, &dyn Inputs) -> Result<Work<R>> + Send + 'static,
{
    fn steps(self) -> Work<Outcomes<R>> {
        let (long, mut batch) = (self.long, Some(self));
        Work::steps(long, move |inputs| {
            let Some(mut running) = batch.take() else { return Err(Error::InternalError) };
            Ok(match running.step(inputs) {
                Progress::More => {
                    batch = Some(running);
                    Step::More
                }
                Progress::Elsewhere(work) => Step::Then(work.then(move |outcome| {
                    running.done.push(outcome);
                    Ok(running.steps())
                })?),
                Progress::Over => Step::Then(Work::Done(running.done)),
            })
        })
    }

    /// A step of the current entry, or the beginning of the next.
    fn step(&mut self, inputs: &dyn Inputs) -> Progress<R> {
        let number = self.done.len();
        let work = match (self.current.take(), self.entries.get(number)) {
            (Some(mut steps), _) => match steps.step(inputs) {
                Ok(Step::More) => {
                    self.current = Some(steps);
                    return Progress::More;
                }
                Ok(Step::Then(work)) => Ok(work),
                Err(error) => Err(error),
            },
            (None, Some(entry)) => (self.begin)(&self.caller, entry, number, inputs),
            (None, None) => return Progress::Over,
        };
        match work {
            Ok(Work::Done(outcome)) => self.done.push(Ok(outcome)),
            Err(error) => self.done.push(Err(error)),
            Ok(Work::Steps(steps)) => self.current = Some(steps),
            Ok(work) => return Progress::Elsewhere(work),
        }
        Progress::More
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_of_one_algorithm() {
        assert!(one_algorithm([].into_iter()).is_ok());
        assert!(one_algorithm(["A"].into_iter()).is_ok());
        assert!(one_algorithm(["A", "A", "A"].into_iter()).is_ok());
        assert_eq!(one_algorithm(["A", "A", "B"].into_iter()), Err(Error::UnsupportedFeature));
    }

    #[test]
    fn batches_are_limited_to_the_entry_and_to_the_byte() {
        let mut limits = Limits::default();
        (limits.max_batch_len, limits.max_output_len) = (4, 32);
        assert_eq!((admit_len(&limits, 4), admit_len(&limits, 5)), (Ok(()), Err(Error::Overflow)));
        assert_eq!(admit_output(&limits, [16, 16]), Ok(()));
        assert_eq!(admit_output(&limits, [16, 17]), Err(Error::Overflow));
        assert_eq!(admit_output(&limits, [u32::MAX, u32::MAX]), Err(Error::Overflow));
    }
}
