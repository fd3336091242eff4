//! The guests of the benchmarks do the same work: otherwise their times could not be compared.

use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::straight::Straight;
use wasmtime::component::{Component, Linker, ResourceTable, TypedFunc};
use wasmtime::{Engine, Store};

/// One more than the largest number of an operation in the guests.
const OPERATIONS: i32 = 14;
/// The operations without one-shot function: option sets and tag lengths.
const WITHOUT_ONE_SHOT: [i32; 2] = [0, 1];
/// The operations that need wasi-crypto: those, and RSA.
const ONLY_WITH_WASI_CRYPTO: [i32; 4] = [0, 1, 11, 12];
/// What the guests answer to numbers that make no sense, and to an operation without one-shot function.
const WRONG_USE: i64 = -1000;
const NO_ONE_SHOT: i64 = -1001;

struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

type Run = TypedFunc<(i32, i32, i32), (i64,)>;

struct Guest {
    store: Store<State>,
    prepare: TypedFunc<(i32, i32), (i32,)>,
    run: Run,
    once: Option<Run>,
}

impl Guest {
    fn new(component: &[u8]) -> Guest {
        let engine = Engine::default();
        let component = Component::new(&engine, component).expect("a component");
        let mut linker = Linker::new(&engine);
        wasi_crypto_host::add_to_linker_sync(&mut linker).expect("nothing is defined twice");
        let mut store = Store::new(&engine, State { crypto: WasiCryptoCtx::new(), table: ResourceTable::new() });
        let instance = linker.instantiate(&mut store, &component).expect("it imports nothing else");
        Guest {
            prepare: instance.get_typed_func(&mut store, "prepare").expect("exported"),
            run: instance.get_typed_func(&mut store, "run").expect("exported"),
            once: instance.get_typed_func(&mut store, "run-once").ok(),
            store,
        }
    }

    fn prepare(&mut self, operation: i32, size: i32) -> i64 {
        self.prepare.call(&mut self.store, (operation, size)).expect("no trap").0.into()
    }

    fn run(&mut self, operation: i32, size: i32, iterations: i32) -> i64 {
        self.run.call(&mut self.store, (operation, size, iterations)).expect("no trap").0
    }

    fn once(&mut self, operation: i32, size: i32, iterations: i32) -> i64 {
        let once = self.once.as_ref().expect("only the component has it");
        once.call(&mut self.store, (operation, size, iterations)).expect("no trap").0
    }
}

fn component() -> Guest {
    Guest::new(&std::fs::read(tools::guests().join("bench-component.wasm")).expect("a guest"))
}

fn legacy() -> Guest {
    let module = std::fs::read(tools::guests().join("bench-legacy.wasm")).expect("a guest");
    let component = wasi_crypto_componentize::Componentizer::new().componentize(&module).expect("our adapters fit");
    Guest::new(&component)
}

#[test]
fn give_the_same_checksums_with_the_cryptography_compiled_in() {
    let mut straight = Straight::new().expect("a module");
    let mut component = component();
    for operation in -1..=OPERATIONS {
        let there = (0..OPERATIONS).contains(&operation) && !ONLY_WITH_WASI_CRYPTO.contains(&operation);
        for size in [0, 1, 64, 1000, 65_536, 1 << 20] {
            let case = format!("operation {operation} at {size} bytes");
            let prepared = i64::from(straight.prepare(operation, size).expect("no trap"));
            assert_eq!(prepared, if there { 0 } else { WRONG_USE }, "{case}");
            if there {
                assert_eq!(component.prepare(operation, size), 0, "{case}");
                let sum = straight.run(operation, size, 3).expect("no trap");
                assert_eq!(sum, component.run(operation, size, 3), "{case}");
            }
        }
    }
    assert_eq!(straight.run(2, 64, 1).expect("no trap"), WRONG_USE, "something else is prepared");
}

#[test]
fn give_the_same_checksums() {
    let (mut component, mut legacy) = (component(), legacy());
    for operation in 0..OPERATIONS {
        for size in [0, 1, 64, 1000, 65_536, 1 << 20] {
            let case = format!("operation {operation} at {size} bytes");
            assert_eq!(component.prepare(operation, size), 0, "{case}: component");
            assert_eq!(legacy.prepare(operation, size), 0, "{case}: legacy");
            let sum = component.run(operation, size, 3);
            assert!(sum >= 0, "{case}: component fails with {sum}");
            assert_eq!(legacy.run(operation, size, 3), sum, "{case}: legacy against component");
            // Once more from the start, because nonces count up.
            assert_eq!(component.prepare(operation, size), 0, "{case}: component");
            let once = component.once(operation, size, 3);
            let expected = if WITHOUT_ONE_SHOT.contains(&operation) { NO_ONE_SHOT } else { sum };
            assert_eq!(once, expected, "{case}: one-shot against states");
        }
    }
}

#[test]
fn refuse_numbers_that_make_no_sense() {
    for mut guest in [component(), legacy()] {
        for (operation, size) in [(-1, 64), (OPERATIONS, 64), (2, -1), (2, (1 << 20) + 1)] {
            assert_eq!(guest.prepare(operation, size), WRONG_USE, "operation {operation}, size {size}");
        }
        assert_eq!(guest.run(2, 64, 1), WRONG_USE, "nothing is prepared");
        assert_eq!(guest.prepare(2, 64), 0);
        assert_eq!(guest.run(2, 65, 1), WRONG_USE, "another size is prepared");
        assert_eq!(guest.run(3, 64, 1), WRONG_USE, "another operation is prepared");
    }
}
