//! Makes the list of files from the folders, so that a new generation is a folder and nothing else.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The file that makes a folder a generation.
const FACTS: &str = "generation.toml";

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("no manifest"))?);
    let target = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no folder for output"))?);
    let mut list = String::from("&[\n");
    for generation in names(&folder)?.iter().filter(|name| folder.join(name).join(FACTS).is_file()) {
        for file in names(&folder.join(generation))?.iter().filter(|name| *name == FACTS || name.ends_with(".witx")) {
            let path = format!("{generation}/{file}");
            let whole = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/{path}"));
            let _ = writeln!(list, "    ({path:?}, include_str!({whole})),");
        }
    }
    list.push_str("]\n");
    fs::write(target.join("files.rs"), list)
}

/// What a folder holds, in an order that does not depend on the file system.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}
