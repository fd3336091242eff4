//! `wasi-crypto secrets import` and `generate`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use serde_json::json;
use wasi_crypto_host::secrets::{Expiry, HostKey};

use super::{Common, operate};
use crate::keys::{self, Encoding, PassphraseArgs};
use crate::report::Outcome;
use crate::secrets::Access;
use crate::time;

/// Put a key of yours into the store, under a name that a policy can grant to guests
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets import release-2026 release.pem --algorithm Ed25519
  wasi-crypto secrets import session session.key --algorithm AES-256-GCM --expires 90d
  openssl genpkey -algorithm ed25519 | wasi-crypto secrets import ci - --algorithm Ed25519
  wasi-crypto secrets import ssh id_ed25519 --algorithm Ed25519
  wasi-crypto secrets import web key.jwk --algorithm ECDSA_P256_SHA256
  wasi-crypto secrets import old encrypted.pem --algorithm Ed25519 --passphrase-file passphrase

Delete the file afterwards: the store has its own copy, sealed.")]
pub struct Import {
    /// Name for the key: letters, digits, `.`, `_` and `-`
    name: String,
    /// File with the secret key; `-` reads standard input
    file: PathBuf,
    #[command(flatten)]
    key: EncodedArgs,
    #[command(flatten)]
    lifetime: Lifetime,
    #[command(flatten)]
    common: Common,
}

/// Generate a key in the store, under a name that a policy can grant to guests
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets generate release-2026 --algorithm Ed25519
  wasi-crypto secrets generate session --algorithm AES-256-GCM --expires 2027-01-31")]
pub struct Generate {
    /// Name for the key: letters, digits, `.`, `_` and `-`
    name: String,
    /// Its algorithm; `wasi-crypto algorithms` lists them
    #[arg(long)]
    algorithm: String,
    #[command(flatten)]
    lifetime: Lifetime,
    #[command(flatten)]
    common: Common,
}

/// What a file with a key has.
#[derive(Args, Clone, Debug)]
pub struct EncodedArgs {
    /// The key's algorithm; `wasi-crypto algorithms` lists them
    #[arg(long)]
    algorithm: String,
    /// How the key is written; guessed where the file shows it
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

/// When a key expires.
#[derive(Args, Clone, Debug)]
pub struct Lifetime {
    /// When it expires, in UTC: after a time, on a day, or `never`. Without this never; a rotated key has as long a time
    /// as its version before
    #[arg(long, value_name = "365d|2027-01-31|never")]
    expires: Option<String>,
}

impl Import {
    pub fn execute(self) -> Outcome {
        let expires = self.lifetime.moment()?;
        let key = self.key.read(&self.file)?;
        let opened = self.common.open(Access::Changing)?;
        let version = operate(&opened, opened.secrets.operator().import(&self.name, &key, expires))?;
        report(&self.common, "imported", &self.name, version, key.algorithm())
    }
}

impl Generate {
    pub fn execute(self) -> Outcome {
        let expires = self.lifetime.moment()?;
        let opened = self.common.open(Access::Changing)?;
        let operator = opened.secrets.operator();
        let version = operate(&opened, operator.generate(&self.name, &self.algorithm, expires))?;
        let known = operator.engine().algorithms().find(|known| known.identifier.eq_ignore_ascii_case(&self.algorithm));
        let algorithm = known.map_or(self.algorithm.as_str(), |known| known.identifier);
        report(&self.common, "generated", &self.name, version, algorithm)
    }
}

impl EncodedArgs {
    /// The key in a file.
    pub fn read(&self, file: &Path) -> Result<HostKey> {
        keys::read(file, &self.algorithm, self.encoding, &self.passphrase)
    }
}

impl Lifetime {
    /// The moment in seconds since 1970, if there is one.
    pub fn moment(&self) -> Result<Option<u64>> {
        match self.expiry()? {
            Expiry::At(moment) => Ok(Some(moment)),
            Expiry::AsBefore | Expiry::Never => Ok(None),
        }
    }

    /// The same for another version of a key.
    pub fn expiry(&self) -> Result<Expiry> {
        match self.expires.as_deref() {
            None => Ok(Expiry::AsBefore),
            Some("never") => Ok(Expiry::Never),
            Some(text) => time::expiration(text, time::now()).map(Expiry::At),
        }
    }
}

/// Prints which version there is now.
pub fn report(common: &Common, done: &str, name: &str, version: u64, algorithm: &str) -> Outcome {
    let json = json!({ "name": name, "version": version, "algorithm": algorithm });
    common.done(&format!("{done} {name}, version {version}, {algorithm}\n"), &json)
}
