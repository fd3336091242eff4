//! The recipes of `host/provider/README.md`, run as they are written: every tool makes one component of a guest and the
//! provider, and it does what the guest does on our host, on a wasmtime that has WASI alone and in Node. Then what the
//! README says is particular about the tools.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use wasi_crypto_test_support::languages::{javascript, node};
use wasi_crypto_test_support::needs::Need;
use wasi_crypto_test_support::readme::{Readme, Session, Step};
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::outline::outline;
use wasi_crypto_tests::standalone::{self, Outcome};

const COMMAND: &str = env!("CARGO_BIN_EXE_wasi-crypto");

/// The tools in the order in which the README has them.
const TOOLS: [&str; 4] = ["wasi-crypto compose", "wac plug", "wac compose", "wasm-tools compose"];

/// What every test needs.
const TOOLS_THERE: [Need; 2] = [Need::WasmTools, Need::Wac];

/// What those in Node need.
const IN_NODE: [Need; 4] = [Need::WasmTools, Need::Wac, Need::JavaScript, Need::NewNode];

fn main() -> ExitCode {
    Suite::new("compositions")
        .test("a_component_in_c_on_wasmtime", &TOOLS_THERE, a_component_in_c_on_wasmtime)
        .test("a_component_in_rust_on_wasmtime", &TOOLS_THERE, a_component_in_rust_on_wasmtime)
        .test("a_legacy_module_in_c_on_wasmtime", &TOOLS_THERE, a_legacy_module_in_c_on_wasmtime)
        .test("a_legacy_module_in_rust_on_wasmtime", &TOOLS_THERE, a_legacy_module_in_rust_on_wasmtime)
        .test("a_component_in_node", &IN_NODE, a_component_in_node)
        .test("a_legacy_module_in_node", &IN_NODE, a_legacy_module_in_node)
        .test("names_of_files", &TOOLS_THERE, names_of_files)
        .test("another_version_is_refused", &TOOLS_THERE, another_version_is_refused)
        .test("another_version_of_one_interface_is_refused", &TOOLS_THERE, another_version_of_one_interface_is_refused)
        .test("nothing_to_do_is_refused", &TOOLS_THERE, nothing_to_do_is_refused)
        .test("modules_are_refused_except_by_ours", &TOOLS_THERE, modules_are_refused_except_by_ours)
        .test("a_second_provider", &TOOLS_THERE, a_second_provider)
        .test(
            "wasm_tools_compose_says_that_it_is_deprecated",
            &TOOLS_THERE,
            wasm_tools_compose_says_that_it_is_deprecated,
        )
        .test("jco_run_does_not_know_multiple_memories", &IN_NODE, jco_run_does_not_know_multiple_memories)
        .run()
}

/// The commands in the README, by what they do.
struct Recipes {
    provider: String,
    componentize: String,
    compose: [String; 4],
    node: String,
    /// What `wac compose` is given.
    script: Step,
}

impl Recipes {
    fn read() -> Self {
        let text = fs::read_to_string(tools::repository().join("host/provider/README.md")).expect("there is a README");
        let (mut commands, mut files) = (Vec::new(), Vec::new());
        for section in Readme::parse(&text).expect("a README that can be run").into_sections() {
            for step in section.steps {
                match step {
                    Step::Commands { text, .. } => commands.push(text),
                    step => files.push(step),
                }
            }
        }
        let [provider, componentize, ours, plug, script, stock, node] =
            commands.try_into().expect("these commands and no others");
        let compose = [ours, plug, script, stock];
        for (tool, commands) in TOOLS.iter().zip(&compose) {
            assert!(commands.starts_with(tool), "`{tool}` has another place in the README");
        }
        let [script] = files.try_into().expect("one script and no other examples");
        Self { provider, componentize, compose, node, script }
    }
}

/// Runs commands in a folder, with all the tools on the search path.
fn run(folder: &Path, commands: &str) -> Result<(), String> {
    let session = Session::new(folder, &[Path::new(COMMAND), tools::wac(), tools::wasm_tools()]);
    session.follow(&[Step::Commands { text: commands.into(), prints: None }], str::to_owned)
}

fn succeeds(folder: &Path, commands: &str) {
    run(folder, commands).unwrap_or_else(|error| panic!("{error}"));
}

/// Checks that commands fail and say this.
fn refuses(folder: &Path, commands: &str, said: &str) {
    let error = run(folder, commands).expect_err(commands);
    assert!(error.contains(said), "`{said}` is not said, but:\n{error}");
}

/// A folder with `app.wasm`, made of this guest, the provider, and the script.
fn prepared(guest: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let recipes = Recipes::read();
    Session::new(folder.path(), &[]).follow([&recipes.script], str::to_owned).expect("the script is written");
    succeeds(folder.path(), &recipes.provider);
    let legacy = guest.starts_with("legacy");
    let name = if legacy { "legacy.wasm" } else { "app.wasm" };
    fs::copy(tools::guests().join(format!("{guest}.wasm")), folder.path().join(name)).expect("the guest is there");
    if legacy {
        succeeds(folder.path(), &recipes.componentize);
    }
    folder
}

/// What each tool makes of the two components in a folder.
fn composed(folder: &Path) -> [(&'static str, Vec<u8>); 4] {
    let recipes = Recipes::read();
    std::array::from_fn(|index| {
        succeeds(folder, &recipes.compose[index]);
        let composed = fs::read(folder.join("standalone.wasm")).expect("it was written");
        fs::remove_file(folder.join("standalone.wasm")).expect("it can be removed");
        (TOOLS[index], composed)
    })
}

fn on_wasmtime(guest: &str) {
    let folder = prepared(guest);
    let (_, exports) = outline(&fs::read(folder.path().join("app.wasm")).expect("the guest is there"));
    for (tool, component) in composed(folder.path()) {
        let (imports, composed_exports) = outline(&component);
        assert!(imports.iter().all(|import| import.starts_with("wasi:")), "{tool}: {imports:?}");
        assert!(!imports.iter().any(|import| import.starts_with("wasi:crypto/")), "{tool}: {imports:?}");
        assert_eq!(composed_exports, exports, "{tool}");
        // Of two releases of an interface, wac imports the later one; the application has that.
        let clocks = imports.iter().filter(|import| import.starts_with("wasi:clocks/wall-clock@")).count();
        assert_eq!(clocks, if tool.starts_with("wac") { 1 } else { 2 }, "{tool}: {imports:?}");
        standalone::run(&component, &[guest]).is_that_of_our_host(guest);
    }
}

fn a_component_in_c_on_wasmtime() {
    on_wasmtime("component-c");
}

fn a_component_in_rust_on_wasmtime() {
    on_wasmtime("component-rust");
}

fn a_legacy_module_in_c_on_wasmtime() {
    on_wasmtime("legacy-c");
}

fn a_legacy_module_in_rust_on_wasmtime() {
    on_wasmtime("legacy-rust");
}

fn in_node(guest: &str) {
    let folder = prepared(guest);
    for (tool, component) in composed(folder.path()) {
        // Inside the package, where jco is found.
        let place = format!("composed/{guest}/{}", tool.replace(' ', "-"));
        let _ = fs::remove_dir_all(javascript().folder().join(&place));
        fs::create_dir_all(javascript().folder().join(&place)).expect("a writable target folder");
        fs::write(javascript().folder().join(&place).join("standalone.wasm"), component).expect("writable");
        let commands = format!("cd {place}\nif ( {} ); then echo succeeded; fi", Recipes::read().node);
        let output = javascript().shell(&commands, &[("NODE", node().into())]);
        let success = output.ends_with("succeeded\n");
        Outcome { success, output }.is_that_of_our_host(guest);
    }
}

fn a_component_in_node() {
    in_node("component-rust");
}

fn a_legacy_module_in_node() {
    in_node("legacy-c");
}

fn names_of_files() {
    let folder = prepared("component-c");
    let folder = folder.path();
    for name in ["my_provider", "wasi-crypto-provider-0.1.0", "1provider"] {
        let file = format!("{name}.wasm");
        fs::copy(folder.join("wasi-crypto-provider.wasm"), folder.join(&file)).expect("copied");
        refuses(
            folder,
            &format!("wasm-tools compose app.wasm -d {file} -o standalone.wasm"),
            &format!("error: `{name}` is not in kebab case"),
        );
        succeeds(folder, &format!("wac plug --plug {file} app.wasm -o standalone.wasm"));
    }
    succeeds(
        folder,
        "cp wasi-crypto-provider.wasm provider-1.wasm
         cp app.wasm my_app-0.1.0.wasm
         wasm-tools compose my_app-0.1.0.wasm -d provider-1.wasm -o standalone.wasm",
    );
    // The script without `--dep`.
    refuses(folder, "wac compose standalone.wac -o standalone.wasm", "unknown package `wasi-crypto:provider`");
    succeeds(
        folder,
        "mkdir -p deps/example deps/wasi-crypto
         cp app.wasm deps/example/app.wasm
         cp wasi-crypto-provider.wasm deps/wasi-crypto/provider.wasm
         wac compose standalone.wac -o standalone.wasm",
    );
}

/// What the tools say of an application and a provider that do not fit, in the order of `TOOLS`.
fn all_refuse(folder: &Path, said: [&str; 4]) {
    for (commands, said) in Recipes::read().compose.iter().zip(said) {
        refuses(folder, commands, said);
    }
}

/// Writes into the application which versions of our interfaces it imports.
fn change_version(folder: &Path, from: &str, to: &str) {
    let path = folder.join("app.wasm");
    let (from, to) = (from.as_bytes(), to.as_bytes());
    assert_eq!(from.len(), to.len(), "lengths are not changed with them");
    let mut bytes = fs::read(&path).expect("the guest is there");
    let places: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
    assert!(!places.is_empty(), "the guest imports it");
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    fs::write(path, bytes).expect("writable");
}

fn another_version_is_refused() {
    let folder = prepared("component-c");
    change_version(folder.path(), "@0.13.0-draft", "@0.13.1-draft");
    all_refuse(
        folder.path(),
        [
            "imports `wasi:crypto/common@0.13.1-draft`; the provider does not have that, but has \
             `wasi:crypto/common@0.13.0-draft`",
            "no matching imports",
            "no matching exports",
            "no dependencies",
        ],
    );
}

fn another_version_of_one_interface_is_refused() {
    let folder = prepared("component-c");
    change_version(folder.path(), "/symmetric@0.13.0-draft", "/symmetric@0.13.1-draft");
    all_refuse(
        folder.path(),
        [
            "imports `wasi:crypto/symmetric@0.13.1-draft`; the provider does not have that",
            "resource types are not the same",
            "resource types are not the same",
            "panicked",
        ],
    );
}

fn nothing_to_do_is_refused() {
    let folder = prepared("component-c");
    succeeds(folder.path(), "wasi-crypto compose app.wasm -o whole.wasm; mv whole.wasm app.wasm");
    all_refuse(
        folder.path(),
        ["imports no interface of wasi:crypto", "no matching imports", "no matching exports", "no dependencies"],
    );
}

fn modules_are_refused_except_by_ours() {
    let folder = prepared("legacy-c");
    let folder = folder.path();
    succeeds(folder, "mv legacy.wasm app.wasm");
    let [ours, others @ ..] = Recipes::read().compose;
    succeeds(folder, &ours);
    for commands in others {
        refuses(folder, &commands, "WebAssembly component");
    }
}

fn a_second_provider() {
    let folder = prepared("component-c");
    let folder = folder.path();
    succeeds(folder, "wasi-crypto provider --required -o required.wasm");
    let plug = "wac plug --plug required.wasm --plug wasi-crypto-provider.wasm app.wasm -o standalone.wasm";
    refuses(folder, plug, "has already been passed");
    succeeds(folder, "wasm-tools compose app.wasm -d required.wasm -d wasi-crypto-provider.wasm -o first.wasm");
    succeeds(folder, "wasm-tools compose app.wasm -d required.wasm -o only.wasm");
    let read = |name: &str| fs::read(folder.join(name)).expect("it was written");
    assert!(read("first.wasm") == read("only.wasm"), "not the first one was taken");
}

fn wasm_tools_compose_says_that_it_is_deprecated() {
    let folder = prepared("component-c");
    let folder = folder.path();
    let compose = "wasm-tools compose app.wasm -d wasi-crypto-provider.wasm -o standalone.wasm";
    succeeds(folder, &format!("{compose} 2>&1 | tr '\\n' ' ' | grep 'has been deprecated.*use `wac` instead'"));
    succeeds(folder, &format!("test -z \"$({compose} -q 2>&1)\""));
}

/// Which is why the README has `jco transpile`.
fn jco_run_does_not_know_multiple_memories() {
    let folder = prepared("legacy-c");
    succeeds(folder.path(), "wasi-crypto compose legacy.wasm -o standalone.wasm");
    fs::copy(folder.path().join("standalone.wasm"), javascript().folder().join("linked.wasm")).expect("copied");
    let commands = "! npx jco run linked.wasm 2>&1";
    let said = javascript().shell(commands, &[("NODE", node().into())]);
    assert!(said.contains("multiple memories"), "{said}");
}
