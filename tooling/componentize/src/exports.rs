//! Exports for modules without a world of their own: functions with scalar signatures, under kebab-case names.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use wasm_encoder::{ExportKind, ExportSection};
use wasmparser::{ExternalKind, FuncType, Payload, ValType};

use crate::module::{Facts, contents, rewrite, signature};
use crate::names::{Name, Names};

/// A function a component made from this module exports.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Export {
    /// Core export name.
    pub name: String,
    /// Name in the component; `None` when it cannot be exported.
    pub exported_as: Option<String>,
    /// Core signature in text format notation.
    pub signature: String,
    /// Why it cannot be exported.
    pub skipped: Option<String>,
}

/// The exports of a module and what becomes of them. Functions that belong to a toolchain (`_start`, `cabi_realloc`,
/// names starting with two underscores) are left out silently.
pub(crate) fn scalar_exports(facts: &Facts) -> Vec<Export> {
    let functions = facts.exports.iter().filter(|(name, _)| !is_plumbing(name));
    let names: Vec<Result<String, String>> = functions.clone().map(|(name, ty)| exported_name(name, ty)).collect();
    let mut taken = Names::new();
    let mut exports = Vec::new();
    for ((name, ty), wanted) in functions.zip(&names) {
        let outcome = match wanted {
            Ok(kebab) if taken.insert(Name(kebab)) => Ok(kebab.clone()),
            Ok(kebab) => Err(format!("another export is called `{kebab}` already")),
            Err(reason) => Err(reason.clone()),
        };
        exports.push(Export {
            name: name.clone(),
            exported_as: outcome.clone().ok(),
            signature: signature(ty),
            skipped: outcome.err(),
        });
    }
    exports
}

/// WIT of a world that exports these functions.
pub(crate) fn world(exports: &[Export], facts: &Facts) -> String {
    let mut wit = String::from("package root:component;\n\nworld root {\n");
    let types: BTreeMap<Name<'_>, &FuncType> = facts.exports.iter().map(|(name, ty)| (Name(name), ty)).collect();
    for export in exports {
        let Some(kebab) = &export.exported_as else { continue };
        let Some(ty) = types.get(&Name(&export.name)) else { continue };
        let params: Vec<String> =
            ty.params().iter().enumerate().map(|(index, ty)| format!("p{index}: {}", wit_type(*ty))).collect();
        let result = ty.results().first().map(|ty| format!(" -> {}", wit_type(*ty))).unwrap_or_default();
        wit.push_str(&format!("  export %{kebab}: func({}){result};\n", params.join(", ")));
    }
    wit.push_str("}\n");
    wit
}

/// The module with every function also exported under its component name.
pub(crate) fn with_aliases(bytes: &[u8], exports: &[Export]) -> Result<Vec<u8>> {
    rewrite(bytes, |payload| match payload {
        Payload::ExportSection(section) => contents(&aliased(section.clone(), exports)?).map(Some),
        _ => Ok(None),
    })
}

fn aliased(section: wasmparser::ExportSectionReader<'_>, exports: &[Export]) -> Result<ExportSection> {
    let aliases: BTreeMap<Name<'_>, &str> =
        exports.iter().filter_map(|export| Some((Name(&export.name), export.exported_as.as_deref()?))).collect();
    let mut names = Names::new();
    let mut out = ExportSection::new();
    for export in section.clone() {
        let export = export?;
        names.insert(Name(export.name));
        out.export(export.name, kind(export.kind), export.index);
    }
    for export in section {
        let export = export?;
        let alias = aliases.get(&Name(export.name));
        if let Some(alias) = alias.filter(|alias| export.kind == ExternalKind::Func && !names.contains(&Name(alias))) {
            out.export(alias, ExportKind::Func, export.index);
        }
    }
    Ok(out)
}

/// The exports as they are.
pub(crate) fn copied(section: wasmparser::ExportSectionReader<'_>) -> Result<ExportSection> {
    let mut out = ExportSection::new();
    for export in section {
        let export = export?;
        out.export(export.name, kind(export.kind), export.index);
    }
    Ok(out)
}

fn kind(kind: ExternalKind) -> ExportKind {
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
        ExternalKind::Table => ExportKind::Table,
        ExternalKind::Memory => ExportKind::Memory,
        ExternalKind::Global => ExportKind::Global,
        ExternalKind::Tag => ExportKind::Tag,
    }
}

fn is_plumbing(name: &str) -> bool {
    name.starts_with("__")
        || name.starts_with("cabi_")
        || matches!(name, "_start" | "_initialize" | "_start_c" | "main" | "malloc" | "free" | "realloc" | "calloc")
}

fn exported_name(name: &str, ty: &FuncType) -> Result<String, String> {
    if ty.results().len() > 1 {
        return Err("returns more than one value".into());
    }
    if ty.params().len() > MAX_FLAT_PARAMS {
        return Err(format!("takes more than {MAX_FLAT_PARAMS} parameters"));
    }
    if let Some(ty) = ty.params().iter().chain(ty.results()).find(|ty| !is_scalar(**ty)) {
        return Err(format!("uses {ty}, which components do not have"));
    }
    kebab_case(name).ok_or_else(|| "its name has no kebab-case form".into())
}

/// Parameters the canonical ABI passes directly; more would go through memory and change the core signature.
const MAX_FLAT_PARAMS: usize = 16;

fn is_scalar(ty: ValType) -> bool {
    matches!(ty, ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64)
}

fn wit_type(ty: ValType) -> &'static str {
    match ty {
        ValType::I64 => "s64",
        ValType::F32 => "f32",
        ValType::F64 => "f64",
        _ => "s32",
    }
}

/// `addTwo_numbers` becomes `add-two-numbers`; words must begin with a letter.
fn kebab_case(name: &str) -> Option<String> {
    let mut out = String::new();
    let mut previous_lower = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && previous_lower {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
            previous_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        } else if matches!(c, '_' | '-' | '.' | '$' | ' ') {
            if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
            previous_lower = false;
        } else {
            return None;
        }
    }
    let out = out.trim_end_matches('-').to_string();
    let words_ok = out.split('-').all(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
    (!out.is_empty() && words_ok).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::kebab_case;

    #[test]
    fn names_become_kebab_case() {
        assert_eq!(kebab_case("sha256_first_word").as_deref(), Some("sha256-first-word"));
        assert_eq!(kebab_case("addTwo").as_deref(), Some("add-two"));
        assert_eq!(kebab_case("_private").as_deref(), Some("private"));
        assert_eq!(kebab_case("9lives"), None);
        assert_eq!(kebab_case("a_9"), None);
        assert_eq!(kebab_case("naïve"), None);
        assert_eq!(kebab_case("_"), None);
    }
}
