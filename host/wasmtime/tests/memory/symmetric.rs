//! Option sets, symmetric keys, states and tags.

use wasi_crypto_host::engine::{AlgorithmInfo, Error};
use wasi_crypto_tests::component_driver::H;

use crate::guest::{Guest, NONE, Refusal, Result, SYMMETRIC, Thing, algorithms};
use crate::room::{Named, Room};

pub const KINDS: &[Named] = &[
    ("option_sets", option_sets),
    ("long_symmetric_keys", long_keys),
    ("prepared_symmetric_keys", prepared_keys),
    ("hash_states", |room| states(room, &["hash"])),
    ("xof_states", |room| states(room, &["XOF"])),
    ("mac_states", |room| states(room, &["MAC"])),
    ("kdf_states", |room| states(room, &["KDF"])),
    ("aead_states", |room| states(room, &["AEAD"])),
    ("cipher_states", |room| states(room, &["cipher"])),
    ("session_states", |room| states(room, &["session"])),
    ("password_states", |room| states(room, &["password hash"])),
    ("kept_input", kept_input),
    ("copies_of_states", copies),
    ("copies_that_change", copies_that_change),
    ("tags", tags),
    ("tags_of_passwords", tags_of_passwords),
];

fn option_sets(room: &mut Room) {
    room.fill(|guest| {
        let options: H = guest.call("common-options-open", (SYMMETRIC,))?;
        for name in ["nonce", "context", "salt"] {
            guest.call::<(), _>("common-options-set", (options, name, &[1_u8; 4096][..]))?;
        }
        Ok(vec![("options", options)])
    });
}

fn long_keys(room: &mut Room) {
    room.fill(|guest| {
        let key: H = guest.call("symmetric-symmetric-key-import", ("HMAC/SHA-256", &[1_u8; 64 << 10][..]))?;
        Ok(vec![("symmetric-key", key)])
    });
}

/// Keys of all algorithms that have them, by turns.
fn prepared_keys(room: &mut Room) {
    let known = algorithms(&["XOF", "MAC", "KDF", "AEAD", "cipher", "session", "sealed stream"]);
    let mut names = known.iter().map(|known| known.identifier).cycle();
    room.fill(|guest| {
        loop {
            match guest.call("symmetric-symmetric-key-generate", (names.next().unwrap(), NONE)) {
                Ok(key) => break Ok(vec![("symmetric-key", key)]),
                // Most XOFs have none.
                Err(Refusal::Error(Error::UnsupportedFeature)) => {}
                Err(refusal) => break Err(refusal),
            }
        }
    });
}

/// States of all algorithms of some kinds, by turns, which share a key.
fn states(room: &mut Room, kinds: &[&str]) {
    let known = algorithms(kinds);
    let keys: Vec<Option<H>> = known.iter().map(|known| room.guest.key(known.identifier)).collect();
    let mut turns = known.iter().zip(keys).cycle();
    room.fill(|guest| {
        let (known, key) = turns.next().unwrap();
        guest.state(known, key)
    });
}

/// Associated data, salts, infos and passwords.
fn kept_input(room: &mut Room) {
    let known = algorithms(&["AEAD", "KDF", "password hash"]);
    let keys: Vec<Option<H>> = known.iter().map(|known| room.guest.key(known.identifier)).collect();
    let mut turns = known.iter().zip(keys).cycle();
    // An info is shorter than everything else.
    let data = vec![1_u8; 700_000];
    room.fill(|guest| {
        let (known, key) = turns.next().unwrap();
        let state = guest.state(known, key)?;
        let len = if known.identifier.starts_with("HKDF-EXPAND") { 60_000 } else { data.len() };
        guest.call::<(), _>("symmetric-symmetric-state-absorb", (state[0].1, &data[..len]))?;
        Ok(state)
    });
}

/// A state with a MiB of associated data.
fn full_state(guest: &mut Guest) -> H {
    let known = algorithms(&["AEAD"]);
    let key = guest.key(known[0].identifier);
    let state = guest.state(&known[0], key).unwrap()[0].1;
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &vec![1_u8; 1 << 20][..])).unwrap();
    state
}

fn copy(guest: &mut Guest, state: H) -> Result<H> {
    guest.call("symmetric-symmetric-state-clone", (state,))
}

fn copies(room: &mut Room) {
    let state = full_state(&mut room.guest);
    room.fill(|guest| Ok(vec![("symmetric-state", copy(guest, state)?)]));
}

/// They share what they have in common until one of them goes on, and until it has to be in one piece.
fn copies_that_change(room: &mut Room) {
    let state = full_state(&mut room.guest);
    room.fill(|guest| {
        let copy = copy(guest, state)?;
        guest.call::<(), _>("symmetric-symmetric-state-absorb", (copy, &[2_u8; 100][..]))?;
        let sealed = guest.call::<Vec<u8>, _>("symmetric-symmetric-state-encrypt", (copy, &b"message"[..]));
        match sealed {
            // Another copy has used the nonce.
            Ok(_) | Err(Refusal::Error(Error::NonceRequired)) => Ok(vec![("symmetric-state", copy)]),
            Err(refusal) => Err(refusal),
        }
    });
}

fn tags(room: &mut Room) {
    let known = algorithms(&["MAC", "session"]);
    let state = |guest: &mut Guest, known: &AlgorithmInfo| -> Thing {
        let key = guest.key(known.identifier);
        guest.state(known, key).unwrap()
    };
    let states: Vec<H> = known.iter().map(|known| state(&mut room.guest, known)[0].1).collect();
    let mut turns = states.iter().cycle();
    room.fill(|guest| {
        let tag: H = guest.call("symmetric-symmetric-state-squeeze-tag", (*turns.next().unwrap(),))?;
        Ok(vec![("symmetric-tag", tag)])
    });
}

/// Each keeps the password, which it shares with its state.
fn tags_of_passwords(room: &mut Room) {
    let password = vec![1_u8; 700_000];
    room.fill(|guest| {
        let options: H = guest.call("common-options-open", (SYMMETRIC,))?;
        guest.call::<(), _>("common-options-set-u64", (options, "memory_limit", 8_u64 << 10))?;
        guest.call::<(), _>("common-options-set-u64", (options, "ops_limit", 1_u64))?;
        let state: H = guest.call("symmetric-symmetric-state-open", ("ARGON2-ID-13", NONE, Some(options)))?;
        guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &password[..]))?;
        let tag: H = guest.call("symmetric-symmetric-state-squeeze-tag", (state,))?;
        guest.drop(vec![("symmetric-state", state), ("options", options)]);
        Ok(vec![("symmetric-tag", tag)])
    });
}
