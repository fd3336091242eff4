//! Errors with a place.

use std::fmt;

use crate::shown;

/// Why a document could not be read or translated, and where.
///
/// It displays as `file:line:column: reason`, followed by the line and a marker under the offending text, all of it as
/// [`shown`] shows text of others:
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
        write!(f, "{}:{line}:{column}: {}", shown(path), shown(reason))?;
        if source_line.is_empty() {
            return Ok(());
        }
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        let before: String = source_line.chars().take(column.saturating_sub(1)).collect();
        let marked: String = source_line.chars().skip(column.saturating_sub(1)).take(*width).collect();
        // Tabs are repeated, so that the marker stays under the text however wide they are shown.
        let indent: String = source(&before).chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let marker = "^".repeat(source(&marked).chars().count().max(*width));
        write!(f, "\n{margin} |\n{number} | {}\n{margin} | {indent}{marker}", source(source_line))
    }
}

/// A part of a line of a source file: tabs stay in it.
fn source(text: &str) -> String {
    text.split('\t').map(|part| shown(part).to_string()).collect::<Vec<_>>().join("\t")
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_stays_under_what_is_escaped() {
        let diagnostic = Diagnostic {
            path: "a\n.witx".to_owned(),
            line: 1,
            column: 4,
            reason: "unknown `\u{1b}[2J`".to_owned(),
            source_line: "\t\u{7}(\u{1b}x y)".to_owned(),
            width: 2,
        };
        let expected = [r"a\n.witx:1:4: unknown `\u{1b}[2J`", "  |", "1 | \t\\u{7}(\\u{1b}x y)", "  | \t      ^^^^^^^"];
        assert_eq!(diagnostic.to_string(), expected.join("\n"));
    }
}
