//! The READMEs: every command is run as it is written, and prints what is shown.
//!
//! Each section is a case. Its commands are typed into a shell in a folder that has the files of the repository they
//! name, and stand-ins for files that are the reader's. What cannot be run here is in a table, with the reason. Those of
//! JavaScript and Python are run in `languages.rs`, with their toolchains, and the provider's in `compositions.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use libtest_mimic::Failed;
use wasi_crypto_test_support::needs::Need;
use wasi_crypto_test_support::readme::{Readme, Section, Session, Step, without_comment};
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_test_support::tools;

/// Lines of commands that are not run as they are written, what is typed for them, and why.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("cargo run -- demo", "wasi-crypto demo", "the same program, which is there already"),
    ("cargo install --path tooling/cli", "true", "a release build, of what is tested here"),
    ("tests/run.sh", "true", "this is one of these tests"),
    ("cargo test -p wasi-crypto-adapters", "true", "a part of them"),
    ("BLESS=1 cargo test -p wasi-crypto-adapters", "true", "changes the repository"),
    ("cargo test --workspace --test adapter", "true", "one of them"),
    ("cargo test --workspace --test others", "true", "one of them"),
    (
        "cargo test --release --workspace --test adapter -- --ignored --nocapture",
        "true",
        "a release build, and nothing to compare",
    ),
    ("cargo test -p wasi-crypto-engine -p wasi-crypto-host", "true", "a part of them"),
    ("cargo test -p wasi-crypto-engine --no-default-features --features pure", "true", "builds everything anew"),
];

/// READMEs whose commands another test runs.
const ELSEWHERE: [&str; 3] = ["guest/js/README.md", "guest/python/README.md", "host/provider/README.md"];

/// Files that are the reader's, by the names they have in the READMEs, and what stands in for them.
const READERS: &[(&str, &str)] = &[
    ("app.wasm", "tests/guests/wasm/component-c.wasm"),
    ("ec.pem", "host/engine/tests/keys/prime256v1-traditional.pem"),
    ("ed25519.pem", "host/engine/tests/keys/ed25519.pem"),
    ("encrypted.pem", "tooling/cli/tests/keys/encrypted.pem"),
    ("id_ed25519", "tooling/cli/tests/keys/ed25519-ssh.ssh"),
    ("legacy.wasm", "tests/guests/wasm/legacy-c.wasm"),
    ("passphrase", "tooling/cli/tests/keys/passphrase"),
    ("wasi-crypto-provider.wasm", "host/provider/wasm/wasi-crypto-provider.wasm"),
];

/// The adapter that comes with wasmtime's releases.
const PREVIEW1: (&str, &[u8]) = (
    "wasi_snapshot_preview1.command.wasm",
    wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
);

/// Programs that the tests compile or run, of which examples are excerpts: those in Rust that are marked `ignore`, and in
/// the README of the whole those in JavaScript and Python.
const PROGRAMS: [&str; 6] = [
    "guest/js/examples/notary/notary.js",
    "guest/python/examples/notary/notary.py",
    "guest/rust/README.md",
    "host/wasmtime/examples/own-algorithm/src/lib.rs",
    "host/wasmtime/src/upstream/mod.rs",
    "tooling/build/src/lib.rs",
];

fn main() -> ExitCode {
    let mut suite = Suite::new("readme")
        .trial("every_exception_is_needed", &[], every_exception_is_needed)
        .trial("excerpts_are_of_programs", &[], excerpts_are_of_programs)
        .trial("examples_of_the_rust_client", &[Need::GuestSources], examples_of_the_rust_client);
    for path in readmes() {
        match Readme::parse(&read(&path)) {
            Ok(_) if ELSEWHERE.contains(&path.as_str()) => {}
            Ok(readme) => {
                for section in readme.into_sections().filter(Section::has_commands) {
                    let (name, needs) = (format!("{path}: {}", section.title), needs(&section));
                    suite = suite.trial(&name, &needs, move || follow(&section));
                }
            }
            Err(error) => suite = suite.trial(&path, &[], || Err(error.into())),
        }
    }
    suite.run()
}

/// What the commands of a section are given besides ours.
fn needs(section: &Section) -> Vec<Need> {
    let words = words(section);
    let named = [
        ("wasm-tools", Need::WasmTools),
        ("wac", Need::Wac),
        ("curl", Need::Curl),
        ("node", Need::Node),
        ("guest/build.sh", Need::Compilers),
        ("tests/guests/build.sh", Need::Compilers),
    ];
    named.into_iter().filter(|(name, _)| words.contains(name)).map(|(_, need)| need).collect()
}

/// Everything that stands in the commands of a section.
fn words(section: &Section) -> BTreeSet<&str> {
    section.steps.iter().filter_map(Step::commands).flat_map(str::split_whitespace).collect()
}

/// Does what a section says.
fn follow(section: &Section) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let words = words(section);
    let mut commands = vec![Path::new(env!("CARGO_BIN_EXE_wasi-crypto"))];
    if words.contains("wasm-tools") {
        commands.push(tools::wasm_tools());
    }
    if words.contains("wac") {
        commands.push(tools::wac());
    }
    let session = Session::new(folder.path(), &commands);
    if words.contains(PREVIEW1.0) {
        fs::write(folder.path().join(PREVIEW1.0), PREVIEW1.1)?;
    }
    for word in words {
        let original = READERS.iter().find(|(name, _)| *name == word).map_or(word, |(_, original)| original);
        let original = tools::repository().join(original);
        if original.is_file() {
            session.put(&original, word)?;
        }
    }
    Ok(session.follow(&section.steps, typed)?)
}

/// What is typed for these commands.
fn typed(text: &str) -> String {
    let lines = text.lines().map(|line| otherwise(line).map_or(line, |(_, typed, _)| typed));
    lines.map(|line| format!("{line}\n")).collect()
}

fn otherwise(line: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    OTHERWISE.iter().find(|(written, _, _)| *written == without_comment(line))
}

fn every_exception_is_needed() -> Result<(), Failed> {
    let readmes = readmes();
    let mut written: BTreeSet<&(&str, &str, &str)> = BTreeSet::new();
    for path in &readmes {
        for text in Readme::parse(&read(path))?.steps().filter_map(Step::commands) {
            written.extend(text.lines().filter_map(otherwise));
        }
    }
    let idle: Vec<_> = OTHERWISE.iter().filter(|exception| !written.contains(exception)).collect();
    let gone: Vec<_> = ELSEWHERE.iter().filter(|path| !readmes.iter().any(|other| other == *path)).collect();
    if idle.is_empty() && gone.is_empty() { Ok(()) } else { Err(format!("in no README: {idle:?} {gone:?}").into()) }
}

/// Other examples in Rust are compiled with the documentation of `wasi_crypto_tests` and of `guest/rust/client`.
fn excerpts_are_of_programs() -> Result<(), Failed> {
    let programs = PROGRAMS.map(read);
    for path in readmes() {
        for step in Readme::parse(&read(&path))?.steps() {
            let Step::Example { language, text } = step else { continue };
            let excerpt =
                language == "rust,ignore" || path == "README.md" && ["js", "python"].contains(&language.as_str());
            if excerpt && !programs.iter().any(|program| is_excerpt(text, program)) {
                return Err(format!("{path}: this is in none of {PROGRAMS:?}:\n{text}").into());
            }
        }
    }
    Ok(())
}

/// Whether a program has these lines in this order, perhaps with others between them and in longer ones. What it imports
/// is its own affair.
fn is_excerpt(text: &str, program: &str) -> bool {
    let mut program = program.lines();
    text.lines()
        .filter(|line| !["import ", "from "].iter().any(|start| line.starts_with(start)))
        .map(|line| line.trim().trim_end_matches(';'))
        .filter(|line| !line.is_empty())
        .all(|line| program.any(|other| other.contains(line)))
}

/// Its README's are among them. It is a workspace of its own, which is compiled for wasm, but not to be documented.
fn examples_of_the_rust_client() -> Result<(), Failed> {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--locked", "--doc", "--manifest-path"])
        .arg(tools::repository().join("guest/rust/Cargo.toml"))
        .env("CARGO_TARGET_DIR", tools::repository().join("target/guests-build"))
        .output()?;
    match output.status.success() {
        true => Ok(()),
        false => {
            Err(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
                .into())
        }
    }
}

/// Every README of the repository.
fn readmes() -> Vec<String> {
    let (root, mut readmes) = (tools::repository(), Vec::new());
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder").map(|entry| entry.expect("a readable folder")) {
            let name = entry.file_name();
            let not_ours = name.to_string_lossy().starts_with('.') || name == "target" || name == "node_modules";
            match entry.file_type().expect("a readable folder").is_dir() {
                true if !not_ours => folders.push(entry.path()),
                false if name == "README.md" => {
                    let path = entry.path();
                    let path = path.strip_prefix(&root).expect("it is in there").to_str().expect("a plain path");
                    readmes.push(path.to_owned());
                }
                _ => {}
            }
        }
    }
    readmes.sort();
    readmes
}

fn read(path: &str) -> String {
    fs::read_to_string(tools::repository().join(path)).expect("a README, or Rust of ours")
}
