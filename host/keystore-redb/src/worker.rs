//! A thread that does one thing after another, for callers that must not wait.

use core::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread::{Builder, JoinHandle};

use futures_channel::oneshot;
use wasi_crypto_keystore::{Result, StoreError, StoreFuture};

type Job = Box<dyn FnOnce() + Send>;

/// The thread. It ends when this is dropped, after what it was asked to do.
pub(crate) struct Worker {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// # Errors
    /// [`StoreError::Io`] if the system has no thread to give.
    pub(crate) fn start(name: &str) -> Result<Self> {
        let (jobs, queue) = mpsc::channel::<Job>();
        // Jobs report panics of the database themselves; this keeps one that does not from silencing the rest.
        let work = move || queue.into_iter().for_each(|job| drop(catch_unwind(AssertUnwindSafe(job))));
        let thread = Builder::new().name(name.to_owned()).spawn(work);
        let thread = thread.map_err(|error| StoreError::Io(format!("no thread for the store: {error}")))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Has the thread do something, beginning when the future is polled first. If the future is dropped before the thread
    /// gets to it, it is left out; after that, it is done to the end.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> StoreFuture<'_, T> {
        Box::pin(async move {
            let gone = || StoreError::Io("the store's thread has ended".into());
            let (answer, outcome) = oneshot::channel();
            let job = move || {
                if !answer.is_canceled() {
                    // Nobody may be waiting any more.
                    drop(answer.send(job()));
                }
            };
            self.jobs.as_ref().ok_or_else(gone)?.send(Box::new(job)).map_err(|_| gone())?;
            outcome.await.map_err(|_| gone())?
        })
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // It catches panics, so there is nothing to report.
            drop(thread.join());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasi_crypto_keystore::conformance::block_on;

    #[test]
    fn a_panic_is_an_error_and_the_thread_goes_on() {
        let worker = Worker::start("test").unwrap();
        assert!(matches!(block_on(worker.run(|| -> Result<()> { panic!("on purpose") })), Err(StoreError::Io(_))));
        assert_eq!(block_on(worker.run(|| Ok(1))), Ok(1));
    }

    #[test]
    fn what_was_begun_is_done_before_the_thread_ends() {
        let worker = Worker::start("test").unwrap();
        let (done, results) = mpsc::channel();
        let (begun, first) = mpsc::channel();
        let mut slow = worker.run(move || {
            begun.send(()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(20));
            done.send(1).unwrap();
            Ok(())
        });
        let mut context = core::task::Context::from_waker(core::task::Waker::noop());
        assert!(slow.as_mut().poll(&mut context).is_pending());
        first.recv().unwrap();
        drop(slow);
        drop(worker);
        assert_eq!(results.try_recv(), Ok(1));
    }
}
