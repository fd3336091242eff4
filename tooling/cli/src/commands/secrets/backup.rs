//! `wasi-crypto secrets backup` and `restore`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use clap::Args;
use serde_json::json;
use wasi_crypto_host::engine::Engine;
use wasi_crypto_host::keystore::KeyStore;
use wasi_crypto_host::secrets::{MasterKey, Restored, SecretsError, SystemClock, restore};
use wasi_crypto_keystore_redb::RedbStore;

use super::{Common, operate};
use crate::escape;
use crate::files::{self, Existing, Readers};
use crate::report::Outcome;
use crate::secrets::{Access, explain, wait};
use crate::{progress, time};

/// Write everything in the store to one file, sealed
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets backup -o keys-2026-11-22.backup

The file is of no use without the master key: keep that, but elsewhere. It does not know what is
revoked afterwards.")]
pub struct Backup {
    /// Where to write it; `-` is standard output
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
    /// The backup; `-` reads standard input
    file: PathBuf,
    #[command(flatten)]
    common: Common,
}

impl Backup {
    pub fn execute(self) -> Outcome {
        let opened = self.common.open(Access::Reading)?;
        let operator = opened.secrets.operator();
        let backup = progress::during("reading the store", || operate(&opened, operator.backup()))?;
        let existing = if self.force { Existing::Replaced } else { Existing::Kept };
        files::write_file(&self.output, &backup, Readers::Owner, existing)?;
        let (file, shown) = (self.output.display().to_string(), escape::path(&self.output));
        let text = format!("wrote {} bytes to {shown}; the master key is needed to read it\n", backup.len());
        self.common.print_beside(&self.output, &text, &json!({ "file": file, "bytes": backup.len() }))
    }
}

impl Restore {
    pub fn execute(self) -> Outcome {
        self.common.audit.install()?;
        let backup = files::read(&self.file)?;
        let (path, restored) = self.common.store.fill(|store, master| self.fill(store, master, &backup))?;
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
            escape::path(&path)
        );
        self.common.done(&text, &json)
    }

    fn fill(&self, store: &Arc<RedbStore>, master: &MasterKey, backup: &[u8]) -> Result<Restored> {
        let store: Arc<dyn KeyStore> = store.clone();
        let engine = Engine::new();
        let fill = || wait(restore(&store, master, &engine, &SystemClock, backup));
        let restored = progress::during("filling the store", fill)?;
        restored.map_err(|error| {
            let file = files::shown(&self.file);
            match error {
                SecretsError::Damaged(what) => anyhow!("nothing was restored from {file}: {what}"),
                SecretsError::WrongMasterKey => anyhow!(
                    "nothing was restored from {file}: it was made under another master key; name that one with \
                     --master-key-file"
                ),
                error => explain(error, &self.file),
            }
        })
    }
}
