//! A component for pages and programs in other languages: a handful of functions over `wasi:crypto`, with keys as
//! resources. What each function does: wit/notary.wit.

mod bindings {
    wit_bindgen::generate!({
        path: ["../../../../wit", "wit"],
        world: "example:notary/notary-library",
        generate_all,
    });

    export!(Notary with_types_in self);

    /// What the exports hang on.
    pub struct Notary;
}

use bindings::Notary;
use bindings::exports::example::notary::notary::{Guest, GuestSealingKey, GuestSigningKey, Sealed};
use bindings::wasi::crypto::asymmetric::{KeyEncoding, KeyPair, PublicKey};
use bindings::wasi::crypto::common::AlgorithmType;
use bindings::wasi::crypto::signatures;
use bindings::wasi::crypto::symmetric::{self, SymmetricKey};

const ALGORITHM: &str = "Ed25519";

/// A signing key, in the host.
pub struct Signer(KeyPair);

/// A sealing key, in the host.
pub struct Safe(SymmetricKey);

impl Guest for Notary {
    type SigningKey = Signer;
    type SealingKey = Safe;

    fn verify(public_key: Vec<u8>, message: Vec<u8>, signature: Vec<u8>) -> bool {
        PublicKey::import(AlgorithmType::Signatures, ALGORITHM, &public_key, KeyEncoding::Raw)
            .and_then(|key| signatures::verify(&key, &message, &signature))
            .is_ok()
    }
}

impl GuestSigningKey for Signer {
    fn new() -> Self {
        Signer(KeyPair::generate(AlgorithmType::Signatures, ALGORITHM, None).expect("the host has Ed25519"))
    }

    fn public_key(&self) -> Vec<u8> {
        self.0.public_key().and_then(|key| key.export(KeyEncoding::Raw)).expect("public keys can be exported")
    }

    fn sign(&self, message: Vec<u8>) -> Vec<u8> {
        signatures::sign(&self.0, &message).expect("the key was made for signing")
    }
}

impl GuestSealingKey for Safe {
    fn new(algorithm: String) -> Self {
        Safe(SymmetricKey::generate(&algorithm, None).expect("the host has the algorithm"))
    }

    fn seal(&self, nonce: Option<Vec<u8>>, plaintext: Vec<u8>) -> Result<Sealed, String> {
        let sealed =
            symmetric::seal(&self.0, nonce.as_deref(), &[], &plaintext).map_err(|error| error.name().to_string())?;
        Ok(Sealed { nonce: sealed.nonce, ciphertext: sealed.ciphertext })
    }

    fn open(&self, sealed: Sealed) -> Result<Vec<u8>, String> {
        symmetric::open(&self.0, &sealed.nonce, &[], &sealed.ciphertext).map_err(|error| error.name().to_string())
    }
}
