//! What is left to do when a call has been understood.

use std::future::Future;
use std::ops::Range;
use std::pin::Pin;

use wasi_crypto_engine::{Budget, Error, Result, Share, memory};

use crate::guest::Caller;
use crate::inputs::Inputs;
use crate::length::Long;
use crate::wiped::Wiped;
use crate::workers::{Lane, Order};

/// A result that arrives later. It owns all it needs.
pub type Pending<O> = Pin<Box<dyn Future<Output = Result<O>> + Send>>;

/// Work on the thread of the call, over the lists of the call.
pub struct Steps<O> {
    step: Box<Function<O>>,
    long: Long,
}

type Function<O> = dyn FnMut(&dyn Inputs) -> Result<Step<O>> + Send;

/// What is left to do when a call has been understood.
///
/// Dropping it ends it: whatever the call works on is as it was before, or says that it is spent.
///
/// No larger than what it comes to: most calls have done all when they begin, and moving what else could be would take them
/// longer than the work.
pub enum Work<O> {
    /// Nothing.
    Done(O),
    /// Steps on the thread of the call, between which others may go on.
    Steps(Box<Steps<O>>),
    /// Computing on another thread.
    Compute(Box<Compute<O>>),
    /// Waiting for something.
    #[cfg(feature = "steps")]
    Wait(Box<Pending<Work<O>>>),
}

/// Work for another thread.
pub struct Compute<O> {
    order: Order,
    compute: Computation<O>,
}

/// What another thread does.
pub type Computation<O> = Box<dyn FnOnce() -> Result<Work<O>> + Send>;

/// What a step comes to.
pub enum Step<O> {
    /// There is more to do.
    More,
    /// That was the last step, and this is left.
    Then(Work<O>),
}

/// Bytes copied at a step.
const COPIED: usize = 4 << 20;

impl<O> Compute<O> {
    /// What the workers have to know, and what there is to do.
    pub fn into_parts(self) -> (Order, Computation<O>) {
        (self.order, self.compute)
    }
}

impl<O> Steps<O> {
    /// One step. It is to be asked again until it has an answer, and not afterwards.
    ///
    /// # Errors
    /// Those of the work.
    pub fn step(&mut self, inputs: &dyn Inputs) -> Result<Step<O>> {
        (self.step)(inputs)
    }
}

impl<O: Send + 'static> Work<O> {
    /// Steps.
    pub fn steps(long: Long, step: impl FnMut(&dyn Inputs) -> Result<Step<O>> + Send + 'static) -> Self {
        Self::Steps(Box::new(Steps { step: Box::new(step), long }))
    }

    /// One step on the thread of the call, the last.
    pub fn finally(long: Long, finish: impl FnOnce() -> Result<O> + Send + 'static) -> Self {
        let mut finish = Some(finish);
        Self::steps(long, move |_| Ok(Step::Then(Self::Done(finish.take().ok_or(Error::InternalError)?()?))))
    }

    /// Computing, and what is left afterwards.
    pub fn compute(order: Order, compute: impl FnOnce() -> Result<Self> + Send + 'static) -> Self {
        Self::Compute(Box::new(Compute { order, compute: Box::new(compute) }))
    }

    /// Waiting for a future.
    ///
    /// # Errors
    /// Without the feature `steps`, those of the future, which is to be ready when it is asked for the first time:
    /// [`Error::InternalError`] if it is not.
    pub fn wait(future: impl Future<Output = Result<O>> + Send + 'static) -> Result<Self> {
        #[cfg(feature = "steps")]
        return Ok(Self::Wait(Box::new(Box::pin(async move { Ok(Self::Done(future.await?)) }))));
        #[cfg(not(feature = "steps"))]
        match std::pin::pin!(future).poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
            std::task::Poll::Ready(outcome) => outcome.map(Self::Done),
            std::task::Poll::Pending => Err(Error::InternalError),
        }
    }

    /// The same work, and something else with what comes of it, be it a failure.
    ///
    /// # Errors
    /// Those of `then`, if the work was done.
    pub fn then<P: Send + 'static>(
        self,
        then: impl FnOnce(Result<O>) -> Result<Work<P>> + Send + 'static,
    ) -> Result<Work<P>> {
        match self {
            Self::Done(outcome) => then(Ok(outcome)),
            Self::Steps(mut steps) => {
                let mut then = Some(then);
                Ok(Work::steps(steps.long, move |inputs| {
                    let work = match steps.step(inputs) {
                        Ok(Step::More) => return Ok(Step::More),
                        Ok(Step::Then(work)) => Ok(work),
                        Err(error) => Err(error),
                    };
                    let then = then.take().ok_or(Error::InternalError)?;
                    Ok(Step::Then(continued(work, then)?))
                }))
            }
            Self::Compute(work) => Ok(Work::compute(work.order, move || continued((work.compute)(), then))),
            #[cfg(feature = "steps")]
            Self::Wait(pending) => Ok(Work::Wait(Box::new(Box::pin(async move { continued((*pending).await, then) })))),
        }
    }

    /// What came of it: without the feature `steps`, all work is done when it has begun.
    #[cfg(not(feature = "steps"))]
    pub fn outcome(self) -> O {
        match self {
            Self::Done(outcome) => outcome,
            Self::Steps(steps) => match steps.long.never {},
            Self::Compute(compute) => match compute.order.long.never {},
        }
    }

    /// Does it all on this thread. `wait` waits for a future.
    ///
    /// # Errors
    /// Those of the work.
    #[cfg(feature = "steps")]
    pub fn run(self, inputs: &dyn Inputs, wait: impl Fn(Pending<Self>) -> Result<Self>) -> Result<O> {
        let mut work = self;
        loop {
            work = match work {
                Self::Done(outcome) => return Ok(outcome),
                Self::Steps(mut steps) => loop {
                    if let Step::Then(work) = steps.step(inputs)? {
                        break work;
                    }
                },
                Self::Compute(compute) => (compute.compute)()?,
                Self::Wait(pending) => wait(*pending)?,
            };
        }
    }
}

fn continued<O: Send + 'static, P: Send + 'static>(
    work: Result<Work<O>>,
    then: impl FnOnce(Result<O>) -> Result<Work<P>> + Send + 'static,
) -> Result<Work<P>> {
    match work {
        Ok(work) => work.then(then),
        Err(error) => then(Err(error)),
    }
}

/// An input that was copied out of the guest's memory, paid for from its budget, and wiped when dropped.
pub(crate) struct Carried {
    bytes: Wiped,
    _share: Share,
}

impl AsRef<[u8]> for Carried {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

/// Copies lists of the call, step by step, and then goes on with them on another thread.
///
/// # Errors
/// [`Error::Overflow`] if the guest would hold more than it may.
pub(crate) fn carry<O: Send + 'static>(
    caller: &Caller,
    (lane, long): (Lane, Long),
    inputs: &dyn Inputs,
    numbers: Range<usize>,
    compute: impl FnOnce(&dyn Inputs) -> Result<Work<O>> + Send + 'static,
) -> Result<Work<O>> {
    let guest = caller.guest();
    let order = Order { client: guest.client(), lane, long };
    let copies = numbers.clone().map(|number| Copying::new(guest.budget(), inputs.list(number).len()));
    let mut copies = copies.collect::<Result<Vec<_>>>()?;
    let mut compute = Some(compute);
    Ok(Work::steps(long, move |inputs| {
        for (copy, number) in copies.iter_mut().zip(numbers.clone()) {
            if copy.step(inputs.list(number)) {
                return Ok(Step::More);
            }
        }
        let carried: Vec<Carried> = std::mem::take(&mut copies).into_iter().map(Copying::done).collect();
        let compute = compute.take().ok_or(Error::InternalError)?;
        Ok(Step::Then(Work::compute(order, move || compute(&carried))))
    }))
}

/// A list on its way.
struct Copying {
    bytes: Wiped,
    share: Share,
}

impl Copying {
    fn new(budget: &Budget, len: usize) -> Result<Self> {
        let share = budget.take(len)?;
        // The budget may be more than the process can have.
        Ok(Self { bytes: Wiped(memory::room(len)?), share })
    }

    /// Copies the next part, if there is one.
    fn step(&mut self, list: &[u8]) -> bool {
        let rest = list.get(self.bytes.0.len()..self.share.len()).unwrap_or_default();
        let part = rest.get(..COPIED).unwrap_or(rest);
        self.bytes.0.extend_from_slice(part);
        !part.is_empty()
    }

    fn done(self) -> Carried {
        Carried { bytes: self.bytes, _share: self.share }
    }
}
