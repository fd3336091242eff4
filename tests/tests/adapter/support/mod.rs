//! What the tests share: the model, the mock host, and a guest to call.

mod guest;
mod host;

use std::sync::LazyLock;

use wasi_crypto_adapter_generator::{Adapter, generate};
use wasi_crypto_model::Model;

pub use guest::{Guest, OWN, Setup, splice};
pub use host::{Host, ID, Limits, TAG, add_to_linker, tag_len};

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

/// Errno values of the legacy API.
pub mod errno {
    pub const GUEST_ERROR: u32 = 1;
    pub const UNSUPPORTED_FEATURE: u32 = 3;
    pub const UNSUPPORTED_ENCODING: u32 = 5;
    pub const UNSUPPORTED_OPTION: u32 = 7;
    pub const INVALID_LENGTH: u32 = 9;
    pub const CLOSED: u32 = 14;
    pub const INVALID_HANDLE: u32 = 15;
    pub const OVERFLOW: u32 = 16;
    pub const TOO_MANY_HANDLES: u32 = 18;
    pub const INVALID_TAG: u32 = 21;
    pub const INVALID_OPERATION: u32 = 22;
    pub const NONCE_REQUIRED: u32 = 23;
    pub const OPTION_NOT_SET: u32 = 25;
    pub const NOT_FOUND: u32 = 26;
    pub const INCOMPATIBLE_KEYS: u32 = 29;
}
