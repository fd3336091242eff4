//! What the specification lists as optional, and its extensions: one file per algorithm family, each in pure Rust and
//! the same in every provider.

mod aegis;
mod aes_cbc;
mod aes_ctr;
mod aes_gcm;
mod aes_gcm_siv;
mod aes_siv;
mod argon2;
mod ascon;
mod ascon_hash;
mod bcrypt;
mod blake2b;
mod blake3;
mod cmac;
mod cshake;
mod ed25519ph;
mod kmac;
mod kt;
mod ml_dsa;
mod old_hashes;
mod pbkdf2;
mod phc;
mod scrypt;
mod sha3;
mod shake;
mod sp800_185;
mod tuple_hash;
mod turboshake;
mod xoodyak;

use super::CryptoProvider;

impl CryptoProvider {
    /// What the feature `optional` adds to every provider, from pure Rust crates. There is none of what every host has to
    /// have: SHA-256 and SHA-512, HMAC, HKDF, AES-GCM with keys of 16 and 32 bytes, RSA.
    pub fn optional() -> Self {
        Self {
            name: "optional",
            hashes: vec![
                &old_hashes::SHA_1,
                &old_hashes::SHA_224,
                &sha3::SHA3_224,
                &sha3::SHA3_256,
                &sha3::SHA3_384,
                &sha3::SHA3_512,
                &blake2b::BLAKE2B_256,
                &blake2b::BLAKE2B_512,
                &ascon_hash::ASCON_HASH,
            ],
            xofs: vec![
                &blake3::BLAKE3,
                &shake::SHAKE_128,
                &shake::SHAKE_256,
                &cshake::CSHAKE_128,
                &cshake::CSHAKE_256,
                &turboshake::TURBOSHAKE_128,
                &turboshake::TURBOSHAKE_256,
                &kt::KT128,
                &kt::KT256,
                &tuple_hash::TUPLE_HASH_XOF_128,
                &tuple_hash::TUPLE_HASH_XOF_256,
            ],
            macs: vec![&cmac::AES_128_CMAC, &cmac::AES_256_CMAC, &kmac::KMAC_128, &kmac::KMAC_256],
            passwords: vec![
                &argon2::ARGON2_ID_13,
                &scrypt::SCRYPT,
                &pbkdf2::PBKDF2_SHA_256,
                &pbkdf2::PBKDF2_SHA_512,
                &bcrypt::BCRYPT,
            ],
            aeads: vec![
                &aes_gcm::AES_192,
                &aes_gcm_siv::AES_128,
                &aes_gcm_siv::AES_256,
                &aes_siv::AES_128,
                &aes_siv::AES_256,
                &aegis::AEGIS_128L,
                &aegis::AEGIS_128X2,
                &aegis::AEGIS_128X4,
                &aegis::AEGIS_256,
                &aegis::AEGIS_256X2,
                &aegis::AEGIS_256X4,
                &ascon::ASCON_AEAD,
            ],
            ciphers: vec![&aes_ctr::AES_128, &aes_ctr::AES_256, &aes_cbc::AES_128, &aes_cbc::AES_256],
            sessions: vec![&xoodyak::XOODYAK_128, &xoodyak::XOODYAK_160],
            signatures: vec![&ed25519ph::ED25519_PH, &ml_dsa::ML_DSA_44, &ml_dsa::ML_DSA_65, &ml_dsa::ML_DSA_87],
            ..Self::empty()
        }
    }
}
