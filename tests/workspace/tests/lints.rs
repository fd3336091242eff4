//! Lints are listed once: in `Cargo.toml` for everything, in `.cargo/config.toml` for what is shipped. Workspaces beside the
//! main one cannot take them from there, and have the same.

use std::collections::BTreeSet;
use std::fs;

use wasi_crypto_test_support::tools;

fn read(path: &str) -> String {
    fs::read_to_string(tools::repository().join(path)).expect(path)
}

/// The lints of clippy that a manifest denies under this heading.
fn denied(manifest: &str, heading: &str) -> BTreeSet<String> {
    let text = read(manifest);
    let section = text.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('['));
    section.filter_map(|line| line.strip_suffix(" = \"deny\"")).map(str::to_owned).collect()
}

/// Those of `cargo strict`.
fn strict() -> BTreeSet<String> {
    let text = read(".cargo/config.toml");
    let arguments = text.lines().filter_map(|line| line.trim().strip_prefix("\"-Dclippy::")?.strip_suffix("\","));
    arguments.map(str::to_owned).collect()
}

#[test]
fn what_is_shipped_by_other_workspaces_has_the_lints_of_the_main_one() {
    let (everywhere, strict) = (denied("Cargo.toml", "[workspace.lints.clippy]"), strict());
    assert!(everywhere.contains("dbg_macro") && strict.contains("unwrap_used"), "{everywhere:?} {strict:?}");
    let both: BTreeSet<String> = everywhere.union(&strict).cloned().collect();
    assert_eq!(denied("host/provider/Cargo.toml", "[lints.clippy]"), both);
    assert_eq!(denied("guest/rust/Cargo.toml", "[workspace.lints.clippy]"), both);
}

#[test]
fn ci_runs_the_strict_lints() {
    assert!(read(".ci/run").lines().any(|line| line == "cargo strict"));
}
