//! A program of WASI 0.3 that hashes and seals directory trees of files.
//!
//! usage: hash SRC
//!        seal (--key FILE | --managed-key NAME) SRC DST
//!        open (--key FILE | --managed-key NAME) SRC DST
//!
//! What is in the files goes from stream to stream in the host and never enters this program, nor does a managed key.
//! `hash` prints the SHA-256 of each file under the folder SRC. `seal` seals each file as "AES-256-GCM-HKDF-1MB", with its
//! path in SRC as associated data, to the same path in DST; `open` is the way back. FILE holds the 32 bytes of the key;
//! `seal` generates it if there is none. NAME is one of the host's keys. Progress is told on standard error. Files that
//! fail are named there and have no output; the others are done, and the exit code is 1.

mod key;
mod output;
mod transfer;
mod tree;

use wasip3::cli::environment;

use output::Output;
use transfer::Direction;
use tree::Tree;

struct Program;

wasip3::cli::command::export!(Program);

impl wasip3::exports::cli::run::Guest for Program {
    async fn run() -> Result<(), ()> {
        let args = environment::get_arguments();
        let args: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
        let mut log = Output::standard_error();
        let done = run(&args, &mut log).await;
        if let Err(reason) = &done {
            log.line(&format!("error: {reason}")).await;
        }
        log.end().await;
        done.map_err(drop)
    }
}

/// Does what the arguments say, or says why it cannot.
async fn run(args: &[&str], log: &mut Output) -> Result<(), String> {
    match args {
        ["hash", source] => hash(source, log).await,
        ["seal", option @ ("--key" | "--managed-key"), key, source, target] => {
            transfer_all(Direction::Seal, option, key, source, target, log).await
        }
        ["open", option @ ("--key" | "--managed-key"), key, source, target] => {
            transfer_all(Direction::Open, option, key, source, target, log).await
        }
        _ => Err("usage: hash SRC | (seal | open) (--key FILE | --managed-key NAME) SRC DST".into()),
    }
}

async fn hash(source: &str, log: &mut Output) -> Result<(), String> {
    let source = Tree::existing(source).await?;
    let mut lines = Output::standard_output();
    let mut failed = 0u64;
    for path in source.files(log).await? {
        match transfer::hash(&source, &path).await {
            Ok(digest) => lines.line(&format!("{digest}  {path}")).await,
            Err(reason) => fail(&path, &reason, &mut failed, log).await,
        }
    }
    lines.end().await;
    outcome(failed)
}

async fn transfer_all(
    direction: Direction,
    option: &str,
    key: &str,
    source: &str,
    target: &str,
    log: &mut Output,
) -> Result<(), String> {
    let source = Tree::existing(source).await?;
    // Before there are new ones, should the one folder be in the other.
    let paths = source.files(log).await?;
    let key = key::key(option, key, direction).await?;
    let target = Tree::new(target).await?;
    let mut failed = 0u64;
    for (number, path) in (1u64..).zip(&paths) {
        match transfer::file(direction, &key, &source, &target, path, log).await {
            Ok(len) => {
                let verb = direction.done();
                log.line(&format!("{number} of {}: {verb} {path}, {len} bytes", paths.len())).await;
            }
            Err(reason) => fail(path, &reason, &mut failed, log).await,
        }
    }
    outcome(failed)
}

async fn fail(path: &str, reason: &str, failed: &mut u64, log: &mut Output) {
    *failed = failed.saturating_add(1);
    log.line(&format!("error: {path}: {reason}")).await;
}

fn outcome(failed: u64) -> Result<(), String> {
    match failed {
        0 => Ok(()),
        1 => Err("one file failed".into()),
        more => Err(format!("{more} files failed")),
    }
}
