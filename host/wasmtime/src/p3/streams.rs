//! `wasi:crypto/streams`.

use bytes::Bytes;
use wasi_crypto_api::streams as api;
use wasmtime::component::{Linker, Resource, StreamReader, WasmList, WasmStr};

use super::concurrent::streamed;
use super::producer::made;
use crate::call::{Binder, Getter};
use crate::resources::{KeyPair, PublicKey, SymmetricKey, SymmetricState};

type Stream = StreamReader<u8>;
type List = WasmList<u8>;
type Key = Resource<SymmetricKey>;
type Len = Option<u64>;

pub(super) fn add_to_linker<T: Send + 'static>(linker: &mut Linker<T>, get: Getter<T>) -> wasmtime::Result<()> {
    let mut streams = Binder::new(linker, "streams", get)?;
    bind_input(&mut streams)?;
    bind_output(&mut streams)?;
    bind_signatures(&mut streams)
}

fn bind_input<T: Send + 'static>(streams: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    streamed(
        streams,
        "hash",
        |(algorithm, stream, len): (WasmStr, Stream, Len)| ((algorithm, len), stream),
        |call, (algorithm, len)| {
            let caller = call.caller();
            let streamed = api::hash(&caller, &call.text(&algorithm)?, len);
            call.done(caller);
            Ok(streamed?)
        },
        Bytes::from,
    )?;
    streamed(
        streams,
        "mac",
        |(key, stream, len): (Key, Stream, Len)| ((key, len), stream),
        |call, (key, len)| {
            let key = call.key(&key)?;
            Ok(api::mac(&call.guest().calls(call.pace), &key, len)?)
        },
        Bytes::from,
    )?;
    streamed(
        streams,
        "verify-mac",
        |(key, stream, len, tag): (Key, Stream, Len, List)| ((key, len, tag), stream),
        |call, (key, len, tag)| {
            let key = call.key(&key)?;
            let caller = call.guest().calls(call.pace);
            Ok(api::verify_mac(&caller, &key, len, &[call.bytes(&tag)])?)
        },
        |()| (),
    )?;
    streamed(
        streams,
        "absorb",
        |(state, stream, len): (Resource<SymmetricState>, Stream, Len)| ((state, len), stream),
        |call, (state, len)| {
            let state = call.value(&state)?;
            Ok(api::absorb(&call.guest().calls(call.pace), &state, len)?)
        },
        |()| (),
    )
}

fn bind_output<T: 'static>(streams: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    streams.func("squeeze", |call, (state, len): (Resource<SymmetricState>, u64)| {
        let state = call.value(&state)?;
        let outflow = api::squeeze(&call.guest().calls(call.pace), &state, len)?;
        made(call, outflow)
    })?;
    streams.func("derive", |call, (key, salt, info, len): (Key, List, List, u64)| {
        let key = call.key(&key)?;
        let caller = call.guest().calls(call.pace);
        let outflow = api::derive(&caller, &key, len, &[call.bytes(&salt), call.bytes(&info)])?;
        made(call, outflow)
    })
}

fn bind_signatures<T: Send + 'static>(streams: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    streamed(
        streams,
        "sign",
        |(key_pair, stream, len): (Resource<KeyPair>, Stream, Len)| ((key_pair, len), stream),
        |call, (key_pair, len)| {
            let key_pair = call.key(&key_pair)?;
            Ok(api::sign(&call.guest().calls(call.pace), &key_pair, len)?)
        },
        Bytes::from,
    )?;
    streamed(
        streams,
        "verify",
        |(public_key, stream, len, signature): (Resource<PublicKey>, Stream, Len, List)| {
            ((public_key, len, signature), stream)
        },
        |call, (public_key, len, signature)| {
            let public_key = call.value(&public_key)?;
            let caller = call.guest().calls(call.pace);
            Ok(api::verify(&caller, &public_key, len, &[call.bytes(&signature)])?)
        },
        |()| (),
    )
}
