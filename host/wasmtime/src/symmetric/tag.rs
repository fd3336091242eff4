//! `symmetric-tag`.

use std::sync::Arc;

use bytes::Bytes;
use wasmtime::component::{Resource, WasmList};

use crate::bindings::ErrorCode;
use crate::call::Binder;
use crate::flavour::{Flavour, Work};
use crate::resources::SymmetricTag;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricTag>("symmetric-tag")?;
    symmetric.infallible("[method]symmetric-tag.len", |call, (this,): (Resource<SymmetricTag>,)| {
        let tag = call.value(&this)?;
        Ok(u32::try_from(tag.len()).map_err(|_| ErrorCode::InternalError)?)
    })?;
    symmetric.func("[method]symmetric-tag.bytes", |call, (this,): (Resource<SymmetricTag>,)| {
        let tag: Arc<_> = call.value(&this)?;
        Ok(Bytes::copy_from_slice(tag.bytes()?))
    })?;
    F::func(
        symmetric,
        "[method]symmetric-tag.verify",
        |call, (this, expected): (Resource<SymmetricTag>, WasmList<u8>)| {
            let tag = call.value(&this)?;
            let expected = call.bytes(&expected);
            if tag.is_slow() {
                let expected = expected.to_vec();
                return Ok(((), Work::compute(move || Ok(tag.verify(&expected)?))));
            }
            Ok(((), Work::Done(tag.verify(expected)?)))
        },
        |_, (), ()| Ok(()),
    )
}
