//! The rows of the table.
//!
//! A row whose algorithm comes from a pure Rust crate in every provider names the object that implements it.

use super::SpecStatus::{Extension, Optional, Recommended, Required};
use super::{Curve, KeyFormat, Row, Shape, SpecStatus};

const fn row(name: &'static str, shape: Shape, status: SpecStatus, reference: &'static str) -> Row {
    Row { name, shape, status, reference, options: &[], limit: None, shared: None }
}

const fn hash(output: usize) -> Shape {
    Shape::Hash { output }
}

const fn hmac(size: usize) -> Shape {
    Shape::Mac { generated: size, any_key: true, tag: size }
}

const fn extract(output: usize, expand: &'static str) -> Shape {
    Shape::Extract { generated: output, output, expand }
}

const fn aead(key: usize, nonce: usize, random_nonce: bool) -> Shape {
    Shape::Aead { key, nonce, tag: 16, random_nonce }
}

const fn rsa(bits: usize, signature: usize) -> Shape {
    Shape::Signature { keys: KeyFormat::Rsa { bits }, signature, integers: false }
}

const fn ecdsa(curve: Curve, signature: usize) -> Shape {
    Shape::Signature { keys: KeyFormat::Ec(curve), signature, integers: true }
}

const fn dh(keys: KeyFormat, secret: usize) -> Shape {
    Shape::DiffieHellman { keys, secret }
}

const fn kem(secret: usize, public: usize, encapsulation: usize) -> Shape {
    Shape::Kem { keys: KeyFormat::Plain { secret, public }, secret: 32, encapsulation }
}

/// An optional algorithm: the row, and the object every provider takes unless it has its own.
macro_rules! optional {
    ($row:expr, $kind:ident, $object:path) => {
        Row {
            #[cfg(feature = "optional")]
            shared: Some(crate::engine::Implementation::$kind(&$object)),
            ..$row
        }
    };
}

/// Every identifier this crate knows, whether or not a provider offers it.
#[rustfmt::skip]
pub(crate) static ROWS: &[Row] = &[
    // Hashes.
    row("SHA-256", hash(32), Required, "FIPS 180-4"),
    row("SHA-384", hash(48), Extension, "FIPS 180-4"),
    row("SHA-512", hash(64), Required, "FIPS 180-4"),
    row("SHA-512/256", hash(32), Required, "FIPS 180-4"),

    // Extendable-output functions.

    // Message authentication.
    row("HMAC/SHA-256", hmac(32), Required, "FIPS 198-1, RFC 2104"),
    row("HMAC/SHA-512", hmac(64), Required, "FIPS 198-1, RFC 2104"),

    // Key derivation.
    row("HKDF-EXTRACT/SHA-256", extract(32, "HKDF-EXPAND/SHA-256"), Required, "RFC 5869 section 2.2"),
    row("HKDF-EXTRACT/SHA-512", extract(64, "HKDF-EXPAND/SHA-512"), Required, "RFC 5869 section 2.2"),
    row("HKDF-EXPAND/SHA-256", Shape::Expand { min_key: 32, max_output: 255 * 32 }, Required, "RFC 5869 section 2.3"),
    row("HKDF-EXPAND/SHA-512", Shape::Expand { min_key: 64, max_output: 255 * 64 }, Required, "RFC 5869 section 2.3"),

    // Password hashing.

    // Authenticated encryption.
    row("AES-128-GCM", aead(16, 12, false), Required, "SP 800-38D").limit("2^32 messages of at most 64 GiB"),
    row("AES-256-GCM", aead(32, 12, false), Required, "SP 800-38D").limit("2^32 messages of at most 64 GiB"),
    row("CHACHA20-POLY1305", aead(32, 12, false), Recommended, "RFC 8439").limit("messages of at most 256 GiB"),
    row("XCHACHA20-POLY1305", aead(32, 24, true), Optional, "draft-irtf-cfrg-xchacha-03").limit("messages of at most 256 GiB"),

    // Encryption without authentication.

    // Sessions.

    // Signatures.
    row("RSA_PKCS1_2048_SHA256", rsa(2048, 256), Required, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_2048_SHA384", rsa(2048, 256), Recommended, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_2048_SHA512", rsa(2048, 256), Recommended, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_3072_SHA384", rsa(3072, 384), Required, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_3072_SHA512", rsa(3072, 384), Recommended, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_4096_SHA512", rsa(4096, 512), Required, "RFC 8017 section 8.2"),
    row("RSA_PSS_2048_SHA256", rsa(2048, 256), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_2048_SHA384", rsa(2048, 256), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_2048_SHA512", rsa(2048, 256), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_3072_SHA384", rsa(3072, 384), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_3072_SHA512", rsa(3072, 384), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_4096_SHA512", rsa(4096, 512), Recommended, "RFC 8017 section 8.1"),
    row("ECDSA_P256_SHA256", ecdsa(Curve::P256, 64), Recommended, "FIPS 186-5 section 6"),
    row("ECDSA_P384_SHA384", ecdsa(Curve::P384, 96), Recommended, "FIPS 186-5 section 6"),
    row("ECDSA_K256_SHA256", ecdsa(Curve::K256, 64), Recommended, "SEC 1 section 4.1, SEC 2 section 2.4.1"),
    row("Ed25519", Shape::Signature { keys: KeyFormat::Ed25519, signature: 64, integers: false }, Recommended, "RFC 8032 section 5.1"),

    // Diffie-Hellman.
    row("X25519", dh(KeyFormat::X25519, 32), Recommended, "RFC 7748 section 5"),
    row("P256-SHA256", dh(KeyFormat::Ec(Curve::P256), 32), Recommended, "SP 800-56A section 5.7.1.2"),
    row("P384-SHA384", dh(KeyFormat::Ec(Curve::P384), 48), Recommended, "SP 800-56A section 5.7.1.2"),

    // Key encapsulation.
    row("ML-KEM-768", kem(64, 1184, 1088), Optional, "FIPS 203"),
    row("X-WING", kem(32, 1216, 1120), Recommended, "draft-connolly-cfrg-xwing-kem-06"),
];
