//! Libraries written by hand against older generations of the API, with known answers; see `tests/guests/wat`.

use wasi_crypto_componentize::{Componentizer, Inspection, LinkMode};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};

/// Of June 2020.
const KEY_MANAGER: &[u8] = include_bytes!("../../guests/wat/key-manager.wat");
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

/// What an export of the guest answers.
fn run(guest: &[u8], componentizer: &Componentizer, export: &str) -> i32 {
    let engine = Engine::new(Config::new().concurrency_support(false)).unwrap();
    let component = Component::new(&engine, componentizer.componentize(guest).unwrap()).unwrap();
    let mut linker = Linker::new(&engine);
    wasi_crypto_host::add_to_linker_sync(&mut linker).unwrap();
    let mut store = Store::new(&engine, State { crypto: WasiCryptoCtx::new(), table: ResourceTable::new() });
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
    for generation in wasi_crypto_model::SINGLE_MODULE {
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
