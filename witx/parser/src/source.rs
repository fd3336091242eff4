//! Source files and places in them.

use crate::Diagnostic;

/// A place in one of a document's source files, as a half-open range of bytes.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Span {
    /// Index of the file in [`Sources`].
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// One source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name as it was given to the parser or found through `use`: what diagnostics print.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// Every file a document was read from, in the order in which they were opened.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file and returns its index.
    pub(crate) fn add(&mut self, name: String, text: String) -> u32 {
        self.files.push(Source { name, text });
        u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX)
    }

    /// The files, in the order in which they were opened.
    pub fn files(&self) -> &[Source] {
        &self.files
    }

    /// The text a span covers; empty when the span does not belong to these sources.
    pub fn text(&self, span: Span) -> &str {
        self.files
            .get(span.file as usize)
            .and_then(|file| file.text.get(span.start as usize..span.end as usize))
            .unwrap_or("")
    }

    /// File name, line and column of the start of a span. Lines and columns count from 1, columns in characters.
    pub fn position(&self, span: Span) -> (&str, usize, usize) {
        let Some(file) = self.files.get(span.file as usize) else {
            return ("", 1, 1);
        };
        let before = file.text.get(..span.start as usize).unwrap_or(&file.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.get(line_start..).map_or(0, |line| line.chars().count()) + 1;
        (&file.name, line, column)
    }

    /// A diagnostic that points at `span`.
    pub fn diagnostic(&self, span: Span, reason: impl Into<String>) -> Diagnostic {
        let (path, line, column) = self.position(span);
        let (source_line, width) = self.excerpt(span);
        Diagnostic { path: path.to_owned(), line, column, reason: reason.into(), source_line, width }
    }

    /// The line a span starts on, and how many of its characters the span covers (at least one).
    fn excerpt(&self, span: Span) -> (String, usize) {
        let Some(file) = self.files.get(span.file as usize) else {
            return (String::new(), 1);
        };
        let start = span.start as usize;
        let before = file.text.get(..start).unwrap_or(&file.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = file.text.get(line_start..).unwrap_or("");
        let line = rest.split(['\n', '\r']).next().unwrap_or("");
        let line_end = line_start + line.len();
        let covered = file.text.get(start..(span.end as usize).min(line_end).max(start));
        let width = covered.map_or(1, |text| text.chars().count().max(1));
        (line.to_owned(), width)
    }
}

/// A place and a reason: a diagnostic before the sources are at hand.
pub(crate) type Fault = (Span, String);

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        let mut sources = Sources::default();
        sources.add("a.witx".to_owned(), "(one)\n  (twö three)\r\nend".to_owned());
        sources
    }

    #[test]
    fn positions_count_characters_from_one() {
        let span = Span { file: 0, start: 14, end: 19 };
        assert_eq!(sources().text(span), "three");
        assert_eq!(sources().position(span), ("a.witx", 2, 8));
    }

    #[test]
    fn a_diagnostic_shows_the_line_without_its_ending() {
        let span = Span { file: 0, start: 14, end: 19 };
        let shown = sources().diagnostic(span, "bad").to_string();
        assert_eq!(shown, "a.witx:2:8: bad\n  |\n2 |   (twö three)\n  |        ^^^^^");
    }

    #[test]
    fn a_foreign_span_does_no_harm() {
        let span = Span { file: 9, start: 7, end: 3 };
        assert_eq!(sources().text(span), "");
        assert_eq!(sources().diagnostic(span, "bad").line, 1);
        let span = Span { file: 0, start: 700, end: 3 };
        assert_eq!(sources().diagnostic(span, "bad").line, 3);
    }
}
