//! `wasi:crypto/asymmetric`: key pairs and their halves, one file per resource.

pub(crate) mod key_pair;
pub(crate) mod public_key;
pub(crate) mod secret_key;

use wasmtime::component::Linker;

use crate::call::{Binder, Getter};
use crate::flavour::Flavour;

pub(crate) fn add_to_linker<T: 'static, F: Flavour<T>>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut asymmetric = Binder::new(linker, "asymmetric", get)?;
    key_pair::bind::<T, F>(&mut asymmetric)?;
    public_key::bind(&mut asymmetric)?;
    secret_key::bind(&mut asymmetric)
}
