//! Which store, and how it is opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use wasi_crypto_host::keystore::StoreError;
use wasi_crypto_host::secrets::{MasterKey, Policy, Secrets, SecretsError};
use wasi_crypto_keystore_redb::RedbStore;

use super::master_key::{KeyArgs, Source};
use super::{explain, wait};
use crate::escape;
use crate::files;

/// The environment variable that names the store.
const VARIABLE: &str = "WASI_CRYPTO_SECRETS";

/// Which store a command is about.
#[derive(Args, Clone, Debug)]
pub struct StoreArgs {
    /// The store's file; without it the environment variable WASI_CRYPTO_SECRETS names it
    #[arg(long = "secrets", value_name = "PATH")]
    path: Option<PathBuf>,
    #[command(flatten)]
    pub key: KeyArgs,
}

/// What a store is opened for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// To be changed; no other process has it meanwhile.
    Changing,
    /// To be read; others may read it too.
    Reading,
}

/// A store, open.
pub struct Opened {
    /// Where it is.
    pub path: PathBuf,
    /// Where its key is.
    pub source: Source,
    /// The file.
    pub store: Arc<RedbStore>,
    /// What is in it.
    pub secrets: Secrets,
}

impl StoreArgs {
    /// Where the store is.
    pub fn path(&self) -> Result<PathBuf> {
        let path = named(self.path.as_deref());
        if path.as_deref().is_some_and(files::is_standard) {
            bail!("a store is a file, and `-` is standard input or output (`./-` is a file of that name)");
        }
        path.with_context(|| format!("which store? Name its file with --secrets PATH, or in the variable {VARIABLE}"))
    }

    /// Opens the store.
    pub fn open(&self, access: Access) -> Result<Opened> {
        let path = self.path()?;
        let store = match access {
            Access::Changing => RedbStore::open(&path),
            Access::Reading => RedbStore::open_read_only(&path),
        };
        let store = Arc::new(store.map_err(|error| explain(error, &path))?);
        let source = self.key.source(&path);
        let secrets = unlock(&path, &store, &source, access, Policy::default())?;
        Ok(Opened { path, source, store, secrets })
    }

    /// Makes the store, and its key if there is none. Returns whether the key was generated.
    pub fn create(&self) -> Result<(Opened, bool)> {
        let path = self.free_path()?;
        make(&path, &self.key, Policy::default())
    }

    /// Makes the store from something else, with a key that is there.
    pub fn fill<T>(&self, fill: impl FnOnce(&Arc<RedbStore>, &MasterKey) -> Result<T>) -> Result<(PathBuf, T)> {
        let path = self.free_path()?;
        let master = self.key.source(&path).read()?;
        let draft = RedbStore::draft(&path).map_err(|error| explain(error, &path))?;
        let filled = fill(draft.store(), &master)?;
        draft.publish().map_err(|error| explain(error, &path))?;
        Ok((path, filled))
    }

    /// A path where nothing is.
    fn free_path(&self) -> Result<PathBuf> {
        let path = self.path()?;
        if path.symlink_metadata().is_ok() {
            bail!("`{}` exists already; choose another name, or use it as it is", escape::path(&path));
        }
        Ok(path)
    }
}

/// The store that an option names, or else the variable, unless that is empty.
pub fn named(option: Option<&Path>) -> Option<PathBuf> {
    let variable = || std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    option.map(Path::to_path_buf).or_else(variable)
}

/// Makes a store where there is none: at each moment all of it is there, or nothing.
///
/// Its key is on disk before it has its name, so that no store waits for its key. If it never gets there, the key is that
/// of the next one.
fn make(path: &Path, key: &KeyArgs, policy: Policy) -> Result<(Opened, bool)> {
    let source = key.source(path);
    let master = source.draft()?;
    let draft = RedbStore::draft(path).map_err(|error| explain(error, path))?;
    let open = Secrets::builder(draft.store().clone(), &master.key).policy(policy).open();
    let secrets = wait(open)?.map_err(|error| explain(error, path))?;
    let generated = master.write(&source)?;
    let store = draft.publish().map_err(|error| explain(error, path))?;
    Ok((Opened { path: path.to_path_buf(), source, store, secrets }, generated))
}

/// Opens the store at `path` for guests; makes it, and its key, if it is not there.
pub fn open_for_guests(path: &Path, key: &KeyArgs, policy: Policy) -> Result<Opened> {
    let store = match RedbStore::open(path) {
        Err(StoreError::NotFound) => match make(path, key, policy.clone()) {
            Ok((opened, _)) => return Ok(opened),
            // Unless another process made it just now.
            Err(error) if !path.exists() => return Err(error),
            Err(_) => RedbStore::open(path),
        },
        opened => opened,
    };
    let source = key.source(path);
    let store = Arc::new(store.map_err(|error| explain(error, path))?);
    let secrets = unlock(path, &store, &source, Access::Changing, policy)?;
    Ok(Opened { path: path.to_path_buf(), source, store, secrets })
}

/// Opens what is in a store; ends a rotation of the master key that was interrupted.
fn unlock(path: &Path, store: &Arc<RedbStore>, source: &Source, access: Access, policy: Policy) -> Result<Secrets> {
    let open = |master: &MasterKey| wait(Secrets::builder(store.clone(), master).policy(policy.clone()).open());
    let error = match open(&source.read()?)? {
        Ok(secrets) => return Ok(secrets),
        Err(SecretsError::WrongMasterKey) => SecretsError::WrongMasterKey,
        // Nothing was ever written to it.
        Err(SecretsError::Store(StoreError::ReadOnly)) if access == Access::Reading => {
            bail!(
                "the store `{}` has no keys yet, as an interrupted `init` of an earlier version left it; \
                 `wasi-crypto secrets verify` makes them",
                escape::path(path)
            )
        }
        Err(error) => error,
    };
    if let (SecretsError::WrongMasterKey, Some(new)) = (&error, source.unfinished())
        && let Ok(secrets) = open(&new)?
    {
        if access == Access::Changing {
            source.finish_replacing()?;
        }
        return Ok(secrets);
    }
    match (&error, source.file()) {
        (SecretsError::WrongMasterKey, Some(file)) => {
            Err(explain(error, path).context(format!("`{}` does not open the store", escape::path(file))))
        }
        _ => Err(explain(error, path)),
    }
}
