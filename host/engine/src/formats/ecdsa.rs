//! ECDSA signatures in DER (RFC 3279 section 2.2.3).

use der::asn1::UintRef;
use der::{Decode, Encode, Reader, SliceReader};

use crate::error::{Error, Result};

/// From DER to `r‖s`, each padded to half of `len` bytes.
///
/// # Errors
/// [`Error::InvalidSignature`] unless the bytes are exactly one DER sequence of two non-negative integers that fit.
pub(crate) fn from_der(bytes: &[u8], len: usize) -> Result<Vec<u8>> {
    let mut reader = SliceReader::new(bytes).map_err(invalid)?;
    let (r, s) = reader
        .sequence(|numbers| -> der::Result<_> {
            Ok((UintRef::decode(numbers)?.as_bytes(), UintRef::decode(numbers)?.as_bytes()))
        })
        .map_err(invalid)?;
    reader.finish().map_err(invalid)?;
    let half = len.checked_div(2).unwrap_or(0);
    let mut raw = Vec::with_capacity(len);
    for number in [r, s] {
        let zeros = half.checked_sub(number.len()).ok_or(Error::InvalidSignature)?;
        raw.resize(raw.len().saturating_add(zeros), 0);
        raw.extend_from_slice(number);
    }
    Ok(raw)
}

/// From `r‖s` to DER.
pub(crate) fn to_der(raw: &[u8]) -> Result<Vec<u8>> {
    let (r, s) = raw.split_at_checked(raw.len().checked_div(2).unwrap_or(0)).ok_or(Error::InternalError)?;
    let r = UintRef::new(r).map_err(|_| Error::InternalError)?;
    let s = UintRef::new(s).map_err(|_| Error::InternalError)?;
    [r, s].to_der().map_err(|_| Error::InternalError)
}

fn invalid<E>(_: E) -> Error {
    Error::InvalidSignature
}
