//! The one comparison of secrets, and a fast way to wipe them.

use subtle::ConstantTimeEq;

/// Overwrites secrets. `zeroize` goes byte by byte, which takes longer than encrypting
/// as many bytes; this is a plain fill the compiler is kept from leaving out.
pub(crate) fn wipe(bytes: &mut [u8]) {
    // Most states keep nothing; the call alone is a third of the cost of opening one.
    if !bytes.is_empty() {
        bytes.fill(0);
        core::hint::black_box(&*bytes);
    }
}

/// Compares two strings over their whole length, in a time that depends on the lengths only. Strings of different
/// length are different. Every comparison of a tag or secret in this crate is this one; ciphers check their own tags.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
