//! A stream that is taken in, chunk by chunk, where the chunks are.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_channel::oneshot;
use wasi_crypto_api::signatures::Message;
use wasi_crypto_api::streams::Intake;
use wasi_crypto_engine::{Error, Result};
use wasmtime::StoreContextMut;
use wasmtime::component::{Source, StreamConsumer, StreamResult};

use super::turn::Turn;

/// Takes a stream in for a call.
///
/// The runtime does not say that a stream has ended: it drops the sink, and so the call hears of it. Nor can the runtime be
/// told that the call was cancelled: the sink asks whether somebody still listens.
pub(super) struct Sink<S: Message> {
    /// Until the stream was refused.
    under_way: Option<(Intake<S>, oneshot::Sender<Result<S>>)>,
    turn: Turn,
}

/// What the call waits for: the state when the stream has ended.
pub(super) type Ended<S> = oneshot::Receiver<Result<S>>;

impl<S: Message> Sink<S> {
    pub(super) fn new(intake: Intake<S>) -> (Self, Ended<S>) {
        let (tell, ended) = oneshot::channel();
        (Self { under_way: Some((intake, tell)), turn: Turn::default() }, ended)
    }

    /// Ends it before the stream has.
    fn refuse(&mut self, error: Error) -> StreamResult {
        if let Some((_, tell)) = self.under_way.take() {
            // Who has gone need not hear it.
            let _ = tell.send(Err(error));
        }
        StreamResult::Dropped
    }
}

/// Nothing in it is pinned.
impl<S: Message> Unpin for Sink<S> {}

impl<D: 'static, S: Message> StreamConsumer<D> for Sink<S> {
    type Item = u8;

    fn poll_consume(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<D>,
        source: Source<'_, u8>,
        _finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let sink = self.get_mut();
        let Some((intake, _)) = sink.under_way.as_mut().filter(|(_, tell)| !tell.is_canceled()) else {
            return Poll::Ready(Ok(sink.refuse(Error::InternalError)));
        };
        let mut source = source.as_direct(store);
        let chunk = source.remaining();
        // A writer that asks whether there is room; or what was taken at the end of the last turn.
        if chunk.is_empty() {
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        match intake.take(chunk) {
            Ok(taken) => source.mark_read(taken),
            Err(error) => return Poll::Ready(Ok(sink.refuse(error))),
        }
        sink.turn.count();
        if sink.turn.is_over(context) { Poll::Pending } else { Poll::Ready(Ok(StreamResult::Completed)) }
    }
}

impl<S: Message> Drop for Sink<S> {
    fn drop(&mut self) {
        if let Some((intake, tell)) = self.under_way.take() {
            let _ = tell.send(intake.end());
        }
    }
}
