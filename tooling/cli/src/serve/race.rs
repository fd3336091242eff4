//! The first of two.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Which of two was ready first.
pub enum Either<A, B> {
    /// The first, which is asked first.
    First(A),
    /// The second.
    Second(B),
}

/// Waits for one of two; the other is dropped.
pub async fn race<A, B>(first: impl Future<Output = A>, second: impl Future<Output = B>) -> Either<A, B> {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|context| match first.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Either::First(value)),
        Poll::Pending => second.as_mut().poll(context).map(Either::Second),
    })
    .await
}
