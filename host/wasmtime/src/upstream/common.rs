//! `wasi-ephemeral-crypto-common`: all the resources; option sets, array outputs and the secrets manager.

use wasmtime::component::{Resource, WasmList, WasmStr};

use super::bindings::Version;
use super::{UpstreamBinder, array_output, close};
use crate::bindings::ErrorCode;
use crate::common::{invalidate, open_options, open_secrets_manager, set, set_memory_budget, set_u64};
use crate::flavour::Flavour;
use crate::output::as_it_is;
use crate::resources::{
    ArrayOutput, KeyPair, Options, PublicKey, SecretKey, SecretsManager, Signature, SignatureState,
    SignatureVerificationState, SymmetricKey, SymmetricState, SymmetricTag,
};

pub(super) fn bind<T: 'static, F: Flavour<T>>(common: &mut UpstreamBinder<'_, T>) -> wasmtime::Result<()> {
    common.resource::<ArrayOutput>("array-output")?;
    common.resource::<Options>("options")?;
    common.resource::<SecretsManager>("secrets-manager")?;
    common.resource::<KeyPair>("keypair")?;
    common.resource::<SignatureState>("signature-state")?;
    common.resource::<Signature>("signature")?;
    common.resource::<PublicKey>("publickey")?;
    common.resource::<SecretKey>("secretkey")?;
    common.resource::<SignatureVerificationState>("signature-verification-state")?;
    common.resource::<SymmetricState>("symmetric-state")?;
    common.resource::<SymmetricKey>("symmetric-key")?;
    common.resource::<SymmetricTag>("symmetric-tag")?;

    common.func("options-open", open_options)?;
    common.func("options-close", close::<T, Options>)?;
    common.func("options-set", set)?;
    common.func("options-set-u64", set_u64)?;
    common.func(
        "options-set-guest-buffer",
        |call, (this, name, buffer): (Resource<Options>, WasmStr, WasmList<u8>)| {
            let size = u32::try_from(buffer.len()).map_err(|_| ErrorCode::Overflow)?;
            set_memory_budget(call, (this, name, size))
        },
    )?;
    common.func("array-output-len", array_output::len)?;
    common.func("array-output-pull", array_output::pull)?;
    common.func("secrets-manager-open", open_secrets_manager)?;
    common.func("secrets-manager-close", close::<T, SecretsManager>)?;
    F::func(common, "secrets-manager-invalidate", invalidate::<T, Version>, as_it_is)
}
