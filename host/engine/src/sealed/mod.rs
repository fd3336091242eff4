//! Sealed streams: messages of any length, of which only what is authentic comes out.
//!
//! A stream is a header and segments. Each segment is encrypted by itself, with its number and whether it is the last in
//! what authenticates it: a stream that is cut off, put in another order, longer than it was, or of another key fails at
//! the first segment that is not what it should be, before anything of that segment is given out.

mod layout;
mod opener;
mod sealer;

pub use layout::{StreamLayout, StreamPosition};
pub use opener::Opener;
pub use sealer::Sealer;

use crate::error::{Error, Result};
use crate::permissions::Use;
use crate::provider::SealedStreamKey;
use crate::symmetric::{Expanded, SymmetricKey};
use crate::table::{Shape, StreamFormat};

/// The prepared key and the format, if the use is permitted and the associated data is no longer than it may be.
fn parts<'a>(
    key: &'a SymmetricKey,
    usage: Use,
    associated_data: &[u8],
) -> Result<(&'a dyn SealedStreamKey, StreamFormat)> {
    let (Expanded::SealedStream(prepared), Shape::SealedStream(format)) = (key.expanded(), key.shape()) else {
        return Err(Error::InvalidOperation);
    };
    key.require(usage)?;
    if !format.associated_data && !associated_data.is_empty() {
        return Err(Error::UnsupportedFeature);
    }
    if associated_data.len() > key.engine().limits().max_info_len {
        return Err(Error::Overflow);
    }
    Ok((prepared.as_ref(), format))
}
