//! Files of known answers.

use std::fs;
use std::path::Path;

use wasi_crypto_engine::KeyEncoding;

/// One case: fields in order, names may repeat.
pub struct Case {
    /// Where it begins in its file.
    pub line: usize,
    fields: Vec<(String, Value)>,
}

enum Value {
    Bytes(Vec<u8>),
    Text(String),
}

/// All files of a folder, in the order of their names: name without extension, and text.
pub fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// The cases of a file.
///
/// # Panics
/// If a line is neither a comment nor `name = value`: a vector that cannot be read must not be skipped.
pub fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open = false;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('#') {
            continue;
        }
        if line.is_empty() {
            open = false;
            continue;
        }
        let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("line {}: `{line}`", number + 1));
        if !open {
            cases.push(Case { line: number + 1, fields: Vec::new() });
            open = true;
        }
        let (name, value) = (name.trim().to_owned(), value.trim());
        cases.last_mut().unwrap().fields.push((name.clone(), read(&name, value)));
    }
    cases
}

/// The name of the file of an identifier, without extension.
pub fn file_name(identifier: &str) -> String {
    identifier.to_lowercase().replace(['/', '_'], "-")
}

/// Bytes of hexadecimal digits; anything else is ignored.
pub fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

/// Numbers and words stay text; everything else is hexadecimal, `61*1000` being a byte a thousand times.
fn read(name: &str, value: &str) -> Value {
    if ["ops_limit", "memory_limit", "parallelism", "deterministic", "encoding", "length"].contains(&name) {
        return Value::Text(value.to_owned());
    }
    let (digits, times) = value.split_once('*').map_or((value, 1), |(digits, times)| (digits, times.parse().unwrap()));
    assert!(digits.len() % 2 == 0 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "`{value}`");
    Value::Bytes(hex(digits).repeat(times))
}

impl Case {
    /// The only field of this name.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        let all = self.all(name);
        assert!(all.len() <= 1, "line {}: several of `{name}`", self.line);
        all.first().copied()
    }

    /// Every field of this name.
    pub fn all(&self, name: &str) -> Vec<&[u8]> {
        self.fields
            .iter()
            .filter_map(|(known, value)| match value {
                Value::Bytes(bytes) if known == name => Some(bytes.as_slice()),
                _ => None,
            })
            .collect()
    }

    /// Every field of bytes, in order.
    pub fn steps(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.fields.iter().filter_map(|(name, value)| match value {
            Value::Bytes(bytes) => Some((name.as_str(), bytes.as_slice())),
            Value::Text(_) => None,
        })
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.text(name).map(|text| text.parse().unwrap())
    }

    /// The encoding of the public key: `raw` unless the case says `pkcs8` or `sec`.
    pub fn encoding(&self) -> KeyEncoding {
        match self.text("encoding") {
            None | Some("raw") => KeyEncoding::Raw,
            Some("pkcs8") => KeyEncoding::Pkcs8,
            Some("sec") => KeyEncoding::Sec,
            Some(other) => panic!("line {}: encoding `{other}`", self.line),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.fields.iter().find_map(|(known, value)| match value {
            Value::Text(text) if known == name => Some(text.as_str()),
            _ => None,
        })
    }
}
