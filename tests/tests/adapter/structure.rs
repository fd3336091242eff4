//! The files themselves: the same every time, verified, and what the verifier refuses.

use wasi_crypto_adapter_generator::verify::MAX_SIZE;
use wasi_crypto_adapter_generator::{Violation, generate, verify};
use wasi_crypto_model::binding::{Action, Bindings, CoreType, Function, HandleKind, Module, Resource};
use wit_component::ComponentEncoder;

use crate::support::*;

#[test]
fn the_same_input_gives_the_same_bytes() {
    let again = generate(&model().bindings, &model().wit_package()).unwrap();
    assert_eq!(again, adapters());
}

#[test]
fn all_adapters_verify() {
    for (adapter, module) in adapters().iter().zip(&model().bindings.modules) {
        assert_eq!(adapter.name, module.name);
        verify(&adapter.wasm, &model().bindings.package, module)
            .unwrap_or_else(|violation| panic!("{}: {violation}", adapter.name));
        assert!(adapter.wasm.len() < MAX_SIZE);
    }
}

#[test]
fn an_adapter_of_another_module_does_not_verify() {
    let bindings = &model().bindings;
    let found = verify(&adapters()[0].wasm, &bindings.package, &bindings.modules[1]).unwrap_err();
    assert!(matches!(&found, Violation::Export(_)), "{found}");
    let found = verify(&adapters()[0].wasm, "wasi:crypto@1.0.0", &bindings.modules[0]).unwrap_err();
    assert!(matches!(&found, Violation::Import(_)), "{found}");
}

/// A module with one function, and bindings for it.
fn tiny() -> (Bindings, Module) {
    let resource = Resource { interface: "common".to_string(), name: "options".to_string() };
    let module = Module {
        name: "tiny".to_string(),
        functions: vec![Function {
            name: "options_close".to_string(),
            params: vec![("handle".to_string(), CoreType::I32)],
            action: Action::Close { handle: 0, kind: 0 },
        }],
    };
    let bindings = Bindings {
        kinds: vec![HandleKind { name: "options".to_string(), resource: Some(resource) }],
        modules: vec![module.clone()],
        ..model().bindings.clone()
    };
    (bindings, module)
}

/// The tiny adapter as text, changed, and verified again. The world is put back, as text has no custom sections.
fn changed(change: impl Fn(String) -> String) -> Result<(), Violation> {
    let (bindings, module) = tiny();
    let adapter = generate(&bindings, &model().wit_package()).unwrap().remove(0);
    verify(&adapter.wasm, &bindings.package, &module).unwrap();
    let text = wasmprinter::print_bytes(&adapter.wasm).unwrap();
    let after = change(text.clone());
    assert_ne!(text, after, "nothing was changed");
    let wasm = wat::parse_str(&after).unwrap_or_else(|error| panic!("{error}\n{after}"));
    verify(&wasm, &bindings.package, &module)
}

/// Adds something at the end of the module.
fn plus(addition: &str) -> Result<(), Violation> {
    changed(|text| {
        let end = text.rfind(')').unwrap();
        format!("{}{addition})", &text[..end])
    })
}

#[test]
fn printing_and_parsing_changes_nothing_that_matters() {
    assert_eq!(plus("\n"), Ok(()));
}

#[test]
fn own_memories_tables_segments_and_start_functions_are_refused() {
    let refused = |addition: &str, section: &str| {
        let found = plus(addition).unwrap_err();
        let expected = Violation::Section(section.to_string());
        assert!(found == expected || matches!(found, Violation::Invalid(_)), "{addition}: {found}");
    };
    refused("(memory 1)", "memory");
    refused("(table 1 funcref)", "table");
    refused(r#"(data (i32.const 0) "x")"#, "data");
    refused(r#"(data "x")"#, "data");
    refused("(elem func 0)", "element");
    refused("(func $begin) (start $begin)", "start");
    refused(r#"(@custom "linking" "x")"#, "custom `linking`");
}

#[test]
fn other_imports_are_refused() {
    for import in [
        r#"(import "env" "memory2" (memory 0))"#,
        r#"(import "env" "f" (func))"#,
        r#"(import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))"#,
        r#"(import "wasi:random/random@0.2.0" "get-random-u64" (func (result i64)))"#,
        r#"(import "wasi:crypto/common@0.12.0" "f" (func))"#,
        r#"(import "wasi:cryptography/common@0.13.0-draft" "f" (func))"#,
        r#"(import "wasi:crypto/common@0.13.0-draft" "g" (global i32))"#,
        r#"(import "__main_module__" "malloc" (func (param i32) (result i32)))"#,
    ] {
        let found = changed(|text| {
            let at = text.find("(import").unwrap();
            format!("{}{import}{}", &text[..at], &text[at..])
        });
        assert!(matches!(found, Err(Violation::Import(_) | Violation::Invalid(_))), "{import}: {found:?}");
    }
}

#[test]
fn other_exports_are_refused() {
    for (from, to) in [
        (r#"(export "options_close""#, r#"(export "options_open""#),
        (r#"(export "cabi_import_realloc""#, r#"(export "cabi_realloc""#),
    ] {
        let found = changed(|text| text.replace(from, to));
        assert!(matches!(found, Err(Violation::Export(_))), "{found:?}");
    }
    for export in [r#"(func (export "extra"))"#, r#"(export "memory" (memory 0))"#] {
        let found = plus(export);
        assert!(matches!(found, Err(Violation::Export(_))), "{found:?}");
    }
    let (bindings, mut module) = tiny();
    let adapter = generate(&bindings, &model().wit_package()).unwrap().remove(0);
    module.functions[0].params.push(("more".to_string(), CoreType::I64));
    let found = verify(&adapter.wasm, &bindings.package, &module);
    assert!(matches!(found, Err(Violation::Export(_))), "{found:?}");
}

#[test]
fn other_globals_are_refused() {
    let found = plus("(global $more (mut i32) (i32.const 0))");
    assert!(matches!(found, Err(Violation::Global(_))), "{found:?}");
    let found = changed(|text| {
        text.replace(
            "(global $allocation_state (;1;) (mut i32) i32.const 1)",
            "(global $allocation_state (mut i32) i32.const 0)",
        )
    });
    assert!(matches!(found, Err(Violation::Global(_))), "{found:?}");
    let found = changed(|text| text.replace("$__stack_pointer", "$pointer"));
    assert!(matches!(found, Err(Violation::Global(_))), "{found:?}");
}

#[test]
fn what_is_no_adapter_at_all_is_refused() {
    let (bindings, module) = tiny();
    let check = |wasm: &[u8]| verify(wasm, &bindings.package, &module).unwrap_err();
    assert!(matches!(check(b""), Violation::Invalid(_)));
    assert!(matches!(check(b"\0asm\x0d\0\x01\0"), Violation::Invalid(_)));
    assert!(matches!(check(&[0; MAX_SIZE + 1]), Violation::Size(_)));
    let adapter = generate(&bindings, &model().wit_package()).unwrap().remove(0);
    assert!(matches!(check(&adapter.wasm[..adapter.wasm.len() - 1]), Violation::Invalid(_)));
    let found = changed(|text| {
        let at = text.find("(@custom \"component-type\"").unwrap();
        let end = text[at..].find('\n').unwrap();
        format!("{}{}", &text[..at], &text[at + end..])
    });
    assert!(matches!(found, Err(Violation::World(_))), "{found:?}");
}

#[test]
fn bindings_that_do_not_fit_the_wit_are_refused() {
    let mut bindings = model().bindings.clone();
    let Action::Call(call) = &mut bindings.modules[0].functions[0].action else { panic!("options_open is a call") };
    call.function = "[method]options.set".to_string();
    let error = generate(&bindings, &model().wit_package()).unwrap_err();
    let text = format!("{error:#}");
    assert!(text.contains("wasi_ephemeral_crypto_common.options_open"), "{text}");
    assert!(text.contains("parameter") || text.contains("takes"), "{text}");
}

#[test]
fn adapters_can_be_given_in_any_order() {
    let options = wasi_crypto_adapter_generator::driver::Options::default();
    let driver = wasi_crypto_adapter_generator::driver::generate(&model().bindings, &options).unwrap();
    let encode = |order: Vec<usize>| {
        let mut encoder = ComponentEncoder::default().validate(true).module(&driver.wasm).unwrap();
        for index in order {
            let adapter = &adapters()[index];
            encoder = encoder.adapter(&adapter.name, &adapter.wasm).unwrap();
        }
        encoder.encode().unwrap()
    };
    let count = adapters().len();
    encode((0..count).collect());
    encode((0..count).rev().collect());
    for start in 1..count {
        encode((0..count).map(|index| (index + start) % count).collect());
    }
}

#[test]
fn a_module_that_uses_one_function_needs_one_adapter() {
    for module in &model().bindings.modules {
        let mut bindings = model().bindings.clone();
        for function in &module.functions {
            bindings.modules = vec![Module { name: module.name.clone(), functions: vec![function.clone()] }];
            let options = wasi_crypto_adapter_generator::driver::Options::default();
            let driver = wasi_crypto_adapter_generator::driver::generate(&bindings, &options).unwrap();
            let mut encoder = ComponentEncoder::default().validate(true).module(&driver.wasm).unwrap();
            for adapter in adapters() {
                encoder = encoder.adapter(&adapter.name, &adapter.wasm).unwrap();
            }
            encoder.encode().unwrap_or_else(|error| panic!("{}: {error:?}", function.name));
        }
    }
}
