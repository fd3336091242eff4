//! `wasi-ephemeral-crypto-kx`: Diffie-Hellman and key encapsulation.

use wasmtime::component::Resource;

use super::{UpstreamBinder, array_output};
use crate::key_exchange::{decapsulate, dh, encapsulate};
use crate::resources::PublicKey;

pub(super) fn bind<T: 'static>(kx: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    kx.func("kx-dh", array_output::of(dh))?;
    kx.func("kx-encapsulate", |call, public_key: (Resource<PublicKey>,)| {
        let (for_secret, for_encapsulated) = (call.reserve()?, call.reserve()?);
        let result = encapsulate(call, public_key)?;
        let secret = array_output::insert(call, for_secret, result.secret)?;
        // What the guest does not get must not stay in the table.
        match array_output::insert(call, for_encapsulated, result.encapsulated) {
            Ok(encapsulated) => Ok((secret, encapsulated)),
            Err(error) => {
                call.remove(secret)?;
                Err(error)
            }
        }
    })?;
    kx.func("kx-decapsulate", array_output::of(decapsulate))
}
