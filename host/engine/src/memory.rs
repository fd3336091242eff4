//! Memory whose size a guest chose: where the process has none, the guest hears of it and the process goes on.

use core::hint::black_box;

use crate::error::{Error, Result};

/// A process that has no room for so many bytes cannot go on: nobody can say so without allocating as much.
const FEW: usize = 4 << 10;

/// Nothing, with room for so many bytes.
///
/// # Errors
/// [`Error::Overflow`] if the process cannot have them, and they are more than a few.
#[inline]
pub fn room(len: usize) -> Result<Vec<u8>> {
    if len <= FEW {
        return Ok(Vec::with_capacity(len));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(len).map_err(|_| Error::Overflow)?;
    Ok(bytes)
}

/// So many zeros.
///
/// # Errors
/// As [`room`].
pub(crate) fn zeros(len: usize) -> Result<Vec<u8>> {
    let mut bytes = room(len)?;
    bytes.resize(len, 0);
    Ok(bytes)
}

/// A copy.
///
/// # Errors
/// As [`room`].
#[inline]
pub fn copy(data: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = room(data.len())?;
    bytes.extend_from_slice(data);
    Ok(bytes)
}

/// Whether the process can have so many bytes now.
///
/// # Errors
/// As [`room`].
pub(crate) fn available(len: usize) -> Result<()> {
    // What is not looked at need not be allocated, thinks the compiler.
    black_box(room(len)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_there_is_is_refused() {
        assert_eq!(zeros(3).unwrap(), [0; 3]);
        assert_eq!(copy(b"abc").unwrap(), b"abc");
        for len in [usize::MAX, usize::MAX / 2] {
            assert_eq!(room(len), Err(Error::Overflow));
            assert_eq!(available(len), Err(Error::Overflow));
        }
    }
}
