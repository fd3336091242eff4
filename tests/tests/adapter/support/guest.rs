//! A component made of driver and adapters, instantiated on the mock host.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use wasi_crypto_adapter_generator::driver::{self, Allocator, Options};
use wasi_crypto_adapter_generator::library::{self, library};
use wasi_crypto_splice::{Link, Program, link};
use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Config, Engine, Store};
use wit_component::ComponentEncoder;

use super::host::{self, Host, Limits};
use super::{adapters, model};

/// How a guest is made.
#[derive(Clone, Default)]
pub struct Setup {
    pub options: Options,
    pub limits: Limits,
    /// The encoder is told to grow the memory although the guest has an allocator.
    pub grow: bool,
    /// The functions are linked into the guest, with a memory of their own; no adapters.
    pub spliced: bool,
}

/// Memory of its own: the initial pages of the driver.
pub const OWN: u64 = 16 << 16;

/// A running guest.
pub struct Guest {
    pub store: Store<Host>,
    instance: Instance,
}

impl Guest {
    pub fn new() -> Guest {
        Guest::with(Setup::default())
    }

    /// Linked into the driver, with a memory of their own.
    pub fn spliced(options: Options) -> Guest {
        Guest::with(Setup { options, spliced: true, ..Setup::default() })
    }

    /// All ways to have memory: grown, from the guest's allocator, and their own.
    pub fn every(test: impl Fn(&mut Guest)) {
        Guest::both(&test);
        test(&mut Guest::spliced(Options::default()));
        test(&mut Guest::spliced(Options { allocator: Allocator::Bump(8), ..Options::default() }));
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
        let component = compiled(&setup);
        let mut linker = Linker::new(component.engine());
        linker.allow_shadowing(true);
        linker.define_unknown_imports_as_traps(&component).unwrap();
        host::add_to_linker(&mut linker).unwrap();
        let mut store = Store::new(component.engine(), Host::new(setup.limits));
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

    /// Opens a state of this algorithm, without key and options.
    pub fn state(&mut self, algorithm: &str) -> u64 {
        self.state_with(algorithm, None, None)
    }

    pub fn state_with(&mut self, algorithm: &str, key: Option<u64>, options: Option<u64>) -> u64 {
        let (name, len) = self.put(algorithm);
        let key = self.union(0x120, key);
        let options = self.union(0x128, options);
        self.get("symmetric_state_open", &[name, len, key, options])
    }

    /// Writes an optional handle; `none` has junk behind the tag.
    pub fn union(&mut self, address: u64, handle: Option<u64>) -> u64 {
        self.write32(address, 0xffff_ff00 | u64::from(handle.is_none()));
        self.write32(address + 4, handle.unwrap_or(0xdead_beef));
        address
    }

    /// Writes a string where it lies until the next one; address and length.
    pub fn put(&mut self, text: &str) -> (u64, u64) {
        self.write(0x140, text.as_bytes());
        (0x140, text.len() as u64)
    }

    /// Reads all of an array output.
    pub fn pull(&mut self, array: u64) -> Vec<u8> {
        let len = self.get("array_output_len", &[array]);
        assert_eq!(self.get("array_output_pull", &[array, 0x8_0000, len]), len);
        self.read(0x8_0000, len)
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

    /// Eight bytes in one call.
    pub fn read64(&mut self, address: u64) -> u64 {
        match self.raw("peek64", &[address]).unwrap() {
            Some(Val::U64(word)) => word,
            other => panic!("{other:?}"),
        }
    }

    pub fn copy(&mut self, to: u64, from: u64, len: u64) {
        self.raw("copy", &[to, from, len]).unwrap();
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

    /// Grows the memory so that there are `len` bytes from this address on.
    pub fn grow(&mut self, address: u64, len: u64) {
        let missing = (address + len).saturating_sub(self.memory()).div_ceil(1 << 16);
        assert_ne!(self.raw("memory-grow", &[missing]).unwrap(), Some(Val::U32(u32::MAX)));
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

/// The component, compiled once for each kind of driver: that is what takes the time.
fn compiled(setup: &Setup) -> Component {
    static COMPILED: LazyLock<Mutex<HashMap<String, Component>>> = LazyLock::new(Mutex::default);
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        let mut config = Config::new();
        config.wasm_component_model(true);
        Engine::new(&config).unwrap()
    });
    let key = format!("{:?} {} {}", setup.options, setup.grow, setup.spliced);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    compiled.entry(key).or_insert_with(|| Component::new(&ENGINE, component(setup)).unwrap()).clone()
}

/// Driver and adapters as a component.
fn component(setup: &Setup) -> Vec<u8> {
    let driver = driver::generate(&model().bindings, &setup.options).unwrap();
    if setup.spliced {
        let module = splice(&driver.wasm);
        return ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap();
    }
    let mut encoder =
        ComponentEncoder::default().validate(true).realloc_via_memory_grow(setup.grow).module(&driver.wasm).unwrap();
    for adapter in adapters() {
        encoder = encoder.adapter(&adapter.name, &adapter.wasm).unwrap();
    }
    encoder.encode().unwrap()
}

/// A module with the legacy functions it imports in it.
pub fn splice(module: &[u8]) -> Vec<u8> {
    let program = Program::parse(module).unwrap();
    let mut wants = library::Program::default();
    let mut how = Link { publish: vec!["cabi_import_realloc".into()], ..Link::default() };
    for payload in wasmparser::Parser::new(0).parse_all(module) {
        let wasmparser::Payload::ImportSection(imports) = payload.unwrap() else { continue };
        for import in imports.into_imports().map(Result::unwrap) {
            if import.module.starts_with("wasi_ephemeral_crypto") {
                let (module, name) = (import.module.to_string(), import.name.to_string());
                how.serve.insert((module.clone(), name.clone()), library::export_name(&module, &name));
                wants.imports.insert((module, name));
            }
        }
    }
    if let Some(realloc) = program.exported("cabi_realloc") {
        how.lend = ["cabi_realloc", "cabi_import_realloc"].map(|name| (name.to_string(), realloc)).into();
        (wants.allocator, wants.import_realloc) = (true, true);
    }
    let library = library(&model().bindings, &model().wit_package(), &wants).unwrap();
    let linked = link(&program, &library, &how).unwrap().module;
    wasmparser::Validator::new().validate_all(&linked).unwrap();
    linked
}
