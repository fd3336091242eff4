//! `wasi-crypto secrets export-public`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use wasi_crypto_host::keystore::Selector;

use super::{Common, EntryArgs, algorithm_of, operate, selector};
use crate::escape;
use crate::files::{self, Existing, Readers};
use crate::format::Format;
use crate::keys::{self, PublicEncoding};
use crate::report::Outcome;
use crate::secrets::Access;

/// Write the public half of a key pair
#[derive(Args, Debug)]
// Here `--version` is that of a key.
#[command(disable_version_flag = true)]
#[command(after_help = "Examples:
  wasi-crypto secrets export-public release-2026
  wasi-crypto secrets export-public release-2026 --encoding raw -o release-2026.pub
  wasi-crypto secrets export-public release-2026 --encoding jwk -o release-2026.jwk
  wasi-crypto secrets export-public --guest default 1f0c9e... -o guest.pem")]
pub struct ExportPublic {
    #[command(flatten)]
    entry: EntryArgs,
    /// Which version: a number or `latest`
    #[arg(long, value_name = "VERSION", default_value = "latest", value_parser = selector)]
    version: Selector,
    /// How to write the key
    #[arg(long, value_enum, default_value_t = PublicEncoding::Pem)]
    encoding: PublicEncoding,
    /// Where to write it; standard output without it, and for `-`
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
        let operator = opened.secrets.operator();
        let export = |encoding| operate(&opened, operator.export_public(&name, self.version, encoding));
        let key = match self.encoding.in_engine() {
            Some(encoding) => export(encoding)?,
            None => keys::write_jwk(&algorithm_of(&opened, &name, self.version)?, export)?,
        };
        let Some(file) = &self.output else {
            if self.common.format == Format::Text {
                files::write(None, &key)?;
                return Ok(ExitCode::SUCCESS);
            }
            let text = match self.encoding {
                PublicEncoding::Pem | PublicEncoding::Jwk => String::from_utf8_lossy(&key).into_owned(),
                _ => key.iter().map(|byte| format!("{byte:02x}")).collect(),
            };
            return self.common.print("", &json!({ "id": self.entry.id, "public_key": text }));
        };
        let existing = if self.force { Existing::Replaced } else { Existing::Kept };
        files::write_file(file, &key, Readers::Everyone, existing)?;
        let json = json!({ "id": self.entry.id, "file": file.display().to_string(), "bytes": key.len() });
        let text = format!("wrote the public key of {} to {}\n", escape::shown(&self.entry.id), escape::path(file));
        self.common.print_beside(file, &text, &json)
    }
}
