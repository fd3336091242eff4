//! The objects of every kind under one type.

use super::{
    Aead, Algorithm, Cipher, CryptoProvider, DiffieHellman, Hash, Kdf, Kem, KeyScheme, Mac, PasswordHash, SealedStream,
    Session, SignatureScheme, Xof,
};
use crate::table::Shape;

/// The object behind an identifier.
#[derive(Clone, Copy)]
pub(crate) enum Implementation {
    Hash(&'static dyn Hash),
    Xof(&'static dyn Xof),
    Mac(&'static dyn Mac),
    Kdf(&'static dyn Kdf),
    Password(&'static dyn PasswordHash),
    Aead(&'static dyn Aead),
    Cipher(&'static dyn Cipher),
    Session(&'static dyn Session),
    SealedStream(&'static dyn SealedStream),
    Signature(&'static dyn SignatureScheme),
    DiffieHellman(&'static dyn DiffieHellman),
    Kem(&'static dyn Kem),
}

impl CryptoProvider {
    /// Every object, list after list.
    pub(super) fn implementations(&self) -> impl Iterator<Item = Implementation> {
        // All fields are named, so that no list can be forgotten.
        let Self {
            name: _,
            hashes,
            xofs,
            macs,
            kdfs,
            passwords,
            aeads,
            ciphers,
            sessions,
            sealed_streams,
            signatures,
            diffie_hellman,
            kems,
            random: _,
        } = self;
        (hashes.iter().map(|a| Implementation::Hash(*a)))
            .chain(xofs.iter().map(|a| Implementation::Xof(*a)))
            .chain(macs.iter().map(|a| Implementation::Mac(*a)))
            .chain(kdfs.iter().map(|a| Implementation::Kdf(*a)))
            .chain(passwords.iter().map(|a| Implementation::Password(*a)))
            .chain(aeads.iter().map(|a| Implementation::Aead(*a)))
            .chain(ciphers.iter().map(|a| Implementation::Cipher(*a)))
            .chain(sessions.iter().map(|a| Implementation::Session(*a)))
            .chain(sealed_streams.iter().map(|a| Implementation::SealedStream(*a)))
            .chain(signatures.iter().map(|a| Implementation::Signature(*a)))
            .chain(diffie_hellman.iter().map(|a| Implementation::DiffieHellman(*a)))
            .chain(kems.iter().map(|a| Implementation::Kem(*a)))
    }
}

impl Implementation {
    /// The object, whatever its kind.
    pub(crate) fn algorithm(&self) -> &'static dyn Algorithm {
        match *self {
            Self::Hash(a) => a,
            Self::Xof(a) => a,
            Self::Mac(a) => a,
            Self::Kdf(a) => a,
            Self::Password(a) => a,
            Self::Aead(a) => a,
            Self::Cipher(a) => a,
            Self::Session(a) => a,
            Self::SealedStream(a) => a,
            Self::Signature(a) => a,
            Self::DiffieHellman(a) => a,
            Self::Kem(a) => a,
        }
    }

    /// The part all algorithms with key pairs share.
    pub(crate) fn key_scheme(&self) -> Option<&'static dyn KeyScheme> {
        match *self {
            Self::Signature(a) => Some(a),
            Self::DiffieHellman(a) => Some(a),
            Self::Kem(a) => Some(a),
            _ => None,
        }
    }

    /// Whether the object says of itself what is said of its identifier.
    pub(super) fn agrees_with(&self, shape: Shape) -> bool {
        match (self, shape) {
            (Self::Hash(a), Shape::Hash { output }) => a.output_len() == output,
            (Self::Xof(a), Shape::Xof { key }) => a.key_len() == key,
            (Self::Mac(a), Shape::Mac { tag, .. }) => a.tag_len() == tag,
            (Self::Cipher(a), Shape::Cipher { key, iv, .. }) => (a.key_len(), a.iv_len()) == (key, iv),
            (Self::Session(a), Shape::Session { key, nonce, tag }) => {
                (a.key_len(), a.nonce_len(), a.tag_len()) == (key, nonce, tag)
            }
            (Self::Aead(a), Shape::Aead { key, nonce, tag, .. }) => {
                (a.key_len(), a.nonce_len(), a.tag_len()) == (key, nonce.len(), tag)
            }
            (Self::SealedStream(a), Shape::SealedStream(format)) => a.format() == format,
            (Self::Password(a), Shape::Password { squeeze, squeeze_tag }) => {
                (a.squeezes(), a.stored().is_some()) == (squeeze, squeeze_tag)
            }
            (Self::Kdf(_), Shape::Extract { .. } | Shape::Expand { .. })
            | (Self::Signature(_), Shape::Signature { .. })
            | (Self::DiffieHellman(_), Shape::DiffieHellman { .. })
            | (Self::Kem(_), Shape::Kem { .. }) => true,
            _ => false,
        }
    }
}
