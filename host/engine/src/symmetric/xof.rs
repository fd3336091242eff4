//! Extendable-output functions: absorb, then squeeze, each time where the last one ended.

use super::{Machine, SymmetricKey};
use crate::error::{Error, Result};
use crate::provider::{Parameters, Xof, XofState};

pub(super) struct XofMachine {
    state: Box<dyn XofState>,
    /// Output has begun: input is over.
    squeezed: bool,
}

impl XofMachine {
    pub(super) fn new(xof: &dyn Xof, key: Option<&SymmetricKey>, parameters: &Parameters<'_>) -> Result<Self> {
        if key.is_some() && xof.key_len() == 0 {
            return Err(Error::KeyNotSupported);
        }
        let key = key.map(SymmetricKey::raw);
        Ok(Self { state: xof.start(key, parameters)?, squeezed: false })
    }
}

impl Machine for XofMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self { state: self.state.fork(), squeezed: self.squeezed })
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        if self.squeezed {
            return Err(Error::InvalidOperation);
        }
        self.state.update(data);
        Ok(())
    }

    fn max_squeeze_len(&self) -> Result<usize> {
        Ok(usize::MAX)
    }

    fn squeeze(&mut self, out: &mut [u8]) -> Result<()> {
        self.squeezed = true;
        self.state.squeeze(out);
        Ok(())
    }
}
