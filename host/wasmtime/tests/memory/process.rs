//! This program, run again to be filled.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs};

use crate::Kind;
use crate::guest::Face;
use crate::room::Room;

/// What comes first on the command line of a process that is to be filled.
const FILLED: &str = "--filled";

/// Bytes that a process may have beyond what it has before it is filled: less than the budget.
const LITTLE: usize = 24 << 20;

/// What a process is there for.
pub struct Task {
    name: String,
    mode: String,
}

/// What this process is there for, unless it is the first.
pub fn task() -> Option<Task> {
    let mut arguments = env::args().skip(1);
    (arguments.next()? == FILLED)
        .then(|| Task { name: arguments.next().expect("the name of a kind"), mode: arguments.next().expect("a mode") })
}

impl Task {
    pub fn run(&self, mut kinds: impl Iterator<Item = Kind>) {
        let kind = kinds.find(|kind| kind.name == self.name).expect("a kind of this name");
        let mut room = Room::new(kind.face, self.mode == "limited");
        if self.mode == "measured" {
            println!("{}", status("VmPeak"));
            return;
        }
        (kind.fill)(&mut room);
    }
}

/// Fills a process whose memory has no limit of its own.
pub fn fill(kind: &Kind) {
    succeeded(Command::new(program()).args([FILLED, kind.name, "free"]).output());
}

/// Fills a process that may have less than the budget.
pub fn fill_limited(kind: &Kind) {
    let kib = (addresses(kind) + LITTLE) / 1024;
    let run = "ulimit -c 0; ulimit -v \"$0\"; exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", run, &kib.to_string()]).arg(program()).args([FILLED, kind.name, "limited"]);
    // There may be no memory to find out where something failed.
    command.env("RUST_BACKTRACE", "0");
    succeeded(command.output());
}

/// The addresses that a process needs before it is filled.
fn addresses(kind: &Kind) -> usize {
    static ADDRESSES: [OnceLock<usize>; 2] = [const { OnceLock::new() }; 2];

    let measure = || {
        let output = succeeded(Command::new(program()).args([FILLED, kind.name, "measured"]).output());
        String::from_utf8(output.stdout).expect("text").trim().parse().expect("a number")
    };
    *ADDRESSES[usize::from(kind.face == Face::Upstream)].get_or_init(measure)
}

/// A line of the list that Linux has of the process, in bytes.
pub fn status(name: &str) -> usize {
    let lines = fs::read_to_string("/proc/self/status").expect("Linux says what a process has");
    let line = lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).expect("a line of this name");
    let kib: usize = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}

fn program() -> PathBuf {
    env::current_exe().expect("this program has a file")
}

fn succeeded(output: std::io::Result<Output>) -> Output {
    let output = output.expect("this program can be run");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {}{text}", output.status, String::from_utf8_lossy(&output.stdout));
    output
}
