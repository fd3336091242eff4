//! How long `inspect` takes: nearly as many times longer as a module has more names.

use std::fmt::Write;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A module with so many names of a kind, in WebAssembly text.
type Names = fn(usize) -> String;

const KINDS: [(&str, Names); 7] = [
    ("exported functions", |count| {
        of(count, |name, text| write!(text, "(func (export \"function-{name}\"))").expect("a string"))
    }),
    // All but one are left out, since they would have the same name.
    ("exports that become one name", |count| {
        of(count, |name, text| write!(text, "(func (export \"{}\"))", underscores(name)).expect("a string"))
    }),
    ("exported numbers", |count| {
        of(count, |name, text| {
            write!(text, "(global (export \"g{name}\") i32 (i32.const {name}))").expect("a string");
        })
    }),
    ("modules that are imported from", |count| {
        of(count, |name, text| write!(text, "(import \"module{name}\" \"f\" (func))").expect("a string"))
    }),
    ("functions imported from a module", |count| {
        of(count, |name, text| write!(text, "(import \"module\" \"f{name}\" (func))").expect("a string"))
    }),
    ("crypto functions nobody serves", |count| {
        of(count, |name, text| {
            write!(text, "(import \"wasi_ephemeral_crypto_common\" \"f{name}\" (func))").expect("a string");
        })
    }),
    ("crypto modules nobody serves", |count| {
        of(count, |name, text| {
            write!(text, "(import \"wasi_ephemeral_crypto_{name}\" \"f\" (func))").expect("a string");
        })
    }),
];

fn of(count: usize, one: fn(usize, &mut String)) -> String {
    let mut text = String::from("(module ");
    for name in 0..count {
        one(name, &mut text);
    }
    text + ")"
}

/// A name of its own that differs from others in what kebab-case leaves out.
fn underscores(number: usize) -> String {
    let bits = (0..17).map(|bit| if number >> bit & 1 == 1 { "_-" } else { "-_" });
    format!("a{}b", bits.collect::<String>())
}

fn time(folder: &TempDir, names: Names, count: usize) -> Duration {
    let module = wat::parse_str(names(count)).expect("a module");
    fs::write(folder.path().join("names.wasm"), module).expect("it can be written to");
    let begun = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
    let status = command.args(["inspect", "names.wasm"]).current_dir(folder).stdout(Stdio::null()).status();
    status.expect("the command can be started");
    begun.elapsed()
}

#[test]
fn it_takes_as_much_longer_as_there_are_more_names() {
    let folder = TempDir::new().expect("a temporary folder");
    for (kind, names) in KINDS {
        // With the square of the number it would be 64 times longer. Other work on the machine may be in the way once.
        let near = (0..3).any(|_| {
            let [few, many] = [5_000, 40_000].map(|count| time(&folder, names, count));
            many < few * 20 + Duration::from_millis(200)
        });
        assert!(near, "{kind}");
    }
}
