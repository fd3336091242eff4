//! A library written by hand against the API of June 2020, with known answers; see `tests/guests/wat/key-manager.wat`.

use wasi_crypto_componentize::{Componentizer, Inspection};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};

const GUEST: &[u8] = include_bytes!("../../guests/wat/key-manager.wat");

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
fn run(componentizer: &Componentizer, export: &str) -> i32 {
    let engine = Engine::new(Config::new().concurrency_support(false)).unwrap();
    let component = Component::new(&engine, componentizer.componentize(GUEST).unwrap()).unwrap();
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
            assert_eq!(run(&componentizer, export), 0, "{export}: step and error number");
        }
        assert_eq!(run(&componentizer, "option-not-set"), 24);
        // This host has no store.
        assert_eq!(run(&componentizer, "key-manager"), 3);
    }
}

#[test]
fn it_is_told_by_its_key_manager() {
    let generation = Inspection::of(GUEST).unwrap().generation.unwrap();
    let candidates: Vec<&str> = generation.candidates.iter().map(|candidate| candidate.name()).collect();
    assert_eq!(candidates, ["2020-06", "2020-10"]);
    assert_eq!(generation.served_as.as_deref(), Some("2020-06..2020-10"));
    // The order of signature_import is told by each call, and the numbers of 2020-06 are all in 2020-10.
    assert_eq!(generation.ambiguity, None);
}
