//! A store of managed keys and secrets, opened.

use core::fmt;
use std::sync::Arc;

use wasi_crypto_engine::Engine;
use wasi_crypto_keystore::{KeyStore, Namespace};

use crate::clock::{Clock, SystemClock};
use crate::error::{Result, SecretsError};
use crate::guest::GuestSecrets;
use crate::keyring::Seal;
use crate::master_key::MasterKey;
use crate::operator::Operator;
use crate::policy::{InForce, Policy, Unset};
use crate::vault::Vault;

/// A store of managed keys and external secrets, opened with its master key. Clones share it.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use wasi_crypto_engine::{Category, Engine, oneshot};
/// use wasi_crypto_keystore::{MemoryStore, Selector};
/// use wasi_crypto_secrets::{MasterKey, Secrets};
///
/// let engine = Engine::new();
/// let secrets = Secrets::open(Arc::new(MemoryStore::new()), &MasterKey::generate(&engine)?).await?;
///
/// let guest = secrets.guest("signer")?;
/// let made = guest.generate_key_pair(&engine, Category::Signatures, "Ed25519", None).await?;
/// let found = guest.key_pair_from_id(&engine, &made.id, Selector::Latest).await?;
/// oneshot::sign(&found.key, b"message")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Secrets {
    vault: Arc<Vault>,
    policy: Arc<dyn InForce>,
}

/// How a store is to be opened.
#[derive(Debug)]
#[must_use]
pub struct SecretsBuilder<'a> {
    store: Arc<dyn KeyStore>,
    master: &'a MasterKey,
    engine: Engine,
    policy: Arc<dyn InForce>,
    clock: Arc<dyn Clock>,
}

impl Secrets {
    /// Opens a store with the default [`Policy`]. See [`SecretsBuilder::open`].
    ///
    /// # Errors
    /// See there.
    pub async fn open(store: Arc<dyn KeyStore>, master: &MasterKey) -> Result<Self> {
        Self::builder(store, master).open().await
    }

    /// Begins to open a store.
    pub fn builder(store: Arc<dyn KeyStore>, master: &MasterKey) -> SecretsBuilder<'_> {
        SecretsBuilder { store, master, engine: Engine::new(), policy: Arc::new(Unset), clock: Arc::new(SystemClock) }
    }

    /// What a guest sees of the store: its own keys and secrets, and the keys of the host that the policy grants it.
    /// Guests of the same name share theirs. The name is the embedder's to give, never the guest's to choose.
    ///
    /// # Errors
    /// [`SecretsError::Refused`] for names other than 1 to 64 letters, digits, `.`, `_` and `-`.
    pub fn guest(&self, name: &str) -> Result<GuestSecrets> {
        let namespace = Namespace::guest(name)
            .map_err(|invalid| SecretsError::Refused(format!("a guest cannot be called `{name}`: {invalid}")))?;
        Ok(GuestSecrets::new(self.vault.clone(), namespace, self.policy.of(name)?))
    }

    /// What an operator does with the store.
    pub fn operator(&self) -> Operator {
        Operator::new(self.vault.clone())
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        self.policy.policy()
    }
}

impl SecretsBuilder<'_> {
    /// Sets the engine that seals what is stored, and that has the randomness. It needs XCHACHA20-POLY1305, HKDF with
    /// SHA-256 and SHA-256, whatever guests may use. By default [`Engine::new`].
    pub fn engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Sets what guests may do.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Arc::new(policy);
        self
    }

    /// Sets the clock that decides what has expired. By default [`SystemClock`].
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Opens the store. One that has never been used gets its data keys, sealed under the master key.
    ///
    /// # Errors
    /// [`SecretsError::WrongMasterKey`]; [`SecretsError::Policy`]; [`SecretsError::Damaged`]; [`SecretsError::Newer`];
    /// [`SecretsError::Store`] if the store fails; [`SecretsError::Crypto`] if the engine lacks an algorithm or there is
    /// no randomness.
    pub async fn open(self) -> Result<Secrets> {
        self.policy.check()?;
        let seal = Seal::new(&self.engine, self.master)?;
        let vault = Vault::open(self.engine, self.store, self.clock, seal).await?;
        Ok(Secrets { vault: Arc::new(vault), policy: self.policy })
    }
}

/// Says nothing of keys.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("vault", &self.vault).field("policy", &self.policy).finish()
    }
}
