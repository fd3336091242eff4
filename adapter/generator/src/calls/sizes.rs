//! Sizes of outputs, checked before the call: afterwards the host's state has moved on.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Call, ErrnoMap, KindIndex, Needed, SizeCheck};

use crate::calls::{Context, Writer, wipe};
use crate::crypto::padding::Room;
use crate::runtime::Runtime;
use crate::runtime::layout::record;
use wasi_crypto_asm::{Local, ModuleBuilder, ValType, Value, call, int, select};

/// Writes the comparison of capacity (32 bits) and need (64 bits).
pub(crate) fn define(module: &mut ModuleBuilder, runtime: &Runtime, errno: &ErrnoMap) {
    module.define(runtime.size, |code| {
        let (capacity, needed, exact) = (code.param(0), code.param(1), code.param(2));
        code.ret_if(capacity.widen().long_below(needed), u32::from(errno.overflow));
        let longer = needed.long_below(capacity.widen());
        code.ret(select(exact.and(longer), u32::from(errno.invalid_length), u32::from(errno.success)));
    });
}

impl Writer<'_, '_> {
    /// `overflow` if the output is too small, `invalid_length` if it must fit exactly and is larger. In 64 bits, as a
    /// length plus a tag may exceed 32.
    pub(crate) fn check_size(&mut self, check: &SizeCheck, action: &Call, landing: Local) -> Result<()> {
        let errno = self.context.bindings.errno.clone();
        let capacity = self.code.param(check.len);
        let needed = match &check.needed {
            Needed::Len(len) => self.code.param(*len).widen(),
            Needed::LenPlusTag { len, state } => {
                let tag = self.tag_len(*state)?;
                self.code.param(*len).widen().long_plus(tag.widen())
            }
            Needed::LenMinusTag { len, state, padded } => {
                let tag = self.tag_len(*state)?;
                let len = self.code.param(*len);
                // Shorter than a tag: that is a failed decryption, treated like any other.
                self.code.when(len.below(tag), |code| {
                    wipe(code, action);
                    code.ret(u32::from(errno.invalid_tag));
                });
                let needed = self.code.bind(len.minus(tag));
                if let Some(suffix) = padded {
                    self.allow_less_padding(*state, suffix, &Room { needed, capacity, padding: tag, landing })?;
                }
                needed.widen()
            }
            Needed::Method { handle, kind, function } => {
                let record = self.find_record(*handle, *kind);
                let interface = resource_interface(self.context, *kind)?;
                let target = self.context.wit.function(&interface, function)?;
                anyhow::ensure!(
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

fn resource_interface(context: &Context<'_>, kind: KindIndex) -> Result<String> {
    let kind = context.bindings.kinds.get(kind).context("no such handle kind")?;
    let resource = kind.resource.as_ref().with_context(|| format!("`{}` has no methods", kind.name))?;
    Ok(resource.interface.clone())
}
