//! What the documents of the repository name is there: the targets of relative links, and files and folders in backquotes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use wasi_crypto_test_support::tools;

/// Folders that hold what tools have made.
const MADE: [&str; 5] = [".git", ".venv", "__pycache__", "node_modules", "target"];

/// What a path in backquotes ends with, besides a slash; anything else is a name of something else.
const ENDINGS: [&str; 17] =
    ["c", "css", "h", "html", "js", "json", "md", "pem", "py", "rs", "sh", "toml", "txt", "wasm", "wat", "wit", "witx"];

/// Names that stand for files of the reader.
const OF_THE_READER: [&str; 5] = [
    "deps/example/app.wasm",
    "deps/wasi-crypto/provider.wasm",
    "my_provider.wasm",
    "wasi-crypto-provider-0.1.0.wasm",
    "wit/signer.wit",
];

/// The files and folders of the repository, as paths from its root.
struct Repository {
    root: PathBuf,
    paths: BTreeSet<PathBuf>,
}

/// A document, without and within its blocks of code.
struct Document {
    path: PathBuf,
    prose: String,
    code: String,
}

impl Repository {
    fn new() -> Self {
        let mut repository = Self { root: tools::repository(), paths: BTreeSet::new() };
        repository.list(Path::new(""));
        repository
    }

    fn list(&mut self, folder: &Path) {
        for entry in fs::read_dir(self.root.join(folder)).expect("a readable folder") {
            let entry = entry.expect("a readable entry");
            let path = folder.join(entry.file_name());
            if MADE.iter().any(|made| path.ends_with(made)) {
                continue;
            }
            if entry.file_type().expect("a type").is_dir() {
                self.list(&path);
            }
            self.paths.insert(path);
        }
    }

    fn documents(&self) -> Vec<Document> {
        let documents = self.paths.iter().filter(|path| path.extension().is_some_and(|end| end == "md"));
        documents.map(|path| Document::new(&self.root, path)).collect()
    }

    fn has(&self, path: &Path) -> bool {
        path.as_os_str().is_empty() || self.paths.contains(path)
    }

    /// Whether some path ends like this, folder by folder.
    fn has_end(&self, end: &str) -> bool {
        self.paths.iter().any(|path| path.ends_with(end))
    }
}

impl Document {
    fn new(root: &Path, path: &Path) -> Self {
        let text = fs::read_to_string(root.join(path)).expect("a readable document");
        let (mut prose, mut code, mut in_code) = (String::new(), String::new(), false);
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
                continue;
            }
            let part = if in_code { &mut code } else { &mut prose };
            part.push_str(line);
            part.push('\n');
        }
        assert!(!in_code, "{}: a block of code has no end", path.display());
        Self { path: path.to_path_buf(), prose, code }
    }

    /// A path from the root, for one from the folder of the document.
    fn resolve(&self, relative: &str) -> PathBuf {
        let mut resolved = self.path.parent().expect("a file is in a folder").to_path_buf();
        for component in Path::new(relative).components() {
            match component {
                Component::ParentDir => assert!(resolved.pop(), "{}: {relative} is outside", self.path.display()),
                Component::CurDir => {}
                other => resolved.push(other),
            }
        }
        resolved
    }

    /// The targets of links and images that do not lead out of the repository.
    fn links(&self) -> impl Iterator<Item = &str> {
        let starts = [("](", ')'), ("src=\"", '"'), ("href=\"", '"')];
        let all = starts.into_iter().flat_map(|(start, end)| {
            self.prose.split(start).skip(1).filter_map(move |rest| rest.split_once(end)).map(|(target, _)| target)
        });
        all.filter(|target| !target.contains("://") && !target.starts_with("mailto:") && !target.contains(' '))
    }

    /// Whether a link with this behind its `#` leads to a heading, or to a place that is marked.
    fn has_anchor(&self, anchor: &str) -> bool {
        let headings = self.prose.lines().filter_map(|line| line.strip_prefix('#'));
        headings.map(|heading| heading.trim_start_matches('#')).any(|heading| slug(heading) == anchor)
            || ["id", "name"].iter().any(|name| self.prose.contains(&format!("{name}=\"{anchor}\"")))
    }

    /// What looks like the path of a file or folder in backquotes.
    fn paths(&self) -> impl Iterator<Item = &str> {
        self.prose.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).filter(|quoted| is_path(quoted))
    }
}

/// What a heading is called in links.
fn slug(heading: &str) -> String {
    let kept =
        |c: char| if c == ' ' { Some('-') } else { Some(c).filter(|c| c.is_alphanumeric() || "-_".contains(*c)) };
    heading.trim().to_lowercase().chars().filter_map(kept).collect()
}

fn is_path(quoted: &str) -> bool {
    let plain = quoted.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let ending = Path::new(quoted).extension().and_then(|end| end.to_str());
    plain && quoted.len() > 1 && (quoted.ends_with('/') || ending.is_some_and(|end| ENDINGS.contains(&end)))
}

#[test]
fn links_lead_somewhere() {
    let repository = Repository::new();
    let documents = repository.documents();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for document in &documents {
        for link in document.links() {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { document.path.clone() } else { document.resolve(path) };
            let found = repository.has(&target)
                && documents.iter().all(|other| other.path != target || anchor.is_empty() || other.has_anchor(anchor));
            if !found {
                wrong.push(format!("{}: {link}", document.path.display()));
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "links lead nowhere:\n{}", wrong.join("\n"));
    assert!(count > 100, "only {count} links were found");
}

#[test]
fn files_and_folders_in_backquotes_exist() {
    let repository = Repository::new();
    let (mut wrong, mut count, mut of_the_reader) = (Vec::new(), 0, BTreeSet::new());
    for document in repository.documents() {
        for path in document.paths() {
            count += 1;
            // As seen from the document or from the root, or shortened where the text says in which folder.
            let is_here = (!path.starts_with('/') && repository.has(&document.resolve(path)))
                || repository.has(&Path::new(path).components().collect::<PathBuf>())
                || repository.has_end(path.trim_start_matches("../"));
            // What cargo makes, or the commands of the document; or what its reader writes.
            let is_made = path.starts_with("target/") || document.code.contains(path);
            if OF_THE_READER.contains(&path) {
                of_the_reader.insert(path.to_owned());
            } else if !is_here && !is_made {
                wrong.push(format!("{}: {path}", document.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "there is no such file or folder:\n{}", wrong.join("\n"));
    assert!(count > 100, "only {count} paths were found");
    assert!(
        of_the_reader.iter().eq(OF_THE_READER.iter()),
        "no document names all of {OF_THE_READER:?}: {of_the_reader:?}"
    );
}
