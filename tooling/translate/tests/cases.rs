//! Golden tests: every directory under `tests/cases/` is one.
//!
//! * `main.witx` is the input; it may use other files of the directory.
//! * `expected.wit` is the translation. In a directory whose name starts with `error-`, `error.txt` is the diagnostic.
//! * `options.txt`, if there is one, has the package name on its first line and the world's on its second.
//!
//! `BLESS=1 cargo test -p wasi-crypto-translate --test cases` writes the expectations. They are never edited by hand:
//! they show reviewers the effect of a change. Each translation is also parsed and encoded as a component by other tools,
//! and every function of the input must be in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use wasi_crypto_translate::{Options, translate};
use wasi_crypto_witx::{Document, MemoryLoader, parse_str};

mod support;

fn main() -> ExitCode {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(directory).expect("tests/cases").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    let trials = cases
        .into_iter()
        .map(|case| {
            let name = case.file_name().expect("a name").to_string_lossy().into_owned();
            Trial::test(name, move || run(&case))
        })
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn run(case: &Path) -> Result<(), Failed> {
    let is_error = case.file_name().is_some_and(|name| name.to_string_lossy().starts_with("error-"));
    match (
        load(case).and_then(|document| {
            let wit = translate(&document, &options(case)).map_err(|error| error.to_string())?;
            Ok((document, wit))
        }),
        is_error,
    ) {
        (Ok((document, wit)), false) => {
            compare(&case.join("expected.wit"), &wit)?;
            support::validate(&document, &wit).map_err(Failed::from)
        }
        (Err(error), true) => compare(&case.join("error.txt"), &format!("{error}\n")),
        (Ok((_, wit)), true) => Err(format!("expected an error, but it was translated:\n{wit}").into()),
        (Err(error), false) => Err(error.into()),
    }
}

/// Reads the case from memory, so that diagnostics do not name its directory.
fn load(case: &Path) -> Result<Document, String> {
    let mut files = MemoryLoader::new();
    for entry in fs::read_dir(case).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|extension| extension == "witx") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files = files.with(name, read(&path)?);
        }
    }
    let text = read(&case.join("main.witx"))?;
    parse_str("main.witx", &text, &mut files).map_err(|error| error.to_string())
}

fn options(case: &Path) -> Options {
    let Ok(text) = fs::read_to_string(case.join("options.txt")) else {
        return Options::default();
    };
    let mut lines = text.lines();
    let options = Options::package(lines.next().expect("a package")).expect("a package name");
    match lines.next() {
        Some(world) => options.world(world).expect("a world name"),
        None => options,
    }
}

fn read(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.replace("\r\n", "\n"))
}

fn compare(path: &Path, actual: &str) -> Result<(), Failed> {
    let expected = read(path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        return fs::write(path, actual).map_err(|error| error.to_string().into());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let difference = expected.lines().zip(actual.lines()).position(|(expected, actual)| expected != actual);
    let line = difference.unwrap_or_else(|| expected.lines().count().min(actual.lines().count())) + 1;
    Err(format!("{name} differs from line {line} on; BLESS=1 accepts this:\n{actual}").into())
}
