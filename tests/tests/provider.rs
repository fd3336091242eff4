//! The provider component: what it imports and exports, how large it is, and guests composed with it on a wasmtime that
//! has WASI and nothing of ours.

use std::fs;

use wasi_crypto_componentize::Componentizer;
use wasi_crypto_compose::compose;
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::standalone::{Outcome, engine, run};
use wasmtime::component::Component;

const FULL: &str = "wasi-crypto-provider";
const REQUIRED: &str = "wasi-crypto-provider-required";

fn guest(name: &str) -> Vec<u8> {
    fs::read(tools::guests().join(format!("{name}.wasm"))).expect("the guest is there")
}

/// Composes a guest with the provider and compares what it prints with what it prints on our host.
fn agrees(name: &str, component: &[u8]) {
    run(&compose(component, &tools::provider(FULL)).expect("they fit"), &[name]).is_that_of_our_host(name);
}

#[test]
fn it_exports_our_interfaces_and_imports_randomness_and_the_time() {
    let engine = engine();
    for name in [FULL, REQUIRED] {
        let component = Component::new(&engine, tools::provider(name)).expect("a valid component");
        let kind = component.component_type();
        let imports: Vec<_> = kind.imports(&engine).map(|(name, _)| name.to_owned()).collect();
        assert_eq!(imports, ["wasi:random/random@0.2.0", "wasi:clocks/wall-clock@0.2.0"], "{name}");
        let exports: Vec<_> = kind.exports(&engine).map(|(name, _)| name.to_owned()).collect();
        let ours = ["common", "symmetric", "asymmetric", "signatures", "key-exchange", "external-secrets"];
        assert_eq!(exports, ours.map(|interface| format!("wasi:crypto/{interface}@0.13.0-draft")), "{name}");
    }
}

#[test]
fn it_is_small() {
    assert!(tools::provider(FULL).len() <= 1_470_000, "{}", tools::provider(FULL).len());
    assert!(tools::provider(REQUIRED).len() <= 435_000, "{}", tools::provider(REQUIRED).len());
}

#[test]
fn components_composed_with_it_do_what_they_do_on_our_host() {
    for name in ["component-rust", "component-c"] {
        agrees(name, &guest(name));
    }
}

#[test]
fn legacy_programs_composed_with_it_do_too() {
    for name in ["legacy-rust", "legacy-c"] {
        agrees(name, &Componentizer::new().componentize(&guest(name)).expect("a legacy program"));
    }
}

#[test]
fn managed_keys_end_with_the_component() {
    let component = Componentizer::new().componentize(&guest("legacy-managed")).expect("a legacy program");
    let composed = compose(&component, &tools::provider(FULL)).expect("they fit");
    let Outcome { success, output } = run(&composed, &["legacy-managed", "generate", "text"]);
    assert!(success, "{output}");
    let id =
        output.split_whitespace().find(|word| word.len() == 64).unwrap_or_else(|| panic!("no identifier: {output}"));
    let Outcome { success, output } = run(&composed, &["legacy-managed", "sign", id, "text"]);
    assert!(!success, "{output}");
}

#[test]
fn what_does_not_fit_is_said() {
    let provider = tools::provider(REQUIRED);
    let said = |app: &[u8], provider: &[u8]| format!("{:#}", compose(app, provider).expect_err("does not fit"));
    assert_eq!(said(b"\0asm\x01\0\0\0", &provider), "the application is not a component");
    assert_eq!(said(&guest("component-rust"), b"hello"), "the provider is not a component");
    assert_eq!(said(&provider, &provider), "the application imports no interface of wasi:crypto");
    let backwards = said(&guest("component-rust"), &guest("component-c"));
    assert!(backwards.ends_with("the provider exports nothing of wasi:crypto"), "{backwards}");
}
