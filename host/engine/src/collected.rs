//! Input kept whole.

use crate::error::{Error, Result};
use crate::wipe;

/// Input an algorithm needs in one piece, collected from several calls up to a limit, and wiped when dropped.
#[derive(Clone)]
pub(crate) struct Collected {
    bytes: Vec<u8>,
    max: usize,
}

impl Collected {
    pub(crate) fn new(max: usize) -> Self {
        Self { bytes: Vec::new(), max }
    }

    /// Appends `data`, or nothing and [`Error::Overflow`].
    pub(crate) fn absorb(&mut self, data: &[u8]) -> Result<()> {
        let len = self.bytes.len().checked_add(data.len()).filter(|len| *len <= self.max).ok_or(Error::Overflow)?;
        if len > self.bytes.capacity() {
            // Growing in place would leave the old copy behind unwiped.
            let capacity = len.max(self.bytes.capacity().saturating_mul(2));
            let mut grown = Vec::with_capacity(capacity);
            grown.extend_from_slice(&self.bytes);
            wipe::wipe(&mut self.bytes);
            self.bytes = grown;
        }
        self.bytes.extend_from_slice(data);
        Ok(())
    }
}

impl Drop for Collected {
    fn drop(&mut self) {
        wipe::wipe(&mut self.bytes);
    }
}

impl core::ops::Deref for Collected {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}
