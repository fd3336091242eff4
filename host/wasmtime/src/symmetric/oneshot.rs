//! Operations in one call: no state, no handle besides the key.

use wasi_crypto_api::oneshot as api;
use wasmtime::component::{Resource, WasmList, WasmStr};

use crate::bindings::Sealed;
use crate::call::Binder;
use crate::flavour::Flavour;
use crate::output::{self, as_it_is, lower_long_secret};
use crate::resources::SymmetricKey;

type Key = Resource<SymmetricKey>;
type List = WasmList<u8>;

pub(super) fn bind<T: 'static, F: Flavour<T>>(symmetric: &mut Binder<'_, T>) -> wasmtime::Result<()> {
    F::func(
        symmetric,
        "hash",
        |call, (algorithm, message): (WasmStr, List)| {
            call.start_with((), &algorithm, [message], |caller, name, inputs| api::hash(caller, name, inputs, 0))
        },
        as_it_is,
    )?;
    F::func(
        symmetric,
        "mac",
        |call, (key, message): (Key, List)| {
            let key = call.key(&key)?;
            call.start((), [message], |caller, inputs| api::mac(caller, &key, inputs, 0))
        },
        as_it_is,
    )?;
    F::func(
        symmetric,
        "verify-mac",
        |call, (key, message, tag): (Key, List, List)| {
            let key = call.key(&key)?;
            call.start((), [message, tag], |caller, inputs| api::verify_mac(caller, &key, inputs, 0))
        },
        as_it_is,
    )?;
    F::func(
        symmetric,
        "seal",
        |call, (key, nonce, associated_data, plaintext): (Key, Option<List>, List, List)| {
            let key = call.key(&key)?;
            match nonce {
                Some(nonce) => call.start((), [associated_data, plaintext, nonce], |caller, inputs| {
                    api::seal(caller, &key, true, inputs)
                }),
                None => call
                    .start((), [associated_data, plaintext], |caller, inputs| api::seal(caller, &key, false, inputs)),
            }
        },
        |_, (), sealed| {
            let (sealed, share) = sealed.into_parts();
            Ok(Sealed { nonce: sealed.nonce, ciphertext: output::long(sealed.ciphertext, share) })
        },
    )?;
    F::func(
        symmetric,
        "open",
        |call, (key, nonce, associated_data, ciphertext): (Key, List, List, List)| {
            let key = call.key(&key)?;
            call.start((), [associated_data, ciphertext, nonce], |caller, inputs| api::open(caller, &key, inputs))
        },
        lower_long_secret,
    )?;
    F::func(
        symmetric,
        "derive",
        |call, (key, salt, info, len): (Key, List, List, u32)| {
            let key = call.key(&key)?;
            call.start((), [salt, info], |caller, inputs| api::derive(caller, &key, len, inputs))
        },
        lower_long_secret,
    )
}
