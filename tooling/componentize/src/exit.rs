//! Exit codes other than 0 and 1.
//!
//! The stock WASI preview 1 adapter knows only success and failure, because `wasi:cli/exit.exit` does. The interface
//! got `exit-with-code` in 0.2.12, which older hosts do not have. This file sends a module's `proc_exit` there: the
//! import is renamed, and a small adapter of its own serves the new name.

use anyhow::{Context, Result};
use wasm_encoder::ImportSection;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasmparser::Payload;
use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::module::{PREVIEW1, contents, rewrite};

/// Import module the renamed `proc_exit` comes from.
pub(crate) const MODULE: &str = "wasi_crypto_exit";

const ADAPTER: &str = r#"(module
  (import "wasi:cli/exit@0.2.12" "exit-with-code" (func $exit (param i32)))
  (func (export "proc_exit") (param $code i32)
    ;; Exit codes of processes have eight bits; what does not fit must not become success.
    (call $exit (select (local.get $code) (i32.const 255) (i32.le_u (local.get $code) (i32.const 255))))
    unreachable))"#;

const WIT: &str = "package wasi:cli@0.2.12;
interface exit { exit-with-code: func(status-code: u8); }
world exit-code { import exit; }";

/// The adapter that serves [`MODULE`].
pub(crate) fn adapter() -> Result<Vec<u8>> {
    let mut adapter = wat::parse_str(ADAPTER).context("the text of the exit adapter")?;
    let mut resolve = Resolve::default();
    let package = resolve.push_source("exit.wit", WIT).context("the WIT of the exit adapter")?;
    let world = resolve.select_world(&[package], None)?;
    embed_component_metadata(&mut adapter, &resolve, world, StringEncoding::UTF8)?;
    Ok(adapter)
}

/// The module with its import of `proc_exit` renamed.
pub(crate) fn redirect(module: &[u8]) -> Result<Vec<u8>> {
    rewrite(module, |payload| {
        let Payload::ImportSection(section) = payload else { return Ok(None) };
        let mut imports = ImportSection::new();
        for import in section.clone().into_imports() {
            let import = import?;
            let module = if (import.module, import.name) == (PREVIEW1, "proc_exit") { MODULE } else { import.module };
            let ty = RoundtripReencoder.entity_type(import.ty).context("an import of an unknown type")?;
            imports.import(module, import.name, ty);
        }
        contents(&imports).map(Some)
    })
}
