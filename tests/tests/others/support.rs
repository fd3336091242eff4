//! From the files of an API to a component.

use std::path::{Path, PathBuf};

use wasi_crypto_adapter_generator::driver::{self, Allocator, Options};
use wasi_crypto_adapter_generator::{generate, verify};
use wasi_crypto_bridge::{Package, Table, bind};
use wasi_crypto_model::Bindings;
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
