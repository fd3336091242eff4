//! What an engine can say about its algorithms, for programs that list them and for the documentation.

use crate::encoding::Category;
use crate::provider::Algorithm;
use crate::provider::libraries::{Review, review};
use crate::table::{KeyFormat, NonceRule, Row, Shape, SpecStatus, StreamFormat};

/// What an engine offers under one identifier.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AlgorithmInfo {
    /// The identifier in its usual spelling.
    pub identifier: &'static str,
    /// The category the identifier is looked up in.
    pub category: Category,
    /// `hash`, `XOF`, `MAC`, `KDF`, `AEAD`, `cipher`, `session`, `sealed stream`, `password hash`, `signature`, `DH` or `KEM`.
    pub kind: &'static str,
    /// The library that implements it in this engine.
    pub provider: &'static str,
    /// What is known of a review of that library.
    pub review: Review,
    /// How strongly the specification asks for it.
    pub status: SpecStatus,
    /// The standard that defines it. Empty if the provider describes the algorithm itself and names none.
    pub reference: &'static str,
    /// Sizes in bytes, by name.
    pub sizes: Vec<(&'static str, usize)>,
    /// The operations it has, by their names in the API.
    pub operations: &'static [&'static str],
    /// The options it reads.
    pub options: &'static [&'static str],
    /// How much one key may be used for, where the standard says so.
    pub limit: Option<&'static str>,
}

impl AlgorithmInfo {
    pub(crate) fn new(row: &Row, algorithm: &dyn Algorithm) -> Self {
        let library = algorithm.library();
        Self {
            identifier: row.name,
            category: row.category(),
            kind: row.kind(),
            provider: library,
            review: review(library),
            status: row.status,
            reference: row.reference,
            sizes: sizes(row.shape),
            operations: operations(row.shape),
            options: if row.options.is_empty() { options(row.shape) } else { row.options },
            limit: row.limit,
        }
    }
}

/// The sizes of a shape; what has none is left out.
fn sizes(shape: Shape) -> Vec<(&'static str, usize)> {
    let mut sizes = match shape {
        Shape::Hash { output } => vec![("output", output)],
        Shape::Xof { key } => vec![("key", key)],
        Shape::Mac { generated, tag, .. } => vec![("key", generated), ("tag", tag)],
        Shape::Extract { generated, output, .. } => vec![("key", generated), ("output", output)],
        Shape::Expand { min_key, max_output } => vec![("key", min_key), ("output", max_output)],
        Shape::Aead { key, nonce, tag } => {
            let name = if matches!(nonce, NonceRule::Optional(_)) { "nonce at most" } else { "nonce" };
            vec![("key", key), (name, nonce.len()), ("tag", tag)]
        }
        Shape::Cipher { key, iv, padding } => vec![("key", key), ("nonce", iv), ("tag", padding)],
        Shape::Session { key, nonce, tag } => vec![("key", key), ("nonce", nonce), ("tag", tag)],
        Shape::SealedStream(StreamFormat { key, header, segment, tag, .. }) => {
            vec![("key", key), ("header", header), ("segment", segment), ("tag", tag)]
        }
        Shape::Password { .. } => Vec::new(),
        Shape::Signature { keys, signature, .. } => with_keys(keys, &[("signature", signature)]),
        Shape::DiffieHellman { keys, secret } => with_keys(keys, &[("shared secret", secret)]),
        Shape::Kem { keys, secret, encapsulation } => {
            with_keys(keys, &[("encapsulation", encapsulation), ("shared secret", secret)])
        }
    };
    sizes.retain(|(_, size)| *size > 0);
    sizes
}

fn with_keys(keys: KeyFormat, more: &[(&'static str, usize)]) -> Vec<(&'static str, usize)> {
    let raw =
        keys.raw_sizes().into_iter().flat_map(|(secret, public)| [("secret key", secret), ("public key", public)]);
    raw.chain(more.iter().copied()).collect()
}

fn operations(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Hash { .. } | Shape::Xof { .. } | Shape::Expand { .. } => &["absorb", "squeeze"],
        Shape::Mac { .. } => &["absorb", "squeeze-tag"],
        Shape::Extract { .. } => &["absorb", "squeeze-key"],
        Shape::Aead { .. } => &["absorb", "encrypt", "encrypt-detached", "decrypt", "decrypt-detached"],
        Shape::Cipher { .. } => &["encrypt", "decrypt"],
        Shape::Session { .. } => &[
            "absorb",
            "squeeze",
            "squeeze-tag",
            "squeeze-key",
            "encrypt",
            "encrypt-detached",
            "decrypt",
            "decrypt-detached",
            "ratchet",
        ],
        Shape::SealedStream(_) => &["seal-stream", "open-stream"],
        Shape::Password { squeeze: true, squeeze_tag: false } => &["absorb", "squeeze"],
        Shape::Password { squeeze: false, .. } => &["absorb", "squeeze-tag"],
        Shape::Password { squeeze: true, squeeze_tag: true } => &["absorb", "squeeze", "squeeze-tag"],
        Shape::Signature { .. } => &["sign", "verify"],
        Shape::DiffieHellman { .. } => &["dh"],
        Shape::Kem { .. } => &["encapsulate", "decapsulate"],
    }
}

fn options(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Aead { .. } | Shape::Cipher { .. } | Shape::Session { .. } => &["nonce"],
        Shape::Password { .. } => &["salt", "memory_limit", "ops_limit", "parallelism", "buffer"],
        _ => &[],
    }
}
