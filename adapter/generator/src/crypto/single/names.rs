//! Names of algorithms: those of JOSE become those of the package, all others stay what they are.

use std::collections::BTreeMap;

use anyhow::Result;
use wasi_crypto_model::binding::ErrnoMap;

use super::Writer;
use super::object::{HASH, LEN, NAME, Objects};
use crate::runtime::functions::Runtime;
use crate::runtime::landing::land;
use crate::wit::Kind;
use wasi_crypto_asm::{Expr, Func, Local, ModuleBuilder, Space, ValType, Value, call, int, long};

/// The category of signatures, and `raw` among the encodings of keys.
const SIGNATURES: u32 = 0;
const RAW: u32 = 0;

/// Eight bytes each are enough for the names that others stand for.
const WORDS: usize = 3;
/// Bytes that are there for every name, zero behind its end.
const ROOM: u32 = 40;

/// The one name that leaves the hash function open.
const HKDF: u32 = u32::from_le_bytes(*b"HKDF");
/// What it is called with one, in front of that.
const EXTRACT: &[u8; 13] = b"HKDF-EXTRACT/";

impl Writer<'_, '_> {
    /// Whether the host has neither a signature nor a symmetric algorithm of an object's name.
    pub(super) fn is_unknown(&mut self, object: Local) -> Result<Local> {
        let name = self.part_of(object, NAME);
        let (landing, unknown) = (self.landing(), self.code.bind(int(1)));
        let error = self.context.wit.error("unsupported-algorithm")?;
        // No bytes are a key of neither, but for MACs that take any; what matters is whether the name is refused first.
        for (interface, function) in
            [("asymmetric", "[static]public-key.import"), ("symmetric", "[static]symmetric-key.import")]
        {
            let (import, target) = self.target(interface, function)?;
            let loan = self.lend(&[name], None, |_| {});
            let at = loan.at[0];
            let args = match interface {
                "asymmetric" => vec![int(SIGNATURES), at.into(), name.1.into(), int(0), int(0), int(RAW)],
                _ => vec![at.into(), name.1.into(), int(0), int(0)],
            };
            let runtime = self.context.runtime;
            land(&mut self.code, &runtime, (import, &target), args, landing, None);
            self.take_back(loan);
            let refused = landing.load8(0).and(landing.load8(target.error_offset).equals(int(error)));
            self.code.set(unknown, unknown.and(refused));
            if interface == "symmetric" {
                let handle = Self::part(&target, 0, Kind::Handle)?;
                let drop = self.context.drop_of(interface, "symmetric-key")?;
                self.code.when(landing.load8(0).not(), |code| code.run(drop, [landing.load(handle)]));
            }
        }
        Ok(unknown)
    }
}

/// Whether a name begins as all of HKDF do.
pub(super) fn begins_with_hkdf(object: Local) -> Expr {
    object.load(NAME).load(0).equals(int(HKDF))
}

/// Whether a name is that without a hash function.
pub(super) fn is_hkdf(object: Local) -> Expr {
    begins_with_hkdf(object).and(object.load(NAME + LEN).equals(int(4)))
}

/// (address of a slot, address, len) → whether there was memory: puts the package's name of an algorithm into the slot.
pub(super) fn define_new(module: &mut ModuleBuilder, runtime: &Runtime, aliases: &[(String, String)]) -> Func {
    const I32: ValType = ValType::I32;
    let func = module.declare("object_name", &[I32; 3], &[I32]);
    // One comparison tells the lengths apart, another the names.
    let mut by_len: BTreeMap<usize, Vec<(u64, &[u8])>> = BTreeMap::new();
    for (alias, name) in aliases {
        by_len.entry(alias.len()).or_default().push((word(alias.as_bytes()), name.as_bytes()));
    }
    let set = module.declare("set_name", &[I32, ValType::I64, ValType::I64, ValType::I64, I32], &[]);
    module.define(set, |code| {
        let (slot, len) = (code.param(0), code.param(4));
        for (word, offset) in (1..=WORDS).zip((0..).step_by(8)) {
            code.store_long(slot.load(0), offset, code.param(word));
        }
        code.store(slot, LEN, len);
    });
    module.define(func, |code| {
        let (slot, ptr, len) = (code.param(0), code.param(1), code.param(2));
        let new = code.bind_or_ret(call(runtime.bytes_new, [len.plus(ROOM)]), 0);
        code.fill((Space::State, new), 0, len.plus(ROOM));
        code.copy((Space::State, new), (Space::Guest, ptr), len);
        code.store(slot, 0, new);
        code.store(slot, LEN, len);
        for (alias_len, aliases) in by_len {
            code.when(len.equals(int(alias_len as u32)), |code| {
                let found = code.local(ValType::I64);
                code.set(found, new.load_long(0));
                for (alias, name) in aliases {
                    code.when(found.long_equals(long(alias)), |code| {
                        let words = (0..WORDS).map(|at| long(word(name.chunks(8).nth(at).unwrap_or_default())));
                        let args = std::iter::once(slot.into()).chain(words).chain([int(name.len() as u32)]);
                        code.run(set, args);
                    });
                }
            });
        }
        code.ret(1);
    });
    func
}

/// Up to eight bytes as they are in memory, zero behind them.
pub(super) fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

pub(super) fn define_same(module: &mut ModuleBuilder, objects: &Objects) {
    module.define(objects.same_name, |code| {
        let (one, other) = (code.param(0), code.param(1));
        let left = code.bind(one.load(NAME + LEN));
        code.ret_if(left.differs(other.load(NAME + LEN)), 0);
        code.set(one, one.load(NAME));
        code.set(other, other.load(NAME));
        code.block(|code, done| {
            code.repeat(|code, next| {
                code.branch_if(done, left.not());
                code.set(left, left.minus(1));
                code.ret_if(one.plus(left).load8(0).differs(other.plus(left).load8(0)), 0);
                code.branch(next);
            });
        });
        code.ret(1);
    });
}

/// The name of an object that has a hash function becomes that of HKDF with it. Other names do not leave one open.
pub(super) fn define_complete(module: &mut ModuleBuilder, runtime: &Runtime, objects: &Objects, errno: &ErrnoMap) {
    module.define(objects.complete_name, |code| {
        let object = code.param(0);
        let hash = code.bind(object.load(HASH));
        let bare = code.bind(is_hkdf(object));
        // Both or neither.
        code.ret_if(bare.xor(hash.differs(0)), u32::from(errno.invalid_length));
        code.ret_if(bare.not(), u32::from(errno.success));
        let len = code.bind(object.load(HASH + LEN).plus(EXTRACT.len() as u32));
        let new = code.bind_or_ret(call(runtime.bytes_new, [len.into()]), u32::from(errno.too_many_handles));
        for (chunk, offset) in EXTRACT.chunks(8).zip((0..).step_by(8)) {
            code.store_long(new, offset, long(word(chunk)));
        }
        code.copy((Space::State, new.plus(EXTRACT.len() as u32)), (Space::State, hash), object.load(HASH + LEN));
        for slot in [NAME, HASH] {
            code.run(objects.drop, [object.plus(slot)]);
        }
        code.store(object, NAME, new);
        code.store(object, NAME + LEN, len);
        code.ret(u32::from(errno.success));
    });
}
