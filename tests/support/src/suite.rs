//! Suites whose tests need more than cargo builds: what is missing skips the tests that need it, by name.
//!
//! The ordinary harness of Rust cannot skip a test once it runs, so a suite that may have to is a program of its own
//! (`harness = false`). A test that is skipped is listed as ignored, and the suite says at its end what it lacked. The
//! last test program of a run, `tests/workspace/tests/skipped.rs`, says it again for all suites together.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::needs::Need;
use crate::tools;

/// A test program.
pub struct Suite {
    name: &'static str,
    trials: Vec<Trial>,
    skipped: Vec<(String, Need)>,
    in_turn: bool,
}

impl Suite {
    /// A suite without tests, called like its file.
    pub fn new(name: &'static str) -> Self {
        Self { name, trials: Vec::new(), skipped: Vec::new(), in_turn: false }
    }

    /// Its tests run one after the other: they measure.
    #[must_use]
    pub fn in_turn(self) -> Self {
        Self { in_turn: true, ..self }
    }

    /// Adds a test, which is skipped unless everything it needs is there.
    #[must_use]
    pub fn test(self, name: &str, needs: &[Need], test: impl FnOnce() + Send + 'static) -> Self {
        self.trial(name, needs, move || {
            test();
            Ok(())
        })
    }

    /// Adds a test that tells by its result that it failed.
    #[must_use]
    pub fn trial(
        mut self,
        name: &str,
        needs: &[Need],
        test: impl FnOnce() -> Result<(), Failed> + Send + 'static,
    ) -> Self {
        let missing = needs.iter().find(|need| !need.is_met());
        self.skipped.extend(missing.map(|need| (name.to_owned(), *need)));
        self.trials.push(Trial::test(name, test).with_ignored_flag(missing.is_some()));
        self
    }

    /// Runs the tests that the command line asks for.
    pub fn run(self) -> ExitCode {
        let mut arguments = Arguments::from_args();
        // A skipped test stays skipped when ignored tests are asked for: it can only fail.
        (arguments.include_ignored, arguments.ignored) = (false, false);
        if self.in_turn {
            arguments.test_threads = Some(1);
        }
        let listing = arguments.list;
        let conclusion = libtest_mimic::run(&arguments, self.trials);
        if !listing {
            let report = report(self.name, &self.skipped);
            eprint!("{report}");
            keep(self.name, &report).expect("a writable target folder");
        }
        conclusion.exit_code()
    }
}

/// What all suites lacked that ran last, a line for each suite and need.
///
/// # Panics
///
/// When the folder below the target folder cannot be read.
pub fn skipped() -> String {
    let Ok(entries) = fs::read_dir(folder()) else { return String::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).expect("a readable file")).collect()
}

/// Lines that say which tests were skipped and why.
fn report(suite: &str, skipped: &[(String, Need)]) -> String {
    let mut report = String::new();
    let needs: BTreeSet<Need> = skipped.iter().map(|(_, need)| *need).collect();
    for need in needs {
        let names: Vec<&str> =
            skipped.iter().filter(|(_, other)| *other == need).map(|(name, _)| name.as_str()).collect();
        writeln!(report, "skipped for want of {need}: {suite}: {}", names.join(", ")).expect("strings take text");
    }
    report
}

fn keep(suite: &str, report: &str) -> std::io::Result<()> {
    let file = folder().join(suite);
    if report.is_empty() {
        return if file.exists() { fs::remove_file(file) } else { Ok(()) };
    }
    fs::create_dir_all(folder())?;
    fs::write(file, report)
}

/// Where suites leave what they skipped.
fn folder() -> PathBuf {
    tools::target_folder().join("skipped")
}
