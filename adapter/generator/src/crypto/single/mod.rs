//! Objects that are prepared: what the functions of the single module of 2019 do, see
//! [`step`](wasi_crypto_model::step).
//!
//! An object is a chunk of the arena, its parts are chunks it points at. Handles are records with the address of the
//! object in them; their tag is the kind the object has at the moment. Every function looks at its handles and addresses
//! first, then at what the object lacks, then does what it does. What it was given is copied, so that no part can change
//! between the check and the use.

mod arguments;
mod cipher;
mod keys;
mod life;
mod names;
mod object;
mod sign;

use anyhow::{Context as _, Result};
use wasi_crypto_model::step::{Handle, Part, Purpose, Range, Step, Verb};

use crate::calls::pieces;
use crate::context::Context;
use crate::runtime::layout::{header, record, tag};
use crate::runtime::realloc::forget;
use crate::wit::{Kind, WitFunction};
use object::Objects;
use wasi_crypto_asm::{Code, Expr, Func, Local, Value, call, int, select};

/// Writes a function that does a step.
pub(crate) fn write(context: &mut Context<'_>, func: Func, step: &Step) -> Result<()> {
    let objects = life::define(context)?;
    let code = context.module.code(func);
    let errno = Errno::of(context)?;
    let mut writer = Writer { context, code, objects, errno, record: None, object: None, other: None };
    // These look at what they are given themselves.
    if !matches!(step.verb, Verb::Keep(_) | Verb::Become) {
        writer.guard(step);
    }
    match step.verb {
        Verb::Open(purpose) => writer.open(step, purpose)?,
        Verb::Keep(part) => writer.keep(step, part)?,
        Verb::KeepOfMessage(part) => writer.keep_of_message(step, part)?,
        Verb::KeepHash => writer.keep_hash()?,
        Verb::Give(part) => writer.give(step, part)?,
        Verb::Become => {
            let ([handle, tag], [out, other]) = (writer.handle(step.object)?, writer.handle(step.result)?);
            writer.code.ret_unless_zero(call(objects.replace, [handle, tag, out, other]));
        }
        Verb::Close => {
            let object = writer.object()?;
            writer.close(object)?;
        }
        Verb::Refuse => {}
        Verb::Encrypt => writer.encrypt(step)?,
        Verb::Decrypt => writer.decrypt(step)?,
        Verb::BeginMessage => writer.begin_message(step)?,
        Verb::AddToMessage => writer.add_to_message(step)?,
        Verb::Sign => writer.sign(step)?,
        Verb::EndMessage => writer.end_message(step)?,
        Verb::MakeKey => writer.make_key(step)?,
        Verb::Derive => writer.derive(step)?,
    }
    let answer = if step.verb == Verb::Refuse { errno.invalid } else { errno.success };
    writer.code.ret(answer);
    let code = writer.code;
    context.module.define_code(func, code);
    Ok(())
}

/// Numbers of the errors that steps find by themselves, as the package's errors of the same meaning have them.
#[derive(Clone, Copy, Debug)]
struct Errno {
    success: u32,
    guest_error: u32,
    invalid_handle: u32,
    overflow: u32,
    /// Something is missing, or does not fit the algorithm.
    invalid: u32,
    no_memory: u32,
    invalid_key: u32,
    invalid_tag: u32,
    unsupported_algorithm: u32,
}

impl Errno {
    fn of(context: &Context<'_>) -> Result<Errno> {
        let errno = &context.bindings.errno;
        let number = |error: &str| -> Result<u32> {
            let ordinal = context.wit.error(error)?;
            Ok(u32::from(*errno.wit_to_legacy.get(ordinal as usize).context("an error without a number")?))
        };
        Ok(Errno {
            success: u32::from(errno.success),
            guest_error: u32::from(errno.guest_error),
            invalid_handle: u32::from(errno.invalid_handle),
            overflow: u32::from(errno.overflow),
            invalid: u32::from(errno.invalid_length),
            no_memory: u32::from(errno.too_many_handles),
            invalid_key: number("invalid-key")?,
            invalid_tag: number("invalid-tag")?,
            unsupported_algorithm: number("unsupported-algorithm")?,
        })
    }
}

/// A step being written.
struct Writer<'a, 'b> {
    context: &'a mut Context<'b>,
    code: Code,
    objects: Objects,
    errno: Errno,
    /// Record and object of the handle.
    record: Option<Local>,
    object: Option<Local>,
    /// What is behind the other handle: an object, or a resource.
    other: Option<Local>,
}

impl Writer<'_, '_> {
    /// Handles, addresses, and room for a new record.
    fn guard(&mut self, step: &Step) {
        self.record = step.object.map(|handle| self.find(handle));
        self.object = self.record.map(|record| self.code.bind(record.load(record::VALUE)));
        self.other = step.other.map(|handle| {
            let record = self.find(handle);
            self.code.bind(record.load(record::VALUE))
        });
        let runtime = self.context.runtime;
        let param = |code: &Code, index: usize| Expr::from(code.param(index));
        let mut good = Vec::new();
        for (func, range) in
            [(runtime.text, step.algorithm), (runtime.in_range, step.input), (runtime.in_range, step.output)]
        {
            good.extend(range.map(|(ptr, len)| call(func, [param(&self.code, ptr), param(&self.code, len)])));
        }
        good.extend(step.result.map(|(out, _)| call(runtime.word, [param(&self.code, out)])));
        if let Some(all) = good.into_iter().reduce(|all, next| all.and(next)) {
            self.code.ret_if(all.not(), self.errno.guest_error);
        }
        // Where there is a handle, there is an arena: all functions for objects are in one module.
        if step.result.is_some() {
            self.code.ret_if(call(runtime.prepare, [int(1)]).not(), self.errno.no_memory);
        }
    }

    fn find(&mut self, (param, kind): Handle) -> Local {
        let lookup = call(self.context.runtime.record, [self.code.param(param).into(), int(tag(kind))]);
        self.code.bind_or_ret(lookup, self.errno.invalid_handle)
    }

    fn object(&self) -> Result<Local> {
        self.object.context("a step without an object")
    }

    fn other(&self) -> Result<Local> {
        self.other.context("a step without another handle")
    }

    /// A parameter with a handle, or the address of one, and the tag of its kind.
    fn handle(&self, handle: Option<Handle>) -> Result<[Expr; 2]> {
        let (param, kind) = handle.context("a step without a handle")?;
        Ok([self.code.param(param).into(), int(tag(kind))])
    }

    fn range(&self, range: Option<Range>) -> Result<[Local; 2]> {
        let (ptr, len) = range.context("a step without a range")?;
        Ok([self.code.param(ptr), self.code.param(len)])
    }

    /// A new object, with algorithm and key, and a handle for it.
    fn open(&mut self, step: &Step, purpose: Purpose) -> Result<()> {
        let other = self.other;
        match (purpose, other) {
            (Purpose::Cipher, Some(key)) => self.code.ret_if(key.load(object::CLASS), self.errno.invalid),
            (Purpose::Key, None) | (Purpose::Signature | Purpose::Derivation, Some(_)) => {}
            _ => anyhow::bail!("a key is missing, or not needed"),
        }
        let [ptr, len] = match step.algorithm {
            Some(range) => self.range(Some(range))?.map(Expr::from),
            None => [int(0), int(0)],
        };
        let new = self.code.bind_or_ret(call(self.objects.new, [ptr, len]), self.errno.no_memory);
        if let Some(key) = other {
            self.code.store(new, object::KEY, key);
        }
        if let (Purpose::Signature, Some(key)) = (purpose, other) {
            let differs = self.code.begin_if(call(self.objects.same_name, [new.into(), key.into()]).not());
            let answer = self.is_unknown(new)?;
            self.code.run(self.objects.free, [new.into()]);
            let errno = self.errno;
            self.code.ret(select(answer, errno.unsupported_algorithm, errno.invalid_key));
            self.code.end_if(differs);
        }
        self.hand_out(step, new)
    }

    /// Copies what the guest gives.
    fn keep(&mut self, step: &Step, part: Part) -> Result<()> {
        let [ptr, len] = self.range(step.input)?;
        let [handle, tag] = self.handle(step.object)?;
        let slot = int(object::slot(part));
        self.code.ret_unless_zero(call(self.objects.keep, [handle, tag, slot, ptr.into(), len.into()]));
        Ok(())
    }

    /// A handle of the kind the function gives. The record was prepared.
    fn hand_out(&mut self, step: &Step, object: Local) -> Result<()> {
        let (out, kind) = step.result.context("a step without a result")?;
        let out = self.code.param(out);
        self.code.run(self.context.runtime.give, [out.into(), int(tag(kind)), object.into()]);
        Ok(())
    }

    /// Another handle instead of the one there was.
    fn transition(&mut self, step: &Step) -> Result<()> {
        let (object, record) = (self.object()?, self.record.context("a step without a record")?);
        self.hand_out(step, object)?;
        self.code.run(self.context.runtime.record_free, [record.into()]);
        Ok(())
    }

    fn close(&mut self, object: Local) -> Result<()> {
        let record = self.record.context("a step without a record")?;
        self.code.run(self.objects.free, [object.into()]);
        self.code.run(self.context.runtime.record_free, [record.into()]);
        Ok(())
    }

    /// The first bytes of a part.
    fn give(&mut self, step: &Step, part: wasi_crypto_model::step::Part) -> Result<()> {
        let object = self.object()?;
        let [ptr, len] = self.range(step.output)?;
        let slot = object::slot(part);
        let bytes = self.code.bind_or_ret(object.load(slot), self.errno.invalid);
        self.code.ret_if(len.above(object.load(slot + object::LEN)), self.errno.invalid);
        self.code.copy((wasi_crypto_asm::Space::Guest, ptr), (wasi_crypto_asm::Space::State, bytes), len);
        Ok(())
    }

    /// `overflow` for lists of these lengths, if a call cannot carry them together.
    fn refuse_too_much<const N: usize>(&mut self, lens: [Local; N]) {
        if let Some(too_much) = pieces::too_much(lens) {
            self.code.ret_if(too_much, self.errno.overflow);
        }
    }

    /// A function of the package.
    fn target(&mut self, interface: &str, name: &str) -> Result<(Func, WitFunction)> {
        let target = self.context.function(interface, name)?;
        anyhow::ensure!(target.lands && target.fallible, "`{name}` does not answer what a step expects");
        Ok((self.context.import(&target), target))
    }

    /// Where results land.
    fn landing(&mut self) -> Local {
        self.code.bind(self.context.runtime.arena.plus(header::LANDING))
    }

    /// Returns the errno of a failure that landed.
    fn fail_if_landed(&mut self, landing: Local, target: &WitFunction) {
        let outcome = self.context.runtime.outcome;
        self.code.when(landing.load8(0), |code| code.ret(call(outcome, [int(target.error_offset)])));
    }

    /// Offset of a part of a landed success.
    fn part(target: &WitFunction, number: usize, kind: Kind) -> Result<u32> {
        match target.parts.get(number) {
            Some((offset, found)) if *found == kind => Ok(*offset),
            other => anyhow::bail!("`{}` answers {other:?} instead of {kind:?}", target.name),
        }
    }

    /// Frees a landed list.
    fn forget(&mut self, offset: u32) {
        forget(&mut self.code, &self.context.runtime, offset);
    }
}
