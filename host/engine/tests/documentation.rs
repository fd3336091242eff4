//! The documentation of the algorithms is generated from the table: `algorithms.md` and a section of the README.
//! `BLESS=1 cargo test -p wasi-crypto-engine --test engine documentation` writes them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{engines, providers};
use wasi_crypto_engine::provider::Review;
use wasi_crypto_engine::{AlgorithmInfo, Engine, SpecStatus};

const START: &str = "<!-- Generated from the algorithm table by host/engine/tests/documentation.rs; do not edit. -->";
const END: &str = "<!-- End of the generated table. -->";

/// Every algorithm some provider offers, in the order of the table, with the library each provider takes it from.
fn algorithms() -> Vec<(AlgorithmInfo, BTreeMap<&'static str, AlgorithmInfo>)> {
    let mut found: Vec<(AlgorithmInfo, BTreeMap<&'static str, AlgorithmInfo>)> = Vec::new();
    let engines = engines();
    // The provider with everything sets the order; nothing may be missing from it.
    let most = engines.iter().max_by_key(|(_, engine)| engine.algorithms().count()).unwrap();
    for known in most.1.algorithms() {
        let of = |engine: &Engine| engine.algorithms().find(|other| other.identifier == known.identifier);
        let by = engines.iter().filter_map(|(name, engine)| Some((*name, of(engine)?))).collect();
        found.push((known, by));
    }
    for (name, engine) in &engines {
        for known in engine.algorithms() {
            assert!(found.iter().any(|(other, _)| other.identifier == known.identifier), "{name}: {known:?}");
        }
    }
    found
}

fn status(status: SpecStatus) -> &'static str {
    match status {
        SpecStatus::Required => "required",
        SpecStatus::Recommended => "recommended",
        SpecStatus::Optional => "optional",
        SpecStatus::Extension => "not in it",
    }
}

fn library(known: Option<&AlgorithmInfo>) -> String {
    match known {
        None => "-".into(),
        Some(known) => {
            let mark = match known.review {
                Review::Audited(_) => " ✓",
                Review::Unaudited => "",
                Review::PreRelease => " ⚠",
            };
            format!("{}{mark}", known.provider)
        }
    }
}

fn table() -> String {
    let mut out = format!("{START}\n\n| Identifier | Kind | In the specification |");
    for provider in providers() {
        write!(out, " `{}` |", provider.name).unwrap();
    }
    out.push_str("\n| --- | --- | --- |");
    out.push_str(&" --- |".repeat(providers().len()));
    out.push('\n');
    for (known, by) in algorithms() {
        write!(out, "| {} | {} | {} |", known.identifier, known.kind, status(known.status)).unwrap();
        for provider in providers() {
            write!(out, " {} |", library(by.get(provider.name))).unwrap();
        }
        out.push('\n');
    }
    write!(out, "\n{END}").unwrap();
    out
}

fn page() -> String {
    let mut out = format!(
        "# Algorithms\n\n{START}\n\nEverything the engine knows, by kind. Sizes are bytes; a key size is that of generated keys, \
         the nonce of a session that of drawn ones. Which library a provider takes an algorithm from is in the README.\n"
    );
    let mut kind = "";
    for (known, by) in algorithms() {
        if known.kind != kind {
            kind = known.kind;
            write!(
                out,
                "\n## {kind}\n\n| Identifier | Reference | Sizes | Operations | Options | Limit per key | Review |\n"
            )
            .unwrap();
            out.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
        }
        let sizes: Vec<String> = known.sizes.iter().map(|(name, size)| format!("{name} {size}")).collect();
        let mut reviews: Vec<String> =
            by.values().map(|known| format!("{}: {}", known.provider, known.review)).collect();
        reviews.sort();
        reviews.dedup();
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            known.identifier,
            known.reference,
            or_dash(&sizes.join(", ")),
            known.operations.join(", "),
            or_dash(&known.options.join(", ")),
            known.limit.unwrap_or("-"),
            reviews.join("; ")
        )
        .unwrap();
    }
    write!(out, "\n{END}\n").unwrap();
    out
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares, or writes with `BLESS=1`.
fn compare(path: &Path, expected: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, expected).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(found == expected, "{} is not what the table says; BLESS=1 writes it", path.display());
}

#[test]
fn the_page_is_generated() {
    compare(&repository().join("host/engine/algorithms.md"), &page());
}

#[test]
fn the_table_of_the_readme_is_generated() {
    let path = repository().join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let start = text.find(START).expect("the README marks where the table begins");
    let end = text.find(END).expect("the README marks where the table ends") + END.len();
    compare(&path, &format!("{}{}{}", &text[..start], table(), &text[end..]));
}
