//! The encodings of SP 800-185 section 2.3, for what is built on cSHAKE.

use core::iter;

use cshake::CShake;
use cshake::digest::Update;

/// `left_encode`: the count of the bytes, then the number in as few bytes as hold it, big-endian.
pub(super) fn left_encode(number: u64) -> Vec<u8> {
    let (count, bytes) = minimal(number);
    iter::once(count).chain(bytes).collect()
}

/// `right_encode`: the number in as few bytes as hold it, big-endian, then their count.
pub(super) fn right_encode(number: u64) -> Vec<u8> {
    let (count, bytes) = minimal(number);
    bytes.chain(iter::once(count)).collect()
}

/// How many bits a string of `len` bytes has.
pub(super) fn bits(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX).saturating_mul(8)
}

/// Absorbs `encode_string(string)`.
pub(super) fn absorb_string<const RATE: usize>(sponge: &mut CShake<RATE>, string: &[u8]) {
    sponge.update(&left_encode(bits(string.len())));
    sponge.update(string);
}

/// Absorbs `bytepad(encode_string(string), RATE)` into a sponge at the start of a block.
pub(super) fn absorb_padded_string<const RATE: usize>(sponge: &mut CShake<RATE>, string: &[u8]) {
    let rate = left_encode(u64::try_from(RATE).unwrap_or(u64::MAX));
    sponge.update(&rate);
    absorb_string(sponge, string);
    let len = rate.len().saturating_add(left_encode(bits(string.len())).len()).saturating_add(string.len());
    let padding = len.checked_next_multiple_of(RATE).unwrap_or(len).saturating_sub(len);
    sponge.update([0; RATE].get(..padding).unwrap_or_default());
}

/// At least one byte, also for 0.
fn minimal(number: u64) -> (u8, impl Iterator<Item = u8>) {
    let zeros = number.to_be_bytes().iter().take(7).take_while(|byte| **byte == 0).count();
    let count = u8::try_from(zeros).map_or(8, |zeros| 8_u8.saturating_sub(zeros));
    (count, number.to_be_bytes().into_iter().skip(zeros))
}

#[cfg(test)]
mod tests {
    use super::{left_encode, right_encode};

    #[test]
    fn numbers_take_as_few_bytes_as_they_can() {
        for (number, count, bytes) in [
            (0, 1, &[0][..]),
            (1, 1, &[1]),
            (255, 1, &[255]),
            (256, 2, &[1, 0]),
            (65_536, 3, &[1, 0, 0]),
            (u64::MAX, 8, &[255; 8]),
        ] {
            assert_eq!(left_encode(number), [&[count], bytes].concat());
            assert_eq!(right_encode(number), [bytes, &[count]].concat());
        }
    }
}
