//! The form all vectors are brought into.

use std::collections::BTreeMap;
use std::fmt;

use wasi_crypto_engine::{Category, Error, KeyEncoding, SignatureEncoding};

/// One vector.
#[derive(Clone, Debug)]
pub struct Case {
    /// The number of the vector in its file; 0 for checks of a group's keys.
    pub id: usize,
    /// What to do.
    pub operation: Operation,
    /// What has to come of it.
    pub expected: Expected,
}

/// What has to come of an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Expected {
    /// It succeeds with the outputs the operation lists.
    Agrees,
    /// It fails with one of these errors.
    Rejected(&'static [Error]),
}

/// An operation with its inputs and, where it has any, the outputs of the vector.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Authenticated encryption, in both directions if it is to agree, else decryption only.
    Aead {
        /// Identifier.
        algorithm: &'static str,
        /// Key.
        key: Vec<u8>,
        /// Nonce.
        nonce: Vec<u8>,
        /// Associated data.
        associated_data: Vec<u8>,
        /// Output of decryption.
        plaintext: Vec<u8>,
        /// Output of encryption.
        ciphertext: Vec<u8>,
        /// Output of encryption.
        tag: Vec<u8>,
    },
    /// Encryption without authentication, in both directions if it is to agree, else decryption only.
    Cipher {
        /// Identifier.
        algorithm: &'static str,
        /// Key.
        key: Vec<u8>,
        /// Initialization vector.
        nonce: Vec<u8>,
        /// Output of decryption.
        plaintext: Vec<u8>,
        /// Output of encryption.
        ciphertext: Vec<u8>,
    },
    /// A MAC: computed and verified if it is to agree, else verified only.
    Mac {
        /// Identifier.
        algorithm: &'static str,
        /// Key.
        key: Vec<u8>,
        /// Message.
        message: Vec<u8>,
        /// Output.
        tag: Vec<u8>,
    },
    /// Extract, then expand.
    Hkdf {
        /// Identifier of the extraction.
        extract: &'static str,
        /// Identifier of the expansion.
        expand: &'static str,
        /// Input key material.
        key: Vec<u8>,
        /// Salt.
        salt: Vec<u8>,
        /// Info.
        info: Vec<u8>,
        /// Bytes to derive.
        len: usize,
        /// Output.
        output: Vec<u8>,
    },
    /// Signing, with the randomness chosen.
    Sign {
        /// Identifier.
        algorithm: &'static str,
        /// Key pair in raw encoding.
        pair: Vec<u8>,
        /// Message.
        message: Vec<u8>,
        /// The random bytes the algorithm draws.
        randomness: Vec<u8>,
        /// Output in raw encoding.
        signature: Vec<u8>,
    },
    /// Verification of a signature.
    Verify {
        /// Identifier.
        algorithm: &'static str,
        /// Public key.
        key: Vec<u8>,
        /// How it is encoded.
        encoding: KeyEncoding,
        /// Message.
        message: Vec<u8>,
        /// Signature.
        signature: Vec<u8>,
        /// How it is encoded.
        signature_encoding: SignatureEncoding,
    },
    /// Import of one public key in several encodings, and export in each.
    PublicKey {
        /// Category.
        category: Category,
        /// Identifier.
        algorithm: &'static str,
        /// Encodings of the same key.
        forms: Vec<(KeyEncoding, Vec<u8>)>,
    },
    /// Diffie-Hellman.
    DiffieHellman {
        /// Identifier.
        algorithm: &'static str,
        /// Public key.
        public: Vec<u8>,
        /// How it is encoded.
        encoding: KeyEncoding,
        /// Secret key in raw encoding.
        secret: Vec<u8>,
        /// Output.
        shared: Vec<u8>,
    },
    /// Derivation of a public key from a secret key.
    PublicOf {
        /// Category.
        category: Category,
        /// Identifier.
        algorithm: &'static str,
        /// Secret key in raw encoding.
        secret: Vec<u8>,
        /// Output in raw encoding.
        public: Vec<u8>,
    },
    /// Encapsulation; its outputs can be compared only where the subject lets its randomness be chosen.
    Encapsulate {
        /// Identifier.
        algorithm: &'static str,
        /// Public key in raw encoding.
        public: Vec<u8>,
        /// The random bytes the algorithm draws.
        randomness: Vec<u8>,
        /// Output.
        encapsulated: Vec<u8>,
        /// Output.
        shared: Vec<u8>,
    },
    /// Decapsulation.
    Decapsulate {
        /// Identifier.
        algorithm: &'static str,
        /// Secret key in raw encoding.
        secret: Vec<u8>,
        /// What the other side sent.
        encapsulated: Vec<u8>,
        /// Output.
        shared: Vec<u8>,
    },
}

impl Operation {
    /// The identifier the operation needs.
    pub fn algorithm(&self) -> (Category, &'static str) {
        match self {
            Self::Aead { algorithm, .. }
            | Self::Cipher { algorithm, .. }
            | Self::Mac { algorithm, .. }
            | Self::Hkdf { extract: algorithm, .. } => (Category::Symmetric, algorithm),
            Self::Sign { algorithm, .. } | Self::Verify { algorithm, .. } => (Category::Signatures, algorithm),
            Self::PublicKey { category, algorithm, .. } | Self::PublicOf { category, algorithm, .. } => {
                (*category, algorithm)
            }
            Self::DiffieHellman { algorithm, .. }
            | Self::Encapsulate { algorithm, .. }
            | Self::Decapsulate { algorithm, .. } => (Category::KeyExchange, algorithm),
        }
    }
}

impl Operation {
    /// Every byte string of the operation: keys, messages and what has to come out.
    pub fn members(&mut self) -> Vec<&mut Vec<u8>> {
        match self {
            Self::Aead { algorithm: _, key, nonce, associated_data, plaintext, ciphertext, tag } => {
                vec![key, nonce, associated_data, plaintext, ciphertext, tag]
            }
            Self::Cipher { algorithm: _, key, nonce, plaintext, ciphertext } => vec![key, nonce, plaintext, ciphertext],
            Self::Mac { algorithm: _, key, message, tag } => vec![key, message, tag],
            Self::Hkdf { extract: _, expand: _, key, salt, info, len: _, output } => vec![key, salt, info, output],
            Self::Sign { algorithm: _, pair, message, randomness, signature } => {
                vec![pair, message, randomness, signature]
            }
            Self::Verify { algorithm: _, key, encoding: _, message, signature, signature_encoding: _ } => {
                vec![key, message, signature]
            }
            Self::PublicKey { category: _, algorithm: _, forms } => forms.iter_mut().map(|form| &mut form.1).collect(),
            Self::DiffieHellman { algorithm: _, public, encoding: _, secret, shared } => vec![public, secret, shared],
            Self::PublicOf { category: _, algorithm: _, secret, public } => vec![secret, public],
            Self::Encapsulate { algorithm: _, public, randomness, encapsulated, shared } => {
                vec![public, randomness, encapsulated, shared]
            }
            Self::Decapsulate { algorithm: _, secret, encapsulated, shared } => vec![secret, encapsulated, shared],
        }
    }
}

/// Why a vector does not apply.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Skip {
    /// No identifier has keys of this size.
    KeySize,
    /// The algorithm's nonces have another size; the vector would be valid with this one.
    NonceSize,
    /// No identifier has this combination of hashes and sizes.
    Parameters,
    /// The secret key is in a form the API does not have.
    KeyForm,
    /// The message is there as a hash of it only, which the API does not take.
    MessageForm,
    /// The signature is to have a context, which the API has no place for.
    Context,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeySize => "key-size",
            Self::NonceSize => "nonce-size",
            Self::Parameters => "parameters",
            Self::KeyForm => "key-form",
            Self::MessageForm => "message-form",
            Self::Context => "context",
        })
    }
}

/// A file, translated.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// What to run.
    pub cases: Vec<Case>,
    /// What does not apply.
    pub skipped: BTreeMap<Skip, usize>,
}

impl Loaded {
    /// Adds a vector to run.
    pub(super) fn push(&mut self, id: usize, expected: Expected, operation: Operation) {
        self.cases.push(Case { id, operation, expected });
    }

    /// The vectors of the file, those that do not apply included; the checks of keys are none.
    pub fn vectors(&self) -> usize {
        let run = self.cases.iter().filter(|case| case.id != 0).count();
        run + self.skipped.values().sum::<usize>()
    }

    /// Counts a vector that does not apply.
    pub(super) fn skip(&mut self, reason: Skip) {
        *self.skipped.entry(reason).or_default() += 1;
    }
}
