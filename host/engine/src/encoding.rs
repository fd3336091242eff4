//! The vocabulary of categories and encodings.

/// The three categories of algorithms; a name is looked up within one of them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Category {
    /// Digital signatures.
    Signatures,
    /// Hashes, MACs, key derivation, authenticated encryption.
    Symmetric,
    /// Diffie-Hellman and key encapsulation.
    KeyExchange,
}

/// How a key pair, public key or secret key is written as bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum KeyEncoding {
    /// The fixed-size form of the algorithm's own standard.
    Raw,
    /// Secrets: PKCS#8 `PrivateKeyInfo` in DER (RFC 5208, RFC 5958). Public keys: `SubjectPublicKeyInfo` in DER.
    Pkcs8,
    /// The same DER in PEM armour (RFC 7468).
    Pem,
    /// SEC 1: points (section 2.3.3) for public keys, `ECPrivateKey` (section C.4) for secrets.
    Sec,
    /// A host-private form, never portable.
    Local,
}

/// How a signature is written as bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SignatureEncoding {
    /// The fixed-size form; for ECDSA `r` then `s`, both big-endian and padded to the size of the field.
    Raw,
    /// ECDSA only: DER `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 section 2.2.3).
    Der,
}

/// Bytes that are wiped when dropped.
pub type SecretBytes = zeroize::Zeroizing<Vec<u8>>;
