//! Text of others on the terminal: names in modules, WIT and witx, names of files, keys and guests, messages of libraries.
//!
//! Nothing of that may do something to the terminal, or look like another line of what is printed. [`shown`] is for
//! text in a line, [`message`] for text that has lines of its own.

use std::path::Path;

pub use wasi_crypto_witx::shown;

/// A message that may have several lines: each is [`shown`], and those after the first are set in, so that none looks
/// like a line of ours.
pub fn message(text: &str, indent: usize) -> String {
    let mut lines = text.lines().map(|line| shown(line).to_string());
    let mut out = lines.next().unwrap_or_default();
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(&line);
        }
    }
    out
}

/// A path in a line.
pub fn path(path: &Path) -> String {
    shown(&path.to_string_lossy()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_lines_and_are_set_in() {
        assert_eq!(message("a\u{1b}[1m\r\nerror: b\n\n  c", 2), "a\\u{1b}[1m\n  error: b\n\n    c");
        assert_eq!(message("", 5), "");
        assert_eq!(path(Path::new("a\nb/c")), r"a\nb/c");
    }
}
