//! The rows of the table.

use spki::ObjectIdentifier;

use super::SpecStatus::{Extension, Optional, Recommended, Required};
use super::cost::HMAC;
use super::{Cost, Curve, KeyFormat, MAX_NONCE, NonceRule, PssHash, Row, RsaKeys, SafeCurve, SeedContainer, SeedKeys};
use super::{Shape, SpecStatus, StreamFormat};

const fn row(name: &'static str, shape: Shape, status: SpecStatus, reference: &'static str) -> Row {
    Row { name, shape, status, reference, options: &[], limit: None, cost: Cost::usual(shape) }
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

const fn gcm_hkdf(key: usize, segment: usize) -> Shape {
    Shape::SealedStream(StreamFormat::gcm_hkdf(key, segment))
}

const fn password(squeeze: bool, squeeze_tag: bool) -> Shape {
    Shape::Password { squeeze, squeeze_tag }
}

const fn rsa(bits: usize) -> Shape {
    rsa_keys(RsaKeys { bits, pss: None })
}

const fn rsa_pss(bits: usize, hash: PssHash) -> Shape {
    rsa_keys(RsaKeys { bits, pss: Some(hash) })
}

const fn rsa_keys(keys: RsaKeys) -> Shape {
    Shape::Signature { keys: KeyFormat::Rsa(keys), signature: keys.bits / 8, integers: false }
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

/// Formats of Tink have no standard.
const TINK: &str = "Tink, AES-GCM-HKDF Streaming AEAD";

/// Every identifier this crate knows, whether or not a provider offers it.
#[rustfmt::skip]
pub(crate) static ROWS: &[Row] = &[
    // Hashes.
    row("SHA-256", hash(32), Required, "FIPS 180-4").kib(3_000),
    row("SHA-384", hash(48), Extension, "FIPS 180-4").kib(5_000),
    row("SHA-512", hash(64), Required, "FIPS 180-4").kib(5_000),
    row("SHA-512/256", hash(32), Required, "FIPS 180-4").kib(5_000),
    row("SHA-1", hash(20), Extension, "FIPS 180-4").limit("checking old data: collisions are known").kib(4_000),
    row("SHA-224", hash(28), Extension, "FIPS 180-4").limit("checking old data: short against collisions").kib(3_000),
    row("SHA3-224", hash(28), Extension, "FIPS 202").limit("checking old data: short against collisions"),
    row("SHA3-256", hash(32), Extension, "FIPS 202"),
    row("SHA3-384", hash(48), Extension, "FIPS 202"),
    row("SHA3-512", hash(64), Extension, "FIPS 202"),
    row("BLAKE2B-256", hash(32), Optional, "RFC 7693").options(&["context", "salt"]).kib(4_000),
    row("BLAKE2B-512", hash(64), Optional, "RFC 7693").options(&["context", "salt"]).kib(4_000),
    row("ASCON-HASH", hash(32), Optional, "SP 800-232 section 5.1"),

    // Extendable-output functions.
    row("BLAKE3", xof(32), Optional, "BLAKE3 specification 20211102").options(&["context"]).kib(18_000).state(2304),
    row("SHAKE-128", xof(0), Extension, "FIPS 202 section 6.2"),
    row("SHAKE-256", xof(0), Extension, "FIPS 202 section 6.2"),
    row("CSHAKE-128", xof(0), Optional, "SP 800-185 section 3").options(&["context"]),
    row("CSHAKE-256", xof(0), Optional, "SP 800-185 section 3").options(&["context"]),
    row("TURBOSHAKE-128", xof(0), Optional, "RFC 9861 section 2").options(&["context"]),
    row("TURBOSHAKE-256", xof(0), Optional, "RFC 9861 section 2").options(&["context"]),
    row("KT128", xof(0), Optional, "RFC 9861 section 3").options(&["context"]).state(704),
    row("KT256", xof(0), Optional, "RFC 9861 section 3").options(&["context"]).state(704),
    row("TupleHashXOF128", xof(0), Extension, "SP 800-185 section 5.3.1").options(&["context"]),
    row("TupleHashXOF256", xof(0), Extension, "SP 800-185 section 5.3.1").options(&["context"]),

    // Message authentication.
    row("HMAC/SHA-256", hmac(32), Required, "FIPS 198-1, RFC 2104").kib(3_000).keys(HMAC, 0).state(1536),
    row("HMAC/SHA-384", hmac(48), Extension, "FIPS 198-1, RFC 2104").kib(5_000).keys(HMAC, 0).state(1536),
    row("HMAC/SHA-512", hmac(64), Required, "FIPS 198-1, RFC 2104").kib(5_000).keys(HMAC, 0).state(1536),
    row("AES-128-CMAC", cmac(16), Optional, "SP 800-38B, RFC 4493").limit("2^48 messages").kib(5_000),
    row("AES-256-CMAC", cmac(32), Optional, "SP 800-38B").limit("2^48 messages").kib(5_000),
    row("KMAC-128", kmac(16, 32), Optional, "SP 800-185 section 4").options(&["context"]),
    row("KMAC-256", kmac(32, 64), Optional, "SP 800-185 section 4").options(&["context"]),

    // Key derivation.
    row("HKDF-EXTRACT/SHA-256", extract(32, "HKDF-EXPAND/SHA-256"), Required, "RFC 5869 section 2.2"),
    row("HKDF-EXTRACT/SHA-384", extract(48, "HKDF-EXPAND/SHA-384"), Extension, "RFC 5869 section 2.2"),
    row("HKDF-EXTRACT/SHA-512", extract(64, "HKDF-EXPAND/SHA-512"), Required, "RFC 5869 section 2.2"),
    row("HKDF-EXPAND/SHA-256", Shape::Expand { min_key: 32, max_output: 255 * 32 }, Required, "RFC 5869 section 2.3"),
    row("HKDF-EXPAND/SHA-384", Shape::Expand { min_key: 48, max_output: 255 * 48 }, Extension, "RFC 5869 section 2.3"),
    row("HKDF-EXPAND/SHA-512", Shape::Expand { min_key: 64, max_output: 255 * 64 }, Required, "RFC 5869 section 2.3"),

    // Password hashing.
    row("ARGON2-ID-13", password(true, true), Extension, "RFC 9106"),
    row("SCRYPT", password(true, true), Extension, "RFC 7914").options(&["salt", "memory_limit", "parallelism", "buffer"]),
    row("PBKDF2/SHA-256", password(true, false), Extension, "RFC 8018 section 5.2").options(&["salt", "ops_limit"]),
    row("PBKDF2/SHA-512", password(true, false), Extension, "RFC 8018 section 5.2").options(&["salt", "ops_limit"]),
    row("BCRYPT", password(false, true), Extension, "USENIX 1999, Provos and Mazieres").options(&["salt", "ops_limit"]),

    // Authenticated encryption.
    row("AES-128-GCM", aead(16, NonceRule::Given(12)), Required, "SP 800-38D").limit("2^32 messages of at most 64 GiB").kib(4_000),
    row("AES-192-GCM", aead(24, NonceRule::Given(12)), Extension, "SP 800-38D").limit("2^32 messages of at most 64 GiB").kib(6_000),
    row("AES-256-GCM", aead(32, NonceRule::Given(12)), Required, "SP 800-38D").limit("2^32 messages of at most 64 GiB").kib(4_000),
    row("CHACHA20-POLY1305", aead(32, NonceRule::Given(12)), Recommended, "RFC 8439").limit("messages of at most 256 GiB").kib(3_000),
    row("XCHACHA20-POLY1305", aead(32, NonceRule::Drawn(24)), Optional, "draft-irtf-cfrg-xchacha-03").limit("messages of at most 256 GiB").kib(3_000),
    row("AES-128-GCM-SIV", aead(16, NonceRule::Drawn(12)), Optional, "RFC 8452").limit("messages of at most 64 GiB").kib(5_000),
    row("AES-256-GCM-SIV", aead(32, NonceRule::Drawn(12)), Optional, "RFC 8452").limit("messages of at most 64 GiB").kib(5_000),
    row("AES-128-SIV", aead(32, NonceRule::Optional(MAX_NONCE)), Optional, "RFC 5297").kib(8_000),
    row("AES-256-SIV", aead(64, NonceRule::Optional(MAX_NONCE)), Optional, "RFC 5297").kib(8_000),
    row("AEGIS-128L", aead(16, NonceRule::Drawn(16)), Optional, "draft-irtf-cfrg-aegis-aead").limit("2^48 messages with random nonces"),
    row("AEGIS-128X2", aead(16, NonceRule::Drawn(16)), Optional, "draft-irtf-cfrg-aegis-aead").limit("2^48 messages with random nonces"),
    row("AEGIS-128X4", aead(16, NonceRule::Drawn(16)), Optional, "draft-irtf-cfrg-aegis-aead").limit("2^48 messages with random nonces"),
    row("AEGIS-256", aead(32, NonceRule::Drawn(32)), Optional, "draft-irtf-cfrg-aegis-aead"),
    row("AEGIS-256X2", aead(32, NonceRule::Drawn(32)), Optional, "draft-irtf-cfrg-aegis-aead"),
    row("AEGIS-256X4", aead(32, NonceRule::Drawn(32)), Optional, "draft-irtf-cfrg-aegis-aead"),
    row("ASCON-AEAD", aead(16, NonceRule::Drawn(16)), Optional, "SP 800-232 section 4").limit("2^54 bytes").kib(8_000),

    // Sealed streams.
    row("AES-128-GCM-HKDF-4KB", gcm_hkdf(16, 4 << 10), Extension, TINK).limit("streams of at most 2^32 segments"),
    row("AES-128-GCM-HKDF-1MB", gcm_hkdf(16, 1 << 20), Extension, TINK).limit("streams of at most 2^32 segments"),
    row("AES-256-GCM-HKDF-4KB", gcm_hkdf(32, 4 << 10), Extension, TINK).limit("streams of at most 2^32 segments"),
    row("AES-256-GCM-HKDF-1MB", gcm_hkdf(32, 1 << 20), Extension, TINK).limit("streams of at most 2^32 segments"),
    row("AGE-PAYLOAD", Shape::SealedStream(StreamFormat::AGE), Extension, "age-encryption.org/v1, payload").limit("streams of at most 2^32 segments"),

    // Encryption without authentication.
    row("AES-128-CTR", cipher(16, 0), Optional, "SP 800-38A section 6.5"),
    row("AES-256-CTR", cipher(32, 0), Optional, "SP 800-38A section 6.5"),
    row("AES-128-CBC", cipher(16, 16), Optional, "SP 800-38A section 6.2, RFC 5652 section 6.3"),
    row("AES-256-CBC", cipher(32, 16), Optional, "SP 800-38A section 6.2, RFC 5652 section 6.3"),

    // Sessions.
    row("XOODYAK-128", session(16), Optional, "Xoodyak, a lightweight cryptographic scheme (2021)"),
    row("XOODYAK-160", session(20), Extension, "Xoodyak, a lightweight cryptographic scheme (2021)"),

    // Signatures.
    row("RSA_PKCS1_2048_SHA256", rsa(2048), Required, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_2048_SHA384", rsa(2048), Recommended, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_2048_SHA512", rsa(2048), Recommended, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_3072_SHA256", rsa(3072), Extension, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_3072_SHA384", rsa(3072), Required, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_3072_SHA512", rsa(3072), Recommended, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_4096_SHA256", rsa(4096), Extension, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_4096_SHA384", rsa(4096), Extension, "RFC 8017 section 8.2"),
    row("RSA_PKCS1_4096_SHA512", rsa(4096), Required, "RFC 8017 section 8.2"),
    row("RSA_PSS_2048_SHA256", rsa_pss(2048, PssHash::Sha256), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_2048_SHA384", rsa_pss(2048, PssHash::Sha384), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_2048_SHA512", rsa_pss(2048, PssHash::Sha512), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_3072_SHA256", rsa_pss(3072, PssHash::Sha256), Extension, "RFC 8017 section 8.1"),
    row("RSA_PSS_3072_SHA384", rsa_pss(3072, PssHash::Sha384), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_3072_SHA512", rsa_pss(3072, PssHash::Sha512), Recommended, "RFC 8017 section 8.1"),
    row("RSA_PSS_4096_SHA256", rsa_pss(4096, PssHash::Sha256), Extension, "RFC 8017 section 8.1"),
    row("RSA_PSS_4096_SHA384", rsa_pss(4096, PssHash::Sha384), Extension, "RFC 8017 section 8.1"),
    row("RSA_PSS_4096_SHA512", rsa_pss(4096, PssHash::Sha512), Recommended, "RFC 8017 section 8.1"),
    row("ECDSA_P256_SHA256", ecdsa(Curve::P256, 64), Recommended, "FIPS 186-5 section 6"),
    row("ECDSA_P384_SHA384", ecdsa(Curve::P384, 96), Recommended, "FIPS 186-5 section 6"),
    row("ECDSA_K256_SHA256", ecdsa(Curve::K256, 64), Recommended, "SEC 1 section 4.1, SEC 2 section 2.4.1"),
    row("Ed25519", eddsa(SafeCurve::Curve25519, 64), Recommended, "RFC 8032 section 5.1"),
    row("Ed25519ph", eddsa(SafeCurve::Curve25519, 64), Extension, "RFC 8032 section 5.1"),
    row("Ed448", eddsa(SafeCurve::Curve448, 114), Optional, "RFC 8032 section 5.2"),
    row("ML-DSA-44", ml_dsa(1312, 2420, 2560, "2.16.840.1.101.3.4.3.17"), Optional, "FIPS 204, RFC 9881").keys(72 << 10, 28 << 10),
    row("ML-DSA-65", ml_dsa(1952, 3309, 4032, "2.16.840.1.101.3.4.3.18"), Optional, "FIPS 204, RFC 9881").keys(120 << 10, 48 << 10),
    row("ML-DSA-87", ml_dsa(2592, 4627, 4896, "2.16.840.1.101.3.4.3.19"), Optional, "FIPS 204, RFC 9881"),

    // Diffie-Hellman.
    row("X25519", dh(KeyFormat::Montgomery(SafeCurve::Curve25519), 32), Recommended, "RFC 7748 section 5"),
    row("X448", dh(KeyFormat::Montgomery(SafeCurve::Curve448), 56), Optional, "RFC 7748 section 5"),
    row("P256-SHA256", dh(KeyFormat::Ec(Curve::P256), 32), Recommended, "SP 800-56A section 5.7.1.2"),
    row("P384-SHA384", dh(KeyFormat::Ec(Curve::P384), 48), Recommended, "SP 800-56A section 5.7.1.2"),

    // Key encapsulation.
    row("ML-KEM-512", ml_kem(800, 768, 1632, "2.16.840.1.101.3.4.4.1"), Optional, "FIPS 203, RFC 9935").keys(6 << 10, 3 << 10),
    row("ML-KEM-768", ml_kem(1184, 1088, 2400, "2.16.840.1.101.3.4.4.2"), Optional, "FIPS 203, RFC 9935").keys(6 << 10, 3 << 10),
    row("ML-KEM-1024", ml_kem(1568, 1568, 3168, "2.16.840.1.101.3.4.4.3"), Optional, "FIPS 203, RFC 9935").keys(6 << 10, 3 << 10),
    row("X-WING", kem(1216, 1120, 32, SeedContainer::Bare, "1.3.6.1.4.1.62253.25722"), Recommended, "draft-connolly-cfrg-xwing-kem-06").keys(6 << 10, 3 << 10),
];
