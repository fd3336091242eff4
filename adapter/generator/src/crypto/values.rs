//! Enum values that generations of the legacy API disagree about: told apart by what comes with them, turned into what
//! WIT can do, or refused.
//!
//! Adapters of one generation of today have none of this; older ones have what their tables say, and merged ones ask the
//! bytes.

use wasi_crypto_model::binding::{Arg, Call, EnumRule, Exception, Look, ParamIndex, Reorder};

use crate::calls::Writer;
use crate::runtime::Runtime;
use crate::runtime::layout::header;
use crate::runtime::numbers::lookup;
use wasi_crypto_asm::{Code, Expr, Local, Value, int};

/// The first eight bytes of PEM: `-----BEG`.
const PEM: u64 = u64::from_le_bytes(*b"-----BEG");
/// The first byte of a DER sequence.
const SEQUENCE: u32 = 0x30;
/// The first byte of an uncompressed point.
const UNCOMPRESSED: u32 = 4;
/// The first byte of a compressed point, to which the lowest bit of y is added.
const COMPRESSED: u32 = 2;
/// Lengths of compressed points on curves of 256 and 384 bits.
const COMPRESSED_LEN: [u32; 2] = [33, 49];

/// Brings the parameters of another generation into the order of this one.
pub(crate) fn reorder(code: &mut Code, reorder: &Reorder) {
    let telling = code.param(reorder.param);
    let moves = reorder.order.iter().enumerate().filter(|(to, from)| to != *from);
    let moves: Vec<(Local, Local)> = moves.map(|(to, from)| (code.param(to), code.param(*from))).collect();
    code.when(telling.at_least(reorder.below), |code| {
        let values: Vec<Local> = moves.iter().map(|(_, from)| code.bind(*from)).collect();
        for ((to, _), value) in moves.iter().zip(values) {
            code.set(*to, value);
        }
    });
}

/// The WIT ordinal of an enum parameter. The bytes that may decide are known to lie in memory.
pub(crate) fn ordinal(code: &mut Code, param: ParamIndex, map: &[u32], exceptions: &[Exception]) -> Expr {
    let value = code.param(param);
    let told = exceptions.iter().filter_map(|exception| match &exception.rule {
        EnumRule::Looks { ptr, len, looks } => Some((exception.value, *ptr, *len, looks)),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() {
        return lookup(value, map);
    }
    let ordinal = code.bind(lookup(value, map));
    for (number, ptr, len, looks) in told {
        let (ptr, len) = (code.param(ptr), code.param(len));
        code.when(value.equals(number).and(len.above(7)), |code| {
            // The first look counts most, so it comes last.
            for (look, meaning) in looks.iter().rev() {
                code.when(looks_like(*look, ptr, len), |code| code.set(ordinal, *meaning));
            }
        });
    }
    ordinal.into()
}

/// Whether eight or more bytes look like that.
fn looks_like(look: Look, ptr: Local, len: Local) -> Expr {
    let first = || ptr.read8(0);
    match look {
        Look::Pem => ptr.read_long(0).long_equals(wasi_crypto_asm::long(PEM)),
        Look::Der => first().equals(SEQUENCE),
        Look::Sec => {
            let sizes = COMPRESSED_LEN.map(|size| len.equals(size));
            let [short, long] = sizes;
            first().and(!1).equals(COMPRESSED).and(short.or(long)).or(first().equals(SEQUENCE))
        }
    }
}

impl Writer<'_, '_> {
    /// Answers the errno of values that stand for nothing in WIT.
    pub(crate) fn refuse_values(&mut self, action: &Call) {
        for (param, exception) in exceptions(action) {
            if let EnumRule::Refuse(errno) = exception.rule {
                let refused = self.code.param(param).equals(exception.value);
                self.code.ret_if(refused, u32::from(errno));
            }
        }
    }
}

/// Compresses the point that landed at this offset, if a value asks for that: x, and which of the two y it is.
pub(crate) fn compress(code: &mut Code, runtime: &Runtime, action: &Call, offset: u32) {
    let asking = exceptions(action).filter(|(_, exception)| exception.rule == EnumRule::Compress);
    let asking = asking.map(|(param, exception)| code.param(param).equals(exception.value));
    let Some(asked) = asking.reduce(|any, next| any.or(next)) else { return };
    code.when(asked, |code| {
        let pair = code.bind(runtime.arena.plus(offset + header::LANDING));
        let (bytes, len) = (code.bind(pair.load(0)), code.bind(pair.load(4)));
        code.when(len.and(1), |code| {
            code.when(bytes.load8(0).equals(UNCOMPRESSED), |code| {
                let odd = bytes.plus(len).minus(1).load8(0).and(1);
                code.store8(bytes, 0, odd.plus(int(COMPRESSED)));
                code.store(pair, 4, len.plus(1).shr(1));
            });
        });
    });
}

fn exceptions(action: &Call) -> impl Iterator<Item = (ParamIndex, &Exception)> {
    action.args.iter().flat_map(|arg| {
        let (param, exceptions): (ParamIndex, &[Exception]) = match arg {
            Arg::Enum { param, exceptions, .. } => (*param, exceptions),
            _ => (0, &[]),
        };
        exceptions.iter().map(move |exception| (param, exception))
    })
}
