//! Managed keys and stored secrets: facilities this host does not have.
//!
//! Every such operation is refused here. Opening a secrets manager answers `unsupported-feature`, so no manager ever
//! exists, and an operation that borrows one cannot be reached by any guest; its type says so.

use crate::bindings::ErrorCode;
use crate::call::Call;
use crate::error::HostResult;
use crate::resources::SecretsManager;
use wasmtime::component::Resource;

/// The secrets manager there is none of.
#[derive(Clone, Copy, Debug)]
pub enum NoManager {}

/// Answers an operation that needs the facility but no manager, after its handles were checked.
pub(crate) fn unsupported<R>() -> HostResult<R> {
    Err(ErrorCode::UnsupportedFeature.into())
}

/// Answers an operation on a manager.
pub(crate) fn with_manager<T: 'static, R>(call: &mut Call<'_, T>, manager: &Resource<SecretsManager>) -> HostResult<R> {
    match call.value(manager)? {}
}
