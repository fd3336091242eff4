//! The two flavours of the linker functions: what takes long blocks the calling thread, or suspends the guest.

use std::future::{Future, ready};
use std::pin::Pin;

use wasmtime::component::{ComponentNamedList, Lift, Lower};

use crate::call::{Binder, Call, Failure};
use crate::error::HostResult;

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
    Compute(Box<dyn FnOnce() -> HostResult<Pending<O>> + Send>),
    /// Waiting for something.
    Wait(Pending<O>),
}

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
    pub(crate) fn compute(f: impl FnOnce() -> HostResult<O> + Send + 'static) -> Self {
        Self::Compute(Box::new(move || Ok(Box::pin(ready(Ok(f()?))) as Pending<O>)))
    }

    /// Computing something, and waiting for what is done with it.
    pub(crate) fn compute_and<C>(
        f: impl FnOnce() -> HostResult<C> + Send + 'static,
        then: impl FnOnce(C) -> Pending<O> + Send + 'static,
    ) -> Self {
        Self::Compute(Box::new(move || Ok(then(f()?))))
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
                Work::Compute(compute) => pollster::block_on(compute()?)?,
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
                    Work::Compute(compute) => call.view().ctx.workers.clone().finish(compute).await?.await?,
                    Work::Wait(pending) => pending.await?,
                };
                end(&mut call, kept, outcome)
            })
        })
    }
}
