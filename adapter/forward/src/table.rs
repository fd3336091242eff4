//! What two documents do not say of each other.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use wasi_crypto_witx::{Document, TypeKind};

/// A table, as read from TOML. Keys that have no meaning are errors.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Table {
    /// The old module.
    pub old: String,
    /// Its successor.
    pub new: String,
    /// The old error of an address outside of the memory.
    pub fault: String,
    /// The old error of arguments that are too many to be translated.
    pub no_memory: String,
    /// By function and parameter that is the address of several records: the parameter with their number.
    #[serde(default)]
    pub counts: BTreeMap<String, BTreeMap<String, String>>,
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    ///
    /// The text is not TOML, or has a key without a meaning.
    pub fn parse(text: &str) -> Result<Table> {
        toml::from_str(text).context("the table cannot be read")
    }

    /// The number of an error of the old document.
    pub(crate) fn errno(&self, old: &Document, name: &str) -> Result<u32> {
        let mut enums = old.types.iter().filter_map(|ty| match &ty.ty.kind {
            TypeKind::Enum(cases) => Some(cases),
            _ => None,
        });
        let found = enums.find_map(|cases| cases.cases.iter().position(|case| case.name == name));
        u32::try_from(found.with_context(|| format!("there is no error `{name}`"))?).context("a number of an error")
    }
}
