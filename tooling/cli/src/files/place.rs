//! What is at a path that is written to.

use std::fs::{self, Metadata};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use super::replace::folder_of;

/// As many links as Linux follows.
const MAX_LINKS: usize = 40;

/// What is at a path, or where its links lead.
pub enum Place {
    /// Nothing.
    Free(PathBuf),
    /// A plain file, which can be replaced.
    File(PathBuf, Metadata),
    /// Something that is written to as it is: a device, a FIFO, a file that is open already.
    Through(PathBuf),
    /// Our own standard output.
    Output,
}

/// Follows links to what is there.
///
/// The names in `/proc/self/fd`, to which `/dev/stdout` and `/dev/fd/63` lead, are links that lead nowhere, as `pipe:[7]`,
/// or to a file that others have open, who would not see another one in its place.
///
/// # Errors
/// For a folder, and for links that go in circles.
pub fn find(path: &Path) -> Result<Place> {
    let mut path = path.to_path_buf();
    for _ in 0..=MAX_LINKS {
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Place::Free(path)),
            Err(error) => return Err(error),
        };
        let kind = found.file_type();
        if kind.is_file() {
            return Ok(Place::File(path, found));
        }
        if kind.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        if !kind.is_symlink() {
            return Ok(Place::Through(path));
        }
        let folder = fs::canonicalize(folder_of(&path))?;
        if folder.starts_with("/proc") {
            let ours = fs::canonicalize("/proc/self/fd").is_ok_and(|ours| ours == folder);
            let is_output = ours && path.file_name().is_some_and(|name| name == "1");
            return Ok(if is_output { Place::Output } else { Place::Through(path) });
        }
        path = folder.join(fs::read_link(&path)?);
    }
    Err(Error::other("its links go in circles"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn as_many_links_are_followed_as_the_system_follows() {
        let folder = tempfile::tempdir().unwrap();
        let at = |number: usize| folder.path().join(number.to_string());
        fs::write(at(0), "").unwrap();
        for number in 1..=MAX_LINKS + 1 {
            symlink((number - 1).to_string(), at(number)).unwrap();
        }
        assert!(matches!(find(&at(MAX_LINKS)).unwrap(), Place::File(..)));
        assert!(find(&at(MAX_LINKS + 1)).is_err());
        assert!(fs::read(at(MAX_LINKS)).is_ok() && fs::read(at(MAX_LINKS + 1)).is_err());
    }

    #[test]
    fn a_link_that_leads_nowhere_says_where_the_file_is_to_be() {
        let folder = tempfile::tempdir().unwrap();
        symlink("target", folder.path().join("link")).unwrap();
        let target = fs::canonicalize(folder.path()).unwrap().join("target");
        assert!(matches!(find(&folder.path().join("link")).unwrap(), Place::Free(path) if path == target));
        assert!(find(folder.path()).is_err(), "a folder");
    }
}
