//! Which proposals of WebAssembly run here: what `inspect` says of a file is what `run` will find.

use anyhow::{Context, Result, bail};
use wasmparser::{MemoryType, Parser, Payload, TypeRef, Validator, WasmFeatures};
use wasmtime::Config;

/// What wasmtime has on by default in a build with `gc` and `threads`, and components.
const FEATURES: WasmFeatures = WasmFeatures::WASM3
    .union(WasmFeatures::GC_TYPES)
    .union(WasmFeatures::COMPONENT_MODEL)
    .union(WasmFeatures::CM_ASYNC);

/// Turns on what [`check`] lets pass. A build of wasmtime without the features `gc` and `threads`, on which components can
/// abort the process, has no such methods, so that this command cannot be built on it.
pub fn configure(config: &mut Config) {
    config.wasm_gc(true).wasm_function_references(true).wasm_exceptions(true);
    config.wasm_threads(true).wasm_multi_memory(true);
}

/// Checks that nothing in a component is of a proposal that does not run here.
///
/// # Errors
/// Something is, or the component is not valid at all; the error says where.
pub fn check(component: &[u8]) -> Result<()> {
    Validator::new_with_features(FEATURES).validate_all(component).context("`wasi-crypto run` refuses it")?;
    for payload in Parser::new(0).parse_all(component) {
        let memories: Vec<MemoryType> = match payload? {
            Payload::MemorySection(section) => section.into_iter().collect::<Result<_, _>>()?,
            Payload::ImportSection(section) => {
                let mut memories = Vec::new();
                for import in section.into_imports() {
                    if let TypeRef::Memory(memory) = import?.ty {
                        memories.push(memory);
                    }
                }
                memories
            }
            _ => continue,
        };
        if memories.iter().any(|memory| memory.shared) {
            bail!("it has a memory that is shared between threads, which components cannot have yet");
        }
    }
    Ok(())
}
