//! The rows of the table.
//!
//! A row whose algorithm comes from a pure Rust crate in every provider names the object that implements it.

use spki::ObjectIdentifier;

use super::SpecStatus::{Extension, Optional, Recommended, Required};
use super::{Cost, Curve, KeyFormat, NonceRule, Row, SafeCurve, SeedContainer, SeedKeys, Shape, SpecStatus};
use crate::nonce;

const fn row(name: &'static str, shape: Shape, status: SpecStatus, reference: &'static str) -> Row {
    Row { name, shape, status, reference, options: &[], limit: None, cost: Cost::usual(shape), shared: None }
}

const fn hash(output: usize) -> Shape {
    Shape::Hash { output }
}

const fn xof(key: usize) -> Shape {
    Shape::Xof { key }
}

const fn hmac(size: usize) -> Shape {
    Shape::Mac { generated: size, any_key: true, tag: size }
}

const fn cmac(key: usize) -> Shape {
    Shape::Mac { generated: key, any_key: false, tag: 16 }
}

const fn kmac(generated: usize, tag: usize) -> Shape {
    Shape::Mac { generated, any_key: true, tag }
}

const fn extract(output: usize, expand: &'static str) -> Shape {
    Shape::Extract { generated: output, output, expand }
}

const fn aead(key: usize, nonce: NonceRule) -> Shape {
    Shape::Aead { key, nonce, tag: 16 }
}

const fn cipher(key: usize, padding: usize) -> Shape {
    Shape::Cipher { key, iv: 16, padding }
}

const fn session(key: usize) -> Shape {
    Shape::Session { key, nonce: 16, tag: 16 }
}

const fn password(squeeze: bool, squeeze_tag: bool) -> Shape {
    Shape::Password { squeeze, squeeze_tag }
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

const fn kem(public: usize, encapsulation: usize, secret: usize, container: SeedContainer, identifier: &str) -> Shape {
    let identifier = ObjectIdentifier::new_unwrap(identifier);
    let keys = KeyFormat::Seed(SeedKeys { secret, public, public_in_pair: true, container, identifier });
    Shape::Kem { keys, secret: 32, encapsulation }
}

const fn ml_kem(public: usize, encapsulation: usize, expanded: usize, identifier: &str) -> Shape {
    kem(public, encapsulation, 64, SeedContainer::Choice { expanded }, identifier)
}

const fn ml_dsa(public: usize, signature: usize, expanded: usize, identifier: &str) -> Shape {
    let identifier = ObjectIdentifier::new_unwrap(identifier);
    let container = SeedContainer::Choice { expanded };
    let keys = KeyFormat::Seed(SeedKeys { secret: 32, public, public_in_pair: false, container, identifier });
    Shape::Signature { keys, signature, integers: false }
}

const fn eddsa(curve: SafeCurve, signature: usize) -> Shape {
    Shape::Signature { keys: KeyFormat::Edwards(curve), signature, integers: false }
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

/// The same for crates that are pre-releases.
macro_rules! pre_release {
    ($row:expr, $kind:ident, $object:path) => {
        Row {
            #[cfg(feature = "pre-release")]
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
    optional!(row("SHA3-256", hash(32), Extension, "FIPS 202"), Hash, crate::provider::optional::sha3::SHA3_256),
    optional!(row("SHA3-384", hash(48), Extension, "FIPS 202"), Hash, crate::provider::optional::sha3::SHA3_384),
    optional!(row("SHA3-512", hash(64), Extension, "FIPS 202"), Hash, crate::provider::optional::sha3::SHA3_512),
    optional!(row("BLAKE2B-256", hash(32), Optional, "RFC 7693").options(&["context", "salt"]), Hash, crate::provider::optional::blake2b::BLAKE2B_256),
    optional!(row("BLAKE2B-512", hash(64), Optional, "RFC 7693").options(&["context", "salt"]), Hash, crate::provider::optional::blake2b::BLAKE2B_512),
    optional!(row("ASCON-HASH", hash(32), Optional, "SP 800-232 section 5.1"), Hash, crate::provider::optional::ascon_hash::ASCON_HASH),

    // Extendable-output functions.
    optional!(row("BLAKE3", xof(32), Optional, "BLAKE3 specification 20211102").options(&["context"]), Xof, crate::provider::optional::blake3::BLAKE3),
    optional!(row("SHAKE-128", xof(0), Extension, "FIPS 202 section 6.2"), Xof, crate::provider::optional::shake::SHAKE_128),
    optional!(row("SHAKE-256", xof(0), Extension, "FIPS 202 section 6.2"), Xof, crate::provider::optional::shake::SHAKE_256),
    optional!(row("CSHAKE-128", xof(0), Optional, "SP 800-185 section 3").options(&["context"]), Xof, crate::provider::optional::cshake::CSHAKE_128),
    optional!(row("CSHAKE-256", xof(0), Optional, "SP 800-185 section 3").options(&["context"]), Xof, crate::provider::optional::cshake::CSHAKE_256),
    optional!(row("TURBOSHAKE-128", xof(0), Optional, "RFC 9861 section 2").options(&["context"]), Xof, crate::provider::optional::turboshake::TURBOSHAKE_128),
    optional!(row("TURBOSHAKE-256", xof(0), Optional, "RFC 9861 section 2").options(&["context"]), Xof, crate::provider::optional::turboshake::TURBOSHAKE_256),
    optional!(row("KT128", xof(0), Optional, "RFC 9861 section 3").options(&["context"]), Xof, crate::provider::optional::kt::KT128),
    optional!(row("KT256", xof(0), Optional, "RFC 9861 section 3").options(&["context"]), Xof, crate::provider::optional::kt::KT256),
    optional!(row("TupleHashXOF128", xof(0), Extension, "SP 800-185 section 5.3.1").options(&["context"]), Xof, crate::provider::optional::tuple_hash::TUPLE_HASH_XOF_128),
    optional!(row("TupleHashXOF256", xof(0), Extension, "SP 800-185 section 5.3.1").options(&["context"]), Xof, crate::provider::optional::tuple_hash::TUPLE_HASH_XOF_256),

    // Message authentication.
    row("HMAC/SHA-256", hmac(32), Required, "FIPS 198-1, RFC 2104"),
    row("HMAC/SHA-512", hmac(64), Required, "FIPS 198-1, RFC 2104"),
    optional!(row("AES-128-CMAC", cmac(16), Optional, "SP 800-38B, RFC 4493").limit("2^48 messages"), Mac, crate::provider::optional::cmac::AES_128_CMAC),
    optional!(row("AES-256-CMAC", cmac(32), Optional, "SP 800-38B").limit("2^48 messages"), Mac, crate::provider::optional::cmac::AES_256_CMAC),
    optional!(row("KMAC-128", kmac(16, 32), Optional, "SP 800-185 section 4").options(&["context"]), Mac, crate::provider::optional::kmac::KMAC_128),
    optional!(row("KMAC-256", kmac(32, 64), Optional, "SP 800-185 section 4").options(&["context"]), Mac, crate::provider::optional::kmac::KMAC_256),

    // Key derivation.
    row("HKDF-EXTRACT/SHA-256", extract(32, "HKDF-EXPAND/SHA-256"), Required, "RFC 5869 section 2.2"),
    row("HKDF-EXTRACT/SHA-512", extract(64, "HKDF-EXPAND/SHA-512"), Required, "RFC 5869 section 2.2"),
    row("HKDF-EXPAND/SHA-256", Shape::Expand { min_key: 32, max_output: 255 * 32 }, Required, "RFC 5869 section 2.3"),
    row("HKDF-EXPAND/SHA-512", Shape::Expand { min_key: 64, max_output: 255 * 64 }, Required, "RFC 5869 section 2.3"),

    // Password hashing.
    optional!(row("ARGON2-ID-13", password(true, true), Extension, "RFC 9106"), Password, crate::provider::optional::argon2::ARGON2_ID_13),
    optional!(row("SCRYPT", password(true, true), Extension, "RFC 7914").options(&["salt", "memory_limit", "parallelism", "buffer"]), Password, crate::provider::optional::scrypt::SCRYPT),
    optional!(row("PBKDF2/SHA-256", password(true, false), Extension, "RFC 8018 section 5.2").options(&["salt", "ops_limit"]), Password, crate::provider::optional::pbkdf2::PBKDF2_SHA_256),
    optional!(row("PBKDF2/SHA-512", password(true, false), Extension, "RFC 8018 section 5.2").options(&["salt", "ops_limit"]), Password, crate::provider::optional::pbkdf2::PBKDF2_SHA_512),
    optional!(row("BCRYPT", password(false, true), Extension, "USENIX 1999, Provos and Mazieres").options(&["salt", "ops_limit"]), Password, crate::provider::optional::bcrypt::BCRYPT),

    // Authenticated encryption.
    row("AES-128-GCM", aead(16, NonceRule::Given(12)), Required, "SP 800-38D").limit("2^32 messages of at most 64 GiB"),
    row("AES-256-GCM", aead(32, NonceRule::Given(12)), Required, "SP 800-38D").limit("2^32 messages of at most 64 GiB"),
    row("CHACHA20-POLY1305", aead(32, NonceRule::Given(12)), Recommended, "RFC 8439").limit("messages of at most 256 GiB"),
    row("XCHACHA20-POLY1305", aead(32, NonceRule::Drawn(24)), Optional, "draft-irtf-cfrg-xchacha-03").limit("messages of at most 256 GiB"),
    optional!(row("AES-128-GCM-SIV", aead(16, NonceRule::Drawn(12)), Optional, "RFC 8452").limit("messages of at most 64 GiB"), Aead, crate::provider::optional::aes_gcm_siv::AES_128),
    optional!(row("AES-256-GCM-SIV", aead(32, NonceRule::Drawn(12)), Optional, "RFC 8452").limit("messages of at most 64 GiB"), Aead, crate::provider::optional::aes_gcm_siv::AES_256),
    optional!(row("AES-128-SIV", aead(32, NonceRule::Optional(nonce::MAX)), Optional, "RFC 5297"), Aead, crate::provider::optional::aes_siv::AES_128),
    optional!(row("AES-256-SIV", aead(64, NonceRule::Optional(nonce::MAX)), Optional, "RFC 5297"), Aead, crate::provider::optional::aes_siv::AES_256),
    optional!(row("AEGIS-128L", aead(16, NonceRule::Drawn(16)), Optional, "draft-irtf-cfrg-aegis-aead").limit("2^48 messages with random nonces"), Aead, crate::provider::optional::aegis::AEGIS_128L),
    optional!(row("AEGIS-128X2", aead(16, NonceRule::Drawn(16)), Optional, "draft-irtf-cfrg-aegis-aead").limit("2^48 messages with random nonces"), Aead, crate::provider::optional::aegis::AEGIS_128X2),
    optional!(row("AEGIS-128X4", aead(16, NonceRule::Drawn(16)), Optional, "draft-irtf-cfrg-aegis-aead").limit("2^48 messages with random nonces"), Aead, crate::provider::optional::aegis::AEGIS_128X4),
    optional!(row("AEGIS-256", aead(32, NonceRule::Drawn(32)), Optional, "draft-irtf-cfrg-aegis-aead"), Aead, crate::provider::optional::aegis::AEGIS_256),
    optional!(row("AEGIS-256X2", aead(32, NonceRule::Drawn(32)), Optional, "draft-irtf-cfrg-aegis-aead"), Aead, crate::provider::optional::aegis::AEGIS_256X2),
    optional!(row("AEGIS-256X4", aead(32, NonceRule::Drawn(32)), Optional, "draft-irtf-cfrg-aegis-aead"), Aead, crate::provider::optional::aegis::AEGIS_256X4),
    optional!(row("ASCON-AEAD", aead(16, NonceRule::Drawn(16)), Optional, "SP 800-232 section 4").limit("2^54 bytes"), Aead, crate::provider::optional::ascon::ASCON_AEAD),

    // Encryption without authentication.
    optional!(row("AES-128-CTR", cipher(16, 0), Optional, "SP 800-38A section 6.5"), Cipher, crate::provider::optional::aes_ctr::AES_128),
    optional!(row("AES-256-CTR", cipher(32, 0), Optional, "SP 800-38A section 6.5"), Cipher, crate::provider::optional::aes_ctr::AES_256),
    optional!(row("AES-128-CBC", cipher(16, 16), Optional, "SP 800-38A section 6.2, RFC 5652 section 6.3"), Cipher, crate::provider::optional::aes_cbc::AES_128),
    optional!(row("AES-256-CBC", cipher(32, 16), Optional, "SP 800-38A section 6.2, RFC 5652 section 6.3"), Cipher, crate::provider::optional::aes_cbc::AES_256),

    // Sessions.
    optional!(row("XOODYAK-128", session(16), Optional, "Xoodyak, a lightweight cryptographic scheme (2021)"), Session, crate::provider::optional::xoodyak::XOODYAK_128),
    optional!(row("XOODYAK-160", session(20), Extension, "Xoodyak, a lightweight cryptographic scheme (2021)"), Session, crate::provider::optional::xoodyak::XOODYAK_160),

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
    row("Ed25519", eddsa(SafeCurve::Curve25519, 64), Recommended, "RFC 8032 section 5.1"),
    optional!(row("Ed25519ph", eddsa(SafeCurve::Curve25519, 64), Extension, "RFC 8032 section 5.1"), Signature, crate::provider::optional::ed25519ph::ED25519_PH),
    pre_release!(row("Ed448", eddsa(SafeCurve::Curve448, 114), Optional, "RFC 8032 section 5.2"), Signature, crate::provider::pre_release::ed448::ED448),
    optional!(row("ML-DSA-44", ml_dsa(1312, 2420, 2560, "2.16.840.1.101.3.4.3.17"), Optional, "FIPS 204, RFC 9881"), Signature, crate::provider::optional::ml_dsa::ML_DSA_44),
    optional!(row("ML-DSA-65", ml_dsa(1952, 3309, 4032, "2.16.840.1.101.3.4.3.18"), Optional, "FIPS 204, RFC 9881"), Signature, crate::provider::optional::ml_dsa::ML_DSA_65),
    optional!(row("ML-DSA-87", ml_dsa(2592, 4627, 4896, "2.16.840.1.101.3.4.3.19"), Optional, "FIPS 204, RFC 9881"), Signature, crate::provider::optional::ml_dsa::ML_DSA_87),

    // Diffie-Hellman.
    row("X25519", dh(KeyFormat::Montgomery(SafeCurve::Curve25519), 32), Recommended, "RFC 7748 section 5"),
    pre_release!(row("X448", dh(KeyFormat::Montgomery(SafeCurve::Curve448), 56), Optional, "RFC 7748 section 5"), DiffieHellman, crate::provider::pre_release::x448::X448),
    row("P256-SHA256", dh(KeyFormat::Ec(Curve::P256), 32), Recommended, "SP 800-56A section 5.7.1.2"),
    row("P384-SHA384", dh(KeyFormat::Ec(Curve::P384), 48), Recommended, "SP 800-56A section 5.7.1.2"),

    // Key encapsulation.
    row("ML-KEM-512", ml_kem(800, 768, 1632, "2.16.840.1.101.3.4.4.1"), Optional, "FIPS 203, RFC 9935"),
    row("ML-KEM-768", ml_kem(1184, 1088, 2400, "2.16.840.1.101.3.4.4.2"), Optional, "FIPS 203, RFC 9935"),
    row("ML-KEM-1024", ml_kem(1568, 1568, 3168, "2.16.840.1.101.3.4.4.3"), Optional, "FIPS 203, RFC 9935"),
    row("X-WING", kem(1216, 1120, 32, SeedContainer::Bare, "1.3.6.1.4.1.62253.25722"), Recommended, "draft-connolly-cfrg-xwing-kem-06"),
];
