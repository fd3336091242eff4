//! Text of others, as a terminal may have it.

use std::fmt::{self, Write};

/// Text that is shown in one line and does nothing to a terminal, whatever is in it; see [`shown`].
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a>(&'a str);

/// A name, or other text of unknown origin, for people: what it displays is one line, and every character in it is one
/// to be seen.
///
/// Control characters, line ends among them, characters that change the direction of text, invisible ones and marks
/// that change the character before them become `\u{1b}`, `\n` and the like. Everything else stays as it is, also quotes
/// and backslashes: names are not meant to be read back from what is shown.
///
/// ```
/// assert_eq!(wasi_crypto_witx::shown("größe\u{1b}[2J\nproblem: none").to_string(), r"größe\u{1b}[2J\nproblem: none");
/// ```
pub fn shown(text: &str) -> Shown<'_> {
    Shown(text)
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Those that `escape_debug` escapes for the sake of literals.
        let literal = |c: char| matches!(c, '"' | '\'' | '\\');
        for c in self.0.chars() {
            match c {
                c if literal(c) => f.write_char(c)?,
                // Letters that are drawn as nothing at all.
                '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' => write!(f, "{}", c.escape_unicode())?,
                c => write!(f, "{}", c.escape_debug())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_can_be_seen_stays() {
        for text in ["", "fd_read", "größe", "名前", "a b", r#"C:\x "y" 'z' `w`"#, "(param i32)", "😀"] {
            assert_eq!(shown(text).to_string(), text);
        }
    }

    #[test]
    fn what_acts_or_hides_does_not() {
        for (text, expected) in [
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("a\nb\r\tc\0", r"a\nb\r\tc\0"),
            ("\u{9b}31m\u{7f}", r"\u{9b}31m\u{7f}"),
            ("\u{202e}txt.exe\u{2066}\u{200f}", r"\u{202e}txt.exe\u{2066}\u{200f}"),
            ("a\u{200b}b\u{feff}c\u{ad}\u{3164}", r"a\u{200b}b\u{feff}c\u{ad}\u{3164}"),
            ("a\u{2028}b\u{2029}c\u{85}", r"a\u{2028}b\u{2029}c\u{85}"),
            ("e\u{301}\u{e0041}\u{a0}", r"e\u{301}\u{e0041}\u{a0}"),
        ] {
            assert_eq!(shown(text).to_string(), expected);
            assert_eq!(shown(text).to_string().lines().count(), 1);
        }
    }
}
