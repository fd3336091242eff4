//! From the files of an API to a component.

use std::path::{Path, PathBuf};

use wasi_crypto_adapter_generator::driver::{self, Allocator, Options};
use wasi_crypto_adapter_generator::{generate, library, verify};
use wasi_crypto_bridge::{Package, Table, bind};
use wasi_crypto_model::Bindings;
use wasi_crypto_splice::{Link, Program, link};
use wasmtime::Store;
use wasmtime::component::{Instance, Type, Val};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// A file of the repository.
pub fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

pub fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An API: what became of what.
pub struct Api {
    pub bindings: Bindings,
    pub wit: Vec<(String, String)>,
}

impl Api {
    /// The API of these files of the repository.
    pub fn new(witx: &str, table: &str, wit: &str) -> Api {
        let document = wasi_crypto_witx::load(repository(witx)).unwrap();
        let wit = vec![(wit.to_owned(), read(repository(wit)))];
        let package = Package::parse(&wit).unwrap();
        let table = Table::parse(&read(repository(table))).unwrap();
        let bindings = bind(&document, &package, &table).unwrap_or_else(|error| panic!("{error:#}"));
        Api { bindings, wit }
    }

    /// A legacy module as a component, with the adapters of the API.
    pub fn component(&self, module: &[u8]) -> Vec<u8> {
        let mut encoder = ComponentEncoder::default().validate(true).module(module).unwrap();
        for (adapter, module) in generate(&self.bindings, &self.wit).unwrap().iter().zip(&self.bindings.modules) {
            verify(&adapter.wasm, &self.bindings.package, module).unwrap();
            encoder = encoder.adapter(&adapter.name, &adapter.wasm).unwrap();
        }
        encoder.encode().unwrap()
    }

    /// A component with a driver of the API into which its functions are linked, with a memory of their own.
    pub fn linked(&self, allocator: Allocator) -> Vec<u8> {
        let options = Options { allocator, ..Options::default() };
        let module = driver::generate(&self.bindings, &options).unwrap().wasm;
        let program = Program::parse(&module).unwrap();
        let mut wants = library::Program::default();
        let mut how = Link { publish: vec!["cabi_import_realloc".into()], ..Link::default() };
        for module in &self.bindings.modules {
            for function in &module.functions {
                let import = (module.name.clone(), function.name.clone());
                how.serve.insert(import.clone(), library::export_name(&import.0, &import.1));
                wants.imports.insert(import);
            }
        }
        if let Some(realloc) = program.exported("cabi_realloc") {
            how.lend = ["cabi_realloc", "cabi_import_realloc"].map(|name| (name.to_string(), realloc)).into();
            (wants.allocator, wants.import_realloc) = (true, true);
        }
        let library = library::library(&self.bindings, &self.wit, &wants).unwrap();
        let linked = link(&program, &library, &how).unwrap().module;
        ComponentEncoder::default().validate(true).module(&linked).unwrap().encode().unwrap()
    }

    /// The API without these functions.
    pub fn without(mut self, names: &[&str]) -> Api {
        for module in &mut self.bindings.modules {
            module.functions.retain(|function| !names.contains(&function.name.as_str()));
        }
        self
    }

    /// A component that exports every function of the API, and its memory.
    pub fn driver(&self, allocator: Allocator) -> Vec<u8> {
        let options = Options { allocator, ..Options::default() };
        self.component(&driver::generate(&self.bindings, &options).unwrap().wasm)
    }
}

/// A module in the text format, with the world it is of.
pub fn program(wat: &str, world: &str) -> Vec<u8> {
    let mut module = wat::parse_str(wat).unwrap();
    let mut resolve = Resolve::default();
    let package = resolve.push_source("program.wit", world).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    module
}

/// A running component.
pub struct Running<T: 'static> {
    pub store: Store<T>,
    pub instance: Instance,
}

impl<T> Running<T> {
    /// Calls a function of numbers; floats are given by their bits.
    pub fn call(&mut self, name: &str, args: &[u64]) -> u64 {
        let func = self.instance.get_func(&mut self.store, name).unwrap();
        let types: Vec<_> = func.ty(&self.store).params().map(|(_, ty)| ty).collect();
        let args: Vec<Val> = args
            .iter()
            .zip(types)
            .map(|(arg, ty)| match ty {
                Type::U64 => Val::U64(*arg),
                Type::Float32 => Val::Float32(f32::from_bits(u32::try_from(*arg).unwrap())),
                Type::Float64 => Val::Float64(f64::from_bits(*arg)),
                _ => Val::U32(u32::try_from(*arg).unwrap()),
            })
            .collect();
        let mut results = vec![Val::Bool(false); func.ty(&self.store).results().len()];
        func.call(&mut self.store, &args, &mut results).unwrap();
        match results.first() {
            Some(Val::U32(value)) => u64::from(*value),
            Some(Val::U64(value)) => *value,
            Some(Val::Float32(value)) => u64::from(value.to_bits()),
            Some(Val::Float64(value)) => value.to_bits(),
            _ => 0,
        }
    }

    /// Writes to the memory of a driver.
    pub fn put(&mut self, address: u64, bytes: &[u8]) {
        for (byte, at) in bytes.iter().zip(address..) {
            self.call("poke8", &[at, u64::from(*byte)]);
        }
    }

    /// Reads from it.
    pub fn get(&mut self, address: u64, len: u64) -> Vec<u8> {
        (address..address + len).map(|at| u8::try_from(self.call("peek8", &[at])).unwrap()).collect()
    }

    /// Reads four bytes.
    pub fn word(&mut self, address: u64) -> u64 {
        self.call("peek64", &[address]) & 0xffff_ffff
    }
}
