//! Lists that wait in the host until the guest takes them.
//!
//! Their bytes are the host's memory, and count with all else that a guest holds.

use bytes::Bytes;
use wasi_crypto_api::place::Place;
use wasmtime::component::Resource;

use crate::bindings::ErrorCode;
use crate::call::Call;
use crate::error::HostResult;
use crate::resources::{ArrayOutput, HeldBytes};

type This = Resource<ArrayOutput>;

/// Gives the guest a list to take later.
pub(super) fn insert<T: 'static>(call: &mut Call<'_, T>, place: Place, bytes: Bytes) -> HostResult<This> {
    let held = hold(call, bytes)?;
    call.insert(place, held)
}

/// Gives the guest several lists, or none.
pub(super) fn insert_all<T: 'static>(
    call: &mut Call<'_, T>,
    places: Vec<Place>,
    lists: Vec<Bytes>,
) -> HostResult<Vec<This>> {
    let held = lists.into_iter().map(|bytes| hold(call, bytes)).collect::<HostResult<Vec<_>>>()?;
    call.insert_all(places.into_iter().zip(held))
}

fn hold<T: 'static>(call: &mut Call<'_, T>, bytes: Bytes) -> HostResult<HeldBytes> {
    let share = call.view().ctx.guest.budget().take(bytes.len())?;
    Ok(HeldBytes { bytes, _share: share })
}

/// A function that returns a list, made one that returns an array output.
pub(super) fn of<T: 'static, P>(
    function: impl Fn(&mut Call<'_, T>, P) -> HostResult<Bytes>,
) -> impl Fn(&mut Call<'_, T>, P) -> HostResult<This> {
    move |call, arguments| {
        let place = call.reserve()?;
        let bytes = function(call, arguments)?;
        insert(call, place, bytes)
    }
}

pub(super) fn len<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<u32> {
    let len = call.view().table.get(&this)?.get().bytes.len();
    Ok(u32::try_from(len).map_err(|_| ErrorCode::InternalError)?)
}

pub(super) fn pull<T: 'static>(call: &mut Call<'_, T>, (this,): (This,)) -> HostResult<Bytes> {
    Ok(call.remove(this)?.into_value().bytes)
}
