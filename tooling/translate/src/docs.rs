//! Doc comments.

/// Collects the paragraphs of a doc comment.
#[derive(Debug, Default)]
pub(crate) struct Docs {
    text: String,
}

impl Docs {
    /// Begins with the documentation the source has.
    pub(crate) fn new(docs: &str) -> Self {
        let text = docs.trim().to_owned();
        Self { text }
    }

    /// Adds a paragraph.
    pub(crate) fn paragraph(&mut self, paragraph: &str) {
        if paragraph.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(paragraph);
    }

    /// Adds a list under a title; nothing when the list is empty.
    pub(crate) fn list(&mut self, title: &str, items: &[String]) {
        if items.is_empty() {
            return;
        }
        let items: Vec<String> = items.iter().map(|item| format!("- {}", item.replace('\n', "\n  "))).collect();
        self.paragraph(&format!("{title}\n{}", items.join("\n")));
    }

    /// The comment as WIT source text, indented, with a newline behind each line.
    pub(crate) fn render(&self, indent: &str) -> String {
        let mut rendered = String::new();
        for line in self.text.lines() {
            let line = line.trim_end();
            let space = if line.is_empty() { "" } else { " " };
            rendered.push_str(&format!("{indent}///{space}{}\n", harmless(line)));
        }
        rendered
    }
}

/// Replaces characters that WIT refuses even in comments: control codes, text direction overrides, deprecated ones.
fn harmless(line: &str) -> String {
    line.chars()
        .map(|c| match c {
            '\t' => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            '\u{149}' | '\u{673}' | '\u{f77}' | '\u{f79}' | '\u{17a3}' | '\u{17a4}' | '\u{17b4}' | '\u{17b5}' => {
                '\u{fffd}'
            }
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Docs;

    #[test]
    fn paragraphs_and_lists() {
        let mut docs = Docs::new("One.\n");
        docs.paragraph("");
        docs.list("None:", &[]);
        docs.list("Some:", &["a\nb".to_owned(), "c\u{202e}".to_owned()]);
        assert_eq!(docs.render("  "), "  /// One.\n  ///\n  /// Some:\n  /// - a\n  ///   b\n  /// - c\u{fffd}\n");
        assert_eq!(Docs::new("").render(""), "");
    }
}
