//! The success value of a WIT call: into buffers, out-pointers and new handles.

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Call, ResultPart};

use crate::calls::writer::Writer;
use crate::runtime::layout::tag;
use crate::wit::WitFunction;
use wasi_crypto_asm::{Local, Space, Value, call, int};

impl Writer<'_, '_> {
    /// Stores the parts of a success. The buffer comes first: if the list did not fit, the other parts are given back
    /// and nothing is stored.
    pub(crate) fn store_results(
        &mut self,
        action: &Call,
        target: &WitFunction,
        landing: Local,
        answer: Option<Local>,
    ) -> Result<()> {
        let runtime = self.context.runtime;
        let parts = || target.parts.iter().map(|(offset, _)| *offset).zip(&action.results);
        for (offset, part) in parts() {
            if let ResultPart::Buffer { ptr, len, written } = part {
                let (ptr, len) = (self.code.param(*ptr), self.code.param(*len));
                let settled = call(runtime.settle, [int(offset), ptr.into(), len.into()]);
                let count = self.code.bind(settled);
                self.refuse_long(action, target, landing, count)?;
                if let Some(written) = written {
                    let written = self.code.param(*written);
                    self.code.store_in(self.outs, written, 0, count);
                }
            }
        }
        for (offset, part) in parts() {
            let outs = self.outs;
            let code = &mut self.code;
            match *part {
                ResultPart::Buffer { .. } => {}
                ResultPart::Handle { out, kind } => {
                    let out = code.param(out);
                    let handle = match answer {
                        Some(answer) => answer.into(),
                        None => landing.load(offset),
                    };
                    match self.outs {
                        Space::Guest => code.run(runtime.give, [out.into(), int(tag(kind)), handle]),
                        Space::State => {
                            let handle = call(runtime.record_new, [int(tag(kind)), handle, int(0)]);
                            code.store(out, 0, handle);
                        }
                    }
                    self.rules.made(self, action, kind, out);
                }
                ResultPart::ArrayOutput { out, kind } => {
                    self.rules.landed(code, &runtime, action, offset);
                    let out = code.param(out);
                    code.run(runtime.array_new, [out.into(), int(tag(kind)), int(offset)]);
                }
                ResultPart::U32 { out } => {
                    let out = code.param(out);
                    match answer {
                        Some(answer) => code.store_in(outs, out, 0, answer),
                        None => code.store_in(outs, out, 0, landing.load(offset)),
                    }
                }
                ResultPart::U64 { out } => {
                    let out = code.param(out);
                    match answer {
                        Some(answer) => code.write_long(out, 0, answer),
                        None => code.write_long(out, 0, landing.load_long(offset)),
                    }
                }
            }
        }
        Ok(())
    }

    /// `overflow` for a list longer than its buffer: resources that came with it are dropped.
    fn refuse_long(&mut self, action: &Call, target: &WitFunction, landing: Local, count: Local) -> Result<()> {
        let mut drops = Vec::new();
        for ((offset, _), part) in target.parts.iter().zip(&action.results) {
            if let ResultPart::Handle { kind, .. } = part {
                drops.push((self.context.import_drop(*kind).context("dropping an unwanted result")?, *offset));
            }
        }
        let overflow = self.context.bindings.errno.overflow;
        self.code.when(count.equals(-1), |code| {
            for (drop, offset) in drops {
                code.run(drop, [landing.load(offset)]);
            }
            code.ret(u32::from(overflow));
        });
        Ok(())
    }
}
