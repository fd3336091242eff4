//! The component and its store.

use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll};

use wasi_crypto_host::engine::{Engine as Crypto, Error};
use wasi_crypto_host::{WasiCryptoCtx, p3};
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::component_driver::{Memory, State};
use wasmtime::component::{
    Component, ComponentNamedList, Instance, Lift, Linker, Lower, ResourceTable, Source, StreamConsumer, StreamReader,
    StreamResult, TypedFunc,
};
use wasmtime::{Config, Engine, Result, Store, StoreContextMut};

pub struct Guest {
    pub store: Store<State>,
    instance: Instance,
}

fn component() -> &'static Component {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    COMPONENT.get_or_init(|| {
        let mut config = Config::new();
        config.concurrency_support(true).epoch_interruption(true);
        let engine = Engine::new(&config).unwrap();
        let bytes = std::fs::read(tools::guests().join("component-streams.wasm")).unwrap();
        Component::new(&engine, bytes).unwrap()
    })
}

/// The engine of the host, shared: what the tests compare with is computed by it too.
pub fn crypto() -> &'static Crypto {
    static CRYPTO: OnceLock<Crypto> = OnceLock::new();
    CRYPTO.get_or_init(Crypto::new)
}

impl Guest {
    pub async fn new() -> Self {
        Self::with(WasiCryptoCtx::builder().engine(crypto().clone()).build()).await
    }

    pub async fn with(crypto: WasiCryptoCtx) -> Self {
        let engine = component().engine();
        let mut linker = Linker::new(engine);
        p3::add_to_linker(&mut linker).unwrap();
        let state = State { table: ResourceTable::new(), crypto, memory: Memory::default() };
        let mut store = Store::new(engine, state);
        store.limiter(|state| &mut state.memory);
        store.set_epoch_deadline(1 << 40);
        let instance = linker.instantiate_async(&mut store, component()).await.unwrap();
        Self { store, instance }
    }

    /// The function of an interface of the component.
    pub fn func<P, R>(&mut self, interface: &str, name: &str) -> TypedFunc<P, R>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        let interface = format!("wasi-crypto-tests:streams/{interface}");
        let interface = self.instance.get_export_index(&mut self.store, None, &interface).unwrap();
        let index = self.instance.get_export_index(&mut self.store, Some(&interface), name).unwrap();
        self.instance.get_typed_func(&mut self.store, index).unwrap()
    }

    /// Calls a function that may fail with the number of an error.
    pub async fn call<P, O>(&mut self, interface: &str, name: &str, params: P) -> Result<O, Error>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        O: Lift + Send + Sync + 'static,
        (Result<O, u8>,): ComponentNamedList + Lift,
    {
        let func: TypedFunc<P, (Result<O, u8>,)> = self.func(interface, name);
        let (outcome,) = func.call_async(&mut self.store, params).await.unwrap();
        outcome.map_err(error)
    }

    /// What the guest holds: objects, and bytes.
    pub fn held(&self) -> (usize, usize) {
        let crypto = &self.store.data().crypto;
        (crypto.open_handles(), crypto.held_bytes())
    }

    /// All bytes of a stream.
    pub async fn collect(&mut self, stream: StreamReader<u8>) -> Vec<u8> {
        let collected = Arc::new(Mutex::new(Vec::new()));
        let (told, ended) = tokio::sync::oneshot::channel();
        let collector = Collector { bytes: Arc::clone(&collected), told: Some(told) };
        self.store
            .run_concurrent(async |accessor| {
                accessor.with(|access| stream.pipe(access, collector)).unwrap();
                let _ = ended.await;
            })
            .await
            .unwrap();
        std::mem::take(&mut *collected.lock().unwrap())
    }
}

/// The error of this number.
pub fn error(code: u8) -> Error {
    Error::ALL[usize::from(code)]
}

/// Takes all of a stream; its end is that this is dropped.
struct Collector {
    bytes: Arc<Mutex<Vec<u8>>>,
    told: Option<tokio::sync::oneshot::Sender<()>>,
}

impl<D: 'static> StreamConsumer<D> for Collector {
    type Item = u8;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<D>,
        source: Source<'_, u8>,
        _: bool,
    ) -> Poll<Result<StreamResult>> {
        let mut source = source.as_direct(store);
        let chunk = source.remaining().to_vec();
        source.mark_read(chunk.len());
        self.bytes.lock().unwrap().extend(chunk);
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        let _ = self.told.take().map(|told| told.send(()));
    }
}
