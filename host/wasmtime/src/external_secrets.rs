//! `wasi:crypto/external-secrets`: secrets of the application kept by the host, a facility this host does not have.

use bytes::Bytes;
use wasmtime::component::{Linker, Resource, WasmList};

use crate::bindings::Version;
use crate::call::{Binder, Getter};
use crate::managed::with_manager;
use crate::resources::SecretsManager;

type Manager = Resource<SecretsManager>;
type List = WasmList<u8>;

pub(crate) fn add_to_linker<T: 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut secrets = Binder::new(linker, "external-secrets", get)?;
    secrets.func("store", |call, (manager, _secret, _expiration): (Manager, List, u64)| {
        with_manager::<_, Bytes>(call, &manager)
    })?;
    secrets.func("replace", |call, (manager, _id, _secret, _expiration): (Manager, List, List, u64)| {
        with_manager::<_, u64>(call, &manager)
    })?;
    secrets.func("from-id", |call, (manager, _id, _version): (Manager, List, Version)| {
        with_manager::<_, Bytes>(call, &manager)
    })?;
    secrets.func("invalidate", |call, (manager, _id, _version): (Manager, List, Version)| {
        with_manager::<_, ()>(call, &manager)
    })?;
    secrets.func("encapsulate", |call, (manager, _secret, _expiration): (Manager, List, u64)| {
        with_manager::<_, Bytes>(call, &manager)
    })?;
    secrets
        .func("decapsulate", |call, (manager, _encapsulated): (Manager, List)| with_manager::<_, Bytes>(call, &manager))
}
