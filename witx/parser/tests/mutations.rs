//! No input makes the parser panic, hang or grow without bound.

use std::path::Path;

use wasi_crypto_witx::{Loader, MemoryLoader, parse_str};

/// A small generator of numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

const PIECES: [&str; 40] = [
    "(",
    ")",
    "\"",
    ";;;",
    "(;",
    ";)",
    " ",
    "\n",
    "$a",
    "$size",
    "u8",
    "u64",
    "string",
    "(list",
    "(enum",
    "(flags",
    "(record (field $x",
    "(tuple",
    "(variant (@witx tag",
    "(case $a",
    "(union",
    "(expected",
    "(error",
    "(option",
    "(handle",
    "(use",
    "from",
    "*",
    "(typename $a",
    "(module $a",
    "(resource $a",
    "(@witx const",
    "(@witx pointer",
    "(@interface func (export \"f\")",
    "(param $a",
    "(result $error",
    "0xffffffffffffffff",
    "é",
    "\u{feff}",
    "(int u64",
];

const SAMPLE: &str = r#"
(use "wasi_ephemeral_crypto_common.witx")
(typename $size (@witx usize))
(typename $kind (enum u8 $a $b))
(typename $v (int u64 (const $latest 0xff)))
(typename $rights (flags (@witx repr u64) $r $w))
(typename $event (union $kind (field $a $size) (empty $b)))
(typename $s (struct (field $e $event) (field $l (array string))))
(module $m (import "memory" (memory))
  (@interface func (export "f") (param $s $s) (param $p (@witx pointer u8)) (result $error $kind) (result $v $v))
  (export "g" (func (param $s $s) (result $x (expected (tuple u8 $v) (error $kind))))))
"#;

fn exercise(text: &str, files: &mut dyn Loader) {
    match parse_str("main.witx", text, files) {
        Ok(document) => {
            for function in document.modules.iter().flat_map(|module| &module.functions) {
                let _ = document.core_signature(function);
                let _ = document.outcome(function);
            }
        }
        Err(diagnostic) => {
            assert!(diagnostic.line >= 1 && diagnostic.column >= 1);
            assert!(!diagnostic.to_string().is_empty());
        }
    }
}

#[test]
fn mutated_documents() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../witx/0.10");
    let mut files = MemoryLoader::new();
    let mut seeds = vec![SAMPLE.to_owned()];
    for entry in std::fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        files = files.with(entry.file_name().to_string_lossy(), text.clone());
        seeds.push(text);
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..3000 {
        // Small documents more often: their mutations reach further.
        let seed = if round % 4 == 0 { random.below(seeds.len()) } else { 0 };
        let mut text: Vec<char> = seeds[seed].chars().collect();
        for _ in 0..=random.below(4) {
            let at = random.below(text.len() + 1);
            match random.below(5) {
                0 => text.truncate(at),
                1 => {
                    let end = (at + random.below(40)).min(text.len());
                    text.drain(at..end);
                }
                2 => {
                    let end = (at + random.below(200)).min(text.len());
                    let copy = text[at..end].to_vec();
                    let to = random.below(text.len() + 1);
                    text.splice(to..to, copy);
                }
                _ => {
                    let piece = PIECES[random.below(PIECES.len())];
                    text.splice(at..at, piece.chars());
                }
            }
        }
        exercise(&text.into_iter().collect::<String>(), &mut files);
    }
}

#[test]
fn random_sequences() {
    let mut files = MemoryLoader::new();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..random.below(30) {
            text.push_str(PIECES[random.below(PIECES.len())]);
            text.push(' ');
        }
        exercise(&text, &mut files);
    }
}
