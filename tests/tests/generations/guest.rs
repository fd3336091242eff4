//! Libraries written by hand against older generations of the API, with known answers; see `tests/guests/wat`.

use wasi_crypto_componentize::{Componentizer, Inspection, LinkMode};
use wasi_crypto_host::secrets::GuestSecrets;
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasi_crypto_tests::facility::Facility;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};

/// Of June 2020.
const KEY_MANAGER: &[u8] = include_bytes!("../../guests/wat/key-manager.wat");
/// Of April and of May 2020.
const SPLIT_MODULES: [(&str, &[u8]); 2] = [
    ("2020-04", include_bytes!("../../guests/wat/split-modules.wat")),
    ("2020-05", include_bytes!("../../guests/wat/split-modules-with-lengths.wat")),
];
/// Of 2019.
const SINGLE_MODULE: &[u8] = include_bytes!("../../guests/wat/single-module.wat");

struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// What an export of the guest answers, where there is no store.
fn run(guest: &[u8], componentizer: &Componentizer, export: &str) -> i32 {
    run_with(guest, componentizer, None, export)
}

/// What an export of the guest answers.
fn run_with(guest: &[u8], componentizer: &Componentizer, secrets: Option<GuestSecrets>, export: &str) -> i32 {
    let engine = Engine::new(Config::new().concurrency_support(false)).unwrap();
    let component = Component::new(&engine, componentizer.componentize(guest).unwrap()).unwrap();
    let mut linker = Linker::new(&engine);
    wasi_crypto_host::add_to_linker_sync(&mut linker).unwrap();
    let mut crypto = WasiCryptoCtx::builder();
    if let Some(secrets) = secrets {
        crypto = crypto.secrets(secrets);
    }
    let mut store = Store::new(&engine, State { crypto: crypto.build(), table: ResourceTable::new() });
    let instance = linker.instantiate(&mut store, &component).unwrap();
    let function = instance.get_typed_func::<(), (i32,)>(&mut store, export).unwrap();
    function.call(&mut store, ()).unwrap().0
}

#[test]
fn it_hashes_signs_verifies_and_encrypts() {
    for componentizer in [Componentizer::new(), Componentizer::new().generation("2020-06")] {
        for export in ["hash", "sign", "verify", "encrypt"] {
            assert_eq!(run(KEY_MANAGER, &componentizer, export), 0, "{export}: step and error number");
        }
        assert_eq!(run(KEY_MANAGER, &componentizer, "option-not-set"), 24);
        // This host has no store.
        assert_eq!(run(KEY_MANAGER, &componentizer, "key-manager"), 3);
    }
}

#[test]
fn it_is_told_by_its_key_manager() {
    let generation = Inspection::of(KEY_MANAGER).unwrap().generation.unwrap();
    let candidates: Vec<&str> = generation.candidates.iter().map(|candidate| candidate.name()).collect();
    assert_eq!(candidates, ["2020-06", "2020-10"]);
    assert_eq!(generation.served_as.as_deref(), Some("2020-06..2020-10"));
    // The order of signature_import is told by each call, and the numbers of 2020-06 are all in 2020-10.
    assert_eq!(generation.ambiguity, None);
}

#[test]
fn those_of_spring_2020_sign_authenticate_encrypt_and_keep_keys() {
    for (generation, guest) in SPLIT_MODULES {
        for mode in [LinkMode::Splice, LinkMode::Adapters] {
            let componentizer = Componentizer::new().link_mode(mode);
            let component = componentizer.componentize(guest).unwrap();
            let named = Componentizer::new().link_mode(mode).generation(generation).componentize(guest).unwrap();
            assert!(component == named, "{generation}: it is what it was taken for");
            for export in ["sign", "encodings", "authenticate", "encrypt"] {
                let failed = run(guest, &componentizer, export);
                assert_eq!(failed, 0, "{generation}, {mode:?}, {export}: step and error number");
            }
            for export in ["managed", "managed-symmetric"] {
                let facility = Facility::default();
                let failed = run_with(guest, &componentizer, Some(facility.guest()), export);
                assert_eq!(failed, 0, "{generation}, {mode:?}, {export}: step and error number");
                assert_eq!(facility.versions(), 0, "{generation}, {mode:?}, {export}: what was revoked is gone");
                let failed = run(guest, &componentizer, export);
                assert_eq!(failed, 1003, "{generation}, {mode:?}, {export}: there is no store");
            }
        }
    }
}

#[test]
fn those_of_spring_2020_are_told_by_their_pulls() {
    for (generation, guest) in SPLIT_MODULES {
        let range = Inspection::of(guest).unwrap().generation.unwrap();
        assert_eq!(range.served_as.as_deref(), Some(generation));
        assert_eq!(range.candidates.len(), 1, "{generation}: {range:?}");
        assert_eq!(range.ambiguity, None);
    }
}

#[test]
fn what_april_and_may_have_in_common_means_the_same_in_both() {
    // What tells them apart is not imported.
    let text = r#"(module
        (import "wasi_ephemeral_crypto_signatures" "signature_keypair_generate"
            (func $generate (param i32 i32 i32 i32) (result i32)))
        (import "wasi_ephemeral_crypto_signatures" "signature_keypair_export"
            (func $export (param i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0x100) "Ed25519")
        (data (i32.const 0x110) "\01")
        (func (export "generate") (result i32)
            (call $generate (i32.const 0x100) (i32.const 7) (i32.const 0x110) (i32.const 0x120)))
        (func (export "der") (result i32)
            (drop (call $generate (i32.const 0x100) (i32.const 7) (i32.const 0x110) (i32.const 0x120)))
            (call $export (i32.load (i32.const 0x120)) (i32.const 2) (i32.const 0x124))))"#;
    let range = Inspection::of(text.as_bytes()).unwrap().generation.unwrap();
    let candidates: Vec<&str> = range.candidates.iter().map(|candidate| candidate.name()).collect();
    assert_eq!(candidates, ["2020-04", "2020-05"]);
    assert_eq!(range.served_as.as_deref(), Some("2020-05"));
    assert_eq!(range.ambiguity, None);
    for componentizer in [Componentizer::new(), Componentizer::new().generation("2020-04")] {
        for export in ["generate", "der"] {
            assert_eq!(run(text.as_bytes(), &componentizer, export), 0, "{export}");
        }
    }
}

#[test]
fn the_one_of_2019_hashes_signs_encrypts_generates_and_derives() {
    for mode in [LinkMode::Splice, LinkMode::Adapters] {
        let componentizer = Componentizer::new().link_mode(mode);
        let component = componentizer.componentize(SINGLE_MODULE).unwrap();
        assert!(component == componentizer.componentize(SINGLE_MODULE).unwrap(), "the same again");
        let named = Componentizer::new().link_mode(mode).generation("2019").componentize(SINGLE_MODULE).unwrap();
        assert!(component == named, "it is what it was taken for");
        for export in ["hash", "sign", "encrypt", "decrypt", "derive"] {
            assert_eq!(run(SINGLE_MODULE, &componentizer, export), 0, "{mode:?}, {export}: step and error number");
        }
        assert_eq!(run(SINGLE_MODULE, &componentizer, "forged"), 9, "{mode:?}: EBADMSG");
    }
}

#[test]
fn the_one_of_2019_is_told_by_any_of_its_functions() {
    let generation = Inspection::of(SINGLE_MODULE).unwrap().generation.unwrap();
    assert_eq!(generation.served_as.as_deref(), Some("2019"));
    assert_eq!(generation.ambiguity, None);
    for generation in crate::SINGLE_MODULE {
        for function in &wasi_crypto_model::bindings(generation).unwrap().modules[0].functions {
            let text = format!(
                r#"(module (import "wasi_ephemeral_crypto" "{}" (func (param{}) (result i32))) (memory (export "memory") 1))"#,
                function.name,
                " i32".repeat(function.params.len())
            );
            let inspection = Inspection::of(text.as_bytes()).unwrap();
            assert_eq!(inspection.generation.as_ref().unwrap().served_as.as_deref(), Some(generation), "{text}");
            assert!(inspection.is_convertible(), "{text}: {:?}", inspection.problems);
        }
    }
}
