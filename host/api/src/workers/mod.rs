//! Threads for operations that take seconds: RSA key generation, hashing passwords.
//!
//! No runtime is assumed: the embedder may drive its stores with any executor. Threads exist only while there is work.
//! Whose operation is next is decided in `queue`; passwords and everything else have queues and threads of their own.

mod order;
mod queue;
mod task;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

pub use order::{ClientId, Lane, Order};
pub use task::{Lost, Task};

use queue::Queue;
use task::Job;

/// A limited number of threads for slow operations, shared by any number of stores.
///
/// At most [`max_in_flight`](Self::max_in_flight) passwords are hashed at once, and as many other operations done, so that
/// neither waits for the other. Where operations wait, guests take turns, one operation each, and those that take less
/// than 50 milliseconds go first; after eight of these in a row a longer one has its turn.
///
/// An operation whose caller has gone (the embedder dropped the call, for example after a timeout) is not started; one
/// that runs already finishes, keeps its place until then, and its result is wiped and dropped.
///
/// Clones share the threads.
#[derive(Clone)]
pub struct WorkerPool {
    shared: Arc<Shared>,
}

struct Shared {
    max: NonZeroUsize,
    spawn: Spawn,
    passwords: Mutex<Workers>,
    others: Mutex<Workers>,
    turns: Mutex<Workers>,
}

/// Starts a thread.
type Spawn = fn(Box<dyn FnOnce() + Send>) -> io::Result<()>;

/// The threads of a lane and their work.
///
/// Invariant: while jobs wait, at least one thread runs, or is about to be started, that will take them.
#[derive(Default)]
struct Workers {
    running: usize,
    waiting: Queue<Box<dyn Job>>,
}

impl WorkerPool {
    /// A pool of its own that hashes at most `max_in_flight` passwords at once, beside at most as many other operations.
    pub fn new(max_in_flight: NonZeroUsize) -> Self {
        Self::with(max_in_flight, |work| thread::Builder::new().name("wasi-crypto".into()).spawn(work).map(drop))
    }

    fn with(max: NonZeroUsize, spawn: Spawn) -> Self {
        let shared =
            Shared { max, spawn, passwords: Mutex::default(), others: Mutex::default(), turns: Mutex::default() };
        Self { shared: Arc::new(shared) }
    }

    /// The pool of the process: one operation fewer than there are processors, so that guests go on meanwhile, but at
    /// least one; of passwords as many.
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

    /// The number of passwords that are hashed at once, and of other operations that run at once; further ones wait.
    pub fn max_in_flight(&self) -> NonZeroUsize {
        self.shared.max
    }

    /// Hands an operation to the pool. It starts (or queues) now, not at the first poll.
    ///
    /// What is handed over is dropped at the latest when the lane's queue is next touched after the task was.
    ///
    /// # Errors
    /// The task gives [`Lost`] if the operation panics, or if there is no thread for it and none can be started.
    pub fn run<R, F>(&self, order: Order, operation: F) -> Task<R>
    where
        R: Send + 'static,
        F: FnOnce() -> R + Send + 'static,
    {
        let (job, task) = task::operation(operation);
        self.submit(order, job);
        task
    }

    /// A future that is ready when everybody else on the thread that waits for it has had a turn, those included who wait
    /// for a time or for the network.
    ///
    /// One that wakes itself would not do: an executor such as tokio's goes through many ready tasks, or many times through
    /// one that is ready again at once, before it looks at its clock. So another thread wakes it.
    #[cfg(feature = "steps")]
    pub fn turn(&self, client: ClientId) -> Task<()> {
        self.run(Order { client, lane: Lane::Turns, long: crate::length::Long::of(0) }, || ())
    }

    fn submit(&self, order: Order, job: Box<dyn Job>) {
        let mut workers = lock(self.shared.workers(order.lane));
        // Jobs that were cancelled hold memory until they are met; meeting them here keeps the queue as long as the
        // number of callers that really wait.
        let gone = workers.waiting.sweep(|job| job.is_wanted());
        workers.waiting.push(order.client, order.long.price(), job);
        let more = workers.running < self.shared.max(order.lane).get();
        if more {
            workers.running = workers.running.saturating_add(1);
        }
        drop(workers);
        if more {
            self.start(order.lane);
        }
        discard(gone);
    }

    /// Starts a thread that is counted as running already.
    fn start(&self, lane: Lane) {
        let shared = Arc::clone(&self.shared);
        if (self.shared.spawn)(Box::new(move || shared.work(lane))).is_ok() {
            return;
        }
        let mut workers = lock(self.shared.workers(lane));
        workers.running = workers.running.saturating_sub(1);
        // Other threads take what waits. Without any nobody would.
        let lost = if workers.running == 0 { workers.waiting.drain() } else { Vec::new() };
        drop(workers);
        discard(lost);
    }
}

impl Shared {
    fn workers(&self, lane: Lane) -> &Mutex<Workers> {
        match lane {
            Lane::Passwords => &self.passwords,
            Lane::Others => &self.others,
            Lane::Turns => &self.turns,
        }
    }

    fn max(&self, lane: Lane) -> NonZeroUsize {
        match lane {
            Lane::Passwords | Lane::Others => self.max,
            Lane::Turns => NonZeroUsize::MIN,
        }
    }

    /// What a thread does: jobs of a lane, until none waits.
    fn work(&self, lane: Lane) {
        loop {
            let mut workers = lock(self.workers(lane));
            let gone = workers.waiting.sweep(|job| job.is_wanted());
            let next = workers.waiting.pop();
            if next.is_none() {
                workers.running = workers.running.saturating_sub(1);
            }
            drop(workers);

            discard(gone);
            let Some(job) = next else { return };
            // A panic of one operation must not take the thread, and with it the pool's count, along. The operation's
            // caller learns of it through its dropped answer.
            let _ = catch_unwind(AssertUnwindSafe(|| job.run()));
        }
    }
}

impl fmt::Debug for WorkerPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [passwords, others] = [Lane::Passwords, Lane::Others].map(|lane| {
            let workers = lock(self.shared.workers(lane));
            format!("{} running, {} waiting", workers.running, workers.waiting.len())
        });
        f.debug_struct("WorkerPool")
            .field("max_in_flight", &self.shared.max)
            .field("passwords", &passwords)
            .field("others", &others)
            .finish()
    }
}

/// Drops jobs that are not run; whoever waits for one has [`Lost`] it. To be called when nothing is locked: what a job
/// holds may do anything when it is dropped, and its panic is not that of whoever came by.
fn discard(jobs: Vec<Box<dyn Job>>) {
    for job in jobs {
        let _ = catch_unwind(AssertUnwindSafe(|| drop(job)));
    }
}

/// No code that can panic runs under these locks, so a poisoned one still guards consistent data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
