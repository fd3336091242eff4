//! Batches of as many entries as there may be, of every function that takes some.

use std::collections::BTreeSet;
use std::fs;
use std::future::Future;

use wasi_crypto_host::engine::{AlgorithmInfo, Limits};
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::component_driver::{self as driver, H};

use crate::run::{Case, List, NONE, Run, engine, list};

/// What an entry comes to, which does not matter here.
type Entries<T> = Vec<Result<T, u8>>;

/// What takes long with each of the libraries.
const SIGNATURES: [&str; 5] =
    ["RSA_PKCS1_4096_SHA512", "ECDSA_P256_SHA256", "ECDSA_K256_SHA256", "Ed25519", "ML-DSA-87"];
const CIPHERS: [&str; 4] = ["AES-256-GCM", "AES-256-SIV", "ASCON-AEAD", "AEGIS-128L"];
const MACS: [&str; 2] = ["HMAC/SHA-512", "KMAC-256"];
const OUTPUTS: [&str; 4] = ["BLAKE2B-512", "SHAKE-256", "KT256", "HKDF-EXPAND/SHA-512"];

/// The encoding of a key.
const PEM: u8 = 2;

/// Bytes of a message that is encrypted or decrypted, and of associated data.
const MESSAGE: u32 = 16 << 10;
const ASSOCIATED: u32 = 1 << 20;

fn batches() -> Vec<(&'static str, Vec<Case>)> {
    let each = |batch: &'static str, names: &[&'static str], case: fn(&'static str, &'static str) -> Case| {
        (batch, names.iter().map(|name| case(batch, name)).collect())
    };
    vec![
        each("batch-squeeze", &OUTPUTS, |batch, name| case(batch, name, squeeze)),
        each("batch-squeeze-tag", &MACS, |batch, name| case(batch, name, squeeze_tag)),
        each("batch-encrypt", &CIPHERS, |batch, name| case(batch, name, encrypt)),
        each("batch-encrypt-detached", &CIPHERS, |batch, name| case(batch, name, encrypt)),
        each("batch-decrypt", &CIPHERS, |batch, name| case(batch, name, decrypt)),
        each("batch-decrypt-detached", &CIPHERS, |batch, name| case(batch, name, decrypt)),
        each("batch-sign", &SIGNATURES, |batch, name| case(batch, name, sign)),
        each("batch-verify", &SIGNATURES, |batch, name| case(batch, name, verify)),
    ]
}

fn case<F>(batch: &'static str, algorithm: &'static str, run: fn(Run, &'static str, AlgorithmInfo) -> F) -> Case
where
    F: Future<Output = ()> + Send + 'static,
{
    Case::new(format!("{batch}::{algorithm}"), move |guest| {
        let known = engine().algorithms().find(|known| known.identifier == algorithm).expect("an algorithm");
        run(guest, batch, known)
    })
}

pub fn cases() -> Vec<Case> {
    batches().into_iter().flat_map(|(_, cases)| cases).collect()
}

/// The functions here are those of the package.
pub fn every_one_is_here() {
    let files = fs::read_dir(driver::wit()).unwrap().map(|entry| entry.unwrap().path());
    let text: String = files
        .filter(|path| path.extension().is_some_and(|end| end == "wit"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let functions = text.lines().filter_map(|line| line.trim().split_once(": func(")).map(|(name, _)| name);
    let found: BTreeSet<&str> = functions.filter(|name| name.starts_with("batch-")).collect();
    let tested: Vec<(&str, Vec<Case>)> = batches();
    assert_eq!(found, tested.iter().map(|(name, _)| *name).collect());
    assert!(tested.iter().all(|(_, cases)| cases.len() > 1));
}

fn entries() -> usize {
    Limits::default().max_batch_len
}

/// A state with a new key, if the algorithm has keys.
async fn state(run: &mut Run, known: &AlgorithmInfo, key: Option<H>) -> H {
    let options: H = run.call("common-options-open", (1_u8,)).await;
    if let Some((_, len)) = known.sizes.iter().find(|(name, _)| *name == "nonce") {
        let nonce = list(u32::try_from(*len).unwrap());
        run.call::<(), _>("common-options-set", (options, "nonce", nonce)).await;
    }
    let open = (known.identifier, key, Some(options));
    run.call("symmetric-symmetric-state-open", open).await
}

async fn key(run: &mut Run, known: &AlgorithmInfo) -> Option<H> {
    run.guest.call_async("symmetric-symmetric-key-generate", (known.identifier, NONE)).await.ok()
}

async fn absorb(run: &mut Run, state: H, len: u32) {
    run.call::<(), _>("symmetric-symmetric-state-absorb", (state, list(len))).await;
}

async fn squeeze(mut run: Run, _: &'static str, known: AlgorithmInfo) {
    let key = key(&mut run, &known).await;
    let state = state(&mut run, &known, key).await;
    if known.kind == "KDF" {
        absorb(&mut run, state, 64 << 10).await;
    }
    // Together no more than one call may give.
    let len = known.sizes.iter().find(|(name, _)| *name == "output").map_or(16 << 10, |(_, len)| *len);
    let len = u32::try_from(len).unwrap();
    let batch = vec![(state, len); entries()];
    run.result = len * u32::try_from(entries()).unwrap();
    run.succeeds::<Entries<List>, _>("symmetric-batch-squeeze", (&batch[..],)).await;
}

async fn squeeze_tag(mut run: Run, _: &'static str, known: AlgorithmInfo) {
    let key = key(&mut run, &known).await;
    let state = state(&mut run, &known, key).await;
    let batch = vec![state; entries()];
    run.succeeds::<Entries<H>, _>("symmetric-batch-squeeze-tag", (&batch[..],)).await;
}

/// A state for each message: a nonce encrypts one.
async fn encrypt(mut run: Run, batch: &'static str, known: AlgorithmInfo) {
    let key = key(&mut run, &known).await;
    let mut messages = Vec::new();
    for _ in 0..entries() {
        messages.push((state(&mut run, &known, key).await, list(MESSAGE)));
    }
    run.result = MESSAGE * u32::try_from(entries()).unwrap();
    let arguments = (&messages[..],);
    if batch.ends_with("detached") {
        run.succeeds::<Entries<(List, H)>, _>("symmetric-batch-encrypt-detached", arguments).await;
    } else {
        run.succeeds::<Entries<List>, _>("symmetric-batch-encrypt", arguments).await;
    }
}

/// Forgeries, with associated data that every one of them goes through.
async fn decrypt(mut run: Run, batch: &'static str, known: AlgorithmInfo) {
    let key = key(&mut run, &known).await;
    let state = state(&mut run, &known, key).await;
    absorb(&mut run, state, ASSOCIATED).await;
    if batch.ends_with("detached") {
        let messages = vec![(state, list(64), list(16)); entries()];
        run.succeeds::<Entries<List>, _>("symmetric-batch-decrypt-detached", (&messages[..],)).await;
    } else {
        let messages = vec![(state, list(64)); entries()];
        run.succeeds::<Entries<List>, _>("symmetric-batch-decrypt", (&messages[..],)).await;
    }
}

/// A key pair; one of RSA takes too long to make.
async fn pair(run: &mut Run, known: &AlgorithmInfo) -> H {
    if !known.identifier.starts_with("RSA") {
        return run.call("asymmetric-key-pair-generate", (0_u8, known.identifier, NONE)).await;
    }
    let pem = fs::read_to_string(tools::repository().join("host/engine/tests/keys/rsa-4096.pem")).unwrap();
    let pem = run.text(&pem).await;
    run.call("asymmetric-key-pair-import", (0_u8, known.identifier, pem, PEM)).await
}

async fn signing(run: &mut Run, pair: H) -> H {
    let state: H = run.call("signatures-signature-state-open", (pair,)).await;
    let message = list(MESSAGE);
    run.call::<(), _>("signatures-signature-state-update", (state, message)).await;
    state
}

async fn sign(mut run: Run, _: &'static str, known: AlgorithmInfo) {
    let pair = pair(&mut run, &known).await;
    let state = signing(&mut run, pair).await;
    let batch = vec![state; entries()];
    run.succeeds::<Entries<H>, _>("signatures-batch-sign", (&batch[..],)).await;
}

/// Signatures of something else.
async fn verify(mut run: Run, _: &'static str, known: AlgorithmInfo) {
    let pair = pair(&mut run, &known).await;
    let state = signing(&mut run, pair).await;
    let signature: H = run.call("signatures-signature-state-sign", (state,)).await;
    let public: H = run.call("asymmetric-key-pair-public-key", (pair,)).await;
    let state: H = run.call("signatures-signature-verification-state-open", (public,)).await;
    let message = list(MESSAGE - 1);
    let update = (state, message);
    run.call::<(), _>("signatures-signature-verification-state-update", update).await;
    let batch = vec![(state, signature); entries()];
    run.succeeds::<Entries<()>, _>("signatures-batch-verify", (&batch[..],)).await;
}
