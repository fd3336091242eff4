//! The package that upstream publishes, beside ours: functions over empty resources, in two states.
//!
//! Its signatures were edited by hand, so they are facts of the table `shape/upstream.toml`; enums come from the legacy
//! API, and which of our functions each one is from [`Model`]. Out of that come the WIT text of both states, checked in
//! under `wit/upstream/`, and the mapping between the two packages.

mod mapping;
mod text;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::derived::document;
use crate::errors::{ModelError, Problem};
use crate::generations::CURRENT;
use crate::model::Model;
use crate::vocabulary::find_enum;

/// Upstream's package and its relation to ours.
#[derive(Clone, Debug)]
pub struct Upstream {
    table: Table,
    /// Cases by enum, success included.
    enums: Vec<(String, Vec<String>)>,
    errno: (String, Vec<String>),
    /// Our counterpart, by function.
    ours: BTreeMap<String, String>,
    our_package: String,
}

/// A published state of the package. Both have the same name and version.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// As merged in July 2026: with functions that close a handle.
    WithClose,
    /// As of September 2026: without them, since dropping a handle does it.
    WithoutClose,
}

impl State {
    /// Both, in order of time.
    pub const ALL: [Self; 2] = [Self::WithClose, Self::WithoutClose];

    /// The folder under `wit/upstream/` with the package in this state.
    pub fn folder(self) -> &'static str {
        match self {
            Self::WithClose => "with-close",
            Self::WithoutClose => "without-close",
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    package: String,
    doc: String,
    enums: Vec<String>,
    errno: String,
    deprecated: Vec<String>,
    world: Vec<String>,
    resources: Vec<String>,
    notes: BTreeMap<String, String>,
    /// Functions of the legacy API that upstream's package does not have.
    #[serde(default)]
    lacks: Vec<String>,
    #[serde(rename = "interface")]
    interfaces: Vec<Interface>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Interface {
    name: String,
    doc: String,
    types: Vec<Alias>,
    functions: Vec<Function>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    name: String,
    doc: String,
    is: String,
}

/// Name, parameters, success value.
#[derive(Clone, Debug, Deserialize)]
struct Function(String, String, String);

impl Function {
    /// Whether it is gone in the later state.
    fn is_close(&self) -> bool {
        self.0.ends_with("-close")
    }

    fn is_in(&self, state: State) -> bool {
        state == State::WithClose || !self.is_close()
    }

    fn signature(&self) -> String {
        let Self(name, params, ok) = self;
        format!("{name}: func({params}) -> result<{ok}, crypto-errno>;")
    }
}

impl Upstream {
    /// Reads the table, and derives what it does not say.
    ///
    /// # Errors
    ///
    /// If the table and the current generation of the legacy API do not have the same functions and enums, which the
    /// tests of this crate exclude.
    pub fn derive(model: &Model) -> Result<Self, ModelError> {
        Self::of_table(model, include_str!("../shape/upstream.toml"))
    }

    fn of_table(model: &Model, table: &str) -> Result<Self, ModelError> {
        let fault = |problem| ModelError::new("shape/upstream.toml", problem);
        let table: Table = toml::from_str(table).map_err(|error| fault(Problem::Table(error.to_string())))?;
        let document = document(CURRENT)?;
        let cases = |name: &String| {
            let (_, definition) = find_enum(&document, name).map_err(fault)?;
            let cases = definition.cases.iter().map(|case| kebab(&case.name)).collect();
            Ok::<_, ModelError>((kebab(name), cases))
        };
        let enums = table.enums.iter().map(cases).collect::<Result<_, _>>()?;
        let errno = cases(&table.errno)?;

        let mut ours = BTreeMap::new();
        for module in &model.bindings.modules {
            let interface = table.interfaces.iter().find(|interface| interface.name == kebab(&module.name));
            let interface = interface.ok_or_else(|| fault(Problem::UncoveredFunction(module.name.clone())))?;
            for legacy in module.functions.iter().filter(|legacy| !table.lacks.contains(&kebab(&legacy.name))) {
                let name = kebab(&legacy.name);
                if !interface.functions.iter().any(|function| function.0 == name) {
                    return Err(fault(Problem::UncoveredFunction(legacy.name.clone())));
                }
                ours.insert(name, model.wit_cell(legacy));
            }
        }
        let legacy = || model.bindings.modules.iter().flat_map(|module| &module.functions);
        if let Some(name) = table.lacks.iter().find(|name| legacy().all(|legacy| kebab(&legacy.name) != **name)) {
            return Err(fault(Problem::UnknownFunction(name.clone())));
        }
        let functions = table.interfaces.iter().flat_map(|interface| &interface.functions);
        let names = functions.map(|function| &function.0);
        if let Some(unknown) = names.clone().chain(table.notes.keys()).find(|name| !ours.contains_key(*name)) {
            return Err(fault(Problem::UnknownFunction(unknown.clone())));
        }
        if names.count() != ours.len() {
            return Err(fault(Problem::CoveredTwice("a function".to_owned())));
        }
        Ok(Self { table, enums, errno, ours, our_package: model.package.name.clone() })
    }

    /// How many functions there are in a state.
    pub fn functions(&self, state: State) -> usize {
        let functions = self.table.interfaces.iter().flat_map(|interface| &interface.functions);
        functions.filter(|function| function.is_in(state)).count()
    }

    fn ours(&self, function: &Function) -> &str {
        self.ours.get(&function.0).map_or("", String::as_str)
    }

    fn note(&self, function: &Function) -> Option<&str> {
        self.table.notes.get(&function.0).map(String::as_str)
    }
}

fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_upstream_lacks_is_said() {
        let model = crate::model(CURRENT).unwrap();
        let table = include_str!("../shape/upstream.toml");
        let row = table.lines().find(|line| line.contains("[\"kx-dh\"")).unwrap();
        let without = table.replace(row, "");
        let error = Upstream::of_table(&model, &without).unwrap_err();
        assert!(error.to_string().ends_with("no row of the shaping table covers `kx_dh`"), "{error}");
        let lacks = |name: &str, table: &str| Upstream::of_table(&model, &format!("lacks = [\"{name}\"]\n{table}"));
        let all = Upstream::derive(&model).unwrap().functions(State::WithClose);
        assert_eq!(lacks("kx-dh", &without).unwrap().functions(State::WithClose), all - 1);
        let error = lacks("kx-sing", table).unwrap_err();
        assert!(error.to_string().ends_with("no legacy function is called `kx-sing`"), "{error}");
    }
}
