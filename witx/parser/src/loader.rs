//! Where the files named by `use` come from.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Supplies the text of files.
pub trait Loader {
    /// The text of the file called `name`, a path with `/` between its parts, or a reason why it cannot be had.
    fn load(&mut self, name: &str) -> Result<String, String>;
}

/// Bytes that a file may have: many times more than any published one.
pub const MAX_FILE: u64 = 4 << 20;

/// Reads files of one folder, and of folders in it.
///
/// A document of unknown origin names the files it uses, so what is read is limited: regular files called `*.witx` that
/// lie in the folder, also when links are followed, and have [`MAX_FILE`] bytes at most. Everything else is refused
/// before it is opened.
#[derive(Clone, Debug)]
pub struct FileLoader {
    folder: PathBuf,
}

impl FileLoader {
    /// Reads files of this folder.
    pub fn within(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { folder: if folder.as_os_str().is_empty() { ".".into() } else { folder } }
    }

    /// Reads files of the folder that this file is in.
    pub fn beside(file: impl AsRef<Path>) -> Self {
        Self::within(file.as_ref().parent().unwrap_or(Path::new(".")))
    }

    /// The text of the file at `path`, which the user has named, so it may be anywhere, and be a pipe.
    ///
    /// # Errors
    ///
    /// A reason why it cannot be had: also that it has more than [`MAX_FILE`] bytes or is not UTF-8.
    pub fn read(path: impl AsRef<Path>) -> Result<String, String> {
        Self::read_from(File::open(path).map_err(|error| error.to_string())?)
    }

    /// The text in a stream, under the same limits.
    ///
    /// # Errors
    ///
    /// A reason why it cannot be had: also that it has more than [`MAX_FILE`] bytes or is not UTF-8.
    pub fn read_from(stream: impl Read) -> Result<String, String> {
        let mut bytes = Vec::new();
        let limit = MAX_FILE + 1;
        let read = stream.take(limit).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if read as u64 == limit {
            return Err(format!("the file has more than {} MiB", MAX_FILE >> 20));
        }
        String::from_utf8(bytes).map_err(|_| "the file is not UTF-8 text".to_owned())
    }

    fn outside(&self) -> String {
        format!("it is not in the folder `{}`, and nothing is read from anywhere else", self.folder.display())
    }
}

impl Loader for FileLoader {
    fn load(&mut self, name: &str) -> Result<String, String> {
        let plain = |error: std::io::Error| error.to_string();
        let is_witx = |path: &Path| path.extension().is_some_and(|extension| extension == "witx");
        let path = Path::new(name);
        // By name first, so that nobody learns what there is elsewhere.
        if !lexical(path).map_err(plain)?.starts_with(lexical(&self.folder).map_err(plain)?) {
            return Err(self.outside());
        }
        let place = path.canonicalize().map_err(plain)?;
        if !place.starts_with(self.folder.canonicalize().map_err(plain)?) {
            return Err(self.outside());
        }
        // What it says is shown where it is wrong.
        if !is_witx(path) || !is_witx(&place) {
            return Err("only files called `*.witx` are used".to_owned());
        }
        // Opening a pipe would wait for somebody to write to it.
        if !place.metadata().map_err(plain)?.is_file() {
            return Err("it is not a regular file".to_owned());
        }
        Self::read(place)
    }
}

/// The path from the root, without `.` and `..`, and without a look at what is there.
fn lexical(path: &Path) -> std::io::Result<PathBuf> {
    let mut parts = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Ok(parts)
}

/// Files in memory, for tests and for tools that carry their interface definitions with them.
#[derive(Clone, Debug, Default)]
pub struct MemoryLoader {
    files: BTreeMap<String, String>,
}

impl MemoryLoader {
    /// No files: every `use` fails.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.insert(name.into(), text.into());
        self
    }
}

impl Loader for MemoryLoader {
    fn load(&mut self, name: &str) -> Result<String, String> {
        let text = self.files.get(name).cloned();
        text.ok_or_else(|| "there is no such file".to_owned())
    }
}

/// The path of `name`, written in a file called `from`.
pub(crate) fn relative(from: &str, name: &str) -> String {
    let from = from.replace('\\', "/");
    let absolute = name.starts_with('/');
    let directory = from.rsplit_once('/').map(|(directory, _)| directory);
    let joined = match directory {
        Some(directory) if !absolute => format!("{directory}/{name}"),
        _ => name.to_owned(),
    };
    normal(&joined)
}

/// A path as files are known by it, so that one file has one name.
pub(crate) fn normal(path: &str) -> String {
    let path = path.replace('\\', "/");
    // `./` and `x/../` are removed.
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn names_are_relative_to_the_file_that_uses_them() {
        assert_eq!(relative("a.witx", "b.witx"), "b.witx");
        assert_eq!(relative("x/a.witx", "b.witx"), "x/b.witx");
        assert_eq!(relative("x/y/a.witx", "../b.witx"), "x/b.witx");
        assert_eq!(relative("x/a.witx", "./b.witx"), "x/b.witx");
        assert_eq!(relative("/x/a.witx", "b.witx"), "/x/b.witx");
        assert_eq!(relative("x/a.witx", "/b.witx"), "/b.witx");
        assert_eq!(relative("../a.witx", "../b.witx"), "../../b.witx");
    }
}
