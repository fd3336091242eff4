//! A component that answers requests in HTTP.
//!
//! Each request has an instance to itself while it lasts, in a task of its own: what traps, hangs or asks for too much
//! memory is one request's affair.

mod body;
mod clock;
mod connections;
mod instance;
mod instances;
mod race;
mod request;
mod signals;
mod unread;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;
use wasi_crypto_host::WasiCryptoCtxBuilder;
use wasmtime::component::Component;
use wasmtime::{Cache, Engine};

use crate::bounds::ServeBounds;
use crate::progress;
use crate::report::{self, Outcome};
use crate::runtime::{Concurrency, config, foreign, linker_with_http, tick};
use crate::world::Wasi;
use instance::Ready;
use instances::Instances;
use request::Server;
use signals::Signals;

/// A component and everything it is served with.
pub struct Service {
    /// The component's bytes.
    pub component: Vec<u8>,
    /// Where to listen.
    pub addr: SocketAddr,
    /// Environment.
    pub envs: Vec<(String, String)>,
    /// What makes the cryptography of each instance.
    pub contexts: WasiCryptoCtxBuilder,
    /// Where compiled code is kept.
    pub cache: Option<Cache>,
    /// What it may use up.
    pub bounds: ServeBounds,
}

impl Service {
    /// Serves until a signal says to end.
    ///
    /// # Errors
    /// The component is no service, lacks something, or the address cannot be listened on.
    pub fn run(self) -> Outcome {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let outcome = runtime.block_on(self.serve());
        // What was cut off keeps nobody waiting.
        runtime.shutdown_background();
        outcome
    }

    async fn serve(self) -> Outcome {
        let (addr, bounds) = (self.addr, self.bounds);
        let server = Arc::new(Server::new(self.instances()?, bounds));
        // From here on a signal ends the service, and not this process.
        let signals = Signals::new()?;
        let listener = TcpListener::bind(addr).await.with_context(|| format!("cannot listen on {addr}"))?;
        report::note(format_args!("listening on http://{}/", listener.local_addr()?));
        connections::serve(listener, server, signals, bounds).await
    }

    /// Compiles the component, and finds out whether it is a service.
    fn instances(self) -> Result<Instances> {
        let concurrency = Concurrency::of(&self.component)?;
        let mut config = config(concurrency);
        config.epoch_interruption(true).cache(self.cache.clone());
        let engine = Engine::new(&config).map_err(foreign)?;
        let compile = || Component::new(&engine, &self.component).map_err(foreign);
        let component = progress::during("compiling", compile)?;
        let ty = component.component_type();
        let exports = || ty.exports(&engine).map(|(name, _)| name);
        let Some(wasi) = Wasi::of_service(exports()) else {
            let hint = match Wasi::of_program(exports()) {
                Some(_) => "; it is a program, and `wasi-crypto run` runs it",
                None => "",
            };
            bail!(
                "it is not a service: it exports neither wasi:http/handler of WASI 0.3 nor \
                 wasi:http/incoming-handler of WASI 0.2{hint}"
            );
        };
        let pre = linker_with_http(&engine, concurrency)?.instantiate_pre(&component).map_err(foreign)?;
        tick(&engine);
        Instances::new(Ready::new(wasi, pre)?, self.contexts, self.envs, self.bounds)
    }
}
