//! The table of generations in `witx/README.md` is made from their files. `BLESS=1` writes it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use wasi_crypto_model::{Generation, Generations};

const START: &str =
    "<!-- Generated from the files of the generations by wit/model/tests/documents.rs; do not edit. -->";
const END: &str = "<!-- End of the generated table. -->";

/// What of a generation is in adapters.
fn served(generation: &Generation) -> String {
    let missing: Vec<String> = generation.facts().missing.keys().map(|name| format!("`{name}`")).collect();
    match generation.unserved() {
        Some(reason) => format!("no: {reason}"),
        None if missing.is_empty() => "yes".to_owned(),
        None => format!("but for {}", missing.join(", ")),
    }
}

fn table(generations: &Generations) -> String {
    let mut out = format!("{START}\n\n| Folder | From | What it is | Functions | Served |\n|---|---|---|---|---|\n");
    for generation in generations.all() {
        let name = generation.name();
        let document = generations.document(name).unwrap_or_else(|error| panic!("{error}"));
        let count = document.map_or_else(
            || "?".to_owned(),
            |document| document.modules.iter().map(|module| module.functions.len()).sum::<usize>().to_string(),
        );
        let (since, about) = (generation.since().day(), &generation.facts().about);
        writeln!(out, "| `{name}/` | {since} | {about} | {count} | {} |", served(generation)).unwrap();
    }
    write!(out, "\n{END}").unwrap();
    out
}

#[test]
fn the_table_of_generations_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../witx/README.md");
    let text = fs::read_to_string(&path).expect("there is a README");
    let (before, rest) = text.split_once(START).expect("the table begins");
    let (_, after) = rest.split_once(END).expect("the table ends");
    let expected = format!("{before}{}{after}", table(Generations::embedded().unwrap()));
    if text != expected && std::env::var_os("BLESS").is_some() {
        fs::write(&path, expected).expect("the README can be written");
    } else {
        assert!(text == expected, "the table in witx/README.md is out of date; run this test with BLESS=1");
    }
}
