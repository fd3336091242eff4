//! A stream that becomes another one.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_channel::oneshot;
use wasi_crypto_api::sealed::Flow;
use wasi_crypto_api::streams::Held;
use wasi_crypto_engine::{Result, SecretBytes};
use wasmtime::StoreContextMut;
use wasmtime::component::{
    Destination, FutureReader, Source, StreamConsumer, StreamProducer, StreamReader, StreamResult,
};

use super::producer::Made;
use super::turn::Turn;
use crate::bindings::ErrorCode;
use crate::call::Call;
use crate::error::HostResult;
use crate::output;

/// What both ends have of a message: one segment of it at most.
///
/// What is read is not more than what is written out: where nobody takes the output, nothing is fed, and the writer waits.
struct Pipe {
    /// Until the message has ended, or failed, or nobody reads it.
    flow: Option<Flow>,
    /// The input has ended.
    ended: bool,
    /// The message has ended, and its last bytes wait.
    finished: bool,
    /// Until it is known whether the message is complete.
    tell: Option<oneshot::Sender<Result<(), ErrorCode>>>,
    writer: Option<Waker>,
    reader: Option<Waker>,
}

impl Pipe {
    /// Ends it: nothing comes out any more.
    fn close(&mut self, outcome: Result<()>) {
        self.flow = None;
        if let Some(tell) = self.tell.take() {
            // The guest may have dropped the future.
            let _ = tell.send(outcome.map_err(ErrorCode::from));
        }
        self.wake_writer();
        self.wake_reader();
    }

    fn wake_writer(&mut self) {
        if let Some(waker) = self.writer.take() {
            waker.wake();
        }
    }

    fn wake_reader(&mut self) {
        if let Some(waker) = self.reader.take() {
            waker.wake();
        }
    }

    /// Takes the beginning of a chunk. How many bytes; none while the output waits to be taken.
    fn feed(&mut self, chunk: &[u8]) -> Option<usize> {
        let fed = self.flow.as_mut()?.feed(chunk);
        match fed {
            Ok(fed) => {
                self.wake_reader();
                Some(fed)
            }
            Err(error) => {
                self.close(Err(error));
                None
            }
        }
    }

    /// What has output, now or later. None if there will be none.
    fn output(&mut self) -> Option<&mut Flow> {
        if let Some(flow) = &mut self.flow
            && flow.output().is_empty()
            && self.ended
            && !self.finished
        {
            self.finished = true;
            if let Err(error) = flow.finish() {
                self.close(Err(error));
            }
        }
        if self.finished && self.flow.as_ref().is_some_and(|flow| flow.output().is_empty()) {
            self.close(Ok(()));
        }
        self.flow.as_mut()
    }
}

/// The end that reads.
struct Mouth {
    pipe: Arc<Mutex<Pipe>>,
    turn: Turn,
    /// Some of the chunk has been taken before a turn was over.
    begun: bool,
    /// The runtime may keep this end when the other one has gone.
    _held: Held,
}

/// The end that gives.
struct Spout {
    pipe: Arc<Mutex<Pipe>>,
}

/// A thread that panicked has left the pipe as it was before a step, or closed.
fn lock(pipe: &Mutex<Pipe>) -> MutexGuard<'_, Pipe> {
    pipe.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a stream out of another one. If it cannot, the other one is dropped.
pub(super) fn piped<T: 'static>(
    call: &mut Call<'_, T>,
    mut stream: StreamReader<u8>,
    begin: impl FnOnce(&mut Call<'_, T>) -> HostResult<Flow>,
) -> HostResult<Made> {
    let begun = begin(call).and_then(|flow| Ok((flow, Held::new(&call.guest())?)));
    let (flow, held) = match begun {
        Ok(begun) => begun,
        Err(error) => {
            stream.close(call.store())?;
            return Err(error);
        }
    };
    let (tell, told) = oneshot::channel();
    let pipe = Pipe { flow: Some(flow), ended: false, finished: false, tell: Some(tell), writer: None, reader: None };
    let pipe = Arc::new(Mutex::new(pipe));
    stream.pipe(call.store(), Mouth { pipe: Arc::clone(&pipe), turn: Turn::default(), begun: false, _held: held })?;
    let made = StreamReader::new(call.store(), Spout { pipe })?;
    let outcome = async move { Ok::<_, wasmtime::Error>(told.await.unwrap_or(Ok(()))) };
    Ok((made, FutureReader::new(call.store(), outcome)?))
}

impl<D: 'static> StreamConsumer<D> for Mouth {
    type Item = u8;

    fn poll_consume(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<D>,
        source: Source<'_, u8>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mouth = self.get_mut();
        let mut source = source.as_direct(store);
        let chunk = source.remaining();
        let mut pipe = lock(&mouth.pipe);
        if pipe.flow.is_none() {
            return Poll::Ready(Ok(StreamResult::Dropped));
        }
        // A writer that asks whether there is room; or what was taken at the end of the last turn.
        if chunk.is_empty() {
            mouth.begun = false;
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        match pipe.feed(chunk) {
            None => return Poll::Ready(Ok(StreamResult::Dropped)),
            Some(0) if std::mem::take(&mut mouth.begun) => return Poll::Ready(Ok(StreamResult::Completed)),
            Some(0) if finish => return Poll::Ready(Ok(StreamResult::Cancelled)),
            Some(0) => {
                pipe.writer = Some(context.waker().clone());
                return Poll::Pending;
            }
            Some(taken) => source.mark_read(taken),
        }
        mouth.turn.count();
        mouth.begun = mouth.turn.is_over(context);
        if mouth.begun { Poll::Pending } else { Poll::Ready(Ok(StreamResult::Completed)) }
    }
}

impl Drop for Mouth {
    fn drop(&mut self) {
        let mut pipe = lock(&self.pipe);
        pipe.ended = true;
        pipe.wake_reader();
    }
}

impl<D: 'static> StreamProducer<D> for Spout {
    type Item = u8;
    type Buffer = Bytes;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut store: StoreContextMut<'a, D>,
        mut destination: Destination<'a, u8, Bytes>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut pipe = lock(&self.pipe);
        let Some(flow) = pipe.output() else { return Poll::Ready(Ok(StreamResult::Dropped)) };
        let waiting = flow.output();
        if waiting.is_empty() {
            if finish {
                return Poll::Ready(Ok(StreamResult::Cancelled));
            }
            pipe.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let taken = match destination.remaining(&mut store) {
            // A reader that asks whether there is anything.
            Some(0) => return Poll::Ready(Ok(StreamResult::Completed)),
            Some(_) => {
                let mut memory = destination.as_direct(store, 0);
                let room = memory.remaining();
                let len = waiting.len().min(room.len());
                if let (Some(to), Some(from)) = (room.get_mut(..len), waiting.get(..len)) {
                    to.copy_from_slice(from);
                }
                memory.mark_written(len);
                len
            }
            // The reader is the host's. It may keep these for a while; they are wiped when it lets go of them.
            None => {
                let piece = waiting.get(..PIECE).unwrap_or(waiting);
                destination.set_buffer(output::secret(SecretBytes::new(piece.to_vec())));
                piece.len()
            }
        };
        flow.took(taken);
        if flow.output().is_empty() {
            pipe.wake_writer();
        }
        Poll::Ready(Ok(if pipe.output().is_none() { StreamResult::Dropped } else { StreamResult::Completed }))
    }
}

/// Bytes that a reader of the host's is given at once.
const PIECE: usize = 64 << 10;

impl Drop for Spout {
    fn drop(&mut self) {
        // Whoever writes hears that nobody reads, when it writes again.
        let mut pipe = lock(&self.pipe);
        if pipe.flow.is_some() {
            pipe.close(Ok(()));
        }
    }
}
