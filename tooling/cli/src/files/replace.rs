//! A whole file in the place of another, or of none.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Result, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::{Existing, Readers};

/// Writes a file that is there whole or not at all, and lasts: the bytes go to a neighbour with a name that nobody can
/// guess, which then takes the name. One that is there keeps its permissions, unless it is for its owner from now on.
///
/// Where no neighbour can be made or none can take the name, as with a single file that is mounted into a container, the
/// file itself is written anew.
pub fn replace(
    path: &Path,
    found: Option<&Metadata>,
    bytes: &[u8],
    readers: Readers,
    existing: Existing,
) -> Result<()> {
    let written = whole(path, found, bytes, readers, existing);
    match &written {
        Err(error) if found.is_some() && existing == Existing::Replaced && only_in_place(error.kind()) => {
            let mut file = OpenOptions::new().write(true).truncate(true).open(path)?;
            file.write_all(bytes)?;
            file.sync_all()
        }
        _ => written,
    }
}

fn whole(path: &Path, found: Option<&Metadata>, bytes: &[u8], readers: Readers, existing: Existing) -> Result<()> {
    let mut neighbour = neighbour(path, readers)?;
    neighbour.write_all(bytes)?;
    if let (Some(found), Readers::Everyone) = (found, readers) {
        keep_permissions(neighbour.as_file(), found)?;
    }
    neighbour.as_file().sync_all()?;
    let named = match existing {
        Existing::Replaced => neighbour.persist(path),
        Existing::Kept => neighbour.persist_noclobber(path),
    };
    named.map_err(|error| error.error)?;
    // It is there. That its name may not last is no reason to say it is not.
    let _ = sync_folder(path);
    Ok(())
}

fn only_in_place(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::ResourceBusy
            | ErrorKind::CrossesDevices
    )
}

fn neighbour(path: &Path, readers: Readers) -> Result<NamedTempFile> {
    let mut prefix = std::ffi::OsString::from(".");
    prefix.push(path.file_name().ok_or(ErrorKind::InvalidFilename)?);
    prefix.push(".");
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(".part");
    // Without this, for its owner.
    #[cfg(unix)]
    if readers == Readers::Everyone {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
    builder.tempfile_in(folder_of(path))
}

/// Gives a file the owner and the permissions of another. Only the system's administrator can give files away; where
/// that fails, the file is ours.
fn keep_permissions(file: &File, found: &Metadata) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let made = file.metadata()?;
        if (made.uid(), made.gid()) != (found.uid(), found.gid()) {
            let _ = fchown(file, Some(found.uid()), Some(found.gid()));
        }
    }
    file.set_permissions(found.permissions())
}

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the new name of a file last.
pub fn sync_folder(path: &Path) -> Result<()> {
    // Elsewhere folders cannot be opened.
    if cfg!(unix) { fs::File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}
