//! From the facts to the engine, modules use those below them alone.

use std::fs;
use std::path::{Path, PathBuf};

/// From below. What is not named here uses the engine, or is used by everything and uses nothing of it.
const LAYERS: [&[&str]; 7] = [
    &["encoding", "error", "limits", "wipe"],
    &["memory"],
    &["budget", "table"],
    &["formats"],
    &["provider"],
    &["catalogue", "index", "nonce", "permissions", "restrictions"],
    &["engine"],
];

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_path_buf()];
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| files(&path)).collect()
}

/// The modules that a file imports from, with the lines that say so.
fn imports(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| {
        let path = line
            .trim_start()
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub ")
            .strip_prefix("use crate::")?;
        Some((path.split([':', ';']).next().unwrap(), line)).filter(|(module, _)| !module.starts_with('{'))
    })
}

#[test]
fn modules_use_those_below_them() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut count = 0;
    for (layer, modules) in LAYERS.iter().enumerate() {
        for module in *modules {
            let (file, folder) = (sources.join(format!("{module}.rs")), sources.join(module));
            for path in files(if file.exists() { &file } else { &folder }) {
                for (imported, line) in imports(&fs::read_to_string(&path).unwrap()) {
                    let below = LAYERS.iter().take(layer).flat_map(|modules| modules.iter());
                    let allowed = below.chain([module]).any(|allowed| *allowed == imported);
                    assert!(allowed, "{}: {line}", path.display());
                    count += 1;
                }
            }
        }
    }
    assert!(count > 100, "only {count} imports found");
}
