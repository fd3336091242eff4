//! Two modules in text, linked, and what came out in text.

use wasi_crypto_splice::{Link, Program, link};
use wasmparser::Validator;

const LIBRARY: &str = r#"(module $library
    (import "env" "memory" (memory 0))
    (import "host" "log" (func $log (param i32)))
    (import "__main_module__" "helper" (func $helper (result i32)))
    (memory $own 1 8)
    (global $count (mut i32) (i32.const 7))
    (func $serve (export "serve") (param i32) (result i32)
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        (i32.store 1 (i32.const 0) (local.get 0))
        (i32.store 0 (i32.const 0) (i32.load 1 (i32.const 0)))
        (call $log (call $helper))
        (global.get $count))
    (func (export "extra"))
    (@custom "component-type" "world"))"#;

/// What a program is linked with: `f` of `legacy` is served, `helper` is its function of that name.
fn linked(program: &str) -> Result<String, String> {
    let (program, library) = (wat::parse_str(program).unwrap(), wat::parse_str(LIBRARY).unwrap());
    Validator::new().validate_all(&program).unwrap();
    let program = Program::parse(&program).unwrap();
    let mut how = Link { publish: vec!["extra".into()], ..Link::default() };
    how.serve.insert(("legacy".into(), "f".into()), "serve".into());
    how.lend.extend(program.named("helper").map(|helper| ("helper".into(), helper)));
    how.without_start = program.start().is_some();
    let result = link(&program, &library, &how).map_err(|error| format!("{error:#}"))?;
    assert_eq!(result.module, link(&program, &library, &how).unwrap().module, "the same bytes");
    Validator::new().validate_all(&result.module).map_err(|error| error.to_string())?;
    Ok(wasmprinter::print_bytes(&result.module).unwrap())
}

#[test]
fn everything_that_names_an_import_names_its_server() {
    let text = linked(
        r#"(module $program
            (type $f (func (param i32) (result i32)))
            (import "legacy" "f" (func $f (type $f)))
            (import "other" "g" (func $g (result i32)))
            (import "legacy" "f" (func $again (type $f)))
            (table $t 3 funcref)
            (memory $unused 1)
            (memory $mine (export "memory") 2)
            (global $r funcref (ref.func $f))
            (elem (table $t) (i32.const 0) func $f $helper $again)
            (func $helper (result i32) (call $g))
            (func $run (export "run") (result i32)
                (drop (ref.func $f))
                (i32.store $mine (i32.const 4) (i32.const 5))
                (call_indirect (type $f) (call $f (i32.const 1)) (i32.const 2)))
            (func $begin (drop (call $run)))
            (export "f" (func $f))
            (export "extra" (func $run))
            (start $begin)
            (data $d (memory $mine) (i32.const 0) "abc")
            (@custom "producers" "") (@custom ".debug_info" "x") (@custom "kept" "y"))"#,
    )
    .unwrap();
    for expected in [
        r#"(import "other" "g" (func $g"#,
        r#"(import "host" "log" (func"#,
        "(table $t) (i32.const 0) func $wasi-crypto:serve $helper $wasi-crypto:serve",
        "call $wasi-crypto:serve",
        "ref.func $wasi-crypto:serve",
        r#"(export "f" (func $wasi-crypto:serve))"#,
        "i32.store $mine",
        "(global $wasi-crypto:count",
        "(memory $wasi-crypto:own",
        "call $helper",
        r#"(@custom "kept""#,
        r#"(@custom "component-type""#,
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    for unexpected in ["legacy", ".debug_info", "(start", "__main_module__", "\"serve\""] {
        assert!(!text.contains(unexpected), "{unexpected}\n{text}");
    }
    assert_eq!(text.matches(r#"(export "extra""#).count(), 1, "the library's takes the place\n{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("  (memory $")).count(), 3, "{text}");
}

#[test]
fn an_import_both_have_is_one_import() {
    let text = linked(
        r#"(module (import "host" "log" (func $log (param i32)))
            (import "legacy" "f" (func $f (param i32) (result i32)))
            (memory (export "memory") 1)
            (func $helper (result i32) (call $log (i32.const 1)) (call $f (i32.const 0))))"#,
    )
    .unwrap();
    assert_eq!(text.matches(r#"(import "host" "log""#).count(), 1, "{text}");
}

#[test]
fn types_of_other_proposals_pass() {
    linked(
        r#"(module
            (rec (type $s (struct (field (ref null $s)))) (type $a (array (mut i8))))
            (import "legacy" "f" (func $f (param i32) (result i32)))
            (tag $tag (param i32))
            (memory (export "memory") 1)
            (func $helper (result i32)
                (drop (struct.new $s (ref.null $s)))
                (block $caught (result i32)
                    (try_table (catch $tag $caught) (throw $tag (call $f (i32.const 1))))
                    (i32.const 0))))"#,
    )
    .unwrap();
}

#[test]
fn what_does_not_fit_is_refused() {
    let module = |import: &str, rest: &str| {
        linked(&format!(r#"(module (import "legacy" "f" (func {import})) {rest})"#)).unwrap_err()
    };
    let good = "(param i32) (result i32)";
    let memory = r#"(memory (export "memory") 1)"#;
    let helper = "(func $helper (result i32) (i32.const 0))";
    assert!(module("(param i64) (result i32)", &format!("{memory}{helper}")).contains("another signature"));
    assert!(module(good, helper).contains("does not export its memory"));
    assert!(module(good, memory).contains("not lent"));
    for declared in [
        "(type $t (sub (func (param i32) (result i32))))",
        "(type $t (sub (func (param i32) (result i32)))) (type $u (sub $t (func (param i32) (result i32))))",
        "(type $u (sub (func (param i32) (result i32)))) (type $t (sub final $u (func (param i32) (result i32))))",
        "(rec (type $t (func (param i32) (result i32))) (type $u (func)))",
    ] {
        let program =
            linked(&format!(r#"(module {declared} (import "legacy" "f" (func (type $t))) {memory}{helper})"#));
        assert!(program.unwrap_err().contains("which no function of another module has"), "{declared}");
    }
    let circle = linked(
        r#"(module (import "legacy" "f" (func $helper (param i32) (result i32))) (memory (export "memory") 1))"#,
    );
    assert!(circle.unwrap_err().contains("lent to the library that serves it"));
    let wrong = r#"(func $helper (result i64) (i64.const 0))"#;
    assert!(module(good, &format!("{memory}{wrong}")).contains("type mismatch"));
    for library in ["(module (table 1 funcref))", r#"(module (memory 1) (data "x"))"#, "(module (func $f) (start $f))"]
    {
        let (program, library) = (wat::parse_str("(module)").unwrap(), wat::parse_str(library).unwrap());
        let refused = link(&Program::parse(&program).unwrap(), &library, &Link::default());
        assert!(refused.unwrap_err().to_string().contains("the library has"));
    }
    assert!(Program::parse(b"\0asm\x0d\0\x01\0").is_err(), "a component");
}

#[test]
fn broken_names_are_no_names() {
    let mut program = wat::parse_str(r#"(module (memory (export "memory") 1) (func $malloc) (func $other))"#).unwrap();
    assert_eq!(Program::parse(&program).unwrap().named("malloc"), Some(0));
    // A second name section, cut off in the middle.
    program.extend(b"\0\x08\x04name\x01\x20\x01");
    let parsed = Program::parse(&program).unwrap();
    assert_eq!(parsed.named("malloc"), Some(0));
    let library = wat::parse_str("(module)").unwrap();
    let linked = link(&parsed, &library, &Link::default()).unwrap();
    Validator::new().validate_all(&linked.module).unwrap();
}
