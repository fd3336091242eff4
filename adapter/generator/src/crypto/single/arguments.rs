//! Arguments that come from the arena: where that is a memory of its own, they are exchanged with bytes of the guest's
//! memory for the time of the call, since that is where the host reads lists from.
//!
//! Results of the call land as ever (`landing.rs`): what lies there is kept and put back, be it the guest's or an
//! argument on loan, which the host has read by then.

use super::Writer;
use super::object::Objects;
use crate::runtime::functions::Home;
use crate::runtime::landing::{ZONE, padded};
use crate::runtime::memory::grow_to;
use wasi_crypto_asm::{Code, Local, ModuleBuilder, ValType, Value, call, int, long};

/// Arguments on loan.
pub(super) struct Loan {
    /// Their addresses in the guest's memory.
    pub(super) at: Vec<Local>,
    /// What lies elsewhere: address, chunk, length.
    exchanged: Vec<(Local, Local, Local)>,
}

impl Writer<'_, '_> {
    /// Lends parts, given by address and length, to the guest's memory; not to `beside`, a range that the call reads too.
    /// Without room for it, returns after `undo`.
    pub(super) fn lend(
        &mut self,
        parts: &[(Local, Local)],
        beside: Option<[Local; 2]>,
        undo: impl FnOnce(&mut Code),
    ) -> Loan {
        let Home::Own(own) = self.context.runtime.home else {
            return Loan { at: parts.iter().map(|(chunk, _)| *chunk).collect(), exchanged: Vec::new() };
        };
        let code = &mut self.code;
        let total = parts.iter().map(|(_, len)| padded(*len)).reduce(|sum, next| sum.plus(next));
        let beside = beside.map_or([int(0), int(0)], |[ptr, len]| [ptr.into(), len.into()]);
        let [ptr, len] = beside;
        let at = code.bind(call(self.objects.place, [total.unwrap_or_else(|| int(0)), ptr, len]));
        let no_memory = self.errno.no_memory;
        code.when(at.not(), |code| {
            undo(code);
            code.ret(no_memory);
        });
        let mut loan = Loan { at: Vec::new(), exchanged: Vec::new() };
        for (chunk, len) in parts {
            let here = code.bind(at);
            code.run(own.swap, [here.into(), (*chunk).into(), (*len).into()]);
            code.set(at, at.plus(padded(*len)));
            loan.at.push(here);
            loan.exchanged.push((here, *chunk, *len));
        }
        loan
    }

    /// Gives the guest its bytes back.
    pub(super) fn take_back(&mut self, loan: Loan) {
        let Home::Own(own) = self.context.runtime.home else { return };
        for (at, chunk, len) in loan.exchanged {
            self.code.run(own.swap, [at.into(), chunk.into(), len.into()]);
        }
    }
}

/// In 64 bits, as the memory may be 4 GiB. It grows where it must, as it does for results.
pub(super) fn define_place(module: &mut ModuleBuilder, objects: &Objects) {
    module.define(objects.place, |code| {
        let (needed, ptr, len) = (code.param(0), code.param(1), code.param(2));
        let at = code.local(ValType::I64);
        code.set(at, long(u64::from(ZONE)));
        code.when(len, |code| {
            code.when(ptr.widen().long_below(needed.widen().long_plus(long(u64::from(ZONE)))), |code| {
                code.set(at, ptr.widen().long_plus(len.widen()).long_plus(long(7)).long_and(long(!7)));
            });
        });
        grow_to(code, at.long_plus(needed.widen()), |code, refused| code.ret_if(refused, 0));
        code.ret(at.narrow());
    });
}
