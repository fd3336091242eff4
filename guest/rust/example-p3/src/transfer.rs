//! One file, from stream to stream.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use wasi_crypto_client::{SymmetricKey, sealed, streams};
use wasip3::clocks::monotonic_clock;
use wasip3::filesystem::types::{Descriptor, ErrorCode};

use crate::output::Output;
use crate::tree::{Tree, reason};

/// What a file is called until it is whole, in the folder of all. Files are written one after the other.
const UNFINISHED: &str = ".unfinished";
/// Nanoseconds after which long work is told about again.
const INTERVAL: u64 = 1_000_000_000;

/// What is to be done with files.
#[derive(Clone, Copy)]
pub enum Direction {
    Open,
    Seal,
}

impl Direction {
    /// What has been done with a file.
    pub fn done(self) -> &'static str {
        match self {
            Direction::Open => "opened",
            Direction::Seal => "sealed",
        }
    }
}

/// The SHA-256 of a file, in hexadecimal.
pub async fn hash(tree: &Tree, path: &str) -> Result<String, String> {
    let (file, len) = opened(tree, path).await.map_err(|code| reason(&code))?;
    let (data, read) = file.read_via_stream(0);
    let digest = streams::hash("SHA-256", data, Some(len)).await;
    // If nothing could be read, that is why there is no digest.
    read.await.map_err(|code| reason(&code))?;
    Ok(digest.map_err(|error| error.to_string())?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Seals or opens a file, which has its path as associated data, and tells the bytes it had. Under its path in `target` it
/// is only when it is whole.
pub async fn file(
    direction: Direction,
    key: &SymmetricKey,
    source: &Tree,
    target: &Tree,
    path: &str,
    log: &mut Output,
) -> Result<u64, String> {
    let (input, len) = opened(source, path).await.map_err(|code| reason(&code))?;
    let output = target.create(UNFINISHED).await.map_err(|code| reason(&code))?;
    let done = watched(through(direction, key, path, &input, len, &output), &output, path, len, log).await;
    drop(output);
    let named = match done {
        Ok(()) => target.rename(UNFINISHED, path).await.map_err(|code| reason(&code)),
        failed => failed,
    };
    if let Err(why) = named {
        let removed = target.remove(UNFINISHED).await;
        return Err(match removed {
            Ok(()) => why,
            Err(code) => format!("{why}, and {UNFINISHED} stays: {}", reason(&code)),
        });
    }
    Ok(len)
}

/// A file to be read, and its length in bytes.
async fn opened(tree: &Tree, path: &str) -> Result<(Descriptor, u64), ErrorCode> {
    let file = tree.file(path).await?;
    let len = file.stat().await?.size;
    Ok((file, len))
}

/// From one file through the host's cryptography to the other.
async fn through(
    direction: Direction,
    key: &SymmetricKey,
    path: &str,
    input: &Descriptor,
    len: u64,
    output: &Descriptor,
) -> Result<(), String> {
    let (data, read) = input.read_via_stream(0);
    let made = match direction {
        Direction::Open => sealed::open(key, path.as_bytes(), data),
        Direction::Seal => sealed::seal(key, path.as_bytes(), data, Some(len)),
    };
    let (data, outcome) = made.map_err(|error| error.to_string())?;
    let written = output.write_via_stream(data, 0).await;
    let whole = outcome.wait().await;
    // Each explains those that follow.
    read.await.map_err(|code| reason(&code))?;
    written.map_err(|code| reason(&code))?;
    whole.map_err(|error| error.to_string())
}

/// Waits for work, and tells from time to time how far it is: the program sees no byte of it, but how much is written.
async fn watched<T>(work: impl Future<Output = T>, output: &Descriptor, path: &str, len: u64, log: &mut Output) -> T {
    let mut work = pin!(work);
    let telling = async {
        loop {
            monotonic_clock::wait_for(INTERVAL).await;
            let written = output.stat().await.map_or(0, |stat| stat.size);
            let percent = written.saturating_mul(100).checked_div(len).unwrap_or(100).min(100);
            log.line(&format!("{path}: {percent} %")).await;
        }
    };
    let mut telling = pin!(telling);
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        match telling.as_mut().poll(context) {
            Poll::Ready(never) => never,
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
