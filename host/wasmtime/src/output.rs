//! Lists on their way to the guest.

use bytes::Bytes;
use wasi_crypto_api::output::Output;
use wasi_crypto_api::wiped::Wiped;
use wasi_crypto_engine::{SecretBytes, Share};

use crate::call::Call;
use crate::error::HostResult;

/// A list that counts with all else that the guest holds until wasmtime has copied it into the guest.
struct Paid<B> {
    bytes: B,
    _share: Share,
}

impl<B: AsRef<[u8]>> AsRef<[u8]> for Paid<B> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

/// A short list with a secret in it, wiped after wasmtime has copied it into the guest.
#[inline]
pub(crate) fn secret(bytes: SecretBytes) -> Bytes {
    Bytes::from_owner(Wiped::from(bytes))
}

/// A list with a secret in it, likewise, of a length that the guest chose.
#[inline]
pub(crate) fn long_secret(output: Output<SecretBytes>) -> Bytes {
    let (bytes, share) = output.into_parts();
    if share.len() == 0 { secret(bytes) } else { Bytes::from_owner(Paid { bytes: Wiped::from(bytes), _share: share }) }
}

/// A list that is no secret, of a length that the guest chose.
pub(crate) fn long(bytes: Vec<u8>, share: Share) -> Bytes {
    if share.len() == 0 { Bytes::from(bytes) } else { Bytes::from_owner(Paid { bytes, _share: share }) }
}

/// The end of a function that returns a short secret.
pub(crate) fn lower_secret<T: 'static>(_: &mut Call<'_, T>, (): (), secret: SecretBytes) -> HostResult<Bytes> {
    Ok(self::secret(secret))
}

/// The end of a function that returns a secret of a length that the guest chose.
pub(crate) fn lower_long_secret<T: 'static>(
    _: &mut Call<'_, T>,
    (): (),
    output: Output<SecretBytes>,
) -> HostResult<Bytes> {
    Ok(long_secret(output))
}

/// The end of a function that returns bytes that are no secret, as many as the guest chose.
pub(crate) fn lower_long<T: 'static>(_: &mut Call<'_, T>, (): (), output: Output<Vec<u8>>) -> HostResult<Bytes> {
    let (bytes, share) = output.into_parts();
    Ok(long(bytes, share))
}

/// The end of a function that returns what came of the work as it is.
pub(crate) fn as_it_is<T: 'static, O>(_: &mut Call<'_, T>, (): (), outcome: O) -> HostResult<O> {
    Ok(outcome)
}
