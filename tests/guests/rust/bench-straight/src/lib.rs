//! The operations the benchmarks measure, without wasi-crypto: the crates that the provider component is made of,
//! compiled into the guest, optimised for speed.
//!
//! Numbers, sizes and checksums are those of the guest bench-component. There is no RSA, and nothing that only
//! wasi-crypto has.

mod subject;

use std::cell::RefCell;

use subject::Subject;

/// Largest message.
const MAX_SIZE: usize = 1 << 20;
/// Answer to numbers that make no sense, or to a run that was not prepared.
const WRONG_USE: i32 = -1000;

struct Prepared {
    operation: i32,
    message: Vec<u8>,
    nonce: [u8; 12],
    subject: Subject,
}

thread_local! {
    static PREPARED: RefCell<Option<Prepared>> = const { RefCell::new(None) };
}

/// Makes the keys and the message of an operation; 0, or that the numbers make no sense.
// SAFETY: no other function of this module has the name.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(operation: i32, size: i32) -> i32 {
    let Some(size) = usize::try_from(size).ok().filter(|size| *size <= MAX_SIZE) else { return WRONG_USE };
    let message: Vec<u8> = (0..size).map(|index| (index * 31 + 7) as u8).collect();
    let Some(subject) = Subject::new(operation, &message) else { return WRONG_USE };
    PREPARED.set(Some(Prepared { operation, message, nonce: [0; 12], subject }));
    0
}

/// Does the prepared operation so many times and returns a checksum over the results.
// SAFETY: no other function of this module has the name.
#[unsafe(no_mangle)]
pub extern "C" fn run(operation: i32, size: i32, iterations: i32) -> i64 {
    PREPARED.with_borrow_mut(|prepared| {
        let Some(prepared) = prepared else { return WRONG_USE.into() };
        if prepared.operation != operation || usize::try_from(size) != Ok(prepared.message.len()) {
            return WRONG_USE.into();
        }
        let mut sum = 0_i64;
        for _ in 0..iterations {
            if prepared.subject.counts_nonces() {
                next(&mut prepared.nonce);
            }
            let (first, len) = prepared.subject.step(&prepared.message, prepared.nonce);
            sum = sum.wrapping_mul(31).wrapping_add(first.into()).wrapping_add(len as i64);
        }
        sum & i64::MAX
    })
}

/// A counter.
fn next(nonce: &mut [u8; 12]) {
    for byte in nonce {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            break;
        }
    }
}
