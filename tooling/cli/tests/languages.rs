//! Guests in JavaScript and Python, on the host of this command and in Node and a browser, where the provider component
//! does the cryptography. Where the toolchains come from: `wasi_crypto_test_support::languages`.
//!
//! From cold this takes four minutes on two cores, later two: components with a whole language engine inside are built
//! and compiled.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use wasi_crypto_test_support::languages::{chromium, javascript, python};
use wasi_crypto_test_support::needs::Need;
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_test_support::tools;

const COMMAND: &str = env!("CARGO_BIN_EXE_wasi-crypto");

fn main() -> ExitCode {
    Suite::new("languages")
        .test("javascript_as_its_readme_says", &[Need::WasmTools, Need::JavaScript], javascript_as_its_readme_says)
        .test("python_as_its_readme_says", &[Need::WasmTools, Need::Python], python_as_its_readme_says)
        .test("python_takes_what_people_pass", &[Need::WasmTools, Need::Python], python_takes_what_people_pass)
        .test("subtle_on_the_native_host", &[Need::WasmTools, Need::JavaScript], subtle_on_the_native_host)
        .test(
            "keys_nobody_refers_to_are_given_back",
            &[Need::WasmTools, Need::JavaScript],
            keys_nobody_refers_to_are_given_back,
        )
        .test(
            "subtle_in_node_over_the_provider",
            &[Need::WasmTools, Need::JavaScript],
            subtle_in_node_over_the_provider,
        )
        .test("guests_in_node_as_on_the_host", &[Need::WasmTools, Need::JavaScript], guests_in_node_as_on_the_host)
        .test("the_page_in_a_browser", &[Need::WasmTools, Need::JavaScript, Need::Chromium], the_page_in_a_browser)
        .run()
}

fn expected(guest: &str) -> String {
    fs::read_to_string(tools::repository().join(format!("tests/guests/expected/{guest}.txt"))).expect("it is there")
}

/// Puts the provider component into the folder of the JavaScript package, where its README has it.
fn put_provider() {
    let provider = tools::provider("wasi-crypto-provider");
    fs::write(javascript().folder().join("wasi-crypto-provider.wasm"), provider).expect("a writable target folder");
}

fn javascript_as_its_readme_says() {
    put_provider();
    fs::copy(tools::guests().join("component-notary.wasm"), javascript().folder().join("component-notary.wasm"))
        .expect("a writable target folder");
    javascript().does_what_its_readme_says(Path::new(COMMAND));
}

fn python_as_its_readme_says() {
    python().does_what_its_readme_says(Path::new(COMMAND));
}

/// Every parameter with every kind of value.
fn python_takes_what_people_pass() {
    let printed = python().shell(
        "wasi-crypto wit -o examples/notary/wit/deps/crypto
         .venv/bin/componentize-py -d examples/notary/wit -w notary componentize -p . -p tests arguments -o arguments.wasm >&2
         wasi-crypto run arguments.wasm",
        &[("WASI_CRYPTO", COMMAND.into())],
    );
    assert!(printed.contains("none of which ended the program"), "{printed}");
}

/// The shim as a component on the native host against Node's own implementation, with RSA.
fn subtle_on_the_native_host() {
    let printed = javascript().shell(
        r#"wasi-crypto wit -o test/driver/wit/deps/crypto
           npx componentize-js test/driver/driver.js --wit test/driver/wit -n driver -d http fetch-event -o driver.wasm
           SUBTLE_COMMAND="wasi-crypto run driver.wasm" node test/all.js"#,
        &[("WASI_CRYPTO", COMMAND.into())],
    );
    assert!(printed.contains("RSA-PSS: made there, used here, and back"), "{printed}");
}

/// More keys than a host has handles, in the engine that components have.
fn keys_nobody_refers_to_are_given_back() {
    let printed = javascript().shell(
        "wasi-crypto wit -o examples/notary/wit/deps/crypto
         npx componentize-js test/loop.js --wit examples/notary/wit -n notary -d http fetch-event -o loop.wasm >&2
         wasi-crypto run loop.wasm",
        &[("WASI_CRYPTO", COMMAND.into())],
    );
    // HMAC of nothing with a key of zeros begins with b6 (Python: hmac.new(bytes(32), b"", "sha256")).
    assert_eq!(printed, "all done, and the first key is still there: 182\n");
}

/// The shim in Node over the provider component. What guests print is in the README's test and below.
fn subtle_in_node_over_the_provider() {
    let provider = javascript().folder().join("over-provider.wasm");
    fs::write(&provider, tools::provider("wasi-crypto-provider")).expect("a writable target folder");
    let printed = javascript().shell(
        "npx jco transpile over-provider.wasm -o over-provider -q
         RSA=no SUBTLE_PROVIDER=over-provider/over-provider.js node test/all.js",
        &[],
    );
    assert!(printed.contains("ECDSA P-384: made there, used here, and back"), "{printed}");
}

/// A component and a legacy program, each made self-contained with the provider, print in Node what they print on the
/// host of this command.
fn guests_in_node_as_on_the_host() {
    let folder = javascript().folder();
    fs::write(folder.join("for-node.wasm"), tools::provider("wasi-crypto-provider")).expect("a writable target folder");
    for guest in ["component-c", "legacy-c"] {
        fs::copy(tools::guests().join(format!("{guest}.wasm")), folder.join(format!("{guest}.wasm"))).expect("copied");
        // Node 20 has no multiple memories, so adapters stay apart from the module they serve.
        let component = match guest {
            "legacy-c" => "wasi-crypto componentize --adapters legacy-c.wasm -o legacy-c.component.wasm".to_string(),
            _ => format!("cp {guest}.wasm {guest}.component.wasm"),
        };
        let printed = javascript().shell(
            &format!(
                "{component}
                 wasm-tools compose {guest}.component.wasm -d for-node.wasm -o {guest}.composed.wasm >&2
                 npx jco run {guest}.composed.wasm"
            ),
            &[("WASI_CRYPTO", COMMAND.into())],
        );
        let steady: String =
            printed.lines().filter(|line| !line.contains('~')).map(|line| format!("{line}\n")).collect();
        assert_eq!(steady, expected(guest), "{guest} prints something else in Node");
    }
}

/// `SCREENSHOT=FILE` writes the picture that the README shows.
fn the_page_in_a_browser() {
    let notary = fs::read(tools::guests().join("component-notary.wasm")).expect("the guest is there");
    let folder = javascript().folder();
    fs::write(folder.join("page-notary.wasm"), notary).expect("a writable target folder");
    fs::write(folder.join("page-provider.wasm"), tools::provider("wasi-crypto-provider")).expect("writable");
    javascript().shell(
        "wasm-tools compose page-notary.wasm -d page-provider.wasm -o page.wasm
         rm -rf browser/component
         npx jco transpile page.wasm --name notary -o browser/component -q --no-wasi-shim --no-nodejs-compat \
             --map 'wasi:random/*=../wasi.js#*' --map 'wasi:clocks/*=../wasi.js#*'
         node test/browser.js",
        &[("CHROMIUM", chromium().into())],
    );
}
