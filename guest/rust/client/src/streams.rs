//! Hashing, authenticating, signing and output of any length, over streams of WASI 0.3.
//!
//! A stream that came from elsewhere, from a file or a request, is passed on to the host: none of its bytes enter the
//! memory of the program, and nothing is computed in it. For short messages the functions over slices cost less.
//!
//! A stream that is given to a function is the host's from then on, and is dropped unread if the function fails. A stream
//! that breaks off looks like one that ends: where the length of a message is known, say it as `len`, in bytes, and a
//! stream of any other length is `InvalidLength`.
//!
//! ```no_run
//! # use wasi_crypto_client::{Result, streams::{self, StreamReader}};
//! # async fn example(body: StreamReader<u8>, content_length: u64) -> Result<()> {
//! let digest = streams::hash("SHA-256", body, Some(content_length)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The types of streams are those of the crate `wit-bindgen` in the version that the crate `wasip3` uses.

use crate::hash::Hasher;
use crate::mac::Mac;
use crate::raw::common::ErrorCode;
use crate::raw::{FutureReader, streams};
use crate::sign::{Signature, SigningKey, VerifyingKey};
use crate::{Result, SymmetricKey};

pub use crate::raw::{StreamReader, StreamWriter};

/// What comes of a stream that the host writes. To leave it is no error: the host goes on all the same.
#[derive(Debug)]
pub struct Outcome(FutureReader<std::result::Result<(), ErrorCode>>);

impl Outcome {
    /// Waits until the stream has ended. It succeeds if that was all, or if the stream was dropped before its end.
    ///
    /// # Errors
    ///
    /// What the function that gave the stream says comes from its outcome. The stream ended early, and what had come out
    /// of it before is right.
    pub async fn wait(self) -> Result<()> {
        Ok(self.0.await?)
    }
}

/// A stream that the program writes itself: what is written comes out of the reader. For bytes that are not the host's
/// already.
pub fn new() -> (StreamWriter<u8>, StreamReader<u8>) {
    crate::raw::wit_stream::new()
}

/// The hash of a message: as long as the algorithm's digest.
///
/// # Errors
///
/// `UnsupportedAlgorithm`: there is no such hash. `KeyRequired`: the algorithm is no hash, but needs a key.
/// `InvalidOperation`: its output has no length of its own. `InvalidLength`: the message is not `len` bytes long.
/// `TooManyHandles`: this component has too many objects and streams.
pub async fn hash(algorithm: &str, message: StreamReader<u8>, len: Option<u64>) -> Result<Vec<u8>> {
    Ok(streams::hash(algorithm.to_owned(), message, len).await?)
}

/// The tag of a message.
///
/// # Errors
///
/// `InvalidOperation`: the key is not one of a MAC. `InvalidLength`: the message is not `len` bytes long.
/// `TooManyHandles`: this component has too many objects and streams.
pub async fn mac(key: &SymmetricKey, message: StreamReader<u8>, len: Option<u64>) -> Result<Vec<u8>> {
    Ok(streams::mac(&key.0, message, len).await?)
}

/// Checks the tag of a message, in constant time. A shortened or empty tag is refused.
///
/// # Errors
///
/// `InvalidTag`: it is not the tag of this message. `InvalidOperation`: the key is not one of a MAC. `InvalidLength`: the
/// message is not `len` bytes long. `TooManyHandles`: this component has too many objects and streams.
pub async fn verify_mac(key: &SymmetricKey, message: StreamReader<u8>, len: Option<u64>, tag: &[u8]) -> Result<()> {
    Ok(streams::verify_mac(&key.0, message, len, tag.to_vec()).await?)
}

/// Signs a message with an algorithm that hashes it as it comes: ECDSA, RSA, "Ed25519ph".
///
/// # Errors
///
/// `UnsupportedFeature`: the algorithm reads a message twice ("Ed25519", "Ed448", "ML-DSA-*"); sign its hash, or a slice.
/// `InvalidKey`: the pair is not one that signs. `ProhibitedOperation`: the key may not be used so. `InvalidLength`: the
/// message is not `len` bytes long. `TooManyHandles`: this component has too many objects and streams.
pub async fn sign(key: &SigningKey, message: StreamReader<u8>, len: Option<u64>) -> Result<Signature> {
    Ok(Signature(streams::sign(key.key_pair().raw(), message, len).await?))
}

/// Verifies the signature of a message, for the same algorithms as [`sign`].
///
/// # Errors
///
/// `InvalidSignature`: it is not that of this message. `UnsupportedFeature`: the algorithm reads a message twice.
/// `InvalidKey`: the key is not one that verifies. `InvalidLength`: the message is not `len` bytes long.
/// `TooManyHandles`: this component has too many objects and streams.
pub async fn verify(
    key: &VerifyingKey,
    message: StreamReader<u8>,
    len: Option<u64>,
    signature: &Signature,
) -> Result<()> {
    Ok(streams::verify(key.public_key().raw(), message, len, signature.0.clone()).await?)
}

/// `len` secret bytes by HKDF (RFC 5869), at most 255 digests, for those who pass them on. `key` is one for
/// "HKDF-EXTRACT/*" and holds the keying material; `salt` and `info` may be empty.
///
/// # Errors
///
/// `InvalidLength`: more than 255 digests. `InvalidOperation`: the key is for something else. `TooManyHandles`: this
/// component has too many objects and streams.
pub fn derive(key: &SymmetricKey, salt: &[u8], info: &[u8], len: u64) -> Result<(StreamReader<u8>, Outcome)> {
    made(streams::derive(&key.0, salt, info, len))
}

impl Hasher {
    /// The next piece of the message: all of the stream, or nothing if it fails or is abandoned.
    ///
    /// # Errors
    ///
    /// `InvalidOperation`: the algorithm is no hash, or one that takes no input after its first output.
    /// `UnsupportedFeature`: for the algorithm each piece is an input of its own, as in tuple hashes. `InvalidLength`: the
    /// stream is not `len` bytes long. `TooManyHandles`: this component has too many objects and streams.
    pub async fn update_from(&mut self, piece: StreamReader<u8>, len: Option<u64>) -> Result<()> {
        Ok(streams::absorb(&self.0, piece, len).await?)
    }

    /// `len` bytes of the hash of what came so far, as they are read. Functions with an output of any length give the next
    /// bytes of it each time, and never the same ones twice; others begin at once.
    ///
    /// # Errors
    ///
    /// `InvalidLength`: the algorithm's digest is shorter. `UnsupportedFeature`: its output does not come in pieces.
    /// `InProgress`, from the outcome: another stream goes into it. `TooManyHandles`: this component has too many objects
    /// and streams.
    pub fn digest_stream(&mut self, len: u64) -> Result<(StreamReader<u8>, Outcome)> {
        made(streams::squeeze(&self.0, len))
    }
}

impl Mac {
    /// The next piece of the message: all of the stream, or nothing if it fails or is abandoned.
    ///
    /// # Errors
    ///
    /// `InvalidOperation`: the key is not one of a MAC. `InvalidLength`: the stream is not `len` bytes long.
    /// `TooManyHandles`: this component has too many objects and streams.
    pub async fn update_from(&mut self, piece: StreamReader<u8>, len: Option<u64>) -> Result<()> {
        Ok(streams::absorb(&self.0, piece, len).await?)
    }
}

/// What the host gives where it writes a stream.
type Made = (StreamReader<u8>, FutureReader<std::result::Result<(), ErrorCode>>);

/// The same in the terms of this crate.
pub(crate) fn made(made: std::result::Result<Made, ErrorCode>) -> Result<(StreamReader<u8>, Outcome)> {
    let (stream, outcome) = made?;
    Ok((stream, Outcome(outcome)))
}
