//! Custom sections: the world the encoder reads, and who made the file.

use std::borrow::Cow;

use anyhow::{Context as _, Result};
use wasm_encoder::{CustomSection, Module, ProducersField, ProducersSection};
use wit_component::StringEncoding;

use crate::wit::Wit;

/// Appends `component-type` and `producers`.
///
/// Every adapter has a world of its own name: the encoder merges worlds of one name only if they are equal.
pub(crate) fn append(module: &mut Module, name: &str, interfaces: &[&str], wit: &Wit) -> Result<()> {
    let world = name.replace('_', "-");
    let mut text = format!("package wasi-crypto:adapters;\nworld {world} {{\n");
    for interface in interfaces {
        text.push_str(&format!("  import {interface};\n"));
    }
    text.push_str("}\n");
    let mut resolve = wit.resolve.clone();
    let package = resolve.push_source("adapter.wit", &text).context("the world of an adapter does not resolve")?;
    let id = resolve.select_world(&[package], Some(&world))?;
    let data = wit_component::metadata::encode(&resolve, id, StringEncoding::UTF8, None)?;
    module.section(&CustomSection { name: Cow::Borrowed("component-type"), data: Cow::Owned(data) });

    let mut field = ProducersField::new();
    field.value("wasi-crypto", env!("CARGO_PKG_VERSION"));
    let mut producers = ProducersSection::new();
    producers.field("processed-by", &field);
    module.section(&producers);
    Ok(())
}
