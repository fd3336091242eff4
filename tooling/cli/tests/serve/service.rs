//! A service that runs while a test does.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use wasi_crypto_test_support::tools;

use crate::client::{Client, Response};

/// The guests that answer the same, in WASI 0.2 and 0.3.
pub const BOTH: [&str; 2] = ["component-http", "component-http-p3"];

/// A process that serves a guest.
pub struct Service {
    /// Where it listens.
    pub addr: SocketAddr,
    process: Child,
    said: Option<JoinHandle<String>>,
}

impl Service {
    /// Starts `wasi-crypto serve` with a guest and options, and waits until it listens.
    pub fn new(guest: &str, options: &[&str]) -> Service {
        let mut process = command(guest, &[&["--addr", "127.0.0.1:0"], options].concat()).spawn().expect("it starts");
        let mut said = BufReader::new(process.stderr.take().expect("it is piped"));
        let (mut before, addr) = (String::new(), loop_until_listening(&mut said));
        let addr = addr.unwrap_or_else(|said| panic!("it does not listen:\n{said}"));
        let said = std::thread::spawn(move || {
            for line in said.lines() {
                before.push_str(&line.expect("it says text"));
                before.push('\n');
            }
            before
        });
        Service { addr, process, said: Some(said) }
    }

    /// A new connection.
    pub fn client(&self) -> Client {
        Client::new(self.addr).expect("it accepts connections")
    }

    /// A request on a connection of its own.
    pub fn request(&self, method: &str, target: &str, body: &[u8]) -> Response {
        self.client().request(method, target, body).expect("it answers")
    }

    /// A request without a body.
    pub fn get(&self, target: &str) -> Response {
        self.request("GET", target, &[])
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        let status = Command::new("kill").arg(self.process.id().to_string()).status().expect("there is a kill");
        assert!(status.success());
    }

    /// Waits for the end. What it said after it listened, and how it ended.
    pub fn end(mut self) -> (String, ExitStatus) {
        let status = self.process.wait().expect("it is ours");
        let said = self.said.take().expect("it is asked once").join().expect("it says text");
        assert!(!said.contains("panicked"), "{said}");
        (said, status)
    }

    /// Ends it, and nothing is cut off.
    pub fn stop(self) -> String {
        self.terminate();
        let (said, status) = self.end();
        assert!(status.success(), "{status}: {said}");
        said
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The command that serves a guest.
pub fn command(guest: &str, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
    command.arg("serve").arg(tools::guests().join(format!("{guest}.wasm"))).args(options);
    command.env("NO_COLOR", "1").env_remove("WASI_CRYPTO_SECRETS").env_remove("WASI_CRYPTO_MASTER_KEY");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// The address that it says, or everything that it says instead.
fn loop_until_listening(said: &mut impl BufRead) -> Result<SocketAddr, String> {
    let mut all = String::new();
    loop {
        let start = all.len();
        if said.read_line(&mut all).expect("it says text") == 0 {
            return Err(all);
        }
        let line = all[start..].trim_end();
        if let Some(addr) = line.strip_prefix("listening on http://") {
            return Ok(addr.trim_end_matches('/').parse().expect("an address"));
        }
    }
}
