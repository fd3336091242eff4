//! The API of the guide: its table binds, and the draft of a table says what it cannot know.

use std::path::Path;

use wasi_crypto_bridge::{Package, Table, bind, propose};
use wasi_crypto_model::binding::Action;
use wasi_crypto_witx::Document;

fn guide(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../guide").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(guide(name)).unwrap()
}

fn document() -> Document {
    wasi_crypto_witx::load(guide("greeting.witx")).unwrap()
}

fn package() -> Package {
    Package::parse(&[("greeting.wit".to_owned(), read("wit/greeting.wit"))]).unwrap()
}

#[test]
fn the_table_of_the_guide_binds_every_function() {
    let bindings = bind(&document(), &package(), &Table::parse(&read("greeting.toml")).unwrap()).unwrap();
    let functions = &bindings.modules[0].functions;
    assert_eq!(functions.len(), 6);
    let closes = functions.iter().filter(|function| matches!(function.action, Action::Close { .. }));
    assert_eq!(closes.count(), 1);
}

#[test]
fn a_draft_is_a_table() {
    let draft = propose(&document(), &package());
    println!("{draft}");
    Table::parse(&draft).unwrap();
}
