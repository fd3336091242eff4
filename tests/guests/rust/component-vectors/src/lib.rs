//! A component that does what a test outside it says, one primitive per call, so that test vectors and error
//! matrices run through the real component boundary. What each function does: wit/vectors.wit.
//!
//! It has no WASI, only our WIT, and uses the states (open, absorb, encrypt, ...) unless a function's name says
//! `once`.

mod bindings {
    wit_bindgen::generate!({
        path: ["../../../../wit", "wit"],
        world: "wasi-crypto-tests:vectors/vectors",
        generate_all,
    });

    export!(Vectors with_types_in self);

    /// What the exports hang on.
    pub struct Vectors;
}
mod asymmetric;
mod batches;
mod script;
mod symmetric;

use bindings::wasi::crypto::asymmetric::KeyEncoding;
use bindings::wasi::crypto::common::{AlgorithmType, ErrorCode};
use bindings::wasi_crypto_tests::vectors::types::{Category, Code, Encoding};

/// The position of an error in `error-code`.
fn code(error: ErrorCode) -> Code {
    error as u8
}

/// The outcome of one entry of a batch, one call of a script.
fn coded<T>(outcome: Result<T, ErrorCode>) -> Result<T, Code> {
    outcome.map_err(code)
}

impl From<Category> for AlgorithmType {
    fn from(category: Category) -> Self {
        match category {
            Category::Signatures => AlgorithmType::Signatures,
            Category::Symmetric => AlgorithmType::Symmetric,
            Category::KeyExchange => AlgorithmType::KeyExchange,
        }
    }
}

impl From<Encoding> for KeyEncoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Raw => KeyEncoding::Raw,
            Encoding::Pkcs8 => KeyEncoding::Pkcs8,
            Encoding::Pem => KeyEncoding::Pem,
            Encoding::Sec => KeyEncoding::Sec,
            Encoding::Local => KeyEncoding::Local,
        }
    }
}
