//! What the parser says about documents it refuses, and that it always says something.

use wasi_crypto_witx::{Diagnostic, MemoryLoader, load, parse_str};

fn refuse(text: &str) -> Diagnostic {
    let mut files = MemoryLoader::new()
        .with("good.witx", "(typename $good u8)")
        .with("bad.witx", "(typename $bad\n  $missing)")
        .with("loop.witx", "(module $loop (use $x from $again))")
        .with("again.witx", "(module $again (use $x from $loop))");
    match parse_str("main.witx", text, &mut files) {
        Ok(_) => panic!("accepted: {text}"),
        Err(diagnostic) => diagnostic,
    }
}

fn check(text: &str, expected: &str) {
    let shown = refuse(text).to_string();
    let first = shown.lines().next().unwrap();
    assert_eq!(first, expected, "in {text}");
}

#[test]
fn lexical() {
    check("(typename $a \"x", "main.witx:1:14: this string is not closed on its line");
    check("(use \"a\\q\")", "main.witx:1:8: unknown escape in a string; known are \\n, \\t, \\r, \\\", \\' and \\\\");
    check("(; (; ;)", "main.witx:1:1: this comment is never closed");
    check("\n ; x", "main.witx:2:2: unexpected character ';'; a comment starts with `;;`");
    check("(typename $a u8", "main.witx:1:1: this list is never closed");
    check("(typename $a u8))", "main.witx:1:17: nothing is open here to close");
    let deep = "(".repeat(65);
    check(&deep, "main.witx:1:65: lists nest deeper than 64");
}

#[test]
fn items() {
    check(
        "typename",
        "main.witx:1:1: expected `(use ...)`, `(typename ...)`, `(resource ...)`, `(@witx const ...)` or `(module ...)`",
    );
    check(
        "(profile $x)",
        "main.witx:1:1: a profile describes programs, not an interface; there is nothing to read here",
    );
    check("(typename a u8)", "main.witx:1:11: expected a name such as `$name`");
    check("(typename $a u8 u8)", "main.witx:1:1: expected `(typename $name type)`");
    check("(typename $a u8) (typename $a u8)", "main.witx:1:28: type `$a` is defined twice");
    check("(module $m) (module $m)", "main.witx:1:21: module `$m` is defined twice");
    check("(module $m (resource $r) (resource $r))", "main.witx:1:36: resource `$r` is defined twice");
    check(
        "(module $m (import \"table\" (table)))",
        "main.witx:1:12: expected `(import \"memory\" (memory))`; nothing else can be imported",
    );
    check("(@witx const $v $a 1)", "main.witx:1:14: unknown type `$v`");
    check("(typename $v u8) (@witx const $v $a 256)", "main.witx:1:37: the value does not fit its type");
    check("(typename $v string) (@witx const $v $a 1)", "main.witx:1:35: a constant needs an integer type");
    check(
        "(typename $v u8) (@witx const $v $a 1) (@witx const $v $a 2)",
        "main.witx:1:56: constant `$a` is defined twice for this type",
    );
    check("(typename $v u8) (@witx const $v $a +1)", "main.witx:1:37: expected an unsigned number of at most 64 bits");
}

#[test]
fn types() {
    check("(typename $a $b)", "main.witx:1:14: unknown type `$b`");
    check("(typename $a u128)", "main.witx:1:14: unknown type `u128`; names of types start with `$`");
    check("(typename $a (map u8 u8))", "main.witx:1:15: unknown type constructor `map`");
    check("(typename $a ())", "main.witx:1:14: expected a type");
    check("(typename $a (enum))", "main.witx:1:14: an enum needs a value");
    check("(typename $a (enum s8 $a))", "main.witx:1:20: the width must be u8, u16, u32 or u64");
    check("(typename $a (enum (@witx bits u8) $a))", "main.witx:1:27: expected `tag`");
    check("(typename $a (enum u8 $a $a))", "main.witx:1:26: `$a` is here twice");
    check(
        "(typename $a (flags u8 $a $b $c $d $e $f $g $h $i))",
        "main.witx:1:14: 9 flags do not fit the width of the type",
    );
    check("(typename $a (record))", "main.witx:1:14: a record needs a field");
    check("(typename $a (record $b u8))", "main.witx:1:22: expected `(field $name type)`");
    check("(typename $a (variant))", "main.witx:1:14: a variant needs a case");
    check("(typename $a (list u8 u8))", "main.witx:1:14: expected exactly one type inside");
    check(
        "(typename $a (list (int u8 (const $a 1))))",
        "main.witx:1:21: an `int` with constants needs a name: `(typename $name (int ...))`",
    );
    check(
        "(typename $a (expected u8 u8))",
        "main.witx:1:14: expected `(expected type (error type))`; both types can be left out",
    );
    check("(typename $a (handle $r))", "main.witx:1:22: unknown resource `$r`");
    check(
        "(typename $a (@witx reference u8))",
        "main.witx:1:21: expected `pointer T`, `const_pointer T`, `usize` or `char8`",
    );
    check(
        "(typename $t (enum u8 $a $b)) (typename $u (union (@witx tag $t) u8))",
        "main.witx:1:44: the tag has 2 values, but there are 1 cases",
    );
    check(
        "(typename $t (enum u8 $a)) (typename $u (union $t (field $b u8)))",
        "main.witx:1:58: `$b` is not a value of the tag",
    );
    check(
        "(typename $t string) (typename $u (variant (@witx tag $t) (case $a)))",
        "main.witx:1:55: a tag must be an enum or an unsigned integer, not a string",
    );
}

#[test]
fn recursion() {
    check("(typename $a (list $a))", "main.witx:1:20: type `$a` contains itself");
    check("(typename $a $b) (typename $b $a)", "main.witx:1:31: type `$a` contains itself");
    check(
        "(typename $a (record (field $x $b))) (typename $b (option $a))",
        "main.witx:1:59: type `$a` contains itself",
    );
    check("(typename $a (@witx pointer $a))", "main.witx:1:29: type `$a` contains itself");
    check(
        "(typename $a (variant (@witx tag $a) (case $x)))",
        "main.witx:1:11: type `$a` is defined in terms of itself",
    );
}

#[test]
fn functions() {
    check(
        "(module $m (func))",
        "main.witx:1:12: expected `(@interface func ...)`, `(export ...)`, `(import ...)`, `(use ...)`, `(typename ...)`, `(resource ...)` or `(@witx const ...)`",
    );
    check(
        "(module $m (@interface func))",
        "main.witx:1:12: expected `(@interface func (export \"name\") ...)` or `(export \"name\" (func ...))`",
    );
    check(
        "(module $m (@interface func (export \"f\") (param u8)))",
        "main.witx:1:42: expected `(param $name type)`, `(result $name type)` or `(@witx noreturn)`",
    );
    check(
        "(module $m (export \"f\" (func)) (@interface func (export \"f\")))",
        "main.witx:1:57: function `f` is defined twice",
    );
}

#[test]
fn uses() {
    check("(use \"none.witx\")", "main.witx:1:6: cannot read `none.witx`: there is no such file");
    check("(use \"bad.witx\")", "bad.witx:2:3: unknown type `$missing`");
    check("(use $a)", "main.witx:1:1: expected `(use \"file.witx\")` or `(use $name from $module)`");
    check(
        "(module $m (use $a from $none))",
        "main.witx:1:25: there is no module `$none` in this document, and `none.witx` cannot be read: there is no such file",
    );
    check("(module $m (use $a from $good))", "main.witx:1:17: `$a` is not defined in `$good`");
    check(
        "(module $m (use from $good))",
        "main.witx:1:12: expected `(use $name ($theirs as $ours) from $module)` or `(use * from $module)`",
    );
    check("(module $m (use $x from $loop))", "loop.witx:1:28: module `$again` uses itself, directly or through others");
    check("(module $m (use $m from $m))", "main.witx:1:25: module `$m` uses itself, directly or through others");
}

#[test]
fn signatures_that_do_not_exist() {
    let text = "(typename $r (record (field $a u8)))\n(module $m (@interface func (export \"f\") (result $x $r)))";
    let document = parse_str("main.witx", text, &mut MemoryLoader::new()).unwrap();
    let error = document.core_signature(&document.modules[0].functions[0]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "main.witx:2:50: the first result of a function comes back by value, which a record cannot\n  |\n\
         2 | (module $m (@interface func (export \"f\") (result $x $r)))\n  |                                                  ^^"
    );
}

#[test]
fn a_missing_file() {
    let error = load("/nowhere/at/all.witx").unwrap_err();
    assert_eq!((error.line, error.column), (1, 1));
    assert!(error.reason.starts_with("cannot read the file: "));
}

/// Documents made to exhaust the stack, the memory or the patience of the reader.
#[test]
fn hostile_documents() {
    let mut chain = String::from("(typename $a0 u8)");
    for i in 1..5000 {
        chain.push_str(&format!("(typename $a{i} (list $a{}))", i - 1));
    }
    assert!(refuse(&chain).reason.starts_with("types nest deeper"));

    let mut reversed = String::new();
    for i in 0..5000 {
        reversed.push_str(&format!("(typename $a{i} (list $a{}))", i + 1));
    }
    reversed.push_str("(typename $a5000 u8)");
    assert!(refuse(&reversed).reason.starts_with("types nest deeper"));

    let mut doubling = String::from("(typename $a0 u64)");
    for i in 1..100 {
        let previous = i - 1;
        doubling.push_str(&format!("(typename $a{i} (record (field $x $a{previous}) (field $y $a{previous})))"));
    }
    assert_eq!(refuse(&doubling).reason, "the type is larger than 4 GiB");

    let mut flat = String::from("(module $m (typename $a0 (tuple u8 u8))");
    for i in 1..20 {
        flat.push_str(&format!("(typename $a{i} (tuple $a{} $a{}))", i - 1, i - 1));
    }
    flat.push_str("(export \"f\" (func (param $x $a19))))");
    let document = parse_str("main.witx", &flat, &mut MemoryLoader::new()).unwrap();
    let error = document.core_signature(&document.modules[0].functions[0]).unwrap_err();
    assert_eq!(error.reason, "the type flattens to more than 1000 values");

    let mut tags = String::from("(typename $a0 (enum u8 $x))");
    for i in (1..5000).rev() {
        tags.insert_str(0, &format!("(typename $a{i} (variant (@witx tag $a{}) (case $x)))", i - 1));
    }
    refuse(&tags);

    let mut modules = String::new();
    for i in 0..5000 {
        modules.push_str(&format!("(module $m{i} (use * from $m{}))", i + 1));
    }
    modules.push_str("(module $m5000)");
    assert!(refuse(&modules).reason.starts_with("more than 64 modules"));

    let mut files = MemoryLoader::new();
    for i in 0..1000 {
        files = files.with(format!("f{i}.witx"), format!("(use \"f{}.witx\")", i + 1));
    }
    let error = parse_str("main.witx", "(use \"f0.witx\")", &mut files).unwrap_err();
    assert!(error.reason.contains("more than 64 files"), "{}", error.reason);
}
