//! What vectors are run against.

use wasi_crypto_engine::{Category, Error, KeyEncoding, SignatureEncoding};

/// The result of an operation on a subject.
pub type Outcome<T> = Result<T, Error>;

/// Something that speaks the API: each function is one whole job, from the import of keys to the result, and fails
/// with the first error on the way.
pub trait Subject {
    /// A name for messages, and for lines of the pinned counts.
    fn name(&self) -> String;

    /// Whether the identifier is known at all.
    fn offers(&mut self, category: Category, algorithm: &str) -> bool;

    /// Ciphertext and tag, made by detached and attached encryption alike.
    ///
    /// # Errors
    /// As the subject's functions.
    fn seal(
        &mut self,
        algorithm: &str,
        key: &[u8],
        nonce: &[u8],
        associated_data: &[u8],
        plaintext: &[u8],
    ) -> Outcome<(Vec<u8>, Vec<u8>)>;

    /// Plaintext, by detached and attached decryption alike.
    ///
    /// # Errors
    /// As the subject's functions.
    fn open(
        &mut self,
        algorithm: &str,
        key: &[u8],
        nonce: &[u8],
        associated_data: &[u8],
        ciphertext: &[u8],
        tag: &[u8],
    ) -> Outcome<Vec<u8>>;

    /// Ciphertext of a cipher without authentication.
    ///
    /// # Errors
    /// As the subject's functions.
    fn encrypt(&mut self, algorithm: &str, key: &[u8], nonce: &[u8], plaintext: &[u8]) -> Outcome<Vec<u8>>;

    /// Plaintext of a cipher without authentication.
    ///
    /// # Errors
    /// As the subject's functions.
    fn decrypt(&mut self, algorithm: &str, key: &[u8], nonce: &[u8], ciphertext: &[u8]) -> Outcome<Vec<u8>>;

    /// The tag of a message.
    ///
    /// # Errors
    /// As the subject's functions.
    fn mac(&mut self, algorithm: &str, key: &[u8], message: &[u8]) -> Outcome<Vec<u8>>;

    /// Checks the tag of a message.
    ///
    /// # Errors
    /// As the subject's functions.
    fn verify_mac(&mut self, algorithm: &str, key: &[u8], message: &[u8], tag: &[u8]) -> Outcome<()>;

    /// Extracts with one algorithm and expands with the other.
    ///
    /// # Errors
    /// As the subject's functions.
    fn hkdf(
        &mut self,
        extract: &str,
        expand: &str,
        key: &[u8],
        salt: &[u8],
        info: &[u8],
        len: usize,
    ) -> Outcome<Vec<u8>>;

    /// Signs with a raw key pair. `randomness` has to be what the algorithm draws.
    ///
    /// # Errors
    /// As the subject's functions.
    fn sign(&mut self, algorithm: &str, pair: &[u8], message: &[u8], randomness: &[u8]) -> Outcome<Vec<u8>>;

    /// Checks a signature.
    ///
    /// # Errors
    /// As the subject's functions.
    fn verify(
        &mut self,
        algorithm: &str,
        key: (&[u8], KeyEncoding),
        message: &[u8],
        signature: (&[u8], SignatureEncoding),
    ) -> Outcome<()>;

    /// Imports a public key in one encoding and exports it in another.
    ///
    /// # Errors
    /// As the subject's functions.
    fn recode_public(
        &mut self,
        category: Category,
        algorithm: &str,
        key: (&[u8], KeyEncoding),
        to: KeyEncoding,
    ) -> Outcome<Vec<u8>>;

    /// The raw public key of a raw secret key.
    ///
    /// # Errors
    /// As the subject's functions.
    fn public_of(&mut self, category: Category, algorithm: &str, secret: &[u8]) -> Outcome<Vec<u8>>;

    /// The shared secret of a public key and a raw secret key.
    ///
    /// # Errors
    /// As the subject's functions.
    fn dh(&mut self, algorithm: &str, public: (&[u8], KeyEncoding), secret: &[u8]) -> Outcome<Vec<u8>>;

    /// Shared secret and encapsulation for a raw public key. The third member says whether `randomness` was used, so
    /// that the outputs can be compared.
    ///
    /// # Errors
    /// As the subject's functions.
    fn encapsulate(&mut self, algorithm: &str, public: &[u8], randomness: &[u8]) -> Outcome<(Vec<u8>, Vec<u8>, bool)>;

    /// The shared secret of an encapsulation for a raw secret key.
    ///
    /// # Errors
    /// As the subject's functions.
    fn decapsulate(&mut self, algorithm: &str, secret: &[u8], encapsulated: &[u8]) -> Outcome<Vec<u8>>;
}
