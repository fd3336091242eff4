//! Whatever can be read is translated into valid WIT or refused with a place and a reason.

use std::collections::BTreeSet;

use wasi_crypto_translate::{Options, translate};
use wasi_crypto_witx::{MemoryLoader, parse_str};

mod support;

/// A small generator of numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const NAMES: [&str; 24] = [
    "a", "b", "a_len", "b_len", "buf", "buf_len", "buf_ptr", "n", "nitems", "size", "fd", "errno", "type", "list", "A",
    "a_b", "aB", "2big", "own", "world", "imports", "types", "address", "f",
];
const BUILTINS: [&str; 9] = ["u8", "u32", "u64", "s16", "f32", "bool", "char", "string", "(@witx usize)"];

/// A type that may use the names defined so far. Names are not always there: then the document is refused.
fn ty(random: &mut Random, defined: &[String], depth: usize) -> String {
    let inner = |random: &mut Random| ty(random, defined, depth + 1);
    let choice = if depth > 3 { random.below(3) } else { random.below(16) };
    match choice {
        0 | 1 => random.pick(&BUILTINS).to_owned(),
        2..=4 => match defined.len() {
            0 => "u16".to_owned(),
            length => format!("${}", defined[random.below(length)]),
        },
        5 => format!("(list {})", inner(random)),
        6 => format!("(option {})", inner(random)),
        7 => format!("(tuple {} {})", inner(random), inner(random)),
        8 => format!("(@witx pointer {})", inner(random)),
        9 => format!("(@witx const_pointer {})", inner(random)),
        10 => format!("(out-buffer {})", inner(random)),
        11 => format!("(in-buffer {})", inner(random)),
        12 => format!("(expected {} (error {}))", inner(random), inner(random)),
        13 => "(@witx pointer u8)".to_owned(),
        14 => "(@witx const_pointer u8)".to_owned(),
        _ => "u32".to_owned(),
    }
}

fn definition(random: &mut Random, defined: &[String]) -> String {
    match random.below(9) {
        0 => "(handle)".to_owned(),
        1 => "(enum (@witx tag u8) $success $bad $type)".to_owned(),
        2 => "(flags (@witx repr u64) $a $b)".to_owned(),
        3 => format!("(record (field $x {}) (field $x_len u32))", ty(random, defined, 1)),
        4 => format!("(record (field $x {}) (field $y {}))", ty(random, defined, 1), ty(random, defined, 1)),
        5 => format!("(variant (case $some {}) (case $none))", ty(random, defined, 1)),
        6 => format!("(union {} {})", ty(random, defined, 1), ty(random, defined, 1)),
        7 => "(record (field $buf (@witx pointer u8)) (field $buf_len u32))".to_owned(),
        _ => ty(random, defined, 0),
    }
}

fn document(random: &mut Random) -> String {
    let mut text = String::new();
    let mut defined: Vec<String> = Vec::new();
    let mut taken = BTreeSet::new();
    for _ in 0..random.below(8) {
        let name = random.pick(&NAMES).to_owned();
        if taken.insert(name.clone()) {
            text.push_str(&format!("(typename ${name} {})\n", definition(random, &defined)));
            defined.push(name);
        }
    }
    for index in 0..=random.below(3) {
        let mut own = defined.clone();
        let name = random.pick(&NAMES);
        text.push_str(&format!(
            "(module ${name}{}\n",
            if random.below(2) == 0 { index.to_string() } else { String::new() }
        ));
        for _ in 0..random.below(3) {
            let name = random.pick(&NAMES).to_owned();
            text.push_str(&format!("  (typename ${name} {})\n", definition(random, &own)));
            own.push(name);
        }
        for _ in 0..random.below(4) {
            text.push_str(&format!("  (@interface func (export \"{}\")", random.pick(&NAMES)));
            for _ in 0..random.below(5) {
                text.push_str(&format!(" (param ${} {})", random.pick(&NAMES), ty(random, &own, 0)));
            }
            for _ in 0..random.below(3) {
                text.push_str(&format!(" (result ${} {})", random.pick(&NAMES), ty(random, &own, 0)));
            }
            text.push_str(")\n");
        }
        text.push_str(")\n");
    }
    text
}

#[test]
fn random_documents() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut translated, mut refused) = (0, 0);
    for _ in 0..6000 {
        let text = document(&mut random);
        let Ok(document) = parse_str("main.witx", &text, &mut MemoryLoader::new()) else {
            continue;
        };
        match translate(&document, &Options::default()) {
            Ok(wit) => {
                translated += 1;
                if let Err(reason) = support::validate(&document, &wit) {
                    panic!("{reason}\nfrom\n{text}");
                }
            }
            Err(error) => {
                refused += 1;
                assert!(!error.reason.contains("mistake of the translator"), "{error}\nfrom\n{text}");
            }
        }
    }
    // Both happen often enough to mean something.
    assert!(translated > 1000, "{translated}");
    assert!(refused > 50, "{refused}");
}
