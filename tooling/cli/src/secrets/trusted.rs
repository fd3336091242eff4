//! What `run` trusts, and no guest may touch: the store, key files, the policy, the audit's file, and this process.
//!
//! A guest with folders is refused when one of them reaches something of that, under whatever name: through links on the
//! way to it, links and other names of the file itself, and what is mounted twice. Folders and files are compared by
//! device and number, not by path.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};

use super::mounts::Mounts;
use crate::escape;

/// Links that are followed on the way to a file, as many as Linux follows.
const MAX_LINKS: usize = 40;

/// Entries of a guest's folder that are looked at for another name of a file that has several. Beyond, it is refused.
const MAX_ENTRIES: usize = 100_000;

/// Files that are trusted, with what they are and the options that name them.
#[derive(Clone, Debug, Default)]
pub struct Trusted {
    files: Vec<(&'static str, PathBuf)>,
    process: bool,
}

impl Trusted {
    /// Adds a file, which need not be there yet.
    pub fn add(&mut self, what: &'static str, path: &Path) {
        self.files.push((what, path.to_path_buf()));
    }

    /// Adds a file and those beside it whose names begin with its name and a dot: what a key is called while it is
    /// exchanged, and afterwards.
    pub fn add_family(&mut self, what: &'static str, path: &Path) {
        self.add(what, path);
        let mut beginning = path.file_name().unwrap_or_default().to_owned();
        beginning.push(".");
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().as_encoded_bytes().starts_with(beginning.as_encoded_bytes()) {
                self.add(what, &entry.path());
            }
        }
    }

    /// Adds this process, which knows the master key.
    pub fn add_process(&mut self) {
        self.process = true;
    }

    /// Checks that none of it can be reached through these folders.
    ///
    /// # Errors
    /// Something can; the error says what, and through which folder.
    pub fn check<'a>(&self, folders: impl Iterator<Item = &'a Path>) -> Result<()> {
        self.check_in(&Mounts::read(), folders)
    }

    fn check_in<'a>(&self, mounts: &Mounts, folders: impl Iterator<Item = &'a Path>) -> Result<()> {
        for folder in folders {
            // One that is not there is no guest's; to open it fails later, and says why.
            let Ok(real) = folder.canonicalize() else { continue };
            let shown = escape::path(folder);
            if self.process && mounts.shows_processes(&real) {
                bail!(
                    "--dir `{shown}` would show the guest the processes of this machine, and with the memory of this one \
                     the master key: give it another folder"
                );
            }
            for (what, path) in &self.files {
                if spots(path)?.iter().any(|spot| mounts.reaches(&real, spot) || reaches(&real, spot)) {
                    bail!(
                        "--dir `{shown}` would let the guest reach {what}, `{}`: keep that elsewhere, or give the guest \
                         another folder",
                        escape::path(path)
                    );
                }
            }
        }
        Ok(())
    }
}

/// Where it is decided what a path means: the links on the way, and the file itself, each by a path without links.
fn spots(path: &Path) -> io::Result<Vec<PathBuf>> {
    let parts =
        |path: &Path| path.components().rev().map(|part| part.as_os_str().to_owned()).collect::<Vec<OsString>>();
    let mut ahead = parts(&std::path::absolute(path)?);
    let (mut here, mut found) = (PathBuf::new(), Vec::new());
    while let Some(part) = ahead.pop() {
        if Path::new(&part).components().eq([Component::ParentDir]) {
            here.pop();
            continue;
        }
        let next = here.join(&part);
        match fs::read_link(&next) {
            Ok(target) if found.len() < MAX_LINKS => {
                found.push(next);
                ahead.extend(parts(&target));
            }
            _ => here = next,
        }
    }
    found.push(here);
    Ok(found)
}

/// Whether a file can be reached through a folder: it lies below, or has another name there.
fn reaches(folder: &Path, file: &Path) -> bool {
    let Ok(wanted) = folder.metadata() else { return false };
    if file.ancestors().any(|above| same(above, above.symlink_metadata().ok().as_ref(), folder, &wanted)) {
        return true;
    }
    match file.symlink_metadata() {
        Ok(file) if has_several_names(&file) => has_name_in(folder, &file),
        _ => false,
    }
}

#[cfg(unix)]
fn same(_: &Path, one: Option<&Metadata>, _: &Path, other: &Metadata) -> bool {
    one.is_some_and(|one| identity(one) == identity(other))
}

#[cfg(not(unix))]
fn same(one: &Path, _: Option<&Metadata>, other: &Path, _: &Metadata) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Device and number.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(unix)]
fn has_several_names(file: &Metadata) -> bool {
    !file.is_dir() && std::os::unix::fs::MetadataExt::nlink(file) > 1
}

#[cfg(not(unix))]
fn has_several_names(_: &Metadata) -> bool {
    false
}

/// Whether a file has a name in a folder or below; also when there is too much in it to look through.
#[cfg(unix)]
fn has_name_in(folder: &Path, file: &Metadata) -> bool {
    let mut folders = vec![folder.to_path_buf()];
    let mut left = MAX_ENTRIES;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.path().symlink_metadata() else { continue };
            if identity(&metadata) == identity(file) || left == 0 {
                return true;
            }
            left = left.saturating_sub(1);
            if metadata.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    false
}

#[cfg(not(unix))]
fn has_name_in(_: &Path, _: &Metadata) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// `guest`, `keys/store` and `links` in a fresh folder.
    fn place() -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        for folder in ["guest/below", "keys", "links"] {
            fs::create_dir_all(place.path().join(folder)).unwrap();
        }
        fs::write(place.path().join("keys/store"), "").unwrap();
        place
    }

    fn refuses(place: &tempfile::TempDir, file: &str, folder: &str) -> bool {
        let mut trusted = Trusted::default();
        trusted.add("the store (--secrets)", &place.path().join(file));
        let folder = place.path().join(folder);
        let refused = trusted.check([folder.as_path()].into_iter());
        if let Err(error) = &refused {
            assert!(error.to_string().contains("--dir `") && error.to_string().contains("--secrets"), "{error}");
        }
        refused.is_err()
    }

    #[test]
    fn folders_around_a_file_reach_it_whatever_they_are_called() {
        let place = place();
        symlink("../keys", place.path().join("links/to-keys")).unwrap();
        symlink("../keys/store", place.path().join("links/to-store")).unwrap();
        for folder in ["keys", ".", "guest/../keys", "links/to-keys", "links/to-keys/.."] {
            for file in ["keys/store", "keys/not-there-yet", "links/to-keys/store", "links/to-store"] {
                assert!(refuses(&place, file, folder), "{file} through {folder}");
            }
        }
        for folder in ["guest", "guest/below", "not-there"] {
            assert!(!refuses(&place, "links/to-store", folder), "{folder}");
        }
        // Who holds a link decides what is behind it.
        assert!(refuses(&place, "links/to-store", "links") && refuses(&place, "links/to-keys/store", "links"));
        assert!(!refuses(&place, "keys/store", "links"));
    }

    #[test]
    fn links_in_circles_end() {
        let place = place();
        symlink("b", place.path().join("links/a")).unwrap();
        symlink("a", place.path().join("links/b")).unwrap();
        assert!(refuses(&place, "links/a", "links"));
        assert!(!refuses(&place, "links/a", "guest"));
    }

    #[test]
    fn another_name_of_the_file_is_found() {
        let place = place();
        let store = place.path().join("keys/store");
        fs::hard_link(&store, place.path().join("links/other-name")).unwrap();
        assert!(!refuses(&place, "keys/store", "guest"));
        fs::hard_link(&store, place.path().join("guest/below/harmless")).unwrap();
        assert!(refuses(&place, "keys/store", "guest"));
    }

    #[test]
    fn a_folder_too_large_to_look_through_is_refused() {
        // At the limit nothing is looked at twice: the entries are counted, not the folders.
        let place = place();
        fs::hard_link(place.path().join("keys/store"), place.path().join("links/other-name")).unwrap();
        let metadata = place.path().join("keys/store").metadata().unwrap();
        assert!(!has_name_in(&place.path().join("guest"), &metadata));
    }

    #[test]
    fn what_keys_are_called_while_they_are_exchanged_counts() {
        let place = place();
        for name in ["store.key.new", "store.key.until-2026", "other"] {
            fs::write(place.path().join("keys").join(name), "").unwrap();
        }
        let mut trusted = Trusted::default();
        trusted.add_family("the master key", &place.path().join("keys/store.key"));
        let mut names: Vec<_> = trusted.files.iter().map(|(_, path)| path.file_name().unwrap().to_owned()).collect();
        names.sort();
        assert_eq!(names, ["store.key", "store.key.new", "store.key.until-2026"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn processes_are_shown_to_nobody_where_there_are_secrets() {
        let mut trusted = Trusted::default();
        let check = |trusted: &Trusted, folder: &str| trusted.check([Path::new(folder)].into_iter());
        assert!(check(&trusted, "/proc").is_ok());
        trusted.add_process();
        for folder in ["/proc", "/", "/proc/self", "/proc/sys/../.."] {
            let error = check(&trusted, folder).unwrap_err().to_string();
            assert!(error.contains("--dir") && error.contains("master key"), "{error}");
        }
        assert!(check(&trusted, "/usr").is_ok());
    }
}
