//! Encodings of keys that generations of the legacy API disagree about: told apart by what the bytes look like.
//!
//! Adapters of one generation of today have none of this; older ones have what their tables say, and merged ones ask the
//! bytes.

use wasi_crypto_model::binding::{EnumRule, Exception, Look, ParamIndex};

use crate::crypto::points::{COMPRESSED, COMPRESSED_LEN};
use crate::runtime::numbers::lookup;
use wasi_crypto_asm::{Code, Expr, Local, Value, long};

/// The first eight bytes of PEM: `-----BEG`.
const PEM: u64 = u64::from_le_bytes(*b"-----BEG");
/// The first byte of a DER sequence.
const SEQUENCE: u32 = 0x30;

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
        Look::Pem => ptr.read_long(0).long_equals(long(PEM)),
        Look::Der => first().equals(SEQUENCE),
        Look::Sec => {
            let sizes = COMPRESSED_LEN.map(|size| len.equals(size));
            let [shorter, longer] = sizes;
            first().and(!1).equals(COMPRESSED).and(shorter.or(longer)).or(first().equals(SEQUENCE))
        }
    }
}
