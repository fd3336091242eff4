//! The one comparison of secrets.

use subtle::ConstantTimeEq;

/// Compares two strings over their whole length, in a time that depends on the lengths only. Strings of different
/// length are different. Every comparison of a tag or secret in this crate is this one; ciphers check their own tags.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
