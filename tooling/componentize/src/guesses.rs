//! Calls whose meaning depends on a generation that was guessed: they can be told to whoever runs the component.
//!
//! Encodings of keys had other numbers in other generations. Where bytes come with the number they decide; where bytes
//! are asked for nothing does, and the newest generation that the module may be of is taken. Whether a module makes
//! such a call shows when it makes it. So each function that may be called so is served by one that looks at the number,
//! calls [`TOLD`] of the interface [`INTERFACE`] if it is one of those, and goes on to the function itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result};
use wasi_crypto_model::binding::{Action, Arg, Bindings, Call, EnumRule, Function};
use wasi_crypto_splice::{Link, Program, link};
use wasmparser::{FuncType, ValType};
use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::api::Api;
use crate::module::Facts;

/// The interface a component imports if it tells of guesses: `told: func(guess: u32, value: u32)`, where the guess is an
/// index into what
/// [`Componentizer::telling_component_of`](crate::Componentizer::telling_component_of) gives.
pub const INTERFACE: &str = "wasi-crypto:run/guesses@0.1.0";
/// The function of [`INTERFACE`] that it calls.
pub const TOLD: &str = "told";

/// Import module through which the core module reaches it.
pub(crate) const MODULE: &str = "wasi_crypto_guesses";

const WIT: &str = "package wasi-crypto:run@0.1.0;
interface guesses { told: func(guess: u32, value: u32); }
world told { import guesses; }";

/// A function that a module imports, with a number that does not mean the same in all generations it may be of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Guess {
    /// Import module.
    pub module: String,
    /// Its name.
    pub function: String,
    /// The parameter.
    pub parameter: String,
    /// The values of which this is so, ascending.
    pub values: Vec<u32>,
    /// The name of the generation they are taken for.
    pub taken_for: String,
    /// Where the parameter is.
    at: usize,
    ty: FuncType,
}

/// The guesses that are made about a module, in the order of its imports. `parts` are the generations that are taken
/// together, oldest first, and `merged` is what was made of them.
pub(crate) fn of(facts: &Facts, api: &Api, parts: &[Bindings], merged: &Bindings) -> Vec<Guess> {
    let [_, .., newest] = parts else { return Vec::new() };
    let taken_for = &newest.generation;
    let mut guesses = Vec::new();
    for (module, name, ty) in facts.imports.iter().filter(|(module, _, _)| api.has(module)) {
        let written = api.written(module);
        let Some((function, call)) = find(merged, written, name) else { continue };
        // Where the order of the parameters tells the generation nothing is guessed.
        let args = call.args.iter().enumerate().filter(|_| call.reorder.is_none());
        for (index, arg) in args {
            let Arg::Enum { param, .. } = arg else { continue };
            let of_each: Vec<&Arg> = parts
                .iter()
                .filter_map(|part| find(part, written, name))
                .filter_map(|(_, call)| call.args.get(index))
                .collect();
            let values: Vec<u32> = untold(arg).into_iter().filter(|value| differs(&of_each, *value)).collect();
            let Some((parameter, _)) = function.params.get(*param) else { continue };
            if values.is_empty() || ty.params().get(*param) != Some(&ValType::I32) {
                continue;
            }
            guesses.push(Guess {
                module: module.clone(),
                function: name.clone(),
                parameter: parameter.clone(),
                values,
                taken_for: taken_for.clone(),
                at: *param,
                ty: ty.clone(),
            });
        }
    }
    guesses
}

/// A function that makes one call, by the names a module has for it.
fn find<'a>(bindings: &'a Bindings, module: &str, name: &str) -> Option<(&'a Function, &'a Call)> {
    let function = bindings.function(module, name)?;
    let Action::Call(call) = &function.action else { return None };
    Some((function, call))
}

/// The values of an argument that no bytes beside them tell the meaning of.
fn untold(merged: &Arg) -> Vec<u32> {
    let Arg::Enum { map, exceptions, .. } = merged else { return Vec::new() };
    let told = |value: &u32| {
        let mut rules = exceptions.iter().filter(|exception| exception.value == *value);
        rules.any(|exception| matches!(exception.rule, EnumRule::Looks { .. }))
    };
    (0u32..).zip(map).map(|(value, _)| value).filter(|value| !told(value)).collect()
}

/// Whether a value means one thing in one generation and another in another.
fn differs(of_each: &[&Arg], value: u32) -> bool {
    let mut meanings = of_each.iter().filter_map(|arg| meaning(arg, value));
    meanings.next().is_some_and(|first| meanings.any(|other| other != first))
}

/// What a value means in one generation; `None` if that does not have it.
fn meaning(arg: &Arg, value: u32) -> Option<(u32, Option<&EnumRule>)> {
    let Arg::Enum { map, exceptions, .. } = arg else { return None };
    let ordinal = map.get(usize::try_from(value).ok()?)?;
    let rule = exceptions.iter().find(|exception| exception.value == value).map(|exception| &exception.rule);
    Some((*ordinal, rule))
}

/// The module with functions in front of those that are guessed about, which tell of it.
pub(crate) fn watch(module: &[u8], guesses: &[Guess]) -> Result<Vec<u8>> {
    let program = Program::parse(module).context("the module cannot be taken apart")?;
    let mut how = Link::default();
    let mut text = format!("(module (import \"{MODULE}\" \"{TOLD}\" (func $told (param i32 i32)))\n");
    let mut functions = String::new();
    let mut by_function: BTreeMap<(&str, &str), Vec<(usize, &Guess)>> = BTreeMap::new();
    for (row, guess) in guesses.iter().enumerate() {
        by_function.entry((&guess.module, &guess.function)).or_default().push((row, guess));
    }
    for (number, ((module, name), rows)) in by_function.into_iter().enumerate() {
        let [(_, Guess { ty, .. }), ..] = rows[..] else { continue };
        let signature = signature(ty)?;
        writeln!(text, "(import \"{module}\" \"{name}\" (func $f{number} {signature}))")?;
        writeln!(functions, "(func (export \"f{number}\") {signature}")?;
        for (row, guess) in rows {
            let at = guess.at;
            let is = guess.values.iter().map(|value| format!("(i32.eq (local.get {at}) (i32.const {value}))"));
            let any = is.reduce(|any, next| format!("(i32.or {any} {next})")).unwrap_or_default();
            writeln!(functions, "(if {any} (then (call $told (i32.const {row}) (local.get {at}))))")?;
        }
        let args: String = (0..ty.params().len()).map(|index| format!("(local.get {index})")).collect();
        writeln!(functions, "(call $f{number} {args}))")?;
        how.serve.insert((module.to_owned(), name.to_owned()), format!("f{number}"));
    }
    let library = wat::parse_str(format!("{text}{functions})")).context("the text of what tells of guesses")?;
    Ok(link(&program, &library, &how).context("what tells of guesses cannot be linked into the module")?.module)
}

fn signature(ty: &FuncType) -> Result<String> {
    let mut text = String::new();
    for (word, types) in [("param", ty.params()), ("result", ty.results())] {
        for ty in types {
            write!(text, "({word} {ty})")?;
        }
    }
    Ok(text)
}

/// The adapter that serves [`MODULE`].
pub(crate) fn adapter() -> Result<Vec<u8>> {
    let text = format!(
        r#"(module
            (import "{INTERFACE}" "{TOLD}" (func $told (param i32 i32)))
            (func (export "{TOLD}") (param i32 i32) (call $told (local.get 0) (local.get 1))))"#
    );
    let mut adapter = wat::parse_str(text).context("the text of the adapter that tells of guesses")?;
    let mut resolve = Resolve::default();
    let package = resolve.push_source("guesses.wit", WIT).context("the WIT of the adapter that tells of guesses")?;
    let world = resolve.select_world(&[package], None)?;
    embed_component_metadata(&mut adapter, &resolve, world, StringEncoding::UTF8)?;
    Ok(adapter)
}
