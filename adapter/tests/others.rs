//! The adapters of APIs that are not ours are what their tables say. `BLESS=1` writes them.

use std::path::{Path, PathBuf};

use wasi_crypto_adapter_generator::{generate, verify};
use wasi_crypto_bridge::{Package, Table, bind};
use wasi_crypto_model::Bindings;

/// Folders of `others/`, with the witx, the table and the WIT in them.
const OTHERS: [(&str, &str, &str, &str); 1] =
    [("wasi-nn", "wasi_ephemeral_nn.witx", "wasi-nn.toml", "wit/wasi-nn.wit")];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("others").join(name)
}

fn read(path: PathBuf) -> String {
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn bindings(folder: &Path, witx: &str, table: &str, wit: &[(String, String)]) -> Bindings {
    let document = wasi_crypto_witx::load(folder.join(witx)).unwrap();
    let table = Table::parse(&read(folder.join(table))).unwrap();
    bind(&document, &Package::parse(wit).unwrap(), &table).unwrap()
}

#[test]
fn checked_in_adapters_are_up_to_date() {
    for (name, witx, table, wit) in OTHERS {
        let folder = folder(name);
        let wit = vec![(wit.to_owned(), read(folder.join(wit)))];
        let bindings = bindings(&folder, witx, table, &wit);
        for (adapter, module) in generate(&bindings, &wit).unwrap().iter().zip(&bindings.modules) {
            verify(&adapter.wasm, &bindings.package, module).unwrap();
            let path = folder.join(format!("{}.wasm", adapter.name));
            println!("{}: {} bytes", adapter.name, adapter.wasm.len());
            if std::env::var_os("BLESS").is_some() {
                std::fs::write(&path, &adapter.wasm).unwrap();
            }
            let same = std::fs::read(&path).is_ok_and(|bytes| bytes == adapter.wasm);
            assert!(same, "out of date, run this test with BLESS=1: {}", path.display());
            assert!(wasi_crypto_adapters::OTHERS.iter().any(|(name, _)| *name == adapter.name), "no constant has it");
        }
    }
}
