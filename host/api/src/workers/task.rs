//! One operation between its caller and the thread that does it.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use super::lock;

/// The caller's end of an operation: a future of its result. Dropping it cancels what has not started.
pub struct Task<R> {
    outcome: Arc<Mutex<Outcome<R>>>,
}

/// The operation never finished: it panicked, or no thread could be started.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Lost;

/// The worker's end of an operation, whatever its result is. Dropped without being run, it is [`Lost`].
pub(super) trait Job: Send {
    /// Whether somebody waits for it.
    fn is_wanted(&self) -> bool;

    /// Does it, and gives the result to whoever waits.
    fn run(self: Box<Self>);
}

enum Outcome<R> {
    Pending(Option<Waker>),
    Done(R),
    Lost,
}

struct Operation<F, R> {
    run: F,
    answer: Answer<R>,
}

/// Reports [`Lost`] if it is dropped without an answer.
struct Answer<R> {
    outcome: Weak<Mutex<Outcome<R>>>,
}

/// Both ends of an operation.
pub(super) fn operation<R, F>(run: F) -> (Box<dyn Job>, Task<R>)
where
    R: Send + 'static,
    F: FnOnce() -> R + Send + 'static,
{
    let outcome = Arc::new(Mutex::new(Outcome::Pending(None)));
    let answer = Answer { outcome: Arc::downgrade(&outcome) };
    (Box::new(Operation { run, answer }), Task { outcome })
}

impl<F, R> Job for Operation<F, R>
where
    F: FnOnce() -> R + Send,
    R: Send,
{
    fn is_wanted(&self) -> bool {
        self.answer.outcome.strong_count() > 0
    }

    fn run(self: Box<Self>) {
        let Self { run, answer } = *self;
        let result = run();
        answer.settle(Outcome::Done(result));
    }
}

impl<R> Answer<R> {
    /// The first answer counts.
    fn settle(&self, answer: Outcome<R>) {
        let Some(outcome) = self.outcome.upgrade() else { return };
        let mut outcome = lock(&outcome);
        if let Outcome::Pending(waker) = &mut *outcome {
            let waker = waker.take();
            *outcome = answer;
            drop(outcome);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl<R> Drop for Answer<R> {
    fn drop(&mut self) {
        self.settle(Outcome::Lost);
    }
}

impl<R> Future for Task<R> {
    type Output = Result<R, Lost>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut outcome = lock(&self.outcome);
        match mem::replace(&mut *outcome, Outcome::Lost) {
            Outcome::Pending(_) => {
                *outcome = Outcome::Pending(Some(context.waker().clone()));
                Poll::Pending
            }
            Outcome::Done(result) => Poll::Ready(Ok(result)),
            Outcome::Lost => Poll::Ready(Err(Lost)),
        }
    }
}
