//! Points of curves, which some encodings have compressed: x, and which of the two y it is.

use wasi_crypto_model::binding::{Call, EnumRule};

use crate::calls::values::exceptions;
use crate::runtime::functions::Runtime;
use crate::runtime::layout::header;
use wasi_crypto_asm::{Code, Value, int};

/// The first byte of an uncompressed point.
const UNCOMPRESSED: u32 = 4;
/// The first byte of a compressed point, to which the lowest bit of y is added.
pub(crate) const COMPRESSED: u32 = 2;
/// Lengths of compressed points on curves of 256 and 384 bits.
pub(crate) const COMPRESSED_LEN: [u32; 2] = [33, 49];

/// Compresses the point that landed at this offset, if a value asks for that.
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
