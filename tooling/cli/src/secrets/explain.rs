//! Errors of stores, with the next step.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Error, anyhow};
use wasi_crypto_host::engine;
use wasi_crypto_host::keystore::StoreError;
use wasi_crypto_host::secrets::SecretsError;

use crate::escape;

/// What went wrong with the store at `path`, and what to do about it.
pub fn explain(error: impl Into<SecretsError>, path: &Path) -> Error {
    let error = error.into();
    let at = escape::path(path);
    let hint = match &error {
        SecretsError::Store(StoreError::Busy) => {
            return anyhow!(
                "the store `{at}` is used by another process; stop it or wait until it ends (`wasi-crypto run --secrets` \
                 has its store for itself)"
            );
        }
        SecretsError::Store(StoreError::NotFound) if !path.exists() => {
            return anyhow!("there is no store at `{at}`: make one with `wasi-crypto secrets init --secrets '{at}'`");
        }
        SecretsError::Store(StoreError::NotFound) => "`wasi-crypto secrets list` shows what there is",
        SecretsError::Store(StoreError::Newer { .. }) | SecretsError::Newer { .. } => {
            "a newer wasi-crypto wrote it and is needed to read it; nothing was changed"
        }
        SecretsError::Store(StoreError::ReadOnly) if is_mounted_read_only(path) => {
            return anyhow!(
                "the store `{at}` is on a file system that takes no changes: mount it so that it can be written, or use a copy \
                 elsewhere"
            );
        }
        SecretsError::Store(StoreError::ReadOnly) => {
            return anyhow!("the store `{at}` takes no changes: chmod 600 '{at}'");
        }
        SecretsError::Store(StoreError::Io(_)) if cannot_be_opened(path) => {
            return anyhow!("you may not open `{at}`; its owner may, after chmod 600 '{at}'");
        }
        SecretsError::Store(StoreError::Io(why)) if is_full(why) && !path.exists() => "make room; nothing was made",
        SecretsError::Store(StoreError::Io(why)) if is_full(why) => "make room; revoking needs no room",
        SecretsError::Store(StoreError::Corrupt(_)) | SecretsError::Damaged(_) => {
            "keep the file, and restore a backup into a new one with `wasi-crypto secrets restore`"
        }
        SecretsError::Store(StoreError::Conflict) => "another process has changed the store meanwhile: try again",
        SecretsError::WrongMasterKey => {
            "name the right one with --master-key-file, or in the environment variable WASI_CRYPTO_MASTER_KEY"
        }
        SecretsError::Crypto(engine::Error::UnsupportedAlgorithm) => "`wasi-crypto algorithms` lists those there are",
        SecretsError::Crypto(engine::Error::UnsupportedEncoding) => {
            "keys of this type have no such encoding; --encoding pem is one that every key pair has"
        }
        // These say it all.
        _ => return Error::new(error),
    };
    Error::msg(format!("`{at}`: {error}; {hint}"))
}

/// Whether the reason is that of a full disk, of a quota or of a limit, in the words of the system.
fn is_full(why: &str) -> bool {
    ["No space left", "quota exceeded", "File too large"].iter().any(|words| why.contains(words))
}

fn is_mounted_read_only(path: &Path) -> bool {
    let opened = File::options().append(true).open(path);
    opened.is_err_and(|error| error.kind() == ErrorKind::ReadOnlyFilesystem)
}

fn cannot_be_opened(path: &Path) -> bool {
    File::open(path).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}
