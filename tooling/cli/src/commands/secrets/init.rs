//! `wasi-crypto secrets init`.

use clap::Args;
use serde_json::json;

use super::Common;
use crate::escape;
use crate::report::Outcome;

/// Make an empty store, and a master key unless there is one
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets init --secrets keys.redb
  wasi-crypto secrets init --secrets keys.redb --master-key-file /run/credentials/wasi-crypto.key

The master key is read from --master-key-file, from WASI_CRYPTO_MASTER_KEY, or from PATH.key next to
the store; a file that is not there is made, with a new key.")]
pub struct Init {
    #[command(flatten)]
    common: Common,
}

impl Init {
    pub fn execute(self) -> Outcome {
        self.common.audit.install()?;
        let (opened, generated) = self.common.store.create()?;
        let path = opened.path.display().to_string();
        let file = opened.source.file().map(|file| file.display().to_string());
        let (shown, key) = (escape::path(&opened.path), opened.source.shown());
        let json = json!({ "store": path, "master_key_file": file, "master_key_generated": generated });
        self.common.done(&format!("made the store `{shown}`; its master key is in {key}\n"), &json)
    }
}
