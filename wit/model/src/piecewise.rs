//! Which methods take their argument in pieces.
//!
//! The row of such a method says: `pieces = { of = "data" }`. Algorithms for which every call is an input of its own are
//! named there too: `whole-for = ["TupleHash*"]`.

use crate::errors::{ModelError, Problem};
use crate::package::{Item, ItemKind, Package};
use crate::pieces::Pieces;
use crate::shape::{PiecesRow, Shape};
use crate::wit_type::WitType;

/// The fewest characters that say how names of algorithms begin: adapters compare eight at a time.
const SHORTEST_PREFIX: usize = 8;

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
