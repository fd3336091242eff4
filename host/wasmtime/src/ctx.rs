//! What an embedder builds and keeps beside its store.

use wasi_crypto_api::guest::Guest;
use wasi_crypto_api::workers::WorkerPool;
use wasi_crypto_engine::Engine;
use wasi_crypto_secrets::GuestSecrets;
use wasmtime::component::ResourceTable;

/// The host state of wasi-crypto for one store.
///
/// Holds the engine (algorithms and limits), the count of open handles, and the threads slow operations run on. Cheap
/// to create when the [`Engine`] is shared between stores.
#[derive(Debug)]
pub struct WasiCryptoCtx {
    pub(crate) guest: Guest,
    /// The same guest, for the next call: counting who has it would be a tenth of what a small call takes.
    pub(crate) spare: Option<Guest>,
    pub(crate) workers: WorkerPool,
}

/// Configures a [`WasiCryptoCtx`].
///
/// Everything else a guest can use up (length of outputs, options, buffered messages, batches) is limited by the
/// [`Limits`](wasi_crypto_engine::Limits) of the engine.
#[derive(Clone, Debug, Default)]
pub struct WasiCryptoCtxBuilder {
    engine: Option<Engine>,
    max_handles: Option<usize>,
    max_held_bytes: Option<usize>,
    workers: Option<WorkerPool>,
    secrets: Option<GuestSecrets>,
}

/// What a call needs of the store's data: the context and the table the guest's handles live in.
#[derive(Debug)]
pub struct WasiCryptoCtxView<'a> {
    /// The host state of wasi-crypto.
    pub ctx: &'a mut WasiCryptoCtx,
    /// The table that holds the objects behind the handles, shared with the other interfaces of the host.
    pub table: &'a mut ResourceTable,
}

/// Store data that contains a [`WasiCryptoCtx`].
pub trait WasiCryptoView: Send {
    /// Borrows the context and the table.
    fn crypto(&mut self) -> WasiCryptoCtxView<'_>;
}

impl WasiCryptoCtx {
    /// A context with the default engine, limits and worker pool. To serve many stores, share one engine through the
    /// builder instead.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Starts configuring a context.
    pub fn builder() -> WasiCryptoCtxBuilder {
        WasiCryptoCtxBuilder::new()
    }

    /// The engine the guest's operations run on.
    pub fn engine(&self) -> &Engine {
        self.guest.engine()
    }

    /// The number of objects alive now: keys, states, tags, signatures, option sets.
    pub fn open_handles(&self) -> usize {
        self.guest.places().open()
    }

    /// The bytes that everything the guests of this store have holds now, see
    /// [`max_held_bytes`](wasi_crypto_engine::Limits::max_held_bytes).
    pub fn held_bytes(&self) -> usize {
        self.guest.budget().held()
    }

    /// The number of objects that may be alive at once.
    pub fn max_handles(&self) -> usize {
        self.guest.places().max()
    }
}

impl Default for WasiCryptoCtx {
    fn default() -> Self {
        Self::new()
    }
}

impl WasiCryptoCtxBuilder {
    /// Starts with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this engine: its provider and its limits. Share one between all stores; clones are cheap.
    ///
    /// Without it the context gets [`Engine::new`].
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = Some(engine);
        self
    }

    /// The number of objects the guests of this store may hold at once; one more is `too-many-handles`.
    ///
    /// Without it the limit is the engine's [`max_handles`](wasi_crypto_engine::Limits::max_handles).
    pub fn max_handles(mut self, max: usize) -> Self {
        self.max_handles = Some(max);
        self
    }

    /// The bytes that everything the guests of this store have may hold together; one more is `overflow`.
    ///
    /// Without it the limit is the engine's [`max_held_bytes`](wasi_crypto_engine::Limits::max_held_bytes).
    pub fn max_held_bytes(mut self, max: usize) -> Self {
        self.max_held_bytes = Some(max);
        self
    }

    /// The threads that slow operations run on, used by the asynchronous flavour of the linker functions.
    ///
    /// Without it the context uses [`WorkerPool::shared`], one pool for the whole process.
    pub fn workers(mut self, workers: WorkerPool) -> Self {
        self.workers = Some(workers);
        self
    }

    /// The managed keys and external secrets of the guest, and its policy: what
    /// [`Secrets::guest`](crate::secrets::Secrets::guest) gives for the guest's name. The guests of this store can use
    /// no other algorithms than the policy allows, with or without a store.
    ///
    /// Without it there is no secrets manager: opening one is `unsupported-feature`.
    pub fn secrets(mut self, secrets: GuestSecrets) -> Self {
        self.secrets = Some(secrets);
        self
    }

    /// Builds the context.
    pub fn build(self) -> WasiCryptoCtx {
        let engine = self.engine.unwrap_or_default();
        let limits = engine.limits();
        let max_handles = self.max_handles.unwrap_or(limits.max_handles);
        let max_held_bytes = self.max_held_bytes.unwrap_or(limits.max_held_bytes);
        WasiCryptoCtx {
            guest: Guest::new(&engine, max_handles, max_held_bytes, self.secrets),
            spare: None,
            workers: self.workers.unwrap_or_else(WorkerPool::shared),
        }
    }
}
