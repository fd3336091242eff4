//! An operation with its keys.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use chacha20poly1305::ChaCha20Poly1305;
use ed25519_compact::{KeyPair, Seed};
use hmac::{Hmac, Mac};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use x25519_dalek::{PublicKey, StaticSecret};

/// What an operation works on besides its message.
pub enum Subject {
    Sha256,
    Hmac(Hmac<Sha256>),
    AesSeal(Box<Aes256Gcm>),
    AesOpen(Box<Aes256Gcm>, Vec<u8>),
    ChaChaSeal(ChaCha20Poly1305),
    P256Sign(SigningKey),
    P256Verify(VerifyingKey, Signature),
    Ed25519Sign(KeyPair),
    Ed25519Verify(KeyPair, ed25519_compact::Signature),
    X25519(StaticSecret, PublicKey),
}

const FITS: &str = "the key has this size, and the message is short";

impl Subject {
    /// The operation with this number in the guest bench-component, if it is one of these.
    pub fn new(operation: i32, message: &[u8]) -> Option<Subject> {
        let key = counting();
        Some(match operation {
            2 => Subject::Sha256,
            3 => Subject::Hmac(Hmac::new_from_slice(&key).expect(FITS)),
            4 => Subject::AesSeal(Box::new(Aes256Gcm::new(&key.into()))),
            5 => Subject::ChaChaSeal(ChaCha20Poly1305::new(&key.into())),
            6 => Subject::P256Sign(SigningKey::from_slice(&key).expect(FITS)),
            7 => {
                let key = SigningKey::from_slice(&key).expect(FITS);
                let signature = key.sign(message);
                Subject::P256Verify(*key.verifying_key(), signature)
            }
            8 => Subject::Ed25519Sign(ed25519()),
            9 => {
                let pair = ed25519();
                let signature = pair.sk.sign(message, None);
                Subject::Ed25519Verify(pair, signature)
            }
            10 => {
                // The curve's base point: the number 9.
                let mut nine = [0; 32];
                nine[0] = 9;
                Subject::X25519(key.into(), nine.into())
            }
            13 => {
                let cipher = Box::new(Aes256Gcm::new(&key.into()));
                let mut nonce = [0; 12];
                nonce[0] = 1;
                let sealed = seal(&*cipher, message, nonce);
                Subject::AesOpen(cipher, sealed)
            }
            _ => return None,
        })
    }

    /// Whether each time takes another nonce.
    pub fn counts_nonces(&self) -> bool {
        matches!(self, Subject::AesSeal(_) | Subject::ChaChaSeal(_))
    }

    /// Does it once: the first byte of the result, or 0 where that is not the same everywhere, and its length.
    pub fn step(&self, message: &[u8], nonce: [u8; 12]) -> (u8, usize) {
        match self {
            Subject::Sha256 => of(&Sha256::digest(message)),
            Subject::Hmac(key) => of(&key.clone().chain_update(message).finalize().into_bytes()),
            Subject::AesSeal(cipher) => of(&seal(&**cipher, message, nonce)),
            Subject::ChaChaSeal(cipher) => of(&seal(cipher, message, nonce)),
            Subject::AesOpen(cipher, sealed) => {
                let mut opened = sealed.clone();
                let mut nonce = [0; 12];
                nonce[0] = 1;
                cipher.decrypt_in_place(&nonce.into(), b"", &mut opened).expect("it was sealed with this key");
                (0, opened.len())
            }
            Subject::P256Sign(key) => {
                let signature: Signature = key.sign(message);
                (0, signature.to_bytes().len())
            }
            Subject::P256Verify(key, signature) => {
                key.verify(message, signature).expect("the signature is good");
                (0, 0)
            }
            Subject::Ed25519Sign(pair) => of(pair.sk.sign(message, None).as_ref()),
            Subject::Ed25519Verify(pair, signature) => {
                pair.pk.verify(message, signature).expect("the signature is good");
                (0, 0)
            }
            Subject::X25519(secret, public) => of(secret.diffie_hellman(public).as_bytes()),
        }
    }
}

/// Ciphertext and tag, apart from the message.
fn seal<A: AeadInOut>(cipher: &A, message: &[u8], nonce: [u8; 12]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(message.len() + 16);
    sealed.extend_from_slice(message);
    let nonce = nonce.as_slice().try_into().expect("12 bytes are a nonce");
    cipher.encrypt_in_place(nonce, b"", &mut sealed).expect(FITS);
    sealed
}

/// Key pair of the first test of RFC 8032 for Ed25519.
fn ed25519() -> KeyPair {
    KeyPair::from_seed(Seed::new([
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49,
        0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
    ]))
}

/// Bytes 0 to 31.
fn counting() -> [u8; 32] {
    std::array::from_fn(|index| index as u8)
}

fn of(output: &[u8]) -> (u8, usize) {
    (output.first().copied().unwrap_or_default(), output.len())
}
