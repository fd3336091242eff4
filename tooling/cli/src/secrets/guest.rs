//! What a guest that is run gets: its part of a store, under a policy.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use clap::Args;
use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::Engine;
use wasi_crypto_host::keystore::MemoryStore;
use wasi_crypto_host::secrets::{MasterKey, Policy, Secrets};

use super::master_key::KeyArgs;
use super::store::open_for_guests;
use super::{read_policy, wait};

/// Which keys a guest may use.
#[derive(Args, Clone, Debug)]
pub struct GuestArgs {
    /// Let the guest keep managed keys and secrets in this store; it is made if it is not there
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
        self.secrets.is_some() || self.policy.is_some()
    }

    /// The context for a guest that sees these folders, with this engine.
    ///
    /// # Errors
    /// If one of the folders has the store or its key in it, and those of opening the store.
    pub fn context<'a>(&self, engine: &Engine, mut folders: impl Iterator<Item = &'a Path>) -> Result<WasiCryptoCtx> {
        let policy = match &self.policy {
            Some(file) => read_policy(file)?,
            None => Policy::default(),
        };
        let Some(path) = &self.secrets else {
            return self.only_algorithms(engine, policy);
        };
        let opened = open_for_guests(path, &self.key, policy)?;
        let guarded: Vec<&Path> = opened.source.file().into_iter().chain([path.as_path()]).collect();
        if let Some(folder) = folders.find(|folder| guarded.iter().any(|file| is_in(file, folder))) {
            bail!(
                "the guest could read or destroy the keys: the folder `{}` that it would see has the store or the master \
                 key in it; keep them elsewhere",
                folder.display()
            );
        }
        Ok(WasiCryptoCtx::builder().engine(engine.clone()).secrets(opened.secrets.guest(&self.guest)?).build())
    }

    /// A policy without a store: its algorithms, and no managed keys.
    fn only_algorithms(&self, engine: &Engine, policy: Policy) -> Result<WasiCryptoCtx> {
        if self.policy.is_none() {
            return Ok(WasiCryptoCtx::builder().engine(engine.clone()).build());
        }
        let master = MasterKey::generate(engine)?;
        let secrets = wait(Secrets::builder(Arc::new(MemoryStore::new()), &master).policy(policy).open())??;
        let restricted = secrets.guest(&self.guest)?.engine(engine);
        Ok(WasiCryptoCtx::builder().engine(restricted).build())
    }
}

/// Whether a file lies in a folder, or below.
fn is_in(file: &Path, folder: &Path) -> bool {
    matches!((file.canonicalize(), folder.canonicalize()), (Ok(file), Ok(folder)) if file.starts_with(&folder))
}
