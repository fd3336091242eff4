//! Two futures at once.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// What comes of both.
pub async fn together<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut first, mut second) = (None, None);
    poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            second = Some(value);
        }
        match (first.take(), second.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (first, second) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}

/// Polls a future so many times, with a turn for everybody else in between. Whether it ended.
pub async fn turns(future: impl Future, turns: u32) -> bool {
    let mut future = pin!(future);
    for _ in 0..turns {
        let ended = poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await;
        if ended {
            return true;
        }
        wit_bindgen::yield_async().await;
    }
    false
}

/// What comes of a future, and how often another task had its turn meanwhile.
pub async fn ticking<T>(future: impl Future<Output = T>) -> (T, u64) {
    let done = Cell::new(false);
    let slow = async {
        let outcome = future.await;
        done.set(true);
        outcome
    };
    let tick = async {
        let mut ticks = 0;
        while !done.get() {
            wit_bindgen::yield_async().await;
            ticks += 1;
        }
        ticks
    };
    together(slow, tick).await
}
