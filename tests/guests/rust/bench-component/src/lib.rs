//! The operations the benchmarks measure, on our WIT; the loops are inside, so that only crossings and
//! cryptography are measured.
//!
//! `run` makes the same calls in the same order as the guest c/bench-legacy does on the legacy API. The checksum
//! is equal in both, except for randomised operations, where it counts lengths only. `run-once` does the same
//! work through the one-shot functions and gives the same checksum.

mod bindings {
    wit_bindgen::generate!({
        path: ["../../../../wit", "wit"],
        world: "wasi-crypto-tests:bench/bench",
        generate_all,
    });

    export!(Bench with_types_in self);

    /// What the exports hang on.
    pub struct Bench;
}
mod once;
mod prepared;
mod states;

use std::cell::RefCell;

use bindings::wasi::crypto::common::ErrorCode;
use bindings::{Bench, Guest};
use prepared::Prepared;

/// What is measured; the numbers are the callers'.
#[derive(Clone, Copy, PartialEq)]
enum Operation {
    /// 0: an option set opened and closed, the cheapest object there is.
    Options,
    /// 1: one call on an open object.
    TagLen,
    /// 2
    Sha256,
    /// 3
    HmacSha256,
    /// 4
    Aes256GcmSeal,
    /// 5
    ChaCha20Poly1305Seal,
    /// 6
    P256Sign,
    /// 7
    P256Verify,
    /// 8
    Ed25519Sign,
    /// 9
    Ed25519Verify,
    /// 10
    X25519,
    /// 11: RSA_PKCS1_2048_SHA256
    RsaSign,
    /// 12
    RsaVerify,
    /// 13
    Aes256GcmOpen,
}

/// In the order of their numbers.
const OPERATIONS: [Operation; 14] = [
    Operation::Options,
    Operation::TagLen,
    Operation::Sha256,
    Operation::HmacSha256,
    Operation::Aes256GcmSeal,
    Operation::ChaCha20Poly1305Seal,
    Operation::P256Sign,
    Operation::P256Verify,
    Operation::Ed25519Sign,
    Operation::Ed25519Verify,
    Operation::X25519,
    Operation::RsaSign,
    Operation::RsaVerify,
    Operation::Aes256GcmOpen,
];

/// Largest message.
const MAX_SIZE: usize = 1 << 20;
/// Answer to numbers that make no sense, or to a run that was not prepared.
const WRONG_USE: i32 = -1000;
/// Answer of `run-once` for an operation without one-shot function.
const NO_ONE_SHOT: i64 = -1001;

thread_local! {
    static PREPARED: RefCell<Option<Prepared>> = const { RefCell::new(None) };
}

impl Guest for Bench {
    fn prepare(operation: i32, size: i32) -> i32 {
        let operation = usize::try_from(operation).ok().and_then(|number| OPERATIONS.get(number));
        let size = usize::try_from(size).ok().filter(|size| *size <= MAX_SIZE);
        let (Some(operation), Some(size)) = (operation, size) else { return WRONG_USE };
        match Prepared::new(*operation, size) {
            Ok(prepared) => {
                PREPARED.set(Some(prepared));
                0
            }
            Err(error) => negative(error),
        }
    }

    fn run(operation: i32, size: i32, iterations: i32) -> i64 {
        repeat(operation, size, iterations, |prepared, sum| Some(states::step(prepared, sum)))
    }

    fn run_once(operation: i32, size: i32, iterations: i32) -> i64 {
        repeat(operation, size, iterations, once::step)
    }
}

/// Repeats a step, which returns nothing if there is no such operation.
fn repeat(
    operation: i32,
    size: i32,
    iterations: i32,
    step: impl Fn(&mut Prepared, &mut Sum) -> Option<Result<(), ErrorCode>>,
) -> i64 {
    PREPARED.with_borrow_mut(|prepared| {
        let Some(prepared) = prepared else { return WRONG_USE.into() };
        let number = OPERATIONS.iter().position(|known| *known == prepared.operation);
        if number != usize::try_from(operation).ok() || usize::try_from(size) != Ok(prepared.message.len()) {
            return WRONG_USE.into();
        }
        let mut sum = Sum(0);
        for _ in 0..iterations {
            match step(prepared, &mut sum) {
                Some(Ok(())) => {}
                Some(Err(error)) => return negative(error).into(),
                None => return NO_ONE_SHOT,
            }
        }
        sum.0 & i64::MAX
    })
}

fn negative(error: ErrorCode) -> i32 {
    -(error as i32) - 1
}

/// A checksum over what the operations gave.
struct Sum(i64);

impl Sum {
    /// Adds an output by its first byte and its length.
    fn add(&mut self, output: &[u8]) {
        self.fold(output.first().copied().unwrap_or_default(), output.len());
    }

    /// Adds a randomised output by its length.
    fn add_len(&mut self, len: usize) {
        self.fold(0, len);
    }

    fn fold(&mut self, first: u8, len: usize) {
        self.0 = self.0.wrapping_mul(31).wrapping_add(first.into()).wrapping_add(len as i64);
    }
}
