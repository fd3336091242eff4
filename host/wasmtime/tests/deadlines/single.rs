//! Calls that work on one thing.

use wasi_crypto_host::engine::AlgorithmInfo;
use wasi_crypto_tests::component_driver::H;

use crate::run::{Case, LONGEST, List, NONE, Run, engine, list};

const MIB: u32 = 1 << 20;

pub fn cases() -> Vec<Case> {
    let of = |kinds: &'static [&'static str]| {
        engine().algorithms().filter(|known| kinds.contains(&known.kind)).collect::<Vec<AlgorithmInfo>>()
    };
    let mut cases = Vec::new();
    for known in of(&["hash", "XOF"]) {
        cases.push(Case::new(format!("absorbing::{}", known.identifier), move |run| absorb(run, known.identifier)));
    }
    // In one call they are absorbed as in several.
    for known in of(&["hash"]).into_iter().take(1) {
        cases.push(Case::new(format!("hashing::{}", known.identifier), move |run| hash(run, known.identifier)));
    }
    for known in of(&["XOF", "session"]) {
        cases.push(Case::new(format!("squeezing::{}", known.identifier), move |run| squeeze(run, known.identifier)));
    }
    for known in of(&["KDF"]).into_iter().filter(|known| known.operations.contains(&"squeeze")) {
        cases.push(Case::new(format!("expanding::{}", known.identifier), move |run| expand(run, known.clone())));
    }
    for known in of(&["AEAD"]) {
        cases.push(Case::new(format!("sealing::{}", known.identifier), move |run| seal(run, known.clone())));
    }
    for known in of(&["signature"]).into_iter().filter(|known| !known.identifier.starts_with("RSA")) {
        cases.push(Case::new(format!("signing::{}", known.identifier), move |run| sign(run, known.identifier)));
    }
    for known in of(&["signature"]).into_iter().filter(|known| known.identifier == "RSA_PKCS1_4096_SHA512") {
        cases.push(Case::new(format!("generating::{}", known.identifier), move |run| generate(run, known.identifier)));
    }
    for known in of(&["password hash"]) {
        cases.push(Case::new(format!("passwords::{}", known.identifier), move |run| password(run, known.clone())));
    }
    cases
}

async fn state(run: &mut Run, algorithm: &str, key: Option<H>, options: Option<H>) -> H {
    run.call("symmetric-symmetric-state-open", (algorithm, key, options)).await
}

async fn absorb(mut run: Run, algorithm: &'static str) {
    let state = state(&mut run, algorithm, NONE, NONE).await;
    run.succeeds::<(), _>("symmetric-symmetric-state-absorb", (state, list(LONGEST))).await;
}

async fn hash(mut run: Run, algorithm: &'static str) {
    run.succeeds::<List, _>("symmetric-hash", (algorithm, list(LONGEST))).await;
}

async fn squeeze(mut run: Run, algorithm: &'static str) {
    let state = state(&mut run, algorithm, NONE, NONE).await;
    run.result = 16 * MIB;
    run.succeeds::<List, _>("symmetric-symmetric-state-squeeze", (state, run.result)).await;
}

/// Every block of output goes through the info again.
async fn expand(mut run: Run, known: AlgorithmInfo) {
    let key: H = run.call("symmetric-symmetric-key-generate", (known.identifier, NONE)).await;
    let state = state(&mut run, known.identifier, Some(key), NONE).await;
    run.call::<(), _>("symmetric-symmetric-state-absorb", (state, list(2 * MIB))).await;
    let (_, output) = known.sizes.iter().find(|(name, _)| *name == "output").unwrap();
    let len = u32::try_from(*output).unwrap();
    run.succeeds::<List, _>("symmetric-symmetric-state-squeeze", (state, len)).await;
}

async fn seal(mut run: Run, known: AlgorithmInfo) {
    let key: H = run.call("symmetric-symmetric-key-generate", (known.identifier, NONE)).await;
    let nonce = known.sizes.iter().find(|(name, _)| *name == "nonce");
    let nonce = nonce.map(|(_, len)| list(u32::try_from(*len).unwrap()));
    run.result = 4 * MIB;
    let arguments = (key, nonce, list(64 * MIB), list(run.result));
    run.succeeds::<(List, List), _>("symmetric-seal", arguments).await;
}

async fn sign(mut run: Run, algorithm: &'static str) {
    let pair: H = run.call("asymmetric-key-pair-generate", (0_u8, algorithm, NONE)).await;
    run.succeeds::<List, _>("signatures-sign", (pair, list(LONGEST))).await;
}

async fn generate(mut run: Run, algorithm: &'static str) {
    run.succeeds::<H, _>("asymmetric-key-pair-generate", (0_u8, algorithm, NONE)).await;
}

/// About a second.
async fn password(mut run: Run, known: AlgorithmInfo) {
    let options: H = run.call("common-options-open", (1_u8,)).await;
    run.call::<(), _>("common-options-set", (options, "salt", list(16))).await;
    let costs: &[(&str, u64)] = match known.identifier {
        "ARGON2-ID-13" => &[("memory_limit", 64 << 20), ("ops_limit", 16)],
        "SCRYPT" => &[("memory_limit", 64 << 20), ("parallelism", 5)],
        "BCRYPT" => &[("ops_limit", 14)],
        _ => &[("ops_limit", 4_000_000)],
    };
    for (name, value) in costs {
        run.call::<(), _>("common-options-set-u64", (options, *name, *value)).await;
    }
    let state = state(&mut run, known.identifier, NONE, Some(options)).await;
    let password = run.text("password").await;
    run.call::<(), _>("symmetric-symmetric-state-absorb", (state, password)).await;
    if known.operations.contains(&"squeeze") {
        run.succeeds::<List, _>("symmetric-symmetric-state-squeeze", (state, 32_u32)).await;
    } else {
        run.succeeds::<H, _>("symmetric-symmetric-state-squeeze-tag", (state,)).await;
    }
}
