//! Hash functions: absorb and squeeze.

use super::Machine;
use crate::error::Result;
use crate::provider::{Hash, HashState, Parameters};

pub(super) struct HashMachine {
    state: Box<dyn HashState>,
    output: usize,
}

impl HashMachine {
    pub(super) fn new(hash: &dyn Hash, parameters: &Parameters<'_>) -> Result<Self> {
        Ok(Self { state: hash.start_with(parameters)?, output: hash.output_len() })
    }
}

impl Machine for HashMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self { state: self.state.fork(), output: self.output })
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.state.update(data);
        Ok(())
    }

    fn max_squeeze_len(&self) -> Result<usize> {
        Ok(self.output)
    }

    /// Finishes a copy: the state goes on as if nothing had been squeezed. A short output is a prefix of the digest.
    fn squeeze(&mut self, out: &mut [u8]) -> Result<()> {
        self.state.digest(out)
    }
}
