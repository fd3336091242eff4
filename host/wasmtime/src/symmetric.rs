//! `wasi:crypto/symmetric`, one file per resource, one for operations in a single call, one for batches.

pub(crate) mod batch;
pub(crate) mod key;
mod oneshot;
pub(crate) mod state;
pub(crate) mod tag;

use wasmtime::component::Linker;

use crate::call::{Binder, Getter};
use crate::flavour::Flavour;

pub(crate) fn add_to_linker<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut symmetric = Binder::new(linker, "symmetric", get)?;
    key::bind::<T, F>(&mut symmetric)?;
    state::bind::<T, F>(&mut symmetric)?;
    tag::bind::<T, F>(&mut symmetric)?;
    oneshot::bind::<T, F>(&mut symmetric)?;
    batch::bind::<T, F>(&mut symmetric)
}
