//! Signs of life while something takes long. Only a terminal sees them.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How long nothing is shown: what takes less needs no excuse.
const PATIENCE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(100);

/// Does something, and shows what it is while it takes long.
pub fn during<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    let (done, ended) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|threads| {
        // Without a thread there are no signs, and the work is done all the same.
        let show = move || {
            if ended.recv_timeout(PATIENCE) != Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new_spinner().with_message(what);
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
                bar.set_style(style);
            }
            while ended.recv_timeout(TICK) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                bar.tick();
            }
            bar.finish_and_clear();
        };
        let _ = std::thread::Builder::new().spawn_scoped(threads, show);
        let result = work();
        drop(done);
        result
    })
}
