//! Upstream's package: the checked-in files are what the model generates (`BLESS=1` writes them), and say what upstream's
//! say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wasi_crypto_model::upstream::{State, Upstream};
use wasi_crypto_model::{CURRENT, model};
use wit_parser::{Handle, PackageId, Resolve, Type, TypeDefKind};

fn folder(state: State) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit/upstream").join(state.folder())
}

fn upstream() -> Upstream {
    model(CURRENT).and_then(|model| model.upstream()).unwrap_or_else(|error| panic!("{error}"))
}

fn package(state: State) -> (Resolve, PackageId) {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(folder(state)).expect("the package resolves");
    (resolve, package)
}

#[test]
fn checked_in_files_are_up_to_date() {
    let upstream = upstream();
    for state in State::ALL {
        let (path, text) = (folder(state).join("crypto.wit"), upstream.wit(state));
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(folder(state)).expect("a writable folder");
            std::fs::write(&path, &text).expect("a writable folder");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{} is out of date; run this test with BLESS=1", path.display());
    }
}

#[test]
fn the_mapping_has_every_function_of_both_packages_that_it_should() {
    let (upstream, ours) = (upstream(), model(CURRENT).unwrap());
    assert_eq!((upstream.functions(State::WithClose), upstream.functions(State::WithoutClose)), (86, 75));
    let mapping = upstream.mapping();
    let rows: Vec<(&str, &str)> = mapping
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.trim().split_once("  ").expect("two columns"))
        .collect();
    assert_eq!(rows.len(), 86);
    let (resolve, package) = package(State::WithClose);
    let names: BTreeSet<&str> = resolve.packages[package]
        .interfaces
        .values()
        .flat_map(|id| resolve.interfaces[*id].functions.keys().map(String::as_str))
        .collect();
    assert_eq!(rows.iter().map(|(name, _)| name.trim_end_matches(" *")).collect::<BTreeSet<_>>(), names);
    let right: BTreeSet<&str> = rows.iter().map(|(_, ours)| ours.trim()).collect();
    for interface in &ours.package.interfaces {
        for item in interface.items.iter().filter(|item| item.legacy.is_some()) {
            let path = format!("{}/{}", interface.name, item.path());
            assert!(right.contains(path.as_str()), "{path} is what no function of upstream maps to");
        }
    }
}

/// Against a list of the signatures, written down from upstream's own files: `interface name(parameters) -> result`.
#[test]
fn signatures_are_upstreams() {
    let facts = include_str!("upstream-0.11.0.txt");
    let facts: Vec<&str> = facts.lines().filter(|line| !line.starts_with('#')).collect();
    for state in State::ALL {
        let (resolve, package) = package(state);
        let mut found = vec![format!("crypto-errno {}", errno(&resolve))];
        for (name, id) in &resolve.packages[package].interfaces {
            let interface = &resolve.interfaces[*id];
            for (function, definition) in &interface.functions {
                let params: Vec<String> = definition
                    .params
                    .iter()
                    .map(|param| format!("{}: {}", param.name, structure(&resolve, &param.ty)))
                    .collect();
                let result = definition.result.as_ref().map(|ty| structure(&resolve, ty)).unwrap_or_default();
                found.push(format!("{name} {function}({}) -> {result}", params.join(", ")));
            }
        }
        let mut expected: Vec<&str> =
            facts.iter().copied().filter(|line| state == State::WithClose || !line.contains("-close(")).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
    }
}

fn errno(resolve: &Resolve) -> String {
    let mut types = resolve.types.iter().map(|(_, ty)| ty);
    let Some(TypeDefKind::Variant(errno)) =
        types.find(|ty| ty.name.as_deref() == Some("crypto-errno")).map(|ty| &ty.kind)
    else {
        panic!("crypto-errno is a variant");
    };
    errno.cases.iter().map(|case| case.name.as_str()).collect::<Vec<_>>().join("|")
}

/// A type with its aliases resolved and its cases written out, names kept for resources alone.
fn structure(resolve: &Resolve, ty: &Type) -> String {
    let Type::Id(id) = ty else {
        return match ty {
            Type::U8 => "u8",
            Type::U32 => "u32",
            Type::U64 => "u64",
            Type::String => "string",
            other => panic!("the package has no {other:?}"),
        }
        .to_owned();
    };
    let of = |ty: &Type| structure(resolve, ty);
    let optional = |ty: &Option<Type>| ty.as_ref().map_or_else(|| "_".to_owned(), of);
    let definition = &resolve.types[*id];
    match &definition.kind {
        TypeDefKind::Handle(Handle::Own(resource)) => of(&Type::Id(*resource)),
        TypeDefKind::Handle(Handle::Borrow(resource)) => format!("borrow<{}>", of(&Type::Id(*resource))),
        TypeDefKind::Resource => definition.name.clone().expect("resources have names"),
        TypeDefKind::Type(alias) => of(alias),
        TypeDefKind::List(element) => format!("list<{}>", of(element)),
        TypeDefKind::Option(some) => format!("option<{}>", of(some)),
        TypeDefKind::Tuple(tuple) => format!("tuple<{}>", tuple.types.iter().map(of).collect::<Vec<_>>().join(", ")),
        TypeDefKind::Result(result) => format!("result<{}, {}>", optional(&result.ok), optional(&result.err)),
        TypeDefKind::Enum(cases) => {
            format!("enum {}", cases.cases.iter().map(|case| case.name.as_str()).collect::<Vec<_>>().join("|"))
        }
        TypeDefKind::Variant(cases) => {
            let case = |case: &wit_parser::Case| match &case.ty {
                Some(ty) => format!("{}({})", case.name, of(ty)),
                None => case.name.clone(),
            };
            let cases = cases.cases.iter().map(case).collect::<Vec<_>>().join("|");
            // It is in every result.
            if cases.starts_with("success|") && cases.ends_with("|expired") {
                "errno".to_owned()
            } else {
                format!("variant {cases}")
            }
        }
        other => panic!("the package has no {}", other.as_str()),
    }
}
