//! What takes long says so, on a terminal.

use std::io::Write;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How long something may take before it says so.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// Does `work`, and while it takes longer than `patience` says `message` on `terminal`, in a line that goes again.
pub fn during<T>(
    patience: Duration,
    terminal: Option<impl Write + Send>,
    message: &str,
    work: impl FnOnce() -> T,
) -> T {
    let Some(mut terminal) = terminal else { return work() };
    let (done, waiting) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if waiting.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                // A line that cannot be written is not missed.
                let _ = write!(terminal, "{message}").and_then(|()| terminal.flush());
                let _ = waiting.recv();
                let _ = write!(terminal, "\r\x1b[K").and_then(|()| terminal.flush());
            }
        });
        let result = work();
        drop(done);
        result
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(patience: Duration, work: Duration) -> String {
        let mut terminal = Vec::new();
        assert_eq!(
            during(patience, Some(&mut terminal), "compiling", || {
                std::thread::sleep(work);
                7
            }),
            7
        );
        String::from_utf8(terminal).unwrap()
    }

    #[test]
    fn only_what_takes_long_is_said_and_taken_back() {
        assert_eq!(said(Duration::from_secs(3600), Duration::ZERO), "");
        assert_eq!(said(Duration::ZERO, Duration::from_millis(200)), "compiling\r\x1b[K");
        assert_eq!(during(Duration::ZERO, None::<Vec<u8>>, "compiling", || 7), 7);
    }
}
