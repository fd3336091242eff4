//! Functions during which other tasks of the guest go on.

use wasi_crypto_api::signatures::Message;
use wasi_crypto_api::streams::Streamed;
use wasi_crypto_engine::Error;
use wasmtime::component::{ComponentNamedList, Lift, Lower, StreamReader};

use super::sink::Sink;
use crate::call::{Binder, Call, Failure};
use crate::error::HostResult;
use crate::flavour::{Around, Begun, Flavour, drive};

/// For the `async func`s of a package: long work goes to the context's [`WorkerPool`](crate::WorkerPool), and the guest
/// goes on.
pub(super) enum Concurrent {}

impl<T: Send + 'static> Flavour<T> for Concurrent {
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
        binder.concurrent(name, move |visits, arguments| {
            Box::pin(async move {
                let (around, (kept, work, lists)) = visits.call(|call| {
                    let started = begin(call, arguments)?;
                    HostResult::Ok((Around::of(call.view().ctx), started.into_parts()))
                })?;
                let outcome = drive(around, work, move |steps| match lists.as_slice() {
                    [] => steps.step(&NOTHING),
                    // The guest may have put something else there meanwhile. What is bound here has taken its lists along.
                    _ => Err(Error::InternalError),
                });
                let outcome = outcome.await?;
                visits.call(|call| end(call, kept, outcome))
            })
        })
    }
}

/// The beginning of a function that takes a stream: what it does with the other arguments, which come first.
pub(super) type BeginStream<T, A, S, O> = fn(&mut Call<'_, T>, A) -> HostResult<Streamed<S, O>>;

/// Defines an `async func` that takes a stream. `split` finds the stream among the arguments, `end` makes the result.
pub(super) fn streamed<T, P, A, S, O, R>(
    binder: &mut Binder<'_, T>,
    name: &str,
    split: fn(P) -> (A, StreamReader<u8>),
    begin: BeginStream<T, A, S, O>,
    end: fn(O) -> R,
) -> wasmtime::Result<()>
where
    T: Send + 'static,
    P: ComponentNamedList + Lift + Send + 'static,
    A: Send + 'static,
    S: Message,
    O: Send + 'static,
    R: Lower + Send + Sync + 'static,
{
    binder.concurrent(name, move |visits, arguments| {
        Box::pin(async move {
            let (arguments, stream) = split(arguments);
            let (ended, finish) = visits.call(|call| {
                let mut stream = stream;
                match begin(call, arguments) {
                    Ok(Streamed { intake, finish }) => {
                        let (sink, ended) = Sink::new(intake);
                        stream.pipe(call.store(), sink)?;
                        Ok((ended, finish))
                    }
                    Err(error) => {
                        // Whoever writes hears that nobody reads. The stream would stay in the store otherwise.
                        stream.close(call.store())?;
                        Err(error)
                    }
                }
            })?;
            let state = ended.await.unwrap_or(Err(Error::InternalError));
            let (around, work) = visits.call(|call| {
                let caller = call.caller();
                let work = finish(&caller, state);
                call.done(caller);
                (Around::of(call.view().ctx), work)
            });
            // What a stream brought is in the state: there are no lists.
            let outcome = drive(around, work?, |steps| steps.step(&NOTHING)).await?;
            Ok(end(outcome))
        })
    })
}

/// The lists of a call that has none.
const NOTHING: [&[u8]; 0] = [];
