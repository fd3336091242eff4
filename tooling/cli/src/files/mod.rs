//! Reading inputs and writing outputs.
//!
//! `-` is standard input or output wherever a file is named. What is no plain file is written through: a device, a FIFO,
//! what a link leads to. A plain file appears whole or not at all. One file per matter: `standard` has the streams,
//! `place` finds out what is at a path, `replace` puts a whole file in the place of another.

mod place;
mod replace;
mod standard;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasi_crypto_host::engine::SecretBytes;

use crate::escape;
use place::Place;
pub use replace::sync_folder;
pub use standard::{is_standard, write_output};

/// The longest file that is read as a secret, in bytes. No key comes near it.
const MAX_SECRET: usize = 1 << 20;

/// Who may read a file that is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Readers {
    /// Whoever the umask lets.
    Everyone,
    /// Its owner.
    Owner,
}

/// What becomes of a file that is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Existing {
    /// Another one takes its place, with the same permissions.
    Replaced,
    /// It stays, and that is an error.
    Kept,
}

/// Reads a file, or standard input for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).with_context(|| cannot_read(path))?;
    Ok(bytes)
}

/// Reads a text, as [`read`] does.
pub fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).with_context(|| cannot_read(path))
}

/// Reads a file with a secret, or standard input for `-`, leaving no copy of it behind.
///
/// # Errors
/// Also for a file that is longer than any key.
pub fn read_secret(path: &Path) -> Result<SecretBytes> {
    // Room for all of it at once: a vector that grows leaves what it had where it was.
    let mut bytes = SecretBytes::new(Vec::with_capacity(MAX_SECRET.saturating_add(1)));
    let limit = u64::try_from(MAX_SECRET).unwrap_or(u64::MAX).saturating_add(1);
    open(path)?.take(limit).read_to_end(&mut bytes).with_context(|| cannot_read(path))?;
    if bytes.len() > MAX_SECRET {
        bail!("{} has more than {MAX_SECRET} bytes, which no key has", shown(path));
    }
    Ok(bytes)
}

/// What a path is called in messages.
pub fn shown(path: &Path) -> String {
    if is_standard(path) { "standard input".into() } else { format!("`{}`", escape::path(path)) }
}

/// Writes text or bytes to a file that everyone may read, in the place of what is there; to standard output without one.
pub fn write(path: Option<&Path>, bytes: &[u8]) -> Result<()> {
    match path {
        Some(path) => write_file(path, bytes, Readers::Everyone, Existing::Replaced),
        None => write_output(bytes),
    }
}

/// Writes to a file, or to standard output for `-`.
///
/// # Errors
/// If there is a file that is to be kept; devices and the like can be written to all the same.
pub fn write_file(path: &Path, bytes: &[u8], readers: Readers, existing: Existing) -> Result<()> {
    if is_standard(path) {
        return write_output(bytes);
    }
    let place = place::find(path).with_context(|| cannot_write(path))?;
    if existing == Existing::Kept && matches!(place, Place::File(..)) {
        bail!("`{}` exists already; --force replaces it", escape::path(path));
    }
    let written = match &place {
        Place::Output => return write_output(bytes),
        Place::Through(through) => OpenOptions::new().append(true).open(through).and_then(|mut file| {
            file.write_all(bytes)?;
            file.flush()
        }),
        Place::File(file, found) => replace::replace(file, Some(found), bytes, readers, existing),
        Place::Free(file) => replace::replace(file, None, bytes, readers, existing),
    };
    written.with_context(|| cannot_write(path))
}

/// A file to add lines to, made for its owner only if it is not there; standard output for `-`.
pub fn append_private(path: &Path) -> Result<Box<dyn Write + Send>> {
    if is_standard(path) {
        return Ok(Box::new(io::stdout()));
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(Box::new(options.open(path).with_context(|| cannot_write(path))?))
}

/// Makes a folder to write several files to.
///
/// # Errors
/// Also for `-`: one stream cannot hold several files.
pub fn make_folder(path: &Path) -> Result<()> {
    if is_standard(path) {
        bail!("`-` is standard output, and these are several files: name a folder (`./-` is one of that name)");
    }
    fs::create_dir_all(path).with_context(|| format!("cannot create `{}`", escape::path(path)))
}

fn open(path: &Path) -> Result<Box<dyn Read>> {
    if is_standard(path) {
        return standard::input();
    }
    Ok(Box::new(File::open(path).with_context(|| cannot_read(path))?))
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read {}", shown(path))
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write `{}`", escape::path(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_may_be_as_long_as_its_limit_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, vec![7; MAX_SECRET]).unwrap();
        assert_eq!(read_secret(&path).unwrap().len(), MAX_SECRET);
        fs::write(&path, vec![7; MAX_SECRET + 1]).unwrap();
        assert!(read_secret(&path).unwrap_err().to_string().contains("which no key has"));
    }
}
