//! Preview 0 onto preview 1: every function has a library, and linked into programs they do what they did.

use std::collections::BTreeSet;

use wasi_crypto_forward::preview0::{self, OLD};
use wasi_crypto_splice::{Link, Program, link};

fn names() -> BTreeSet<String> {
    let text = include_str!("../preview0/wasi_unstable.witx");
    let document = wasi_crypto_witx::parse_str("old.witx", text, &mut wasi_crypto_witx::MemoryLoader::new()).unwrap();
    document.module(OLD).unwrap().functions.iter().map(|function| function.name.clone()).collect()
}

#[test]
fn every_function_is_forwarded() {
    let names = names();
    assert_eq!(names.len(), 45);
    let library = preview0::library(&names).unwrap();
    wasmparser::Validator::new().validate_all(&library).unwrap();
    for name in names {
        preview0::library(&[name].into()).unwrap();
    }
}

#[test]
fn a_function_that_preview_0_does_not_have_is_named() {
    let error = preview0::library(&["sock_accept".to_owned()].into()).unwrap_err();
    assert!(error.to_string().contains("`sock_accept`"), "{error:#}");
}

#[test]
fn a_linked_program_imports_preview_1_alone() {
    let program = wat::parse_str(
        r#"(module
            (import "wasi_unstable" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (func (export "_start") (drop (call $seek (i32.const 3) (i64.const 0) (i32.const 2) (i32.const 8)))))"#,
    )
    .unwrap();
    let library = preview0::library(&["fd_seek".to_owned()].into()).unwrap();
    let mut how = Link::default();
    how.serve.insert((OLD.to_owned(), "fd_seek".to_owned()), "fd_seek".to_owned());
    let linked = link(&Program::parse(&program).unwrap(), &library, &how).unwrap().module;
    wasmparser::Validator::new().validate_all(&linked).unwrap();
    let text = wasmprinter::print_bytes(&linked).unwrap();
    assert!(!text.contains(OLD) && text.contains("wasi_snapshot_preview1"), "{text}");
}
