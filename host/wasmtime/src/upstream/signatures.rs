//! `wasi-ephemeral-crypto-signatures`: making and checking signatures.

use super::{UpstreamBinder, array_output, close};
use crate::flavour::Flavour;
use crate::output::as_it_is;
use crate::resources::{Signature, SignatureState, SignatureVerificationState};
use crate::signatures::{export, import, insert, open, open_verification, sign, update, update_verification, verify};

pub(super) fn bind<T: 'static, F: Flavour<T>>(signatures: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    signatures.func("signature-export", array_output::of(export))?;
    signatures.func("signature-import", import)?;
    signatures.func("signature-close", close::<T, Signature>)?;

    signatures.func("signature-state-open", open)?;
    F::func(signatures, "signature-state-update", update, as_it_is)?;
    F::func(signatures, "signature-state-sign", sign, insert)?;
    signatures.func("signature-state-close", close::<T, SignatureState>)?;

    signatures.func("signature-verification-state-open", open_verification)?;
    F::func(signatures, "signature-verification-state-update", update_verification, as_it_is)?;
    F::func(signatures, "signature-verification-state-verify", verify, as_it_is)?;
    signatures.func("signature-verification-state-close", close::<T, SignatureVerificationState>)
}
