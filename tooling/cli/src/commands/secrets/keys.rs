//! `wasi-crypto secrets import` and `generate`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::json;
use wasi_crypto_host::engine::{Category, Engine, KeyEncoding, SecretBytes};
use wasi_crypto_host::secrets::HostKey;

use super::{Common, operate};
use crate::files;
use crate::report::Outcome;
use crate::secrets::{Access, explain};
use crate::time;

/// Put a key of yours into the store, under a name that a policy can grant to guests
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets import release-2026 release.pem --algorithm Ed25519
  wasi-crypto secrets import session session.key --algorithm AES-256-GCM --expires 90d
  openssl genpkey -algorithm ed25519 | wasi-crypto secrets import ci - --algorithm Ed25519

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
}

/// When a key expires.
#[derive(Args, Clone, Debug)]
pub struct Lifetime {
    /// When it expires, in UTC; never without it
    #[arg(long, value_name = "365d|2027-01-31")]
    expires: Option<String>,
}

/// How a key is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Encoding {
    /// The bytes of the algorithm's own standard
    Raw,
    /// PKCS#8 in DER; SubjectPublicKeyInfo for public keys
    Pkcs8,
    /// The same in PEM
    Pem,
    /// SEC 1
    Sec,
}

impl From<Encoding> for KeyEncoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Raw => Self::Raw,
            Encoding::Pkcs8 => Self::Pkcs8,
            Encoding::Pem => Self::Pem,
            Encoding::Sec => Self::Sec,
        }
    }
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
        read_key(file, &self.algorithm, self.encoding)
    }
}

impl Lifetime {
    /// The moment in seconds since 1970, if there is one.
    pub fn moment(&self) -> Result<Option<u64>> {
        self.expires.as_deref().map(|text| time::expiration(text, time::now())).transpose()
    }
}

/// The key in a file.
pub fn read_key(file: &Path, algorithm: &str, encoding: Option<Encoding>) -> Result<HostKey> {
    let bytes = SecretBytes::new(files::read(file)?);
    let engine = Engine::new();
    let symmetric = engine
        .algorithms()
        .any(|known| known.identifier.eq_ignore_ascii_case(algorithm) && known.category == Category::Symmetric);
    let encoding = match encoding {
        Some(encoding) => encoding,
        None if symmetric => Encoding::Raw,
        None => guess(&bytes),
    };
    HostKey::import(&engine, algorithm, &bytes, encoding.into()).map_err(|error| explain(error, file))
}

/// Prints which version there is now.
pub fn report(common: &Common, done: &str, name: &str, version: u64, algorithm: &str) -> Outcome {
    let json = json!({ "name": name, "version": version, "algorithm": algorithm });
    common.print(&format!("{done} {name}, version {version}, {algorithm}\n"), &json)
}

/// PEM shows itself by its first line, DER by a sequence that is as long as the file.
fn guess(bytes: &[u8]) -> Encoding {
    if bytes.trim_ascii_start().starts_with(b"-----BEGIN") {
        return Encoding::Pem;
    }
    let content = match bytes {
        [0x30, len @ 0..=0x7f, ..] => Some((2, usize::from(*len))),
        [0x30, 0x81, len, ..] => Some((3, usize::from(*len))),
        [0x30, 0x82, high, low, ..] => Some((4, usize::from(*high) << 8 | usize::from(*low))),
        _ => None,
    };
    match content {
        Some((header, len)) if bytes.len().checked_sub(header) == Some(len) => Encoding::Pkcs8,
        _ => Encoding::Raw,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_guessed_from_what_files_begin_with() {
        assert_eq!(guess(b"\n-----BEGIN PRIVATE KEY-----\n"), Encoding::Pem);
        assert_eq!(guess(&[0x30, 2, 5, 0]), Encoding::Pkcs8);
        assert_eq!(guess(&[&[0x30, 0x82, 1, 0][..], &[0; 256]].concat()), Encoding::Pkcs8);
        assert_eq!(guess(&[0x30; 32]), Encoding::Raw);
        assert_eq!(guess(&[]), Encoding::Raw);
    }
}
