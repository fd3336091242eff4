//! Keys and messages, made once before the loop.

use crate::Operation;
use crate::bindings::wasi::crypto::asymmetric::{KeyEncoding, KeyPair, PublicKey, SecretKey};
use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode};
use crate::bindings::wasi::crypto::signatures::sign;
use crate::bindings::wasi::crypto::symmetric::{SymmetricKey, SymmetricState, SymmetricTag, seal};

/// An operation with everything it works on.
pub struct Prepared {
    pub operation: Operation,
    pub message: Vec<u8>,
    pub nonce: [u8; 12],
    pub subject: Subject,
}

/// The keys of an operation.
pub enum Subject {
    Nothing,
    Tag(SymmetricTag),
    Symmetric { algorithm: &'static str, key: SymmetricKey, sealed: Vec<u8> },
    Signature { algorithm: &'static str, pair: KeyPair, public: PublicKey, signature: Vec<u8> },
    Exchange { public: PublicKey, secret: SecretKey },
}

impl Prepared {
    pub fn new(operation: Operation, size: usize) -> Result<Self, ErrorCode> {
        let message = (0..size).map(|index| (index * 31 + 7) as u8).collect();
        let mut prepared = Prepared { operation, message, nonce: [0; 12], subject: Subject::Nothing };
        prepared.subject = match operation {
            Operation::Options | Operation::Sha256 => Subject::Nothing,
            Operation::TagLen => {
                let key = SymmetricKey::import("HMAC/SHA-256", &counting())?;
                Subject::Tag(SymmetricState::open("HMAC/SHA-256", Some(&key), None)?.squeeze_tag()?)
            }
            Operation::HmacSha256 => symmetric("HMAC/SHA-256")?,
            Operation::Aes256GcmSeal => symmetric("AES-256-GCM")?,
            Operation::ChaCha20Poly1305Seal => symmetric("CHACHA20-POLY1305")?,
            Operation::Aes256GcmOpen => {
                let key = SymmetricKey::import("AES-256-GCM", &counting())?;
                prepared.next_nonce();
                let sealed = seal(&key, Some(&prepared.nonce), &[], &prepared.message)?.ciphertext;
                Subject::Symmetric { algorithm: "AES-256-GCM", key, sealed }
            }
            Operation::P256Sign | Operation::P256Verify => {
                signature("ECDSA_P256_SHA256", &counting(), KeyEncoding::Raw, &prepared.message)?
            }
            Operation::Ed25519Sign | Operation::Ed25519Verify => {
                signature("Ed25519", &ED25519_PAIR, KeyEncoding::Raw, &prepared.message)?
            }
            Operation::RsaSign | Operation::RsaVerify => {
                signature("RSA_PKCS1_2048_SHA256", RSA_2048, KeyEncoding::Pem, &prepared.message)?
            }
            Operation::X25519 => {
                // The public key is the curve's base point: the number 9.
                let mut nine = [0; 32];
                nine[0] = 9;
                let kind = AlgorithmType::KeyExchange;
                Subject::Exchange {
                    public: PublicKey::import(kind, "X25519", &nine, KeyEncoding::Raw)?,
                    secret: SecretKey::import(kind, "X25519", &counting(), KeyEncoding::Raw)?,
                }
            }
        };
        Ok(prepared)
    }

    /// Once more with another nonce: a counter.
    pub fn next_nonce(&mut self) {
        for byte in &mut self.nonce {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }
}

fn symmetric(algorithm: &'static str) -> Result<Subject, ErrorCode> {
    Ok(Subject::Symmetric { algorithm, key: SymmetricKey::import(algorithm, &counting())?, sealed: Vec::new() })
}

fn signature(
    algorithm: &'static str,
    pair: &[u8],
    encoding: KeyEncoding,
    message: &[u8],
) -> Result<Subject, ErrorCode> {
    let pair = KeyPair::import(AlgorithmType::Signatures, algorithm, pair, encoding)?;
    let signature = sign(&pair, message)?;
    Ok(Subject::Signature { algorithm, public: pair.public_key()?, pair, signature })
}

/// Bytes 0 to 31.
fn counting() -> [u8; 32] {
    std::array::from_fn(|index| index as u8)
}

/// A key made for the guests of this folder.
const RSA_2048: &[u8] = include_bytes!("../../../keys/rsa-2048.pem");

/// Key pair of the first Ed25519 test of RFC 8032: secret seed, then public key.
const ED25519_PAIR: [u8; 64] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5,
    0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60, 0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1,
    0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf,
    0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
];
