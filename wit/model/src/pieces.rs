//! Methods whose argument may come in pieces: several calls of them do what one call with all of it does.
//!
//! That is how more than one call can carry reaches the host. Where it is so, the row of the method says: `pieces = { of =
//! "data" }`. Algorithms for which every call is an input of its own are named there too: `whole-for = ["TupleHash*"]`.

use serde::Deserialize;

use crate::errors::{ModelError, Problem};
use crate::package::{Item, ItemKind, Package};
use crate::shape::Shape;
use crate::wit_type::WitType;

/// The fewest characters that say how names of algorithms begin: adapters compare eight at a time.
const SHORTEST_PREFIX: usize = 8;

/// What a row says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PiecesRow {
    /// The WIT parameter that may come in pieces.
    of: String,
    /// Names of algorithms that take it whole, each as their beginning and `*`.
    #[serde(default)]
    whole_for: Vec<String>,
}

/// A method of the package whose only argument may come in pieces.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pieces {
    /// Interface without package: `symmetric`.
    pub interface: String,
    /// Resource: `symmetric-state`.
    pub resource: String,
    /// Name as the component model mangles it: `[method]symmetric-state.absorb`.
    pub function: String,
    /// How the names of those algorithms begin, at least eight characters, that take it whole. The adapter asks
    /// `[method]<resource>.algorithm`, and compares without regard to case.
    pub whole_for: Vec<String>,
}

/// All of the package.
pub(crate) fn derive(shape: &Shape, package: &Package) -> Result<Vec<Pieces>, ModelError> {
    let mut found = Vec::new();
    for (interface, (name, table)) in package.interfaces.iter().zip(&shape.interfaces) {
        for row in &table.functions {
            let (Some(pieces), Some(item)) = (&row.pieces, interface.item(&row.wit)) else { continue };
            let fault = |problem| ModelError::new(format!("shape/{name}.toml, {}", row.wit), problem);
            let prefixes = pieces.whole_for.iter().map(|name| prefix(name)).collect::<Result<Vec<_>, _>>();
            let whole_for = prefixes.map_err(fault)?;
            check(pieces, item).map_err(fault)?;
            let resource = item.resource.clone().unwrap_or_default();
            let algorithm = interface.item(&format!("{resource}.algorithm"));
            if !whole_for.is_empty() && algorithm.and_then(|item| item.ok.as_ref()) != Some(&WitType::String) {
                return Err(fault(Problem::Rule(format!("`{resource}` has no `algorithm` that could be asked"))));
            }
            found.push(Pieces { interface: name.clone(), resource, function: item.mangled(), whole_for });
        }
    }
    Ok(found)
}

/// A method that takes nothing but the argument and answers nothing, so that its calls have nothing else to repeat.
fn check(row: &PiecesRow, item: &Item) -> Result<(), Problem> {
    match item.params.as_slice() {
        [(name, ty)] if *name == row.of && *ty == WitType::bytes() => {}
        _ => return Err(Problem::Rule(format!("`{}` is not the one list of bytes it takes", row.of))),
    }
    if item.kind == ItemKind::Method && item.fallible && item.ok.is_none() {
        return Ok(());
    }
    Err(Problem::Rule("what comes in pieces is for a method that can fail and answers nothing else".to_owned()))
}

fn prefix(name: &str) -> Result<String, Problem> {
    let prefix = name.strip_suffix('*').filter(|prefix| prefix.len() >= SHORTEST_PREFIX && prefix.is_ascii());
    let misfit = || Problem::Rule(format!("`{name}` is not the beginning of names, eight characters or more, and `*`"));
    prefix.map(str::to_owned).ok_or_else(misfit)
}
