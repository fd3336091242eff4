//! Which files map onto the specification's tables, and how many vectors each has.

/// Files and their vectors, by the table whose identifiers they test: 8 files with 1,610 vectors for the required
/// algorithms, 20 with 7,724 for the recommended ones, 33 with 7,042 for the optional ones; 16,376 in all. Each vector
/// of these files is run, or skipped for a reason of [`Skip`](super::Skip).
#[rustfmt::skip]
pub const MAPPED: &[(&str, &[(&str, usize)])] = &[
    ("required", &[
        ("aes_gcm", 316),
        ("hmac_sha256", 174),
        ("hmac_sha512", 174),
        ("hkdf_sha256", 86),
        ("hkdf_sha512", 83),
        ("rsa_signature_2048_sha256", 259),
        ("rsa_signature_3072_sha384", 259),
        ("rsa_signature_4096_sha512", 259),
    ]),
    ("recommended", &[
        ("rsa_signature_2048_sha384", 258),
        ("rsa_signature_2048_sha512", 259),
        ("rsa_signature_3072_sha512", 260),
        ("rsa_pss_2048_sha256_mgf1_32", 108),
        ("rsa_pss_2048_sha384_mgf1_48", 141),
        ("rsa_pss_4096_sha512_mgf1_64", 179),
        ("ecdsa_secp256r1_sha256", 484),
        ("ecdsa_secp256r1_sha256_p1363", 262),
        ("ecdsa_secp384r1_sha384", 504),
        ("ecdsa_secp384r1_sha384_p1363", 280),
        ("ecdsa_secp256k1_sha256", 476),
        ("ecdsa_secp256k1_sha256_p1363", 252),
        ("ecdsa_secp256k1_sha256_bitcoin", 463),
        ("ecdh_secp256r1", 612),
        ("ecdh_secp256r1_ecpoint", 355),
        ("ecdh_secp384r1", 1047),
        ("ecdh_secp384r1_ecpoint", 790),
        ("ed25519", 151),
        ("x25519", 518),
        ("chacha20_poly1305", 325),
    ]),
    ("optional", &[
        ("xchacha20_poly1305", 315),
        ("aes_gcm_siv", 202),
        ("aead_aes_siv_cmac", 900),
        ("aegis128L", 479),
        ("aegis256", 472),
        ("ascon_sp800_232_aead128", 252),
        ("aes_cmac", 311),
        ("aes_cbc_pkcs5", 216),
        ("kmac128_no_customization", 174),
        ("kmac256_no_customization", 261),
        ("ed448", 87),
        ("x448", 510),
        ("mlkem_512", 200),
        ("mlkem_512_encaps", 261),
        ("mlkem_512_keygen_seed", 100),
        ("mlkem_512_semi_expanded_decaps", 9),
        ("mlkem_768", 201),
        ("mlkem_768_encaps", 265),
        ("mlkem_768_keygen_seed", 100),
        ("mlkem_768_semi_expanded_decaps", 9),
        ("mlkem_1024", 202),
        ("mlkem_1024_encaps", 269),
        ("mlkem_1024_keygen_seed", 100),
        ("mlkem_1024_semi_expanded_decaps", 9),
        ("mldsa_44_sign_seed", 86),
        ("mldsa_44_sign_noseed", 73),
        ("mldsa_44_verify", 180),
        ("mldsa_65_sign_seed", 105),
        ("mldsa_65_sign_noseed", 78),
        ("mldsa_65_verify", 210),
        ("mldsa_87_sign_seed", 96),
        ("mldsa_87_sign_noseed", 69),
        ("mldsa_87_verify", 241),
    ]),
];

/// Files run beside those: RSA-PSS under parameters the identifiers do not have, which must not verify, and a mix that
/// has a few of theirs.
pub const MORE: &[&str] = &["rsa_pss_2048_sha256_mgf1_0", "rsa_pss_4096_sha512_mgf1_32", "rsa_pss_misc"];
