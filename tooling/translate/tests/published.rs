//! Translates witx that others published.
//!
//! It ships inside of crates this workspace depends on, so the test looks for it there; nothing of it is in this
//! repository.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wasi_crypto_bridge::{Package, propose};
use wasi_crypto_test_support::needs::Need;
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_test_support::tools;
use wasi_crypto_translate::{Options, translate};
use wasi_crypto_witx::{Document, load};
use wit_parser::{Resolve, Type, TypeDefKind};

mod support;

fn main() -> ExitCode {
    Suite::new("published")
        .test("preview1", &[Need::Sources], preview1)
        .test("preview0", &[Need::Sources], preview0)
        .test("wasi_nn", &[Need::Sources], wasi_nn)
        .test("drafts", &[Need::Sources], drafts)
        .test("wasi_crypto", &[], wasi_crypto)
        .run()
}

/// The directory of a dependency's source.
fn source_of(package: &str) -> PathBuf {
    let output = tools::metadata("Cargo.toml").output().expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata writes JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let found = packages
        .iter()
        .find(|candidate| candidate["name"] == package)
        .unwrap_or_else(|| panic!("{package} is not a dependency any more"));
    let manifest = PathBuf::from(found["manifest_path"].as_str().expect("a path"));
    manifest.parent().expect("a directory").to_path_buf()
}

fn translated(path: &Path) -> (Document, Resolve, String) {
    let document = load(path).unwrap_or_else(|error| panic!("{error}"));
    let wit = translate(&document, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    support::validate(&document, &wit).unwrap_or_else(|error| panic!("{error}"));
    let mut resolve = Resolve::default();
    resolve.push_str("translation.wit", &wit).expect("it was valid before");
    (document, resolve, wit)
}

fn has(wit: &str, line: &str) {
    assert!(wit.lines().any(|found| found.trim() == line), "no `{line}` in\n{wit}");
}

/// No function is left with a type that only makes sense in the caller's memory.
fn without_addresses(resolve: &Resolve) {
    for (_, interface) in &resolve.interfaces {
        assert!(!interface.types.contains_key("address"), "{:?}", interface.name);
    }
}

fn resources(resolve: &Resolve) -> Vec<&str> {
    let resources = resolve.types.iter().filter(|(_, ty)| matches!(ty.kind, TypeDefKind::Resource));
    let mut names: Vec<&str> = resources.filter_map(|(_, ty)| ty.name.as_deref()).collect();
    names.sort_unstable();
    names
}

fn preview1() {
    let path = source_of("wasmtime-wasi").join("witx/p1/wasi_snapshot_preview1.witx");
    let (document, resolve, wit) = translated(&path);
    assert_eq!(document.modules[0].functions.len(), 46);
    assert_eq!(resources(&resolve), ["fd"]);
    without_addresses(&resolve);
    has(&wit, "interface wasi-snapshot-preview1 {");
    has(&wit, "args-get: func() -> result<list<list<u8>>, errno>;");
    has(&wit, "fd-read: func(fd: borrow<fd>, iovs: iovec-array) -> result<list<u8>, errno>;");
    has(&wit, "fd-write: func(fd: borrow<fd>, iovs: ciovec-array) -> result<size, errno>;");
    has(&wit, "fd-close: func(fd: fd) -> result<_, errno>;");
    has(
        &wit,
        "path-open: func(fd: borrow<fd>, dirflags: lookupflags, path: string, oflags: oflags, fs-rights-base: rights, fs-rights-inheriting: rights, fdflags: fdflags) -> result<fd, errno>;",
    );
    has(&wit, "poll-oneoff: func(in: list<subscription>) -> result<list<event>, errno>;");
    has(&wit, "random-get: func(buf-len: size) -> result<list<u8>, errno>;");
    has(
        &wit,
        "sock-recv: func(fd: borrow<fd>, ri-data: iovec-array, ri-flags: riflags) -> result<tuple<list<u8>, roflags>, errno>;",
    );
    has(&wit, "proc-exit: func(rval: exitcode);");
    // `errno` is a field of an event as well, so it keeps the value for success.
    has(&wit, "success,");
    has(&wit, "n2big,");
}

fn preview0() {
    let path = source_of("wasmtime-wasi").join("witx/p0/wasi_unstable.witx");
    let (document, resolve, wit) = translated(&path);
    assert_eq!(document.modules[0].functions.len(), 45);
    assert_eq!(resources(&resolve), ["fd"]);
    without_addresses(&resolve);
    has(&wit, "interface wasi-unstable {");
    has(&wit, "fd-seek: func(fd: borrow<fd>, offset: filedelta, whence: whence) -> result<filesize, errno>;");
    has(&wit, "fd-readdir: func(fd: borrow<fd>, buf-len: size, cookie: dircookie) -> result<list<u8>, errno>;");
}

fn wasi_nn() {
    let path = source_of("wasmtime-wasi-nn").join("witx/wasi-nn.witx");
    let (document, resolve, wit) = translated(&path);
    assert_eq!(document.modules[0].functions.len(), 6);
    assert_eq!(resources(&resolve), ["graph", "graph-execution-context"]);
    without_addresses(&resolve);
    has(
        &wit,
        "load: func(builder: graph-builder-array, encoding: graph-encoding, target: execution-target) -> result<graph, nn-errno>;",
    );
    has(
        &wit,
        "set-input: func(context: borrow<graph-execution-context>, index: u32, tensor: tensor) -> result<_, nn-errno>;",
    );
    has(
        &wit,
        "get-output: func(context: borrow<graph-execution-context>, index: u32, out-buffer-max-size: buffer-size) -> result<list<u8>, nn-errno>;",
    );
    // Only ever an error, so success goes.
    assert!(!wit.contains("    success,"), "{wit}");
}

/// What was translated is a package that the witx became. So the draft of a table between the two has a row for every
/// function that closes no handle, and leaves open what the translation made of addresses: of `wasi_ephemeral_nn` one
/// choice, of the previews of WASI those of lists that lie scattered.
fn drafts() {
    for (package, file, open) in [
        ("wasmtime-wasi", "witx/p0/wasi_unstable.witx", 13),
        ("wasmtime-wasi", "witx/p1/wasi_snapshot_preview1.witx", 13),
        ("wasmtime-wasi-nn", "witx/wasi-nn.witx", 1),
    ] {
        let (document, _, wit) = translated(&source_of(package).join(file));
        let draft = propose(&document, &Package::parse(&[("translation.wit".to_owned(), wit)]).expect("it is valid"));
        let functions = document.modules.iter().flat_map(|module| &module.functions);
        for function in functions {
            let (row, close) = (format!("[functions.{}]", function.name), format!("close = \"{}\"", function.name));
            assert!(draft.contains(&row) || draft.contains(&close), "no {row} in\n{draft}");
        }
        assert_eq!(draft.lines().filter(|line| line.starts_with("# ? ")).count(), open, "{draft}");
    }
}

/// The legacy API this project is about, translated without the table that shapes `wit/`.
fn wasi_crypto() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../witx/0.10/wasi_ephemeral_crypto.witx");
    let (document, resolve, wit) = translated(&path);
    assert_eq!(document.modules.iter().map(|module| module.functions.len()).sum::<usize>(), 86);
    assert_eq!(resources(&resolve).len(), 12);
    without_addresses(&resolve);
    has(
        &wit,
        "symmetric-state-encrypt: func(handle: borrow<symmetric-state>, out-len: size, data: list<u8>) -> result<list<u8>, crypto-errno>;",
    );
    has(
        &wit,
        "symmetric-state-open: func(algorithm: string, key: opt-symmetric-key, options: opt-options) -> result<symmetric-state, crypto-errno>;",
    );
    has(
        &wit,
        "keypair-id: func(kp: borrow<keypair>, kp-id-max-len: size) -> result<tuple<list<u8>, version>, crypto-errno>;",
    );
    has(&wit, "symmetric-key-close: func(symmetric-key: symmetric-key) -> result<_, crypto-errno>;");
    for (_, interface) in &resolve.interfaces {
        assert!(interface.docs.contents.is_some());
        for function in interface.functions.values() {
            assert!(function.docs.contents.is_some(), "{}", function.name);
            assert!(!matches!(function.result, Some(Type::String)));
        }
    }
}
