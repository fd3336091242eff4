//! What a module imports, what it would take to make it a component, and what stands in the way.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use wasi_crypto_forward::preview0::OLD as PREVIEW0;
use wasi_crypto_model::binding::Bindings;
use wasi_crypto_model::{Generation, Model};
use wasmparser::FuncType;

use crate::api::Api;
use crate::exports::{self, Export};
use crate::generation::GenerationRange;
use crate::module::{Facts, PREVIEW1, signature};
use crate::names::Name;
use crate::preview0;
use crate::problem::Problem;

/// A report on a binary.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// Core module or component.
    pub kind: Kind,
    /// Which states of the legacy API the crypto imports fit; `None` without crypto imports.
    pub generation: Option<GenerationRange>,
    /// Crypto import modules in the order they are first imported.
    pub crypto: Vec<CryptoModule>,
    /// How the module uses WASI.
    pub wasi: WasiUse,
    /// Imports that are neither crypto nor WASI, as `module.name`.
    pub other_imports: Vec<String>,
    /// The module carries a WIT world of its own.
    pub has_world: bool,
    /// Functions that a component without a world of its own would export.
    pub exports: Vec<Export>,
    /// Adapters a component needs, in the order they are given to the encoder. Those of crypto modules are not needed
    /// where the functions are linked into the module.
    pub needs: Vec<Need>,
    /// Custom sections that are left out where the functions are linked into the module: they speak of positions in
    /// its code, which move. Debugging information, above all.
    pub left_out: Vec<String>,
    /// What stands in the way or deserves a look, worst first.
    pub problems: Vec<Problem>,
}

/// What kind of binary it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A component: nothing to convert.
    Component,
    /// A core module.
    CoreModule,
}

/// An imported crypto module.
#[derive(Clone, Debug, Serialize)]
pub struct CryptoModule {
    /// Import module name.
    pub name: String,
    /// The functions imported from it.
    pub functions: Vec<CryptoImport>,
}

/// An imported crypto function.
#[derive(Clone, Debug, Serialize)]
pub struct CryptoImport {
    /// Function name.
    pub name: String,
    /// Core signature as imported, in text format notation.
    pub signature: String,
    /// Whether an adapter serves it.
    pub fitness: Fitness,
}

/// Whether an adapter serves an import.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fitness {
    /// Name and signature match.
    Served,
    /// No adapter has a function of this name.
    Unknown,
    /// The name is known with another signature.
    Mismatch {
        /// The signature the adapter has.
        expected: String,
    },
}

/// How a module uses WASI.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WasiUse {
    /// No WASI import and no `_start`.
    None,
    /// A program: exports `_start`.
    Command,
    /// Imports preview 1 without being a program.
    Reactor,
}

/// An adapter a component needs.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Need {
    /// Import module it serves.
    pub module: String,
    /// Where it comes from, in words.
    pub adapter: String,
}

impl Inspection {
    /// Reports on a binary or on WebAssembly text; for another generation than the imports tell,
    /// [`Componentizer::inspect`](crate::Componentizer::inspect) does.
    ///
    /// # Errors
    ///
    /// The input is not WebAssembly.
    pub fn of(bytes: &[u8]) -> Result<Inspection> {
        crate::Componentizer::new().inspect(bytes)
    }

    /// Whether nothing fatal stands in the way.
    pub fn is_convertible(&self) -> bool {
        self.kind == Kind::CoreModule && !self.problems.iter().any(|problem| problem.fatal)
    }

    /// Whether something that it imports reads its memory.
    pub(crate) fn reads_memory(&self) -> bool {
        !self.needs.is_empty()
    }

    /// Reports on how a model serves a module.
    pub(crate) fn of_facts(facts: &Facts, api: &Api, range: Option<GenerationRange>, model: &Model) -> Inspection {
        let kind = if facts.is_component { Kind::Component } else { Kind::CoreModule };
        let crypto = crypto_modules(facts, api, &model.bindings);
        let wasi = if facts.exports_function("_start") {
            WasiUse::Command
        } else if facts.imports_from(PREVIEW1) || facts.imports_from(PREVIEW0) {
            WasiUse::Reactor
        } else {
            WasiUse::None
        };
        let mut needs = crypto.iter().map(|module| need(&module.name, api, model)).collect::<Vec<_>>();
        for (name, _) in others(facts) {
            needs.push(Need { module: (*name).into(), adapter: format!("{name}.wasm") });
        }
        match wasi {
            WasiUse::None => {}
            WasiUse::Command => needs.push(Need { module: PREVIEW1.into(), adapter: "WASI preview 1, command".into() }),
            WasiUse::Reactor => needs.push(Need { module: PREVIEW1.into(), adapter: "WASI preview 1, reactor".into() }),
        }
        let mut inspection = Inspection {
            kind,
            generation: range,
            crypto,
            wasi,
            other_imports: other_imports(facts, api),
            has_world: facts.has_world,
            exports: exports::scalar_exports(facts),
            needs,
            left_out: facts.positional.clone(),
            problems: Vec::new(),
        };
        if inspection.crypto.is_empty() && !facts.imports_from(PREVIEW0) {
            inspection.left_out.clear();
        }
        inspection.problems = problems(facts, api, &inspection, &model.bindings.generation);
        inspection
    }
}

fn need(module: &str, api: &Api, model: &Model) -> Need {
    let generation = match model.bindings.generation.as_str() {
        wasi_crypto_model::CURRENT => String::new(),
        other => format!(" of {other}"),
    };
    Need { module: module.into(), adapter: format!("{}.wasm{generation}", api.written(module)) }
}

fn crypto_modules(facts: &Facts, api: &Api, bindings: &Bindings) -> Vec<CryptoModule> {
    let mut modules: Vec<CryptoModule> = Vec::new();
    let mut places: BTreeMap<Name<'_>, usize> = BTreeMap::new();
    for (module, name, ty) in facts.imports.iter().filter(|(module, _, _)| api.has(module)) {
        let fitness = fitness(bindings, api.written(module), name, ty);
        let import = CryptoImport { name: name.clone(), signature: signature(ty), fitness };
        let place = *places.entry(Name(module)).or_insert(modules.len());
        match modules.get_mut(place) {
            Some(known) => known.functions.push(import),
            None => modules.push(CryptoModule { name: module.clone(), functions: vec![import] }),
        }
    }
    modules
}

fn fitness(bindings: &Bindings, module: &str, name: &str, ty: &FuncType) -> Fitness {
    let Some(function) = bindings.function(module, name) else { return Fitness::Unknown };
    let expected = wasi_crypto_adapter_generator::signature_of(function);
    if expected == *ty { Fitness::Served } else { Fitness::Mismatch { expected: signature(&expected) } }
}

/// The adapters of APIs that are not ours which a module needs.
pub(crate) fn others(facts: &Facts) -> impl Iterator<Item = &'static (&'static str, &'static [u8])> + '_ {
    wasi_crypto_adapters::OTHERS.iter().filter(|(name, _)| facts.imports_from(name))
}

fn is_other(module: &str) -> bool {
    wasi_crypto_adapters::OTHERS.iter().any(|(name, _)| *name == module)
}

fn other_imports(facts: &Facts, api: &Api) -> Vec<String> {
    let functions = facts
        .imports
        .iter()
        .filter(|(module, _, _)| !api.has(module) && module != PREVIEW1 && module != PREVIEW0 && !is_other(module))
        .map(|(module, name, _)| format!("{module}.{name}"));
    let others = facts.other_imports.iter().map(|(module, name, kind)| format!("{module}.{name} ({kind})"));
    functions.chain(others).collect()
}

fn problems(facts: &Facts, api: &Api, inspection: &Inspection, generation: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut fatal = |what: String, hint: &str| problems.push(Problem::fatal(what, hint));
    if facts.is_component {
        return problems;
    }
    if let Some(range) = inspection.generation.as_ref().filter(|range| range.served_as.is_none()) {
        match range.latest.as_ref() {
            None => fatal(
                "its imports are of different generations of the API".into(),
                "no published state has them all; choose one with --generation if they are all in it",
            ),
            Some(latest) => fatal(
                format!("built against a state of the API without adapters ({})", span(range)),
                latest.unserved().unwrap_or_default(),
            ),
        }
    }
    let taken = api.generations.find(generation).ok();
    // Of a state without adapters no function is served, and that is said.
    let is_unserved = |range: &GenerationRange| range.served_as.is_none() && range.latest.is_some();
    let compared = inspection.crypto.iter().filter(|_| !inspection.generation.as_ref().is_some_and(is_unserved));
    for module in compared {
        for function in &module.functions {
            match &function.fitness {
                Fitness::Served => {}
                Fitness::Unknown => fatal(
                    format!("no adapter of {generation} serves {}.{}", module.name, function.name),
                    taken.and_then(|generation| generation.missing(&function.name)).unwrap_or(
                        "choose another generation with --generation, rebuild the module, or remove the import",
                    ),
                ),
                Fitness::Mismatch { expected } => fatal(
                    format!(
                        "{}.{} is imported as {} but is {expected}",
                        module.name, function.name, function.signature
                    ),
                    "the bindings it was built with differ from the published API; rebuild with other bindings",
                ),
            }
        }
    }
    match facts.memory {
        None if inspection.reads_memory() => fatal(
            "does not export its memory under the name `memory`".into(),
            "what it imports reads arguments from that memory, and it has no other or several; export it",
        ),
        Some(memory) if memory.shared => {
            fatal(
                "its memory is shared between threads".into(),
                "components cannot use shared memories yet; rebuild without threads",
            );
        }
        Some(memory) if memory.memory64 => {
            fatal("its memory has 64-bit addresses".into(), "the legacy API is 32-bit; rebuild for wasm32");
        }
        Some(memory) if memory.page_size_log2.is_some_and(|size| size != 16) => {
            fatal("its memory has pages of another size than 64 KiB".into(), "rebuild without custom page sizes");
        }
        _ => {}
    }
    if !facts.has_world {
        for import in &inspection.other_imports {
            problems.push(Problem {
                fatal: true,
                what: format!("imports {import}, which nothing serves"),
                hint: "describe the module's own imports and exports in a WIT world and pass it with --wit and --world"
                    .into(),
                served_by_world: true,
            });
        }
    }
    problems.extend(preview0::problems(facts));
    problems.sort_by_key(|problem| !problem.fatal);
    problems.extend(warnings(facts, inspection));
    problems
}

fn warnings(facts: &Facts, inspection: &Inspection) -> Vec<Problem> {
    let mut warnings = Vec::new();
    let mut warn = |what: String, hint: &str| {
        warnings.push(Problem { fatal: false, what, hint: hint.into(), served_by_world: false })
    };
    let range = inspection.generation.as_ref();
    if let Some((ambiguity, latest)) = range.and_then(|range| Some((range.ambiguity.as_ref()?, range.latest.as_ref()?)))
    {
        let since = latest.since();
        warn(
            format!("the imports do not tell which generation of the API the module was built against: {ambiguity}"),
            &format!(
                "taken for the newest where a call does not tell: right for modules built since {since}; of an older one \
                 say the generation with --generation"
            ),
        );
    }
    if facts.keeps_memory && inspection.reads_memory() {
        warn(
            "does not export its memory under the name `memory`".into(),
            "it has one only, which is taken; `wasm-tools component new` needs the export",
        );
    }
    if facts.has_start && !inspection.crypto.is_empty() {
        warn(
            "has a start section".into(),
            "its function runs when imports are connected; with separate adapters it runs earlier, and a crypto call made from \
             it traps",
        );
    }
    if let Some(memory) = facts.memory.filter(|_| !inspection.crypto.is_empty()) {
        let fixed = memory.maximum.is_some_and(|maximum| maximum <= memory.initial);
        if fixed && !facts.exports_function("cabi_realloc") {
            warn(
                "its memory cannot grow".into(),
                "crypto functions have memory of their own; separate adapters need a page of this one for each crypto \
                 module and answer too_many_handles without: link with a larger maximum, or export `cabi_realloc`",
            );
        }
    }
    warnings
}

fn span(range: &GenerationRange) -> String {
    let describe = |generation: &Generation| format!("{}, {}", generation.name(), generation.title());
    match range.candidates.as_slice() {
        [one] => describe(one),
        [first, .., last] => format!("between `{}` and `{}`", describe(first), describe(last)),
        [] => String::new(),
    }
}
