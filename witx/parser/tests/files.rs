//! Which files are read, and in which order they may come.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use wasi_crypto_witx::{Document, FileLoader, MAX_FILE, MemoryLoader, load, load_within, parse_all, parse_str};

/// A folder `inside` with `main.witx`, which says `text`, and a folder `outside` beside it with a secret.
fn folders(text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["inside/below", "outside"] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
    }
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("inside/main.witx", text);
    write("inside/notes.txt", "secret of the inside");
    write("inside/below/types.witx", "(use \"../more.witx\")(typename $a u8)");
    write("inside/more.witx", "(typename $b u16)");
    write("outside/secret.witx", "secret of the outside");
    folder
}

fn main_file(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("inside/main.witx")
}

fn refused(folder: &TempDir, reason: &str) {
    let error = load(main_file(folder)).unwrap_err();
    assert!(error.reason.contains(reason), "{error}");
    assert!(!error.to_string().contains("secret of the"), "{error}");
}

#[test]
fn files_of_the_folder_and_below_are_read() {
    for text in
        ["(use \"below/types.witx\")", "(use \"./below/../below/types.witx\")", "(use \"../inside/below/types.witx\")"]
    {
        let folder = folders(text);
        assert_eq!(load(main_file(&folder)).unwrap().types.len(), 2, "{text}");
    }
}

#[test]
fn no_other_files_are_read() {
    for (text, reason) in [
        ("(use \"../outside/secret.witx\")", "it is not in the folder"),
        ("(use \"below/../../outside/secret.witx\")", "it is not in the folder"),
        ("(use \"../outside/missing.witx\")", "it is not in the folder"),
        ("(module $m (use $a from $../outside/secret))", "it is not in the folder"),
        ("(use \"notes.txt\")", "only files called `*.witx`"),
        ("(use \"/dev/zero\")", "named relative"),
        ("(use \"C:/secret.witx\")", "named relative"),
        ("(use \"\\\\\\\\server/secret.witx\")", "named relative"),
    ] {
        refused(&folders(text), reason);
    }
    let folder = folders("(use \"../outside/plain.witx\")");
    fs::write(folder.path().join("outside/plain.witx"), "(typename $a u8)").unwrap();
    refused(&folder, "it is not in the folder");
    assert!(load_within(main_file(&folder), &mut FileLoader::within(folder.path())).is_ok());
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_else() {
    use std::os::unix::fs::symlink;
    for (target, reason) in [
        ("../outside/secret.witx", "it is not in the folder"),
        ("notes.txt", "only files called `*.witx`"),
        ("/dev/zero", "it is not in the folder"),
        ("below", "only files called `*.witx`"),
    ] {
        let folder = folders("(use \"link.witx\")");
        symlink(target, folder.path().join("inside/link.witx")).unwrap();
        refused(&folder, reason);
    }
    // Of folders as well; one that stays inside is fine.
    let folder = folders("(use \"link/secret.witx\")");
    symlink("../outside", folder.path().join("inside/link")).unwrap();
    refused(&folder, "it is not in the folder");
    let folder = folders("(use \"link.witx\")");
    symlink("more.witx", folder.path().join("inside/link.witx")).unwrap();
    assert!(load(main_file(&folder)).is_ok());
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    let folder = folders("(use \"pipe.witx\")");
    // A socket, which unlike a pipe is made without a command.
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("inside/pipe.witx")).unwrap();
    refused(&folder, "it is not a regular file");
    let folder = folders("(use \"folder.witx\")");
    fs::create_dir(folder.path().join("inside/folder.witx")).unwrap();
    refused(&folder, "it is not a regular file");
}

/// At the limit, and one past it.
#[test]
fn files_have_a_size() {
    let padded = |length: u64| format!("(typename $a u8){}", " ".repeat(usize::try_from(length).unwrap() - 16));
    let folder = folders("(use \"large.witx\")");
    let large = folder.path().join("inside/large.witx");
    fs::write(&large, padded(MAX_FILE)).unwrap();
    assert!(load(main_file(&folder)).is_ok() && load(&large).is_ok());
    fs::write(&large, padded(MAX_FILE + 1)).unwrap();
    refused(&folder, "has more than 4 MiB");
    assert!(load(&large).unwrap_err().reason.contains("has more than 4 MiB"));
    assert!(FileLoader::read_from(std::io::repeat(b' ')).unwrap_err().contains("has more than 4 MiB"));
    if Path::new("/dev/zero").exists() {
        assert!(load("/dev/zero").is_err());
    }
}

fn all(files: &[(&str, &str)]) -> Document {
    parse_all(files, &mut MemoryLoader::new()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn files_come_in_any_order() {
    let types = ("x/types.witx", "(typename $errno (enum u16 $ok $bad))");
    let uses = ("x/uses.witx", "(use \"types.witx\")(module $uses (@interface func (export \"f\") (param $e $errno)))");
    let sees = ("y/sees.witx", "(module $sees (@interface func (export \"f\") (param $e $errno)))");
    let from = ("z/from.witx", "(module $from (use $t from $later) (export \"f\" (func (param $t $t))))");
    let later = ("z/other-name.witx", "(module $later (typename $t u8))");
    let files = [types, uses, sees, from, later];
    for turn in 0..files.len() {
        let mut turned = files;
        turned.rotate_left(turn);
        let document = all(&turned);
        assert_eq!((document.types.len(), document.modules.len()), (2, 4));
        turned.reverse();
        assert_eq!(all(&turned).modules.len(), 4);
    }
    // One that is named twice, or found by `use` as well, counts once.
    assert_eq!(all(&[types, ("./x/types.witx", types.1), uses]).types.len(), 1);
}

#[test]
fn two_files_may_have_a_module_of_one_name() {
    let left = ("left.witx", "(module $store (resource $r) (typename $h (handle $r)))");
    let right = ("right.witx", "(module $store (resource $r) (typename $h (handle $r)) (typename $only u8))");
    let user = |text: &'static str| parse_all(&[left, ("main.witx", text), right], &mut MemoryLoader::new());
    let document = user("(module $m (use $h from $left) (use ($h as $other) $only from $right))").unwrap();
    assert_eq!((document.modules.len(), document.resources.len(), document.types.len()), (3, 2, 3));
    let error = user("(module $m (use $h from $store))").unwrap_err();
    assert!(error.reason.contains("several files have a module `$store`"), "{error}");
    // The module of the same file is meant first.
    assert!(user("(module $store (typename $mine u8)) (module $m (use $mine from $store))").is_ok());
    let twice = parse_str("main.witx", "(module $m) (module $m)", &mut MemoryLoader::new()).unwrap_err();
    assert!(twice.reason.contains("defined twice"), "{twice}");
}
