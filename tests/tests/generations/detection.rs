//! What the imports of a module tell: for a driver of each generation, and for modules that import little.

use wasi_crypto_adapter_generator::driver::{self, Options};
use wasi_crypto_componentize::{Componentizer, GenerationRange, Inspection};
use wasi_crypto_model::binding::CoreType;
use wasi_crypto_model::{bindings, generations};

fn inspect(module: &[u8]) -> GenerationRange {
    Inspection::of(module).unwrap().generation.expect("it imports crypto")
}

fn candidates(range: &GenerationRange) -> Vec<&str> {
    range.candidates.iter().map(|candidate| candidate.name()).collect()
}

/// A module that imports these functions of a generation, as text.
fn importing(generation: &str, names: &[&str]) -> String {
    let bindings = bindings(generation).unwrap();
    let imports = names.iter().map(|name| {
        let found = bindings.modules.iter().find_map(|module| {
            let function = module.functions.iter().find(|function| function.name == *name)?;
            Some((module, function))
        });
        let (module, function) = found.unwrap_or_else(|| panic!("{generation} has no {name}"));
        let ty = |ty: &CoreType| if *ty == CoreType::I32 { " i32" } else { " i64" };
        let params: String = function.params.iter().map(|(_, core)| ty(core)).collect();
        format!("  (import \"{}\" \"{name}\" (func (param{params}) (result i32)))\n", module.name)
    });
    format!("(module\n{}  (memory (export \"memory\") 1))", imports.collect::<String>())
}

#[test]
fn drivers_are_of_the_generation_they_were_made_for() {
    for generation in generations("any").unwrap() {
        let driver = driver::generate(&bindings(generation).unwrap(), &Options::default()).unwrap();
        let range = inspect(&driver.wasm);
        assert!(candidates(&range).contains(&generation), "{generation}: {range:?}");
        // They import everything there was, so only what was added later is missing, which proves nothing.
        let expected: &[&str] = match generation {
            "2020-06" => &["2020-06", "2020-10"],
            "2020-10" => &["2020-10"],
            "2020-11" => &["2020-11", "2020-12", "2022-01", "0.10"],
            "2020-12" => &["2020-12", "2022-01", "0.10"],
            "2022-01" => &["2022-01", "0.10"],
            _ => &["0.10"],
        };
        assert_eq!(candidates(&range), expected, "{generation}");
        let served = match expected {
            [one] => (*one).to_owned(),
            several => format!("{}..{}", several[0], several[several.len() - 1]),
        };
        assert_eq!(range.served_as, Some(served), "{generation}");
        assert!(!range.evidence.is_empty(), "{generation}");
    }
}

#[test]
fn every_driver_becomes_a_component_by_detection_and_by_name() {
    for generation in generations("any").unwrap() {
        let driver = driver::generate(&bindings(generation).unwrap(), &Options::default()).unwrap();
        let detected = Componentizer::new().componentize(&driver.wasm).unwrap();
        assert_eq!(detected, Componentizer::new().componentize(&driver.wasm).unwrap(), "{generation}: the same again");
        let named = Componentizer::new().generation(generation).componentize(&driver.wasm).unwrap();
        assert_eq!(detected == named, ["2020-10", "0.10"].contains(&generation), "{generation}");
    }
}

#[test]
fn what_little_imports_tell_and_what_it_costs() {
    let cases: [(&[&str], &[&str], Option<&str>); 6] = [
        (
            &["symmetric_state_open"],
            &["2020-04", "2020-05", "2020-06", "2020-10", "2020-11", "2020-12", "2022-01", "0.10"],
            Some("error numbers"),
        ),
        (&["keypair_import"], &["2020-06", "2020-10", "2020-11", "2020-12", "2022-01", "0.10"], Some("error numbers")),
        (&["kx_dh"], &["2020-10", "2020-11", "2020-12", "2022-01", "0.10"], Some("error numbers")),
        (&["secrets_manager_open"], &["2020-11", "2020-12", "2022-01", "0.10"], Some("error numbers")),
        (&["external_secret_store", "publickey_export"], &["2020-12", "2022-01", "0.10"], Some("publickey_export")),
        (&["symmetric_state_clone", "keypair_export"], &["2022-01", "0.10"], Some("keypair_export")),
    ];
    for (imports, expected, cost) in cases {
        let range = inspect(importing("0.10", imports).as_bytes());
        assert_eq!(candidates(&range), expected, "{imports:?}");
        match cost {
            Some(cost) => assert!(range.ambiguity.as_ref().is_some_and(|text| text.contains(cost)), "{range:?}"),
            None => assert_eq!(range.ambiguity, None),
        }
    }
    // What was given instead of asked for is told by its bytes: no cost.
    let range =
        inspect(importing("0.10", &["external_secret_store", "publickey_import", "signature_import"]).as_bytes());
    assert_eq!(range.ambiguity, None);
}

#[test]
fn the_misspelled_module_is_served() {
    let text =
        importing("0.10", &["external_secret_store"]).replace("crypto_external_secrets", "crypto_exernal_secrets");
    let range = inspect(text.as_bytes());
    assert_eq!(candidates(&range), ["2020-12", "2022-01", "0.10"]);
    Componentizer::new().componentize(text.as_bytes()).unwrap();
}

#[test]
fn contradictions_and_unknown_generations_are_errors() {
    let mut text = importing("2020-06", &["key_manager_open"]);
    let late =
        r#"(import "wasi_ephemeral_crypto_symmetric" "symmetric_state_clone" (func (param i32 i32) (result i32)))"#;
    text.insert_str("(module".len(), late);
    let error = Componentizer::new().componentize(text.as_bytes()).unwrap_err();
    assert!(format!("{error:#}").contains("different generations"), "{error:#}");
    let error = Componentizer::new().generation("2021").componentize(text.as_bytes()).unwrap_err();
    assert!(format!("{error:#}").contains("there is no generation `2021`; there is 2019, 2020-03-09, "), "{error:#}");
    let error = Componentizer::new().generation("2020-06").componentize(text.as_bytes()).unwrap_err();
    assert!(format!("{error:#}").contains("no adapter of 2020-06 serves"), "{error:#}");
    Componentizer::new().generation("any").componentize(text.as_bytes()).unwrap();
}
