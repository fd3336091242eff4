//! Message authentication codes: absorb and squeeze_tag.

use super::{Machine, SymmetricTag};
use crate::error::Result;
use crate::provider::{MacKey, MacState, Parameters};

pub(super) struct MacMachine {
    state: Box<dyn MacState>,
    tag: usize,
}

impl MacMachine {
    pub(super) fn new(key: &dyn MacKey, tag: usize, parameters: &Parameters<'_>) -> Result<Self> {
        Ok(Self { state: key.start_with(parameters)?, tag })
    }
}

impl Machine for MacMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self { state: self.state.fork(), tag: self.tag })
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.state.update(data);
        Ok(())
    }

    /// Finishes a copy: the state goes on as if nothing had been squeezed.
    fn squeeze_tag(&mut self) -> Result<SymmetricTag> {
        SymmetricTag::compute(self.tag, |tag| self.state.tag(tag))
    }
}
