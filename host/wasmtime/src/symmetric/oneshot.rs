//! Operations in one call: no state, no handle besides the key.

use bytes::Bytes;
use wasi_crypto_engine::oneshot;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::{ErrorCode, Sealed};
use crate::call::Binder;
use crate::output;
use crate::resources::SymmetricKey;

pub(super) fn bind<T: 'static>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    type Key = Resource<SymmetricKey>;
    type List = WasmList<u8>;

    symmetric.func("hash", |call, (algorithm, message): (WasmStr, List)| {
        let engine = call.engine();
        let digest = oneshot::hash(&engine, &call.text(&algorithm)?, call.bytes(&message))?;
        Ok(Bytes::from(digest))
    })?;
    symmetric.func("mac", |call, (key, message): (Key, List)| {
        let key = call.key(&key, "mac")?;
        Ok(Bytes::from(key.audit(oneshot::mac(&key, call.bytes(&message)))?))
    })?;
    symmetric.func("verify-mac", |call, (key, message, tag): (Key, List, List)| {
        let key = call.key(&key, "verify-mac")?;
        Ok(key.audit(oneshot::verify_mac(&key, call.bytes(&message), call.bytes(&tag)))?)
    })?;
    symmetric.func("seal", |call, (key, nonce, associated_data, plaintext): (Key, Option<List>, List, List)| {
        let key = call.key(&key, "seal")?;
        let nonce = nonce.as_ref().map(|nonce| call.bytes(nonce));
        let sealed = oneshot::seal(&key, nonce, call.bytes(&associated_data), call.bytes(&plaintext));
        let sealed = key.audit(sealed)?;
        Ok(Sealed { nonce: Bytes::from(sealed.nonce), ciphertext: Bytes::from(sealed.ciphertext) })
    })?;
    symmetric.func("open", |call, (key, nonce, associated_data, ciphertext): (Key, List, List, List)| {
        let key = call.key(&key, "open")?;
        let plaintext = oneshot::open(&key, call.bytes(&nonce), call.bytes(&associated_data), call.bytes(&ciphertext));
        Ok(output::secret(key.audit(plaintext)?))
    })?;
    symmetric.func("derive", |call, (key, salt, info, len): (Key, List, List, u32)| {
        // The engine checks the length before it allocates anything.
        let len = usize::try_from(len).map_err(|_| ErrorCode::Overflow)?;
        let key = call.key(&key, "derive")?;
        Ok(output::secret(key.audit(oneshot::derive(&key, call.bytes(&salt), call.bytes(&info), len))?))
    })
}
