//! Two components become one.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use wasm_encoder::{ComponentBuilder, ComponentExportKind};
use wasmparser::{ComponentExternalKind, Validator, WasmFeatures};

use crate::imports::{Imports, Place};
use crate::outline::Outline;

/// How the interfaces of our package begin.
const PACKAGE: &str = "wasi:crypto/";

/// Makes one component of two: `app` with `provider` behind its imports of `wasi:crypto`.
///
/// # Errors
///
/// If one of the two is not a component, if `app` imports no interface of `wasi:crypto`, or if `provider` does not have
/// one of those, at exactly the version imported and with the types expected.
pub fn compose(app: &[u8], provider: &[u8]) -> Result<Vec<u8>> {
    let (app, provider) = (Outline::read("application", app)?, Outline::read("provider", provider)?);
    let wanted = wanted(&app, &provider)?;
    for (role, outline) in [("application", &app), ("provider", &provider)] {
        if let Some(late) = outline.late.first() {
            bail!("the {role} imports `{late}` after its first definition");
        }
    }

    let mut builder = ComponentBuilder::default();
    let mut imports = BTreeMap::new();
    Imports::write(&mut builder, &provider, &mut imports, Some(&app))?;
    let instance = instantiate(&mut builder, &provider, &imports)?;
    // From here on, the interfaces of the provider are known under their names, and so are not imported.
    for name in wanted {
        let kind = ComponentExportKind::Instance;
        imports.insert(name, (kind, builder.alias_export(instance, name, kind)));
    }
    Imports::write(&mut builder, &app, &mut imports, None)?;
    let instance = instantiate(&mut builder, &app, &imports)?;
    for (name, kind) in &app.exports {
        let kind = (*kind).into();
        let exported = builder.alias_export(instance, name, kind);
        builder.export(*name, kind, exported, None);
    }
    let composed = builder.finish();
    Validator::new_with_features(WasmFeatures::all())
        .validate_all(&composed)
        .context("the application and the provider do not fit")?;
    Ok(composed)
}

/// The interfaces that one imports and the other has.
fn wanted<'a>(app: &Outline<'a>, provider: &Outline<'_>) -> Result<Vec<&'a str>> {
    let has = |name: &str| provider.exports.contains(&(name, ComponentExternalKind::Instance));
    let wanted: Vec<_> = app.imports().filter(|name| name.starts_with(PACKAGE)).collect();
    if wanted.is_empty() {
        bail!("the application imports no interface of wasi:crypto");
    }
    match wanted.iter().find(|name| !has(name)) {
        Some(missing) => bail!("the application imports `{missing}`; {}", offer(provider)),
        None => Ok(wanted),
    }
}

/// Says what a provider has instead of the interface that it should have.
fn offer(provider: &Outline<'_>) -> String {
    let ours = provider.exports.iter().map(|(name, _)| *name).find(|name| name.starts_with(PACKAGE));
    match ours {
        Some(ours) => format!("the provider does not have that, but has `{ours}`"),
        None => "the provider exports nothing of wasi:crypto".to_owned(),
    }
}

/// Puts a component into the composed one and gives it its imports.
fn instantiate(builder: &mut ComponentBuilder, outline: &Outline<'_>, imports: &BTreeMap<&str, Place>) -> Result<u32> {
    let component = builder.component_raw(None, outline.bytes);
    let arguments = outline.imports().map(|name| {
        let (kind, number) = imports.get(name).with_context(|| format!("`{name}` is not there"))?;
        Ok((name, *kind, *number))
    });
    let arguments = arguments.collect::<Result<Vec<_>>>()?;
    Ok(builder.instantiate(None, component, arguments))
}
