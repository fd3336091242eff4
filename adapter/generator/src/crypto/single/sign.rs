//! Messages that are signed, or whose MAC is computed: which of the two, the class of the key says.

use anyhow::{Context as _, Result};
use wasi_crypto_model::step::Step;

use super::Writer;
use super::object::{CLASS, HANDLE, KEY, LEN, NAME, STATE};
use crate::calls::pieces::Long;
use crate::runtime::landing;
use crate::runtime::realloc::forget;
use crate::wit::Kind;
use wasi_crypto_asm::{Expr, Func, Local, Space, Value, int};

/// `raw` among the encodings of signatures.
const RAW: u32 = 0;

impl Writer<'_, '_> {
    pub(super) fn begin_message(&mut self, step: &Step) -> Result<()> {
        let object = self.object()?;
        let key = self.code.bind(object.load(KEY));
        let name = self.part_of(object, NAME);
        let landing = self.landing();
        self.by_class(key, |writer, is_pair| {
            let key = key.load(HANDLE);
            let offset = if is_pair {
                let (import, target) = writer.target("signatures", "[static]signature-state.open")?;
                writer.land((import, &target), [key], landing);
                Self::part(&target, 0, Kind::Handle)?
            } else {
                let (import, target) = writer.target("symmetric", "[static]symmetric-state.open")?;
                writer.refuse_too_much([name.1]);
                let loan = writer.lend(&[name], None, |_| {});
                let args = [loan.at[0].into(), name.1.into(), int(1), key, int(0), int(0)];
                let runtime = writer.context.runtime;
                landing::land(&mut writer.code, &runtime, (import, &target), args, landing, None);
                writer.take_back(loan);
                writer.fail_if_landed(landing, &target);
                Self::part(&target, 0, Kind::Handle)?
            };
            writer.code.store(object, STATE, landing.load(offset));
            Ok(())
        })?;
        self.transition(step)
    }

    pub(super) fn add_to_message(&mut self, step: &Step) -> Result<()> {
        let object = self.object()?;
        let argument = self.range(step.input)?;
        let key = self.code.bind(object.load(KEY));
        let landing = self.landing();
        let record = self.record.context("a step without a record")?;
        let (free_object, free_record) = (self.objects.free, self.context.runtime.record_free);
        self.by_class(key, |writer, is_pair| {
            let (interface, add, resource) = match is_pair {
                true => ("signatures", "[method]signature-state.update", "signature-state"),
                false => ("symmetric", "[method]symmetric-state.absorb", "symmetric-state"),
            };
            let (import, target) = writer.target(interface, add)?;
            let drop = writer.context.drop_of(interface, resource)?;
            let pieces = writer.context.pieces(interface, add).context("a message that does not come in pieces")?;
            let handle = object.load(STATE);
            let long = Long { pieces, import, target: &target, handle, argument, landing };
            long.write(writer.context, &mut writer.code, |code| {
                code.run(drop, [object.load(STATE)]);
                code.run(free_object, [object.into()]);
                code.run(free_record, [record.into()]);
            })
        })
    }

    pub(super) fn sign(&mut self, step: &Step) -> Result<()> {
        let object = self.object()?;
        let [out, capacity] = self.range(step.output)?;
        let key = self.code.bind(object.load(KEY));
        let landing = self.landing();
        let offset = self.code.bind(int(0));
        self.by_class(key, |writer, is_pair| {
            let (interface, make, read) = match is_pair {
                true => ("signatures", "[method]signature-state.sign", "[method]signature.export"),
                false => ("symmetric", "[method]symmetric-state.squeeze-tag", "[method]symmetric-tag.bytes"),
            };
            let (import, target) = writer.target(interface, make)?;
            writer.land((import, &target), [object.load(STATE)], landing);
            let made = writer.code.bind(landing.load(Self::part(&target, 0, Kind::Handle)?));
            let (import, target) = writer.target(interface, read)?;
            let mut args = vec![Expr::from(made)];
            args.extend(is_pair.then(|| int(RAW)));
            let runtime = writer.context.runtime;
            landing::land(&mut writer.code, &runtime, (import, &target), args, landing, None);
            let drop = writer.context.drop_of(interface, if is_pair { "signature" } else { "symmetric-tag" })?;
            writer.code.run(drop, [made.into()]);
            writer.fail_if_landed(landing, &target);
            writer.code.set(offset, int(Self::part(&target, 0, Kind::Bytes)?));
            Ok(())
        })?;
        let (runtime, invalid) = (self.context.runtime, self.errno.invalid);
        let code = &mut self.code;
        let list = code.bind(landing.plus(offset));
        let answer = code.bind(int(invalid));
        code.when(capacity.at_most(list.load(LEN)), |code| {
            code.copy((Space::Guest, out), (Space::State, list.load(0)), capacity);
            code.set(answer, self.errno.success);
        });
        forget(code, &runtime, offset);
        code.ret(answer);
        Ok(())
    }

    pub(super) fn end_message(&mut self, step: &Step) -> Result<()> {
        let object = self.object()?;
        let key = self.code.bind(object.load(KEY));
        self.by_class(key, |writer, is_pair| {
            let drop = match is_pair {
                true => writer.context.drop_of("signatures", "signature-state")?,
                false => writer.context.drop_of("symmetric", "symmetric-state")?,
            };
            writer.code.run(drop, [object.load(STATE)]);
            writer.code.store(object, STATE, 0);
            Ok(())
        })?;
        self.transition(step)
    }

    /// Calls a function that takes nothing from the arena, and returns the errno of its failure.
    pub(super) fn land(
        &mut self,
        (import, target): (Func, &crate::wit::WitFunction),
        args: impl IntoIterator<Item = Expr>,
        landing: Local,
    ) {
        let runtime = self.context.runtime;
        landing::land(&mut self.code, &runtime, (import, target), args, landing, None);
        self.fail_if_landed(landing, target);
    }

    /// Writes both branches: for symmetric keys, and for key pairs.
    fn by_class(&mut self, key: Local, mut write: impl FnMut(&mut Self, bool) -> Result<()>) -> Result<()> {
        let mut answer = Ok(());
        let both = self.code.begin_if(key.load(CLASS));
        answer = answer.and_then(|()| write(self, true));
        self.code.begin_else();
        answer = answer.and_then(|()| write(self, false));
        self.code.end_if(both);
        answer
    }
}
