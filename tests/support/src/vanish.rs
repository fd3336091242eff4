//! Plants a secret, and searches the memory of the process for it.

use std::fs::File;
use std::io::Read;

use wasi_crypto_engine::SecretBytes;

use crate::residue::{Planted, Search};

/// Overwrites what earlier calls left on the stack.
#[inline(never)]
fn overwrite_stack() {
    let dead = [0_u8; 512 << 10];
    std::hint::black_box(&dead);
}

/// Makes the objects in frames that are dead when this returns.
#[inline(never)]
fn make<T>(len: usize, use_it: impl FnOnce(&[u8]) -> T) -> (Planted, Box<T>) {
    // In memory that wipes itself.
    let mut secret = SecretBytes::new(vec![0; len]);
    File::open("/dev/urandom").unwrap().read_exact(&mut secret).unwrap();
    (Planted::new(&secret), Box::new(use_it(&secret)))
}

/// What is made of a secret of `len` bytes holds it while it lives, and nothing does afterwards.
#[track_caller]
pub fn vanishes<T>(what: &str, len: usize, use_it: impl FnOnce(&[u8]) -> T) {
    let mut search = Search::default();
    let (planted, objects) = make(len, use_it);
    overwrite_stack();
    let alive = search.places(&planted);
    drop(objects);
    overwrite_stack();
    let dead = search.places(&planted);
    assert!(!alive.is_empty(), "{what}: the search does not find what is there");
    assert!(dead.is_empty(), "{what}: {dead:?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "a list: [Heap")]
    fn what_is_not_wiped_is_noticed() {
        vanishes("a list", 32, <[u8]>::to_vec);
    }
}
