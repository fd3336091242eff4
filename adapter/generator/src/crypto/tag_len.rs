//! How long the tags of a state are: needed before each encryption and decryption, and worth asking for once.
//!
//! The answer depends on the algorithm alone, so the adapter remembers it twice: in the state's record, for the next
//! message of a session, and in the arena under the name of the algorithm, for the next state of that algorithm. Most
//! ciphers take a new state per message.
//!
//! A record holds the length plus one, or 0, or a *mark*: a number with the top bit set that says which name the arena
//! held when the state was opened. The answer goes to the arena only where the mark is still the one there, so that
//! states of other algorithms, opened in between, are not mistaken for it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use wasi_crypto_model::binding::{Action, Arg, Call, KindIndex, Module, Needed, ParamIndex};

use crate::calls::writer::Writer;
use crate::context::Context;
use crate::runtime::functions::Runtime;
use crate::runtime::landing::land;
use crate::runtime::layout::{header, record};
use wasi_crypto_asm::{Func, Local, ModuleBuilder, ValType, Value, call, int};

/// Set in marks; no tag is that long.
const MARK: u32 = 1 << 31;
/// The arena holds a name as three words of eight bytes that overlap as its length demands. Shorter and longer names
/// are not remembered.
const WORD: u32 = 8;
const WORDS: u32 = 3;
/// In the arena: the length of the name whose tag length is remembered; 0 if none is.
const NAME_LEN: u32 = header::NOTES;
/// Its first, middle and last eight bytes.
const NAME: [u32; 3] = [header::NOTES + 4, header::NOTES + 12, header::NOTES + 20];
/// That tag length plus one, or the mark of those who are to find out.
const KNOWN: u32 = header::NOTES + 28;
/// The last mark given out.
const LAST_MARK: u32 = header::NOTES + 32;

/// `max-tag-len` with its cache, by kind of the state.
#[derive(Clone, Default)]
struct Asking(BTreeMap<KindIndex, Func>);

/// What fills the cache.
#[derive(Clone, Default)]
struct Noting(Option<Func>);

/// The kinds of which some function of the module needs the tag length.
pub(super) fn kinds(module: &Module) -> BTreeSet<KindIndex> {
    let calls = module.functions.iter().filter_map(|function| match &function.action {
        Action::Call(call) => Some(call),
        _ => None,
    });
    calls.flat_map(states).collect()
}

fn states(action: &Call) -> impl Iterator<Item = KindIndex> + '_ {
    action.checks.iter().filter_map(|check| match check.needed {
        Needed::LenPlusTag { state, .. } | Needed::LenMinusTag { state, .. } => {
            action.args.iter().find_map(|arg| match *arg {
                Arg::Handle { param, kind } if param == state => Some(kind),
                _ => None,
            })
        }
        Needed::Len(_) | Needed::Method { .. } => None,
    })
}

impl Writer<'_, '_> {
    /// The `max-tag-len` of a state, or its error.
    pub(super) fn tag_len(&mut self, state: ParamIndex) -> Result<Local> {
        let (record, kind) = *self.records.get(&state).context("a state whose tag length matters is no argument")?;
        let func = ask_function(self.context, kind)?;
        let answer = self.code.bind(call(func, [record.into()]));
        // The top bit marks an error.
        self.code.when(answer.shr(31), |code| code.ret(int(0).minus(answer)));
        Ok(answer)
    }

    /// Tells a new handle, just stored at `out`, what is known about its algorithm.
    pub(super) fn note_algorithm(&mut self, action: &Call, out: Local) {
        let name = action.args.iter().find_map(|arg| match *arg {
            Arg::String { ptr, len } => Some((self.code.param(ptr), self.code.param(len))),
            _ => None,
        });
        if let Some((ptr, len)) = name {
            let func = note_function(self.context);
            self.code.run(func, [out.read(0).and(-16), ptr.into(), len.into()]);
        }
    }
}

/// Writes, once per adapter and kind: (record) → `max-tag-len`, or minus the errno.
fn ask_function(context: &mut Context<'_>, kind: KindIndex) -> Result<Func> {
    let Asking(mut known) = context.once.of();
    if let Some(func) = known.get(&kind) {
        return Ok(*func);
    }
    let runtime = context.runtime;
    let resource = context.resource(kind)?;
    let target = context.function(&resource.interface, &format!("[method]{}.max-tag-len", resource.name))?;
    let [(offset, crate::wit::Kind::U32)] = target.parts[..] else {
        anyhow::bail!("`{}` does not answer a size", target.name);
    };
    anyhow::ensure!(target.fallible && target.lands, "`{}` cannot fail", target.name);
    let import = context.import(&target);
    let func = context.module.declare("tag_len", &[ValType::I32], &[ValType::I32]);
    context.module.define(func, |code| {
        let state = code.param(0);
        let known = code.bind(state.load(record::AUX));
        code.when(known.minus(1).below(MARK - 1), |code| code.ret(known.minus(1)));
        let arena = code.bind(runtime.arena);
        let landing = arena.plus(header::LANDING);
        land(code, &runtime, (import, &target), [state.load(record::VALUE)], landing, None);
        code.when(arena.load8(header::LANDING), |code| {
            code.ret(int(0).minus(call(runtime.outcome, [int(target.error_offset)])));
        });
        let answer = code.bind(arena.load(header::LANDING + offset).plus(1));
        code.store(state, record::AUX, answer);
        code.when(known.equals(arena.load(KNOWN)), |code| code.store(arena, KNOWN, answer));
        code.ret(answer.minus(1));
    });
    known.insert(kind, func);
    context.once.remember(Asking(known));
    Ok(func)
}

/// Writes, once per adapter: (record, name, length), for a new state.
fn note_function(context: &mut Context<'_>) -> Func {
    if let Noting(Some(func)) = context.once.of() {
        return func;
    }
    let runtime = context.runtime;
    let func = context.module.declare("note_algorithm", &[ValType::I32; 3], &[]);
    define_note(context.module, func, &runtime);
    context.once.remember(Noting(Some(func)));
    func
}

fn define_note(module: &mut ModuleBuilder, func: Func, runtime: &Runtime) {
    module.define(func, |code| {
        let [state, name, len] = std::array::from_fn(|index| code.param(index));
        code.leave_if(len.minus(WORD).above(WORD * (WORDS - 1)));
        let arena = code.bind(runtime.arena);
        let known = code.bind(arena.load(KNOWN));
        let middle = name.plus(len.minus(WORD).shr(1));
        let end = name.plus(len).minus(WORD);
        let words = [name, code.bind(middle), code.bind(end)];
        let mut same = arena.load(NAME_LEN).equals(len);
        for (word, offset) in words.into_iter().zip(NAME) {
            same = same.and(arena.load_long(offset).long_equals(word.read_long(0)));
        }
        code.when(same.not(), |code| {
            for (word, offset) in words.into_iter().zip(NAME) {
                code.store_long(arena, offset, word.read_long(0));
            }
            code.store(arena, NAME_LEN, len);
            code.set(known, arena.load(LAST_MARK).plus(1).or(MARK));
            code.store(arena, LAST_MARK, known);
            code.store(arena, KNOWN, known);
        });
        code.store(state, record::AUX, known);
    });
}
