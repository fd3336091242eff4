//! A store of managed keys for one test: in memory, under a clock that stands still until it is set.

use std::collections::BTreeMap;
use std::sync::Arc;

use wasi_crypto_host::engine::Engine;
use wasi_crypto_host::keystore::MemoryStore;
use wasi_crypto_host::secrets::{GuestSecrets, ManualClock, MasterKey, Operator, Policy, Rules, Secrets};

/// The second the clock stands at.
pub const NOW: u64 = 1_700_000_000;

/// A later one.
pub const LATER: u64 = NOW + 1_000;

/// A store and what stands around it.
#[derive(Clone, Debug)]
pub struct Facility {
    /// What decides about expiration.
    pub clock: Arc<ManualClock>,
    /// The store, opened.
    pub secrets: Secrets,
}

impl Default for Facility {
    fn default() -> Self {
        Self::new(Rules::default())
    }
}

impl Facility {
    /// An empty store, with these rules for every guest.
    pub fn new(rules: Rules) -> Self {
        let clock = Arc::new(ManualClock::new(NOW));
        let master = MasterKey::generate(&Engine::new()).expect("randomness");
        let policy = Policy { defaults: rules, guests: BTreeMap::new() };
        let opened = Secrets::builder(Arc::new(MemoryStore::new()), &master).policy(policy).clock(clock.clone()).open();
        Self { clock, secrets: pollster::block_on(opened).expect("an empty store opens") }
    }

    /// What the guests of the tests see of it; all of them share one name.
    pub fn guest(&self) -> GuestSecrets {
        self.secrets.guest("test").expect("a name")
    }

    /// What its owner does with it.
    pub fn operator(&self) -> Operator {
        self.secrets.operator()
    }

    /// How many versions of keys and secrets are in the store, of all guests and of the host.
    pub fn versions(&self) -> usize {
        let entries = pollster::block_on(self.operator().list(None)).expect("a list");
        entries.iter().map(|entry| entry.versions.len()).sum()
    }
}
