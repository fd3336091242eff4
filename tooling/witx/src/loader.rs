//! Where the files named by `use` come from.

use std::collections::BTreeMap;
use std::path::Path;

/// Supplies the text of files.
pub trait Loader {
    /// The text of the file called `name`, a path with `/` between its parts, or a reason why it cannot be had.
    fn load(&mut self, name: &str) -> Result<String, String>;
}

/// Reads files from the file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileLoader;

impl Loader for FileLoader {
    fn load(&mut self, name: &str) -> Result<String, String> {
        let bytes = std::fs::read(Path::new(name)).map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|_| "the file is not UTF-8 text".to_owned())
    }
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
    // `./` and `x/../` are removed, so that one file has one name.
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
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
