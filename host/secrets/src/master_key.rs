//! The key above all others, which is never in the store.

use core::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use wasi_crypto_engine::{Engine, SecretBytes};

use crate::error::{Result, SecretsError};
use crate::new_file;
use crate::sealing::{self, KEY_LEN};

/// The key that the keys of a store are sealed under: 32 random bytes, kept apart from the store.
///
/// Written down it is 64 hexadecimal digits, alone on a line.
#[derive(Clone)]
pub struct MasterKey(SecretBytes);

/// As many digits as a key has, and what may end the line.
const DIGITS: usize = 64;
const MAX_FILE_LEN: usize = DIGITS + 2;

impl MasterKey {
    /// A new one, at random.
    ///
    /// # Errors
    /// [`SecretsError::Crypto`] if there is no randomness, or the engine lacks XCHACHA20-POLY1305.
    pub fn generate(engine: &Engine) -> Result<Self> {
        Ok(Self(sealing::random(engine)?))
    }

    /// The key with these bytes, for hosts that keep it elsewhere.
    pub fn from_bytes(bytes: &[u8; KEY_LEN]) -> Self {
        Self(SecretBytes::new(bytes.to_vec()))
    }

    /// Reads a key from a file, which nobody but its owner may read or write. Where there are no such permissions
    /// (outside of Unix), that is not checked. Symbolic links are followed: what counts is the file they lead to.
    ///
    /// One that others may read, but nobody may write, is taken with a warning, an event of the level `WARN`: so the
    /// platforms that run containers mount secrets, and who is in the container may have no say in it.
    ///
    /// # Errors
    /// [`SecretsError::MasterKey`] if the file cannot be read, is open to others, or has anything else in it.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let failed = |error| SecretsError::MasterKey(format!("cannot read `{}`: {error}", shown(path)));
        let file = File::open(path).map_err(failed)?;
        refuse_if_open_to_others(&file, path).map_err(failed)??;
        // One byte more than a key has: a longer file is noticed, whatever its size.
        let mut text = SecretBytes::new(Vec::with_capacity(MAX_FILE_LEN.saturating_add(1)));
        let limit = u64::try_from(MAX_FILE_LEN).unwrap_or(u64::MAX).saturating_add(1);
        file.take(limit).read_to_end(&mut text).map_err(failed)?;
        Self::parse(&text).ok_or_else(|| {
            let path = shown(path);
            SecretsError::MasterKey(match text.as_slice() {
                [] => format!(
                    "`{path}` is empty, as a full disk leaves a file: put the key there that the store was sealed under, 64 hexadecimal digits; \
                     if there is no store yet, making one makes a key in its place"
                ),
                part if part.len() < DIGITS && part.iter().all(u8::is_ascii_hexdigit) => format!(
                    "`{path}` ends in the middle of a key, as a full disk cuts a file off: put the whole key there that the \
                     store was sealed under, 64 hexadecimal digits; if there is no store yet, delete the file"
                ),
                _ => format!("`{path}` is not a key: it needs 64 hexadecimal digits"),
            })
        })
    }

    /// The key in a text, as a file has it, for hosts that read that elsewhere. `from` is what errors call it.
    ///
    /// # Errors
    /// [`SecretsError::MasterKey`] if the text is something else.
    pub fn from_text(text: &[u8], from: &str) -> Result<Self> {
        let other = || SecretsError::MasterKey(format!("{from} is not a key: it needs 64 hexadecimal digits"));
        Self::parse(text).ok_or_else(other)
    }

    /// Reads a key from an environment variable.
    ///
    /// # Errors
    /// [`SecretsError::MasterKey`] if it is not set or has anything else in it.
    pub fn from_env(name: &str) -> Result<Self> {
        let value = std::env::var_os(name).ok_or_else(|| {
            SecretsError::MasterKey(format!(
                "the environment variable {name} is not set: give it 64 hexadecimal digits"
            ))
        })?;
        let text = SecretBytes::new(value.into_encoded_bytes());
        Self::parse(&text).ok_or_else(|| {
            SecretsError::MasterKey(format!(
                "the environment variable {name} is not a key: it needs 64 hexadecimal digits"
            ))
        })
    }

    /// Writes the key to a new file that only its owner can read, durably: the file has all of the key, or is not there.
    /// An empty one, which a full disk may have left, counts as none.
    ///
    /// # Errors
    /// [`SecretsError::MasterKey`] if the file exists already or cannot be written.
    pub fn write_new_file(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        new_file::write(path, &self.to_text())
            .map_err(|error| SecretsError::MasterKey(format!("cannot write `{}`: {error}", shown(path))))
    }

    /// The key as it is written, with the end of the line.
    fn to_text(&self) -> SecretBytes {
        let mut text = SecretBytes::new(Vec::with_capacity(MAX_FILE_LEN));
        let digit = |value: u8| char::from_digit(u32::from(value), 16).map_or(b'0', |digit| digit as u8);
        for byte in self.0.iter() {
            text.extend_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        text.push(b'\n');
        text
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.len() != DIGITS {
            return None;
        }
        let digit = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        let mut bytes = SecretBytes::new(Vec::with_capacity(KEY_LEN));
        for pair in text.chunks(2) {
            bytes.push(digit(pair.first()?)? << 4 | digit(pair.last()?)?);
        }
        Some(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Says nothing of the key.
impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKey").finish_non_exhaustive()
    }
}

/// A path in one line of a message: whoever reads that may have a terminal.
fn shown(path: &Path) -> String {
    let mut shown = String::new();
    for c in path.to_string_lossy().chars() {
        match c {
            '"' | '\'' | '\\' => shown.push(c),
            c => shown.extend(c.escape_debug()),
        }
    }
    shown
}

/// The outer result is about asking, the inner one about the answer.
#[cfg(unix)]
fn refuse_if_open_to_others(file: &File, path: &Path) -> std::io::Result<Result<()>> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(Ok(()));
    }
    let writing = || File::options().append(true).open(path);
    let read_only = || writing().is_err_and(|error| error.kind() == std::io::ErrorKind::ReadOnlyFilesystem);
    let shown = shown(path);
    let mounted = "or the mount's own mode (in Kubernetes `defaultMode: 0400` without `fsGroup`)";
    if mode & 0o222 == 0 || read_only() {
        tracing::warn!(
            target: "wasi_crypto::secrets",
            "others than its owner can read the master key in `{shown}` (mode {mode:03o}); if they should not: the environment \
             variable that has the key, {mounted}"
        );
        return Ok(Ok(()));
    }
    Ok(Err(SecretsError::MasterKey(format!(
        "others can use `{shown}` (mode {mode:03o}): chmod 600 '{shown}', {mounted}, or give the key in an environment variable"
    ))))
}

#[cfg(not(unix))]
fn refuse_if_open_to_others(_: &File, _: &Path) -> std::io::Result<Result<()>> {
    Ok(Ok(()))
}
