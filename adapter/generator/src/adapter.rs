//! One adapter: a legacy import module in terms of WIT.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Action, Bindings, Module};

use crate::calls::signature::{params, results};
use crate::calls::writer::Rules;
use crate::context::Context;
use crate::crypto::{Crypto, NAMING};
use crate::wit::Wit;
use crate::{calls, metadata, runtime};
use wasi_crypto_asm::{MemoryPlan, ModuleBuilder};

/// An adapter file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Adapter {
    /// The import module it offers; as a file it must be called so, with `.wasm` behind.
    pub name: String,
    /// The core module.
    pub wasm: Vec<u8>,
}

/// Generates the adapter of one import module.
pub(crate) fn generate(bindings: &Bindings, module: &Module, wit: &Wit) -> Result<Adapter> {
    let mut builder = ModuleBuilder::new(MemoryPlan::Imported);
    let runtime = runtime::build(&mut builder, bindings, None)?;
    let mut context = Context::new(&mut builder, runtime, bindings, wit, NAMING);
    write(&mut context, &Crypto::of([module]), module, str::to_string)?;
    let mut wasm = builder.finish();
    // Where functions prepare objects, they are all in one module, and this adapter is the only one.
    let alone = module.functions.iter().any(|function| is_step(&function.action));
    metadata::append(&mut wasm, &module.name, &builder, alone, wit)?;
    Ok(Adapter { name: module.name.clone(), wasm: wasm.finish() })
}

/// Writes the functions of a module and exports them; `name` gives the name of the export.
pub(crate) fn write(
    context: &mut Context<'_>,
    rules: &dyn Rules,
    module: &Module,
    name: impl Fn(&str) -> String,
) -> Result<()> {
    for function in &module.functions {
        let func = context.module.declare(&function.name, &params(function), &results(function));
        let cannot = || format!("cannot adapt `{}.{}`", module.name, function.name);
        let body = rules.around(context, func, function).with_context(cannot)?;
        calls::write(context, rules, body, function, &function.action).with_context(cannot)?;
        context.module.export(&name(&function.name), func);
    }
    Ok(())
}

fn is_step(action: &Action) -> bool {
    match action {
        Action::Step(_) => true,
        Action::Caused { action, .. } => is_step(action),
        _ => false,
    }
}
