//! `wasi-crypto secrets revoke`.

use clap::Args;
use serde_json::json;
use wasi_crypto_host::keystore::Selector;

use super::{Common, EntryArgs, operate, selector};
use crate::escape::shown;
use crate::report::Outcome;
use crate::secrets::Access;

/// Revoke a key or secret: nobody can open it any more
#[derive(Args, Debug)]
// Here `--version` is that of a key.
#[command(disable_version_flag = true)]
#[command(after_help = "Examples:
  wasi-crypto secrets revoke release-2026
  wasi-crypto secrets revoke release-2026 --version 0
  wasi-crypto secrets revoke --guest default 1f0c9e...

It cannot be undone. A guest that has the key open keeps it until it ends. Where the latest version
is revoked, the one before it becomes the latest.")]
pub struct Revoke {
    #[command(flatten)]
    entry: EntryArgs,
    /// Which version: a number, `latest` or `all`
    #[arg(long, value_name = "VERSION", default_value = "all", value_parser = selector)]
    version: Selector,
    #[command(flatten)]
    common: Common,
}

impl Revoke {
    pub fn execute(self) -> Outcome {
        let name = self.entry.name()?;
        let opened = self.common.open(Access::Changing)?;
        operate(&opened, opened.secrets.operator().revoke(&name, self.version))?;
        let (words, version) = match self.version {
            Selector::All => ("all versions".to_owned(), json!("all")),
            Selector::Latest => ("the latest version".to_owned(), json!("latest")),
            Selector::Version(number) => (format!("version {number}"), json!(number)),
        };
        let json = json!({ "guest": self.entry.guest, "id": self.entry.id, "version": version });
        self.common.done(&format!("revoked {words} of {}\n", shown(&self.entry.id)), &json)
    }
}
