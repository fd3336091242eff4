//! The shaping table: how the legacy API became resources, methods and lists.
//!
//! The table says only what the witx files cannot: names, which item a function became, what happens to its buffers.
//! It lives in `shape/*.toml`, one file per WIT interface plus `package.toml`; each type below describes one kind of
//! row, and unknown keys are errors.

mod output;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::binding::Look;
use crate::errors::{ModelError, Problem};
use crate::package::Direction;

pub use output::{Answer, Output, Size, Suffix};

/// The whole table.
#[derive(Clone, Debug)]
pub struct Shape {
    /// `package.toml`.
    pub package: PackageTable,
    /// One table per interface, in the package's order.
    pub interfaces: Vec<(String, InterfaceTable)>,
}

/// What concerns the package as a whole.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PackageTable {
    /// `wasi:crypto`
    pub package: String,
    /// `0.13.0-draft`
    pub version: String,
    /// Folder under `witx/` whose functions the table shapes.
    pub generation: String,
    /// Documentation of the package.
    pub doc: String,
    /// Interfaces, in the order in which they refer to each other.
    pub interfaces: Vec<String>,
    /// Interfaces for components of WASI 0.3 alone, likewise. No legacy function is behind them.
    #[serde(default)]
    pub concurrent_interfaces: Vec<String>,
    /// Legacy handle kinds in the order of their tags; appending is compatible, reordering is not.
    pub kinds: Vec<String>,
    /// The handle kind without a resource.
    pub array_output: ArrayOutputRow,
    /// WIT names of legacy parameters, wherever they occur.
    pub names: BTreeMap<String, String>,
    /// Worlds.
    #[serde(rename = "world")]
    pub worlds: Vec<WorldRow>,
}

/// The three facts about array outputs, which WIT does not have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ArrayOutputRow {
    /// Handle kind.
    pub handle: String,
    /// The function that tells the total length.
    pub len: String,
    /// The function that reads.
    pub pull: String,
}

/// A world.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WorldRow {
    /// Name.
    pub name: String,
    /// `import` or `export`: what it does with every interface.
    pub direction: Direction,
    /// Whether it has those for WASI 0.3 as well.
    #[serde(default)]
    pub concurrent: bool,
    /// Documentation.
    pub doc: String,
}

/// An interface.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InterfaceTable {
    /// Documentation; the first paragraph states the security guarantees.
    pub doc: String,
    /// Enums, variants and records.
    #[serde(default, rename = "type")]
    pub types: Vec<TypeRow>,
    /// Resources.
    #[serde(default, rename = "resource")]
    pub resources: Vec<ResourceRow>,
    /// Functions and methods, in order.
    #[serde(default, rename = "function")]
    pub functions: Vec<FunctionRow>,
}

/// A type that is no resource.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "kind")]
pub enum TypeRow {
    /// The cases of one or more legacy enums, together; the first enum gives the order.
    #[serde(rename_all = "kebab-case")]
    Enum {
        /// WIT name.
        name: String,
        /// Legacy enums.
        legacy: Vec<String>,
        /// Legacy cases that mean nothing in WIT.
        #[serde(default)]
        drop: Vec<String>,
        /// Documentation; that of the first legacy enum if absent.
        doc: Option<String>,
        /// Documentation of cases by WIT name, where it differs from the legacy enum's.
        #[serde(default)]
        cases: BTreeMap<String, String>,
        /// What bytes in an encoding look like, by WIT name. They decide where generations disagree on a number.
        #[serde(default)]
        looks: BTreeMap<String, Look>,
    },
    /// What a legacy number with special values means as a parameter.
    #[serde(rename_all = "kebab-case")]
    Variant {
        /// WIT name.
        name: String,
        /// The legacy type. As a result it stays a number.
        legacy: String,
        /// Documentation.
        doc: String,
        /// Cases; one without a type is the legacy constant of that name.
        cases: Vec<FieldRow>,
    },
    /// Several success values in one.
    Record {
        /// WIT name.
        name: String,
        /// Documentation.
        doc: String,
        /// Fields, in the order in which a legacy function yields them.
        fields: Vec<FieldRow>,
    },
}

impl TypeRow {
    /// The WIT name.
    pub fn name(&self) -> &str {
        match self {
            Self::Enum { name, .. } | Self::Variant { name, .. } | Self::Record { name, .. } => name,
        }
    }
}

/// A field of a record or a case of a variant.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FieldRow {
    /// WIT name.
    pub name: String,
    /// WIT type.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    /// Documentation.
    pub doc: String,
}

/// A resource.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ResourceRow {
    /// WIT name.
    pub name: String,
    /// The legacy handle kind behind it.
    pub handle: String,
    /// The legacy function that closes the handle; in WIT the resource is dropped.
    pub close: String,
    /// Documentation; that of the legacy handle if absent.
    pub doc: Option<String>,
}

/// A function, static function or method.
///
/// Without `legacy` and `batch` the item exists in WIT only, and `params` and `ok` say what it looks like.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FunctionRow {
    /// `symmetric-state.encrypt`, or `dh` where there is no resource.
    ///
    /// Of the items with a dot, those whose legacy function takes exactly one handle of that resource are methods, the
    /// others are static functions; `self` decides where there are two.
    pub wit: String,
    /// The legacy function.
    pub legacy: Option<String>,
    /// For a legacy batch: the legacy function it does for every entry.
    pub batch: Option<String>,
    /// The legacy parameter that became the method's resource.
    #[serde(rename = "self")]
    pub receiver: Option<String>,
    /// WIT names of legacy parameters where `package.toml` has no or another one.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// WIT parameters in order, where it is not the legacy order.
    pub order: Option<Vec<String>>,
    /// What becomes of each legacy output buffer; see [`Output`].
    #[serde(default)]
    pub outputs: BTreeMap<String, Output>,
    /// The legacy handle kind really returned, where the witx declares another one.
    pub returns: Option<String>,
    /// The record that holds several success values.
    pub record: Option<String>,
    /// The WIT function answers its value directly: it cannot fail.
    #[serde(default)]
    pub infallible: bool,
    /// WIT-only: it is an `async func`.
    #[serde(default)]
    pub concurrent: bool,
    /// The legacy output buffer to wipe when the call fails.
    pub wipe_on_error: Option<String>,
    /// Legacy handles that are closed when the call succeeds.
    #[serde(default)]
    pub close_on_success: Vec<String>,
    /// The argument that several calls may bring in pieces.
    pub pieces: Option<PiecesRow>,
    /// WIT-only: parameters, each as `name: type`.
    #[serde(default)]
    pub params: Vec<String>,
    /// WIT-only: type of the success value.
    pub ok: Option<String>,
    /// Documentation; that of the legacy function if absent.
    pub doc: Option<String>,
    /// A paragraph after the legacy function's documentation.
    pub more: Option<String>,
    /// Errors, each as `case: when`: besides those of the legacy function, or better said.
    #[serde(default)]
    pub errors: Vec<String>,
    /// Another item of the interface whose errors this one answers too.
    pub errors_of: Option<String>,
    /// Pseudo-code.
    pub example: Option<String>,
}

/// The argument of a method that several calls may bring in pieces.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PiecesRow {
    /// The WIT parameter that may come in pieces.
    pub of: String,
    /// Names of algorithms that take it whole, each as their beginning and `*`.
    #[serde(default)]
    pub whole_for: Vec<String>,
}

impl Shape {
    /// Reads a table from its files: `package.toml` and one `<interface>.toml` each.
    ///
    /// # Errors
    ///
    /// [`Problem::Table`] for text that is not TOML or has unknown or missing keys, and for a missing file.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, ModelError> {
        let package: PackageTable = read(files, "package")?;
        let mut interfaces = Vec::new();
        for name in package.interfaces.iter().chain(&package.concurrent_interfaces) {
            interfaces.push((name.clone(), read(files, name)?));
        }
        Ok(Self { package, interfaces })
    }

    /// The table this crate carries.
    ///
    /// # Errors
    ///
    /// As [`Shape::parse`]; a test keeps them from happening.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::parse(EMBEDDED)
    }
}

fn read<T: for<'de> Deserialize<'de>>(files: &[(&str, &str)], name: &str) -> Result<T, ModelError> {
    let fault = |reason: String| ModelError::new(format!("shape/{name}.toml"), Problem::Table(reason));
    let Some((_, text)) = files.iter().find(|(file, _)| *file == name) else {
        return Err(fault("there is no such file".to_owned()));
    };
    toml::from_str(text).map_err(|error| fault(error.to_string()))
}

const EMBEDDED: &[(&str, &str)] = &[
    ("package", include_str!("../shape/package.toml")),
    ("common", include_str!("../shape/common.toml")),
    ("symmetric", include_str!("../shape/symmetric.toml")),
    ("asymmetric", include_str!("../shape/asymmetric.toml")),
    ("signatures", include_str!("../shape/signatures.toml")),
    ("key-exchange", include_str!("../shape/key-exchange.toml")),
    ("external-secrets", include_str!("../shape/external-secrets.toml")),
    ("streams", include_str!("../shape/streams.toml")),
    ("sealed-streams", include_str!("../shape/sealed-streams.toml")),
    ("tasks", include_str!("../shape/tasks.toml")),
];
