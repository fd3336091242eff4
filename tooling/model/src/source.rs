//! The witx files and the table this crate carries.

use wasi_crypto_witx::{Document, MemoryLoader, parse_str};

use crate::binding::Bindings;
use crate::errors::{ModelError, Problem};
use crate::model::Model;
use crate::shape::Shape;

/// The generation of today, under the name [`model`] knows it by.
pub const CURRENT: &str = "0.10";

/// The model of one generation of the legacy API, called as the folder under `witx/`: `0.10`.
///
/// # Errors
///
/// [`Problem::Witx`] for a generation this crate does not carry. Others mean that the files it was built from disagree,
/// which its tests exclude.
pub fn model(generation: &str) -> Result<Model, ModelError> {
    Model::derive(&Shape::embedded()?, &document(generation)?)
}

/// What each legacy function of one generation does; see [`model`].
///
/// # Errors
///
/// As [`model`].
pub fn bindings(generation: &str) -> Result<Bindings, ModelError> {
    Ok(model(generation)?.bindings)
}

/// The witx files of a generation.
///
/// # Errors
///
/// [`Problem::Witx`] for a generation this crate does not carry.
pub fn document(generation: &str) -> Result<Document, ModelError> {
    let Some((_, files)) = GENERATIONS.iter().find(|(name, _)| *name == generation) else {
        let known: Vec<&str> = GENERATIONS.iter().map(|(name, _)| *name).collect();
        let reason = format!("there is no generation `{generation}`; there is {}", known.join(", "));
        return Err(ModelError::new("witx", Problem::Witx(reason)));
    };
    let mut loader = files
        .iter()
        .fold(MemoryLoader::new(), |loader, (name, text)| loader.with(format!("witx/{generation}/{name}"), *text));
    let Some((root, text)) = files.first() else {
        return Err(ModelError::new("witx", Problem::Witx(format!("generation `{generation}` has no files"))));
    };
    parse_str(&format!("witx/{generation}/{root}"), text, &mut loader).map_err(|diagnostic| {
        let place = format!("{}:{}:{}", diagnostic.path, diagnostic.line, diagnostic.column);
        ModelError::new(place, Problem::Witx(diagnostic.reason))
    })
}

type Files = &'static [(&'static str, &'static str)];

macro_rules! witx {
    ($generation:literal: $($name:literal),+ $(,)?) => {
        ($generation, &[$(($name, include_str!(concat!("../../../witx/", $generation, "/", $name)))),+])
    };
}

/// Generations with their files; the first one gathers the others.
const GENERATIONS: &[(&str, Files)] = &[witx!("0.10":
    "wasi_ephemeral_crypto.witx",
    "wasi_ephemeral_crypto_common.witx",
    "wasi_ephemeral_crypto_asymmetric_common.witx",
    "wasi_ephemeral_crypto_signatures.witx",
    "wasi_ephemeral_crypto_symmetric.witx",
    "wasi_ephemeral_crypto_kx.witx",
    "wasi_ephemeral_crypto_external_secrets.witx",
    "wasi_ephemeral_crypto_signatures_batch.witx",
    "wasi_ephemeral_crypto_symmetric_batch.witx",
)];
