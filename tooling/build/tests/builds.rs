//! What a build script can ask for, and what it is told when that cannot be had.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wasi_crypto_build::{Build, Componentizer, LinkMode, Provider};
use wasi_crypto_tests::outline::outline;

fn plugin() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example/plugin.wat")
}

#[test]
fn a_module_becomes_a_component() {
    let (imports, exports) = outline(&Build::new(plugin()).bytes().expect("a component"));
    assert_eq!(exports, ["fingerprint".to_owned()].into());
    assert!(imports.iter().any(|name| name.starts_with("wasi:crypto/symmetric@")), "{imports:?}");
}

#[test]
fn a_provider_takes_the_place_of_the_host() {
    for provider in [Provider::Full, Provider::Required] {
        let (imports, exports) = outline(&Build::new(plugin()).compose(provider).bytes().expect("a component"));
        assert_eq!(exports, ["fingerprint".to_owned()].into());
        assert!(imports.iter().all(|name| !name.starts_with("wasi:crypto/")), "{imports:?}");
        assert!(imports.iter().any(|name| name.starts_with("wasi:random/")), "{imports:?}");
    }
}

#[test]
fn components_are_taken_as_they_are_and_options_are_passed_on() {
    let folder = TempDir::new().expect("a folder");
    let adapted = Build::new(plugin()).componentizer(Componentizer::new().link_mode(LinkMode::Adapters));
    let first = adapted.write(folder.path().join("new/first.wasm")).expect("folders are made");
    assert_ne!(fs::read(&first).expect("a file"), Build::new(plugin()).bytes().expect("the default"));
    let second = Build::new(&first).bytes().expect("a component is fine");
    assert_eq!(second, fs::read(&first).expect("a file"));
    let composed = Build::new(&first).compose(Provider::Required).bytes().expect("and can be composed");
    assert!(composed.len() > second.len());
}

#[test]
fn a_file_that_would_not_change_is_left_alone() {
    let folder = TempDir::new().expect("a folder");
    let output = Build::new(plugin()).write(folder.path().join("plugin.wasm")).expect("written");
    let past = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(&output).expect("a file").set_modified(past).expect("a time");
    Build::new(plugin()).write(&output).expect("nothing to do");
    assert_eq!(fs::metadata(&output).expect("a file").modified().expect("a time"), past);
}

#[test]
fn complaints_name_the_file() {
    let folder = TempDir::new().expect("a folder");
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        path
    };
    let complaint = |build: Build| format!("{:#}", build.bytes().expect_err("refused"));
    let missing = complaint(Build::new(folder.path().join("missing.wasm")));
    assert!(missing.contains("missing.wasm"), "{missing}");
    let text = complaint(Build::new(file("text.wat", "(module")));
    assert!(text.contains("text.wat") && text.contains("WebAssembly"), "{text}");
    let none = complaint(Build::new(file("none.wat", "(component)")).compose(Provider::Full));
    assert!(none.contains("imports no interface of wasi:crypto"), "{none}");
    let provider = complaint(Build::new(plugin()).compose(Provider::File(file("empty.wat", "(component)"))));
    assert!(provider.contains("empty.wat") || provider.contains("provider"), "{provider}");
    let outside = Build::new(plugin()).write_to_out_dir("plugin.wasm").expect_err("no build script");
    assert!(outside.to_string().contains("OUT_DIR"), "{outside}");
}
