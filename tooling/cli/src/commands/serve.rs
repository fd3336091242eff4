//! `wasi-crypto serve`: answers requests in HTTP with a component.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use wasi_crypto_host::WasiCryptoCtxBuilder;
use wasi_crypto_host::engine::Engine;
use wasmparser::Parser;

use super::run::parse_env;
use crate::audit::AuditArgs;
use crate::bounds::ServeBoundsArgs;
use crate::cache;
use crate::escape;
use crate::files;
use crate::report::Outcome;
use crate::secrets::GuestArgs;
use crate::serve::Service;

/// Answer requests in HTTP with a component, with WASI and wasi-crypto
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto serve app.wasm
  wasi-crypto serve app.wasm --addr 127.0.0.1:0 --env LEVEL=debug
  wasi-crypto serve app.wasm --secrets keys.redb --policy policy.toml --guest tokens --audit
  wasi-crypto serve app.wasm --timeout 5s --max-memory 32MiB --max-concurrent 16

The component is one of the world wasi:http/proxy of WASI 0.2, or of wasi:http/service of WASI 0.3;
which of them is found out. It has no folders, and nobody to talk to: requests that it sends are
denied. The protocol is HTTP/1.1, without TLS: what terminates that belongs in front of it.
An instance answers one request at a time. One that traps or takes too long takes along the request
it is at, which is answered 500 or 504 without a body, and no other.
SIGTERM and SIGINT end the service: it stops to accept connections, and what has begun goes on for
as long as --grace says. A second one ends it at once. The exit code is 0 if nothing was cut off.
Sizes are bytes, or numbers with KiB, MiB or GiB; durations are numbers with ms, s, m or h. What the
limits allow to an instance, --max-concurrent instances may use together.")]
pub struct Serve {
    /// A component, in binary or text form; `-` reads standard input
    file: PathBuf,
    /// Where to listen; with port 0 the system chooses one. The address is printed on standard error
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    addr: SocketAddr,
    /// Set an environment variable for the guest; without a value, pass on ours
    #[arg(long = "env", value_name = "NAME[=VALUE]")]
    envs: Vec<String>,
    /// Compile the component anew, and keep nothing of it
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    secrets: GuestArgs,
    #[command(flatten)]
    audit: AuditArgs,
    #[command(flatten)]
    bounds: ServeBoundsArgs,
}

impl Serve {
    /// Serves until a signal says to end.
    pub fn execute(self) -> Outcome {
        let component = files::read(&self.file)?;
        let context = || format!("cannot serve `{}`", escape::path(&self.file));
        check(&component).with_context(context)?;
        let service = Service {
            component,
            addr: self.addr,
            envs: self.envs.iter().map(|env| parse_env(env)).collect::<Result<_>>()?,
            contexts: self.contexts()?,
            cache: if self.no_cache { None } else { cache::open(std::iter::empty()) },
            bounds: self.bounds.of_runtime(),
        };
        service.run().with_context(context)
    }

    /// What makes the cryptography of an instance, with the keys and the algorithms it may use.
    fn contexts(&self) -> Result<WasiCryptoCtxBuilder> {
        if self.secrets.are_named() {
            self.audit.install()?;
        }
        let engine = Engine::builder().limits(self.bounds.of_engine()).build()?;
        self.secrets.contexts(&engine)
    }
}

fn check(file: &[u8]) -> Result<()> {
    if Parser::is_component(file) {
        return Ok(());
    }
    if Parser::is_core_wasm(file) {
        bail!("it is a core module: those know nothing of HTTP, and a service is a component");
    }
    bail!("it is not a component");
}
