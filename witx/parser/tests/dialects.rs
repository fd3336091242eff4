//! Small documents in every dialect, and what the parser makes of them.

use wasi_crypto_witx::{Abi, Builtin, Document, IntRepr, MemoryLoader, Module, Type, TypeKind, abi, parse_str};

fn parse(text: &str) -> Document {
    parse_with(text, MemoryLoader::new())
}

fn parse_with(text: &str, mut files: MemoryLoader) -> Document {
    parse_str("main.witx", text, &mut files).unwrap_or_else(|error| panic!("{error}"))
}

fn ty<'a>(document: &'a Document, name: &str) -> &'a Type {
    &document.types.iter().find(|named| named.name == name).unwrap().ty
}

fn layout(document: &Document, name: &str) -> (u32, u32) {
    let layout = document.layout(ty(document, name));
    (layout.size, layout.align)
}

fn signature(document: &Document, module: &Module, function: &str) -> String {
    let function = module.function(function).unwrap();
    document.core_signature(function).unwrap().to_string()
}

#[test]
fn dialect_0_8() {
    let document = parse(
        r#"
        ;;; Sizes are
        ;;;   32 bits wide.
        (typename $size (@witx usize))
        (typename $errno (enum u16 $ok ;;; Something is wrong.
          $bad))
        (typename $version (int u64
          ;;; The newest.
          (const $latest 0xff00_0000_0000_0001)
          (const $first 1)))
        (typename $rights (flags u64 $read (flag $write)))
        (typename $fdflags (flags (@witx bitflags u16) $append))
        (typename $stat (struct (field $dev u64) (field $kind u8) (field $size $size)))
        (typename $names (array string))
        (typename $kind (enum u8 $a $b $c))
        (typename $event (union $kind (field $a $stat) (empty $b) (field $c u16)))
        (typename $raw (union (field $a u8) (field $b u32)))
        (typename $fd (handle))
        (module $old
          ;;; The caller's memory.
          (import "memory" (memory))
          ;;; Opens something.
          (@interface func (export "open")
            (param $name string)
            (param $how $rights)
            (param $event $event)
            (param $buf (@witx pointer char8))
            (result $error $errno)
            ;;; What was opened.
            (result $fd $fd)
            (result $size $size))
          (@interface func (export "names") (result $error $errno) (result $names $names))
          (@interface func (export "exit") (param $code u32) (@witx noreturn)))
        "#,
    );
    assert_eq!(document.types[0].docs, "Sizes are\n  32 bits wide.");
    assert_eq!(document.constants.len(), 2);
    assert_eq!(document.constants[0].value, 0xff00_0000_0000_0001);
    assert_eq!(document.constants[0].docs, "The newest.");
    let TypeKind::Enum(errno) = &ty(&document, "errno").kind else { panic!() };
    assert_eq!(errno.cases[1].docs, "Something is wrong.");
    assert_eq!(errno.repr, IntRepr::U16);
    let TypeKind::Flags(rights) = &ty(&document, "rights").kind else { panic!() };
    assert_eq!(rights.flags[1].name, "write");
    assert_eq!(layout(&document, "rights"), (8, 8));
    assert_eq!(layout(&document, "fdflags"), (2, 2));
    assert_eq!(layout(&document, "stat"), (16, 8));
    assert_eq!(abi::member_offsets(&document, ty(&document, "stat")), [0, 8, 12]);
    assert_eq!(layout(&document, "event"), (24, 8));
    assert_eq!(layout(&document, "raw"), (4, 4));
    let TypeKind::Variant(event) = &ty(&document, "event").kind else { panic!() };
    assert_eq!(abi::payload_offset(&document, event), 8);
    assert!(event.cases[1].payload.is_none());

    let module = document.module("old").unwrap();
    assert_eq!(module.memories, ["memory"]);
    let open = document.core_signature(module.function("open").unwrap()).unwrap();
    assert_eq!(open.to_string(), "(param i32 i32 i64 i32 i32 i32 i32) (result i32)");
    let names: Vec<&str> = open.params.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["name_ptr", "name_len", "how", "event_ptr", "buf", "fd_ptr", "size_ptr"]);
    assert_eq!(signature(&document, module, "names"), "(param i32 i32) (result i32)");
    assert_eq!(signature(&document, module, "exit"), "(param i32) (result)");
    assert!(module.function("exit").unwrap().noreturn);

    let outcome = document.outcome(module.function("open").unwrap());
    assert!(matches!(outcome.error, Some(Some(_))));
    assert_eq!(outcome.values.len(), 2);
    assert_eq!(outcome.values[0].name, Some("fd"));
    assert_eq!(outcome.values[0].docs, "What was opened.");
}

#[test]
fn dialect_0_9() {
    let types = r#"
        (typename $errno (enum (@witx tag u16) $ok $bad))
        (typename $plain (enum $a $b))
        (typename $tag (enum (@witx tag u8) $some $none))
        (typename $version u64)
        (@witx const $version $all 0xff00000000000002)
        (typename $rights (flags (@witx repr u64) $read $write))
        (typename $wide (flags $read))
        (typename $pair (tuple u8 u32))
        (typename $opt (variant (@witx tag $tag) (case $none) (case $some u32)))
        (typename $un (union (@witx tag $tag) u8 u64))
        (typename $numbered (union u8 (@witx usize)))
        (typename $bytes (list u8))
        (typename $fd (handle))
    "#;
    let document = parse_with(
        r#"
        (use "types/all.witx")
        (use "types/all.witx")
        (module $new
          (import "memory" (memory))
          (@interface func (export "f")
            (param $fd $fd) (param $bytes $bytes) (param $opt $opt) (param $pair $pair) (param $rights $rights)
            (result $error (expected (tuple u32 $version) (error $errno))))
          (@interface func (export "g") (param $x f32) (result $error (expected $pair (error $errno))))
          (@interface func (export "h") (param $x s64) (result $error (expected (error $errno))))
          (@interface func (export "i") (result $error (expected $bytes (error $errno))))
          (@interface func (export "j") (param $c char) (result $x f64)))
        "#,
        MemoryLoader::new().with("types/all.witx", types),
    );
    assert_eq!(document.sources.files().len(), 2);
    let module = document.module("new").unwrap();
    assert_eq!(signature(&document, module, "f"), "(param i32 i32 i32 i32 i32 i64 i32 i32) (result i32)");
    // A tuple behind a name is expanded as well.
    assert_eq!(signature(&document, module, "g"), "(param f32 i32 i32) (result i32)");
    assert_eq!(signature(&document, module, "h"), "(param i64) (result i32)");
    assert_eq!(signature(&document, module, "i"), "(param i32) (result i32)");
    assert_eq!(signature(&document, module, "j"), "(param i32) (result f64)");
    assert_eq!(document.outcome(module.function("f").unwrap()).values.len(), 2);
    assert_eq!(document.outcome(module.function("h").unwrap()).values.len(), 0);
    assert!(document.outcome(module.function("j").unwrap()).error.is_none());
    // Without a width, enums, tags and flags take 4 bytes.
    assert_eq!(layout(&document, "plain"), (4, 4));
    assert_eq!(layout(&document, "wide"), (4, 4));
    assert_eq!(layout(&document, "numbered"), (8, 4));
    assert_eq!(layout(&document, "pair"), (8, 4));
    assert_eq!(layout(&document, "un"), (16, 8));
    // Cases are put into the order of the tag.
    let TypeKind::Variant(opt) = &ty(&document, "opt").kind else { panic!() };
    assert_eq!(opt.cases[0].name, "some");
    let TypeKind::Variant(union) = &ty(&document, "un").kind else { panic!() };
    assert_eq!(union.cases[1].name, "none");
    let TypeKind::Variant(union) = &ty(&document, "numbered").kind else { panic!() };
    assert_eq!(union.cases[1].name, "1");
    let version = document.lookup(module, "version").unwrap();
    assert_eq!(document.constants_of(version).count(), 1);
}

#[test]
fn dialect_0_10() {
    let files = MemoryLoader::new()
        .with(
            "base.witx",
            r#"(module $base
                (resource $thing)
                (typename $thing (handle $thing))
                (typename $errno (enum $ok $bad))
                (typename $size (@witx usize)))"#,
        )
        .with("again.witx", "(module $again (use * from $base) (typename $own u8))");
    let document = parse_with(
        r#"
        ;;; A module.
        (module $main
          (use $thing ($errno as $code) $size from $again)
          (typename $bits (record (field $a bool) (field $b bool)))
          (typename $input (in-buffer u8))
          (typename $maybe (option u32))
          (@interface func (export "read")
            (param $thing $thing) (param $in $input) (param $out (out-buffer u16)) (param $bits $bits)
            (result $error (expected $size (error $code))))
          (export "flat" (func
            (param $bits $bits) (param $maybe $maybe) (param $pair (tuple u64 f32)) (param $s string)
            (result $x (expected f32 (error $code)))))
          (export "one" (func (param $x u8) (result $y u64))))
        "#,
        files,
    );
    let module = document.module("main").unwrap();
    assert_eq!(module.docs, "A module.");
    assert!(module.scope.types.contains_key("code"));
    assert!(!module.scope.types.contains_key("errno"));
    // A name that was itself used can be used on.
    assert!(module.scope.resources.contains_key("thing"));
    assert_eq!(signature(&document, module, "read"), "(param i32 i32 i32 i32 i32 i32 i32) (result i32)");
    let flat = module.function("flat").unwrap();
    assert_eq!(flat.abi, Abi::Next);
    assert_eq!(signature(&document, module, "flat"), "(param i32 i32 i32 i64 f32 i32 i32 i32) (result)");
    assert_eq!(signature(&document, module, "one"), "(param i32) (result i64)");
    // Without a width, as few bytes as possible; a record of truth values is a bit set.
    assert_eq!(layout(&document, "errno"), (1, 1));
    assert_eq!(layout(&document, "bits"), (1, 1));
    assert_eq!(layout(&document, "maybe"), (8, 4));
}

#[test]
fn names_may_come_from_files_outside_of_modules() {
    let files = MemoryLoader::new().with("x/types.witx", "(typename $a u8) (typename $b (list $a))");
    let mut files = files;
    let text = r#"
        (use ($a as $c) from $types)
        (module $m (use $b from $types) (@interface func (export "f") (param $b $b) (param $c $c)))
    "#;
    let document = parse_str("x/main.witx", text, &mut files).unwrap_or_else(|error| panic!("{error}"));
    let module = document.module("m").unwrap();
    assert_eq!(signature(&document, module, "f"), "(param i32 i32 i32) (result)");
}

#[test]
fn files_may_use_one_another() {
    let files = MemoryLoader::new()
        .with("a.witx", "(use \"b.witx\") (typename $a u8)")
        .with("b.witx", "(use \"./a.witx\") (typename $b $a)");
    let document = parse_with("(use \"a.witx\")", files);
    assert_eq!(document.sources.files().len(), 3);
    assert_eq!(document.types.len(), 2);
}

#[test]
fn aliases_are_looked_through_and_may_come_first() {
    let document = parse(
        r#"
        (typename $event (union $tag (field $a u8) (empty $b)))
        (typename $tag $real)
        (typename $real (enum u16 $a $b))
        "#,
    );
    let TypeKind::Variant(event) = &ty(&document, "event").kind else { panic!() };
    assert_eq!(event.repr, IntRepr::U16);
    assert_eq!(layout(&document, "event"), (4, 2));
}

#[test]
fn comments() {
    let document = parse(
        "\u{feff};; not documentation\n;;;;;; a rule\n;;; First.\n;;\n;;;\n;;; Second.\n(typename $a (; in (; side ;) ;) u8)\n\
         (;; Block ;)\n(typename $b string) ;;; dangling",
    );
    assert_eq!(document.types[0].docs, "First.\n\nSecond.");
    assert_eq!(document.types[1].docs, "Block");
    assert!(matches!(document.types[1].ty.kind, TypeKind::Builtin(Builtin::String)));
}
