//! Which generation of the legacy API a module is of, and which generations there are.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use wasi_crypto_componentize::{Componentizer, Generations};

use crate::escape;

/// What the module was built against, where its imports do not tell.
#[derive(Args, Debug)]
pub struct GenerationArgs {
    #[arg(long, value_name = "NAME", help = format!(
        "State of the API the module was built against: {}; found out from its imports without this, see `inspect`",
        names()
    ))]
    generation: Option<String>,
    #[command(flatten)]
    more: FolderArgs,
}

impl GenerationArgs {
    /// Tells a componentizer.
    ///
    /// # Errors
    /// If the folder of generations cannot be read.
    pub fn tell(&self, componentizer: Componentizer) -> Result<Componentizer> {
        let componentizer = self.more.tell(componentizer)?;
        Ok(match &self.generation {
            Some(name) => componentizer.generation(name),
            None => componentizer,
        })
    }
}

/// Generations besides those of this release.
#[derive(Args, Debug)]
pub struct FolderArgs {
    /// Folder with more states of the API: each a folder with its witx and `generation.toml`
    #[arg(long, value_name = "DIR")]
    generations: Option<PathBuf>,
}

impl FolderArgs {
    /// All there are.
    ///
    /// # Errors
    /// If the folder cannot be read, or what it has is no generation.
    pub fn all(&self) -> Result<Generations> {
        let ours = Generations::embedded()?;
        let Some(folder) = &self.generations else { return Ok(ours.clone()) };
        let all = ours.with_folder(folder);
        all.with_context(|| format!("cannot use the generations in `{}`", escape::path(folder)))
    }

    /// Tells a componentizer.
    ///
    /// # Errors
    /// As [`FolderArgs::all`].
    pub fn tell(&self, componentizer: Componentizer) -> Result<Componentizer> {
        match &self.generations {
            Some(_) => componentizer.generations(self.all()?),
            None => Ok(componentizer),
        }
    }
}

/// The names of all that this release serves, in a sentence.
pub fn names() -> String {
    let names = Generations::embedded().map(Generations::served).unwrap_or_default();
    match names.split_last() {
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
