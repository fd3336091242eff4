//! The counts that must not change unnoticed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::{Loaded, Report, Selection, Suite};

/// The counts of every file, as every subject has to reach them: one line per file, for example
/// `aes_gcm agreed 79 rejected 58 keys 0 skipped key-size=103 nonce-size=76`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Pinned {
    lines: BTreeMap<String, String>,
}

/// Where the counts are kept.
pub fn pinned_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/pinned.txt")
}

impl Pinned {
    /// Reads the counts.
    ///
    /// # Panics
    /// If there are none.
    pub fn load() -> Self {
        let text = std::fs::read_to_string(pinned_path()).expect("tests/vectors/pinned.txt");
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self {
            lines: lines
                .filter_map(|line| line.split_once(' '))
                .map(|(file, counts)| (file.into(), counts.into()))
                .collect(),
        }
    }

    /// Adds the counts of a complete run.
    pub fn insert(&mut self, file: &str, report: &Report) {
        self.lines.insert(file.to_owned(), counts(report));
    }

    /// Writes the counts.
    ///
    /// # Panics
    /// If the file cannot be written.
    pub fn store(&self) {
        let mut text = String::from(
            "# Counts of Wycheproof vectors per file, the same for every path and provider that offers the algorithm.\n\
             # BLESS=1 cargo test -p wasi-crypto-tests --test wycheproof_engine writes this file.\n",
        );
        for (file, counts) in &self.lines {
            let _ = writeln!(text, "{file} {counts}");
        }
        std::fs::write(pinned_path(), text).expect("tests/vectors/pinned.txt");
    }

    /// Compares a report with the counts of its file.
    ///
    /// # Errors
    /// Says what differs: failures, counts, or a file without counts. A subject that does not offer the algorithms of
    /// the file at all passes with nothing run. A sample only has to have the right number of rejections and keys.
    pub fn check(&self, file: &str, loaded: &Loaded, report: &Report, selection: Selection) -> Result<(), String> {
        if !report.failures.is_empty() {
            return Err(format!("{file}: {}", report.failures.join("\n    ")));
        }
        if report.not_offered == loaded.cases.len() && report.not_offered > 0 {
            return Ok(());
        }
        let pinned = self.lines.get(file).ok_or_else(|| format!("{file}: no counts are pinned"))?;
        let actual = match selection {
            Selection::All => counts(report),
            Selection::Sample => {
                let agreed = pinned.split(' ').nth(1).and_then(|count| count.parse().ok()).unwrap_or_default();
                counts(&Report { agreed, ..report.clone() })
            }
        };
        if *pinned == actual { Ok(()) } else { Err(format!("{file}: {actual}\n    pinned: {pinned}")) }
    }

    /// Compares the files in use with those that are pinned.
    ///
    /// # Errors
    /// Names the first file that is missing on either side.
    pub fn complete(&self, suites: &[Suite]) -> Result<(), String> {
        let unknown = suites.iter().find(|suite| !self.lines.contains_key(suite.file));
        let dropped = self.lines.keys().find(|file| !suites.iter().any(|suite| suite.file == **file));
        match (unknown, dropped) {
            (Some(suite), _) => Err(format!("{}: no counts are pinned", suite.file)),
            (None, Some(file)) => Err(format!("{file}: pinned, and not in use")),
            (None, None) => Ok(()),
        }
    }
}

fn counts(report: &Report) -> String {
    let mut text = format!("agreed {} rejected {} keys {} skipped", report.agreed, report.rejected, report.keys);
    for (reason, count) in &report.skipped {
        let _ = write!(text, " {reason}={count}");
    }
    if report.skipped.is_empty() {
        text.push_str(" 0");
    }
    text
}
