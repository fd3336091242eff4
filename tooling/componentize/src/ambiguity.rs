//! What stays open where several generations are taken together: numbers whose meaning no call tells.

use std::collections::{BTreeMap, BTreeSet};

use wasi_crypto_model::binding::{Action, Arg, Bindings, Exception};

use crate::api::Api;
use crate::module::Facts;

/// Says what the calls of a module themselves do not tell. `parts` are the generations that are taken together, oldest
/// first; the newest counts.
pub(crate) fn describe(facts: &Facts, api: &Api, parts: &[Bindings]) -> Option<String> {
    let (newest, older) = parts.split_last()?;
    // Until when something was so: until the generation after the last in which it was.
    let until = |position: usize| {
        let next = parts
            .get(position..)
            .and_then(|rest| rest.get(1))
            .and_then(|next| api.generations.find(&next.generation).ok());
        next.map(|next| next.since().to_string()).unwrap_or_default()
    };
    let first = |find: &dyn Fn(&Bindings) -> Option<u32>| {
        let found: Vec<(usize, u32)> =
            older.iter().enumerate().filter_map(|(at, part)| Some((at, find(part)?))).collect();
        let (last, _) = found.last()?;
        Some((found.iter().map(|(_, number)| *number).min()?, until(*last)))
    };
    let mut costs = Vec::new();
    if let Some((number, date)) = first(&|part| other_error(newest, part)) {
        costs.push(format!("error numbers from {number} up had other meanings before {date}"));
    }
    let mut seen = BTreeSet::new();
    for (module, name, _) in facts.imports.iter().filter(|(module, _, _)| api.has(module)) {
        let module = api.written(module);
        let Some(Action::Call(call)) = newest.function(module, name).map(|function| &function.action) else {
            continue;
        };
        // Where bytes are given, they tell.
        let told = call.args.iter().any(|arg| matches!(arg, Arg::Bytes { .. }));
        if told || !seen.insert((module, name)) {
            continue;
        }
        for (at, arg) in call.args.iter().enumerate() {
            let Arg::Enum { wit, map, exceptions, .. } = arg else { continue };
            let other = |part: &Bindings| {
                let Action::Call(call) = &part.function(module, name)?.action else { return None };
                let Arg::Enum { map: older, exceptions: older_exceptions, .. } = call.args.get(at)? else {
                    return None;
                };
                other_value((map, exceptions), (older, older_exceptions))
            };
            if let Some((number, date)) = first(&other) {
                let values = wit.replace('-', " ");
                costs.push(format!("{name}: {values}s from {number} up had other meanings before {date}"));
            }
        }
    }
    if costs.is_empty() { None } else { Some(costs.join("; ")) }
}

/// The least error number that both have for errors of which none is the same.
fn other_error(newest: &Bindings, older: &Bindings) -> Option<u32> {
    let meanings = |bindings: &Bindings| {
        let mut meanings: BTreeMap<u16, BTreeSet<usize>> = BTreeMap::new();
        for (error, number) in bindings.errno.wit_to_legacy.iter().enumerate() {
            meanings.entry(*number).or_default().insert(error);
        }
        meanings
    };
    let before = meanings(older);
    let other =
        |(number, errors): &(u16, BTreeSet<usize>)| before.get(number).is_some_and(|before| before.is_disjoint(errors));
    meanings(newest).into_iter().find(other).map(|(number, _)| u32::from(number))
}

/// A map of an enum, and what is special about its values.
type Values<'a> = (&'a [u32], &'a [Exception]);

/// The least value that both have with another meaning.
fn other_value((newest, special): Values<'_>, (older, older_special): Values<'_>) -> Option<u32> {
    let rule = |exceptions: &[Exception], value| {
        exceptions.iter().find(|exception| exception.value == value).map(|exception| exception.rule.clone())
    };
    let pairs = (0u32..).zip(newest.iter().zip(older));
    let mut other = pairs
        .filter(|(value, (newest, older))| newest != older || rule(special, *value) != rule(older_special, *value));
    other.next().map(|(value, _)| value)
}
