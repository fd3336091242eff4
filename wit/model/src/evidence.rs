//! What the import of a function tells: the generations that have it.
//!
//! Toolchains import only what is called, so absence proves nothing. Presence does, and how the function is imported:
//! its module, its name, its core signature.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use wasi_crypto_witx::CoreType;

use crate::errors::{ModelError, Problem};
use crate::generation::{Generation, Since, place};
use crate::generations::Generations;

/// Core parameters and results of an import.
pub type Signature = (Vec<CoreType>, Vec<CoreType>);

/// Which generations have which functions, derived from their witx.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// By import module.
    modules: BTreeMap<String, Module>,
    /// Import modules that had two names: the other one, with the one in the witx.
    written: BTreeMap<String, String>,
    /// When each generation was published, oldest first.
    dates: Vec<Since>,
}

#[derive(Clone, Debug, Default)]
struct Module {
    generations: BTreeSet<usize>,
    functions: BTreeMap<String, BTreeMap<usize, Signature>>,
}

/// What one import tells.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Positions in [`Generations::all`] of those that have it.
    pub generations: BTreeSet<usize>,
    /// Why it can only be one of those, in words.
    pub reason: String,
}

/// Derived once: every module that is inspected is compared with it.
static EMBEDDED: LazyLock<Result<Evidence, ModelError>> = LazyLock::new(|| Evidence::of(Generations::embedded()?));

impl Evidence {
    /// The evidence for the generations this crate carries.
    ///
    /// # Errors
    ///
    /// As [`Evidence::of`], which the tests of this crate exclude.
    pub fn embedded() -> Result<&'static Self, ModelError> {
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// Reads the witx of all generations.
    ///
    /// # Errors
    ///
    /// [`Problem::Witx`] for files that are wrong.
    pub fn of(generations: &Generations) -> Result<Self, ModelError> {
        let dates = generations.all().iter().map(|generation| generation.since().clone()).collect();
        let mut evidence = Self { modules: BTreeMap::new(), written: BTreeMap::new(), dates };
        for (position, generation) in generations.all().iter().enumerate() {
            evidence.add(generations, position, generation)?;
        }
        Ok(evidence)
    }

    fn add(&mut self, generations: &Generations, position: usize, generation: &Generation) -> Result<(), ModelError> {
        for name in &generation.facts().modules {
            self.modules.entry(name.clone()).or_default().generations.insert(position);
        }
        let Some(document) = generations.document(generation.name())? else { return Ok(()) };
        for module in &document.modules {
            let also = generation.facts().also_modules.get(&module.name);
            self.written.extend(also.map(|also| (also.clone(), module.name.clone())));
            for name in std::iter::once(&module.name).chain(also) {
                let entry = self.modules.entry(name.clone()).or_default();
                entry.generations.insert(position);
                for function in &module.functions {
                    let signature = document.core_signature(function).map_err(|diagnostic| {
                        ModelError::new(place(generation.name()), Problem::Witx(diagnostic.to_string()))
                    })?;
                    let params = signature.params.into_iter().map(|(_, ty)| ty).collect();
                    let signatures = entry.functions.entry(function.name.clone()).or_default();
                    signatures.insert(position, (params, signature.results));
                }
            }
        }
        Ok(())
    }

    /// Whether any generation has an import module of that name.
    pub fn knows(&self, module: &str) -> bool {
        self.modules.contains_key(module)
    }

    /// The name that the witx has for an import module; the same for one that has no other.
    pub fn written<'a>(&'a self, module: &'a str) -> &'a str {
        self.written.get(module).map_or(module, String::as_str)
    }

    /// What an import tells: of a function that no generation has so, its name; of a name that none has, its module.
    /// `None` for a module that no generation has. A signature that no witx can have is `None`.
    pub fn finding(&self, module: &str, function: &str, signature: Option<&Signature>) -> Option<Finding> {
        let module = self.modules.get(module)?;
        let named = module.functions.get(function);
        let exact: BTreeSet<usize> = named
            .into_iter()
            .flatten()
            .filter_map(|(position, known)| (Some(known) == signature).then_some(*position))
            .collect();
        let named: BTreeSet<usize> = named.into_iter().flatten().map(|(position, _)| *position).collect();
        let (generations, what) = if named.is_empty() || (named == module.generations && exact.is_empty()) {
            (module.generations.clone(), "the module")
        } else if exact.is_empty() {
            (named, "the function")
        } else if exact != named {
            (exact, "the function with these parameters")
        } else if named != module.generations {
            (named, "the function")
        } else {
            (named, "the module")
        };
        let reason = format!("{what} {}", self.span(&generations));
        Some(Finding { generations, reason })
    }

    /// When there was something that these generations have.
    fn span(&self, generations: &BTreeSet<usize>) -> String {
        let date = |position: Option<&usize>| {
            position.and_then(|position| self.dates.get(*position)).map(Since::to_string).unwrap_or_default()
        };
        let (first, last) = (date(generations.first()), date(generations.last()));
        match generations.last() {
            Some(last) if last + 1 == self.dates.len() => format!("exists since {first}"),
            _ if first == last => format!("existed in {first} only"),
            _ => format!("existed from {first} to {last}"),
        }
    }
}
