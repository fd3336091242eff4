//! Parser of the witx interface definition language in all its published dialects.
//!
//! witx described WebAssembly system interfaces before WIT did. Its dialects were never told apart by name; they are
//! called by the version of the tool that first read them:
//!
//! | Dialect | How to recognise it |
//! |---|---|
//! | up to 0.8 | `(struct ...)`, `(array T)`, `(enum u16 $a)`, `(flags u16 $a)`, `(int u64 (const ...))`, `(union $tag (field ...) (empty ...))`, one `(result ...)` per value |
//! | 0.9 | `(record ...)`, `(list T)`, `(enum (@witx tag u16) $a)`, `(variant (@witx tag $t) (case ...))`, `(result $error (expected T (error $errno)))`, `(@witx const ...)` |
//! | 0.10 | types and `(resource $r)` inside of modules, `(use $x from $module)`, `(handle $r)`, `(in-buffer T)`, `(option T)`, `(export "f" (func ...))` |
//!
//! All of them may be mixed in one document. The syntax decides, except for the width of an enum, a tag or a set of
//! flags that is written without one: 4 bytes, or in a file of dialect 0.10 as few as possible. A file counts as 0.10
//! when it consists of modules only and none of them imports a memory.
//!
//! # Example
//!
//! ```
//! use wasi_crypto_witx::{MemoryLoader, parse_str};
//!
//! let types = "(typename $errno (enum (@witx tag u16) $success $failure)) (typename $size (@witx usize))";
//! let mut files = MemoryLoader::new().with("types.witx", types);
//! let text = r#"
//!     (use "types.witx")
//!     (module $demo
//!       ;;; Writes a greeting.
//!       (@interface func (export "greet")
//!         (param $name string)
//!         (param $out (@witx pointer u8))
//!         (param $out_len $size)
//!         (result $error (expected $size (error $errno)))))
//! "#;
//! let document = parse_str("demo.witx", text, &mut files)?;
//! let function = document.module("demo").and_then(|m| m.function("greet")).unwrap();
//! assert_eq!(function.docs, "Writes a greeting.");
//! let signature = document.core_signature(function)?;
//! assert_eq!(signature.to_string(), "(param i32 i32 i32 i32 i32) (result i32)");
//! assert_eq!(signature.params[4].0, "ret_ptr");
//! # Ok::<(), wasi_crypto_witx::Diagnostic>(())
//! ```
//!
//! # Limits
//!
//! Files are read up to 4 MiB ([`MAX_FILE`]). Lists may nest 64 deep, types 256 deep with names looked through, files and modules may use one another in chains
//! of 64, and a type may take 4 GiB. Beyond that reading fails with a [`Diagnostic`], as it does for a type that
//! contains itself. No input makes the parser panic.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "counts and positions are those of texts in memory, depths have limits"
)]

pub mod abi;
mod ast;
mod constants;
mod diagnostic;
mod document;
mod flat;
mod functions;
mod gather;
mod lexer;
mod loader;
mod measure;
mod preview1;
mod resolve;
mod shown;
mod source;
mod tree;
mod types;
mod uses;
mod variants;
mod wasm;

use std::path::Path;

pub use abi::{CoreSignature, CoreType, Layout, core_signature, layout};
pub use ast::{
    Builtin, Case, Enum, Expected, Field, Flags, IntRepr, Name, Record, ResourceId, Type, TypeId, TypeKind, Variant,
};
pub use diagnostic::Diagnostic;
pub use document::{
    Abi, Constant, Document, Function, Module, NamedType, Outcome, OutcomeValue, Param, Resource, Scope,
};
pub use loader::{FileLoader, Loader, MAX_FILE, MemoryLoader};
pub use shown::{Shown, shown};
pub use source::{Source, Sources, Span};

/// Reads a document from the file system, with the files it uses, which are in the same folder: see [`FileLoader`].
///
/// # Errors
///
/// When a file cannot be read, or says something that is not witx.
pub fn load(path: impl AsRef<Path>) -> Result<Document, Diagnostic> {
    load_within(&path, &mut FileLoader::beside(&path))
}

/// Reads a document as [`load`] does, with the files it uses from another folder than its own.
///
/// # Errors
///
/// When a file cannot be read, or says something that is not witx.
pub fn load_within(path: impl AsRef<Path>, loader: &mut FileLoader) -> Result<Document, Diagnostic> {
    let name = path.as_ref().to_string_lossy().into_owned();
    let text =
        FileLoader::read(path).map_err(|reason| Diagnostic::file(&*name, format!("cannot read the file: {reason}")))?;
    parse_str(&name, &text, loader)
}

/// Reads a document from memory. `name` is what diagnostics call it and what the names of used files are relative to;
/// `loader` supplies those files.
///
/// # Errors
///
/// When a used file cannot be had, or the text says something that is not witx.
pub fn parse_str(name: &str, text: &str, loader: &mut dyn Loader) -> Result<Document, Diagnostic> {
    parse_all(&[(name, text)], loader)
}

/// Reads a document that begins with several files, in any order, each with its name and its text as
/// [`parse_str`] takes them. They see each other's definitions whether they use each other or not.
///
/// # Errors
///
/// When a used file cannot be had, or one of the texts says something that is not witx.
pub fn parse_all(files: &[(&str, &str)], loader: &mut dyn Loader) -> Result<Document, Diagnostic> {
    let mut sources = Sources::default();
    let mut gathered = gather::Files::default();
    if let Err((span, reason)) = gathered.add(&mut sources, loader, files) {
        return Err(sources.diagnostic(span, reason));
    }
    resolve::resolve(sources, &gathered).map_err(|(sources, (span, reason))| sources.diagnostic(span, reason))
}
