//! What calls hold while they last: results, arguments on their way to a worker, batches. The budget is full before.

use std::num::NonZeroUsize;

use wasi_crypto_host::WorkerPool;
use wasi_crypto_host::engine::{AlgorithmInfo, Error};
use wasi_crypto_tests::component_driver::{Driver, H, Version, block_on};
use wasi_crypto_tests::facility::LATER;

use crate::guest::{BUDGET, Guest, NONE, Refusal, SIGNATURES, SYMMETRIC, algorithms, context};
use crate::room::{Named, Room};

pub const KINDS: &[Named] = &[
    ("results_of_squeezing", results_of_squeezing),
    ("results_of_encryption", results_of_encryption),
    ("results_of_batches", results_of_batches),
    ("arguments", arguments),
    ("arguments_on_their_way_to_a_worker", arguments_elsewhere),
    ("handles_come_first", handles_come_first),
];

const MIB: usize = 1 << 20;

type Entries<T> = Vec<Result<T, u8>>;

fn is_overflow<T>(outcome: Result<T, Refusal>) -> bool {
    matches!(outcome, Err(Refusal::Error(Error::Overflow)))
}

/// A key and a state of a cipher that encrypts once.
fn cipher(guest: &mut Guest) -> (H, H) {
    let known = &algorithms(&["AEAD"])[0];
    let key = guest.key(known.identifier).unwrap();
    (key, guest.state(known, Some(key)).unwrap()[0].1)
}

fn results_of_squeezing(room: &mut Room) {
    let known = algorithms(&["XOF", "session"]);
    let open = |known: &AlgorithmInfo| (known.identifier, NONE, NONE);
    let states: Vec<H> =
        known.iter().map(|known| room.guest.call("symmetric-symmetric-state-open", open(known)).unwrap()).collect();
    let full = room.fill_but(MIB);
    let squeeze = |room: &mut Room, state, len: usize| {
        let len = u32::try_from(len).unwrap();
        room.guest.call::<Vec<u8>, _>("symmetric-symmetric-state-squeeze", (state, len))
    };
    for state in &states {
        assert!(is_overflow(squeeze(room, *state, 16 * MIB)));
        assert_eq!(squeeze(room, *state, MIB / 2).unwrap().len(), MIB / 2);
    }
    room.has_grown_within_its_bounds(0);
    room.guest.drop(vec![("signature-state", full)]);
    assert_eq!(squeeze(room, states[0], 16 * MIB).unwrap().len(), 16 * MIB);
    room.has_grown_within_its_bounds(16 * MIB);
}

/// What is refused has not used up its nonce.
fn results_of_encryption(room: &mut Room) {
    let (key, state) = cipher(&mut room.guest);
    let message = vec![7_u8; BUDGET - MIB];
    let full = room.fill_but(MIB);
    let arguments = (state, &message[..]);
    assert!(is_overflow(room.guest.call::<Vec<u8>, _>("symmetric-symmetric-state-encrypt", arguments)));
    assert!(is_overflow(room.guest.call::<(Vec<u8>, H), _>("symmetric-symmetric-state-encrypt-detached", arguments)));
    assert!(is_overflow(room.guest.call::<Vec<u8>, _>("symmetric-symmetric-state-decrypt", arguments)));
    let seal = (key, Some(&[1_u8; 12][..]), &b""[..], &message[..]);
    assert!(is_overflow(room.guest.call::<(Vec<u8>, Vec<u8>), _>("symmetric-seal", seal)));
    room.has_grown_within_its_bounds(message.len());
    room.guest.drop(vec![("signature-state", full)]);
    let sealed = room.guest.call::<Vec<u8>, _>("symmetric-symmetric-state-encrypt", arguments);
    assert_eq!(sealed.unwrap().len(), message.len() + 16);
    room.has_grown_within_its_bounds(2 * message.len());
}

/// Every entry has its own result, and all of them are there at once.
fn results_of_batches(room: &mut Room) {
    let known = &algorithms(&["AEAD"])[0];
    let key = room.guest.key(known.identifier);
    let entries: Vec<(H, Vec<u8>)> =
        (0..64).map(|_| (room.guest.state(known, key).unwrap()[0].1, vec![7_u8; MIB])).collect();
    for batch in ["symmetric-batch-encrypt", "symmetric-batch-decrypt"] {
        let outcomes: Entries<Vec<u8>> = room.guest.call(batch, (&entries[..],)).unwrap();
        let fitting = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        // Forgeries come to nothing.
        let expected = if batch.ends_with("encrypt") { 16..32 } else { 0..1 };
        assert!(expected.contains(&fitting), "{batch}: {fitting} of {}", entries.len());
        room.has_grown_within_its_bounds((entries.len() + fitting) * MIB);
    }
    let detached: Entries<(Vec<u8>, H)> = room.guest.call("symmetric-batch-encrypt-detached", (&entries[..],)).unwrap();
    // Those that were refused could do it now; their nonces are still there.
    let fitting = detached.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(fitting >= 16);
    room.has_grown_within_its_bounds((entries.len() + fitting) * MIB);
}

/// Whatever takes a list, with a long one.
fn arguments(room: &mut Room) {
    let manager: H = room.guest.call("common-secrets-manager-open", (NONE,)).unwrap();
    let options: H = room.guest.call("common-options-open", (SYMMETRIC,)).unwrap();
    let pair: H = room.guest.call("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).unwrap();
    let public: H = room.guest.call("asymmetric-key-pair-public-key", (pair,)).unwrap();
    let (cipher, _) = cipher(&mut room.guest);
    let mac = room.guest.key("HMAC/SHA-256").unwrap();
    let extract = room.guest.key("HKDF-EXTRACT/SHA-256").unwrap();
    room.fill_but(2 * MIB);
    let long = vec![b'a'; 12 * MIB];
    let (list, name, none) = (&long[..], std::str::from_utf8(&long).unwrap(), &b""[..]);
    let guest = &mut room.guest;

    assert!(guest.call::<(), _>("common-options-set", (options, "nonce", list)).is_err());
    assert!(guest.call::<(), _>("common-options-set", (options, name, none)).is_err());
    assert!(guest.call::<Vec<u8>, _>("symmetric-hash", ("SHA-256", list)).is_ok());
    assert!(guest.call::<Vec<u8>, _>("symmetric-hash", (name, none)).is_err());
    assert!(guest.call::<H, _>("symmetric-symmetric-key-import", ("HMAC/SHA-256", list)).is_err());
    assert!(guest.call::<H, _>("symmetric-symmetric-key-generate", (name, NONE)).is_err());
    assert!(guest.call::<H, _>("symmetric-symmetric-state-open", (name, NONE, NONE)).is_err());
    assert!(guest.call::<Vec<u8>, _>("symmetric-mac", (mac, list)).is_ok());
    assert!(guest.call::<(), _>("symmetric-verify-mac", (mac, none, list)).is_err());
    assert!(guest.call::<Vec<u8>, _>("symmetric-derive", (extract, list, none, 32_u32)).is_ok());
    assert!(guest.call::<Vec<u8>, _>("symmetric-derive", (extract, none, list, 32_u32)).is_err());
    let nonce = &[1_u8; 12][..];
    assert!(guest.call::<Vec<u8>, _>("symmetric-open", (cipher, nonce, list, &[0_u8; 16][..])).is_err());
    assert!(guest.call::<Vec<u8>, _>("symmetric-open", (cipher, nonce, none, list)).is_err());
    for encoding in 0..5_u8 {
        let import = (SIGNATURES, "Ed25519", list, encoding);
        assert!(guest.call::<H, _>("asymmetric-key-pair-import", import).is_err());
        assert!(guest.call::<H, _>("asymmetric-public-key-import", import).is_err());
        assert!(guest.call::<H, _>("asymmetric-secret-key-import", import).is_err());
    }
    assert!(guest.call::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, name, NONE)).is_err());
    assert!(guest.call::<Vec<u8>, _>("signatures-sign", (pair, list)).is_ok());
    assert!(guest.call::<(), _>("signatures-verify", (public, list, &[0_u8; 64][..])).is_err());
    assert!(guest.call::<(), _>("signatures-verify", (public, none, list)).is_err());
    assert!(guest.call::<H, _>("signatures-signature-import", ("Ed25519", list, 0_u8)).is_err());
    assert!(guest.call::<Vec<u8>, _>("external-secrets-store", (manager, list, LATER)).is_err());
    assert!(guest.call::<Vec<u8>, _>("external-secrets-encapsulate", (manager, list, LATER)).is_err());
    assert!(guest.call::<Vec<u8>, _>("external-secrets-decapsulate", (manager, list)).is_err());
    assert!(guest.call::<(), _>("common-secrets-manager-invalidate", (manager, list, Version::All)).is_err());
    room.has_grown_within_its_bounds(long.len());
}

/// A guest whose long operations are done by one thread.
async fn asynchronous() -> Driver {
    Driver::with_async(context(BUDGET, Some(&WorkerPool::new(NonZeroUsize::MIN)))).await
}

fn arguments_elsewhere(room: &mut Room) {
    block_on(async {
        let mut guest = asynchronous().await;
        let pair: H = guest.call_async("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).await.unwrap();
        let state: H = guest.call_async("signatures-signature-state-open", (pair,)).await.unwrap();
        let kept = vec![1_u8; 20 * MIB];
        guest.call_async::<(), _>("signatures-signature-state-update", (state, &kept[..])).await.unwrap();
        let message = vec![1_u8; 16 * MIB];
        let arguments = (pair, &message[..]);
        let signed = guest.call_async::<Vec<u8>, _>("signatures-sign", arguments).await;
        assert_eq!(signed, Err(Error::Overflow));
        guest.drop_async("signature-state", state).await;
        assert_eq!(guest.call_async::<Vec<u8>, _>("signatures-sign", arguments).await.map(|bytes| bytes.len()), Ok(64));
        room.has_grown_with(&guest, kept.len() + message.len());
    });
}

/// By default a guest may have so few objects that small ones come to less than the budget, which is larger then.
fn handles_come_first(room: &mut Room) {
    let mut guest = Driver::new();
    let max = guest.store.data().crypto.max_handles();
    let state: H = guest.call("symmetric-symmetric-state-open", ("SHA-256", NONE, NONE)).unwrap();
    for made in 1..=max {
        let copy = guest.call::<H, _>("symmetric-symmetric-state-clone", (state,));
        assert_eq!(copy.is_ok(), made < max, "{made}: {copy:?}");
        assert!(copy.is_ok() || copy == Err(Error::TooManyHandles));
    }
    room.has_grown_with(&guest, guest.held_bytes() - BUDGET);
}
