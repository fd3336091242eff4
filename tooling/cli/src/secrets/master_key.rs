//! Where the master key of a store is, and how another one takes its place.
//!
//! # A new key in the place of `<store>.key`
//!
//! At each moment one of two files opens the store, and no other process has it open:
//!
//! 1. `<store>.key.new` is written and synced. Until the next step the old file opens the store.
//! 2. The data keys in the store are sealed under the new key, in one durable transaction. From here on
//!    `<store>.key.new` opens it.
//! 3. The old file gets a second name, `<store>.key.until-<time>`, or `-2` and so on behind that if there is another key
//!    of that second: backups made before need it.
//! 4. `<store>.key.new` takes the name `<store>.key`.
//!
//! So whoever finds that `<store>.key` does not open the store tries `<store>.key.new`, and goes on with step 3. Who finds
//! that it does, and wants another key, may delete a `<store>.key.new`: it never opened anything.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, bail};
use clap::Args;
use wasi_crypto_host::engine::Engine;
use wasi_crypto_host::secrets::MasterKey;

use crate::{escape, files, report, time};

/// The environment variable that has the key.
pub const VARIABLE: &str = "WASI_CRYPTO_MASTER_KEY";

/// How many keys of one second get names.
const KEPT_IN_A_SECOND: u32 = 1_000;

/// Where the key is.
#[derive(Args, Clone, Debug, Default)]
pub struct KeyArgs {
    /// File with the master key, 64 hexadecimal digits; `-` reads standard input. Without it the environment variable
    /// WASI_CRYPTO_MASTER_KEY, or the file PATH.key next to the store
    #[arg(long, value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,
}

/// Where a master key comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// A file somebody named.
    File(PathBuf),
    /// Standard input.
    Input,
    /// The environment.
    Variable,
    /// The file next to the store.
    Beside(PathBuf),
}

impl KeyArgs {
    /// Where the key of the store at `store` is, or would be.
    pub fn source(&self, store: &Path) -> Source {
        match &self.master_key_file {
            Some(file) => Source::named(file),
            None if std::env::var_os(VARIABLE).is_some() => Source::Variable,
            None => Source::Beside(with_suffix(store, ".key")),
        }
    }
}

/// A master key, and the file it has to be written to before anything is sealed under it that stays.
pub struct Drafted {
    /// The key.
    pub key: MasterKey,
    /// Where it is to be, if it was generated.
    pub file: Option<PathBuf>,
}

impl Source {
    /// The file of this name.
    pub fn named(file: &Path) -> Self {
        if files::is_standard(file) { Self::Input } else { Self::File(file.to_owned()) }
    }

    /// What it is called in messages.
    pub fn shown(&self) -> String {
        match self {
            Self::File(file) | Self::Beside(file) => escape::path(file),
            Self::Input => "standard input".into(),
            Self::Variable => VARIABLE.into(),
        }
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(file) | Self::Beside(file) => Some(file),
            Self::Variable | Self::Input => None,
        }
    }

    /// The key.
    pub fn read(&self) -> Result<MasterKey> {
        match self {
            Self::Variable => Ok(MasterKey::from_env(VARIABLE)?),
            Self::Input => Ok(MasterKey::from_text(&files::read_secret(Path::new("-"))?, "standard input")?),
            Self::File(file) => Ok(MasterKey::from_file(file)?),
            Self::Beside(file) if !file.exists() => bail!(
                "no master key: there is no file `{}`; name the file that has the key with --master-key-file, or set {VARIABLE}",
                escape::path(file)
            ),
            Self::Beside(file) => Ok(MasterKey::from_file(file)?),
        }
    }

    /// The key, generated if its file is not there, or is empty as a full disk leaves it.
    pub fn draft(&self) -> Result<Drafted> {
        let absent =
            |file: &&Path| fs::metadata(file).map_or(!is_link(file), |found| found.is_file() && found.len() == 0);
        match self.file().filter(absent) {
            None => Ok(Drafted { key: self.read()?, file: None }),
            Some(file) => Ok(Drafted { key: MasterKey::generate(&Engine::new())?, file: Some(file.to_owned()) }),
        }
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
            return Err(error).with_context(|| format!("cannot remove `{}`", escape::path(&new)));
        }
        let key = MasterKey::generate(&Engine::new())?;
        key.write_new_file(&new)?;
        Ok(key)
    }

    /// Steps 3 and 4, once the new key opens the store. Returns the name that the old key has now.
    pub fn finish_replacing(&self) -> Result<Option<PathBuf>> {
        let Self::Beside(file) = self else { return Ok(None) };
        let new = new_name(file);
        let finish = || {
            let kept = keep(file)?;
            // The name of the old key lasts before the new one takes its place.
            files::sync_folder(file)?;
            fs::rename(&new, file)?;
            files::sync_folder(file)?;
            Ok(kept)
        };
        finish().map_err(|error: Error| {
            error.context(format!(
                "the store opens with `{}` now, but that cannot take the name `{}`",
                escape::path(&new),
                escape::path(file)
            ))
        })
    }
}

impl Drafted {
    /// Writes a key that was generated, before anything that is sealed under it has a name. Returns whether it was.
    pub fn write(&self, source: &Source) -> Result<bool> {
        let Some(file) = &self.file else { return Ok(false) };
        self.key.write_new_file(file)?;
        warn_of_new_key(file, matches!(source, Source::Beside(_)));
        Ok(true)
    }
}

/// Gives the key in a file a second name that no other key has; none if the file is gone.
fn keep(file: &Path) -> Result<Option<PathBuf>> {
    let time = time::rfc3339(time::now()).replace([':', '-'], "");
    for number in 1..=KEPT_IN_A_SECOND {
        let nth = if number == 1 { String::new() } else { format!("-{number}") };
        let old = with_suffix(file, &format!(".until-{time}{nth}"));
        match fs::hard_link(file, &old) {
            Ok(()) => return Ok(Some(old)),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            // An interrupted rotation has come this far before.
            Err(_) if same_content(file, &old).unwrap_or(false) => return Ok(Some(old)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            // Not every file system has links.
            Err(_) => {
                MasterKey::from_file(file)?.write_new_file(&old)?;
                return Ok(Some(old));
            }
        }
    }
    bail!("there are {KEPT_IN_A_SECOND} other keys of this second beside `{}`", escape::path(file))
}

fn same_content(a: &Path, b: &Path) -> Result<bool> {
    Ok(*files::read_secret(a)? == *files::read_secret(b)?)
}

fn is_link(file: &Path) -> bool {
    fs::symlink_metadata(file).is_ok_and(|found| found.is_symlink())
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
    report::warn(format_args!(
        "a master key was generated in `{}`, without which the store and its backups are \
         lost{place}",
        escape::path(file)
    ));
}

fn new_name(file: &Path) -> PathBuf {
    with_suffix(file, ".new")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
