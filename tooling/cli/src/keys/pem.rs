//! PEM armour around what only this command reads.

use base64ct::{Base64, Encoding};
use wasi_crypto_host::engine::SecretBytes;

/// The content of the first object with this label. Text around it, white space and lines of any length do not matter.
pub fn content(text: &[u8], label: &str) -> Option<SecretBytes> {
    let (_, rest) = split(text, format!("-----BEGIN {label}-----").as_bytes())?;
    let (body, _) = split(rest, format!("-----END {label}-----").as_bytes())?;
    // Sizes once, so that no copy of a secret stays behind.
    let mut digits = SecretBytes::new(Vec::with_capacity(body.len()));
    digits.extend(body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()));
    let mut content = SecretBytes::new(vec![0; digits.len()]);
    let len = Base64::decode(digits.as_slice(), &mut content).ok()?.len();
    content.truncate(len);
    Some(content)
}

/// Whether there is an object with this label.
pub fn has(text: &[u8], label: &str) -> bool {
    split(text, format!("-----BEGIN {label}-----").as_bytes()).is_some()
}

/// The label of the first object.
pub fn label(text: &[u8]) -> Option<String> {
    let (_, rest) = split(text, b"-----BEGIN ")?;
    let (label, _) = split(rest, b"-----")?;
    Some(String::from_utf8_lossy(label).into_owned())
}

/// What is before and behind a word.
fn split<'a>(text: &'a [u8], word: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = text.windows(word.len()).position(|window| window == word)?;
    let (before, rest) = text.split_at_checked(at)?;
    Some((before, rest.get(word.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_with_the_label_is_found_among_others() {
        let text =
            b"text\r\n-----BEGIN A-----\nAQID\n-----END A-----\n-----BEGIN B B-----\r\nBA UG\r\n\r\n-----END B B-----";
        assert_eq!(**content(text, "A").unwrap(), [1, 2, 3]);
        assert_eq!(**content(text, "B B").unwrap(), [4, 5, 6]);
        assert!(content(text, "C").is_none() && !has(text, "C") && has(text, "B B"));
        assert_eq!(label(text).unwrap(), "A");
        assert!(content(b"-----BEGIN A-----\n!\n-----END A-----", "A").is_none());
        assert!(content(b"-----BEGIN A-----\nAQID\n", "A").is_none());
    }
}
