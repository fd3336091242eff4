//! Every generation of the legacy API against one table of facts.

use std::collections::BTreeSet;
use std::path::Path;

use wasi_crypto_witx::{Document, FileLoader, TypeKind, load_within};

/// Folders under `witx/`, oldest first.
const GENERATIONS: [&str; 10] =
    ["2019", "2019-cause", "2020-04", "2020-05", "2020-06", "2020-10", "2020-11", "2020-12", "2022-01", "0.10"];
/// How many of them have a single module.
const SINGLE: usize = 2;
const FACTS: &str = include_str!("facts/generations.txt");
const PREFIX: &str = "wasi_ephemeral_crypto_";

fn document(generation: &str) -> Document {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../witx");
    let path = all.join(generation).join("wasi_ephemeral_crypto.witx");
    load_within(path, &mut FileLoader::within(all)).unwrap_or_else(|error| panic!("{error}"))
}

/// The lines of the table that hold for a generation, without the range they hold for.
fn facts(generation: &str) -> BTreeSet<String> {
    let position = |name: &str| GENERATIONS.iter().position(|known| *known == name).expect("a known generation");
    FACTS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
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
            name => name.strip_prefix(PREFIX).expect("an unexpected module name"),
        };
        for function in &module.functions {
            let signature = document.core_signature(function).unwrap();
            assert_eq!(signature.results.len(), 1, "{} answers an errno", function.name);
            let outputs = document.outcome(function).values.len();
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
    for generation in GENERATIONS {
        let (facts, described) = (facts(generation), described(&document(generation)));
        let missing: Vec<&String> = facts.difference(&described).collect();
        let surplus: Vec<&String> = described.difference(&facts).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{generation}: not in witx {missing:#?}, only in witx {surplus:#?}"
        );
        assert!(facts.len() >= 33, "{generation}: the table is nearly empty");
    }
}

#[test]
fn versions_and_optional_handles_never_changed() {
    for generation in &GENERATIONS[SINGLE..] {
        let document = document(generation);
        let constants: Vec<(&str, u64)> = document.constants.iter().map(|c| (c.name.as_str(), c.value)).collect();
        assert_eq!(
            constants,
            [("unspecified", 0xff00_0000_0000_0000), ("latest", 0xff00_0000_0000_0001), ("all", 0xff00_0000_0000_0002)],
            "{generation}"
        );
        for name in ["opt_options", "opt_symmetric_key"] {
            let named = document.types.iter().find(|named| named.name == name).expect("it is there");
            let TypeKind::Variant(variant) = &named.ty.kind else { panic!("{name} is no variant") };
            let cases: Vec<&str> = variant.cases.iter().map(|case| case.name.as_str()).collect();
            assert_eq!(cases, ["some", "none"], "{generation}");
            assert_eq!(document.layout(&named.ty).size, 8, "{generation}");
            assert_eq!(wasi_crypto_witx::abi::payload_offset(&document, variant), 4, "{generation}");
        }
    }
}

#[test]
fn everything_has_a_sentence() {
    for generation in GENERATIONS {
        let document = document(generation);
        let functions = document.modules.iter().flat_map(|module| &module.functions);
        let types = document.types.iter().map(|named| (&named.name, &named.docs));
        for (name, docs) in functions.map(|function| (&function.name, &function.docs)).chain(types) {
            assert!(docs.ends_with(['.', '`']), "{generation}: {name}: {docs}");
        }
    }
}
