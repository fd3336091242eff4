//! A component made of driver and adapters, instantiated on the mock host.

use wasi_crypto_adapter_generator::driver::{self, Allocator, Options};
use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Config, Engine, Store};
use wit_component::ComponentEncoder;

use super::host::{self, Host, Limits};
use super::{adapters, model};

/// How a guest is made.
#[derive(Clone)]
pub struct Setup {
    pub options: Options,
    pub limits: Limits,
    /// The encoder is told to grow the memory although the guest has an allocator.
    pub grow: bool,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup { options: Options::default(), limits: Limits::default(), grow: false }
    }
}

/// A running guest.
pub struct Guest {
    pub store: Store<Host>,
    instance: Instance,
}

impl Guest {
    pub fn new() -> Guest {
        Guest::with(Setup::default())
    }

    /// Both ways adapters get memory: grown, and from the guest's allocator.
    pub fn both(test: impl Fn(&mut Guest)) {
        test(&mut Guest::new());
        test(&mut Guest::with(Setup {
            options: Options { allocator: Allocator::Bump(8), ..Options::default() },
            ..Setup::default()
        }));
    }

    pub fn with(setup: Setup) -> Guest {
        let component = component(&setup);
        let mut config = Config::new();
        config.wasm_component_model(true);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, component).unwrap();
        let mut linker = Linker::new(&engine);
        linker.allow_shadowing(true);
        linker.define_unknown_imports_as_traps(&component).unwrap();
        host::add_to_linker(&mut linker).unwrap();
        let mut store = Store::new(&engine, Host::new(setup.limits));
        let instance = linker.instantiate(&mut store, &component).unwrap();
        Guest { store, instance }
    }

    /// Calls a legacy function by its legacy name; the errno.
    pub fn call(&mut self, name: &str, args: &[u64]) -> u32 {
        self.try_call(name, args).unwrap_or_else(|error| panic!("{name}{args:x?}: {error:?}"))
    }

    /// The same, where a trap is possible.
    pub fn try_call(&mut self, name: &str, args: &[u64]) -> wasmtime::Result<u32> {
        match self.raw(&name.replace('_', "-"), args)? {
            Some(Val::U32(errno)) => Ok(errno),
            other => panic!("{name} answered {other:?}"),
        }
    }

    /// Calls a function that must succeed.
    pub fn ok(&mut self, name: &str, args: &[u64]) {
        assert_eq!(self.call(name, args), 0, "{name}{args:x?}");
    }

    /// Calls a function whose last argument is the address of a 32-bit result, and gives that result.
    pub fn get(&mut self, name: &str, args: &[u64]) -> u64 {
        const OUT: u64 = 0x100;
        let args: Vec<u64> = args.iter().copied().chain([OUT]).collect();
        self.ok(name, &args);
        u64::from(self.read32(OUT))
    }

    pub fn write(&mut self, address: u64, bytes: &[u8]) {
        for (offset, byte) in (0..).zip(bytes) {
            self.raw("poke8", &[address + offset, u64::from(*byte)]).unwrap();
        }
    }

    pub fn write32(&mut self, address: u64, value: u64) {
        self.write(address, &(value as u32).to_le_bytes());
    }

    pub fn read(&mut self, address: u64, len: u64) -> Vec<u8> {
        (0..len)
            .map(|offset| match self.raw("peek8", &[address + offset]).unwrap() {
                Some(Val::U64(byte)) => byte as u8,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    pub fn read32(&mut self, address: u64) -> u32 {
        u32::from_le_bytes(self.read(address, 4).try_into().unwrap())
    }

    pub fn fill(&mut self, address: u64, len: u64, byte: u8) {
        self.raw("fill", &[address, len, u64::from(byte)]).unwrap();
    }

    /// Memory size in bytes.
    pub fn memory(&mut self) -> u64 {
        match self.raw("memory-size", &[]).unwrap() {
            Some(Val::U32(pages)) => u64::from(pages) << 16,
            other => panic!("{other:?}"),
        }
    }

    /// Bytes from `start` to `end` that are not `byte`.
    pub fn disturbed(&mut self, start: u64, end: u64, byte: u8) -> u64 {
        let word = u64::from_le_bytes([byte; 8]);
        let mut count = 0;
        for address in (start..end).step_by(8) {
            match self.raw("peek64", &[address]).unwrap() {
                Some(Val::U64(found)) => count += u64::from(found != word),
                other => panic!("{other:?}"),
            }
        }
        count
    }

    /// Calls a driver export with plain numbers.
    fn raw(&mut self, name: &str, args: &[u64]) -> wasmtime::Result<Option<Val>> {
        let func = self.instance.get_func(&mut self.store, name).unwrap_or_else(|| panic!("no export {name}"));
        let ty = func.ty(&self.store);
        let args: Vec<Val> = ty
            .params()
            .zip(args)
            .map(|((_, ty), value)| match ty {
                wasmtime::component::Type::U32 => Val::U32(u32::try_from(*value).unwrap()),
                _ => Val::U64(*value),
            })
            .collect();
        let mut results = vec![Val::Bool(false); ty.results().len()];
        func.call(&mut self.store, &args, &mut results)?;
        Ok(results.pop())
    }
}

/// Driver and adapters as a component.
fn component(setup: &Setup) -> Vec<u8> {
    let driver = driver::generate(&model().bindings, &setup.options).unwrap();
    let mut encoder =
        ComponentEncoder::default().validate(true).realloc_via_memory_grow(setup.grow).module(&driver.wasm).unwrap();
    for adapter in adapters() {
        encoder = encoder.adapter(&adapter.name, &adapter.wasm).unwrap();
    }
    encoder.encode().unwrap()
}
