//! The adapters of any generation: the current one's are at hand, the others are made.

use std::borrow::Cow;

use anyhow::{Context, Result};
use wasi_crypto_model::{Generations, Model};

/// An import module and the adapter that serves it.
pub type Adapter = (String, Cow<'static, [u8]>);

/// The adapters of a generation, or of several, as [`wasi_crypto_model::model`] names them. The same name gives the
/// same bytes.
///
/// # Errors
///
/// There is no such generation; the error names those there are.
///
/// ```
/// let adapters = wasi_crypto_componentize::adapters("2020-06")?;
/// assert_eq!(adapters.len(), 4);
/// # anyhow::Ok(())
/// ```
pub fn adapters(generation: &str) -> Result<Vec<Adapter>> {
    adapters_among(Generations::embedded()?, generation)
}

/// The adapters of a generation, or of several, among others than those of this release; see [`adapters`].
///
/// # Errors
///
/// There is no such generation, or its files are wrong.
pub fn adapters_among(generations: &Generations, generation: &str) -> Result<Vec<Adapter>> {
    of_model(&generations.model(generation)?, |_| true)
}

/// The adapters of some import modules of a model.
pub(crate) fn of_model(model: &Model, wanted: impl Fn(&str) -> bool) -> Result<Vec<Adapter>> {
    if model.bindings.generation == wasi_crypto_model::CURRENT {
        let adapters = wasi_crypto_adapters::ADAPTERS.iter().filter(|(name, _)| wanted(name));
        return Ok(adapters.map(|(name, wasm)| ((*name).to_owned(), Cow::Borrowed(*wasm))).collect());
    }
    let mut bindings = model.bindings.clone();
    bindings.modules.retain(|module| wanted(&module.name));
    let adapters = wasi_crypto_adapter_generator::generate(&bindings, &model.wit_package())
        .with_context(|| format!("cannot make the adapters of {}", bindings.generation))?;
    Ok(adapters.into_iter().map(|adapter| (adapter.name, Cow::Owned(adapter.wasm))).collect())
}
