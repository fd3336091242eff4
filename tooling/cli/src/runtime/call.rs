//! The functions that a component exports, and a call of one.

use std::process::ExitCode;

use anyhow::Context;
use wasmtime::component::types::{ComponentFunc, ComponentItem};
use wasmtime::component::{Component, Instance, Val};
use wasmtime::{Engine, Store};

use super::State;
use super::program::exit_code;
use crate::escape::shown;
use crate::invoke::{self, Arguments};
use crate::report::{self, Outcome};

/// An exported function and its signature.
pub struct Call {
    instance: Option<String>,
    function: String,
    ty: ComponentFunc,
}

impl Call {
    /// Finds `name` at the top or in an exported instance, `instance#name` in that instance only.
    pub fn find(engine: &Engine, component: &Component, name: &str) -> Option<Call> {
        functions(engine, component).into_iter().find(|call| match (&call.instance, name.split_once('#')) {
            (Some(instance), Some((wanted, function))) => instance == wanted && call.function == function,
            (_, None) => call.function == name,
            (None, Some(_)) => false,
        })
    }

    /// Calls it and prints what it returns.
    pub async fn invoke(self, store: &mut Store<State>, instance: &Instance, args: &Arguments) -> Outcome {
        let parent = match &self.instance {
            Some(name) => instance.get_export_index(&mut *store, None, name),
            None => None,
        };
        let index =
            instance.get_export_index(&mut *store, parent.as_ref(), &self.function).context("the export is gone")?;
        let function = instance.get_func(&mut *store, index).context("the export is not a function")?;
        let params: Vec<_> = self.ty.params().collect();
        let values = args.values(&self.function, &params)?;
        let mut results = vec![Val::Bool(false); self.ty.results().len()];
        if let Err(error) = function.call_async(&mut *store, &values, &mut results).await {
            return exit_code(Err(error));
        }
        for result in &results {
            report::print(invoke::text(result))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn functions(engine: &Engine, component: &Component) -> Vec<Call> {
    let mut found = Vec::new();
    for (name, item) in component.component_type().exports(engine) {
        match item.ty {
            ComponentItem::ComponentFunc(ty) => found.push(Call { instance: None, function: name.into(), ty }),
            ComponentItem::ComponentInstance(instance) => {
                for (function, item) in instance.exports(engine) {
                    if let ComponentItem::ComponentFunc(ty) = item.ty {
                        found.push(Call { instance: Some(name.into()), function: function.into(), ty });
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The functions there are, for error messages.
pub fn listing(engine: &Engine, component: &Component) -> String {
    let names: Vec<String> = functions(engine, component)
        .into_iter()
        .map(|call| match call.instance {
            Some(instance) => shown(&format!("{instance}#{}", call.function)).to_string(),
            None => shown(&call.function).to_string(),
        })
        .collect();
    if names.is_empty() { ". It exports no functions".into() } else { format!(". It exports {}", names.join(", ")) }
}
