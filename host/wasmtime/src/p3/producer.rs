//! A stream that the host makes.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_channel::oneshot;
use wasi_crypto_api::streams::Outflow;
use wasi_crypto_engine::Result;
use wasmtime::StoreContextMut;
use wasmtime::component::{Destination, FutureReader, StreamProducer, StreamReader, StreamResult};

use super::turn::Turn;
use crate::bindings::ErrorCode;
use crate::call::Call;
use crate::error::HostResult;
use crate::output;

/// What a function returns that makes a stream: the stream, and what says whether it is complete.
pub(super) type Made = (StreamReader<u8>, FutureReader<Result<(), ErrorCode>>);

/// Gives a stream, into the memory of its reader where that is a guest.
struct Producer {
    outflow: Outflow,
    /// Until the stream has ended.
    tell: Option<oneshot::Sender<Result<(), ErrorCode>>>,
    turn: Turn,
}

/// Gives the guest a stream of what flows out.
pub(super) fn made<T: 'static>(call: &mut Call<'_, T>, outflow: Outflow) -> HostResult<Made> {
    let (tell, told) = oneshot::channel();
    let producer = Producer { outflow, tell: Some(tell), turn: Turn::default() };
    let stream = StreamReader::new(call.store(), producer)?;
    // Nobody tells anything when the guest drops the stream before its end, which is no failure.
    let outcome = async move { Ok::<_, wasmtime::Error>(told.await.unwrap_or(Ok(()))) };
    Ok((stream, FutureReader::new(call.store(), outcome)?))
}

impl Producer {
    fn end(&mut self, outcome: Result<()>) -> StreamResult {
        if let Some(tell) = self.tell.take() {
            // The guest may have dropped the future.
            let _ = tell.send(outcome.map_err(ErrorCode::from));
        }
        StreamResult::Dropped
    }

    /// Gives the next bytes to wherever they go.
    fn give<D: 'static>(&mut self, store: StoreContextMut<'_, D>, mut to: Destination<'_, u8, Bytes>) -> Result<()> {
        let mut store = store;
        if to.remaining(&mut store).is_some() {
            let mut memory = to.as_direct(store, 0);
            let given = self.outflow.give(memory.remaining())?;
            memory.mark_written(given);
            return Ok(());
        }
        // The reader is the host's, and has no memory yet. It may keep these for a while; they are wiped when it lets go of
        // them.
        to.set_buffer(output::secret(self.outflow.chunk()?));
        Ok(())
    }
}

impl<D: 'static> StreamProducer<D> for Producer {
    type Item = u8;
    type Buffer = Bytes;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut store: StoreContextMut<'a, D>,
        destination: Destination<'a, u8, Bytes>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let producer = self.get_mut();
        if producer.outflow.is_over() {
            return Poll::Ready(Ok(producer.end(Ok(()))));
        }
        // A reader that asks whether there is anything.
        if destination.remaining(&mut store) == Some(0) {
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        if !finish && producer.turn.is_over(context) {
            return Poll::Pending;
        }
        producer.turn.count();
        Poll::Ready(Ok(match producer.give(store, destination) {
            Ok(()) if producer.outflow.is_over() => producer.end(Ok(())),
            Ok(()) => StreamResult::Completed,
            Err(error) => producer.end(Err(error)),
        }))
    }
}
