//! Errors with a place.

use std::fmt;

/// Why a document could not be read or translated, and where.
///
/// It displays as `file:line:column: reason`, followed by the line and a marker under the offending text:
///
/// ```text
/// api.witx:3:25: unknown type `$handel`
///   |
/// 3 | (typename $pair (record (field $a $handel)))
///   |                                   ^^^^^^^
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Diagnostic {
    /// Name of the file, as given or found through `use`.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, and where it helps, what to do about it.
    pub reason: String,
    /// The line itself, without its ending.
    pub source_line: String,
    /// How many characters of the line the marker covers.
    pub width: usize,
}

impl Diagnostic {
    /// A diagnostic about a whole file, for instance one that cannot be read.
    pub fn file(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), line: 1, column: 1, reason: reason.into(), source_line: String::new(), width: 1 }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, column, reason, source_line, width } = self;
        write!(f, "{path}:{line}:{column}: {reason}")?;
        if source_line.is_empty() {
            return Ok(());
        }
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        // Tabs are repeated, so that the marker stays under the text however wide they are shown.
        let indent: String =
            source_line.chars().take(column.saturating_sub(1)).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let marker = "^".repeat(*width);
        write!(f, "\n{margin} |\n{number} | {source_line}\n{margin} | {indent}{marker}")
    }
}

impl std::error::Error for Diagnostic {}
