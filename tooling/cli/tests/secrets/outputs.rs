//! Where outputs go: files of every kind, standard output, and what takes nothing more.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::place::{Place, text};

const MODULE: &str = "hash.wat";

/// A place with a module in it that exports functions, and one with a world of its own.
fn place() -> Place {
    let place = Place::new();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for file in ["run-invoke/hash.wat", "world-of-its-own/greeter.wat", "world-of-its-own/greeter.wit"] {
        let name = Path::new(file).file_name().expect("a file has a name");
        fs::copy(cases.join(file), place.path("").join(name)).expect("a writable folder");
    }
    place
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

/// Whether this is a component, whole.
fn is_component(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm\x0d\0\x01\0")
        && wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all()).validate_all(bytes).is_ok()
}

fn componentize(place: &mut Place, output: &str) -> Output {
    place.output(&["componentize", MODULE, "-o", output])
}

/// Runs a line of a shell in which `$W` is the command.
fn shell(place: &Place, line: &str) -> Output {
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(line).env("W", env!("CARGO_BIN_EXE_wasi-crypto")).env("NO_COLOR", "1");
    shell.env("WASI_CRYPTO_SECRETS", "keys.redb").env_remove("WASI_CRYPTO_MASTER_KEY");
    shell.current_dir(place.path("")).stdin(Stdio::null()).output().expect("there is a shell")
}

#[test]
fn a_plain_file_is_replaced_and_keeps_its_permissions() {
    let mut place = place();
    for (name, before) in [("private", 0o600), ("shared", 0o664), ("read-only", 0o444)] {
        let path = place.path(name);
        fs::write(&path, "before").expect("a writable folder");
        fs::set_permissions(&path, PermissionsExt::from_mode(before)).expect("ours");
        assert!(componentize(&mut place, name).status.success());
        assert!(is_component(&fs::read(&path).expect("it is there")), "{name}");
        assert_eq!(mode(&path), before, "{name}");
    }
    // A new one is as the umask says, also a public key; a backup is its owner's.
    let output = shell(
        &place,
        "umask 027; $W componentize hash.wat -o new && $W secrets generate k --algorithm Ed25519 \
        && $W secrets export-public k -o public && $W secrets backup -o backup",
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(["new", "public", "backup"].map(|name| mode(&place.path(name))), [0o640, 0o640, 0o600]);
    // What failed leaves what was there, and nothing besides.
    let files = || fs::read_dir(place.path("")).expect("a folder").count();
    let before = files();
    assert!(!shell(&place, "trap '' XFSZ; ulimit -f 0; $W componentize hash.wat -o private").status.success());
    assert!(is_component(&fs::read(place.path("private")).expect("it is there")));
    assert_eq!(files(), before);
}

#[test]
fn links_are_followed() {
    let mut place = place();
    fs::create_dir(place.path("folder")).expect("a writable folder");
    fs::write(place.path("folder/target"), "before").expect("a writable folder");
    for (link, target) in [("link", "folder/target"), ("dangling", "folder/new"), ("chain", "link")] {
        symlink(target, place.path(link)).expect("a writable folder");
        assert!(componentize(&mut place, link).status.success());
        assert!(fs::symlink_metadata(place.path(link)).expect("it is there").is_symlink());
        assert!(is_component(&fs::read(place.path(link)).expect("it leads somewhere")), "{link}");
    }
    symlink("circle", place.path("circle")).expect("a writable folder");
    assert_eq!(componentize(&mut place, "circle").status.code(), Some(1));
    assert_eq!(componentize(&mut place, "folder").status.code(), Some(1));
    // `--force` is for files that are there, at the end of links too.
    place.secrets(&["generate", "k", "--algorithm", "Ed25519"]);
    let complaint = place.complaint(&["export-public", "k", "-o", "chain"]);
    assert!(complaint.contains("exists already"), "{complaint}");
    place.secrets(&["export-public", "k", "-o", "chain", "--force"]);
    assert!(fs::read(place.path("folder/target")).expect("it is there").starts_with(b"-----BEGIN"));
}

#[test]
fn devices_fifos_and_open_files_are_written_through() {
    let place = place();
    for (line, into) in [
        ("mkfifo fifo; cat fifo >1 & $W componentize hash.wat -o fifo; wait", "1"),
        ("$W componentize hash.wat -o >(cat >2.part; mv 2.part 2); until [ -e 2 ]; do sleep 0.05; done", "2"),
        ("ln -s /proc/self/fd/1 out; $W componentize hash.wat -o out >3", "3"),
        ("$W componentize hash.wat -o /dev/stdout | cat >4", "4"),
        ("$W componentize hash.wat -o /dev/fd/5 5>5", "5"),
        ("$W provider -o - >6", "6"),
        ("$W compose hash.wat -o - >7", "7"),
    ] {
        let output = shell(&place, line);
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        let written = fs::read(place.path(into)).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert!(is_component(&written), "{line}: {} bytes", written.len());
    }
    let fifo = fs::symlink_metadata(place.path("fifo")).expect("it is there").file_type();
    assert!(fifo.is_fifo());
    assert!(shell(&place, "$W componentize hash.wat -o /dev/null && [ -c /dev/null ]").status.success());
    // Also where a file is not to be replaced.
    assert!(shell(&place, "$W secrets backup -o /dev/null && [ -c /dev/null ]").status.success());
}

#[test]
fn a_hyphen_is_standard_input_or_output_wherever_a_file_is_named() {
    let mut place = place();
    place.secrets(&["generate", "k", "--algorithm", "Ed25519"]);
    for (line, said) in [
        ("$W secrets backup -o - >backup", "wrote "),
        ("$W secrets backup -o - --format json >backup-2", "\"bytes\": "),
        ("$W secrets export-public k -o - >public", "wrote the public key of k"),
        ("$W secrets export-public k -o - --encoding jwk >public-jwk", "wrote the public key of k"),
    ] {
        let output = shell(&place, line);
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(said), "{line}: {}", text(&output.stderr));
    }
    assert!(fs::read(place.path("public")).expect("written").starts_with(b"-----BEGIN PUBLIC KEY"));
    assert!(fs::read(place.path("public-jwk")).expect("written").starts_with(b"{"));
    for line in [
        "$W secrets restore - --secrets new.redb --master-key-file keys.redb.key <backup",
        "$W secrets restore backup-2 --secrets new-2.redb --master-key-file - <keys.redb.key",
        "$W secrets list --master-key-file - <keys.redb.key | grep -q Ed25519",
        "echo '[defaults]' | $W run --policy - --invoke 'add(1,2)' hash.wat | grep -qx 3",
        "printf %064d 7 | $W secrets rotate --master-key --new-master-key-file - && \
         printf %064d 7 | $W secrets list --master-key-file -",
        "$W secrets list --audit-file - --secrets new.redb --master-key-file keys.redb.key | grep -q Ed25519",
        "echo '(typename $size u32)' | $W translate - --package a:b | grep -q size",
        "$W componentize greeter.wat --wit - -o greeter.wasm <greeter.wit && [ -s greeter.wasm ]",
        "$W adapter symmetric -o - >adapter.wasm && [ -s adapter.wasm ]",
        "$W wit -o - | grep -q 'interface symmetric'",
    ] {
        let output = shell(&place, line);
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
    }
    assert!(!place.path("-").exists());
    for (line, said) in [
        ("$W adapter -o -", "these are several files"),
        ("$W secrets list --secrets -", "a store is a file"),
        ("$W secrets restore - --secrets x.redb --master-key-file - <backup", "there once"),
    ] {
        let output = shell(&place, line);
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert!(text(&output.stderr).contains(said), "{line}: {}", text(&output.stderr));
    }
}

/// What prints a result fails if the result cannot be printed; what only says something does not.
#[test]
fn a_full_or_closed_output_is_an_error_and_never_a_panic() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let mut place = place();
    place.secrets(&["generate", "k", "--algorithm", "Ed25519"]);
    let commands = [
        "--help",
        "--version",
        "run --invoke 'add(1,2)' hash.wat",
        "demo",
        "inspect hash.wat",
        "inspect hash.wat --format json",
        "componentize hash.wat",
        "compose hash.wat -o -",
        "adapter --list",
        "adapter symmetric -o -",
        "provider",
        "algorithms",
        "wit",
        "wit --upstream",
        "completions bash",
        "completions fish",
        "secrets list",
        "secrets list --format json",
        "secrets verify",
        "secrets export-public k",
        "secrets backup -o -",
        "secrets rotate k",
    ];
    for command in commands {
        for (output, code) in [(">/dev/full", 1), (">/dev/full 2>/dev/full", 1), ("| true; exit ${PIPESTATUS[0]}", 1)] {
            let output = shell(&place, &format!("sleep 0.1 | true; $W {command} {output}"));
            let said = text(&output.stderr);
            let got = output.status.code();
            // A small output may be in the pipe before the reader is gone.
            assert!(
                got == Some(code) || got == Some(0) && code == 1 && !said.contains("error"),
                "{command}: {got:?} {said}"
            );
            assert!(!said.contains("panicked"), "{command}: {said}");
        }
        let output = shell(&place, &format!("$W {command} >/dev/full"));
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(text(&output.stderr).contains("cannot write standard output"), "{command}: {}", text(&output.stderr));
    }
    for command in [
        "run --verbose --invoke 'add(1,2)' hash.wat",
        "componentize --verbose hash.wat -o out.wasm",
        "adapter -o adapters",
        "secrets list --audit",
        "secrets init --secrets other.redb",
    ] {
        let output = shell(&place, &format!("$W {command} 2>/dev/full"));
        assert_eq!(output.status.code(), Some(0), "{command}");
    }
    assert_eq!(shell(&place, "$W no-such-command 2>/dev/full").status.code(), Some(2));
    assert_eq!(shell(&place, "$W inspect none 2>/dev/full").status.code(), Some(1));
    // A guest's own output is its own affair, and no panic either.
    let closed = shell(&place, "$W run --invoke 'add(1,2)' hash.wat >&- 2>&-");
    assert!(closed.status.code().is_some_and(|code| code <= 1));
}
