//! What older generations, and several at once, do in terms of the one WIT package.

use wasi_crypto_model::binding::{Action, Arg, Bindings, Call, EnumRule, Exception, Look, Reorder};
use wasi_crypto_model::package::TypeDefKind;
use wasi_crypto_model::{CURRENT, Generations, Problem, bindings, generations, model};

/// Those that can be taken together.
const FAMILY: [&str; 6] = ["2020-06", "2020-10", "2020-11", "2020-12", "2022-01", CURRENT];

/// Ordinals of `key-encoding`.
const RAW: u32 = 0;
const PKCS8: u32 = 1;
const PEM: u32 = 2;
const SEC: u32 = 3;
const LOCAL: u32 = 4;

fn call<'a>(bindings: &'a Bindings, name: &str) -> &'a Call {
    let mut functions = bindings.modules.iter().flat_map(|module| &module.functions);
    let function = functions.find(|function| function.name == name);
    match function.map(|function| &function.action) {
        Some(Action::Call(call)) => call,
        other => panic!("{name} is {other:?}"),
    }
}

/// Map and exceptions of the only enum of a call besides the algorithm's category.
fn encoding<'a>(bindings: &'a Bindings, name: &str) -> (&'a [u32], &'a [Exception]) {
    let mut found = call(bindings, name).args.iter().filter_map(|arg| match arg {
        Arg::Enum { wit, map, exceptions, .. } if wit.ends_with("encoding") => Some((&map[..], &exceptions[..])),
        _ => None,
    });
    found.next().unwrap_or_else(|| panic!("{name} has no encoding"))
}

/// The numbers of WIT errors.
fn errnos<const N: usize>(generation: &str, errors: [&str; N]) -> [u16; N] {
    let model = model(generation).unwrap();
    let mut types = model.package.interfaces.iter().flat_map(|interface| &interface.types);
    let Some(TypeDefKind::Enum(cases)) = types.find(|ty| ty.name == "error-code").map(|ty| &ty.kind) else {
        panic!("there is no error-code");
    };
    let ordinal = |error: &str| cases.iter().position(|case| case.name == error).unwrap();
    errors.map(|error| model.bindings.errno.wit_to_legacy[ordinal(error)])
}

#[test]
fn names_of_generations() {
    assert_eq!(generations("current").unwrap(), [CURRENT]);
    assert_eq!(generations("0.9").unwrap(), [CURRENT]);
    assert_eq!(generations("any").unwrap(), FAMILY);
    assert_eq!(generations("2020-11..current").unwrap(), ["2020-11", "2020-12", "2022-01", "0.10"]);
    for unknown in ["", "..", "1999", "0.10..2020-06", "2020-06..", "2020-06..2020-07"] {
        let error = generations(unknown).unwrap_err();
        assert!(matches!(error.problem, Problem::UnknownGeneration { .. }), "{unknown}: {error}");
        assert!(error.to_string().contains("2020-06, 2020-10"), "{error}");
    }
    for alone in ["2019", "2019-cause", "2020-04", "2020-05"] {
        assert_eq!(generations(alone).unwrap(), [alone]);
        assert!(generations(&format!("{alone}..0.10")).is_err(), "nothing is common to them");
    }
    let title = |name| Generations::embedded().unwrap().find(name).unwrap().title();
    assert_eq!(title("2020-06"), "key manager");
    assert_eq!(title(CURRENT), "current");
}

#[test]
fn every_generation_calls_the_same_package() {
    let current = model(CURRENT).unwrap();
    for generation in FAMILY.into_iter().chain(["any", "2020-06..2020-10", "2020-12..0.10"]) {
        let model = model(generation).unwrap_or_else(|error| panic!("{generation}: {error}"));
        assert_eq!(model.wit_package(), current.wit_package(), "{generation}");
        assert_eq!(model.bindings.kinds, current.bindings.kinds, "{generation}");
        assert_eq!(model.bindings.package, current.bindings.package, "{generation}");
    }
    let counts = FAMILY.map(|generation| {
        bindings(generation).unwrap().modules.iter().map(|module| module.functions.len()).sum::<usize>()
    });
    assert_eq!(counts, [64, 69, 71, 77, 78, 86]);
}

#[test]
fn errors_have_the_numbers_of_their_time() {
    let errors = [
        "nonce-required",
        "invalid-nonce",
        "option-not-set",
        "not-found",
        "in-progress",
        "incompatible-keys",
        "expired",
    ];
    let numbers = |generation: &str| errnos(generation, errors);
    assert_eq!(numbers("2020-06"), [23, 9, 24, 25, 27, 28, 25]);
    assert_eq!(numbers("2020-10"), [23, 9, 24, 25, 27, 28, 29]);
    assert_eq!(numbers("2020-11"), [23, 9, 24, 25, 27, 28, 29]);
    for since in ["2020-12", "2022-01", "0.10", "any"] {
        assert_eq!(numbers(since), [23, 24, 25, 26, 28, 29, 30], "{since}");
    }
    assert_eq!(numbers("2020-06..2020-10"), numbers("2020-10"));
}

#[test]
fn the_key_manager_is_the_secrets_manager() {
    let (old, current) = (bindings("2020-06").unwrap(), bindings(CURRENT).unwrap());
    assert_eq!(call(&old, "key_manager_open"), call(&current, "secrets_manager_open"));
    assert_eq!(call(&old, "key_manager_invalidate"), call(&current, "secrets_manager_invalidate"));
    assert_eq!(call(&old, "keypair_from_id"), call(&current, "keypair_from_id"));
    let names: Vec<&str> =
        old.modules.iter().flat_map(|module| &module.functions).map(|function| function.name.as_str()).collect();
    assert!(!names.iter().any(|name| name.contains("secrets_manager") || name.starts_with("kx_")));
}

#[test]
fn the_encoding_of_a_signature_moved_behind_its_bytes() {
    let arguments = |generation: &str| call(&bindings(generation).unwrap(), "signature_import").args.clone();
    let [Arg::String { .. }, Arg::Bytes { ptr: 3, len: 4 }, Arg::Enum { param: 2, .. }] = &arguments("2020-06")[..]
    else {
        panic!("{:?}", arguments("2020-06"));
    };
    let [Arg::String { .. }, Arg::Bytes { ptr: 2, len: 3 }, Arg::Enum { param: 4, .. }] = &arguments("2020-10")[..]
    else {
        panic!("{:?}", arguments("2020-10"));
    };
    assert_eq!(call(&bindings("2020-10..0.10").unwrap(), "signature_import").reorder, None);
    let expected = Reorder { param: 4, below: 2, order: vec![0, 1, 3, 4, 2, 5] };
    for ambiguous in ["any", "2020-06..2020-10"] {
        let bindings = bindings(ambiguous).unwrap();
        assert_eq!(call(&bindings, "signature_import").reorder, Some(expected.clone()), "{ambiguous}");
        assert_eq!(call(&bindings, "signature_import").args, arguments(CURRENT), "{ambiguous}");
    }
}

#[test]
fn encodings_have_the_numbers_of_their_time() {
    let import = |generation: &str, kind: &str| {
        let bindings = bindings(generation).unwrap();
        let (map, exceptions) = encoding(&bindings, &format!("{kind}_import"));
        assert!(exceptions.is_empty(), "{generation}: what is given is understood");
        assert_eq!(map, encoding(&bindings, &format!("{kind}_export")).0, "{generation}");
        map.to_vec()
    };
    for der in ["2020-06", "2020-10", "2020-11"] {
        assert_eq!(import(der, "keypair"), [RAW, PKCS8, PKCS8, PEM], "{der}");
        assert_eq!(import(der, "publickey"), [RAW, PKCS8, PEM, SEC, SEC], "{der}");
        assert_eq!(import(der, "secretkey"), [RAW, PKCS8, PEM, SEC, SEC], "{der}");
    }
    assert_eq!(import("2020-12", "keypair"), [RAW, PKCS8, PEM, LOCAL]);
    assert_eq!(import("2020-12", "publickey"), [RAW, PKCS8, PEM, SEC, SEC, LOCAL]);
    assert_eq!(import("2020-12", "secretkey"), [RAW, PKCS8, PEM, SEC, SEC, LOCAL]);
    assert_eq!(import("2022-01", "keypair"), [RAW, PKCS8, PEM, PKCS8, PEM, LOCAL]);
    assert_eq!(import("2022-01", "publickey"), [RAW, PKCS8, PEM, SEC, SEC, PKCS8, PEM, LOCAL]);
    assert_eq!(import("2022-01", "secretkey"), [RAW, PKCS8, PEM, SEC, LOCAL]);
    assert_eq!(import("0.10", "publickey"), [RAW, PKCS8, PEM, SEC, LOCAL]);
}

#[test]
fn points_are_compressed_and_structures_around_them_refused() {
    let export = |generation: &str, kind: &str| {
        let bindings = bindings(generation).unwrap();
        let (_, exceptions) = encoding(&bindings, &format!("{kind}_export"));
        exceptions.iter().map(|exception| (exception.value, exception.rule.clone())).collect::<Vec<_>>()
    };
    let refused = |value| (value, EnumRule::Refuse(5));
    for generation in ["2020-06", "2020-10", "2020-11", "2020-12"] {
        assert_eq!(export(generation, "publickey"), [(4, EnumRule::Compress)], "{generation}");
        assert_eq!(export(generation, "secretkey"), [refused(4)], "{generation}");
        assert_eq!(export(generation, "keypair"), [], "{generation}");
    }
    assert_eq!(export("2022-01", "publickey"), [(4, EnumRule::Compress), refused(5), refused(6)]);
    assert_eq!(export("2022-01", "keypair"), [refused(3), refused(4)]);
    assert_eq!(export("0.10", "publickey"), []);
}

#[test]
fn bytes_tell_what_a_number_means_where_generations_disagree() {
    let looks = |kind: &str| {
        let bindings = bindings("any").unwrap();
        let (map, exceptions) = encoding(&bindings, &format!("{kind}_import"));
        let looks = exceptions.iter().map(|exception| match &exception.rule {
            EnumRule::Looks { ptr: 3, len: 4, looks } => (exception.value, looks.clone()),
            other => panic!("{other:?}"),
        });
        (map.to_vec(), looks.collect::<Vec<_>>())
    };
    let (pem, der) = ((Look::Pem, PEM), (Look::Der, PKCS8));
    assert_eq!(
        looks("keypair"),
        (vec![RAW, PKCS8, PEM, LOCAL, PEM, LOCAL], vec![(2, vec![pem, der]), (3, vec![der, pem])])
    );
    let sec = (4, vec![(Look::Sec, SEC)]);
    assert_eq!(
        looks("publickey"),
        (vec![RAW, PKCS8, PEM, SEC, LOCAL, LOCAL, PEM, LOCAL], vec![sec.clone(), (5, vec![der])])
    );
    assert_eq!(looks("secretkey"), (vec![RAW, PKCS8, PEM, SEC, LOCAL, LOCAL], vec![sec]));
}

#[test]
fn what_is_exported_follows_the_newest_generation_that_has_the_number() {
    let bindings = bindings("any").unwrap();
    let (map, exceptions) = encoding(&bindings, "keypair_export");
    assert_eq!(map, [RAW, PKCS8, PEM, LOCAL, PEM, LOCAL]);
    assert_eq!(exceptions, [Exception { value: 4, rule: EnumRule::Refuse(5) }]);
    let (map, exceptions) = encoding(&bindings, "publickey_export");
    assert_eq!(map, [RAW, PKCS8, PEM, SEC, LOCAL, PKCS8, PEM, LOCAL]);
    assert_eq!(exceptions.iter().map(|exception| exception.value).collect::<Vec<_>>(), [5, 6]);
}
