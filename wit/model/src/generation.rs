//! What the file of an older generation says.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::errors::{ModelError, Problem};

/// The table of an older generation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OlderTable {
    /// The generation in a word or two.
    pub title: String,
    /// Functions, parameters, handle kinds and enums that had another name, with the name of today.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// By today's name of an enum: a parameter of that name that some functions did not have.
    #[serde(default)]
    pub constants: BTreeMap<String, ConstantRow>,
    /// By legacy enum: values that WIT has under another name, or has not.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, ValueRow>>,
    /// WIT errors for which the generation has no error of the same name, with the one that comes closest.
    #[serde(default)]
    pub errors: BTreeMap<String, String>,
}

/// A parameter that had one value only, and was left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConstantRow {
    /// The value.
    pub value: String,
    /// The functions, by the names of today.
    pub functions: Vec<String>,
}

/// What became of a value.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum ValueRow {
    /// It is that WIT case.
    Same(String),
    /// What is imported is that WIT case, which takes more forms than one. What is exported is another matter.
    Given {
        /// The WIT case.
        means: String,
        /// What becomes of one that is asked for.
        export: Export,
    },
}

/// What becomes of a value that is asked for, where WIT has more forms than the value stands for, or another one.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Export {
    /// The case's point, compressed.
    Compressed,
    /// That legacy error.
    Refused(String),
}

impl ValueRow {
    /// The WIT case.
    pub fn means(&self) -> &str {
        match self {
            Self::Same(means) | Self::Given { means, .. } => means,
        }
    }
}

impl OlderTable {
    /// Reads a table.
    ///
    /// # Errors
    ///
    /// [`Problem::Table`] for text that is not TOML or has unknown or missing keys.
    pub fn parse(name: &str, text: &str) -> Result<Self, ModelError> {
        let fault = |reason| ModelError::new(format!("shape/generations/{name}.toml"), Problem::Table(reason));
        toml::from_str(text).map_err(|error| fault(error.to_string()))
    }
}
