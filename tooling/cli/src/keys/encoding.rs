//! The names that encodings of keys have on the command line.

use clap::ValueEnum;
use wasi_crypto_host::engine::KeyEncoding;

/// How a secret key is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Encoding {
    /// The bytes of the algorithm's own standard
    Raw,
    /// PKCS#8, PKCS#1 or SEC 1 in DER
    Pkcs8,
    /// The same in PEM
    Pem,
    /// SEC 1
    Sec,
    /// A JSON Web Key
    Jwk,
    /// As `ssh-keygen` writes it
    Openssh,
}

/// How a public key is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum PublicEncoding {
    /// The bytes of the algorithm's own standard
    Raw,
    /// SubjectPublicKeyInfo in DER
    Pkcs8,
    /// The same in PEM
    Pem,
    /// SEC 1
    Sec,
    /// A JSON Web Key
    Jwk,
}

impl Encoding {
    /// The encoding that a file shows. PEM and JSON show themselves by how they begin, DER by a sequence that is as long
    /// as the file. What shows nothing is raw, and so are keys of an algorithm that has only bytes, unless they are JSON.
    pub fn guess(bytes: &[u8], only_bytes: bool) -> Self {
        let text = bytes.trim_ascii_start();
        if text.starts_with(b"{") && text.windows(5).any(|word| word == b"\"kty\"") {
            return Self::Jwk;
        }
        if only_bytes {
            return Self::Raw;
        }
        if super::openssh::is_openssh(bytes) {
            return Self::Openssh;
        }
        if bytes.windows(11).any(|word| word == b"-----BEGIN ") {
            return Self::Pem;
        }
        let content = match bytes {
            [0x30, len @ 0..=0x7f, ..] => Some((2, usize::from(*len))),
            [0x30, 0x81, len, ..] => Some((3, usize::from(*len))),
            [0x30, 0x82, high, low, ..] => Some((4, usize::from(*high) << 8 | usize::from(*low))),
            _ => None,
        };
        match content {
            Some((header, len)) if bytes.len().checked_sub(header) == Some(len) => Self::Pkcs8,
            _ => Self::Raw,
        }
    }

    /// The engine's name for it; none for what is read here.
    pub fn in_engine(self) -> Option<KeyEncoding> {
        match self {
            Self::Raw => Some(KeyEncoding::Raw),
            Self::Pkcs8 => Some(KeyEncoding::Pkcs8),
            Self::Pem => Some(KeyEncoding::Pem),
            Self::Sec => Some(KeyEncoding::Sec),
            Self::Jwk | Self::Openssh => None,
        }
    }
}

impl PublicEncoding {
    /// The engine's name for it; none for what is written here.
    pub fn in_engine(self) -> Option<KeyEncoding> {
        match self {
            Self::Raw => Some(KeyEncoding::Raw),
            Self::Pkcs8 => Some(KeyEncoding::Pkcs8),
            Self::Pem => Some(KeyEncoding::Pem),
            Self::Sec => Some(KeyEncoding::Sec),
            Self::Jwk => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_guessed_from_what_files_show() {
        for (bytes, encoding) in [
            (&b"\n-----BEGIN PRIVATE KEY-----\n"[..], Encoding::Pem),
            (b"Bag Attributes\n-----BEGIN PRIVATE KEY-----\n", Encoding::Pem),
            (b"-----BEGIN OPENSSH PRIVATE KEY-----\n", Encoding::Openssh),
            (b" {\"kty\":\"oct\"}", Encoding::Jwk),
            (b"{\"kid\":\"no type\"}", Encoding::Raw),
            (&[0x30, 2, 5, 0], Encoding::Pkcs8),
            (&[&[0x30, 0x82, 1, 0][..], &[0; 256]].concat(), Encoding::Pkcs8),
            (&[0x30; 32], Encoding::Raw),
            (&[], Encoding::Raw),
        ] {
            assert_eq!(Encoding::guess(bytes, false), encoding, "{bytes:?}");
        }
        assert_eq!(Encoding::guess(b"-----BEGIN PRIVATE KEY-----\n", true), Encoding::Raw);
        assert_eq!(Encoding::guess(b"{\"kty\":\"oct\"}", true), Encoding::Jwk);
    }
}
