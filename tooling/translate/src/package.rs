//! The whole package as WIT text.

use std::collections::BTreeMap;

use wasi_crypto_witx::Diagnostic;

use crate::Options;
use crate::docs::Docs;
use crate::names::{Namer, escape};
use crate::scope::Scope;

/// Writes everything.
pub(crate) fn package(scope: &mut Scope<'_>, options: &Options) -> Result<String, Diagnostic> {
    let mut bodies = Vec::new();
    for index in 0..scope.interfaces.len() {
        bodies.push(interface_body(scope, index)?);
    }
    scope.check_circles()?;
    let files = scope.document.sources.files();
    let source = files.first().map_or("", |file| file.name.rsplit(['/', '\\']).next().unwrap_or(""));
    let source: String = source.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let mut text = format!("// Translated from {source}.\n\npackage {};\n", options.package_name());
    for (index, body) in bodies.iter().enumerate() {
        let Some(interface) = scope.interfaces.get(index) else {
            continue;
        };
        let docs = match scope.module(index) {
            Some(module) => {
                let mut docs = Docs::new(&module.docs);
                docs.paragraph(&format!("Import module `{}` in witx.", module.name.replace('`', "'")));
                docs
            }
            None if scope.document.modules.is_empty() => Docs::new("All types."),
            None => Docs::new("Types that several interfaces share."),
        };
        text.push('\n');
        text.push_str(&docs.render(""));
        text.push_str(&format!("interface {} {{\n", escape(&interface.name)));
        text.push_str(&uses(scope, index));
        text.push_str(body);
        text.push_str("}\n");
    }
    text.push_str(&world(scope, options));
    Ok(text)
}

/// Types and functions of an interface, separated by blank lines.
fn interface_body(scope: &mut Scope<'_>, index: usize) -> Result<String, Diagnostic> {
    let mut items = Vec::new();
    let types = scope.interfaces.get(index).map(|interface| interface.types.clone()).unwrap_or_default();
    for id in types {
        for flow in scope.usage.versions(id) {
            items.push(scope.definition(index, id, *flow)?);
        }
    }
    if let Some(module) = scope.module(index) {
        for function in &module.functions {
            items.push(scope.function(index, function)?);
        }
    }
    // Known only now, but it reads best in front.
    if let Some(address) = scope.interfaces.get(index).and_then(|interface| interface.address.clone()) {
        let mut docs = Docs::new("An address in the caller's memory.");
        docs.paragraph("It stands where witx does not say how much is there. It means nothing to another component.");
        items.insert(0, format!("{}  type {} = u32;\n", docs.render("  "), escape(&address)));
    }
    items.retain(|item| !item.is_empty());
    Ok(items.join("\n"))
}

/// The `use` lines of an interface.
fn uses(scope: &Scope<'_>, index: usize) -> String {
    let Some(interface) = scope.interfaces.get(index) else {
        return String::new();
    };
    let mut from: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for ((home, (id, flow)), local) in &interface.imports {
        let name = scope.own_name(*id, *flow);
        let item = if name == local { escape(name) } else { format!("{} as {}", escape(name), escape(local)) };
        from.entry(*home).or_default().push(item);
    }
    let mut text = String::new();
    for (home, names) in from {
        let home = scope.interfaces.get(home).map_or("", |interface| interface.name.as_str());
        text.push_str(&format!("  use {}.{{{}}};\n", escape(home), names.join(", ")));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn world(scope: &Scope<'_>, options: &Options) -> String {
    let mut namer = Namer::default();
    for interface in &scope.interfaces {
        namer.take(&interface.name);
    }
    let name = namer.take_free(&[options.world_name().to_owned(), format!("{}-world", options.world_name())]);
    let mut text = format!("\n/// Imports everything.\nworld {} {{\n", escape(&name));
    for interface in &scope.interfaces {
        text.push_str(&format!("  import {};\n", escape(&interface.name)));
    }
    text.push_str("}\n");
    text
}
