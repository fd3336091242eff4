//! The two flavours of the linker functions: what takes long blocks the calling thread, or suspends the guest.

use std::future::{Future, ready};
use std::pin::Pin;

use wasmtime::component::{ComponentNamedList, Lift, Lower};

use crate::bindings::ErrorCode;
use crate::call::{Binder, Call, Failure};
use crate::effort::Effort;
use crate::error::HostResult;
use crate::workers::{Lost, Order, Task};

/// A result that arrives later. It owns all it needs, so the store is free meanwhile.
pub(crate) type Pending<O> = Pin<Box<dyn Future<Output = HostResult<O>> + Send>>;

/// The end of a function that takes the arguments: keeps a `K`, and says how to get an `O`.
pub(crate) type Begin<T, P, K, O> = fn(&mut Call<'_, T>, P) -> Begun<K, O>;

/// What the beginning of a function comes to.
pub(crate) type Begun<K, O> = HostResult<(K, Work<O>)>;

/// The end that gives the guest its result.
pub(crate) type End<T, K, O, R> = fn(&mut Call<'_, T>, K, O) -> HostResult<R>;

/// The end of a function that returns what came of the work as it is.
pub(crate) fn as_it_is<T: 'static, O>(_: &mut Call<'_, T>, (): (), outcome: O) -> HostResult<O> {
    Ok(outcome)
}

/// What is left to do when a function has taken its arguments.
pub(crate) enum Work<O> {
    /// Nothing.
    Done(O),
    /// Computing that takes up to seconds, and perhaps waiting for something afterwards.
    Compute(Effort, Computing<O>),
    /// Waiting for something.
    Wait(Pending<O>),
}

/// What is to be computed, perhaps with something to wait for afterwards.
type Computing<O> = Box<dyn FnOnce() -> HostResult<Pending<O>> + Send>;

/// A way to bind functions that take long.
///
/// Such a function has two ends that run in the store: `begin` takes the arguments and says what there is to do, `end`
/// gives the guest what came of it. What `begin` keeps for `end` (the place of a new object) goes as soon as the call is
/// abandoned, whatever still runs.
pub(crate) trait Flavour<T: 'static> {
    /// Defines a function that returns `result<R, E>`.
    fn func<P, K, O, R, E: Failure>(
        binder: &mut Binder<'_, T, E>,
        name: &str,
        begin: Begin<T, P, K, O>,
        end: End<T, K, O, R>,
    ) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + 'static,
        K: Send + 'static,
        O: Send + 'static,
        R: Lower + Send + Sync + 'static;
}

/// For stores that are called synchronously.
pub(crate) enum Blocking {}

/// For stores that are called with the `_async` functions of wasmtime. Computing happens on the context's
/// [`WorkerPool`](crate::WorkerPool).
pub(crate) enum Suspending {}

impl<O: Send + 'static> Work<O> {
    /// Computing with nothing to wait for afterwards.
    pub(crate) fn compute(effort: Effort, f: impl FnOnce() -> HostResult<O> + Send + 'static) -> Self {
        Self::Compute(effort, Box::new(move || Ok(Box::pin(ready(Ok(f()?))) as Pending<O>)))
    }

    /// Computing something, and waiting for what is done with it.
    pub(crate) fn compute_and<C>(
        effort: Effort,
        f: impl FnOnce() -> HostResult<C> + Send + 'static,
        then: impl FnOnce(C) -> Pending<O> + Send + 'static,
    ) -> Self {
        Self::Compute(effort, Box::new(move || Ok(then(f()?))))
    }

    /// Waiting for a future.
    pub(crate) fn wait(future: impl Future<Output = HostResult<O>> + Send + 'static) -> Self {
        Self::Wait(Box::pin(future))
    }
}

impl<T: 'static> Flavour<T> for Blocking {
    fn func<P, K, O, R, E: Failure>(
        binder: &mut Binder<'_, T, E>,
        name: &str,
        begin: Begin<T, P, K, O>,
        end: End<T, K, O, R>,
    ) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + 'static,
        K: Send + 'static,
        O: Send + 'static,
        R: Lower + Send + Sync + 'static,
    {
        binder.func(name, move |call, arguments| {
            let (kept, work) = begin(call, arguments)?;
            let outcome = match work {
                Work::Done(outcome) => outcome,
                Work::Compute(_, compute) => pollster::block_on(compute()?)?,
                Work::Wait(pending) => pollster::block_on(pending)?,
            };
            end(call, kept, outcome)
        })
    }
}

impl<T: Send + 'static> Flavour<T> for Suspending {
    fn func<P, K, O, R, E: Failure>(
        binder: &mut Binder<'_, T, E>,
        name: &str,
        begin: Begin<T, P, K, O>,
        end: End<T, K, O, R>,
    ) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + 'static,
        K: Send + 'static,
        O: Send + 'static,
        R: Lower + Send + Sync + 'static,
    {
        binder.func_async(name, move |mut call, arguments| {
            Box::pin(async move {
                let (kept, work) = begin(&mut call, arguments)?;
                let outcome = match work {
                    Work::Done(outcome) => outcome,
                    Work::Compute(effort, compute) => {
                        let task = hand_over(&mut call, effort, compute);
                        finish(task).await?.await?
                    }
                    Work::Wait(pending) => pending.await?,
                };
                end(&mut call, kept, outcome)
            })
        })
    }
}

/// Gives the work of a call to the workers of its context, as the next operation of that context's guests.
fn hand_over<T: 'static, O: Send + 'static>(
    call: &mut Call<'_, T>,
    effort: Effort,
    compute: Computing<O>,
) -> Task<HostResult<Pending<O>>> {
    let ctx = call.view().ctx;
    let Effort { lane, price } = effort;
    ctx.workers.run(Order { client: ctx.client, lane, price }, compute)
}

/// The result of an operation that a guest gets.
async fn finish<R>(task: Task<HostResult<R>>) -> HostResult<R> {
    match task.await {
        Ok(outcome) => outcome,
        Err(Lost) => Err(ErrorCode::InternalError.into()),
    }
}
