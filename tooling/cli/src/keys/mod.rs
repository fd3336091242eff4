//! Keys in the forms in which people have them.
//!
//! One file per form: `encrypted` opens PKCS#8 under a passphrase, `openssh` and `jwk` read their own, `jwk_public` writes
//! JSON Web Keys, `pem` takes off the armour, `rsa` puts the numbers of an RSA key together. `wanted` is what an algorithm
//! takes, `encoding` the names of the forms on the command line, `passphrase` where passphrases come from, and `explain`
//! says what a key is that was not taken. The engine reads all else.

mod encoding;
mod encrypted;
mod explain;
mod jwk;
mod jwk_public;
mod openssh;
mod passphrase;
mod pem;
mod read;
mod rsa;
mod wanted;

pub use encoding::{Encoding, PublicEncoding};
pub use jwk_public::write as write_jwk;
pub use passphrase::PassphraseArgs;
pub use read::read;

use wasi_crypto_host::engine::{KeyEncoding, SecretBytes};

/// A key in a form that the engine reads.
pub struct Material {
    /// The bytes.
    pub bytes: SecretBytes,
    /// How they are written.
    pub encoding: KeyEncoding,
}
