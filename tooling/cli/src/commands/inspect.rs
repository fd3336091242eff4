//! `wasi-crypto inspect`: what a module imports, what it needs, what stands in the way.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Error, Result};
use clap::Args;
use serde::Serialize;
use wasi_crypto_componentize::{Componentizer, Fitness, Inspection, Kind, Problem, WasiUse};

use crate::escape::{self, shown};
use crate::files;
use crate::format::Format;
use crate::generations::FolderArgs;
use crate::imports::{self, Start};
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
    #[command(flatten)]
    generations: FolderArgs,
}

impl Inspect {
    /// Prints the report.
    pub fn execute(self) -> Outcome {
        let bytes = files::read(&self.file)?;
        let componentizer = self.generations.tell(Componentizer::new())?.exit_codes(true);
        let inspection = componentizer.inspect(&bytes);
        let mut inspection = inspection.with_context(|| format!("cannot inspect `{}`", escape::path(&self.file)))?;
        let mut start = Start::Nothing;
        if inspection.problems.iter().all(|problem| !problem.fatal) {
            match look(&componentizer, &bytes, &inspection) {
                Ok(found) => start = found,
                Err(problem) => inspection.problems.push(problem),
            }
        }
        let report = match self.format {
            Format::Text => text(&inspection, start)?,
            Format::Json => serde_json::to_string_pretty(&Report { inspection: &inspection, start })? + "\n",
        };
        files::write(None, report.as_bytes())?;
        let fine = inspection.problems.iter().all(|problem| !problem.fatal);
        Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The report for machines.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    inspection: &'a Inspection,
    start: Start,
}

/// The exports of a module with a world that are compared with the world: that takes time with the square of their
/// number.
const CHECKED: usize = 2_000;

/// How `run` would start what it makes of the file; or what keeps it from that, if it is no fact the inspection looks at.
fn look(componentizer: &Componentizer, bytes: &[u8], inspection: &Inspection) -> Result<Start, Problem> {
    let problem = |hint| move |error: Error| Problem::fatal(format!("{error:#}"), hint);
    if inspection.has_world && inspection.exports.len() > CHECKED {
        let what = format!("has more than {CHECKED} exports and a WIT world: whether they fit is not looked at here");
        return Err(Problem::note(what, "`wasi-crypto componentize` does, and takes its time"));
    }
    let component = componentizer.sketch_of(bytes);
    let component = component.map_err(problem("`wasi-crypto componentize` says the same"))?;
    proposals::check(&component).map_err(problem("rebuild it without this feature of WebAssembly"))?;
    let start = imports::check(&component).context("`wasi-crypto run` cannot instantiate it");
    let start = start.map_err(problem(
        "if it lacks an import: run it on a host that has this, or compose it with a component that has",
    ))?;
    // Of a module somebody may still make a component with a world that has exports.
    if start == Start::Nothing && inspection.kind == Kind::Component {
        let hint = "`wasi-crypto run` starts programs, which export wasi:cli/run or `_start`, or calls functions";
        return Err(Problem::fatal("exports no program and no functions", hint));
    }
    Ok(start)
}

/// The report as text.
fn text(inspection: &Inspection, start: Start) -> Result<String> {
    let mut out = String::new();
    if inspection.kind == Kind::Component {
        let fine = inspection.problems.is_empty();
        let runs = match start {
            Start::Program(_) if fine => "; `wasi-crypto run` runs it",
            Start::Service(_) if fine => "; `wasi-crypto serve` has it answer requests in HTTP",
            Start::Functions if fine => "; no program: `wasi-crypto run --invoke` calls its functions",
            _ => "",
        };
        let wasi = start.wasi().map(|wasi| format!(" for {wasi}")).unwrap_or_default();
        writeln!(out, "kind: component{wasi} (nothing to convert{runs})")?;
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
            writeln!(out, "  {}", shown(line))?;
        }
    }
    imports(&mut out, inspection)?;
    if !inspection.needs.is_empty() {
        writeln!(out, "needs:")?;
    }
    let crypto: BTreeSet<&str> = inspection.crypto.iter().map(|module| module.name.as_str()).collect();
    for need in &inspection.needs {
        let when = if crypto.contains(need.module.as_str()) { ", with --adapters" } else { "" };
        writeln!(out, "  {} for {}{when}", shown(&need.adapter), shown(&need.module))?;
    }
    exports(&mut out, inspection)?;
    problems(&mut out, inspection)?;
    Ok(out)
}

fn problems(out: &mut String, inspection: &Inspection) -> Result<()> {
    for problem in &inspection.problems {
        let what = shown(&problem.what);
        writeln!(out, "{}: {what}\n  {}", if problem.fatal { "problem" } else { "note" }, problem.hint)?;
    }
    Ok(())
}

fn imports(out: &mut String, inspection: &Inspection) -> Result<()> {
    if !inspection.crypto.is_empty() {
        writeln!(out, "imports:")?;
    }
    for module in &inspection.crypto {
        writeln!(out, "  {}", shown(&module.name))?;
        for function in &module.functions {
            let remark = match &function.fitness {
                Fitness::Served => String::new(),
                Fitness::Unknown => "  (no adapter serves it)".into(),
                Fitness::Mismatch { expected } => format!("  (imported as {}, is {expected})", function.signature),
            };
            writeln!(out, "    {}{remark}", shown(&function.name))?;
        }
    }
    if !inspection.other_imports.is_empty() {
        writeln!(out, "other imports:")?;
    }
    for import in &inspection.other_imports {
        writeln!(out, "  {}", shown(import))?;
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
                let reason = shown(reason.as_deref().unwrap_or_default());
                writeln!(out, "  {} is left out: {reason}", shown(&export.name))?
            }
        }
    }
    Ok(())
}
