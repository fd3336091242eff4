//! Sequences of operations on symmetric states: nothing panics, copies are independent and agree, ciphers invert.
#![no_main]

mod input;

use input::{ENGINES, Input, SYMMETRIC, costs, key};
use libfuzzer_sys::fuzz_target;
use wasi_crypto_engine::{AlgorithmInfo, Category, Engine, Error, Options, SymmetricState, SymmetricTag, oneshot};

/// What is wrong when no state is opened: the algorithm is there, and so is a key that fits.
const OPTIONS_ARE_WRONG: [Error; 4] =
    [Error::InvalidLength, Error::InvalidNonce, Error::NonceRequired, Error::UnsupportedOption];

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let engine = &ENGINES[usize::from(input.byte() & 1)];
    let mut states: Vec<SymmetricState> = Vec::new();
    let mut tags: Vec<SymmetricTag> = Vec::new();
    while !input.is_empty() && states.len() < 8 && tags.len() < 8 {
        let operation = input.byte();
        let at = usize::from(operation >> 4) % states.len().max(1);
        if operation % 16 == 0 || states.is_empty() {
            let known = input.pick(&SYMMETRIC);
            states.extend(open(engine, known, &mut input));
            continue;
        }
        let state = &mut states[at];
        match operation % 16 {
            1 | 2 => drop(state.absorb(input.bytes())),
            3 => squeeze(state, usize::from(input.byte())),
            4 => squeeze(state, usize::try_from(input.number()).unwrap_or(usize::MAX)),
            5 => tags.extend(state.squeeze_tag()),
            6 => drop(state.squeeze_key(input.pick(&SYMMETRIC).identifier)),
            7 => attached(state, &mut input),
            8 => detached(state, &mut input),
            9 => drop(state.decrypt(input.bytes())),
            10 => drop(state.decrypt_detached(input.bytes(), input.bytes())),
            11 => drop(state.ratchet()),
            12 => states.extend(states[at].try_clone()),
            13 => {
                for tag in &tags {
                    assert!(tag.verify(tag.bytes().unwrap()).is_ok());
                    assert_eq!(tag.verify(&tag.bytes().unwrap()[1..]), Err(Error::InvalidTag));
                }
                tags.clear();
            }
            14 => drop(states.swap_remove(at)),
            _ => {
                let _ = (state.max_tag_len(), state.get_option("nonce"), state.is_slow());
                oneshots(engine, &mut input);
            }
        }
    }
});

/// Opens a state under options that may be wrong for it.
fn open(engine: &Engine, known: &AlgorithmInfo, input: &mut Input<'_>) -> Option<SymmetricState> {
    let mut options = Options::open(engine, Category::Symmetric);
    let given = input.byte();
    let nonce = [0, 12, 16, 24, 32][usize::from(given >> 4) % 5];
    if nonce > 0 {
        options.set("nonce", &vec![given; nonce]).unwrap();
    }
    for (bit, name) in [(1, "context"), (2, "salt")] {
        if given & bit != 0 {
            options.set(name, input.bytes()).unwrap();
        }
    }
    for (name, value) in costs(known) {
        options.set_u64(name, *value).unwrap();
    }
    let key = key(engine, known, given, given & 4 != 0);
    let opened = SymmetricState::open(engine, known.identifier, key.as_ref(), Some(&options));
    if let Err(error) = &opened {
        assert!(OPTIONS_ARE_WRONG.contains(error), "{}: {error}", known.identifier);
    }
    opened.ok()
}

/// A copy made before gives the same bytes.
fn squeeze(state: &mut SymmetricState, len: usize) {
    let mut copy = state.try_clone().unwrap();
    let out = state.squeeze(len);
    assert_eq!(copy.squeeze(len), out);
    assert!(out.is_err() || out.unwrap().len() == len);
}

fn attached(state: &mut SymmetricState, input: &mut Input<'_>) {
    let (mut copy, message) = (state.try_clone().unwrap(), input.bytes());
    let Ok(ciphertext) = state.encrypt(message) else { return };
    assert!(ciphertext.len() >= message.len());
    assert!(ciphertext.len() <= message.len() + state.max_tag_len().unwrap());
    let mut wrong = copy.try_clone().unwrap();
    assert_eq!(*copy.decrypt(&ciphertext).unwrap(), message);
    // A cipher without tags accepts anything of the right length; one with a whole tag nothing else.
    let (position, mut changed) = (usize::from(input.byte()), ciphertext);
    if changed.len() == message.len() + 16 && !state.algorithm().contains("CBC") {
        let position = position % changed.len();
        changed[position] ^= 1;
        assert_eq!(wrong.decrypt(&changed), Err(Error::InvalidTag));
    }
}

fn detached(state: &mut SymmetricState, input: &mut Input<'_>) {
    let (mut copy, message) = (state.try_clone().unwrap(), input.bytes());
    let Ok((ciphertext, tag)) = state.encrypt_detached(message) else { return };
    assert_eq!(ciphertext.len(), message.len());
    let mut wrong = copy.try_clone().unwrap();
    assert_eq!(*copy.decrypt_detached(&ciphertext, tag.bytes().unwrap()).unwrap(), message);
    assert_eq!(wrong.decrypt_detached(&ciphertext, &tag.bytes().unwrap()[..tag.len() - 1]), Err(Error::InvalidTag));
}

fn oneshots(engine: &Engine, input: &mut Input<'_>) {
    let known = input.pick(&SYMMETRIC);
    let hashed = oneshot::hash(engine, known.identifier, input.bytes());
    assert_eq!(hashed.is_ok(), known.kind == "hash", "{}", known.identifier);
    let Some(key) = key(engine, known, 7, false) else { return };
    let (first, second) = (input.bytes(), input.bytes());
    if let Ok(tag) = oneshot::mac(&key, first) {
        assert_eq!(oneshot::verify_mac(&key, first, &tag), Ok(()));
    }
    if let Ok((nonce, ciphertext)) =
        oneshot::seal(&key, None, first, second).map(|sealed| (sealed.nonce, sealed.ciphertext))
    {
        assert_eq!(*oneshot::open(&key, &nonce, first, &ciphertext).unwrap(), second);
    }
    let _ = oneshot::open(&key, &[0; 12], first, second);
    let _ = oneshot::derive(&key, first, second, usize::from(input.byte()));
}
