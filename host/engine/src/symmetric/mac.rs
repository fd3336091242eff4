//! Message authentication codes: absorb and squeeze_tag.

use super::{Machine, SymmetricTag, TagAccess};
use crate::error::Result;
use crate::permissions::{Permissions, Use};
use crate::provider::{MacKey, MacState, Parameters};

pub(super) struct MacMachine {
    state: Box<dyn MacState>,
    tag: usize,
    permissions: Permissions,
}

impl MacMachine {
    pub(super) fn new(
        key: &dyn MacKey,
        tag: usize,
        permissions: Permissions,
        parameters: &Parameters<'_>,
    ) -> Result<Self> {
        Ok(Self { state: key.start_with(parameters)?, tag, permissions })
    }
}

impl Machine for MacMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(Self { state: self.state.fork(), ..*self })
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.state.update(data);
        Ok(())
    }

    /// Finishes a copy: the state goes on as if nothing had been squeezed. The tag can be read with the permission to
    /// sign, and compared with the permission to verify.
    fn squeeze_tag(&mut self) -> Result<SymmetricTag> {
        let access = TagAccess::new(self.permissions, &[Use::Sign])?;
        SymmetricTag::compute(self.tag, access, |tag| self.state.tag(tag))
    }
}
