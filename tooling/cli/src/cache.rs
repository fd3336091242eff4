//! Where compiled components are kept, so that each is compiled once.
//!
//! What is in the folder is run as it is, by whoever uses the command: who can write there can do what its user can.
//! So it must be the user's, and nobody else's to write to or read, and no guest sees it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasmtime::{Cache, CacheConfig};

use crate::escape;
use crate::report;
use crate::secrets::Trusted;

/// The environment variable that names the folder.
const VARIABLE: &str = "WASI_CRYPTO_CACHE";

/// Bytes that are kept; what was not used for long goes when there are more.
const MAX_BYTES: u64 = 512 << 20;

/// The cache, unless there is no folder for it, or guests would see it.
pub fn open<'a>(guests: impl Iterator<Item = &'a Path>) -> Option<Cache> {
    let folder = folder()?;
    let mut trusted = Trusted::default();
    trusted.add("compiled code", &folder);
    if trusted.check(guests).is_err() {
        return None;
    }
    // Where nothing can be written, nothing is kept.
    make(&folder).ok()?;
    match open_in(&folder) {
        Ok(cache) => Some(cache),
        Err(error) => {
            let error = escape::message(&format!("{error:#}"), 2);
            report::warn(format_args!("compiled code is not kept: {error}"));
            None
        }
    }
}

/// The folder: the one that is named, or the one below that of the user's caches. None if it is named as nothing.
fn folder() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Some(PathBuf::from(named)).filter(|path| !path.as_os_str().is_empty());
    }
    let variable = |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty()).map(PathBuf::from);
    let caches = match std::env::consts::OS {
        "windows" => variable("LOCALAPPDATA"),
        "macos" => variable("HOME").map(|home| home.join("Library/Caches")),
        _ => variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache"))),
    };
    // Other paths mean other folders at every turn.
    caches.filter(|folder| folder.is_absolute()).map(|folder| folder.join("wasi-crypto"))
}

fn open_in(folder: &Path) -> Result<Cache> {
    private(folder)?;
    let mut config = CacheConfig::new();
    config.with_directory(folder.canonicalize()?).with_files_total_size_soft_limit(MAX_BYTES);
    Cache::new(config).map_err(crate::runtime::foreign)
}

fn make(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // Another process was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

/// Checks that the folder is the user's alone.
#[cfg(unix)]
fn private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::MetadataExt;

    let shown = escape::path(folder);
    let metadata = folder.symlink_metadata()?;
    if !metadata.is_dir() {
        bail!("`{shown}` is a link or a file, where a folder should be");
    }
    if metadata.mode() & 0o077 != 0 {
        bail!("others may read or write `{shown}`: chmod 700 `{shown}`");
    }
    // A file that is made now belongs to the user.
    let probe = folder.join(format!(".{}.probe", std::process::id()));
    let mut options = fs::OpenOptions::new();
    let made = options.write(true).create_new(true).open(&probe).and_then(|file| file.metadata());
    let _ = fs::remove_file(&probe);
    if made.with_context(|| format!("cannot write to `{shown}`"))?.uid() != metadata.uid() {
        bail!("`{shown}` belongs to somebody else");
    }
    Ok(())
}

/// Elsewhere the folders of users are theirs.
#[cfg(not(unix))]
fn private(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(folder: &Path, mode: u32) {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_folder_is_made_private_and_must_stay_so() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("new/cache");
        make(&folder).unwrap();
        open_in(&folder).unwrap();
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        make(&folder).unwrap();
        for refused in [0o701, 0o710, 0o720, 0o702, 0o755] {
            mode(&folder, refused);
            assert!(open_in(&folder).unwrap_err().to_string().contains("chmod 700"), "{refused:o}");
        }
        mode(&folder, 0o700);
        let link = place.path().join("link");
        symlink(&folder, &link).unwrap();
        assert!(open_in(&link).unwrap_err().to_string().contains("is a link"));
        let file = place.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(open_in(&file).unwrap_err().to_string().contains("is a link or a file"));
        assert!(make(&file.join("below")).is_err());
    }
}
