//! What wit-bindgen makes of the WIT, and the short names of it.

mod generated {
    #![allow(
        missing_docs,
        unsafe_code,
        clippy::all,
        clippy::allow_attributes_without_reason,
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used,
        reason = "generated"
    )]

    wit_bindgen::generate!({
        path: ["../../wit", "wit"],
        world: "wasi-crypto:provider/provider",
        generate_all,
    });

    export!(Provider with_types_in self);

    /// What the exports hang on.
    pub struct Provider;
}

pub(crate) use generated::Provider;
pub(crate) use generated::exports::wasi::crypto::{
    asymmetric, common, external_secrets, key_exchange, signatures, symmetric,
};
pub(crate) use generated::wasi::clocks::wall_clock;
pub(crate) use generated::wasi::random::random;

pub(crate) use common::ErrorCode;

/// What a function of the WIT answers.
pub(crate) type Result<T> = core::result::Result<T, ErrorCode>;
