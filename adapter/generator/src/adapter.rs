//! One adapter: a legacy import module in terms of WIT.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Action, Bindings, CoreType, Module};

use crate::asm::{MemoryPlan, ModuleBuilder, ValType};
use crate::calls::Context;
use crate::runtime::Runtime;
use crate::wit::Wit;
use crate::{Adapter, batch, calls, close, metadata, tag_len};

/// Generates the adapter of one import module.
pub(crate) fn generate(bindings: &Bindings, module: &Module, wit: &Wit) -> Result<Adapter> {
    let mut builder = ModuleBuilder::new(MemoryPlan::Imported);
    let runtime = Runtime::build(&mut builder, bindings);
    let mut context = Context {
        module: &mut builder,
        runtime,
        bindings,
        wit,
        tagged: tag_len::kinds(module),
        tag_len: BTreeMap::new(),
        note_algorithm: None,
        batch_begin: BTreeMap::new(),
    };
    for function in &module.functions {
        let params: Vec<ValType> = function.params.iter().map(|(_, ty)| val_type(*ty)).collect();
        let func = context.module.declare(&function.name, &params, &[ValType::I32]);
        let written = match &function.action {
            Action::Call(call) => calls::write(&mut context, func, function, call),
            Action::Close { handle, kind } => close::write_close(&mut context, func, *handle, *kind),
            Action::ArrayOutputLen { .. } | Action::ArrayOutputPull { .. } => {
                close::write_array(&mut context, func, function)
            }
            Action::Batch(action) => batch::write(&mut context, func, action),
        };
        written.with_context(|| format!("cannot adapt `{}.{}`", module.name, function.name))?;
        context.module.export(&function.name, func);
    }
    let interfaces: Vec<&str> =
        builder.imported_modules().into_iter().filter(|name| *name != "__main_module__").collect();
    let mut wasm = builder.finish();
    metadata::append(&mut wasm, &module.name, &interfaces, wit)?;
    Ok(Adapter { name: module.name.clone(), wasm: wasm.finish() })
}

fn val_type(ty: CoreType) -> ValType {
    match ty {
        CoreType::I32 => ValType::I32,
        CoreType::I64 => ValType::I64,
    }
}
