//! What keys an algorithm takes.

use std::fmt;

use anyhow::{Result, bail};
use wasi_crypto_host::engine::{AlgorithmInfo, Category, Engine, KeyType};

/// An algorithm, and the keys it takes.
pub struct Wanted {
    /// What the engine says of it.
    pub info: AlgorithmInfo,
    /// The type of its keys.
    pub kind: Kind,
}

/// A type of key, by the size or the name that every form of a key gives it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Bytes, and nothing else.
    Bytes,
    /// RSA, with the bits of its modulus.
    Rsa(usize),
    /// An elliptic curve with a point of two coordinates.
    Curve(&'static str),
    /// A curve of RFC 7748 and RFC 8032.
    Safe(&'static str),
    /// Any other.
    Other(&'static str),
}

/// What identifiers begin with, and the type of their keys.
const KINDS: [(&str, Kind); 13] = [
    ("RSA_PKCS1_2048_", Kind::Rsa(2048)),
    ("RSA_PKCS1_3072_", Kind::Rsa(3072)),
    ("RSA_PKCS1_4096_", Kind::Rsa(4096)),
    ("RSA_PSS_2048_", Kind::Rsa(2048)),
    ("RSA_PSS_3072_", Kind::Rsa(3072)),
    ("RSA_PSS_4096_", Kind::Rsa(4096)),
    ("ECDSA_P256_", Kind::Curve("P-256")),
    ("ECDSA_P384_", Kind::Curve("P-384")),
    ("ECDSA_K256_", Kind::Curve("secp256k1")),
    ("P256-", Kind::Curve("P-256")),
    ("P384-", Kind::Curve("P-384")),
    // With or without hashing first.
    ("Ed25519", Kind::Safe("Ed25519")),
    ("Ed448", Kind::Safe("Ed448")),
];

impl Wanted {
    /// The algorithm with this identifier.
    ///
    /// # Errors
    /// If this build does not have it.
    pub fn of(engine: &Engine, identifier: &str) -> Result<Self> {
        let found = engine.algorithms().find(|known| known.identifier.eq_ignore_ascii_case(identifier));
        let Some(info) = found else {
            bail!("there is no algorithm `{identifier}`; `wasi-crypto algorithms` lists those there are");
        };
        let kind = match (info.category, info.identifier) {
            (Category::Symmetric, _) => Kind::Bytes,
            (_, name @ ("X25519" | "X448")) => Kind::Safe(name),
            (_, name) => {
                let known = KINDS.iter().find(|(start, _)| name.starts_with(start));
                known.map_or(Kind::Other(name), |(_, kind)| *kind)
            }
        };
        Ok(Self { info, kind })
    }

    /// Whether it takes a key of the type that an encoding names.
    pub fn takes(&self, found: KeyType) -> bool {
        match (self.kind, found) {
            (Kind::Rsa(bits), KeyType::Rsa(found)) => bits == found,
            (Kind::Rsa(bits), KeyType::RsaPss(found)) => bits == found && self.info.identifier.starts_with("RSA_PSS"),
            // A key in SEC 1 need not name its curve.
            (Kind::Curve(_), KeyType::Named("a curve that is not named")) => true,
            (Kind::Curve(name) | Kind::Safe(name) | Kind::Other(name), KeyType::Named(found)) => name == found,
            _ => false,
        }
    }

    /// The length of a raw secret key, in bytes, if it has one length.
    pub fn raw_len(&self) -> Option<usize> {
        // Keys of these are of any length, or only have a least one.
        if matches!(self.info.kind, "MAC" | "KDF" | "XOF") && !self.info.identifier.contains("CMAC") {
            return None;
        }
        let name = if self.kind == Kind::Bytes { "key" } else { "secret key" };
        self.info.sizes.iter().find(|(size, _)| *size == name).map(|(_, len)| *len)
    }

    /// That it takes no key of another type, for a key that is called `found`.
    ///
    /// # Errors
    /// Always.
    pub fn refuse<T>(&self, found: impl fmt::Display) -> Result<T> {
        bail!("it is a secret key ({found}), and {} takes {}", self.info.identifier, self.kind)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes => f.write_str("bytes"),
            Self::Rsa(bits) => write!(f, "RSA with a modulus of {bits} bits"),
            Self::Curve(name) | Self::Safe(name) | Self::Other(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_algorithm_with_pairs_of_keys_has_its_kind() {
        let engine = Engine::new();
        for info in engine.algorithms().filter(|info| info.category != Category::Symmetric) {
            let wanted = Wanted::of(&engine, info.identifier).unwrap();
            let has_no_other_kind = ["ML-", "X-WING"].iter().any(|start| info.identifier.starts_with(start));
            assert_eq!(matches!(wanted.kind, Kind::Other(_)), has_no_other_kind, "{}", info.identifier);
            // A secret key of RSA has no raw form.
            assert_eq!(wanted.raw_len().is_none(), matches!(wanted.kind, Kind::Rsa(_)), "{}", info.identifier);
        }
        assert!(Wanted::of(&engine, "MD5").is_err());
        assert_eq!(Wanted::of(&engine, "aes-256-gcm").unwrap().raw_len(), Some(32));
        assert_eq!(Wanted::of(&engine, "HMAC/SHA-256").unwrap().raw_len(), None);
    }
}
