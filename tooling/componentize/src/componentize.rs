//! Makes a component of a core module and what it needs.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use wasi_crypto_model::{Generations, Together};
use wasi_crypto_witx::shown;
use wasi_preview1_component_adapter_provider as preview1;
use wasmparser::Parser;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::api::Api;
use crate::exports::Export;
use crate::generation::GenerationRange;
use crate::guesses::{self, Guess};
use crate::inspect::{Inspection, WasiUse, others};
use crate::module::{Facts, PREVIEW1};
use crate::{adapters, ambiguity, exit, exports, memory, preview0, splice};

/// Turns core modules into components; see the crate documentation for an example.
#[derive(Clone, Debug, Default)]
pub struct Componentizer {
    world: Option<WorldSource>,
    exit_codes: bool,
    generation: Option<String>,
    /// Other generations than those of this release.
    api: Option<Arc<Api>>,
    link_mode: LinkMode,
    /// How many of the exports that are derived are kept; all unless said otherwise.
    kept_exports: Option<usize>,
}

/// How the crypto functions come to a module.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum LinkMode {
    /// Linked into the module, with a memory of their own: no page of the module's is taken, memories that cannot grow
    /// and start sections that call crypto are fine. Hosts must support several memories in a module, as
    /// WebAssembly 3.0 has them.
    #[default]
    Splice,
    /// As the separate adapters that `wasm-tools component new --adapt` takes. They have their memory from the module.
    Adapters,
}

/// Where the world of a module comes from when the module does not carry one.
#[derive(Clone, Debug)]
pub struct WorldSource {
    /// A WIT file, or a folder with a package and its `deps`.
    pub wit: PathBuf,
    /// World to use; may be left out when the package has one only.
    pub world: Option<String>,
}

impl Componentizer {
    /// A componentizer that derives the world from the module.
    pub fn new() -> Componentizer {
        Componentizer::default()
    }

    /// Uses a world described in WIT: what the module imports and exports besides crypto and WASI preview 1.
    #[must_use]
    pub fn world(mut self, world: WorldSource) -> Componentizer {
        self.world = Some(world);
        self
    }

    /// Keeps exit codes other than 0 and 1, by means of `wasi:cli/exit.exit-with-code`.
    ///
    /// Hosts have that function since WASI 0.2.12 only, which is why this is off by default.
    #[must_use]
    pub fn exit_codes(mut self, keep: bool) -> Componentizer {
        self.exit_codes = keep;
        self
    }

    /// Says which generation of the API the module was built against, instead of finding out from its imports: one of
    /// those [`wasi_crypto_model::generations`] takes, such as `2020-06`.
    #[must_use]
    pub fn generation(mut self, name: impl Into<String>) -> Componentizer {
        self.generation = Some(name.into());
        self
    }

    /// Compares modules with these generations of the API instead of those of this release.
    ///
    /// # Errors
    ///
    /// The witx of a generation is wrong.
    pub fn generations(mut self, generations: Generations) -> Result<Componentizer> {
        self.api = Some(Arc::new(Api::of(generations)?));
        Ok(self)
    }

    /// Chooses how the crypto functions come to the module; [`LinkMode::Splice`] unless said otherwise.
    #[must_use]
    pub fn link_mode(mut self, mode: LinkMode) -> Componentizer {
        self.link_mode = mode;
        self
    }

    /// Makes a component from a core module, in binary or text form. The result is validated.
    ///
    /// Adds exactly those crypto functions that are imported, or the adapters of exactly those modules that are, and
    /// the WASI preview 1 adapter where the module uses WASI. Linked into the module, they leave out what would be
    /// wrong afterwards: [`Inspection::left_out`]. The same input gives the same bytes.
    ///
    /// # Errors
    ///
    /// The input is not WebAssembly, is a component already, imports something no adapter serves (see
    /// [`Inspection::problems`]), or does not fit the given world; or there is no such generation.
    pub fn componentize(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        Ok(self.make(bytes, false)?.0)
    }

    /// The component, and what is guessed about the module; the component tells of that if it is told to.
    fn make(&self, bytes: &[u8], tell: bool) -> Result<(Vec<u8>, Vec<Guess>)> {
        let bytes = wat::parse_bytes(bytes).context("the file is neither WebAssembly nor its text format")?;
        let facts = Facts::read(&bytes)?;
        if facts.is_component {
            bail!("the file is a component already; it can be run as it is");
        }
        let (bytes, facts) = preview0::forwarded(bytes, facts)?;
        let api = self.api()?;
        let (inspection, together) = self.look(&api, &facts)?;
        let model = together.model;
        self.refuse_fatal(&inspection)?;
        // What nothing reads the memory of keeps it.
        let bytes = match facts.keeps_memory && inspection.reads_memory() {
            true => Cow::Owned(memory::exported(&bytes)?),
            false => bytes,
        };
        let mut module = self.with_world(&bytes, &facts, &inspection)?;
        let redirect_exit = self.exit_codes && facts.imports_function(PREVIEW1, "proc_exit");
        if redirect_exit {
            module = exit::redirect(&module)?;
        }
        let splices = self.link_mode == LinkMode::Splice && !inspection.crypto.is_empty();
        let guesses = match &inspection.generation {
            Some(_) if tell => guesses::of(&facts, &api, &together.parts, &model.bindings),
            _ => Vec::new(),
        };
        if !guesses.is_empty() {
            module = guesses::watch(&module, &guesses)?;
        }
        if splices {
            module = splice::splice(&module, &facts, &api, &model)?.module;
        }
        let mut encoder = ComponentEncoder::default()
            .validate(true)
            .module(&module)
            .context("the module's own WIT metadata cannot be read")?;
        // Functions that are linked in need no adapters.
        let wanted =
            |module: &str| !splices && inspection.crypto.iter().any(|crypto| api.written(&crypto.name) == module);
        let adapters = adapters::of_model(&model, wanted)?;
        for crypto in inspection.crypto.iter().filter(|_| !splices) {
            let (_, adapter) = adapters
                .iter()
                .find(|(name, _)| name == api.written(&crypto.name))
                .with_context(|| format!("no adapter for `{}`", crypto.name))?;
            encoder = encoder
                .adapter(&crypto.name, adapter)
                .with_context(|| format!("the adapter of `{}` cannot be read", crypto.name))?;
        }
        for (name, adapter) in others(&facts) {
            encoder =
                encoder.adapter(name, adapter).with_context(|| format!("the adapter of `{name}` cannot be read"))?;
        }
        if redirect_exit {
            encoder = encoder.adapter(exit::MODULE, &exit::adapter()?).context("the exit adapter cannot be read")?;
        }
        if !guesses.is_empty() {
            let adapter = guesses::adapter()?;
            encoder = encoder
                .adapter(guesses::MODULE, &adapter)
                .context("the adapter that tells of guesses cannot be read")?;
        }
        let wasi = match inspection.wasi {
            WasiUse::None => None,
            WasiUse::Command => Some(preview1::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER),
            WasiUse::Reactor => Some(preview1::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER),
        };
        if let Some(wasi) = wasi {
            encoder = encoder.adapter(PREVIEW1, wasi).context("the WASI preview 1 adapter cannot be read")?;
        }
        let component = encoder.encode().context("the module does not fit together with its adapters")?;
        Ok((component, guesses))
    }

    /// The component of either: a component as it is, in binary form, and a core module made one, for programs that
    /// take both.
    ///
    /// # Errors
    ///
    /// The input is not WebAssembly, or a module and [`Componentizer::componentize`] fails.
    pub fn component_of(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let bytes = wat::parse_bytes(bytes).context("the file is neither WebAssembly nor its text format")?;
        if Parser::is_component(&bytes) { Ok(bytes.into_owned()) } else { self.componentize(&bytes) }
    }

    /// What [`Componentizer::component_of`] gives, except that the component tells its host when it makes a call whose
    /// meaning depends on a generation that was guessed, and what was guessed. It imports [`guesses::INTERFACE`] for that,
    /// unless no call it may make is one of those: then there are no guesses.
    ///
    /// # Errors
    ///
    /// Those of [`Componentizer::component_of`].
    pub fn telling_component_of(&self, bytes: &[u8]) -> Result<(Vec<u8>, Vec<Guess>)> {
        let bytes = wat::parse_bytes(bytes).context("the file is neither WebAssembly nor its text format")?;
        if Parser::is_component(&bytes) { Ok((bytes.into_owned(), Vec::new())) } else { self.make(&bytes, true) }
    }

    /// What [`Componentizer::component_of`] gives, except that of the functions of a module without a world of its own no
    /// more than 100 are exported: enough to see whether it can be made and whether a host takes it. To encode all of
    /// them takes time with the square of their number.
    ///
    /// # Errors
    ///
    /// Those of [`Componentizer::component_of`].
    pub fn sketch_of(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        Self { kept_exports: Some(100), ..self.clone() }.component_of(bytes)
    }

    /// Reports on a binary or on WebAssembly text, as [`Inspection::of`] does, for the generation that was said.
    ///
    /// # Errors
    ///
    /// The input is not WebAssembly; or there is no such generation.
    pub fn inspect(&self, bytes: &[u8]) -> Result<Inspection> {
        let bytes = wat::parse_bytes(bytes).context("the file is neither WebAssembly nor its text format")?;
        Ok(self.look(&*self.api()?, &Facts::read(&bytes)?)?.0)
    }

    fn api(&self) -> Result<Arc<Api>> {
        match &self.api {
            Some(api) => Ok(Arc::clone(api)),
            None => Ok(Arc::new(Api::embedded()?)),
        }
    }

    /// The report, and what the module's functions are taken from.
    fn look(&self, api: &Api, facts: &Facts) -> Result<(Inspection, Together)> {
        let detected = GenerationRange::of(facts, api);
        let served_as = detected.as_ref().and_then(|range| range.served_as.as_deref());
        let name = self.generation.as_deref().or(served_as).unwrap_or(wasi_crypto_model::CURRENT);
        let together = api.generations.together(name)?;
        let mut detected = detected.filter(|_| self.generation.is_none());
        if let Some(range) = detected.as_mut().filter(|range| range.served_as.is_some()) {
            range.ambiguity = ambiguity::describe(facts, api, &together.parts);
        }
        Ok((Inspection::of_facts(facts, api, detected, &together.model), together))
    }

    /// A given world may serve imports that nothing else serves, so those do not count then.
    fn refuse_fatal(&self, inspection: &Inspection) -> Result<()> {
        let fatal: Vec<String> = inspection
            .problems
            .iter()
            .filter(|problem| problem.fatal && !(self.world.is_some() && problem.served_by_world))
            .map(|problem| format!("  {}\n    {}", shown(&problem.what), problem.hint))
            .collect();
        if fatal.is_empty() {
            return Ok(());
        }
        bail!("the module cannot become a component:\n{}", fatal.join("\n"))
    }

    /// Embeds the world the component is made of: the given one, the module's own, or one derived from its exports.
    fn with_world(&self, bytes: &[u8], facts: &Facts, inspection: &Inspection) -> Result<Vec<u8>> {
        let mut resolve = Resolve::default();
        let (mut module, package, world) = match &self.world {
            Some(source) => {
                let (package, _) = resolve
                    .push_path(&source.wit)
                    .with_context(|| format!("cannot read the WIT in `{}`", source.wit.display()))?;
                (bytes.to_vec(), package, source.world.as_deref())
            }
            None if facts.has_world || inspection.wasi == WasiUse::Command => return Ok(bytes.to_vec()),
            None => {
                let exports = inspection.exports.iter().filter(|export| export.exported_as.is_some());
                let exports: Vec<Export> = exports.take(self.kept_exports.unwrap_or(usize::MAX)).cloned().collect();
                let wit = exports::world(&exports, facts);
                let package = resolve.push_str("component.wit", &wit).context("derived exports are not valid WIT")?;
                (exports::with_aliases(bytes, &exports)?, package, None)
            }
        };
        let world = resolve.select_world(&[package], world).context("cannot choose a world")?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .context("cannot embed the world into the module")?;
        Ok(module)
    }
}
