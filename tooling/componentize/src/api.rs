//! The legacy API as modules are compared with it: its generations, and what imports tell of them.

use std::borrow::Cow;

use anyhow::Result;
use wasi_crypto_model::{Evidence, Finding, Generations};
use wasi_crypto_witx::CoreType;
use wasmparser::{FuncType, ValType};

/// Generations, with the evidence derived from their witx.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) generations: Cow<'static, Generations>,
    evidence: Cow<'static, Evidence>,
}

impl Api {
    /// Of the generations that are part of this release.
    pub(crate) fn embedded() -> Result<Self> {
        let generations = Cow::Borrowed(Generations::embedded()?);
        Ok(Self { generations, evidence: Cow::Borrowed(Evidence::embedded()?) })
    }

    /// Of other generations.
    pub(crate) fn of(generations: Generations) -> Result<Self> {
        let evidence = Evidence::of(&generations)?;
        Ok(Self { generations: Cow::Owned(generations), evidence: Cow::Owned(evidence) })
    }

    /// Whether an import module belongs to any generation, or is called as if it did.
    pub(crate) fn has(&self, module: &str) -> bool {
        self.evidence.knows(module) || module == "wasi_ephemeral_crypto" || module.starts_with("wasi_ephemeral_crypto_")
    }

    /// The name under which an adapter is kept for an import module; differs for one that was misspelled.
    pub(crate) fn written<'a>(&'a self, module: &'a str) -> &'a str {
        self.evidence.written(module)
    }

    /// What an import tells; `None` for a module that no generation has.
    pub(crate) fn finding(&self, module: &str, function: &str, ty: &FuncType) -> Option<Finding> {
        let core = |types: &[ValType]| types.iter().map(core_type).collect::<Option<Vec<_>>>();
        let signature = core(ty.params()).zip(core(ty.results()));
        self.evidence.finding(module, function, signature.as_ref())
    }
}

fn core_type(ty: &ValType) -> Option<CoreType> {
    match ty {
        ValType::I32 => Some(CoreType::I32),
        ValType::I64 => Some(CoreType::I64),
        ValType::F32 => Some(CoreType::F32),
        ValType::F64 => Some(CoreType::F64),
        _ => None,
    }
}
