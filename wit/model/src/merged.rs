//! Several generations as one, for modules whose imports do not say which of them they were built against.
//!
//! The newest generation counts, except where a call itself tells more:
//!
//! * A parameter that is an enum in one generation and a length in another tells which order the parameters are in: the
//!   enum has few values, and nothing that is measured there is as short as that.
//! * An encoding whose number changed its meaning is told by the looks of the bytes that come with it. Where bytes are
//!   asked for instead of given, nothing tells, and the newest generation that has the number counts.
//!
//! Functions and numbers that only an older generation has keep their meaning.

use std::collections::BTreeMap;

use crate::binding::{
    Action, Arg, Bindings, Call, EnumRule, Exception, Function, Look, Module, ParamIndex, Reorder, ResultPart,
};
use crate::errors::{ModelError, Problem};
use crate::package::{Package, TypeDefKind};
use crate::shape::{Shape, TypeRow};

/// What the cases of WIT enums look like as bytes, by enum and ordinal.
type Looks = BTreeMap<(String, u32), Look>;

/// Merges the bindings of neighbouring generations, oldest first.
pub(crate) fn merge(shape: &Shape, package: &Package, generations: Vec<Bindings>) -> Result<Bindings, ModelError> {
    let fault = |reason: &str| ModelError::new("generations", Problem::Rule(reason.to_owned()));
    let looks = looks(shape, package)?;
    let oldest = generations.first().map(|bindings| bindings.generation.clone()).unwrap_or_default();
    let mut newest_first = generations.into_iter().rev();
    let mut merged = newest_first.next().ok_or_else(|| fault("there is no generation to merge"))?;
    if merged.generation != oldest {
        merged.generation = format!("{oldest}..{}", merged.generation);
    }
    for older in newest_first {
        for module in older.modules {
            match merged.modules.iter_mut().find(|known| known.name == module.name) {
                Some(known) => merge_module(known, module, &looks)?,
                None => merged.modules.push(module),
            }
        }
    }
    Ok(merged)
}

fn looks(shape: &Shape, package: &Package) -> Result<Looks, ModelError> {
    let mut looks = Looks::new();
    let rows = shape.interfaces.iter().flat_map(|(_, table)| &table.types);
    let types = package.interfaces.iter().flat_map(|interface| &interface.types);
    for (row, ty) in rows.zip(types) {
        let (TypeRow::Enum { name, looks: rows, .. }, TypeDefKind::Enum(cases)) = (row, &ty.kind) else { continue };
        for (case, look) in rows {
            let ordinal = cases.iter().position(|known| known.name == *case).and_then(|at| u32::try_from(at).ok());
            let unknown = || ModelError::new(name.clone(), Problem::Unused(format!("`{case}` under `looks`")));
            looks.insert((name.clone(), ordinal.ok_or_else(unknown)?), *look);
        }
    }
    Ok(looks)
}

fn merge_module(merged: &mut Module, older: Module, looks: &Looks) -> Result<(), ModelError> {
    for function in older.functions {
        match merged.functions.iter_mut().find(|known| known.name == function.name) {
            None => merged.functions.push(function),
            Some(known) => {
                let place = format!("{}.{}", merged.name, known.name);
                merge_function(known, &function, looks).map_err(|problem| ModelError::new(place, problem))?;
            }
        }
    }
    Ok(())
}

fn merge_function(merged: &mut Function, older: &Function, looks: &Looks) -> Result<(), Problem> {
    let count = merged.params.len();
    if !merged.params.iter().map(|(_, ty)| ty).eq(older.params.iter().map(|(_, ty)| ty)) {
        return Err(differs());
    }
    let (Action::Call(merged), Action::Call(older)) = (&mut merged.action, &older.action) else {
        return if merged.action == older.action { Ok(()) } else { Err(differs()) };
    };
    if (&merged.interface, &merged.function) != (&older.interface, &older.function) {
        return Err(differs());
    }
    if let Some(reorder) = reorder(merged, older, count)? {
        match &merged.reorder {
            Some(known) if *known != reorder => return Err(differs()),
            _ => merged.reorder = Some(reorder),
        }
    }
    let bytes = merged.args.iter().find_map(|arg| match *arg {
        Arg::Bytes { ptr, len } => Some((ptr, len)),
        _ => None,
    });
    for (newer, older) in merged.args.iter_mut().zip(&older.args) {
        let Arg::Enum { map: older_map, exceptions: older_exceptions, .. } = older else { continue };
        let Arg::Enum { wit, map, exceptions, .. } = newer else { return Err(differs()) };
        let mut values = Values { wit: wit.as_str(), map, exceptions, looks };
        values.merge(older_map, older_exceptions, bytes);
    }
    Ok(())
}

fn differs() -> Problem {
    Problem::Rule("the generations differ in more than a call can tell".to_owned())
}

/// How the older call has its parameters in another order, if it has, and what tells.
fn reorder(newer: &Call, older: &Call, count: usize) -> Result<Option<Reorder>, Problem> {
    let (new, old) = (positions(newer), positions(older));
    if new.len() != old.len() || new.len() != count {
        return Err(differs());
    }
    let mut order = vec![0; count];
    for ((role, at), (older_role, older_at)) in new.iter().zip(&old) {
        if role != older_role {
            return Err(differs());
        }
        *order.get_mut(*at).ok_or_else(differs)? = *older_at;
    }
    if order.iter().enumerate().all(|(at, older_at)| at == *older_at) {
        let rest = |call: &Call| (call.checks.clone(), call.wipe_on_error, call.close_on_success.clone());
        return if rest(newer) == rest(older) { Ok(None) } else { Err(differs()) };
    }
    let is_length = |at: ParamIndex| old.iter().any(|(role, older_at)| *role == Position::Length && *older_at == at);
    let telling = newer.args.iter().find_map(|arg| match arg {
        Arg::Enum { param, map, .. } if is_length(*param) => Some((*param, map.len())),
        _ => None,
    });
    let (param, values) = telling.ok_or_else(differs)?;
    let below = u32::try_from(values).map_err(|_| differs())?;
    Ok(Some(Reorder { param, below, order }))
}

/// What a core parameter is to a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Position {
    Value,
    Address,
    Length,
    Output,
}

/// The core parameters of a call in the order of its WIT parameters and results.
fn positions(call: &Call) -> Vec<(Position, ParamIndex)> {
    let mut positions = Vec::new();
    for arg in &call.args {
        match arg {
            Arg::Handle { param, .. }
            | Arg::OptionalHandle { param, .. }
            | Arg::Scalar { param }
            | Arg::Enum { param, .. }
            | Arg::Version { param } => positions.push((Position::Value, *param)),
            Arg::None | Arg::Constant { .. } => {}
            Arg::String { ptr, len } | Arg::Bytes { ptr, len } | Arg::LentBuffer { ptr, len } => {
                positions.extend([(Position::Address, *ptr), (Position::Length, *len)]);
            }
        }
    }
    for part in &call.results {
        match part {
            ResultPart::Handle { out, .. }
            | ResultPart::ArrayOutput { out, .. }
            | ResultPart::U32 { out }
            | ResultPart::U64 { out } => positions.push((Position::Output, *out)),
            ResultPart::Buffer { ptr, len, written, .. } => {
                positions.push((Position::Address, *ptr));
                // A capacity may be a parameter of its own besides.
                if positions.iter().all(|(_, at)| at != len) {
                    positions.push((Position::Length, *len));
                }
                positions.extend(written.iter().map(|out| (Position::Output, *out)));
            }
        }
    }
    // Handles that are only closed.
    for (param, _) in &call.close_on_success {
        if positions.iter().all(|(_, at)| at != param) {
            positions.push((Position::Value, *param));
        }
    }
    positions
}

/// The values of an enum parameter.
struct Values<'a> {
    wit: &'a str,
    map: &'a mut Vec<u32>,
    exceptions: &'a mut Vec<Exception>,
    looks: &'a Looks,
}

impl Values<'_> {
    /// Adds what the values mean in an older generation. `bytes` are those that come with the value, if any do.
    fn merge(&mut self, older: &[u32], exceptions: &[Exception], bytes: Option<(ParamIndex, ParamIndex)>) {
        for (value, ordinal) in (0u32..).zip(older) {
            match (self.map.get(value as usize), bytes) {
                (None, _) => {
                    self.map.push(*ordinal);
                    self.exceptions.extend(exceptions.iter().find(|exception| exception.value == value).cloned());
                }
                (Some(known), Some(bytes)) if known != ordinal => self.tell_apart(value, *ordinal, bytes),
                _ => {}
            }
        }
    }

    /// Lets the bytes decide between what a value means so far and what else it may mean.
    fn tell_apart(&mut self, value: u32, ordinal: u32, (ptr, len): (ParamIndex, ParamIndex)) {
        let look = |ordinal: u32| self.looks.get(&(self.wit.to_owned(), ordinal)).map(|look| (*look, ordinal));
        let Some(known) = self.map.get_mut(value as usize) else { return };
        let at = match self.exceptions.binary_search_by_key(&value, |exception| exception.value) {
            Ok(at) => at,
            Err(at) => {
                let rule = EnumRule::Looks { ptr, len, looks: look(*known).into_iter().collect() };
                self.exceptions.insert(at, Exception { value, rule });
                at
            }
        };
        let Some(Exception { rule: EnumRule::Looks { looks, .. }, .. }) = self.exceptions.get_mut(at) else { return };
        match look(ordinal) {
            Some(new) if !looks.contains(&new) => looks.push(new),
            Some(_) => {}
            // What has no look of its own is what remains, if the newer meaning has one.
            None if look(*known).is_some() => *known = ordinal,
            None => {}
        }
    }
}
