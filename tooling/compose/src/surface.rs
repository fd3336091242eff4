//! What a component needs and offers, without what is in it.

use std::collections::BTreeMap;

use anyhow::Result;
use wasm_encoder::ComponentBuilder;
use wasmparser::ComponentExternalKind;

use crate::imports::Imports;
use crate::outline::Outline;

/// What a component needs and offers.
#[derive(Clone, Debug)]
pub struct Surface {
    /// The names of what it imports.
    pub imports: Vec<String>,
    /// The names of the functions and instances that it exports.
    pub exports: Vec<String>,
    /// A component with the same imports, as far as they come before its first definition, and nothing else. It is
    /// compiled in no time: whether a host has everything is known before anything else is compiled.
    pub bare: Vec<u8>,
}

/// Reads what a component needs and offers.
///
/// # Errors
///
/// It is not a valid component.
pub fn surface(component: &[u8]) -> Result<Surface> {
    let outline = Outline::read("file", component)?;
    let mut builder = ComponentBuilder::default();
    Imports::write(&mut builder, &outline, &mut BTreeMap::new(), None)?;
    let callable =
        |kind: &ComponentExternalKind| matches!(kind, ComponentExternalKind::Func | ComponentExternalKind::Instance);
    let exports = outline.exports.iter().filter(|(_, kind)| callable(kind));
    Ok(Surface {
        imports: outline.imports().map(str::to_owned).collect(),
        exports: exports.map(|(name, _)| (*name).to_owned()).collect(),
        bare: builder.finish(),
    })
}
