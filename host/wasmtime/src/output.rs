//! Lists on their way to the guest.

use bytes::Bytes;
use wasi_crypto_api::wiped::Wiped;
use wasi_crypto_engine::SecretBytes;

use crate::call::Call;
use crate::error::HostResult;

/// A list with a secret in it, wiped after wasmtime has copied it into the guest.
pub(crate) fn secret(bytes: SecretBytes) -> Bytes {
    Bytes::from_owner(Wiped::from(bytes))
}

/// The end of a function that returns a secret.
pub(crate) fn lower_secret<T: 'static>(_: &mut Call<'_, T>, (): (), secret: SecretBytes) -> HostResult<Bytes> {
    Ok(self::secret(secret))
}

/// The end of a function that returns bytes that are none.
pub(crate) fn lower_bytes<T: 'static>(_: &mut Call<'_, T>, (): (), bytes: Vec<u8>) -> HostResult<Bytes> {
    Ok(Bytes::from(bytes))
}

/// The end of a function that returns what came of the work as it is.
pub(crate) fn as_it_is<T: 'static, O>(_: &mut Call<'_, T>, (): (), outcome: O) -> HostResult<O> {
    Ok(outcome)
}
