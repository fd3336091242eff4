//! What the tests share: bindings, the mock host, and a guest to call.

use std::sync::LazyLock;

use wasi_crypto_adapter_generator::{Adapter, generate};
use wasi_crypto_model::Model;

mod guest;
mod host;

pub use guest::{Guest, Setup};
pub use host::{Host, Limits};

/// The current generation: bindings and WIT.
pub fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| wasi_crypto_model::model("0.10").unwrap());
    &MODEL
}

/// Its adapters.
pub fn adapters() -> &'static [Adapter] {
    static ADAPTERS: LazyLock<Vec<Adapter>> =
        LazyLock::new(|| generate(&model().bindings, &model().wit_package()).unwrap());
    &ADAPTERS
}

/// Errno values of the legacy API used in tests.
pub mod errno {
    pub const SUCCESS: u32 = 0;
    pub const GUEST_ERROR: u32 = 1;
    pub const UNSUPPORTED_FEATURE: u32 = 3;
    pub const INVALID_LENGTH: u32 = 9;
    pub const CLOSED: u32 = 14;
    pub const INVALID_HANDLE: u32 = 15;
    pub const OVERFLOW: u32 = 16;
    pub const TOO_MANY_HANDLES: u32 = 18;
    pub const INVALID_TAG: u32 = 21;
    pub const INVALID_OPERATION: u32 = 22;
    pub const NONCE_REQUIRED: u32 = 23;
    pub const OPTION_NOT_SET: u32 = 25;
}
