//! The guest `component-vectors` in Node, composed with the provider component and made into JavaScript by jco.
//!
//! A process of Node serves one subject. A line of JSON is a call, a line of JSON its answer; `node/serve.js` is the other
//! side. It ends with its input, so that it does not outlive the test.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use std::{fs, thread};

use serde::{Deserialize, Serialize};

use super::in_wasmtime::composed;
use super::randomness;
use wasi_crypto_test_support::languages::javascript;

/// How long an answer may take. The slowest take seconds.
const PATIENCE: Duration = Duration::from_secs(120);

/// A process of Node.
pub(super) struct InNode {
    child: Child,
    /// Taken only to end the process.
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    patience: Duration,
    memory: usize,
}

#[derive(Serialize)]
struct Request<'a, P> {
    interface: &'a str,
    name: &'a str,
    params: &'a P,
    /// What the next drawing of as many random bytes gets.
    random: Option<Vec<u8>>,
}

#[derive(Deserialize)]
struct Response<R> {
    outcome: Result<R, u8>,
    /// Whether the chosen random bytes were drawn.
    drawn: bool,
    /// Bytes of all memories.
    memory: usize,
}

/// The folder with the guest as JavaScript, made once.
fn transpiled() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = javascript().folder().join("vectors");
        fs::create_dir_all(&folder).expect("a writable target folder");
        let put = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).expect("a writable target folder");
        put("guest.wasm", &composed());
        put("serve.js", include_bytes!("node/serve.js"));
        put("wasi.js", include_bytes!("node/wasi.js"));
        javascript().shell(
            "npx jco transpile vectors/guest.wasm -o vectors/guest -q --no-wasi-shim \
                 --map 'wasi:random/*=../wasi.js#*' --map 'wasi:clocks/*=../wasi.js#*'",
            &[],
        );
        folder
    })
}

impl InNode {
    /// Starts Node with the guest.
    pub(super) fn start() -> Self {
        let folder = transpiled();
        Self::run(Command::new("node").arg("serve.js").current_dir(folder), PATIENCE)
    }

    fn run(command: &mut Command, patience: Duration) -> Self {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.expect("Node can be started");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, lines) = channel();
        // Only a thread can wait for a line no longer than it has patience. It ends with the process.
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, input, lines, patience, memory: 0 }
    }

    /// Bytes of all memories after the last call.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// Calls a function; what it answers.
    pub(super) fn call<P, R>(&mut self, interface: &str, name: &str, params: &P) -> Result<R, u8>
    where
        P: Serialize,
        R: for<'de> Deserialize<'de>,
    {
        let request = Request { interface, name, params, random: randomness::pending() };
        let mut line = serde_json::to_vec(&request).expect("everything the WIT has can be written");
        line.push(b'\n');
        // Whoever does not read has ended, which shows when no answer comes.
        let _ = self.input.as_mut().expect("it runs").write_all(&line);
        let line = match self.lines.recv_timeout(self.patience) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("{name}: no answer from Node in {:?}", self.patience),
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.child.wait().expect("it was started");
                panic!("{name}: Node ended with {status}");
            }
        };
        let response: Response<R> =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{name}: {error}: {line}"));
        if response.drawn {
            randomness::drawn();
        }
        self.memory = response.memory;
        response.outcome
    }
}

impl Drop for InNode {
    fn drop(&mut self) {
        // Without input it ends by itself, unless it hangs.
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A process that is not Node, but has a reason to be taken for a broken one.
    fn call(script: &str) {
        let mut node = InNode::run(Command::new("sh").args(["-c", script]), Duration::from_secs(20));
        let _: Result<(), u8> = node.call("interface", "function", &());
    }

    #[test]
    #[should_panic(expected = "function: Node ended with exit status: 3")]
    fn an_end_is_noticed() {
        call("read -r request; exit 3");
    }

    #[test]
    #[should_panic(expected = "function: no answer from Node in")]
    fn a_hang_is_noticed() {
        let mut node = InNode::run(Command::new("sh").args(["-c", "exec sleep 60"]), Duration::from_secs(2));
        let _: Result<(), u8> = node.call("interface", "function", &());
    }

    #[test]
    #[should_panic(expected = ": nothing in JSON")]
    fn another_answer_is_noticed() {
        call("echo nothing in JSON; read -r request");
    }
}
