//! The table for neural networks, and what a draft of it says.

use std::path::Path;

use wasi_crypto_bridge::{Package, Table, bind, propose};
use wasi_crypto_witx::Document;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../others/wasi-nn").join(name);
    std::fs::read_to_string(path).unwrap()
}

fn document() -> Document {
    let text = read("wasi_ephemeral_nn.witx");
    wasi_crypto_witx::parse_str("nn.witx", &text, &mut wasi_crypto_witx::MemoryLoader::new()).unwrap()
}

fn package() -> Package {
    Package::parse(&[("wasi-nn.wit".to_owned(), read("wit/wasi-nn.wit"))]).unwrap()
}

fn problem(table: &str) -> String {
    format!("{:#}", bind(&document(), &package(), &Table::parse(table).unwrap()).unwrap_err())
}

#[test]
fn the_table_binds_every_function() {
    let bindings = bind(&document(), &package(), &Table::parse(&read("wasi-nn.toml")).unwrap()).unwrap();
    assert_eq!(bindings.modules[0].functions.len(), 6);
    let kinds: Vec<&str> = bindings.kinds.iter().map(|kind| kind.name.as_str()).collect();
    assert_eq!(kinds, ["graph", "graph_execution_context", "tensor/tensor"]);
}

#[test]
fn a_draft_has_what_is_called_alike_and_says_what_is_left() {
    let draft = propose(&document(), &package());
    for line in [
        "ask = \"code\"",
        "# timeout = \"?\"",
        "# f16 = \"?\"",
        "wit = \"graph/load-by-name\"",
        "wit = \"graph/graph.init-execution-context\"",
        "# ? no parameter can become `inputs`, a list of `named-tensor`",
    ] {
        assert!(draft.lines().any(|found| found == line), "{line}\n{draft}");
    }
    assert!(draft.contains("[functions.set_input]\nwit = \"?\" # of: tensor/tensor.new, "), "{draft}");
    Table::parse(&draft).unwrap();
}

#[test]
fn what_does_not_fit_is_named_with_its_type() {
    let table = read("wasi-nn.toml");
    let without = |line: &str| problem(&table.replace(line, ""));
    assert!(without("ask = \"code\"\n").contains("errors are resources"));
    assert!(without("timeout = \"busy\"\n").contains("`timeout`"));
    let unnamed = without("f16 = \"FP16\"\n");
    assert!(unnamed.contains("`wasi_ephemeral_nn.set_input`") && unnamed.contains("`f16`"), "{unnamed}");
    let misfit = problem(&table.replace("data = \"tensor.data\"", "data = \"tensor.type\""));
    assert!(misfit.contains("`tensor_type` cannot become `tensor-data`"), "{misfit}");
    let nowhere = problem(&table.replace("from = \"outputs\"", "from = \"elsewhere\""));
    assert!(nowhere.contains("nothing is kept on `elsewhere`"), "{nowhere}");
}
