//! `wasi:crypto/asymmetric`: key pairs and their halves, one file per resource.

mod key_pair;
mod public_key;
mod secret_key;

use wasmtime::component::Linker;

use crate::call::{Binder, Getter};

/// Everything but `key-pair.generate`, which differs between the two flavours.
fn bind<T: 'static>(asymmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    key_pair::bind(asymmetric)?;
    public_key::bind(asymmetric)?;
    secret_key::bind(asymmetric)
}

pub(crate) fn add_to_linker_sync<T: 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut asymmetric = Binder::new(linker, "asymmetric", get)?;
    bind(&mut asymmetric)?;
    key_pair::bind_generate_sync(&mut asymmetric)
}

pub(crate) fn add_to_linker_async<T: Send + 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut asymmetric = Binder::new(linker, "asymmetric", get)?;
    bind(&mut asymmetric)?;
    key_pair::bind_generate_async(&mut asymmetric)
}
