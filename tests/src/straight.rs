//! The guest `bench-straight`, which has the cryptography compiled in.

use wasmtime::{Engine, Instance, Module, Result, Store, TypedFunc};

use wasi_crypto_test_support::tools;

/// An instance of it.
pub struct Straight {
    store: Store<()>,
    prepare: TypedFunc<(i32, i32), i32>,
    run: TypedFunc<(i32, i32, i32), i64>,
}

impl Straight {
    /// An instance of the guest, which imports nothing.
    ///
    /// # Errors
    ///
    /// It does not compile here, or is another module.
    ///
    /// # Panics
    ///
    /// When the guest is not there.
    pub fn new() -> Result<Self> {
        let module = std::fs::read(tools::guests().join("bench-straight.wasm")).expect("the guest is there");
        let engine = Engine::default();
        let module = Module::new(&engine, module)?;
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[])?;
        Ok(Self {
            prepare: instance.get_typed_func(&mut store, "prepare")?,
            run: instance.get_typed_func(&mut store, "run")?,
            store,
        })
    }

    /// Makes the keys and the message of an operation; 0 if it worked.
    ///
    /// # Errors
    ///
    /// A trap.
    pub fn prepare(&mut self, operation: i32, size: i32) -> Result<i32> {
        self.prepare.call(&mut self.store, (operation, size))
    }

    /// Does it so many times; a checksum, which is negative if it failed.
    ///
    /// # Errors
    ///
    /// A trap.
    pub fn run(&mut self, operation: i32, size: i32, iterations: i32) -> Result<i64> {
        self.run.call(&mut self.store, (operation, size, iterations))
    }
}
