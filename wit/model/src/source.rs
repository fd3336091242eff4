//! The witx files and the tables this crate carries, and the generations they describe.

use wasi_crypto_witx::{Document, MemoryLoader, parse_str};

use crate::binding::Bindings;
use crate::errors::{ModelError, Problem};
use crate::generation::OlderTable;
use crate::model::Model;
use crate::shape::Shape;
use crate::single::{self, SingleTable};
use crate::{merged, older, witx_files};

/// The generation of today, under the name [`model`] knows it by.
pub const CURRENT: &str = "0.10";

/// The generations this crate carries, oldest first. All but the current one are called by the month they began in.
pub const GENERATIONS: [&str; 6] = ["2020-06", "2020-10", "2020-11", "2020-12", "2022-01", CURRENT];

/// The generations before them, which have one import module of their own. Nothing is common to these and the others but
/// what they call, so they are never merged.
pub const SINGLE_MODULE: [&str; 2] = ["2019", "2019-cause"];

/// The table of both.
const SINGLE: &str = include_str!("../shape/generations/2019.toml");

/// The generations of spring 2020, whose keys were typed by operation. What is common to them and later ones, June 2020
/// has as well, and what is not, tells them; so they are not merged either.
pub const SPLIT_MODULES: [&str; 2] = ["2020-04", "2020-05"];

/// The tables of the older generations.
const OLDER: [(&str, &str); 7] = [
    ("2020-04", include_str!("../shape/generations/2020-04.toml")),
    ("2020-05", include_str!("../shape/generations/2020-05.toml")),
    ("2020-06", include_str!("../shape/generations/2020-06.toml")),
    ("2020-10", include_str!("../shape/generations/2020-10.toml")),
    ("2020-11", include_str!("../shape/generations/2020-11.toml")),
    ("2020-12", include_str!("../shape/generations/2020-12.toml")),
    ("2022-01", include_str!("../shape/generations/2022-01.toml")),
];

/// What a generation is called in a word or two: `key manager` for `2020-06`.
///
/// # Errors
///
/// [`Problem::UnknownGeneration`].
pub fn title(generation: &str) -> Result<String, ModelError> {
    match find(generation)? {
        CURRENT => Ok("current".to_owned()),
        "2019" => Ok("single module".to_owned()),
        "2019-cause" => Ok("single module with causes".to_owned()),
        older => Ok(table(older)?.title),
    }
}

/// The generations a name stands for, oldest first.
///
/// A name is that of a folder under `witx/`, as in `2020-06`; `current` or `0.9` for the one of today; the oldest and the
/// newest of several, as in `2020-10..0.10`; or `any` for all of them that can be told apart by their calls, which are
/// those of [`GENERATIONS`].
///
/// # Errors
///
/// [`Problem::UnknownGeneration`].
///
/// ```
/// use wasi_crypto_model::generations;
///
/// assert_eq!(generations("current")?, ["0.10"]);
/// assert_eq!(generations("2020-06..2020-11")?, ["2020-06", "2020-10", "2020-11"]);
/// assert!(generations("1999").is_err());
/// # Ok::<(), wasi_crypto_model::ModelError>(())
/// ```
pub fn generations(name: &str) -> Result<Vec<&'static str>, ModelError> {
    if let Some(alone) = SINGLE_MODULE.into_iter().chain(SPLIT_MODULES).find(|known| *known == name) {
        return Ok(vec![alone]);
    }
    let (first, last) = match name.split_once("..") {
        _ if name == "any" => (GENERATIONS[0], CURRENT),
        Some((first, last)) => (find(first)?, find(last)?),
        None => (find(name)?, find(name)?),
    };
    let after_first = GENERATIONS.into_iter().skip_while(|known| *known != first);
    let range: Vec<&str> = after_first.take_while(|known| order(known) <= order(last)).collect();
    if range.is_empty() { Err(unknown(name)) } else { Ok(range) }
}

/// The model of the legacy API: the WIT package, which is one, and what each function of a generation does. Of several
/// generations, named as [`generations`] takes them, the functions of all are there; what a value means is decided by
/// the bytes that come with it where they can tell, else it means what it means in the newest of them.
///
/// # Errors
///
/// [`Problem::UnknownGeneration`] for a generation this crate does not carry. Others mean that the files it was built
/// from disagree, which its tests exclude.
pub fn model(generation: &str) -> Result<Model, ModelError> {
    let names = generations(generation)?;
    let shape = Shape::embedded()?;
    let current = document(CURRENT)?;
    let mut model = Model::derive(&shape, &current)?;
    let mut bindings = Vec::new();
    for name in names {
        bindings.push(match name {
            CURRENT => model.bindings.clone(),
            name if SINGLE_MODULE.contains(&name) => {
                single::derive(&shape, &model.package, &SingleTable::parse(SINGLE)?, name, &document(name)?)?
            }
            name => older::derive(&shape, &model.package, &current, (name, &table(name)?, &document(name)?))?,
        });
    }
    model.bindings = merged::merge(&shape, &model.package, bindings)?;
    Ok(model)
}

/// What each legacy function of one or several generations does; see [`model`].
///
/// # Errors
///
/// As [`model`].
pub fn bindings(generation: &str) -> Result<Bindings, ModelError> {
    Ok(model(generation)?.bindings)
}

/// The witx files of one generation.
///
/// # Errors
///
/// [`Problem::UnknownGeneration`] for a generation this crate does not carry.
pub fn document(generation: &str) -> Result<Document, ModelError> {
    let generation = find(generation)?;
    let files = witx_files::ALL.iter();
    let mut loader = files.fold(MemoryLoader::new(), |loader, (path, text)| loader.with(*path, *text));
    let root = format!("{generation}/wasi_ephemeral_crypto.witx");
    let Some((_, text)) = witx_files::ALL.iter().find(|(path, _)| *path == root) else {
        return Err(ModelError::new("witx", Problem::Witx(format!("generation `{generation}` has no files"))));
    };
    parse_str(&root, text, &mut loader).map_err(|diagnostic| {
        let place = format!("witx/{}:{}:{}", diagnostic.path, diagnostic.line, diagnostic.column);
        ModelError::new(place, Problem::Witx(diagnostic.reason))
    })
}

fn table(generation: &str) -> Result<OlderTable, ModelError> {
    let text = OLDER.iter().find(|(name, _)| *name == generation).map(|(_, text)| *text);
    OlderTable::parse(generation, text.ok_or_else(|| unknown(generation))?)
}

fn find(name: &str) -> Result<&'static str, ModelError> {
    match name {
        "current" | "0.9" => Ok(CURRENT),
        _ => SINGLE_MODULE
            .into_iter()
            .chain(SPLIT_MODULES)
            .chain(GENERATIONS)
            .find(|known| *known == name)
            .ok_or_else(|| unknown(name)),
    }
}

/// All generations by name.
fn names() -> Vec<String> {
    SINGLE_MODULE.into_iter().chain(SPLIT_MODULES).chain(GENERATIONS).map(str::to_owned).collect()
}

fn order(name: &str) -> Option<usize> {
    GENERATIONS.iter().position(|known| *known == name)
}

fn unknown(name: &str) -> ModelError {
    ModelError::new("", Problem::UnknownGeneration { name: name.to_owned(), known: names() })
}
