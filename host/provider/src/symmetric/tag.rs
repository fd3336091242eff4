//! `symmetric-tag`.

use wasi_crypto_api::symmetric::verify_tag;

use super::TagObject;
use crate::bindings::Result;
use crate::bindings::symmetric::GuestSymmetricTag;
use crate::objects::run;

impl GuestSymmetricTag for TagObject {
    fn len(&self) -> u32 {
        self.get().ok().and_then(|tag| u32::try_from(tag.len()).ok()).unwrap_or_default()
    }

    fn bytes(&self) -> Result<Vec<u8>> {
        Ok(self.get()?.bytes()?.to_vec())
    }

    fn verify(&self, expected: Vec<u8>) -> Result<()> {
        let tag = self.get()?;
        run(&[expected], |caller, inputs| verify_tag(caller, &tag, inputs, 0))
    }
}
