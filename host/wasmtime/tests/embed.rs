//! The embedding that people copy: `examples/embed.rs`.

#[path = "../examples/embed.rs"]
#[allow(dead_code, reason = "its `main` is the example's")]
mod embed;

use wasmtime::component::Val;

/// Functions through a table, the type of one declared as a subtype of the type it is called by: what builds of wasmtime
/// without `gc` abort on.
const DECLARED_SUBTYPE: &str = r#"(component
    (core module $module
        (type $above (sub (func (param i32) (result i32))))
        (type $below (sub $above (func (param i32) (result i32))))
        (type $entry (func (result i32)))
        (table $table 2 funcref)
        (elem (i32.const 1) func $double)
        (func $double (type $below) (i32.shl (local.get 0) (i32.const 1)))
        (func (export "answer") (type $entry)
            (call_indirect $table (type $above) (i32.const 21) (i32.const 1))))
    (core instance $instance (instantiate $module))
    (func (export "answer") (result s32) (canon lift (core func $instance "answer"))))"#;

#[test]
fn a_component_uses_the_host() {
    let guest = wat::parse_str(include_str!("guests/first-byte.wat")).expect("a component");
    assert_eq!(embed::call(&guest, "run").expect("it runs"), [Val::U32(0xba)]);
}

#[test]
fn declared_subtypes_are_checked_and_abort_nothing() {
    let guest = wat::parse_str(DECLARED_SUBTYPE).expect("a component");
    assert_eq!(embed::call(&guest, "answer").expect("it runs"), [Val::S32(42)]);
}

#[test]
fn what_cannot_be_called_is_an_error() {
    let guest = wat::parse_str(DECLARED_SUBTYPE).expect("a component");
    let missing = embed::call(&guest, "question").expect_err("no such function");
    assert!(missing.to_string().contains("question"), "{missing}");
    assert!(embed::call(b"\0asm", "run").is_err());
}
