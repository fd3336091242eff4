//! Key derivation: absorb, then squeeze_key (extract) or squeeze (expand).

use zeroize::Zeroizing;

use super::{Expanded, Machine, Step, SymmetricKey};
use crate::collected::Collected;
use crate::encoding::Category;
use crate::error::{Error, Result};
use crate::permissions::Use;
use crate::table::{Cost, Shape};

#[derive(Clone)]
pub(super) struct KdfMachine {
    key: SymmetricKey,
    /// The salt of an extraction, the info of an expansion.
    context: Collected,
}

impl KdfMachine {
    pub(super) fn new(key: &SymmetricKey) -> Self {
        let limits = key.engine().limits();
        let max = match key.shape() {
            Shape::Expand { .. } => limits.max_info_len,
            _ => limits.max_buffered_message,
        };
        Self { key: key.clone(), context: Collected::new(max) }
    }

    fn derive(&mut self, out: &mut [u8]) -> Result<()> {
        match self.key.expanded() {
            Expanded::Kdf(key) => key.derive(self.context.whole(self.key.engine().budget())?, out),
            _ => Err(Error::InternalError),
        }
    }
}

/// The bytes that an expansion to `len` bytes, in blocks of `block`, hashes.
pub(crate) fn hashed(block: usize, info: usize, len: usize) -> usize {
    let blocks = len.div_ceil(block.max(1));
    // With each block goes the block before it, and a number; HMAC hashes two blocks of its own.
    blocks.saturating_mul(info.saturating_add(512))
}

impl Machine for KdfMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(self.clone())
    }

    /// Expansion hashes the whole info again for every block.
    fn price(&self, step: Step, cost: &Cost) -> u64 {
        match (step, self.key.shape()) {
            // RFC 5869: at most 255 blocks.
            (Step::Squeeze(len), Shape::Expand { max_output, .. }) => {
                cost.of(hashed(max_output / 255, self.context.len(), len))
            }
            (Step::SqueezeKey, _) => cost.of(self.context.len()),
            _ => cost.of(step.bytes()),
        }
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.context.absorb(self.key.engine().budget(), data)
    }

    fn expect(&mut self, len: usize) -> Result<()> {
        self.context.expect(self.key.engine().budget(), len)
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
