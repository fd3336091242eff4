//! `symmetric-tag`.

use std::sync::Arc;

use bytes::Bytes;
use wasmtime::component::{Resource, WasmList};

use crate::bindings::ErrorCode;
use crate::call::{Binder, Call};
use crate::effort::Effort;
use crate::error::HostResult;
use crate::flavour::{Begun, Flavour, Work, as_it_is};
use crate::resources::SymmetricTag;

type This = Resource<SymmetricTag>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    symmetric.resource::<SymmetricTag>("symmetric-tag")?;
    symmetric.infallible("[method]symmetric-tag.len", len)?;
    symmetric.func("[method]symmetric-tag.bytes", bytes)?;
    F::func(symmetric, "[method]symmetric-tag.verify", verify, as_it_is)
}

pub(crate) fn len<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<u32> {
    let tag = call.value(&this)?;
    Ok(u32::try_from(tag.len()).map_err(|_| ErrorCode::InternalError)?)
}

pub(crate) fn bytes<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<Bytes> {
    let tag: Arc<_> = call.value(&this)?;
    Ok(Bytes::copy_from_slice(tag.bytes()?))
}

pub(crate) fn verify<T: 'static>(call: &mut Call<'_, T>, (this, expected): (This, WasmList<u8>)) -> Begun<(), ()> {
    let tag = call.value(&this)?;
    let expected = call.bytes(&expected);
    if tag.is_slow() {
        let expected = expected.to_vec();
        return Ok(((), Work::compute(Effort::PASSWORD, move || Ok(tag.verify(&expected)?))));
    }
    Ok(((), Work::Done(tag.verify(expected)?)))
}
