//! `wasi-crypto algorithms`: what this build offers.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::json;
use wasi_crypto_host::engine::{AlgorithmInfo, Category, Engine, SpecStatus};

use crate::files;
use crate::format::Format;
use crate::report::Outcome;

/// List the algorithms this build offers, and the library each comes from
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto algorithms                     all of them
  wasi-crypto algorithms AES                 those with these letters in their identifier
  wasi-crypto algorithms AES-256-GCM         sizes, operations, options and limits of one
  wasi-crypto algorithms --kind AEAD
  wasi-crypto algorithms --format json | jq -r '.[] | select(.status == \"required\").identifier'")]
pub struct Algorithms {
    /// An identifier, or a part of some; case does not matter
    #[arg(value_name = "IDENTIFIER")]
    identifier: Option<String>,
    /// Only this kind: hash, XOF, MAC, KDF, password hash, AEAD, cipher, session, signature, DH, KEM
    #[arg(long)]
    kind: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Algorithms {
    /// Prints the list.
    pub fn execute(self) -> Outcome {
        let engine = Engine::new();
        let chosen: Vec<AlgorithmInfo> = engine.algorithms().filter(|known| self.wants(known)).collect();
        if chosen.is_empty() {
            let mut kinds: Vec<_> = engine.algorithms().map(|known| known.kind).collect();
            kinds.dedup();
            bail!(
                "this build has no such algorithm; `wasi-crypto algorithms` lists them, kinds are {}",
                kinds.join(", ")
            );
        }
        let exact = self
            .identifier
            .as_ref()
            .and_then(|name| chosen.iter().find(|known| known.identifier.eq_ignore_ascii_case(name)));
        let report = match (self.format, exact) {
            (Format::Json, Some(known)) => serde_json::to_string_pretty(&[object(known)])? + "\n",
            (Format::Json, None) => {
                serde_json::to_string_pretty(&chosen.iter().map(object).collect::<Vec<_>>())? + "\n"
            }
            (Format::Text, Some(known)) => details(known)?,
            (Format::Text, None) => list(&chosen)?,
        };
        files::write(None, report.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }

    fn wants(&self, known: &AlgorithmInfo) -> bool {
        let named = self
            .identifier
            .as_ref()
            .is_none_or(|name| known.identifier.to_ascii_lowercase().contains(&name.to_ascii_lowercase()));
        named && self.kind.as_ref().is_none_or(|kind| known.kind.eq_ignore_ascii_case(kind))
    }
}

fn list(chosen: &[AlgorithmInfo]) -> Result<String> {
    let width = |of: fn(&AlgorithmInfo) -> usize| chosen.iter().map(of).max().unwrap_or_default();
    let (names, kinds) = (width(|known| known.identifier.len()), width(|known| known.kind.len()));
    let libraries = width(|known| known.provider.len());
    let mut out = String::new();
    for known in chosen {
        writeln!(
            out,
            "{:names$}  {:kinds$}  {:libraries$}  {}",
            known.identifier,
            known.kind,
            known.provider,
            status(known.status)
        )?;
    }
    Ok(out)
}

fn details(known: &AlgorithmInfo) -> Result<String> {
    let mut out = String::new();
    let sizes: Vec<_> = known.sizes.iter().map(|(name, size)| format!("{name} {size}")).collect();
    writeln!(out, "{}", known.identifier)?;
    for (name, value) in [
        ("kind", known.kind),
        ("category", category(known.category)),
        ("reference", known.reference),
        ("in the specification", status(known.status)),
        ("library", known.provider),
        ("review", &known.review.to_string()),
        ("bytes", &sizes.join(", ")),
        ("operations", &known.operations.join(", ")),
        ("options", &known.options.join(", ")),
        ("limit per key", known.limit.unwrap_or_default()),
    ] {
        if !value.is_empty() {
            writeln!(out, "  {name}: {value}")?;
        }
    }
    Ok(out)
}

fn object(known: &AlgorithmInfo) -> serde_json::Value {
    json!({
        "identifier": known.identifier,
        "kind": known.kind,
        "category": category(known.category),
        "reference": known.reference,
        "status": status(known.status),
        "library": known.provider,
        "review": known.review.to_string(),
        "sizes": known.sizes.iter().map(|(name, size)| (name.replace(' ', "-"), json!(size))).collect::<serde_json::Map<_, _>>(),
        "operations": known.operations,
        "options": known.options,
        "limit": known.limit,
    })
}

fn category(category: Category) -> &'static str {
    match category {
        Category::Signatures => "signatures",
        Category::Symmetric => "symmetric",
        Category::KeyExchange => "key-exchange",
    }
}

fn status(status: SpecStatus) -> &'static str {
    match status {
        SpecStatus::Required => "required",
        SpecStatus::Recommended => "recommended",
        SpecStatus::Optional => "optional",
        SpecStatus::Extension => "extension",
    }
}
