//! Names: from witx to WIT, and unique within their scope.

use std::collections::BTreeSet;

/// Words WIT gives a meaning to; as names they are written with a `%` in front.
const KEYWORDS: [&str; 44] = [
    "as",
    "async",
    "bool",
    "borrow",
    "char",
    "constructor",
    "enum",
    "error-context",
    "export",
    "f32",
    "f64",
    "flags",
    "from",
    "func",
    "future",
    "import",
    "include",
    "interface",
    "list",
    "map",
    "option",
    "own",
    "package",
    "record",
    "resource",
    "result",
    "s16",
    "s32",
    "s64",
    "s8",
    "static",
    "stream",
    "string",
    "tuple",
    "type",
    "u16",
    "u32",
    "u64",
    "u8",
    "use",
    "variant",
    "with",
    "world",
    "_",
];

/// The kebab-case form of a name: `fd_read` and `FdRead` become `fd-read`. Letters and digits of ASCII are kept,
/// everything else separates words. A name that starts with a digit gets an `n` in front. `None` when nothing is left.
pub(crate) fn kebab(name: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            let starts_word =
                !previous.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && !previous.is_ascii_uppercase());
            if starts_word {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        }
        previous = c;
    }
    let name = words.join("-");
    match name.chars().next() {
        None => None,
        Some(first) if first.is_ascii_digit() => Some(format!("n{name}")),
        Some(_) => Some(name),
    }
}

/// A name as WIT source text.
pub(crate) fn escape(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("%{name}") } else { name.to_owned() }
}

/// The names of one scope.
#[derive(Debug, Default)]
pub(crate) struct Namer {
    taken: BTreeSet<String>,
}

impl Namer {
    /// Takes a name; false when it is taken already.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }

    /// Takes the first of the candidates that is free, or the last one with a number behind it.
    pub(crate) fn take_free(&mut self, candidates: &[String]) -> String {
        for candidate in candidates {
            if self.take(candidate) {
                return candidate.clone();
            }
        }
        let base = candidates.last().map_or("name", String::as_str);
        let mut number = 2_u64;
        loop {
            let candidate = format!("{base}{number}");
            if self.take(&candidate) {
                return candidate;
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, escape, kebab};

    #[test]
    fn names_become_kebab_case() {
        for (from, to) in [
            ("fd_read", "fd-read"),
            ("FdRead", "fd-read"),
            ("RIGHT_FD_READ", "right-fd-read"),
            ("fs_rights_base", "fs-rights-base"),
            ("u64", "u64"),
            ("2big", "n2big"),
            ("a__b.c", "a-b-c"),
            ("x25519", "x25519"),
        ] {
            assert_eq!(kebab(from).as_deref(), Some(to));
        }
        assert_eq!(kebab("é_"), None);
    }

    #[test]
    fn keywords_are_escaped() {
        assert_eq!(escape("type"), "%type");
        assert_eq!(escape("types"), "types");
        assert!(KEYWORDS.iter().all(|word| escape(word).starts_with('%')));
    }
}
