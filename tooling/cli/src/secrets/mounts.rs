//! What is mounted where, on Linux: bind mounts give a file a second path, and `/proc` shows the memory of processes.

use std::path::{Path, PathBuf};

/// The file systems that are mounted, in the order in which they were.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Mounts(Vec<Mount>);

#[derive(Clone, Debug, Eq, PartialEq)]
struct Mount {
    /// Number of the file system.
    device: String,
    /// The folder of the file system that is mounted.
    root: PathBuf,
    /// Where it is seen.
    point: PathBuf,
    /// Its kind.
    kind: String,
}

/// A place by file system and path in it: the same for all its names.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Place<'a> {
    device: &'a str,
    path: PathBuf,
}

impl Mounts {
    /// Those that this process sees; none where there is nothing that tells.
    pub fn read() -> Self {
        std::fs::read_to_string("/proc/self/mountinfo").map(|text| Self::parse(&text)).unwrap_or_default()
    }

    /// Reads what `/proc/self/mountinfo` says (`man 5 proc_pid_mountinfo`). A line that is no such line is left out.
    fn parse(text: &str) -> Self {
        let mount = |line: &str| {
            let (fields, rest) = line.split_once(" - ")?;
            let mut fields = fields.split(' ').skip(2);
            Some(Mount {
                device: fields.next()?.to_owned(),
                root: unescape(fields.next()?),
                point: unescape(fields.next()?),
                kind: rest.split(' ').next()?.to_owned(),
            })
        };
        Self(text.lines().filter_map(mount).collect())
    }

    /// Whether something at `path` can be reached through the folder at `folder`, through what is mounted there or in
    /// it. Both are paths without links.
    pub fn reaches(&self, folder: &Path, path: &Path) -> bool {
        let Some(wanted) = self.place(path) else { return false };
        let inside = self.0.iter().filter(|mount| mount.point.starts_with(folder));
        let inside = inside.map(|mount| Place { device: &mount.device, path: mount.root.clone() });
        let mut shown = self.place(folder).into_iter().chain(inside);
        shown.any(|place| place.device == wanted.device && wanted.path.starts_with(&place.path))
    }

    /// Whether processes are shown in the folder at `folder`, a path without links, or below.
    pub fn shows_processes(&self, folder: &Path) -> bool {
        let is_proc = |mount: &Mount| mount.kind == "proc";
        self.of(folder).is_some_and(is_proc)
            || self.0.iter().any(|mount| is_proc(mount) && mount.point.starts_with(folder))
    }

    /// The mount that a path is seen through: the last one of the deepest.
    fn of(&self, path: &Path) -> Option<&Mount> {
        let around = self.0.iter().filter(|mount| path.starts_with(&mount.point));
        around.max_by_key(|mount| mount.point.components().count())
    }

    fn place(&self, path: &Path) -> Option<Place<'_>> {
        let mount = self.of(path)?;
        let path = mount.root.join(path.strip_prefix(&mount.point).ok()?);
        Some(Place { device: &mount.device, path })
    }
}

/// A path in which spaces, tabs, line ends and backslashes are octal numbers.
fn unescape(text: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|_| *first == b'\\').and_then(|digits| u8::from_str_radix(digits, 8).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(3..).unwrap_or_default() } else { after };
    }
    path(bytes)
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes))
}

#[cfg(not(unix))]
fn path(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
22 21 0:20 / /proc rw,nosuid - proc proc rw
23 21 254:0 /secret/keys /srv/here\\040too rw - ext4 /dev/vda rw
24 21 254:0 /secret/keys/one.key /srv/file rw master:1 - ext4 /dev/vda rw
25 21 0:44 / /srv/jail/proc rw - proc proc rw
26 21 8:1 / /data rw - ext4 /dev/sda1 rw
27 21 8:1 / /srv/data rw - ext4 /dev/sda1 rw
not a mount
";

    fn reaches(folder: &str, path: &str) -> bool {
        Mounts::parse(TEXT).reaches(Path::new(folder), Path::new(path))
    }

    #[test]
    fn a_file_is_seen_under_every_name() {
        for folder in ["/", "/secret", "/secret/keys", "/srv", "/srv/here too", "/srv/file"] {
            assert!(reaches(folder, "/secret/keys/one.key"), "{folder}");
        }
        for folder in ["/srv/jail", "/secret/keys/other", "/srv/data", "/secret/key"] {
            assert!(!reaches(folder, "/secret/keys/one.key"), "{folder}");
        }
        // By another of its names; and on a file system that is mounted twice.
        assert!(reaches("/secret/keys", "/srv/here too/one.key"));
        assert!(
            reaches("/srv", "/data/a/b") && reaches("/data/a", "/srv/data/a/b") && !reaches("/data/b", "/srv/data/a/b")
        );
    }

    #[test]
    fn processes_are_seen_from_their_folder_and_from_above() {
        let mounts = Mounts::parse(TEXT);
        for folder in ["/", "/proc", "/proc/self", "/srv", "/srv/jail", "/srv/jail/proc/1"] {
            assert!(mounts.shows_processes(Path::new(folder)), "{folder}");
        }
        for folder in ["/srv/here too", "/secret", "/processes"] {
            assert!(!mounts.shows_processes(Path::new(folder)), "{folder}");
        }
        assert!(!Mounts::default().shows_processes(Path::new("/")));
    }
}
