//! `wasi-ephemeral-crypto-signatures`: making and checking signatures.

use super::{UpstreamBinder, array_output, close};
use crate::resources::{Signature, SignatureState, SignatureVerificationState};
use crate::signatures::{export, import, open, open_verification, sign, update, update_verification, verify};

pub(super) fn bind<T: 'static>(signatures: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    signatures.func("signature-export", array_output::of(export))?;
    signatures.func("signature-import", import)?;
    signatures.func("signature-close", close::<T, Signature>)?;

    signatures.func("signature-state-open", open)?;
    signatures.func("signature-state-update", update)?;
    signatures.func("signature-state-sign", sign)?;
    signatures.func("signature-state-close", close::<T, SignatureState>)?;

    signatures.func("signature-verification-state-open", open_verification)?;
    signatures.func("signature-verification-state-update", update_verification)?;
    signatures.func("signature-verification-state-verify", verify)?;
    signatures.func("signature-verification-state-close", close::<T, SignatureVerificationState>)
}
