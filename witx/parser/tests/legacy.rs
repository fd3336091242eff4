//! The checked-in description of the legacy API against tables of facts.

use std::path::Path;

use wasi_crypto_witx::{Document, Type, TypeKind, abi, load};

const SIGNATURES: &str = include_str!("facts/abi-0.10.txt");
const TYPES: &str = include_str!("facts/types-0.10.txt");
const PREFIX: &str = "wasi_ephemeral_crypto_";

fn document() -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../witx/0.10/wasi_ephemeral_crypto.witx");
    load(path).unwrap_or_else(|error| panic!("{error}"))
}

fn facts(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_whitespace().collect())
}

#[test]
fn every_core_signature_is_that_of_the_table() {
    let document = document();
    let actual: Vec<String> = document
        .modules
        .iter()
        .flat_map(|module| module.functions.iter().map(move |function| (module, function)))
        .map(|(module, function)| {
            let short = module.name.strip_prefix(PREFIX).expect("an unexpected module name");
            let signature = document.core_signature(function).unwrap();
            format!("{short} {} {signature}", function.name)
        })
        .collect();
    let expected: Vec<String> = facts(SIGNATURES).map(|words| words.join(" ")).collect();
    assert_eq!(expected.len(), 86);
    for (actual, expected) in actual.iter().zip(&expected) {
        assert_eq!(actual, expected);
    }
    assert_eq!(actual.len(), expected.len());
    assert_eq!(document.modules.len(), 8);
}

#[test]
fn every_type_lies_in_memory_as_the_table_says() {
    let document = document();
    let mut seen = 0;
    for words in facts(TYPES) {
        let (kind, name, rest) = (words[0], words[1], &words[2..]);
        let numbers = || rest.iter().map(|word| word.parse::<u32>().unwrap()).collect::<Vec<u32>>();
        match kind {
            "const" => {
                let value = u64::from_str_radix(rest[1].trim_start_matches("0x"), 16).unwrap();
                let found = document
                    .constants
                    .iter()
                    .any(|c| document.named(c.ty).name == name && c.name == rest[0] && c.value == value);
                assert!(found, "{words:?}");
            }
            "batch" => assert_eq!(batch_sizes(&document, name), numbers(), "{name}"),
            _ => {
                seen += 1;
                let ty = find(&document, name);
                let layout = document.layout(ty);
                match (&document.resolve(ty).kind, kind) {
                    (TypeKind::Enum(en), "enum") => {
                        let cases: Vec<&str> = en.cases.iter().map(|case| case.name.as_str()).collect();
                        assert_eq!(cases, rest[1..], "{name}");
                        assert_eq!(layout.size.to_string(), rest[0], "{name}");
                        assert_eq!(layout.align, layout.size, "{name}");
                    }
                    (TypeKind::Handle(Some(_)), "handle") => {
                        assert_eq!((layout.size, layout.align), (4, 4), "{name}");
                    }
                    (TypeKind::Variant(variant), "variant") => {
                        let actual = [layout.size, layout.align, abi::payload_offset(&document, variant)];
                        let actual: Vec<String> = actual
                            .iter()
                            .map(u32::to_string)
                            .chain(variant.cases.iter().map(|case| case.name.clone()))
                            .collect();
                        assert_eq!(actual, rest, "{name}");
                    }
                    (TypeKind::Tuple(_), "tuple") => {
                        let mut actual = vec![layout.size, layout.align];
                        actual.extend(abi::member_offsets(&document, ty));
                        assert_eq!(actual, numbers(), "{name}");
                    }
                    (_, "alias") => {
                        assert_eq!(vec![layout.size, layout.align], numbers(), "{name}");
                    }
                    (other, _) => panic!("{name} is {}, not of kind {kind}", other.describe()),
                }
            }
        }
    }
    assert_eq!(seen, document.types.len(), "types the table does not know");
    assert_eq!(document.constants.len(), 3);
    assert_eq!(document.resources.len(), 12);
}

/// Sizes of an element of the list a batch function takes, and of the one it answers.
fn batch_sizes(document: &Document, name: &str) -> Vec<u32> {
    let function = document
        .modules
        .iter()
        .find_map(|module| module.function(name))
        .unwrap_or_else(|| panic!("no function {name}"));
    let outcome = document.outcome(function);
    [&function.params[0].ty, outcome.values[0].ty]
        .into_iter()
        .map(|ty| match &document.resolve(ty).kind {
            TypeKind::List(element) => document.layout(element).size,
            other => panic!("{name}: {}", other.describe()),
        })
        .collect()
}

fn find<'a>(document: &'a Document, name: &str) -> &'a Type {
    let mut named = document.types.iter().filter(|named| named.name == name);
    let found = named.next().unwrap_or_else(|| panic!("no type {name}"));
    assert!(named.next().is_none(), "{name} is defined more than once");
    &found.ty
}

#[test]
fn everything_is_documented() {
    let document = document();
    let mut missing = Vec::new();
    for named in &document.types {
        check(&mut missing, &named.name, &named.docs);
        match &named.ty.kind {
            TypeKind::Enum(en) => {
                for case in &en.cases {
                    check(&mut missing, &format!("{}.{}", named.name, case.name), &case.docs);
                }
            }
            TypeKind::Variant(variant) => {
                for case in &variant.cases {
                    check(&mut missing, &format!("{}.{}", named.name, case.name), &case.docs);
                }
            }
            _ => {}
        }
    }
    for constant in &document.constants {
        check(&mut missing, &constant.name, &constant.docs);
    }
    for module in &document.modules {
        check(&mut missing, &module.name, &module.docs);
        for function in &module.functions {
            check(&mut missing, &function.name, &function.docs);
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

fn check(missing: &mut Vec<String>, name: &str, docs: &str) {
    if !docs.ends_with(['.', '`']) {
        missing.push(name.to_owned());
    }
}

/// The codes in lists of errors are spelt as the enumeration spells them, and each list names a code once.
#[test]
fn lists_of_errors_name_known_codes() {
    let document = document();
    let TypeKind::Enum(codes) = &find(&document, "crypto_errno").kind else {
        panic!("crypto_errno is not an enum");
    };
    let functions = document.modules.iter().flat_map(|module| &module.functions);
    for function in functions {
        let mut listed = Vec::new();
        let errors = function.docs.split("Errors:\n").nth(1).unwrap_or("");
        for line in errors.lines().filter_map(|line| line.strip_prefix("- `")) {
            let code = line.split('`').next().unwrap();
            assert!(codes.cases.iter().any(|case| case.name == code), "{}: {code}", function.name);
            assert!(!listed.contains(&code), "{}: {code} is listed twice", function.name);
            listed.push(code);
        }
        assert_eq!(errors.is_empty(), listed.is_empty(), "{}", function.name);
    }
}
