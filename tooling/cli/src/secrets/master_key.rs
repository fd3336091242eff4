//! Where the master key of a store is, and how another one takes its place.
//!
//! # A new key in the place of `<store>.key`
//!
//! At each moment one of two files opens the store, and no other process has it open:
//!
//! 1. `<store>.key.new` is written and synced. Until the next step the old file opens the store.
//! 2. The data keys in the store are sealed under the new key, in one durable transaction. From here on
//!    `<store>.key.new` opens it.
//! 3. The old file gets a second name, `<store>.key.until-<time>`: backups made before need it.
//! 4. `<store>.key.new` takes the name `<store>.key`.
//!
//! So whoever finds that `<store>.key` does not open the store tries `<store>.key.new`, and goes on with step 3. Who finds
//! that it does, and wants another key, may delete a `<store>.key.new`: it never opened anything.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use wasi_crypto_host::engine::Engine;
use wasi_crypto_host::secrets::MasterKey;

use crate::{escape, time};

/// The environment variable that has the key.
pub const VARIABLE: &str = "WASI_CRYPTO_MASTER_KEY";

/// Where the key is.
#[derive(Args, Clone, Debug, Default)]
pub struct KeyArgs {
    /// File with the master key, 64 hexadecimal digits; without it the environment variable WASI_CRYPTO_MASTER_KEY, or
    /// the file PATH.key next to the store
    #[arg(long, value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,
}

/// Where a master key comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// A file somebody named.
    File(PathBuf),
    /// The environment.
    Variable,
    /// The file next to the store.
    Beside(PathBuf),
}

impl KeyArgs {
    /// Where the key of the store at `store` is, or would be.
    pub fn source(&self, store: &Path) -> Source {
        match &self.master_key_file {
            Some(file) => Source::File(file.clone()),
            None if std::env::var_os(VARIABLE).is_some() => Source::Variable,
            None => Source::Beside(with_suffix(store, ".key")),
        }
    }
}

impl Source {
    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(file) | Self::Beside(file) => Some(file),
            Self::Variable => None,
        }
    }

    /// The key.
    pub fn read(&self) -> Result<MasterKey> {
        match self {
            Self::Variable => Ok(MasterKey::from_env(VARIABLE)?),
            Self::File(file) => Ok(MasterKey::from_file(file)?),
            Self::Beside(file) if !file.exists() => bail!(
                "no master key: there is no file `{}`; name the file that has the key with --master-key-file, or set {VARIABLE}",
                file.display()
            ),
            Self::Beside(file) => Ok(MasterKey::from_file(file)?),
        }
    }

    /// The key, generated if its file is not there. The second value says whether it was.
    pub fn read_or_generate(&self) -> Result<(MasterKey, bool)> {
        let Some(file) = self.file().filter(|file| !file.exists()) else {
            return Ok((self.read()?, false));
        };
        let key = MasterKey::generate(&Engine::new())?;
        key.write_new_file(file)?;
        warn_of_new_key(file, matches!(self, Self::Beside(_)));
        Ok((key, true))
    }

    /// The key that an interrupted rotation has left next to the one that no longer opens the store.
    pub fn unfinished(&self) -> Option<MasterKey> {
        match self {
            Self::Beside(file) => MasterKey::from_file(new_name(file)).ok(),
            _ => None,
        }
    }

    /// Step 1: a new key, on disk.
    ///
    /// # Errors
    /// If this is no key next to a store, or its folder cannot be written to.
    pub fn begin_replacing(&self) -> Result<MasterKey> {
        let Self::Beside(file) = self else {
            bail!(
                "say with --new-master-key-file where the new master key is to be: it is made there if there is none"
            );
        };
        let new = new_name(file);
        if let Err(error) = fs::remove_file(&new)
            && error.kind() != ErrorKind::NotFound
        {
            return Err(error).with_context(|| format!("cannot remove `{}`", new.display()));
        }
        let key = MasterKey::generate(&Engine::new())?;
        key.write_new_file(&new)?;
        Ok(key)
    }

    /// Steps 3 and 4, once the new key opens the store. Returns the name that the old key has now.
    pub fn finish_replacing(&self) -> Result<Option<PathBuf>> {
        let Self::Beside(file) = self else { return Ok(None) };
        let new = new_name(file);
        let old = with_suffix(file, &format!(".until-{}", time::rfc3339(time::now()).replace([':', '-'], "")));
        let context = || {
            format!("the store opens with `{}` now, but that cannot take the name `{}`", new.display(), file.display())
        };
        match fs::hard_link(file, &old) {
            Err(error) if !matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => {
                return Err(error).with_context(context);
            }
            _ => {}
        }
        fs::rename(&new, file).with_context(context)?;
        sync_folder(file).with_context(context)?;
        Ok(Some(old))
    }
}

fn warn_of_new_key(file: &Path, beside: bool) {
    let place = if beside {
        format!(
            "; next to the store it protects only against theft of the store alone: keep it elsewhere, and name it with \
             --master-key-file or {VARIABLE}"
        )
    } else {
        String::new()
    };
    anstream::eprintln!(
        "\x1b[1;33mwarning:\x1b[0m a master key was generated in `{}`, without which the store and its backups are \
         lost{place}",
        escape::path(file)
    );
}

fn new_name(file: &Path) -> PathBuf {
    with_suffix(file, ".new")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes new names last.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    // Elsewhere folders cannot be opened.
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}
