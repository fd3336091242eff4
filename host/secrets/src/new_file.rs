//! A new file that has all of its content, or is not there.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

/// How many unfinished files of processes with the same number, which crashed, are passed over.
const DRAFTS: u32 = 100;

/// Writes a file for its owner only, durably. One that is there stays, and that is an error, unless it is empty.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<()> {
    let (draft, mut file) = draft(path)?;
    let written = file.write_all(content).and_then(|()| file.sync_all()).and_then(|()| name(&draft, path));
    // It is gone if it was renamed.
    let _ = fs::remove_file(&draft);
    written?;
    sync_directory(path)
}

/// Gives a finished file its name. A link never replaces anything.
fn name(draft: &Path, path: &Path) -> Result<()> {
    match fs::hard_link(draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => replace_if_empty(draft, path, error),
        linked => linked,
    }
}

/// Takes the place of an empty file. Who has the lock on it looks again whether the name is still its own: whoever had
/// the lock before may have put a key there.
fn replace_if_empty(draft: &Path, path: &Path, exists: Error) -> Result<()> {
    // A link leads to a file that somebody else looks after.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(exists);
    }
    let empty = File::options().append(true).open(path)?;
    empty.lock()?;
    if empty.metadata()?.len() == 0 && fs::metadata(path)?.len() == 0 { fs::rename(draft, path) } else { Err(exists) }
}

fn draft(path: &Path) -> Result<(PathBuf, File)> {
    let name = path.file_name().ok_or(ErrorKind::InvalidFilename)?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for attempt in 0..DRAFTS {
        let mut draft = name.to_owned();
        draft.push(format!(".draft-{}-{attempt}", std::process::id()));
        let draft = path.with_file_name(draft);
        match options.open(&draft) {
            Ok(file) => return Ok((draft, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::other("too many unfinished files are in its folder"))
}

/// Makes the name of a new file last, too.
fn sync_directory(path: &Path) -> Result<()> {
    // Elsewhere directories cannot be opened.
    if !cfg!(unix) {
        return Ok(());
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}
