//! `wasi:crypto/symmetric`, one file per resource, one for operations in a single call, one for batches.

mod batch;
mod key;
mod oneshot;
mod state;
mod tag;

use wasmtime::component::Linker;

use crate::call::{Binder, Getter};

/// Everything but what hashes passwords, which differs between the two flavours.
fn bind<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    key::bind(symmetric)?;
    state::bind(symmetric)?;
    tag::bind(symmetric)?;
    oneshot::bind(symmetric)?;
    batch::bind(symmetric)
}

pub(crate) fn add_to_linker_sync<T: 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut symmetric = Binder::new(linker, "symmetric", get)?;
    bind(&mut symmetric)?;
    state::bind_squeeze_sync(&mut symmetric)?;
    tag::bind_verify_sync(&mut symmetric)
}

pub(crate) fn add_to_linker_async<T: Send + 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut symmetric = Binder::new(linker, "symmetric", get)?;
    bind(&mut symmetric)?;
    state::bind_squeeze_async(&mut symmetric)?;
    tag::bind_verify_async(&mut symmetric)
}
