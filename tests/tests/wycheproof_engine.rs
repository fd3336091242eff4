//! Wycheproof through the first path: the engine's own API, over every provider.

use wasi_crypto_tests::wycheproof::{
    Case, EngineSubject, Expected, Operation, Pinned, SUITES, Selection, pinned_path, run, run_case,
};

/// Every vector over every provider. `BLESS=1` pins what the first provider reached, if the others reached the same.
#[test]
fn every_provider_agrees_with_every_vector() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut pinned = if bless || !pinned_path().exists() { Pinned::default() } else { Pinned::load() };
    let mut problems = Vec::new();
    for suite in SUITES {
        let loaded = (suite.load)();
        for (index, (provider, provided)) in EngineSubject::all().into_iter().enumerate() {
            let mut subject = EngineSubject::new(provided);
            let report = run(&mut subject, &loaded, Selection::All);
            if bless && index == 0 {
                pinned.insert(suite.file, &report);
            }
            if let Err(problem) = pinned.check(suite.file, &loaded, &report, Selection::All) {
                problems.push(format!("{provider}: {problem}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    if bless {
        pinned.store();
    }
}

/// Only the pure provider lacks anything, and only RSA.
#[test]
fn what_is_not_offered_is_known() {
    for (provider, provided) in EngineSubject::all() {
        let mut subject = EngineSubject::new(provided);
        for suite in SUITES {
            let offered = run(&mut subject, &(suite.load)(), Selection::Sample).not_offered == 0;
            assert_eq!(offered, provider != "pure" || !suite.file.starts_with("rsa_"), "{provider} {}", suite.file);
        }
    }
}

/// Every file is pinned and every pinned file exists.
#[test]
fn counts_are_complete() {
    let mut files: Vec<&str> = SUITES.iter().map(|suite| suite.file).collect();
    files.sort_unstable();
    assert_eq!(Pinned::load().files().collect::<Vec<_>>(), files);
}

fn first(file: &str, wanted: impl Fn(&Case) -> bool) -> Case {
    let suite = SUITES.iter().find(|suite| suite.file == file).unwrap();
    (suite.load)().cases.into_iter().find(wanted).unwrap()
}

/// A vector that was tampered with has to be noticed.
#[test]
fn the_harness_can_fail() {
    let mut subject = EngineSubject::new(EngineSubject::all()[0].1);
    let good = first("aes_gcm", |case| case.expected == Expected::Agrees);
    run_case(&mut subject, &good).unwrap();

    let mut flipped = good.clone();
    let Operation::Aead { ciphertext, .. } = &mut flipped.operation else { panic!() };
    ciphertext.push(0);
    assert!(run_case(&mut subject, &flipped).is_err());

    let mut flipped = good.clone();
    let Operation::Aead { tag, .. } = &mut flipped.operation else { panic!() };
    tag[0] ^= 1;
    assert!(run_case(&mut subject, &flipped).is_err());

    let mut marked = good;
    marked.expected = Expected::Rejected(&[]);
    assert!(run_case(&mut subject, &marked).is_err());

    let bad = first("ecdsa_secp256r1_sha256", |case| case.expected != Expected::Agrees);
    run_case(&mut subject, &bad).unwrap();
    let mut marked = bad;
    marked.expected = Expected::Agrees;
    assert!(run_case(&mut subject, &marked).is_err());

    let dh = first("x25519", |case| case.expected == Expected::Agrees);
    let mut flipped = dh;
    let Operation::DiffieHellman { shared, .. } = &mut flipped.operation else { panic!() };
    shared[31] ^= 0x80;
    assert!(run_case(&mut subject, &flipped).is_err());
}

/// A vector that is not run changes the counts, and so fails.
#[test]
fn a_missing_vector_is_noticed() {
    let suite = SUITES.iter().find(|suite| suite.file == "hmac_sha256").unwrap();
    let pinned = Pinned::load();
    let mut subject = EngineSubject::new(EngineSubject::all()[0].1);
    let mut loaded = (suite.load)();
    let report = run(&mut subject, &loaded, Selection::All);
    pinned.check(suite.file, &loaded, &report, Selection::All).unwrap();
    loaded.cases.pop();
    let report = run(&mut subject, &loaded, Selection::All);
    assert!(pinned.check(suite.file, &loaded, &report, Selection::All).is_err());
}
