//! The list of generations, made from folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use wasi_crypto_witx::{Document, FileLoader, MemoryLoader, parse_str};

use crate::errors::{ModelError, Problem};
use crate::generation::{Generation, place};

/// The generation of today, which the shaping table shapes.
pub const CURRENT: &str = "0.10";

/// The file that makes a folder a generation.
const FACTS: &str = "generation.toml";
/// The file that gathers the witx of a generation.
const ROOT: &str = "wasi_ephemeral_crypto.witx";

/// Generations of the legacy API, oldest first: those this crate carries, and those of other folders.
#[derive(Clone, Debug)]
pub struct Generations {
    all: Vec<Generation>,
    /// Files by their paths, which begin with the name of a generation.
    files: BTreeMap<String, String>,
}

/// Read once: every module that is inspected is compared with them.
static EMBEDDED: LazyLock<Result<Generations, ModelError>> = LazyLock::new(|| {
    let files = wasi_crypto_generations::FILES.iter();
    Generations::of(files.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
});

impl Generations {
    /// The generations this crate carries.
    ///
    /// # Errors
    ///
    /// Those of [`Generation::parse`], which the tests of this crate exclude.
    pub fn embedded() -> Result<&'static Self, ModelError> {
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// These, and those of a folder: each folder in it that has a `generation.toml`. Their witx may use files of these
    /// generations: `../0.10/wasi_ephemeral_crypto_common.witx`.
    ///
    /// # Errors
    ///
    /// [`Problem::Table`] or [`Problem::Witx`] for a file that cannot be read, or is not what it should be;
    /// [`Problem::Rule`] for a name that is taken, or that no generation can have.
    pub fn with_folder(&self, folder: &Path) -> Result<Self, ModelError> {
        let mut files = self.files.clone();
        for name in names(folder)? {
            if !folder.join(&name).join(FACTS).is_file() {
                continue;
            }
            let fault = |problem| ModelError::new(folder.join(&name).display().to_string(), problem);
            let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
            if !plain || name.contains("..") || name == "any" || name == "current" {
                return Err(fault(Problem::Rule(format!("`{name}` cannot be the name of a generation"))));
            }
            if self.all.iter().any(|known| known.is_called(&name)) {
                return Err(fault(Problem::Rule(format!("there is another generation called `{name}`"))));
            }
            for file in names(&folder.join(&name))? {
                if file == FACTS || file.ends_with(".witx") {
                    let text = FileLoader::read(folder.join(&name).join(&file));
                    files.insert(format!("{name}/{file}"), text.map_err(|reason| fault(Problem::Witx(reason)))?);
                }
            }
        }
        Self::of(files)
    }

    fn of(files: BTreeMap<String, String>) -> Result<Self, ModelError> {
        let facts = files.iter().filter_map(|(path, text)| Some((path.split_once('/')?, text)));
        let facts = facts.filter(|((_, file), _)| *file == FACTS);
        let mut all = facts.map(|((name, _), text)| Generation::parse(name, text)).collect::<Result<Vec<_>, _>>()?;
        all.sort_by(|one, other| (one.since(), one.name()).cmp(&(other.since(), other.name())));
        let generations = Self { all, files };
        for generation in &generations.all {
            if let Some(like) = &generation.facts().like {
                let other = generations.find(like)?;
                if other.facts().like.is_some() {
                    let problem = Problem::Rule(format!("`{like}` is itself like another generation"));
                    return Err(ModelError::new(place(generation.name()), problem));
                }
            }
        }
        Ok(generations)
    }

    /// All of them, oldest first.
    pub fn all(&self) -> &[Generation] {
        &self.all
    }

    /// The names of those there are adapters for, oldest first.
    pub fn served(&self) -> Vec<&str> {
        let served = self.all.iter().filter(|generation| generation.unserved().is_none());
        served.map(Generation::name).collect()
    }

    /// The generation of that name; `current` is the one of today.
    ///
    /// # Errors
    ///
    /// [`Problem::UnknownGeneration`].
    pub fn find(&self, name: &str) -> Result<&Generation, ModelError> {
        let name = if name == "current" { CURRENT } else { name };
        self.all.iter().find(|known| known.is_called(name)).ok_or_else(|| self.unknown(name))
    }

    /// The generations a name stands for, oldest first.
    ///
    /// A name is that of a folder, as in `2020-06`; `current` for the one of today; the oldest and the newest of several
    /// of one family, as in `2020-10..0.10`; or `any` for all of the family of today. Several are those of them that are
    /// served.
    ///
    /// # Errors
    ///
    /// [`Problem::UnknownGeneration`].
    pub fn named(&self, name: &str) -> Result<Vec<&Generation>, ModelError> {
        let (first, last) = match name.split_once("..") {
            _ if name == "any" => (None, self.find(CURRENT)?),
            Some((first, last)) => (Some(self.find(first)?), self.find(last)?),
            None => return Ok(vec![self.find(name)?]),
        };
        let served = self.all.iter().filter(|known| known.unserved().is_none());
        let family = served.filter(|known| known.is_of_the_family_of(last));
        let after_first = family.skip_while(|known| first.is_some_and(|first| **known != *first));
        let mut range: Vec<&Generation> = after_first.collect();
        let end = range.iter().position(|known| *known == last).ok_or_else(|| self.unknown(name))?;
        range.truncate(end + 1);
        Ok(range)
    }

    /// The witx files of a generation as one document; `None` where it is known by its import modules alone.
    ///
    /// # Errors
    ///
    /// [`Problem::UnknownGeneration`], and [`Problem::Witx`] for files that are wrong.
    pub fn document(&self, name: &str) -> Result<Option<Document>, ModelError> {
        let generation = self.find(name)?;
        if !generation.facts().modules.is_empty() {
            return Ok(None);
        }
        let root = format!("{}/{ROOT}", generation.name());
        let Some(text) = self.files.get(&root) else {
            let problem = Problem::Witx(format!("the folder has no `{ROOT}`, and its facts no `modules`"));
            return Err(ModelError::new(place(generation.name()), problem));
        };
        let files = self.files.iter().filter(|(path, _)| path.ends_with(".witx"));
        let mut loader = files.fold(MemoryLoader::new(), |loader, (path, text)| loader.with(path, text));
        let document = parse_str(&root, text, &mut loader).map_err(|diagnostic| {
            let place = format!("witx/{}:{}:{}", diagnostic.path, diagnostic.line, diagnostic.column);
            ModelError::new(place, Problem::Witx(diagnostic.reason))
        })?;
        Ok(Some(document))
    }

    fn unknown(&self, name: &str) -> ModelError {
        let known = self.all.iter().map(|generation| generation.name().to_owned()).collect();
        ModelError::new("", Problem::UnknownGeneration { name: name.to_owned(), known })
    }
}

/// What a folder holds, in an order that does not depend on the file system.
fn names(folder: &Path) -> Result<Vec<String>, ModelError> {
    let fault =
        |error: std::io::Error| ModelError::new(folder.display().to_string(), Problem::Table(error.to_string()));
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(fault)? {
        names.extend(entry.map_err(fault)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}
