//! Number tables without data segments: enum values and errors as runs of constant distance.

use wasi_crypto_asm::{Expr, Local, Value, int, select};

/// `table[value]`; the caller has made sure that the value is inside.
pub(crate) fn lookup(value: Local, table: &[u32]) -> Expr {
    let distance = |index: usize| table[index].wrapping_sub(index as u32);
    let mapped = |distance: u32| if distance == 0 { value.into() } else { value.plus(int(distance)) };
    let mut result = mapped(if table.is_empty() { 0 } else { distance(0) });
    for start in 1..table.len() {
        if distance(start) != distance(start - 1) {
            result = select(value.at_least(start as u32), mapped(distance(start)), result);
        }
    }
    result
}
