//! What tests need that cargo does not build with the workspace.
//!
//! Plain `cargo test` installs nothing: it uses what is there. `tests/run.sh` sets [`EVERYTHING`], and then what is missing
//! is installed below the target folder, and a test that cannot have what it needs fails.

use std::fmt;

use crate::languages;
use crate::tools;

/// The environment variable with which nothing is skipped.
pub const EVERYTHING: &str = "WASI_CRYPTO_TEST_EVERYTHING";

/// What tests in Node need: `guest/js`, whose commands are run with `wasm-tools` at hand.
pub const IN_NODE: [Need; 2] = [Need::JavaScript, Need::WasmTools];

/// Something a test needs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Need {
    /// The stock `wasm-tools`, in the version the tests are written for.
    WasmTools,
    /// The stock `wac`, likewise.
    Wac,
    /// `curl`.
    Curl,
    /// `bash` and a Node that is new enough.
    Node,
    /// `guest/js` with what its lock file names.
    JavaScript,
    /// The Node with multiple memories that `tests/node` names.
    NewNode,
    /// `guest/python` with what its requirements name.
    Python,
    /// Chromium.
    Chromium,
    /// The compilers that `toolchain/wasm.sh` makes ready.
    Compilers,
    /// The sources of all crates in the lock file, of which some are never compiled here.
    Sources,
    /// The sources of the crates in the lock file of `guest/rust`.
    GuestSources,
    /// Time to compile workspaces beside the main one.
    Workspaces,
}

impl Need {
    /// Whether it is there, or is going to be installed by whoever needs it.
    pub fn is_met(self) -> bool {
        everything()
            || match self {
                Self::WasmTools => tools::WASM_TOOLS.find().is_some(),
                Self::Wac => tools::WAC.find().is_some(),
                Self::Curl => tools::has_curl(),
                Self::Node => languages::has_node(),
                Self::JavaScript => languages::has_javascript(),
                Self::NewNode => languages::has_new_node(),
                Self::Python => languages::has_python(),
                Self::Chromium => languages::has_chromium(),
                Self::Compilers => tools::has_compilers(),
                Self::Sources => tools::has_sources("Cargo.toml"),
                Self::GuestSources => tools::has_sources("guest/rust/Cargo.toml"),
                Self::Workspaces => false,
            }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WasmTools => "wasm-tools",
            Self::Wac => "wac",
            Self::Curl => "curl",
            Self::Node => "Node",
            Self::JavaScript => "the packages of guest/js",
            Self::NewNode => "the Node of tests/node",
            Self::Python => "the packages of guest/python",
            Self::Chromium => "Chromium",
            Self::Compilers => "the compilers of toolchain/wasm.sh",
            Self::Sources => "the sources of crates that are not compiled (cargo fetch)",
            Self::GuestSources => "the sources of the crates of guest/rust (cargo fetch)",
            Self::Workspaces => "time to compile another workspace",
        })
    }
}

/// Whether what is missing is installed, and nothing skipped.
pub fn everything() -> bool {
    std::env::var_os(EVERYTHING).is_some_and(|value| !value.is_empty())
}
