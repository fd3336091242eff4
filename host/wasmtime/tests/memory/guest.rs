//! A guest, and how it is refused.

use std::sync::OnceLock;

use wasi_crypto_host::engine::{AlgorithmInfo, Engine, Error};
use wasi_crypto_host::secrets::Rules;
use wasi_crypto_host::{WasiCryptoCtx, WorkerPool};
use wasi_crypto_tests::component_driver::{self as driver, Driver, H};
use wasi_crypto_tests::facility::Facility;
use wasmtime::component::{Component, ComponentNamedList, Lift, Lower};

/// Bytes that the guest may hold.
pub const BUDGET: usize = 32 << 20;

/// No limit of handles: it is another one that is to be reached.
const HANDLES: usize = 1 << 24;

pub const NONE: Option<H> = None;
pub const SIGNATURES: u8 = 0;
pub const SYMMETRIC: u8 = 1;

/// Which package a guest is made for.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Face {
    Ours,
    Upstream,
}

impl Face {
    pub fn component(self) -> &'static Component {
        static UPSTREAM: OnceLock<Component> = OnceLock::new();
        match self {
            Self::Ours => driver::component(),
            Self::Upstream => {
                UPSTREAM.get_or_init(|| driver::generate(&driver::wit().join("upstream/without-close"), |_| true))
            }
        }
    }
}

/// Why a guest did not get what it wanted.
#[derive(Debug)]
pub enum Refusal {
    Error(Error),
    /// It has no memory of its own for it, for example.
    Trap(#[allow(dead_code, reason = "it is printed")] wasmtime::Error),
}

pub type Result<T> = std::result::Result<T, Refusal>;

/// What a guest made, by its handles, each with the name of its resource.
pub type Thing = Vec<(&'static str, H)>;

/// A guest of either package.
pub struct Guest(pub Driver);

/// A host with a store of managed keys, and limits that are all far away.
pub fn context(budget: usize, workers: Option<&WorkerPool>) -> WasiCryptoCtx {
    let secrets = Facility::new(Rules { max_bytes: Some(1 << 40), max_versions: Some(1 << 40), ..Rules::default() });
    let context = WasiCryptoCtx::builder().max_handles(HANDLES).max_held_bytes(budget);
    let context = workers.into_iter().fold(context, |context, workers| context.workers(workers.clone()));
    context.secrets(secrets.guest()).build()
}

impl Guest {
    pub fn call<R, P>(&mut self, name: &str, params: P) -> Result<R>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (std::result::Result<R, u8>,): ComponentNamedList + Lift,
    {
        self.0.attempt(name, params).map_err(Refusal::Trap)?.map_err(Refusal::Error)
    }

    /// A function of upstream's package: the interface is the part of its name after `wasi-ephemeral-crypto-`.
    pub fn upstream<R, P>(&mut self, interface: &str, name: &str, params: P) -> Result<R>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (std::result::Result<R, u8>,): ComponentNamedList + Lift,
    {
        let name = format!("wasi-ephemeral-crypto-{interface}-{name}");
        let (result,) = self.0.plain::<(std::result::Result<R, u8>,), P>(&name, params).map_err(Refusal::Trap)?;
        // The numbers of the legacy API.
        result.map_err(|number| {
            Refusal::Error(match number {
                16 => Error::Overflow,
                18 => Error::TooManyHandles,
                _ => Error::InternalError,
            })
        })
    }

    pub fn drop(&mut self, thing: Thing) {
        for (resource, handle) in thing {
            self.0.drop(resource, handle);
        }
    }

    pub fn key(&mut self, algorithm: &str) -> Option<H> {
        self.call("symmetric-symmetric-key-generate", (algorithm, NONE)).ok()
    }

    /// A state of any symmetric algorithm.
    pub fn state(&mut self, known: &AlgorithmInfo, key: Option<H>) -> Result<Thing> {
        let nonce = known.sizes.iter().find(|(name, _)| *name == "nonce");
        let options = match nonce {
            Some((_, len)) => {
                let options: H = self.call("common-options-open", (SYMMETRIC,))?;
                self.call::<(), _>("common-options-set", (options, "nonce", &vec![1_u8; *len][..]))?;
                Some(options)
            }
            None => None,
        };
        let state: H = self.call("symmetric-symmetric-state-open", (known.identifier, key, options))?;
        // The state goes on without the set.
        if let Some(options) = options {
            self.0.drop("options", options);
        }
        Ok(vec![("symmetric-state", state)])
    }
}

/// The algorithms of some kinds that guests have; there is one at least.
pub fn algorithms(kinds: &[&str]) -> Vec<AlgorithmInfo> {
    let found: Vec<_> = Engine::new().algorithms().filter(|known| kinds.contains(&known.kind)).collect();
    assert!(!found.is_empty(), "no algorithm is one of {kinds:?}");
    found
}
