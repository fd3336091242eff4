//! `wasi-crypto secrets export-public`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use wasi_crypto_host::keystore::Selector;

use super::keys::Encoding;
use super::{Common, EntryArgs, operate, selector};
use crate::files;
use crate::format::Format;
use crate::report::Outcome;
use crate::secrets::Access;

/// Write the public half of a key pair
#[derive(Args, Debug)]
// Here `--version` is that of a key.
#[command(disable_version_flag = true)]
#[command(after_help = "Examples:
  wasi-crypto secrets export-public release-2026
  wasi-crypto secrets export-public release-2026 --encoding raw -o release-2026.pub
  wasi-crypto secrets export-public --guest default 1f0c9e... -o guest.pem")]
pub struct ExportPublic {
    #[command(flatten)]
    entry: EntryArgs,
    /// Which version: a number or `latest`
    #[arg(long, value_name = "VERSION", default_value = "latest", value_parser = selector)]
    version: Selector,
    /// How to write the key
    #[arg(long, value_enum, default_value_t = Encoding::Pem)]
    encoding: Encoding,
    /// Where to write it; standard output without it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
    #[command(flatten)]
    common: Common,
}

impl ExportPublic {
    pub fn execute(self) -> Outcome {
        let name = self.entry.name()?;
        let opened = self.common.open(Access::Reading)?;
        let export = opened.secrets.operator();
        let key = operate(&opened, export.export_public(&name, self.version, self.encoding.into()))?;
        let Some(file) = &self.output else {
            if self.common.format == Format::Text {
                files::write(None, &key)?;
                return Ok(ExitCode::SUCCESS);
            }
            let text = match self.encoding {
                Encoding::Pem => String::from_utf8_lossy(&key).into_owned(),
                _ => key.iter().map(|byte| format!("{byte:02x}")).collect(),
            };
            return self.common.print("", &json!({ "id": self.entry.id, "public_key": text }));
        };
        files::write_private(file, &key, self.force)?;
        let shown = file.display().to_string();
        let json = json!({ "id": self.entry.id, "file": shown, "bytes": key.len() });
        self.common.print(&format!("wrote the public key of {} to {shown}\n", self.entry.id), &json)
    }
}
