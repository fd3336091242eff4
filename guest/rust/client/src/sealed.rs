//! Messages of any length that are sealed on their way, over streams of WASI 0.3.
//!
//! The formats are published ones: Tink's streaming encryption ("AES-128-GCM-HKDF-4KB", "AES-128-GCM-HKDF-1MB",
//! "AES-256-GCM-HKDF-4KB", "AES-256-GCM-HKDF-1MB") and the payload of age ("AGE-PAYLOAD"), by which keys are generated. One
//! key seals many messages. A stream that came from elsewhere is passed on to the host, and none of its bytes enter the
//! memory of the program.
//!
//! What comes out when a message is opened is authentic, and is the beginning of what was sealed: whoever must not act on
//! a beginning waits for the [`Outcome`].
//!
//! ```no_run
//! # use wasi_crypto_client::{Result, SymmetricKey, sealed, streams::StreamReader};
//! # async fn write(sealed: StreamReader<u8>) {}
//! # async fn example(file: StreamReader<u8>, size: u64) -> Result<()> {
//! let key = SymmetricKey::generate("AES-256-GCM-HKDF-1MB")?;
//! let (sealed, outcome) = sealed::seal(&key, b"its name", file, Some(size))?;
//! write(sealed).await;
//! outcome.wait().await?;
//! # Ok(())
//! # }
//! ```

use crate::raw::sealed_streams;
use crate::streams::{Outcome, StreamReader, made};
use crate::{Result, SymmetricKey};

/// Where to read a sealed stream from, to open it from a place in its message on: the bytes of its header, which are at its
/// beginning, and the byte from which on the rest is to be read.
pub use crate::raw::sealed_streams::Place;

/// Seals a message. `associated_data` is authenticated and not part of the stream; it may be empty. `len` is the length of
/// the message in bytes, where it is known: a stream that breaks off looks like one that ends.
///
/// # Errors
///
/// `InvalidOperation`: the key does not seal streams. `ProhibitedOperation`: it may not be used so. `RngError`: no
/// randomness. `UnsupportedOption`: the format has no associated data. `TooManyHandles`: this component has too many
/// objects and streams. `Overflow`: a segment is more than the host grants guests; from the outcome, the message is longer
/// than the format allows. `InvalidLength`, from the outcome: the message is not `len` bytes long.
pub fn seal(
    key: &SymmetricKey,
    associated_data: &[u8],
    plaintext: StreamReader<u8>,
    len: Option<u64>,
) -> Result<(StreamReader<u8>, Outcome)> {
    made(sealed_streams::seal(&key.0, associated_data, plaintext, len))
}

/// Opens what [`seal`] made, and what other programs made in the same format.
///
/// # Errors
///
/// `InvalidTag`, from the outcome: the stream, the associated data and the key do not belong together, or it is not the
/// whole stream. `InvalidOperation`: the key does not seal streams. `ProhibitedOperation`: it may not be used so.
/// `UnsupportedOption`: the format has no associated data. `TooManyHandles`: this component has too many objects and
/// streams. `Overflow`: a segment is more than the host grants guests.
pub fn open(
    key: &SymmetricKey,
    associated_data: &[u8],
    sealed: StreamReader<u8>,
) -> Result<(StreamReader<u8>, Outcome)> {
    made(sealed_streams::open(&key.0, associated_data, sealed))
}

/// Where to read a sealed stream of `len` bytes from, to open it with [`open_from`] from the byte `offset` of its message
/// on.
///
/// # Errors
///
/// `InvalidLength`: the message is shorter. `InvalidTag`: no sealed stream has that length. `InvalidOperation`: the
/// algorithm does not seal streams. `UnsupportedAlgorithm`: there is no such algorithm.
pub fn find(algorithm: &str, offset: u64, len: u64) -> Result<Place> {
    Ok(sealed_streams::find(algorithm, offset, len)?)
}

/// Opens a sealed stream of `len` bytes from the byte `offset` of its message on. `header` is its beginning, and `sealed`
/// the rest of it from the place on that [`find`] tells.
///
/// # Errors
///
/// As [`open`]. `InvalidTag`: the header is not one of the format. `InvalidLength`: the message is shorter than `offset`.
pub fn open_from(
    key: &SymmetricKey,
    associated_data: &[u8],
    header: &[u8],
    sealed: StreamReader<u8>,
    offset: u64,
    len: u64,
) -> Result<(StreamReader<u8>, Outcome)> {
    made(sealed_streams::open_from(&key.0, associated_data, header, sealed, offset, len))
}
