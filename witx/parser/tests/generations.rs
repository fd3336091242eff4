//! Every generation of the legacy API against one table of facts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wasi_crypto_witx::{Document, FileLoader, TypeKind, load_within};

const FACTS: &str = include_str!("facts/generations.txt");
const PREFIX: &str = "wasi_ephemeral_crypto_";

/// Names of generations, in the order of the table.
fn generations() -> Vec<&'static str> {
    let mut orders = FACTS.lines().filter_map(|line| line.strip_prefix("order "));
    orders.next().expect("the table says the order").split(' ').collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../witx")
}

fn document(generation: &str) -> Document {
    let all = folder();
    let path = all.join(generation).join("wasi_ephemeral_crypto.witx");
    load_within(path, &mut FileLoader::within(all)).unwrap_or_else(|error| panic!("{error}"))
}

/// The lines of the table that hold for a generation, without the range they hold for.
fn facts(generation: &str) -> BTreeSet<String> {
    let order = generations();
    let position = |name: &str| order.iter().position(|known| *known == name).expect("a known generation");
    FACTS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("order ") && !line.is_empty())
        .filter_map(|line| {
            let mut words = line.splitn(3, ' ');
            let (first, last) = (position(words.next()?), position(words.next()?));
            (first..=last).contains(&position(generation)).then(|| words.next().unwrap_or_default().to_owned())
        })
        .collect()
}

/// What the witx says, as the table would write it.
fn described(document: &Document) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for module in document.modules.iter().filter(|module| !module.name.ends_with("_batch")) {
        let short = match module.name.as_str() {
            "wasi_ephemeral_crypto" => "-",
            "wasi_crypto" => "wasi_crypto",
            name => name.strip_prefix(PREFIX).expect("an unexpected module name"),
        };
        for function in &module.functions {
            let signature = document.core_signature(function).unwrap();
            assert_eq!(signature.results.len(), 1, "{} answers one number", function.name);
            let outcome = document.outcome(function);
            let outputs = if outcome.error.is_some() { outcome.values.len() } else { 0 };
            let inputs = signature.params.len() - outputs;
            let inputs: Vec<String> = signature.params[..inputs]
                .iter()
                .map(|(name, core)| match core.name() {
                    "i32" => name.clone(),
                    wide => format!("{name}:{wide}"),
                })
                .collect();
            assert!(signature.params[inputs.len()..].iter().all(|(_, core)| core.name() == "i32"), "{}", function.name);
            lines.insert(format!("{short} {} {} -> {outputs}", function.name, inputs.join(" ")));
        }
    }
    for named in document.types.iter().filter(|named| !named.name.starts_with("opt_")) {
        if let TypeKind::Enum(definition) = &named.ty.kind {
            let cases: Vec<&str> = definition.cases.iter().map(|case| case.name.as_str()).collect();
            assert_eq!(document.layout(&named.ty).size, 2, "{}", named.name);
            lines.insert(format!("enum {} {}", named.name, cases.join(" ")));
        }
    }
    lines
}

#[test]
fn functions_and_enumerations_are_those_of_the_table() {
    for generation in generations() {
        let (facts, described) = (facts(generation), described(&document(generation)));
        let missing: Vec<&String> = facts.difference(&described).collect();
        let surplus: Vec<&String> = described.difference(&facts).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{generation}: not in witx {missing:#?}, only in witx {surplus:#?}"
        );
        assert!(facts.len() >= 28, "{generation}: the table is nearly empty");
    }
}

#[test]
fn every_folder_is_in_the_table() {
    for entry in std::fs::read_dir(folder()).expect("the folder exists") {
        let path = entry.expect("an entry").path();
        if path.join("wasi_ephemeral_crypto.witx").is_file() {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            assert!(generations().contains(&name), "{name} has no facts");
            assert!(path.join("generation.toml").is_file(), "{name}");
        }
    }
}

#[test]
fn versions_and_optional_handles_never_changed() {
    let (mut with_versions, mut with_options) = (0, 0);
    for generation in generations() {
        let document = document(generation);
        if document.types.iter().any(|named| named.name == "version") {
            with_versions += 1;
            let constants: Vec<(&str, u64)> = document.constants.iter().map(|c| (c.name.as_str(), c.value)).collect();
            let [unspecified, latest, all] = [0, 1, 2].map(|number| 0xff00_0000_0000_0000 + number);
            assert_eq!(constants, [("unspecified", unspecified), ("latest", latest), ("all", all)], "{generation}");
        }
        for named in document.types.iter().filter(|named| ["opt_options", "opt_symmetric_key"].contains(&&*named.name))
        {
            with_options += 1;
            let TypeKind::Variant(variant) = &named.ty.kind else { panic!("{} is no variant", named.name) };
            let cases: Vec<&str> = variant.cases.iter().map(|case| case.name.as_str()).collect();
            assert_eq!(cases, ["some", "none"], "{generation}");
            assert_eq!(document.layout(&named.ty).size, 8, "{generation}");
            assert_eq!(wasi_crypto_witx::abi::payload_offset(&document, variant), 4, "{generation}");
        }
    }
    assert!(with_versions >= 11, "all since 10 March 2020");
    assert!(with_options >= 2 * 9, "both types in all since 10 April 2020");
}

#[test]
fn everything_has_a_sentence() {
    for generation in generations() {
        let document = document(generation);
        let functions = document.modules.iter().flat_map(|module| &module.functions);
        let types = document.types.iter().map(|named| (&named.name, &named.docs));
        for (name, docs) in functions.map(|function| (&function.name, &function.docs)).chain(types) {
            assert!(docs.ends_with(['.', '`']), "{generation}: {name}: {docs}");
        }
    }
}
