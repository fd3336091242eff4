//! The table for neural networks, and what a draft of it says.

use std::path::Path;

use wasi_crypto_bridge::{Package, Table, bind, propose};

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../others/wasi-nn").join(name);
    std::fs::read_to_string(path).unwrap()
}

fn bound(table: &str) -> anyhow::Result<usize> {
    let document = wasi_crypto_witx::parse_str(
        "nn.witx",
        &read("wasi_ephemeral_nn.witx"),
        &mut wasi_crypto_witx::MemoryLoader::new(),
    )?;
    let package = Package::parse(&[("wasi-nn.wit".to_owned(), read("wit/wasi-nn.wit"))])?;
    println!("{}", propose(&document, &package));
    Ok(bind(&document, &package, &Table::parse(table)?)?.modules[0].functions.len())
}

#[test]
fn the_table_binds_every_function() {
    assert_eq!(bound(&read("wasi-nn.toml")).unwrap(), 6);
}
