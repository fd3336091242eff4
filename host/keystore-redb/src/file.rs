//! The file of a store: how it comes into being, and who may have it.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use wasi_crypto_keystore::{Result, StoreError};

use crate::engine::Engine;
use crate::failure::Failure;
use crate::gate::{Access, Gate};

/// The file of a store that is not complete: it has another name, and goes when this is dropped.
#[derive(Debug)]
pub(crate) struct Unnamed {
    draft: PathBuf,
    path: PathBuf,
}

impl Unnamed {
    /// Gives the file its name.
    pub(crate) fn name(self) -> Result<()> {
        // Fails if there is something by now, where renaming would replace it.
        fs::hard_link(&self.draft, &self.path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => StoreError::Conflict,
            _ => failed("the finished store cannot be given its name", &error),
        })?;
        fs::remove_file(&self.draft)
            .map_err(|error| failed("the store has a second name that cannot be removed", &error))?;
        sync_directory(&self.path)
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        // Gone already, if it has its name. Otherwise a leftover is of no use and no harm.
        let _ = fs::remove_file(&self.draft);
    }
}

/// Begins a store in a file that has another name until it is complete, so that at `path` there is a store or nothing,
/// whenever a crash comes, and whoever opens it finds it locked.
pub(crate) fn begin(path: &Path) -> Result<(Engine, Unnamed)> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::Conflict);
    }
    let (draft, file) = draft(path)?;
    let unnamed = Unnamed { draft, path: path.to_owned() };
    Ok((engine(file, Access::Exclusive)?, unnamed))
}

/// Makes an empty store.
pub(crate) fn create(path: &Path) -> Result<Engine> {
    let (engine, unnamed) = begin(path)?;
    unnamed.name()?;
    Ok(engine)
}

/// Opens the store at `path`, for reading and writing if its permissions allow it.
pub(crate) fn open(path: &Path) -> Result<Engine> {
    let found = regular(path)?;
    if found.permissions().readonly() {
        return open_for(path, &found, Access::Reading);
    }
    open_for(path, &found, Access::Exclusive)
}

/// Opens the store at `path` for reading.
pub(crate) fn open_read_only(path: &Path) -> Result<Engine> {
    open_for(path, &regular(path)?, Access::Reading)
}

/// Opens the store at `path`, or makes one.
pub(crate) fn open_or_create(path: &Path) -> Result<Engine> {
    match open(path) {
        Err(StoreError::NotFound) => {}
        opened => return opened,
    }
    match create(path) {
        // Someone else made it just now.
        Err(StoreError::Conflict) => open(path),
        created => created,
    }
}

fn open_for(path: &Path, found: &Metadata, access: Access) -> Result<Engine> {
    let file = match OpenOptions::new().read(true).write(access == Access::Exclusive).open(path) {
        Ok(file) => file,
        Err(error)
            if access == Access::Exclusive
                && matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            return open_for(path, found, Access::Reading);
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(StoreError::NotFound),
        Err(error) => return Err(failed("it cannot be opened", &error)),
    };
    let opened = file.metadata().map_err(|error| failed("it cannot be looked at", &error))?;
    if !same_file(found, &opened) {
        return Err(StoreError::Io("it was replaced while it was being opened".into()));
    }
    if opened.len() == 0 {
        return Err(StoreError::Corrupt("the file is empty".into()));
    }
    engine(file, access)
}

fn engine(file: File, access: Access) -> Result<Engine> {
    let backend = FileBackend::new(file).map_err(|error| StoreError::from(Failure::from(error)))?;
    Engine::open(Gate::new(backend, access)?, access)
}

/// What is at a path, if it is a file and not a link to one.
fn regular(path: &Path) -> Result<Metadata> {
    let found = fs::symlink_metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => StoreError::NotFound,
        _ => failed("it cannot be looked at", &error),
    })?;
    let kind = found.file_type();
    let what = match () {
        () if kind.is_file() => return Ok(found),
        () if kind.is_symlink() => "a symbolic link",
        () if kind.is_dir() => "a directory",
        () => "neither a file nor a directory",
    };
    Err(StoreError::Io(format!("it is {what}, and a store is a regular file")))
}

/// A new file in the directory of `path`, with a name of its own.
fn draft(path: &Path) -> Result<(PathBuf, File)> {
    let name = path.file_name().ok_or_else(|| StoreError::Io("the path ends without the name of a file".into()))?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // A name is taken if a process with the same number crashed here before, so there are a few.
    for attempt in 0..100_u32 {
        let mut draft = name.to_owned();
        draft.push(format!(".new-{}-{attempt}", std::process::id()));
        let draft = path.with_file_name(draft);
        match options.open(&draft) {
            Ok(file) => return Ok((draft, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed("it cannot be created", &error)),
        }
    }
    Err(StoreError::Io("too many unfinished stores are in its directory".into()))
}

/// Makes the new name durable.
fn sync_directory(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let synced = File::open(directory).and_then(|directory| directory.sync_all());
        synced.map_err(|error| failed("its directory cannot be synced", &error))?;
    }
    // Elsewhere directories cannot be opened.
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Whether what was looked at is what was opened.
fn same_file(found: &Metadata, opened: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        (found.dev(), found.ino()) == (opened.dev(), opened.ino())
    }
    #[cfg(not(unix))]
    {
        found.file_type() == opened.file_type()
    }
}

fn failed(what: &str, error: &std::io::Error) -> StoreError {
    StoreError::Io(format!("{what}: {error}"))
}
