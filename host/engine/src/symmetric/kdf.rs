//! Key derivation: absorb, then squeeze_key (extract) or squeeze (expand).

use zeroize::Zeroizing;

use super::{Expanded, Machine, SymmetricKey};
use crate::collected::Collected;
use crate::encoding::Category;
use crate::error::{Error, Result};
use crate::permissions::Use;
use crate::table::Shape;

#[derive(Clone)]
pub(super) struct KdfMachine {
    key: SymmetricKey,
    /// The salt of an extraction, the info of an expansion.
    context: Collected,
}

impl KdfMachine {
    pub(super) fn new(key: &SymmetricKey) -> Self {
        Self { key: key.clone(), context: Collected::new(key.engine().limits().max_buffered_message) }
    }

    fn derive(&self, out: &mut [u8]) -> Result<()> {
        match self.key.expanded() {
            Expanded::Kdf(key) => key.derive(&self.context, out),
            _ => Err(Error::InternalError),
        }
    }
}

impl Machine for KdfMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(self.clone())
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.context.absorb(data)
    }

    /// Expansion only.
    fn max_squeeze_len(&self) -> Result<usize> {
        match self.key.shape() {
            Shape::Expand { max_output, .. } => Ok(max_output),
            _ => Err(Error::InvalidOperation),
        }
    }

    /// Starts from the beginning each time: two squeezes of one length give the same bytes.
    fn squeeze(&mut self, out: &mut [u8]) -> Result<()> {
        self.key.require(Use::Derive)?;
        self.derive(out)
    }

    /// Extraction only. The result is a key of the matching expansion and of nothing else.
    fn squeeze_key(&mut self, algorithm: &str) -> Result<SymmetricKey> {
        let Shape::Extract { output, expand, .. } = self.key.shape() else { return Err(Error::InvalidOperation) };
        self.key.require(Use::Derive)?;
        let target = self.key.engine().resolve(Category::Symmetric, algorithm)?;
        if target.row.name != expand {
            return Err(Error::InvalidKey);
        }
        let mut pseudorandom = Zeroizing::new(vec![0; output]);
        self.derive(&mut pseudorandom)?;
        SymmetricKey::new(self.key.engine(), target, pseudorandom)
    }
}
