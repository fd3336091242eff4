//! Translates any witx document into WIT, without being told anything about it.
//!
//! The result describes the same API in the terms of the component model. It is a description, not an adapter: what was
//! memory layout in witx became values, and a component cannot call a legacy host through it without one.
//!
//! # Example
//!
//! ```
//! use wasi_crypto_translate::{Options, translate};
//! use wasi_crypto_witx::{MemoryLoader, parse_str};
//!
//! let witx = r#"
//!     (typename $errno (enum (@witx tag u16) $success $not_found $no_memory))
//!     (typename $size (@witx usize))
//!     (typename $file (handle))
//!     (module $files
//!       ;;; Reads from a file.
//!       (@interface func (export "file_read")
//!         (param $file $file)
//!         (param $buf (@witx pointer u8))
//!         (param $buf_len $size)
//!         (result $error (expected $size (error $errno)))))
//! "#;
//! let document = parse_str("files.witx", witx, &mut MemoryLoader::new())?;
//! let options = Options::package("example:files@1.0.0")?;
//! let wit = translate(&document, &options)?;
//! assert!(wit.contains("package example:files@1.0.0;"));
//! assert!(wit.contains("resource file;"));
//! assert!(wit.contains("file-read: func(file: borrow<file>, buf-len: size) -> result<list<u8>, errno>;"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What becomes what
//!
//! | witx | WIT |
//! |---|---|
//! | module | interface; all of them are imported by one world |
//! | types outside of modules | part of the only module's interface; an interface `types` if there are several |
//! | `snake_case`, `CamelCase`, `2big` | `snake-case`, `camel-case`, `n2big`; keywords get a `%` |
//! | named handle | resource of that name: borrowed as an argument, owned as a result. A function called `close` or `..._close` whose only argument is a handle takes it |
//! | integer, float, `bool`, `char`, `string` | the same; `char8` is `u8`, `usize` is `u32` |
//! | record, enum, flags | the same; more than 32 flags are a record of several sets |
//! | variant, union with a tag | variant; an option if its cases are `some` with a value and `none` without. The enum of the tag goes if nothing else uses it |
//! | union without a tag | variant: unlike in memory, it says by itself which member is present |
//! | `expected`, `option`, list, array, tuple | `result`, `option`, `list`, `tuple` |
//! | error number as first result | error of a `result`; the first value of the enum goes if it means success and the enum is used for nothing else |
//! | several results | tuple |
//! | constant | part of the documentation of its type |
//! | `const_pointer T` and a length, `in-buffer T` | `list<T>` argument |
//! | `pointer T` and a length, `out-buffer T` | the length, and a `list<T>` result, which replaces the number of elements written if the function answers one |
//! | list of records of a pointer and a length (`iovec`) | the same with the lengths; the contents are one `list<T>` result |
//! | `pointer (pointer u8)` and `pointer u8` called `..._buf` | `list<list<u8>>` result |
//! | any other pointer | `address`, a `u32` |
//! | documentation | the same, with that of parameters and results, and what differs |
//!
//! A type that contains handles or buffers to be filled and is used both as an argument and as a result becomes two; the
//! one for arguments is called `...-input`. When a type and a function have the same name the type is called `...-type`.
//!
//! # What cannot be translated
//!
//! Records, enums, flags, variants, unions and handles without a name, empty records, tuples and flags,
//! names without a single ASCII letter or digit, functions or members whose names differ only by case and punctuation,
//! and modules that use types of each other in a circle. The error then is a [`Diagnostic`] with file, line and column.
//! The result is always read back before it is returned: it is valid WIT or an error.

#![allow(clippy::arithmetic_side_effects, reason = "counts are those of a document in memory")]

mod buffers;
mod definitions;
mod docs;
mod functions;
mod names;
mod options;
mod package;
mod scope;
mod types;
mod usage;

use wasi_crypto_witx::{Diagnostic, Document};
use wit_parser::Resolve;

pub use options::{Options, OptionsError};

use crate::scope::Scope;

/// Translates a document into the text of a WIT package.
///
/// # Errors
///
/// When the document says something that WIT cannot; see the [crate documentation](crate#what-cannot-be-translated).
pub fn translate(document: &Document, options: &Options) -> Result<String, Diagnostic> {
    let mut scope = Scope::new(document)?;
    let text = package::package(&mut scope, options)?;
    check(&text).map_err(|reason| {
        let name = document.sources.files().first().map_or("", |file| file.name.as_str());
        Diagnostic::file(
            name,
            format!("the translation is not valid WIT, which is a mistake of the translator: {reason}"),
        )
    })?;
    Ok(text)
}

fn check(text: &str) -> Result<(), String> {
    let mut resolve = Resolve::default();
    resolve.push_str("translation.wit", text).map(|_| ()).map_err(|error| format!("{error:#}"))
}
