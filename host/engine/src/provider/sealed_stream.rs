//! The seam for sealed streams.

use super::{Algorithm, SecureRandom};
use crate::error::Result;
use crate::table::StreamFormat;

/// Encryption of messages of any length: a header, and segments that are encrypted one by one under a key of the stream, so
/// that each can be checked before anything of it is used. The last segment is marked in what authenticates it.
pub trait SealedStream: Algorithm {
    /// The format.
    fn format(&self) -> StreamFormat;
    /// Prepares a key of exactly as many bytes as the format says.
    ///
    /// # Errors
    /// [`Error::InvalidKey`](crate::Error::InvalidKey) if the library does not take it.
    fn key(&self, raw: &[u8]) -> Result<Box<dyn SealedStreamKey>>;
}

/// A prepared key of a format of sealed streams.
pub trait SealedStreamKey: Send + Sync {
    /// Writes the header of a new stream, which is as long as the format says. No two streams of a key may have the same.
    ///
    /// # Errors
    /// [`Error::RngError`](crate::Error::RngError).
    fn header(&self, random: &dyn SecureRandom, header: &mut [u8]) -> Result<()>;
    /// The segments of the stream with this header, which is as long as the format says.
    ///
    /// # Errors
    /// [`Error::InvalidTag`](crate::Error::InvalidTag) if it cannot be one of this format.
    fn stream(&self, header: &[u8], associated_data: &[u8]) -> Result<Box<dyn Segments>>;
}

/// The segments of one stream, by their numbers from 0. The engine has checked lengths and numbers against the format, and
/// never seals two segments of the same number.
pub trait Segments: Send + Sync {
    /// Encrypts a segment in place and writes its tag.
    ///
    /// # Errors
    /// Only what the library cannot help.
    fn seal(&self, number: u64, last: bool, data: &mut [u8], tag: &mut [u8]) -> Result<()>;
    /// Decrypts a segment in place after checking its tag in constant time. On failure the engine wipes `data` and gives
    /// none of it out.
    ///
    /// # Errors
    /// [`Error::InvalidTag`](crate::Error::InvalidTag) for every failure.
    fn open(&self, number: u64, last: bool, data: &mut [u8], tag: &[u8]) -> Result<()>;
}
