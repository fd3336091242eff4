//! The instances there are: new ones, and those that wait for another request.

use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Result, anyhow};
use wasi_crypto_host::WasiCryptoCtxBuilder;
use wasmtime::Store;
use wasmtime_wasi::WasiCtx;

use super::instance::{Instance, Ready};
use crate::bounds::{Bounds, ServeBounds};
use crate::runtime::{State, foreign, not_started};
use crate::world::Wasi;

/// Requests that an instance of WASI 0.3 answers, unless it was said.
const REUSE: u32 = 128;

/// Makes instances, and keeps those that may be used again.
pub struct Instances {
    ready: Ready,
    contexts: WasiCryptoCtxBuilder,
    envs: Vec<(String, String)>,
    bounds: Bounds,
    reuse: u32,
    idle: Mutex<Vec<Instance>>,
}

impl Instances {
    /// None so far.
    pub fn new(
        ready: Ready,
        contexts: WasiCryptoCtxBuilder,
        envs: Vec<(String, String)>,
        bounds: ServeBounds,
    ) -> Result<Self> {
        let default = match ready.wasi() {
            Wasi::P2 => 1,
            Wasi::P3 => REUSE,
        };
        let reuse = bounds.reuse.map_or(default, std::num::NonZeroU32::get);
        Ok(Self { ready, contexts, envs, bounds: bounds.instance, reuse, idle: Mutex::default() })
    }

    /// One that waits, or a new one.
    ///
    /// # Errors
    /// A new one does not start.
    pub async fn take(&self) -> Result<Instance> {
        let waiting = self.idle().pop();
        match waiting {
            Some(instance) => Ok(instance),
            None => self.make().await,
        }
    }

    /// Whether it may answer another request.
    pub fn may_answer_more(&self, instance: &Instance) -> bool {
        instance.answered < self.reuse
    }

    /// Keeps one for another request. There are never more than there are requests at once.
    pub fn keep(&self, instance: Instance) {
        self.idle().push(instance);
    }

    async fn make(&self) -> Result<Instance> {
        let mut wasi = WasiCtx::builder();
        wasi.inherit_stdout().inherit_stderr().envs(&self.envs);
        let state = State::new(wasi.build(), self.contexts.clone().build(), self.bounds.memory);
        let mut store = Store::new(self.ready.engine(), state);
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(self.bounds.call_bytes);
        store.epoch_deadline_async_yield_and_update(1);
        Instance::new(&self.ready, store).await.map_err(|(error, store)| not_started(&store, error))
    }

    /// Nothing that can panic happens under this lock.
    fn idle(&self) -> MutexGuard<'_, Vec<Instance>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a guest trapped, in a line.
pub fn trap(error: wasmtime::Error) -> anyhow::Error {
    anyhow!("{}", foreign(error).root_cause())
}
