//! Golden tests of the command line: one folder per case under `cases/`.
//!
//! A case has a file `cmd` with one command per line, run in order in the folder of the case (`$TMP` is a fresh folder
//! that is shared by the lines, and `< FILE` at the end is standard input). What the commands print and return is compared with the file `expected`;
//! `BLESS=1 cargo test -p wasi-crypto-cli --test cases` writes it. Names of cases that must fail start with `error-`.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(&cases)
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("readable folder").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no cases found");
    let trials = folders
        .into_iter()
        .map(|folder| {
            let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
            Trial::test(name.clone(), move || run_case(&folder, name.starts_with("error-")))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn run_case(folder: &Path, must_fail: bool) -> Result<(), Failed> {
    let scratch = tempfile::tempdir()?;
    let scratch = scratch.path().to_str().ok_or("a temporary folder with an odd name")?;
    let mut transcript = String::new();
    let mut last_code = 0;
    for line in fs::read_to_string(folder.join("cmd"))?.lines().filter(|line| !line.trim().is_empty()) {
        let mut args: Vec<String> = words(line).into_iter().map(|word| word.replace("$TMP", scratch)).collect();
        let input = match args.iter().position(|word| word == "<") {
            Some(at) => Stdio::from(File::open(folder.join(args.split_off(at).pop().expect("a file name")))?),
            None => Stdio::null(),
        };
        let output = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"))
            .args(&args)
            .stdin(input)
            .current_dir(folder)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .env_remove("RUST_BACKTRACE")
            .env_remove("WASI_CRYPTO_SECRETS")
            .env_remove("WASI_CRYPTO_MASTER_KEY")
            .env_remove("WASI_CRYPTO_PASSPHRASE")
            .output()?;
        last_code = output.status.code().ok_or("killed by a signal")?;
        writeln!(transcript, "$ wasi-crypto {line}")?;
        for (label, stream) in [("", &output.stdout), ("! ", &output.stderr)] {
            let text = String::from_utf8_lossy(stream).replace(scratch, "$TMP");
            for line in text.lines() {
                writeln!(transcript, "{}", format!("{label}{line}").trim_end())?;
            }
        }
        writeln!(transcript, "=> {last_code}")?;
    }
    if must_fail != (last_code != 0) {
        return Err(format!("exit code {last_code} does not fit the name of the case\n{transcript}").into());
    }
    compare(&folder.join("expected"), &transcript)
}

fn compare(path: &Path, actual: &str) -> Result<(), Failed> {
    if std::env::var_os("BLESS").is_some() {
        return Ok(fs::write(path, actual)?);
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    Err(format!(
        "output differs from {} (BLESS=1 accepts it)\n--- expected\n{expected}\n--- actual\n{actual}",
        path.display()
    )
    .into())
}

/// Splits a line into words; single quotes keep spaces.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("never empty").push(c),
        }
    }
    words.into_iter().filter(|word| !word.is_empty()).collect()
}
