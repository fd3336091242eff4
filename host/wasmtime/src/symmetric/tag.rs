//! `symmetric-tag`.

use std::sync::Arc;

use bytes::Bytes;
use wasmtime::component::{Resource, WasmList};

use crate::bindings::ErrorCode;
use crate::call::Binder;
use crate::resources::SymmetricTag;

type Arguments = (Resource<SymmetricTag>, WasmList<u8>);

pub(super) fn bind<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricTag>("symmetric-tag")?;
    symmetric.infallible("[method]symmetric-tag.len", |call, (this,): (Resource<SymmetricTag>,)| {
        let tag = call.value(&this)?;
        Ok(u32::try_from(tag.len()).map_err(|_| ErrorCode::InternalError)?)
    })?;
    symmetric.infallible("[method]symmetric-tag.bytes", |call, (this,): (Resource<SymmetricTag>,)| {
        let tag: Arc<_> = call.value(&this)?;
        Ok(Bytes::copy_from_slice(tag.bytes()?))
    })?;
    Ok(())
}

pub(super) fn bind_verify_sync<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func("[method]symmetric-tag.verify", |call, (this, expected): Arguments| {
        let tag = call.value(&this)?;
        tag.verify(call.bytes(&expected))?;
        Ok(())
    })
}

pub(super) fn bind_verify_async<T: Send + 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.func_async("[method]symmetric-tag.verify", |mut call, (this, expected): Arguments| {
        Box::pin(async move {
            let tag = call.value(&this)?;
            if !tag.is_slow() {
                tag.verify(call.bytes(&expected))?;
                return Ok(());
            }
            let expected = call.bytes(&expected).to_vec();
            let workers = call.view().ctx.workers.clone();
            workers.finish(move || Ok(tag.verify(&expected)?)).await
        })
    })
}
