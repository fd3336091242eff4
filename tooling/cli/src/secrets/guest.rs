//! What a guest that is run gets: its part of a store, under a policy.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use wasi_crypto_host::engine::Engine;
use wasi_crypto_host::keystore::MemoryStore;
use wasi_crypto_host::secrets::{MasterKey, Policy, Secrets};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxBuilder};

use super::master_key::KeyArgs;
use super::store::{named, open_for_guests};
use super::{MASTER_KEY, Trusted, read_policy, wait};

/// Which keys a guest may use.
#[derive(Args, Clone, Debug)]
pub struct GuestArgs {
    /// Let the guest keep managed keys and secrets in this store; it is made if it is not there. Without it the
    /// environment variable WASI_CRYPTO_SECRETS names the store, unless it is empty
    #[arg(long, value_name = "PATH")]
    secrets: Option<PathBuf>,
    /// TOML file that says what guests may do: algorithms, keys of the host, quotas
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The guest's name in the store and in the policy; guests of one name share their keys
    #[arg(long, value_name = "NAME", default_value = "default")]
    guest: String,
    #[command(flatten)]
    key: KeyArgs,
}

impl GuestArgs {
    /// Whether there is anything to audit.
    pub fn are_named(&self) -> bool {
        self.store().is_some() || self.policy.is_some()
    }

    /// What the guest must not reach, with the file of the audit.
    pub fn trusted(&self, audit: Option<&Path>) -> Trusted {
        let mut trusted = Trusted::default();
        if let Some(store) = self.store() {
            trusted.add("the store (--secrets)", &store);
            if let Some(key) = self.key.source(&store).file() {
                trusted.add_family("the master key (--master-key-file)", key);
            }
        }
        if let Some(policy) = &self.policy {
            trusted.add("the policy (--policy)", policy);
        }
        if let Some(audit) = audit {
            trusted.add("the audit (--audit-file)", audit);
        }
        if self.are_named() || std::env::var_os(MASTER_KEY).is_some() {
            trusted.add_process();
        }
        trusted
    }

    fn store(&self) -> Option<PathBuf> {
        named(self.secrets.as_deref())
    }

    /// What makes contexts for a guest, with this engine: one for each of its instances.
    ///
    /// # Errors
    /// Those of opening the store.
    pub fn contexts(&self, engine: &Engine) -> Result<WasiCryptoCtxBuilder> {
        let policy = match &self.policy {
            Some(file) => read_policy(file)?,
            None => Policy::default(),
        };
        let Some(path) = self.store() else {
            return self.only_algorithms(engine, policy);
        };
        let opened = open_for_guests(&path, &self.key, policy)?;
        Ok(WasiCryptoCtx::builder().engine(engine.clone()).secrets(opened.secrets.guest(&self.guest)?))
    }

    /// A policy without a store: its algorithms, and no managed keys.
    fn only_algorithms(&self, engine: &Engine, policy: Policy) -> Result<WasiCryptoCtxBuilder> {
        if self.policy.is_none() {
            return Ok(WasiCryptoCtx::builder().engine(engine.clone()));
        }
        let master = MasterKey::generate(engine)?;
        let secrets = wait(Secrets::builder(Arc::new(MemoryStore::new()), &master).policy(policy).open())??;
        let restricted = secrets.guest(&self.guest)?.engine(engine);
        Ok(WasiCryptoCtx::builder().engine(restricted))
    }
}
