//! The same operations with the native library called directly: what a host without any boundary would need.

use ring::aead::{AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use ring::{digest, hmac, rand};

/// An operation with its keys.
pub struct Native {
    message: Vec<u8>,
    output: Vec<u8>,
    nonce: [u8; 12],
    subject: Subject,
}

enum Subject {
    Sha256,
    Hmac(hmac::Key),
    Seal(LessSafeKey),
    Open(LessSafeKey, Vec<u8>),
    P256Sign(EcdsaKeyPair),
    Ed25519Sign(Ed25519KeyPair),
    RsaSign(RsaKeyPair),
    Verify(UnparsedPublicKey<Vec<u8>>, Vec<u8>),
    X25519(x25519_dalek::StaticSecret, x25519_dalek::PublicKey),
}

impl Native {
    /// Prepares the operation with this number in the guests; `None` for those without a native counterpart.
    pub fn prepare(number: i32, size: usize) -> Option<Native> {
        let message: Vec<u8> = (0..size).map(|index| (index * 31 + 7) as u8).collect();
        let random = rand::SystemRandom::new();
        let subject = match number {
            2 => Subject::Sha256,
            3 => Subject::Hmac(hmac::Key::new(hmac::HMAC_SHA256, &counting())),
            4 => Subject::Seal(aead(&AES_256_GCM)),
            5 => Subject::Seal(aead(&CHACHA20_POLY1305)),
            13 => {
                let key = aead(&AES_256_GCM);
                let mut sealed = message.clone();
                key.seal_in_place_append_tag(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut sealed)
                    .expect("sealing works");
                Subject::Open(key, sealed)
            }
            6 => Subject::P256Sign(p256(&random)),
            7 => {
                let pair = p256(&random);
                let signature = pair.sign(&random, &message).expect("signing works");
                let public = pair.public_key().as_ref().to_vec();
                Subject::Verify(UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public), signature.as_ref().to_vec())
            }
            8 => Subject::Ed25519Sign(ed25519()),
            9 => {
                let pair = ed25519();
                let signature = pair.sign(&message).as_ref().to_vec();
                Subject::Verify(UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref().to_vec()), signature)
            }
            10 => {
                let mut base = [0; 32];
                base[0] = 9;
                Subject::X25519(counting().into(), base.into())
            }
            11 => Subject::RsaSign(rsa()),
            12 => {
                let pair = rsa();
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, &message, &mut signature).expect("signing works");
                let public = pair.public_key().as_ref().to_vec();
                Subject::Verify(UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public), signature)
            }
            _ => return None,
        };
        Some(Native { output: Vec::with_capacity(size + 16), message, nonce: [0; 12], subject })
    }

    /// Does it so many times and returns something that depends on the results.
    pub fn run(&mut self, iterations: i32) -> i64 {
        (0..iterations).map(|_| i64::from(self.once())).sum()
    }

    fn once(&mut self) -> u8 {
        let random = rand::SystemRandom::new();
        match &self.subject {
            Subject::Sha256 => digest::digest(&digest::SHA256, &self.message).as_ref()[0],
            Subject::Hmac(key) => hmac::sign(key, &self.message).as_ref()[0],
            Subject::Seal(key) => {
                self.nonce = next(self.nonce);
                // Message and ciphertext are separate buffers on every path, so the copy belongs to the work.
                self.output.clear();
                self.output.extend_from_slice(&self.message);
                let nonce = Nonce::assume_unique_for_key(self.nonce);
                key.seal_in_place_append_tag(nonce, Aad::empty(), &mut self.output).expect("sealing works");
                self.output[0]
            }
            Subject::Open(key, sealed) => {
                self.output.clear();
                self.output.extend_from_slice(sealed);
                let nonce = Nonce::assume_unique_for_key([0; 12]);
                key.open_in_place(nonce, Aad::empty(), &mut self.output).expect("opening works")[0]
            }
            Subject::P256Sign(pair) => pair.sign(&random, &self.message).expect("signing works").as_ref()[0],
            Subject::Ed25519Sign(pair) => pair.sign(&self.message).as_ref()[0],
            Subject::RsaSign(pair) => {
                self.output.resize(pair.public().modulus_len(), 0);
                pair.sign(&RSA_PKCS1_SHA256, &random, &self.message, &mut self.output).expect("signing works");
                self.output[0]
            }
            Subject::Verify(key, signature) => {
                key.verify(&self.message, signature).expect("the signature is good");
                0
            }
            Subject::X25519(secret, public) => secret.diffie_hellman(public).as_bytes()[0],
        }
    }
}

fn aead(algorithm: &'static ring::aead::Algorithm) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(algorithm, &counting()).expect("32 bytes are a key"))
}

fn p256(random: &rand::SystemRandom) -> EcdsaKeyPair {
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random).expect("randomness");
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), random).expect("just made")
}

fn ed25519() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&counting()).expect("32 bytes are a seed")
}

fn rsa() -> RsaKeyPair {
    let pem = include_str!("../../guests/keys/rsa-2048.pem");
    let (_, der) = pem_rfc7468::decode_vec(pem.as_bytes()).expect("the key of the guests is PEM");
    RsaKeyPair::from_pkcs8(&der).expect("the key of the guests is an RSA key")
}

fn next(mut nonce: [u8; 12]) -> [u8; 12] {
    for byte in &mut nonce {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            break;
        }
    }
    nonce
}

/// Bytes 0 to 31.
fn counting() -> [u8; 32] {
    std::array::from_fn(|index| index as u8)
}
