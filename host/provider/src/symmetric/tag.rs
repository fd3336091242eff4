//! `symmetric-tag`.

use super::TagObject;
use crate::bindings::Result;
use crate::bindings::symmetric::GuestSymmetricTag;

impl GuestSymmetricTag for TagObject {
    fn len(&self) -> u32 {
        self.get().ok().and_then(|tag| u32::try_from(tag.len()).ok()).unwrap_or_default()
    }

    fn bytes(&self) -> Result<Vec<u8>> {
        Ok(self.get()?.bytes()?.to_vec())
    }

    fn verify(&self, expected: Vec<u8>) -> Result<()> {
        Ok(self.get()?.verify(&expected)?)
    }
}
