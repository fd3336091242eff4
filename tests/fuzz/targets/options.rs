//! Option sets: any name with any value, and the states opened with them.
#![no_main]

mod input;

use input::{ENGINES, Input, SYMMETRIC, key};
use libfuzzer_sys::fuzz_target;
use wasi_crypto_engine::{Category, Error, Options, SymmetricState};

const NAMES: [&str; 13] = [
    "nonce",
    "context",
    "salt",
    "memory_limit",
    "ops_limit",
    "opslimit",
    "parallelism",
    "buffer",
    "memory",
    "",
    "Nonce",
    "tag",
    "key",
];

/// What is wrong when no state is opened: the algorithm is there, and so is a key that fits.
const OPTIONS_ARE_WRONG: [Error; 6] = [
    Error::InvalidHandle,
    Error::InvalidLength,
    Error::InvalidNonce,
    Error::NonceRequired,
    Error::Overflow,
    Error::UnsupportedOption,
];

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let engine = &ENGINES[usize::from(input.byte() & 1)];
    let category =
        *input.pick(&[Category::Symmetric, Category::Symmetric, Category::Signatures, Category::KeyExchange]);
    let mut options = Options::open(engine, category);
    let mut last: Option<(&str, u64)> = None;
    for _ in 0..input.byte() % 16 {
        let kind = input.byte();
        let name = *input.pick(&NAMES);
        let outcome = match kind % 4 {
            0 => options.set(name, input.bytes()),
            1 => options.set(name, &vec![kind; usize::try_from(input.number() % 5000).unwrap()]),
            2 => {
                let value = input.number();
                let outcome = options.set_u64(name, value);
                if outcome.is_ok() {
                    last = Some((name, value));
                }
                outcome
            }
            _ => options.set_memory_budget(name, u32::try_from(input.number() % (1 << 32)).unwrap()),
        };
        if category != Category::Symmetric {
            assert_eq!(outcome, Err(Error::UnsupportedOption));
        }
    }
    while !input.is_empty() {
        let keyed = input.byte();
        let known = input.pick(&SYMMETRIC);
        let key = key(engine, known, keyed, keyed & 1 == 0);
        let mut state = match SymmetricState::open(engine, known.identifier, key.as_ref(), Some(&options)) {
            Ok(state) => state,
            Err(error) => {
                assert!(OPTIONS_ARE_WRONG.contains(&error), "{}: {error}", known.identifier);
                continue;
            }
        };
        if let Some((name, value)) = last {
            assert_eq!(state.get_option_u64(name), Ok(value));
        }
        for name in NAMES {
            let _ = state.get_option(name);
            let _ = state.get_option_u64(name);
        }
        let _ = state.absorb(b"data");
        let _ = state.squeeze(usize::from(input.byte()));
        if let Ok(tag) = state.squeeze_tag() {
            // The salt may not fit the limits twice; nothing else may be wrong with it.
            tag.verify(tag.bytes().unwrap()).unwrap();
            assert_eq!(tag.verify(input.bytes()), Err(Error::InvalidTag));
        }
        let _ = state.encrypt(b"message");
    }
});
