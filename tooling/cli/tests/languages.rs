//! Guests in JavaScript and Python on the host of this command. The toolchains are installed by the tests, see
//! `wasi_crypto_tests::languages`.
//!
//! From cold this takes three minutes on two cores, later two: components with a whole language engine inside are built
//! and compiled.

use std::path::Path;

use wasi_crypto_tests::languages::{javascript, python};

const COMMAND: &str = env!("CARGO_BIN_EXE_wasi-crypto");

#[test]
fn javascript_as_its_readme_says() {
    javascript().does_what_its_readme_says(Path::new(COMMAND));
}

#[test]
fn python_as_its_readme_says() {
    python().does_what_its_readme_says(Path::new(COMMAND));
}

/// The shim as a component on the native host against Node's own implementation, with RSA.
#[test]
fn subtle_on_the_native_host() {
    let printed = javascript().shell(
        r#"wasi-crypto wit -o test/driver/wit/deps/crypto
           npx componentize-js test/driver/driver.js --wit test/driver/wit -n driver -d http fetch-event -o driver.wasm
           SUBTLE_COMMAND="wasi-crypto run driver.wasm" node test/all.js"#,
        &[("WASI_CRYPTO", COMMAND.into())],
    );
    assert!(printed.contains("RSA-PSS: made there, used here, and back"), "{printed}");
}
