//! Extendable-output functions: absorb, then squeeze, each time where the last one ended.

use super::{Machine, SymmetricKey};
use crate::error::{Error, Result};
use crate::permissions::{Permissions, Use};
use crate::provider::{Parameters, Xof, XofState};

pub(super) struct XofMachine {
    state: Box<dyn XofState>,
    /// Output has begun: input is over.
    squeezed: bool,
    concatenates: bool,
    permissions: Permissions,
}

impl XofMachine {
    pub(super) fn new(xof: &dyn Xof, key: Option<&SymmetricKey>, parameters: &Parameters<'_>) -> Result<Self> {
        if key.is_some() && xof.key_len() == 0 {
            return Err(Error::KeyNotSupported);
        }
        let permissions = key.map_or(Permissions::ALL, SymmetricKey::permissions);
        let key = key.map(SymmetricKey::raw);
        Ok(Self { state: xof.start(key, parameters)?, squeezed: false, concatenates: xof.concatenates(), permissions })
    }
}

impl Machine for XofMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self { state: self.state.fork(), ..*self })
    }

    fn concatenates(&self) -> bool {
        self.concatenates
    }

    fn flows(&self) -> bool {
        true
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

    /// With a key this is a MAC of any length, or a derivation: who may do either may squeeze.
    fn squeeze(&mut self, out: &mut [u8]) -> Result<()> {
        self.permissions.require_any(&[Use::Sign, Use::Derive])?;
        self.squeezed = true;
        self.state.squeeze(out);
        Ok(())
    }
}
