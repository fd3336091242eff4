//! What the tests share.
#![allow(dead_code, reason = "every test file uses some of it")]

pub mod faulty;

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wasi_crypto_engine::{Category, Engine, KeyEncoding, KeyPair, SymmetricKey};
use wasi_crypto_keystore::{KeyStore, MemoryStore, Snapshot};
use wasi_crypto_secrets::{GuestSecrets, ManualClock, MasterKey, Policy, Rules, Secrets};

pub const NOW: u64 = 1_800_000_000;
pub const DAY: u64 = 86_400;

/// A store in memory with a clock that is set by hand.
pub struct Bench {
    pub engine: Engine,
    pub store: Arc<dyn KeyStore>,
    pub master: MasterKey,
    pub clock: Arc<ManualClock>,
}

impl Bench {
    pub fn new() -> Self {
        Self::over(Arc::new(MemoryStore::new()))
    }

    pub fn over(store: Arc<dyn KeyStore>) -> Self {
        let engine = Engine::new();
        let master = MasterKey::generate(&engine).unwrap();
        Self { engine, store, master, clock: Arc::new(ManualClock::new(NOW)) }
    }

    /// Opens the store, as another process would.
    pub fn try_open(&self, policy: Policy) -> wasi_crypto_secrets::Result<Secrets> {
        let builder = Secrets::builder(self.store.clone(), &self.master);
        wait(builder.engine(self.engine.clone()).clock(self.clock.clone()).policy(policy).open())
    }

    pub fn open(&self, rules: Rules) -> Secrets {
        self.try_open(Policy { defaults: rules, ..Policy::default() }).unwrap()
    }

    pub fn guest(&self, rules: Rules) -> GuestSecrets {
        self.open(rules).guest("guest").unwrap()
    }

    pub fn snapshot(&self) -> Snapshot {
        wait(self.store.snapshot()).unwrap()
    }

    pub fn ed25519(&self) -> KeyPair {
        KeyPair::generate(&self.engine, Category::Signatures, "Ed25519", None).unwrap()
    }

    pub fn hmac(&self) -> SymmetricKey {
        SymmetricKey::generate(&self.engine, "HMAC/SHA-256", None).unwrap()
    }
}

/// Runs a future. Stores in memory are never waited for, and those in files not for long.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        std::thread::yield_now();
    }
}

/// The public half, to compare.
pub fn public(key: &KeyPair) -> Vec<u8> {
    key.public_key().unwrap().export(KeyEncoding::Raw).unwrap()
}

/// Whether bytes occur in others.
pub fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
