//! What the host keeps for an instance.

use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView};

use crate::bounds::Memory;

/// What the host keeps for an instance.
pub struct State {
    wasi: WasiCtx,
    crypto: WasiCryptoCtx,
    http: WasiHttpCtx,
    nobody: Nobody,
    table: ResourceTable,
    /// What its memories and tables have.
    pub memory: Memory,
}

impl State {
    /// For an instance that has not begun, with at most so many bytes of memories and tables.
    pub fn new(wasi: WasiCtx, crypto: WasiCryptoCtx, memory: Option<usize>) -> Self {
        let (http, memory) = (WasiHttpCtx::new(), Memory::new(memory));
        Self { wasi, crypto, http, nobody: Nobody, table: ResourceTable::new(), memory }
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.nobody }
    }
}

/// Whom guests can send requests to: nobody.
struct Nobody;

/// How a request has ended, when that is known.
type Ended = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Nobody {
    fn send_request(
        &mut self,
        _request: hyper::Request<WasiBody>,
        _options: Option<RequestOptions>,
        _ended: Ended,
    ) -> Box<dyn Future<Output = Result<(hyper::Response<WasiBody>, Ended), Error>> + Send> {
        Box::new(std::future::ready(Err(Error::HttpRequestDenied)))
    }
}
