//! Promises of the README that a program can check: the number of dependencies, their reasons, no unsafe code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use wasi_crypto_test_support::tools;

fn cargo_tree(args: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(tools::repository())
        .args(["tree", "--locked", "--prefix", "none", "--edges", "normal", "--format", "{p}"])
        .args(args)
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Name and version; paths and marks of repetition are not of interest.
    let lines = String::from_utf8(output.stdout).expect("text");
    lines
        .lines()
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

fn readme() -> String {
    fs::read_to_string(tools::repository().join("README.md")).expect("there is a README")
}

#[test]
fn the_readme_states_how_many_crates_the_host_pulls_in() {
    let count = cargo_tree(&["-p", "wasi-crypto-host"]).len();
    let sentence = format!("is {count} crates");
    assert!(readme().contains(&sentence), "the README should say that the default build {sentence}");
}

#[test]
fn the_readme_names_the_wasmtime_the_host_is_for() {
    let tree = cargo_tree(&["-p", "wasi-crypto-host", "--depth", "1"]);
    let version = tree.iter().find_map(|line| line.strip_prefix("wasmtime v")).expect("the host runs on wasmtime");
    let major = version.split('.').next().expect("a number");
    let line = format!("\nwasmtime = \"{major}\"\n");
    assert!(readme().contains(&line), "the README should say{line}");
}

#[test]
fn every_direct_dependency_has_a_reason_in_the_readme() {
    let mut missing = Vec::new();
    for package in ["wasi-crypto-host", "wasi-crypto-engine"] {
        for line in cargo_tree(&["-p", package, "--depth", "1"]) {
            let name = line.split(' ').next().expect("a name");
            if !readme().contains(&format!("| `{name}`")) && !name.starts_with("wasi-crypto") {
                missing.push(name.to_string());
            }
        }
    }
    assert!(missing.is_empty(), "no reason is given for {missing:?}");
}

#[test]
fn the_readme_of_the_provider_states_its_sizes() {
    let folder = tools::repository().join("host/provider");
    let readme = fs::read_to_string(folder.join("README.md")).expect("there is a README");
    for name in ["wasi-crypto-provider", "wasi-crypto-provider-required"] {
        let size = fs::metadata(folder.join(format!("wasm/{name}.wasm"))).expect("it is checked in").len().to_string();
        let grouped: Vec<&str> =
            size.as_bytes().rchunks(3).rev().map(|digits| str::from_utf8(digits).expect("digits")).collect();
        let cell = format!("| `{name}.wasm` | {} |", grouped.join(","));
        assert!(readme.contains(&cell), "the README should say {cell}");
    }
}

#[test]
fn the_rsa_crate_stays_out() {
    // Its private-key operations leak through timing (RUSTSEC-2023-0071), in every version.
    let all = cargo_tree(&["--workspace"]);
    assert!(!all.iter().any(|line| line.starts_with("rsa ")));
}

/// Whoever requires one version keeps everybody on it, whatever flaw it has; lock files keep builds repeatable.
#[test]
fn no_crate_requires_an_exact_version() {
    let mut found = Vec::new();
    visit(&tools::repository(), "toml", &mut |path, text| {
        let exact = |line: &&str| line.contains("\"=") && !line.trim_start().starts_with('#');
        let lines = text.lines().filter(exact).map(|line| format!("{}: {line}", path.display()));
        found.extend(if path.ends_with("Cargo.toml") { lines.collect() } else { Vec::new() });
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_crate_of_ours_contains_unsafe_code() {
    let mut crates = 0;
    for folder in ["adapter", "adapter/generator", "host", "tests", "tooling"] {
        visit(&tools::repository().join(folder), "toml", &mut |path, text| {
            if path.ends_with("Cargo.toml") && text.contains("[package]") && !path.to_string_lossy().contains("guests")
            {
                // Workspaces of their own say it themselves; the provider allows what its generated bindings do in one
                // module.
                let says = ["deny", "forbid"].iter().any(|level| text.contains(&format!("unsafe_code = \"{level}\"")));
                let own = text.contains("[workspace]") && says;
                let lints = own || text.contains("[lints]\nworkspace = true");
                assert!(lints, "{} does not take the workspace's lints", path.display());
                crates += 1;
            }
        });
    }
    let workspace = fs::read_to_string(tools::repository().join("Cargo.toml")).expect("there is a workspace");
    assert!(workspace.contains("unsafe_code = \"forbid\""));
    assert!(crates >= 10, "only {crates} crates found");
    let bindings = tools::repository().join("host/provider/src/bindings.rs");
    let mut allowing = Vec::new();
    visit(&tools::repository().join("host/provider/src"), "rs", &mut |path, text| {
        if text.contains("unsafe") {
            allowing.push(path.to_path_buf());
        }
    });
    assert_eq!(allowing, [bindings], "unsafe code is the generated bindings' alone");
}

/// Where cargo does not look for programs of tests itself, a file that no program has as a module would never be compiled.
#[test]
fn every_file_of_tests_is_in_a_program() {
    let (mut packages, mut missing) = (0, Vec::new());
    visit(&tools::repository(), "toml", &mut |manifest, text| {
        if !text.contains("\nautotests = false\n") {
            return;
        }
        let folder = manifest.with_file_name("tests");
        let main = fs::read_to_string(folder.join("main.rs")).expect("the program with the modules");
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let program = |file: &str| text.contains(&format!("\npath = \"tests/{file}\"\n"));
            let is_listed = main.contains(&format!("\nmod {name};\n"))
                || program(&format!("{name}.rs"))
                || program(&format!("{name}/main.rs"));
            let is_code = path.extension().is_some_and(|extension| extension == "rs")
                || ["main.rs", "mod.rs"].iter().any(|file| path.join(file).exists());
            if is_code && !is_listed {
                missing.push(path);
            }
        }
        packages += 1;
    });
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(packages >= 5, "only {packages} packages found");
}

/// Shows the files of a folder that have this extension, with their text.
fn visit(folder: &Path, extension: &str, check: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            if !path.ends_with("target") {
                visit(&path, extension, check);
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            check(&path, &fs::read_to_string(&path).expect("text"));
        }
    }
}
