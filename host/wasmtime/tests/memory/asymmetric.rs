//! Key pairs, their halves, signatures and the states that make and check them.

use wasi_crypto_host::engine::AlgorithmInfo;
use wasi_crypto_tests::component_driver::H;

use crate::guest::{Guest, NONE, Result, SIGNATURES, algorithms};
use crate::room::{Named, Room};

pub const KINDS: &[Named] = &[
    ("key_pairs", |room| key_pairs(room, false)),
    ("rsa_key_pairs", |room| key_pairs(room, true)),
    ("public_keys", public_keys),
    ("secret_keys", secret_keys),
    ("signatures", signatures),
    ("imported_signatures", imported_signatures),
    ("signing_states", |room| signing(room, false)),
    ("signing_states_that_keep_a_message", |room| signing(room, true)),
    ("verification_states_that_keep_a_message", verifying),
];

/// `local`, which every key has.
const LOCAL: u8 = 4;
const RAW: u8 = 0;

/// Two RSA keys of the shortest length stand for all, which take long to make.
fn known() -> Vec<AlgorithmInfo> {
    let known = algorithms(&["signature", "DH", "KEM"]);
    known.into_iter().filter(|known| !known.identifier.starts_with("RSA") || is_short(known)).collect()
}

fn is_short(known: &AlgorithmInfo) -> bool {
    ["RSA_PKCS1_2048_SHA256", "RSA_PSS_2048_SHA256"].contains(&known.identifier)
}

fn category(known: &AlgorithmInfo) -> u8 {
    if known.kind == "signature" { SIGNATURES } else { 2 }
}

fn generate(guest: &mut Guest, known: &AlgorithmInfo) -> Result<H> {
    guest.call("asymmetric-key-pair-generate", (category(known), known.identifier, NONE))
}

/// Encoded keys that are imported again and again, by turns.
fn imported(room: &mut Room, known: &[AlgorithmInfo], resource: &'static str, encode: fn(&mut Guest, H) -> Vec<u8>) {
    let keys: Vec<Vec<u8>> = known
        .iter()
        .map(|known| {
            let pair = generate(&mut room.guest, known).unwrap();
            let encoded = encode(&mut room.guest, pair);
            room.guest.drop(vec![("key-pair", pair)]);
            encoded
        })
        .collect();
    let mut turns = known.iter().zip(&keys).cycle();
    let name = format!("asymmetric-{resource}-import");
    room.fill(|guest| {
        let (known, key) = turns.next().unwrap();
        let key: H = guest.call(&name, (category(known), known.identifier, &key[..], LOCAL))?;
        Ok(vec![(resource, key)])
    });
}

fn key_pairs(room: &mut Room, rsa: bool) {
    let known: Vec<_> = known().into_iter().filter(|known| is_short(known) == rsa).collect();
    imported(room, &known, "key-pair", |guest, pair| guest.call("asymmetric-key-pair-export", (pair, LOCAL)).unwrap());
}

fn public_keys(room: &mut Room) {
    imported(room, &known(), "public-key", |guest, pair| {
        let public: H = guest.call("asymmetric-key-pair-public-key", (pair,)).unwrap();
        let encoded = guest.call("asymmetric-public-key-export", (public, LOCAL)).unwrap();
        guest.drop(vec![("public-key", public)]);
        encoded
    });
}

fn secret_keys(room: &mut Room) {
    imported(room, &known(), "secret-key", |guest, pair| {
        let secret: H = guest.call("asymmetric-key-pair-secret-key", (pair,)).unwrap();
        let encoded = guest.call("asymmetric-secret-key-export", (secret, LOCAL)).unwrap();
        guest.drop(vec![("secret-key", secret)]);
        encoded
    });
}

/// A state for signing with a new key of each algorithm.
fn states(room: &mut Room) -> Vec<(AlgorithmInfo, H, H)> {
    let known = known().into_iter().filter(|known| known.kind == "signature");
    let states = known.map(|known| {
        let pair = generate(&mut room.guest, &known).unwrap();
        (known, pair, room.guest.call("signatures-signature-state-open", (pair,)).unwrap())
    });
    states.collect()
}

/// Signing takes its time, so only the fastest do: a signature is as large whoever made it.
fn signatures(room: &mut Room) {
    let states: Vec<H> = states(room)
        .into_iter()
        .filter(|(known, ..)| known.identifier.starts_with("Ed25519"))
        .map(|all| all.2)
        .collect();
    let mut turns = states.iter().cycle();
    room.fill(|guest| {
        let signature: H = guest.call("signatures-signature-state-sign", (*turns.next().unwrap(),))?;
        Ok(vec![("signature", signature)])
    });
}

fn imported_signatures(room: &mut Room) {
    let signatures: Vec<(AlgorithmInfo, Vec<u8>)> = states(room)
        .into_iter()
        .map(|(known, _, state)| {
            let signature: H = room.guest.call("signatures-signature-state-sign", (state,)).unwrap();
            (known, room.guest.call("signatures-signature-export", (signature, RAW)).unwrap())
        })
        .collect();
    let mut turns = signatures.iter().cycle();
    room.fill(|guest| {
        let (known, signature) = turns.next().unwrap();
        let signature: H = guest.call("signatures-signature-import", (known.identifier, &signature[..], RAW))?;
        Ok(vec![("signature", signature)])
    });
}

fn signing(room: &mut Room, with_message: bool) {
    let pairs: Vec<(AlgorithmInfo, H, H)> = states(room);
    let pairs: Vec<H> =
        pairs.into_iter().filter(|(known, ..)| !with_message || keeps(known)).map(|(_, pair, _)| pair).collect();
    let message = vec![1_u8; 700_000];
    let mut turns = pairs.iter().cycle();
    room.fill(|guest| {
        let state: H = guest.call("signatures-signature-state-open", (*turns.next().unwrap(),))?;
        if with_message {
            guest.call::<(), _>("signatures-signature-state-update", (state, &message[..]))?;
        }
        Ok(vec![("signature-state", state)])
    });
}

/// Whether the message is kept until it is signed: those of other algorithms are hashed.
fn keeps(known: &AlgorithmInfo) -> bool {
    ["Ed25519", "Ed448", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"].contains(&known.identifier)
}

fn verifying(room: &mut Room) {
    let public: Vec<H> = states(room)
        .into_iter()
        .filter(|(known, ..)| keeps(known))
        .map(|(_, pair, _)| room.guest.call("asymmetric-key-pair-public-key", (pair,)).unwrap())
        .collect();
    let message = vec![1_u8; 700_000];
    let mut turns = public.iter().cycle();
    room.fill(|guest| {
        let state: H = guest.call("signatures-signature-verification-state-open", (*turns.next().unwrap(),))?;
        guest.call::<(), _>("signatures-signature-verification-state-update", (state, &message[..]))?;
        Ok(vec![("signature-verification-state", state)])
    });
}
