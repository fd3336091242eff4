//! What every adapter does without knowing of any call: memory, handles, and where results land.
//!
//! `functions.rs` says which functions there are and what they promise; each is written in the file of its idea.

pub(crate) mod arena;
pub(crate) mod array_output;
pub(crate) mod bytes;
pub(crate) mod functions;
pub(crate) mod landing;
pub(crate) mod layout;
pub(crate) mod memory;
pub(crate) mod numbers;
pub(crate) mod outcome;
pub(crate) mod realloc;
pub(crate) mod record;
mod size;
mod subject;
pub(crate) mod utf8;

use anyhow::{Result, ensure};
use wasi_crypto_model::binding::Bindings;

use functions::{Runtime, Surroundings};
use wasi_crypto_asm::ModuleBuilder;

/// Declares and writes all of it. Without surroundings the arena is in the guest's memory.
///
/// # Errors
///
/// The numbers of the errors do not fit what functions answer.
pub(crate) fn build(
    module: &mut ModuleBuilder,
    bindings: &Bindings,
    surroundings: Option<Surroundings>,
) -> Result<Runtime> {
    let errno = &bindings.errno;
    let own = [errno.guest_error, errno.closed, errno.invalid_handle, errno.too_many_handles];
    ensure!(own.iter().all(|errno| u32::from(*errno) < layout::NO_RECORD), "errors are numbered too high");
    ensure!(errno.success == 0, "success is not 0");
    let runtime = Runtime::declare(module, surroundings);
    arena::define(module, &runtime);
    record::define(module, &runtime, errno, bindings.kinds.len());
    bytes::define(module, &runtime);
    memory::define(module, &runtime);
    utf8::define(module, &runtime);
    realloc::define(module, &runtime);
    landing::define(module, &runtime);
    array_output::define(module, &runtime);
    size::define(module, &runtime, errno);
    subject::define(module, &runtime, errno);
    outcome::define(module, &runtime, errno);
    module.export("cabi_import_realloc", runtime.realloc);
    Ok(runtime)
}
