//! What the specification lists as optional, and its extensions: one file per algorithm family, each in pure Rust and
//! the same in every provider. The table names the objects in here.

pub(crate) mod aegis;
pub(crate) mod aes_cbc;
pub(crate) mod aes_ctr;
pub(crate) mod aes_gcm_siv;
pub(crate) mod aes_siv;
pub(crate) mod argon2;
pub(crate) mod ascon;
pub(crate) mod ascon_hash;
pub(crate) mod bcrypt;
pub(crate) mod blake2b;
pub(crate) mod blake3;
pub(crate) mod cmac;
pub(crate) mod cshake;
pub(crate) mod ed25519ph;
pub(crate) mod kmac;
pub(crate) mod kt;
pub(crate) mod ml_dsa;
pub(crate) mod pbkdf2;
pub(crate) mod scrypt;
pub(crate) mod sha3;
pub(crate) mod shake;
pub(crate) mod tuple_hash;
pub(crate) mod turboshake;
pub(crate) mod xoodyak;

mod phc;
mod sp800_185;
