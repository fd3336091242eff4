//! Checks of translations by other tools than the translator.

use wasi_crypto_witx::Document;
use wit_parser::Resolve;

/// Parses a translation, encodes it as a component (which checks what the parser lets pass), and counts its functions.
pub fn validate(document: &Document, wit: &str) -> Result<(), String> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("translation.wit", wit).map_err(|error| format!("{error:#}\n{wit}"))?;
    wit_component::encode(&resolve, package).map_err(|error| format!("{error:#}\n{wit}"))?;
    let translated: usize = resolve.interfaces.iter().map(|(_, interface)| interface.functions.len()).sum();
    let functions: usize = document.modules.iter().map(|module| module.functions.len()).sum();
    if translated != functions {
        return Err(format!("{functions} functions became {translated}"));
    }
    if let Some(line) = wit.lines().find(|line| line.ends_with(' ') || line.contains('\t')) {
        return Err(format!("untidy line {line:?}"));
    }
    Ok(())
}
