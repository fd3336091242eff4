//! Components made by ordinary tools, from the guests of the repository.

use std::path::Path;

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_tests::component_driver::{self as driver, State};
use wasmtime::component::{Component, ComponentNamedList, Instance, Lift, Linker, Lower};
use wasmtime::{Result, Store};

struct Guest {
    store: Store<State>,
    instance: Instance,
}

impl Guest {
    fn new(file: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/guests/wasm").join(file);
        let component = Component::new(driver::engine(), std::fs::read(path).unwrap()).unwrap();
        let mut linker = Linker::new(driver::engine());
        wasi_crypto_host::add_to_linker_sync(&mut linker).unwrap();
        let mut store = driver::store(WasiCryptoCtx::new());
        let instance = linker.instantiate(&mut store, &component).unwrap();
        Self { store, instance }
    }

    fn call<R, P>(&mut self, interface: Option<&str>, name: &str, params: P) -> Result<R>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let interface = interface.map(|name| self.instance.get_export_index(&mut self.store, None, name).unwrap());
        let index = self.instance.get_export_index(&mut self.store, interface.as_ref(), name).unwrap();
        self.instance.get_typed_func::<P, R>(&mut self.store, index)?.call(&mut self.store, params)
    }
}

#[test]
fn test_vectors_pass_a_component() {
    type Outcome = (Result<Vec<u8>, u8>,);
    const INTERFACE: Option<&str> = Some("wasi-crypto-tests:vectors/symmetric-vectors");

    let mut guest = Guest::new("component-vectors.wasm");
    let (once,): Outcome = guest.call(INTERFACE, "hash-once", ("SHA-384", &b"abc"[..])).unwrap();
    let chunks = [&b"a"[..], b"", b"bc"];
    let (in_steps,): Outcome = guest.call(INTERFACE, "hash", ("SHA-384", &chunks[..], 48_u32)).unwrap();
    assert_eq!(once, in_steps);
    assert_eq!(once.unwrap()[..4], [0xcb, 0x00, 0x75, 0x3f]);
    assert_eq!(guest.store.data().crypto.open_handles(), 0);
}

#[test]
fn benchmarks_run() {
    let mut guest = Guest::new("bench-component.wasm");
    for operation in 0..=10 {
        let (code,): (i32,) = guest.call(None, "prepare", (operation, 100)).unwrap();
        assert_eq!(code, 0, "operation {operation}");
        let (sum,): (i64,) = guest.call(None, "run", (operation, 100, 3)).unwrap();
        assert!(sum >= 0, "operation {operation}");
    }
}
