//! Batches.

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::{Engine, Error, Limits};
use wasi_crypto_tests::component_driver::{Driver, H};

const NONE: Option<H> = None;

type Entries<T> = Vec<Result<T, u8>>;

fn code(error: Error) -> u8 {
    u8::try_from(Error::ALL.iter().position(|known| *known == error).unwrap()).unwrap()
}

fn small(change: impl FnOnce(&mut Limits)) -> Driver {
    let mut limits = Limits::default();
    change(&mut limits);
    let engine = Engine::builder().limits(limits).build().unwrap();
    Driver::with(WasiCryptoCtx::builder().engine(engine).build())
}

fn hashes(guest: &mut Driver, messages: &[&[u8]]) -> Vec<H> {
    messages
        .iter()
        .map(|message| {
            let state = guest.call("symmetric-symmetric-state-open", ("SHA-256", NONE, NONE)).unwrap();
            guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, *message)).unwrap();
            state
        })
        .collect()
}

fn squeeze(guest: &mut Driver, entries: &[(H, u32)]) -> Result<Entries<Vec<u8>>, Error> {
    guest.call("symmetric-batch-squeeze", (entries,))
}

fn sealers(guest: &mut Driver, count: usize) -> Vec<H> {
    let key: H = guest.call("symmetric-symmetric-key-import", ("AES-256-GCM", &[1_u8; 32][..])).unwrap();
    (0..count)
        .map(|_| {
            let options: H = guest.call("common-options-open", (1_u8,)).unwrap();
            guest.call::<(), _>("common-options-set", (options, "nonce", &[2_u8; 12][..])).unwrap();
            guest.call("symmetric-symmetric-state-open", ("AES-256-GCM", Some(key), Some(options))).unwrap()
        })
        .collect()
}

#[test]
fn an_empty_batch_is_fine() {
    let mut guest = Driver::new();
    assert_eq!(squeeze(&mut guest, &[]), Ok(vec![]));
    assert_eq!(guest.call("signatures-batch-sign", (&[0_u32; 0][..],)), Ok(Entries::<H>::new()));
}

#[test]
fn entries_have_results_of_their_own() {
    let mut guest = Driver::new();
    let states = hashes(&mut guest, &[b"a", b"b", b"c"]);
    let results = squeeze(&mut guest, &[(states[0], 32), (states[1], 33), (states[2], 4)]).unwrap();
    let single: Vec<u8> = guest.call("symmetric-hash", ("SHA-256", &b"c"[..])).unwrap();
    assert_eq!(results[0], guest.call("symmetric-hash", ("SHA-256", &b"a"[..])).map_err(code));
    assert_eq!(results[1], Err(code(Error::InvalidLength)));
    assert_eq!(results[2], Ok(single[..4].to_vec()));
}

/// The same state twice is not a deadlock.
#[test]
fn a_state_may_occur_twice() {
    let mut guest = Driver::new();
    let states = hashes(&mut guest, &[b"a"]);
    let results = squeeze(&mut guest, &[(states[0], 32), (states[0], 32)]).unwrap();
    assert_eq!(results[0], results[1]);
}

#[test]
fn several_algorithms_are_refused() {
    let mut guest = Driver::new();
    let first = hashes(&mut guest, &[b"a"])[0];
    let second: H = guest.call("symmetric-symmetric-state-open", ("SHA-512", NONE, NONE)).unwrap();
    assert_eq!(squeeze(&mut guest, &[(first, 32), (second, 32)]), Err(Error::UnsupportedFeature));
}

#[test]
fn entries_are_limited_exactly() {
    let mut guest = small(|limits| limits.max_batch_len = 4);
    let state = hashes(&mut guest, &[b"a"])[0];
    assert_eq!(squeeze(&mut guest, &[(state, 1); 4]).unwrap().len(), 4);
    assert_eq!(squeeze(&mut guest, &[(state, 1); 5]), Err(Error::Overflow));
    assert_eq!(guest.call::<Entries<H>, _>("symmetric-batch-squeeze-tag", (&[state; 5][..],)), Err(Error::Overflow));
    // Handles made up beyond the limit are not even looked at.
    assert_eq!(squeeze(&mut guest, &[(9999, 1); 5]), Err(Error::Overflow));
}

#[test]
fn outputs_are_limited_together() {
    let mut guest = small(|limits| limits.max_output_len = 60);
    let state = hashes(&mut guest, &[b"a"])[0];
    assert_eq!(squeeze(&mut guest, &[(state, 30), (state, 30)]).unwrap().len(), 2);
    assert_eq!(squeeze(&mut guest, &[(state, 30), (state, 31)]), Err(Error::Overflow));
    assert_eq!(squeeze(&mut guest, &[(state, u32::MAX), (state, u32::MAX)]), Err(Error::Overflow));
}

#[test]
fn tags() {
    let mut guest = Driver::new();
    let key: H = guest.call("symmetric-symmetric-key-import", ("HMAC/SHA-256", &[1_u8; 32][..])).unwrap();
    let states: Vec<H> = (0..3)
        .map(|_| guest.call("symmetric-symmetric-state-open", ("HMAC/SHA-256", Some(key), NONE)).unwrap())
        .collect();
    let tags: Entries<H> = guest.call("symmetric-batch-squeeze-tag", (&states[..],)).unwrap();
    let expected: Vec<u8> = guest.call("symmetric-mac", (key, &b""[..])).unwrap();
    for tag in tags {
        assert_eq!(guest.call::<(), _>("symmetric-symmetric-tag-verify", (tag.unwrap(), &expected[..])), Ok(()));
    }
}

#[test]
fn a_batch_that_runs_out_of_handles_says_so_per_entry() {
    let mut guest = Driver::with(WasiCryptoCtx::builder().max_handles(3).build());
    let key: H = guest.call("symmetric-symmetric-key-import", ("HMAC/SHA-256", &[1_u8; 32][..])).unwrap();
    let state: H = guest.call("symmetric-symmetric-state-open", ("HMAC/SHA-256", Some(key), NONE)).unwrap();
    let tags: Entries<H> = guest.call("symmetric-batch-squeeze-tag", (&[state; 2][..],)).unwrap();
    assert!(tags[0].is_ok());
    assert_eq!(tags[1], Err(code(Error::TooManyHandles)));
}

#[test]
fn encryption_and_decryption() {
    let mut guest = Driver::new();
    let states = sealers(&mut guest, 3);
    let entries = [(states[0], b"one".to_vec()), (states[0], b"two".to_vec()), (states[1], b"three".to_vec())];
    let sealed: Entries<Vec<u8>> = guest.call("symmetric-batch-encrypt", (&entries[..],)).unwrap();
    assert_eq!(sealed[0].as_ref().map(Vec::len), Ok(3 + 16));
    assert_eq!(sealed[1], Err(code(Error::NonceRequired)));
    assert_eq!(sealed[2].as_ref().map(Vec::len), Ok(5 + 16));

    let states = sealers(&mut guest, 2);
    let entries = [(states[0], vec![0; 20]), (states[1], sealed[2].clone().unwrap())];
    let opened: Entries<Vec<u8>> = guest.call("symmetric-batch-decrypt", (&entries[..],)).unwrap();
    assert_eq!(opened, [Err(code(Error::InvalidTag)), Ok(b"three".to_vec())]);
}

#[test]
fn encryption_and_decryption_with_detached_tags() {
    let mut guest = Driver::new();
    let states = sealers(&mut guest, 2);
    let entries = [(states[0], b"one".to_vec()), (states[1], b"two".to_vec())];
    let sealed: Entries<(Vec<u8>, H)> = guest.call("symmetric-batch-encrypt-detached", (&entries[..],)).unwrap();

    let states = sealers(&mut guest, 2);
    let mut entries = Vec::new();
    for (state, sealed) in states.into_iter().zip(sealed) {
        let (ciphertext, tag) = sealed.unwrap();
        let tag: Vec<u8> = guest.call("symmetric-symmetric-tag-bytes", (tag,)).unwrap();
        entries.push((state, ciphertext, tag));
    }
    entries[0].2.pop();
    let opened: Entries<Vec<u8>> = guest.call("symmetric-batch-decrypt-detached", (&entries[..],)).unwrap();
    assert_eq!(opened, [Err(code(Error::InvalidTag)), Ok(b"two".to_vec())]);
}

#[test]
fn signatures() {
    let mut guest = Driver::new();
    let key_pair: H = guest.call("asymmetric-key-pair-generate", (0_u8, "Ed25519", NONE)).unwrap();
    let public: H = guest.call("asymmetric-key-pair-public-key", (key_pair,)).unwrap();
    let (mut signing, mut verifying) = (Vec::new(), Vec::new());
    for message in [b"one", b"two"] {
        let state: H = guest.call("signatures-signature-state-open", (key_pair,)).unwrap();
        guest.call::<(), _>("signatures-signature-state-update", (state, &message[..])).unwrap();
        signing.push(state);
        let state: H = guest.call("signatures-signature-verification-state-open", (public,)).unwrap();
        guest.call::<(), _>("signatures-signature-verification-state-update", (state, &message[..])).unwrap();
        verifying.push(state);
    }
    let signatures: Entries<H> = guest.call("signatures-batch-sign", (&signing[..],)).unwrap();
    let (one, two) = (signatures[0].unwrap(), signatures[1].unwrap());
    let entries = [(verifying[0], one), (verifying[1], one), (verifying[1], two)];
    let verified: Entries<()> = guest.call("signatures-batch-verify", (&entries[..],)).unwrap();
    assert_eq!(verified, [Ok(()), Err(code(Error::InvalidSignature)), Ok(())]);
}
