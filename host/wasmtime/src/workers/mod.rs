//! Threads for operations that take seconds: RSA key generation, hashing passwords.
//!
//! No runtime is assumed: the embedder may drive its stores with any executor. Threads exist only while there is work.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::thread;

use crate::bindings::ErrorCode;
use crate::error::HostResult;

/// A limited number of threads for slow operations, shared by any number of stores.
///
/// At most [`max_in_flight`](Self::max_in_flight) operations run at once, later ones wait in the order of their
/// arrival. An operation whose caller has gone (the embedder dropped the call, for example after a timeout) is not
/// started; one that runs already finishes, keeps its place until then, and its result is wiped and dropped.
///
/// Clones share the threads.
#[derive(Clone)]
pub struct WorkerPool {
    shared: Arc<Shared>,
}

struct Shared {
    max: NonZeroUsize,
    queue: Mutex<Queue>,
}

/// Invariant: while jobs wait, at least one thread runs, and it will take them.
#[derive(Default)]
struct Queue {
    running: usize,
    waiting: VecDeque<Box<dyn Job>>,
}

trait Job: Send {
    fn is_wanted(&self) -> bool;
    fn run(self: Box<Self>);
}

/// The caller's end of an operation. Dropping it cancels what has not started.
pub(crate) struct Task<R> {
    outcome: Arc<Mutex<Outcome<R>>>,
}

/// The operation never finished: it panicked, or no thread could be started.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Lost;

enum Outcome<R> {
    Pending(Option<Waker>),
    Done(R),
    Lost,
}

/// The worker's end of an operation; reports `Lost` if it is dropped without an answer.
struct Answer<R> {
    outcome: Weak<Mutex<Outcome<R>>>,
}

struct Operation<F, R> {
    run: F,
    answer: Answer<R>,
}

impl WorkerPool {
    /// A pool of its own for at most `max_in_flight` operations at once.
    pub fn new(max_in_flight: NonZeroUsize) -> Self {
        Self { shared: Arc::new(Shared { max: max_in_flight, queue: Mutex::default() }) }
    }

    /// The pool of the process: one operation fewer than there are processors, so that guests go on meanwhile, but at
    /// least one.
    pub fn shared() -> Self {
        static SHARED: OnceLock<WorkerPool> = OnceLock::new();
        SHARED
            .get_or_init(|| {
                let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
                let spare = NonZeroUsize::new(processors.saturating_sub(1));
                Self::new(spare.unwrap_or(NonZeroUsize::MIN))
            })
            .clone()
    }

    /// The number of operations that run at once; further ones wait.
    pub fn max_in_flight(&self) -> NonZeroUsize {
        self.shared.max
    }

    /// Hands an operation to the pool. It starts (or queues) now, not at the first poll.
    pub(crate) fn run<R, F>(&self, operation: F) -> Task<R>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        let outcome = Arc::new(Mutex::new(Outcome::Pending(None)));
        let answer = Answer { outcome: Arc::downgrade(&outcome) };
        self.submit(Box::new(Operation { run: operation, answer }));
        Task { outcome }
    }

    /// [`run`](Self::run) for an operation with a result the guest gets.
    pub(crate) async fn finish<R, F>(self, operation: F) -> HostResult<R>
    where
        R: Send + 'static,
        F: FnOnce() -> HostResult<R> + Send + 'static,
    {
        match self.run(operation).await {
            Ok(outcome) => outcome,
            Err(Lost) => Err(ErrorCode::InternalError.into()),
        }
    }

    fn submit(&self, job: Box<dyn Job>) {
        let mut queue = lock(&self.shared.queue);
        if queue.running >= self.shared.max.get() {
            // Cancelled jobs hold memory until they are met; meeting them here keeps the queue as long as the number
            // of callers that really wait.
            queue.waiting.retain(|waiting| waiting.is_wanted());
            queue.waiting.push_back(job);
            return;
        }
        queue.running = queue.running.saturating_add(1);
        drop(queue);

        let shared = Arc::clone(&self.shared);
        let thread = thread::Builder::new().name("wasi-crypto".into()).spawn(move || shared.work(job));
        if thread.is_err() {
            // The job went with the closure and has reported `Lost`.
            let mut queue = lock(&self.shared.queue);
            queue.running = queue.running.saturating_sub(1);
            if queue.running == 0 {
                queue.waiting.clear();
            }
        }
    }
}

impl Shared {
    fn work(&self, first: Box<dyn Job>) {
        let mut next = Some(first);
        while let Some(job) = next {
            if job.is_wanted() {
                // A panic of one operation must not take the thread, and with it the pool's count, along. The
                // operation's caller learns of it through its dropped answer.
                let _ = catch_unwind(AssertUnwindSafe(|| job.run()));
            }
            let mut queue = lock(&self.queue);
            next = queue.waiting.pop_front();
            if next.is_none() {
                queue.running = queue.running.saturating_sub(1);
            }
        }
    }
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
        match std::mem::replace(&mut *outcome, Outcome::Lost) {
            Outcome::Pending(_) => {
                *outcome = Outcome::Pending(Some(context.waker().clone()));
                Poll::Pending
            }
            Outcome::Done(result) => Poll::Ready(Ok(result)),
            Outcome::Lost => Poll::Ready(Err(Lost)),
        }
    }
}

impl fmt::Debug for WorkerPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let queue = lock(&self.shared.queue);
        f.debug_struct("WorkerPool")
            .field("max_in_flight", &self.shared.max)
            .field("running", &queue.running)
            .field("waiting", &queue.waiting.len())
            .finish()
    }
}

/// No code that can panic runs under these locks, so a poisoned one still guards consistent data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::task::Wake;
    use std::time::Duration;

    use super::*;

    struct Unpark(thread::Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    fn block_on<F: Future + Unpin>(mut future: F) -> F::Output {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(output) = Pin::new(&mut future).poll(&mut context) {
                return output;
            }
            thread::park_timeout(Duration::from_secs(10));
        }
    }

    fn pool(max: usize) -> WorkerPool {
        WorkerPool::new(NonZeroUsize::new(max).unwrap())
    }

    #[test]
    fn results_come_back() {
        let pool = pool(2);
        let tasks: Vec<_> = (0..20).map(|n| pool.run(move || n * 2)).collect();
        for (n, task) in tasks.into_iter().enumerate() {
            assert_eq!(block_on(task), Ok(n * 2));
        }
    }

    #[test]
    fn no_more_than_the_limit_run_at_once() {
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let pool = pool(3);
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                pool.run(|| {
                    let running = RUNNING.fetch_add(1, Ordering::SeqCst) + 1;
                    MOST.fetch_max(running, Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(5));
                    RUNNING.fetch_sub(1, Ordering::SeqCst);
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(block_on(task), Ok(()));
        }
        assert_eq!(MOST.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn an_abandoned_operation_does_not_start() {
        let pool = pool(1);
        let (release, blocked) = mpsc::channel::<()>();
        let first = pool.run(move || blocked.recv());
        let (started, starts) = mpsc::channel::<()>();
        drop(pool.run(move || started.send(())));
        release.send(()).unwrap();
        assert!(block_on(first).is_ok());
        // The sender is dropped with the operation, unsent.
        assert!(starts.recv().is_err());
    }

    #[test]
    fn an_abandoned_operation_that_runs_keeps_its_place() {
        let pool = pool(1);
        let (release, blocked) = mpsc::channel::<()>();
        let (started, starts) = mpsc::channel::<()>();
        let task = pool.run(move || {
            started.send(()).unwrap();
            blocked.recv()
        });
        starts.recv().unwrap();
        drop(task);
        let (second_started, second_starts) = mpsc::channel::<()>();
        let second = pool.run(move || second_started.send(()));
        assert!(second_starts.recv_timeout(Duration::from_millis(20)).is_err());
        release.send(()).unwrap();
        assert!(block_on(second).is_ok());
    }

    #[test]
    fn a_panic_is_reported_and_the_pool_goes_on() {
        let pool = pool(1);
        let task: Task<()> = pool.run(|| panic!("on purpose"));
        assert_eq!(block_on(task), Err(Lost));
        assert_eq!(block_on(pool.run(|| 7)), Ok(7));
    }
}
