//! The table: what neither witx nor WIT can say.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// A table, as read from TOML. Keys that have no meaning are errors.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Table {
    /// The errors that adapters answer by themselves, and what became of those of WIT.
    #[serde(default)]
    pub errors: ErrorRow,
    /// Legacy handles by the names of their types.
    #[serde(default)]
    pub handles: BTreeMap<String, HandleRow>,
    /// Names of cases, flags and fields that differ: by legacy type, then legacy name, the name in WIT. An empty name is
    /// for what WIT does not have.
    #[serde(default)]
    pub names: BTreeMap<String, BTreeMap<String, String>>,
    /// Legacy functions.
    #[serde(default)]
    pub functions: BTreeMap<String, FunctionRow>,
}

/// Errors, by the names that the legacy error type has for them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ErrorRow {
    /// Whatever has no row of its own.
    pub all: Option<String>,
    /// An address, a value or a string that cannot be what it should be.
    pub guest_error: Option<String>,
    /// A number that is no open handle of the right kind.
    pub invalid_handle: Option<String>,
    /// A handle is closed twice.
    pub closed: Option<String>,
    /// There is no memory left for handles or results.
    pub no_memory: Option<String>,
    /// A result does not fit the buffer, or an argument is more than one call carries.
    pub overflow: Option<String>,
    /// The method that a resource is asked for the error, where errors are resources: `code`.
    pub ask: Option<String>,
    /// Cases of WIT's error type, with their legacy names. A case of the same name needs no row.
    #[serde(default)]
    pub cases: BTreeMap<String, String>,
}

/// A legacy handle.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HandleRow {
    /// The resource: `graph/graph-execution-context`.
    pub resource: String,
    /// The legacy function that closes it.
    pub close: Option<String>,
}

/// A legacy function that is one call in WIT.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FunctionRow {
    /// What it calls: `interface/function`, `interface/resource.method`, or `interface/resource.new` for a constructor.
    pub wit: String,
    /// WIT parameters that are called otherwise: the legacy parameter, or a field of it, as in `tensor.data`.
    #[serde(default)]
    pub args: BTreeMap<String, ArgRow>,
    /// The result is kept with a handle instead of given to the program: a resource, or a list of names and resources.
    pub keep: Option<KeepRow>,
}

/// Where a WIT parameter comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum ArgRow {
    /// A legacy parameter, or a field of it.
    Param(String),
    /// What was kept.
    Kept(KeptRow),
}

/// A shelf that results are kept on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeepRow {
    /// The name of the shelf.
    pub on: String,
    /// The legacy parameter with the handle it belongs to.
    pub with: String,
    /// The legacy parameter with the number that the resource gets; the resources of a list are numbered by their order.
    pub number: Option<String>,
}

/// What was kept on a shelf.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeptRow {
    /// The name of the shelf.
    pub from: String,
    /// The legacy parameter with the handle it belongs to.
    pub with: String,
    /// The legacy parameter with the number of a resource, which is lent. Without it all are given away, as a list of their
    /// numbers in decimal and themselves.
    pub number: Option<String>,
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

    /// What WIT calls a case, flag or field of a legacy type.
    pub(crate) fn renamed(&self, ty: Option<&str>, name: &str) -> Option<&str> {
        self.names.get(ty?)?.get(name).map(String::as_str)
    }
}
