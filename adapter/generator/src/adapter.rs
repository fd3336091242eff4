//! One adapter: a legacy import module in terms of WIT.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Action, Bindings, CoreType, Function, Module};

use crate::calls::Context;
use crate::runtime::Runtime;
use crate::wit::Wit;
use crate::{Adapter, batch, calls, causes, close, metadata, single, store, tag_len};
use wasi_crypto_asm::{Func, MemoryPlan, ModuleBuilder, Space, ValType};

/// Generates the adapter of one import module.
pub(crate) fn generate(bindings: &Bindings, module: &Module, wit: &Wit) -> Result<Adapter> {
    let mut builder = ModuleBuilder::new(MemoryPlan::Imported);
    let runtime = Runtime::build(&mut builder, bindings, None);
    let mut context = Context::new(&mut builder, runtime, bindings, wit, tag_len::kinds(module));
    write(&mut context, module, str::to_string)?;
    let mut wasm = builder.finish();
    // Where functions prepare objects, they are all in one module, and this adapter is the only one.
    let alone = module.functions.iter().any(|function| is_step(&function.action));
    metadata::append(&mut wasm, &module.name, &builder, alone, wit)?;
    Ok(Adapter { name: module.name.clone(), wasm: wasm.finish() })
}

/// Writes the functions of a module and exports them; `name` gives the name of the export.
pub(crate) fn write(context: &mut Context<'_>, module: &Module, name: impl Fn(&str) -> String) -> Result<()> {
    for function in &module.functions {
        let params = params(function);
        let func = context.module.declare(&function.name, &params, &[ValType::I32]);
        let cannot = || format!("cannot adapt `{}.{}`", module.name, function.name);
        let mut body = func;
        if store::is_needed(context.bindings, &function.action) {
            body = context.module.declare("", &params, &[ValType::I32]);
            store::write(context, func, body, params.len()).with_context(cannot)?;
        }
        write_action(context, body, function, &function.action).with_context(cannot)?;
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

fn write_action(context: &mut Context<'_>, func: Func, function: &Function, action: &Action) -> Result<()> {
    match action {
        Action::Call(call) => calls::write(context, func, function, call, Space::Guest),
        Action::Close { handle, kind } => close::write_close(context, func, *handle, *kind),
        Action::ArrayOutputLen { .. } | Action::ArrayOutputPull { .. } => close::write_array(context, func, function),
        Action::Batch(action) => batch::write(context, func, action),
        Action::Step(step) => single::write(context, func, step),
        Action::Caused { cause, causes, action } => {
            let params = params(function);
            let inner = context.module.declare("", &params, &[ValType::I32]);
            causes::write(context, func, inner, (*cause, causes), params.len());
            write_action(context, inner, function, action)
        }
    }
}

/// The types of the parameters of a legacy function.
pub(crate) fn params(function: &Function) -> Vec<ValType> {
    let types = function.params.iter().map(|(_, ty)| match ty {
        CoreType::I32 => ValType::I32,
        CoreType::I64 => ValType::I64,
    });
    types.collect()
}
