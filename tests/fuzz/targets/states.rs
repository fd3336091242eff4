//! Sequences of operations on symmetric states: nothing panics, copies are independent and agree, ciphers invert.
#![no_main]

mod input;

use input::{ENGINES, Input};
use libfuzzer_sys::fuzz_target;
use wasi_crypto_engine::{Category, Engine, Error, Options, SymmetricKey, SymmetricState, SymmetricTag, oneshot};

/// Names with the length of a key, 0 for none. Only ever appended to.
const ALGORITHMS: [(&str, usize); 62] = [
    ("SHA-256", 0),
    ("SHA-384", 0),
    ("SHA-512", 0),
    ("SHA-512/256", 0),
    ("HMAC/SHA-256", 32),
    ("HMAC/SHA-512", 64),
    ("HKDF-EXTRACT/SHA-256", 32),
    ("HKDF-EXTRACT/SHA-512", 64),
    ("HKDF-EXPAND/SHA-256", 32),
    ("HKDF-EXPAND/SHA-512", 64),
    ("AES-128-GCM", 16),
    ("AES-256-GCM", 32),
    ("CHACHA20-POLY1305", 32),
    ("XCHACHA20-POLY1305", 32),
    ("ARGON2-ID-13", 0),
    ("SCRYPT", 0),
    ("PBKDF2/SHA-256", 0),
    ("BCRYPT", 0),
    ("BLAKE2B-256", 0),
    ("BLAKE2B-512", 0),
    ("BLAKE3", 0),
    ("BLAKE3", 32),
    ("CSHAKE-128", 0),
    ("CSHAKE-256", 0),
    ("TURBOSHAKE-128", 0),
    ("TURBOSHAKE-256", 0),
    ("KT128", 0),
    ("KT256", 0),
    ("SHAKE-128", 0),
    ("SHAKE-256", 0),
    ("SHA3-256", 0),
    ("SHA3-512", 0),
    ("TUPLEHASH-128", 0),
    ("TUPLEHASH-256", 0),
    ("TUPLEHASHXOF-128", 0),
    ("TUPLEHASHXOF256", 0),
    ("ASCON-HASH", 0),
    ("AES-128-CMAC", 16),
    ("AES-256-CMAC", 32),
    ("KMAC-128", 32),
    ("KMAC-256", 64),
    ("AES-128-GCM-SIV", 16),
    ("AES-256-GCM-SIV", 32),
    ("AES-128-SIV", 32),
    ("AES-256-SIV", 64),
    ("AEGIS-128L", 16),
    ("AEGIS-128X2", 16),
    ("AEGIS-128X4", 16),
    ("AEGIS-256", 32),
    ("AEGIS-256X2", 32),
    ("AEGIS-256X4", 32),
    ("ASCON-AEAD", 16),
    ("AES-128-CTR", 16),
    ("AES-256-CTR", 32),
    ("AES-128-CBC", 16),
    ("AES-256-CBC", 32),
    ("XOODYAK-128", 0),
    ("XOODYAK-128", 16),
    ("XOODYAK-160", 0),
    ("XOODYAK-160", 20),
    ("PBKDF2/SHA-512", 0),
    ("SHA3-384", 0),
];

fuzz_target!(|data: &[u8]| {
    let mut input = Input(data);
    let engine = &ENGINES[usize::from(input.byte() & 1)];
    let mut states: Vec<SymmetricState> = Vec::new();
    let mut tags: Vec<SymmetricTag> = Vec::new();
    while !input.is_empty() && states.len() < 8 && tags.len() < 8 {
        let operation = input.byte();
        let at = usize::from(operation >> 4) % states.len().max(1);
        if operation % 16 == 0 || states.is_empty() {
            let (name, key) = *input.pick(&ALGORITHMS);
            states.extend(open(engine, name, key, &mut input));
            continue;
        }
        let state = &mut states[at];
        match operation % 16 {
            1 | 2 => drop(state.absorb(input.bytes())),
            3 => squeeze(state, usize::from(input.byte())),
            4 => squeeze(state, usize::try_from(input.number()).unwrap_or(usize::MAX)),
            5 => tags.extend(state.squeeze_tag()),
            6 => drop(state.squeeze_key(input.pick(&ALGORITHMS).0)),
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

fn open(engine: &Engine, name: &str, key: usize, input: &mut Input<'_>) -> Option<SymmetricState> {
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
    // Otherwise the recommended cost, over this engine's limits.
    for (name, value) in costs(name) {
        options.set_u64(name, *value).unwrap();
    }
    let key = (key > 0).then(|| SymmetricKey::import(engine, name, &vec![given; key]));
    let key = key.transpose().ok()?;
    SymmetricState::open(engine, name, key.as_ref(), Some(&options)).ok()
}

fn costs(name: &str) -> &'static [(&'static str, u64)] {
    match name {
        "ARGON2-ID-13" => &[("memory_limit", 16384), ("ops_limit", 1)],
        "SCRYPT" => &[("memory_limit", 4096), ("parallelism", 1)],
        "PBKDF2/SHA-256" | "PBKDF2/SHA-512" => &[("ops_limit", 3)],
        "BCRYPT" => &[("ops_limit", 4)],
        _ => &[],
    }
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
    let (name, len) = *input.pick(&ALGORITHMS);
    let _ = oneshot::hash(engine, name, input.bytes());
    let Ok(key) = SymmetricKey::import(engine, name, &vec![7; len]) else { return };
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
