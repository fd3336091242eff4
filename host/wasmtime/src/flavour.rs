//! The two flavours of the linker functions: what takes long blocks the calling thread, or suspends the guest.

use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};

use wasi_crypto_api::guest::Pace;
use wasi_crypto_api::work::{Step, Steps, Work};
use wasi_crypto_api::workers::{ClientId, Task, WorkerPool};
use wasi_crypto_engine::Error;
use wasmtime::component::{ComponentNamedList, Lift, Lower, WasmList};

use crate::call::{Binder, Call, Failure, Lists};
use crate::ctx::WasiCryptoCtx;
use crate::error::HostResult;

/// What the beginning of a function comes to.
pub(crate) type Begun<K, O> = HostResult<Started<K, O>>;

/// A call whose arguments have been taken.
pub(crate) struct Started<K, O> {
    kept: K,
    outcome: Outcome<O>,
}

/// As with [`Work`], what is seldom there lies elsewhere.
enum Outcome<O> {
    /// All is done.
    Here(O),
    /// There is more to do.
    Later(Box<Rest<O>>),
}

/// What is left to do.
struct Rest<O> {
    work: Work<O>,
    /// The lists the work asks for, where they are in the guest's memory.
    lists: Vec<WasmList<u8>>,
}

impl<K, O> Started<K, O> {
    /// The lists are taken along if the work is not done.
    #[inline]
    pub(crate) fn new(kept: K, lists: impl Lists, work: Work<O>) -> Begun<K, O> {
        let outcome = match work {
            Work::Done(outcome) => Outcome::Here(outcome),
            work => Outcome::Later(Box::new(Rest { work, lists: lists.into() })),
        };
        Ok(Self { kept, outcome })
    }

    /// What is kept, what there is to do, and the lists for it.
    pub(crate) fn into_parts(self) -> (K, Work<O>, Vec<WasmList<u8>>) {
        match self.outcome {
            Outcome::Here(outcome) => (self.kept, Work::Done(outcome), Vec::new()),
            Outcome::Later(rest) => (self.kept, rest.work, rest.lists),
        }
    }

    /// The same call, that keeps something else.
    pub(crate) fn keeping<L>(self, kept: L) -> Started<L, O> {
        Started { kept, outcome: self.outcome }
    }
}

/// A way to bind functions that may take long.
///
/// Such a function has two ends that run in the store: `begin` takes the arguments and says what there is to do, `end`
/// gives the guest what came of it. What `begin` keeps for `end` (the place of a new object) goes as soon as the call is
/// abandoned, whatever still runs. Both are taken as what they are, not as pointers, so that short calls are compiled in
/// one piece.
pub(crate) trait Flavour<T: 'static> {
    /// Defines a function that returns `result<R, E>`.
    fn func<P, K, O, R, E: Failure>(
        binder: &mut Binder<'_, T, E>,
        name: &str,
        begin: impl Fn(&mut Call<'_, T>, P) -> Begun<K, O> + Copy + Send + Sync + 'static,
        end: impl Fn(&mut Call<'_, T>, K, O) -> HostResult<R> + Copy + Send + Sync + 'static,
    ) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + 'static,
        K: Send + 'static,
        O: Send + 'static,
        R: Lower + Send + Sync + 'static;
}

/// For stores that are called synchronously.
pub(crate) enum Blocking {}

/// For stores that are called with the `_async` functions of wasmtime. Long work is cut, or happens on the context's
/// [`WorkerPool`](crate::WorkerPool).
pub(crate) enum Suspending {}

/// How long steps follow one another before others have their turn.
pub(crate) const STRETCH: Duration = Duration::from_millis(4);

/// What is around the work of a call.
pub(crate) struct Around {
    workers: WorkerPool,
    client: ClientId,
}

impl Around {
    pub(crate) fn of(ctx: &WasiCryptoCtx) -> Self {
        Self { workers: ctx.workers.clone(), client: ctx.guest.client() }
    }
}

/// Does the work of a call: in steps, on other threads, and waiting, as it comes.
pub(crate) async fn drive<O: Send + 'static>(
    around: Around,
    mut work: Work<O>,
    mut step: impl FnMut(&mut Steps<O>) -> Result<Step<O>, Error>,
) -> HostResult<O> {
    let Around { workers, client } = around;
    let mut begun = None;
    loop {
        work = match work {
            Work::Done(outcome) => return Ok(outcome),
            Work::Steps(mut steps) => match step(&mut steps)? {
                Step::Then(work) => work,
                Step::More => {
                    if begun.get_or_insert_with(Instant::now).elapsed() > STRETCH {
                        give_way(workers.turn(client)).await;
                        begun = None;
                    }
                    Work::Steps(steps)
                }
            },
            Work::Compute(compute) => {
                begun = None;
                let (order, compute) = compute.into_parts();
                workers.run(order, compute).await.map_err(|_| Error::InternalError)??
            }
            Work::Wait(pending) => (*pending).await?,
        };
    }
}

/// Gives others their turn. Where there is no thread that would say when it is over, those at least who are ready.
async fn give_way(turn: Task<()>) {
    if turn.await.is_ok() {
        return;
    }
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl<T: 'static> Flavour<T> for Blocking {
    fn func<P, K, O, R, E: Failure>(
        binder: &mut Binder<'_, T, E>,
        name: &str,
        begin: impl Fn(&mut Call<'_, T>, P) -> Begun<K, O> + Copy + Send + Sync + 'static,
        end: impl Fn(&mut Call<'_, T>, K, O) -> HostResult<R> + Copy + Send + Sync + 'static,
    ) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + 'static,
        K: Send + 'static,
        O: Send + 'static,
        R: Lower + Send + Sync + 'static,
    {
        binder.func(name, move |call, arguments| {
            let Started { kept, outcome } = begin(call, arguments)?;
            let outcome = match outcome {
                Outcome::Here(outcome) => outcome,
                Outcome::Later(rest) => rest.work.run(&call.inputs(&rest.lists), pollster::block_on)?,
            };
            end(call, kept, outcome)
        })
    }
}

impl<T: Send + 'static> Flavour<T> for Suspending {
    fn func<P, K, O, R, E: Failure>(
        binder: &mut Binder<'_, T, E>,
        name: &str,
        begin: impl Fn(&mut Call<'_, T>, P) -> Begun<K, O> + Copy + Send + Sync + 'static,
        end: impl Fn(&mut Call<'_, T>, K, O) -> HostResult<R> + Copy + Send + Sync + 'static,
    ) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + 'static,
        K: Send + 'static,
        O: Send + 'static,
        R: Lower + Send + Sync + 'static,
    {
        binder.func_async(name, move |mut call, arguments| {
            Box::pin(async move {
                call.pace = Pace::InSteps;
                let (kept, work, lists) = begin(&mut call, arguments)?.into_parts();
                let outcome = match work {
                    Work::Done(outcome) => outcome,
                    work => {
                        let around = Around::of(call.view().ctx);
                        let call = &mut call;
                        drive(around, work, move |steps| steps.step(&call.inputs(&lists))).await?
                    }
                };
                end(&mut call, kept, outcome)
            })
        })
    }
}
