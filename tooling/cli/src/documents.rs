//! Witx documents from files.

use std::io;
use std::path::{Path, PathBuf};

use wasi_crypto_witx::{Diagnostic, Document, FileLoader, parse_all};

/// Reads a document that begins with these files; `-` is standard input. Files that they use are read from `folder`, or
/// without one from that of the first file.
pub fn read(files: &[PathBuf], folder: Option<&Path>) -> Result<Document, Diagnostic> {
    let texts = files.iter().map(|path| read_one(path)).collect::<Result<Vec<_>, _>>()?;
    let roots: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut loader = match (folder, files.first()) {
        (Some(folder), _) => FileLoader::within(folder),
        (None, Some(file)) => FileLoader::beside(file),
        (None, None) => FileLoader::within("."),
    };
    parse_all(&roots, &mut loader)
}

/// What diagnostics call a file, and its text.
fn read_one(path: &Path) -> Result<(String, String), Diagnostic> {
    let (name, text) = match path == Path::new("-") {
        true => ("<stdin>".to_owned(), FileLoader::read_from(io::stdin().lock())),
        false => (path.to_string_lossy().into_owned(), FileLoader::read(path)),
    };
    match text {
        Ok(text) => Ok((name, text)),
        Err(reason) => Err(Diagnostic::file(name, format!("cannot read the file: {reason}"))),
    }
}
