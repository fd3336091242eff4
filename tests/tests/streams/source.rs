//! Streams that the host makes.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
pub use wasi_crypto_test_support::random::Random;
use wasi_crypto_tests::component_driver::State;
use wasmtime::component::{Destination, StreamProducer, StreamReader, StreamResult};
use wasmtime::{Result, Store, StoreContextMut};

/// A message in pieces of any length, between which it may wait, by either of the two ways there are for a producer.
struct Cut {
    message: Vec<u8>,
    at: usize,
    random: Random,
}

/// The message as a stream, cut as the seed has it.
pub fn cut(store: &mut Store<State>, message: &[u8], seed: u64) -> StreamReader<u8> {
    StreamReader::new(store, Cut { message: message.to_vec(), at: 0, random: Random::new(seed) }).unwrap()
}

impl StreamProducer<State> for Cut {
    type Item = u8;
    type Buffer = Bytes;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        store: StoreContextMut<'a, State>,
        mut destination: Destination<'a, u8, Bytes>,
        finish: bool,
    ) -> Poll<Result<StreamResult>> {
        let cut = &mut *self;
        if finish {
            return Poll::Ready(Ok(StreamResult::Cancelled));
        }
        if cut.random.below(3) == 0 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let longest = [1, 16, 300, 5_000, 100_000][cut.random.below(5)];
        let rest = &cut.message[cut.at..];
        let len = (1 + cut.random.below(longest)).min(rest.len());
        if cut.random.below(2) == 0 {
            destination.set_buffer(Bytes::copy_from_slice(&rest[..len]));
            cut.at += len;
        } else if len > 0 {
            let mut destination = destination.as_direct(store, len);
            let memory = destination.remaining();
            let len = len.min(memory.len());
            memory[..len].copy_from_slice(&rest[..len]);
            destination.mark_written(len);
            cut.at += len;
        }
        let over = cut.at == cut.message.len() && (len == 0 || cut.random.below(2) == 0);
        Poll::Ready(Ok(if over { StreamResult::Dropped } else { StreamResult::Completed }))
    }
}

/// So many bytes, zeros, which are always ready.
struct Zeros {
    rest: u64,
    chunk: usize,
}

pub fn zeros(store: &mut Store<State>, len: u64, chunk: usize) -> StreamReader<u8> {
    StreamReader::new(store, Zeros { rest: len, chunk }).unwrap()
}

impl StreamProducer<State> for Zeros {
    type Item = u8;
    type Buffer = Bytes;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'a, State>,
        destination: Destination<'a, u8, Bytes>,
        _: bool,
    ) -> Poll<Result<StreamResult>> {
        let len = self.chunk.min(usize::try_from(self.rest).unwrap_or(usize::MAX));
        // The runtime keeps the memory, and makes it zero when it is new.
        destination.as_direct(store, len).mark_written(len);
        self.rest -= u64::try_from(len).unwrap();
        Poll::Ready(Ok(if self.rest == 0 { StreamResult::Dropped } else { StreamResult::Completed }))
    }
}

/// Nothing, ever.
struct Never;

pub fn never(store: &mut Store<State>) -> StreamReader<u8> {
    StreamReader::new(store, Never).unwrap()
}

impl StreamProducer<State> for Never {
    type Item = u8;
    type Buffer = Bytes;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: StoreContextMut<'a, State>,
        _: Destination<'a, u8, Bytes>,
        finish: bool,
    ) -> Poll<Result<StreamResult>> {
        if finish { Poll::Ready(Ok(StreamResult::Cancelled)) } else { Poll::Pending }
    }
}
