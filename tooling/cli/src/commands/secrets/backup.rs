//! `wasi-crypto secrets backup` and `restore`.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use serde_json::json;
use wasi_crypto_host::engine::Engine;
use wasi_crypto_host::keystore::KeyStore;
use wasi_crypto_host::secrets::{MasterKey, Restored, SecretsError, SystemClock, restore};
use wasi_crypto_keystore_redb::RedbStore;

use super::{Common, operate};
use crate::files;
use crate::report::Outcome;
use crate::secrets::{Access, explain, wait};
use crate::time;

/// Write everything in the store to one file, sealed
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets backup -o keys-2026-11-22.backup

The file is of no use without the master key: keep that, but elsewhere. It does not know what is
revoked afterwards.")]
pub struct Backup {
    /// Where to write it
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    common: Common,
}

/// Make a store from a backup
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets restore keys-2026-11-22.backup --secrets new.redb --master-key-file keys.redb.key

The master key is the one that was in use when the backup was made. What was revoked after that is
valid again: revoke it once more. Numbers of versions go on far above those given out before.")]
pub struct Restore {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    common: Common,
}

impl Backup {
    pub fn execute(self) -> Outcome {
        let opened = self.common.open(Access::Reading)?;
        let backup = operate(&opened, opened.secrets.operator().backup())?;
        files::write_private(&self.output, &backup, self.force)?;
        let shown = self.output.display().to_string();
        let text = format!("wrote {} bytes to {shown}; the master key is needed to read it\n", backup.len());
        self.common.print(&text, &json!({ "file": shown, "bytes": backup.len() }))
    }
}

impl Restore {
    pub fn execute(self) -> Outcome {
        self.common.audit.install()?;
        let path = self.common.store.path()?;
        if path.symlink_metadata().is_ok() {
            bail!("`{}` exists already; a backup is restored into a new store", path.display());
        }
        let backup = files::read(&self.file)?;
        let master = self.common.store.key.source(&path).read()?;
        let restored = self.fill(&path, &master, &backup)?;
        let made = time::rfc3339(restored.made);
        let json = json!({
            "store": path.display().to_string(),
            "made": made,
            "entries": restored.entries,
            "versions": restored.versions,
        });
        let text = format!(
            "restored {} entries with {} versions to {}\nwhat was revoked after {made} is valid again: revoke it once more\n",
            restored.entries,
            restored.versions,
            path.display()
        );
        self.common.print(&text, &json)
    }

    /// Makes the store; leaves none behind if that fails.
    fn fill(&self, path: &PathBuf, master: &MasterKey, backup: &[u8]) -> Result<Restored> {
        let store: Arc<dyn KeyStore> = Arc::new(RedbStore::create(path).map_err(|error| explain(error, path))?);
        let engine = Engine::new();
        let restored = wait(restore(&store, master, &engine, &SystemClock, backup))?;
        drop(store);
        restored.map_err(|error| {
            // Ours, and empty.
            let _ = fs::remove_file(path);
            let file = self.file.display();
            match error {
                SecretsError::Damaged(what) => anyhow!("nothing was restored from `{file}`: {what}"),
                SecretsError::WrongMasterKey => anyhow!(
                    "nothing was restored from `{file}`: it was made under another master key; name that one with \
                     --master-key-file"
                ),
                error => explain(error, &self.file),
            }
        })
    }
}
