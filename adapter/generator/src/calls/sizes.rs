//! Sizes of outputs, checked before the call: afterwards the host's state has moved on.

use anyhow::{Result, ensure};
use wasi_crypto_model::binding::{Call, Needed, SizeCheck};

use crate::calls::writer::Writer;
use crate::runtime::layout::record;
use wasi_crypto_asm::{Local, ValType, Value, call, int};

impl Writer<'_, '_> {
    /// `overflow` if the output is too small, `invalid_length` if it must fit exactly and is larger. In 64 bits, as a
    /// sum of lengths may exceed 32.
    pub(crate) fn check_size(&mut self, check: &SizeCheck, action: &Call, landing: Local) -> Result<()> {
        let capacity = self.code.param(check.len);
        let needed = match &check.needed {
            Needed::Len(len) => self.code.param(*len).widen(),
            Needed::LenPlusTag { .. } | Needed::LenMinusTag { .. } => {
                self.rules.needed(self, check, action, landing)?
            }
            Needed::Method { handle, kind, function } => {
                let record = self.find_record(*handle, *kind);
                let interface = &self.context.resource(*kind)?.interface;
                let target = self.context.function(interface, function)?;
                ensure!(
                    target.results == [ValType::I32] && target.params == [ValType::I32] && !target.fallible,
                    "`{function}` does not answer a size"
                );
                let import = self.context.import(&target);
                call(import, [record.load(record::VALUE)]).widen()
            }
        };
        let exact = int(u32::from(check.exact));
        self.code.ret_unless_zero(call(self.context.runtime.size, [capacity.into(), needed, exact]));
        Ok(())
    }
}
