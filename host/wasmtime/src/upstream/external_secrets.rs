//! `wasi-ephemeral-crypto-external-secrets`: secrets of the application.

use bytes::Bytes;

use super::bindings::Version;
use super::{UpstreamBinder, array_output};
use crate::external_secrets::{decapsulate, encapsulate, from_id, identifier, invalidate, store};
use crate::flavour::Flavour;
use crate::output::{self, as_it_is};

pub(super) fn bind<T: 'static, F: Flavour<T>>(secrets: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    F::func(secrets, "external-secret-store", store, identifier)?;
    // Nothing says which secret to replace, but there is an identifier to answer: a new one.
    F::func(secrets, "external-secret-replace", store, |_, (), stored| {
        Ok((Bytes::from(stored.id), Version::Specified(stored.version)))
    })?;
    F::func(
        secrets,
        "external-secret-from-id",
        |call, arguments| {
            let place = call.reserve()?;
            Ok(from_id::<T, Version>(call, arguments)?.keeping(place))
        },
        |call, place, secret| array_output::insert(call, place, output::secret(secret)),
    )?;
    F::func(secrets, "external-secret-invalidate", invalidate::<T, Version>, as_it_is)?;
    F::func(
        secrets,
        "external-secret-encapsulate",
        |call, arguments| {
            let place = call.reserve()?;
            Ok(encapsulate(call, arguments)?.keeping(place))
        },
        |call, place, sealed| array_output::insert(call, place, Bytes::from(sealed)),
    )?;
    F::func(
        secrets,
        "external-secret-decapsulate",
        |call, arguments| {
            let place = call.reserve()?;
            Ok(decapsulate(call, arguments)?.keeping(place))
        },
        |call, place, secret| array_output::insert(call, place, output::secret(secret)),
    )
}
