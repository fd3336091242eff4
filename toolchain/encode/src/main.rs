//! What build.sh needs besides compilers, so that the guests can be rebuilt with cargo alone: the component
//! encoder and the generator of C bindings.
//!
//! usage: encode component [--strip] CORE.wasm OUT.wasm
//!        encode c-bindings WIT-DIR WORLD OUT-DIR
//!
//! `component` turns a core module that carries its world (wit-bindgen puts it there) into a component. Where
//! the module imports WASI preview 1, the adapter is added: the command's if it exports `_start`. `--strip` leaves out
//! the names of the component's parts, which only tools for debugging show.
//! `c-bindings` writes WORLD.c, WORLD.h and WORLD_component_type.o into OUT-DIR.

use std::path::Path;

use anyhow::{Context, Result, bail};
use wasi_preview1_component_adapter_provider as preview1;
use wasmparser::{Parser, Payload};
use wit_bindgen_core::Files;
use wit_component::ComponentEncoder;
use wit_parser::Resolve;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["component", core, out] => component(core.as_ref(), out.as_ref(), false),
        ["component", "--strip", core, out] => component(core.as_ref(), out.as_ref(), true),
        ["c-bindings", wit, world, out] => c_bindings(wit.as_ref(), world, out.as_ref()),
        _ => bail!("usage: encode component [--strip] CORE OUT | encode c-bindings WIT-DIR WORLD OUT-DIR"),
    }
}

fn component(core: &Path, out: &Path, strip: bool) -> Result<()> {
    let module = std::fs::read(core).with_context(|| format!("reading {}", core.display()))?;
    let mut encoder = ComponentEncoder::default().validate(true).module(&module)?;
    if let Some(adapter) = preview1_adapter(&module)? {
        encoder = encoder.adapter(preview1::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, adapter)?;
    }
    let mut component = encoder.encode().with_context(|| format!("encoding {}", core.display()))?;
    if strip {
        component = without_names(&component)?;
    }
    std::fs::write(out, component).with_context(|| format!("writing {}", out.display()))
}

/// The component without the section that names its parts.
fn without_names(component: &[u8]) -> Result<Vec<u8>> {
    let (mut kept, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if depth == 0 && section.name() == "component-name" => {
                // Before its content stand its kind, a byte, and its size in LEB128, which is as short as it can be.
                let size = (u64::BITS - (section.range().len() as u64).leading_zeros()).div_ceil(7) as usize;
                kept.extend_from_slice(&component[start..section.range().start - size - 1]);
                start = section.range().end;
            }
            _ => {}
        }
    }
    kept.extend_from_slice(&component[start..]);
    Ok(kept)
}

/// The adapter a module needs for WASI preview 1, if it imports that.
fn preview1_adapter(module: &[u8]) -> Result<Option<&'static [u8]>> {
    let (mut imports_wasi, mut is_command) = (false, false);
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imports_wasi |= import?.module == preview1::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME;
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    is_command |= export?.name == "_start";
                }
            }
            _ => {}
        }
    }
    Ok(match (imports_wasi, is_command) {
        (false, _) => None,
        (true, false) => Some(preview1::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER),
        (true, true) => Some(preview1::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER),
    })
}

fn c_bindings(wit: &Path, world: &str, out: &Path) -> Result<()> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(wit)?;
    let world = resolve.select_world(&[package], Some(world))?;
    let mut files = Files::default();
    wit_bindgen_c::Opts::default().build().generate(&mut resolve, world, &mut files)?;
    std::fs::create_dir_all(out)?;
    for (name, content) in files.iter() {
        let path = out.join(name);
        std::fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}
