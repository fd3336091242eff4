//! A function of the old module: a call of the function of that name in the new one.

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_asm::{
    Code, Expr, Func, Local, ModuleBuilder, Space, ValType, Value, call, int, long, memory_grow, memory_size,
};
use wasi_crypto_witx::{Abi, CoreType, Document, Function, TypeKind};

use crate::layout::{Typed, renumbered, same, translate};
use crate::table::Table;

/// Where a record is written that the program expects in another layout: behind address 0, which means nothing to many
/// programs.
const ZONE: u32 = 16;
/// Where the library keeps what was in the zone.
const KEPT_ZONE: u32 = 0;
/// Where it keeps the record.
const RECORD: u32 = 256;
/// Largest record.
const RECORD_SIZE: u32 = 256;
/// Where it keeps arguments.
const KEPT: u32 = 512;

/// A list of the program that is in the other layout for the time of the call.
struct Lent {
    ptr: Local,
    len: Local,
}

/// A record that the program expects in another layout.
struct Record<'a> {
    out: Local,
    old: Typed<'a>,
    new: Typed<'a>,
}

/// Writes the function and exports it.
pub(crate) fn forward<'a>(
    builder: &mut ModuleBuilder,
    (old, from): (&'a Document, &'a Function),
    (new, to): (&'a Document, &'a Function),
    table: &Table,
) -> Result<()> {
    ensure!(from.abi == Abi::Preview1 && to.abi == Abi::Preview1, "it is of the draft ABI");
    let (signature, other) = (old.core_signature(from)?, new.core_signature(to)?);
    let types = |types: &[CoreType]| types.iter().map(|ty| core(*ty)).collect::<Vec<_>>();
    let params: Vec<ValType> = signature.params.iter().map(|(_, ty)| core(*ty)).collect();
    let other_params: Vec<ValType> = other.params.iter().map(|(_, ty)| core(*ty)).collect();
    ensure!(params == other_params && signature.results == other.results, "the signatures differ");
    ensure!(from.params.len() == to.params.len(), "the numbers of parameters differ");

    let results = types(&signature.results);
    let import = builder.import(&table.new, &to.name, &params, &results);
    let func = builder.declare(&from.name, &params, &results);
    let code = builder.code(func);
    let (fault, no_memory) = (table.errno(old, &table.fault)?, table.errno(old, &table.no_memory)?);
    let mut writer = Writer { code, fault, no_memory, args: Vec::new(), lent: None, record: None };
    let mut index = 0;
    for (param, other) in from.params.iter().zip(&to.params) {
        let (a, b) = (Typed { document: old, ty: &param.ty }, Typed { document: new, ty: &other.ty });
        let count = table.counts.get(&from.name).and_then(|counts| counts.get(&param.name));
        let count = count.map(|count| position(&signature.params, count)).transpose()?;
        let used = writer.argument(a, b, index, count).with_context(|| format!("parameter `{}`", param.name))?;
        index += used;
    }
    let (outcome, other) = (old.outcome(from), new.outcome(to));
    ensure!(outcome.values.len() == other.values.len(), "the numbers of results differ");
    for (value, other) in outcome.values.iter().zip(&other.values) {
        let (a, b) = (Typed { document: old, ty: value.ty }, Typed { document: new, ty: other.ty });
        // Without an error, the first is no out-pointer but the answer.
        let answered = outcome.error.is_none();
        ensure!(!answered || same(a, b), "what it answers differs");
        if !answered {
            writer.out(a, b, index)?;
            index += 1;
        }
    }
    ensure!(writer.args.len() == params.len(), "a parameter has no value");
    let code = writer.call(import, results.first().copied())?;
    builder.define_code(func, code);
    builder.export(&from.name, func);
    Ok(())
}

struct Writer<'a> {
    code: Code,
    fault: u32,
    no_memory: u32,
    args: Vec<Expr>,
    lent: Option<Lent>,
    record: Option<Record<'a>>,
}

impl<'a> Writer<'a> {
    /// Pushes what a parameter becomes; gives how many core parameters it has.
    fn argument(&mut self, old: Typed<'a>, new: Typed<'a>, index: usize, count: Option<usize>) -> Result<usize> {
        let is_pair = |ty: Typed<'_>| {
            let builtin = matches!(ty.kind(), TypeKind::Builtin(wasi_crypto_witx::Builtin::String));
            builtin || matches!(ty.kind(), TypeKind::List(_) | TypeKind::InBuffer(_) | TypeKind::OutBuffer(_))
        };
        if same(old, new) {
            let used = if is_pair(old) { 2 } else { 1 };
            self.args.extend((index..index + used).map(|index| Expr::from(self.code.param(index))));
            return Ok(used);
        }
        match (old.kind(), new.kind(), count) {
            (TypeKind::Enum(a), TypeKind::Enum(b), _) => {
                let value = self.code.param(index);
                self.args.push(renumbered(value, &a.cases, &b.cases)?);
            }
            (TypeKind::ConstPointer(a), TypeKind::ConstPointer(b), Some(count)) => {
                self.lend(old.with(a), new.with(b), index, count)?;
            }
            (TypeKind::ConstPointer(_), TypeKind::ConstPointer(_), None) => {
                bail!("the table does not say where the number of records is")
            }
            (a, b, _) => bail!("{} cannot become {}", a.describe(), b.describe()),
        }
        Ok(1)
    }

    /// Keeps a list, and writes it anew in its place.
    fn lend(&mut self, old: Typed<'_>, new: Typed<'_>, ptr: usize, count: usize) -> Result<()> {
        ensure!(self.lent.is_none(), "a second list in another layout");
        let (old_size, new_size) = (old.size(), new.size());
        ensure!(new_size <= old_size, "the records are larger than they were, and have no room where they are");
        let code = &mut self.code;
        let (ptr, count) = (code.param(ptr), code.param(count));
        code.ret_if(count.above(((crate::MAX_PAGES << 16) - KEPT) / old_size), self.no_memory);
        let len = code.bind(count.times(int(old_size)));
        code.ret_if(outside(ptr, len), self.fault);
        let pages = code.bind(len.plus(int(KEPT + 0xffff)).shr(16));
        let missing = pages.above(memory_size(Space::State));
        let no_memory = self.no_memory;
        code.when(missing, |code| {
            let more = pages.minus(memory_size(Space::State));
            code.ret_if(memory_grow(Space::State, more).equals(-1), no_memory);
        });
        code.copy((Space::State, int(KEPT)), (Space::Guest, ptr), len);
        let (from, to, left) = (code.bind(int(KEPT)), code.bind(ptr), code.bind(count));
        let some = code.begin_if(left);
        let again = code.begin_loop();
        translate(code, (old, (from, 0)), (new, (to, 0)))?;
        code.set(from, from.plus(int(old_size)));
        code.set(to, to.plus(int(new_size)));
        code.set(left, left.minus(1));
        code.end_loop(again, left);
        code.end_if(some);
        self.args.push(ptr.into());
        self.lent = Some(Lent { ptr, len });
        Ok(())
    }

    /// An out-pointer.
    fn out(&mut self, old: Typed<'a>, new: Typed<'a>, index: usize) -> Result<()> {
        let out = self.code.param(index);
        if same(old, new) {
            self.args.push(out.into());
            return Ok(());
        }
        ensure!(self.record.is_none(), "a second record in another layout");
        ensure!(new.size() <= RECORD_SIZE, "a record of more than {RECORD_SIZE} bytes");
        let size = self.code.bind(int(old.size()));
        self.code.ret_if(outside(out, size), self.fault);
        self.args.push(int(ZONE));
        self.record = Some(Record { out, old, new });
        Ok(())
    }

    /// The call, and what comes after it.
    fn call(mut self, import: Func, result: Option<ValType>) -> Result<Code> {
        let code = &mut self.code;
        if let Some(record) = &self.record {
            code.copy((Space::State, int(KEPT_ZONE)), (Space::Guest, int(ZONE)), int(record.new.size()));
        }
        let Some(result) = result else {
            code.run(import, self.args);
            return Ok(self.code);
        };
        let answer = code.local(result);
        code.set(answer, call(import, self.args));
        if let Some(Lent { ptr, len }) = self.lent {
            code.copy((Space::Guest, ptr), (Space::State, int(KEPT)), len);
        }
        if let Some(Record { out, old, new }) = self.record {
            let size = int(new.size());
            code.copy((Space::State, int(RECORD)), (Space::Guest, int(ZONE)), size.clone());
            code.copy((Space::Guest, int(ZONE)), (Space::State, int(KEPT_ZONE)), size);
            let success = code.begin_if(answer.not());
            let record = code.bind(int(RECORD));
            translate(code, (new, (record, 0)), (old, (out, 0)))?;
            code.end_if(success);
        }
        code.ret(answer);
        Ok(self.code)
    }
}

/// Whether a range is not in the program's memory.
fn outside(ptr: Local, len: Local) -> Expr {
    let end = ptr.widen().long_plus(len.widen());
    end.long_at_most(memory_size(Space::Guest).widen().long_shl(long(16))).not()
}

fn position(params: &[(String, CoreType)], name: &str) -> Result<usize> {
    let found = params.iter().position(|(known, _)| known == name);
    found.with_context(|| format!("there is no parameter `{name}`"))
}

fn core(ty: CoreType) -> ValType {
    match ty {
        CoreType::I32 => ValType::I32,
        CoreType::I64 => ValType::I64,
        CoreType::F32 => ValType::F32,
        CoreType::F64 => ValType::F64,
    }
}
