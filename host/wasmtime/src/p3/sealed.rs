//! `wasi:crypto/sealed-streams`.

use wasi_crypto_api::sealed;
use wasi_crypto_engine::StreamLayout;
use wasmtime::component::{ComponentType, Linker, Lower, Resource, StreamReader, WasmList, WasmStr};

use super::pipe::piped;
use crate::bindings::ErrorCode;
use crate::call::{Binder, Getter};
use crate::resources::SymmetricKey;

type Stream = StreamReader<u8>;
type List = WasmList<u8>;
type Key = Resource<SymmetricKey>;

/// `sealed-streams.place`
#[derive(Clone, ComponentType, Copy, Lower)]
#[component(record)]
struct Place {
    header: u32,
    start: u64,
}

pub(super) fn add_to_linker<T: 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut streams = Binder::new(linker, "sealed-streams", get)?;
    streams.func("seal", |call, (key, data, stream, len): (Key, List, Stream, Option<u64>)| {
        piped(call, stream, |call| {
            let key = call.key(&key)?;
            let caller = call.guest().calls(call.pace);
            Ok(sealed::seal(&caller, &key, call.bytes(&data), len)?)
        })
    })?;
    streams.func("open", |call, (key, data, stream): (Key, List, Stream)| {
        piped(call, stream, |call| {
            let key = call.key(&key)?;
            let caller = call.guest().calls(call.pace);
            Ok(sealed::open(&caller, &key, call.bytes(&data))?)
        })
    })?;
    streams.func("find", |call, (algorithm, offset, len): (WasmStr, u64, u64)| {
        let guest = call.guest();
        let layout = StreamLayout::of(guest.engine(), &call.text(&algorithm)?)?;
        let start = layout.position_in(offset, len)?.start;
        Ok(Place { header: u32::try_from(layout.header_len()).map_err(|_| ErrorCode::InternalError)?, start })
    })?;
    streams.func("open-from", |call, (key, data, header, stream, offset, len): (Key, List, List, Stream, u64, u64)| {
        piped(call, stream, |call| {
            let key = call.key(&key)?;
            let caller = call.guest().calls(call.pace);
            let position = StreamLayout::of(key.engine(), key.algorithm())?.position_in(offset, len)?;
            Ok(sealed::open_from(&caller, &key, call.bytes(&data), call.bytes(&header), position)?)
        })
    })
}
