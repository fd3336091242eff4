//! `wasi-crypto inspect`: what a module imports, what it needs, what stands in the way.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use wasi_crypto_componentize::{Componentizer, Fitness, Inspection, Kind, Problem, WasiUse};

use crate::files;
use crate::format::Format;
use crate::proposals;
use crate::report::Outcome;

/// Show what a module imports, which API generation it was built for, and what it needs
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto inspect old.wasm
  wasi-crypto inspect old.wasm --format json | jq '.problems[].what'

Exit code: 0 when `wasi-crypto run` can run the file, as it is or made into a component; 1 when something stands in the way.")]
pub struct Inspect {
    /// A core module or component, in binary or text form; `-` reads standard input
    file: PathBuf,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Inspect {
    /// Prints the report.
    pub fn execute(self) -> Outcome {
        let bytes = files::read(&self.file)?;
        let mut inspection =
            Inspection::of(&bytes).with_context(|| format!("cannot inspect `{}`", self.file.display()))?;
        let runs = inspection.problems.iter().all(|problem| !problem.fatal);
        inspection.problems.extend(if runs { obstacle(&bytes) } else { None });
        let report = match self.format {
            Format::Text => text(&inspection)?,
            Format::Json => serde_json::to_string_pretty(&inspection)? + "\n",
        };
        files::write(None, report.as_bytes())?;
        let fine = inspection.problems.iter().all(|problem| !problem.fatal);
        Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// What keeps `run` from running what it would make of the file, if that is no fact the inspection looks at.
fn obstacle(bytes: &[u8]) -> Option<Problem> {
    let component = match Componentizer::new().exit_codes(true).component_of(bytes) {
        Ok(component) => component,
        Err(error) => return Some(Problem::fatal(format!("{error:#}"), "`wasi-crypto componentize` says the same")),
    };
    let error = proposals::check(&component).err()?;
    Some(Problem::fatal(format!("{error:#}"), "rebuild it without this feature of WebAssembly"))
}

/// The report as text.
fn text(inspection: &Inspection) -> Result<String> {
    let mut out = String::new();
    if inspection.kind == Kind::Component {
        let runs = if inspection.problems.is_empty() { "; `wasi-crypto run` runs it" } else { "" };
        writeln!(out, "kind: component (nothing to convert{runs})")?;
        problems(&mut out, inspection)?;
        return Ok(out);
    }
    let wasi = match inspection.wasi {
        WasiUse::None => "no WASI",
        WasiUse::Command => "WASI preview 1 program",
        WasiUse::Reactor => "WASI preview 1 library",
    };
    writeln!(out, "kind: core module, {wasi}")?;
    if let Some(range) = &inspection.generation {
        match range.candidates.as_slice() {
            [] => writeln!(out, "generation: none; the imports contradict each other")?,
            [one] => writeln!(out, "generation: {} ({})", one.name(), one.title())?,
            several => {
                let names: Vec<&str> = several.iter().map(|generation| generation.name()).collect();
                writeln!(out, "generation: ambiguous, one of {}", names.join(", "))?;
            }
        }
        for line in &range.evidence {
            writeln!(out, "  {line}")?;
        }
    }
    imports(&mut out, inspection)?;
    if !inspection.needs.is_empty() {
        writeln!(out, "needs:")?;
    }
    for need in &inspection.needs {
        let is_crypto = inspection.crypto.iter().any(|module| module.name == need.module);
        let when = if is_crypto { ", with --adapters" } else { "" };
        writeln!(out, "  {} for {}{when}", need.adapter, need.module)?;
    }
    exports(&mut out, inspection)?;
    problems(&mut out, inspection)?;
    Ok(out)
}

fn problems(out: &mut String, inspection: &Inspection) -> Result<()> {
    for problem in &inspection.problems {
        writeln!(out, "{}: {}\n  {}", if problem.fatal { "problem" } else { "note" }, problem.what, problem.hint)?;
    }
    Ok(())
}

fn imports(out: &mut String, inspection: &Inspection) -> Result<()> {
    if !inspection.crypto.is_empty() {
        writeln!(out, "imports:")?;
    }
    for module in &inspection.crypto {
        writeln!(out, "  {}", module.name)?;
        for function in &module.functions {
            let remark = match &function.fitness {
                Fitness::Served => String::new(),
                Fitness::Unknown => "  (no adapter serves it)".into(),
                Fitness::Mismatch { expected } => format!("  (imported as {}, is {expected})", function.signature),
            };
            writeln!(out, "    {}{remark}", function.name)?;
        }
    }
    if !inspection.other_imports.is_empty() {
        writeln!(out, "other imports:")?;
    }
    for import in &inspection.other_imports {
        writeln!(out, "  {import}")?;
    }
    Ok(())
}

fn exports(out: &mut String, inspection: &Inspection) -> Result<()> {
    if inspection.has_world {
        writeln!(out, "exports: as its own WIT world says")?;
        return Ok(());
    }
    if inspection.wasi == WasiUse::Command || inspection.exports.is_empty() {
        return Ok(());
    }
    writeln!(out, "exports:")?;
    for export in &inspection.exports {
        match (&export.exported_as, &export.skipped) {
            (Some(name), _) => writeln!(out, "  {name} {}", export.signature)?,
            (None, reason) => {
                writeln!(out, "  {} is left out: {}", export.name, reason.as_deref().unwrap_or_default())?
            }
        }
    }
    Ok(())
}
