//! Wycheproof through the second and third path: a component on our WIT, and the legacy API through the adapters, each
//! over every provider. And the component composed with the provider component, on a wasmtime without wasi-crypto and in
//! Node.
//!
//! The ordinary run takes every vector that has to be rejected, every check of a key, and one in ten of the others;
//! `WYCHEPROOF=all` takes all of them. `WYCHEPROOF_FILES` limits a run to the files whose names contain the text.

use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Instant;

use wasi_crypto_engine::Error;
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_test_support::needs::IN_NODE;
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_tests::wycheproof::{
    Case, ComponentSubject, EngineSubject, Expected, LegacySubject, Loaded, Operation, Outcome, Pinned, Report, SUITES,
    Selection, Subject, run, run_case,
};

fn main() -> ExitCode {
    Suite::new("wycheproof_paths")
        .test("component_over_ring", &[], component_over_ring)
        .test("component_over_pure", &[], component_over_pure)
        .test("component_over_aws_lc", &[], component_over_aws_lc)
        .test("composed_with_the_provider", &[], composed_with_the_provider)
        .test("node_over_the_provider", &IN_NODE, node_over_the_provider)
        .test("legacy_over_ring", &[], legacy_over_ring)
        .test("legacy_over_pure", &[], legacy_over_pure)
        .test("legacy_over_aws_lc", &[], legacy_over_aws_lc)
        .test("a_tampered_vector_is_noticed", &[], a_tampered_vector_is_noticed)
        .test("a_tampered_vector_is_noticed_in_node", &IN_NODE, a_tampered_vector_is_noticed_in_node)
        .test("a_missing_vector_is_noticed", &[], a_missing_vector_is_noticed)
        .test("the_providers_memory_does_not_grow", &[], the_providers_memory_does_not_grow)
        .test("the_providers_memory_does_not_grow_in_node", &IN_NODE, the_providers_memory_does_not_grow_in_node)
        .test("the_adapters_memory_does_not_grow", &[], the_adapters_memory_does_not_grow)
        .run()
}

fn selection() -> Selection {
    match std::env::var("WYCHEPROOF").as_deref() {
        Ok("all") => Selection::All,
        Ok(other) => panic!("WYCHEPROOF={other}: only `all` means something"),
        Err(_) => Selection::Sample,
    }
}

fn provider(wanted: &str) -> CryptoProvider {
    EngineSubject::all().into_iter().find(|(name, _)| *name == wanted).expect("a provider of this build").1
}

/// Every file, translated once for all tests.
fn files() -> &'static [(&'static str, Loaded)] {
    static FILES: OnceLock<Vec<(&'static str, Loaded)>> = OnceLock::new();
    FILES.get_or_init(|| SUITES.iter().map(|suite| (suite.file, (suite.load)())).collect())
}

/// Runs every file. Each has to have all the vectors that are pinned, and the subject has to get through exactly those
/// the selection takes; what it leaves open is asked by `open_handles`.
fn every_file<S: Subject>(path: &str, provider: &str, mut subject: S, open_handles: fn(&S) -> usize) {
    let (selection, pinned) = (selection(), Pinned::load());
    let only = std::env::var("WYCHEPROOF_FILES").unwrap_or_default();
    let mut problems = Vec::new();
    let mut total = Report::default();
    let start = Instant::now();
    for (file, loaded) in files().iter().filter(|(file, _)| file.contains(&only)) {
        let began = Instant::now();
        let report = run(&mut subject, loaded, selection);
        // The provider in pure Rust has no RSA; every other has everything.
        let offered = provider != "pure" || !file.starts_with("rsa_");
        let whole = Report::faultless(loaded, Selection::All, true);
        if let Err(problem) = pinned.check(file, loaded, &whole, Selection::All) {
            problems.push(format!("vectors are missing: {problem}"));
        }
        if let Err(problem) = pinned.check(file, loaded, &report, selection) {
            problems.push(problem);
        } else if report != Report::faultless(loaded, selection, offered) {
            problems.push(format!(
                "{file}: {report:?}\n    instead of {:?}",
                Report::faultless(loaded, selection, offered)
            ));
        }
        if open_handles(&subject) != 0 {
            problems.push(format!("{file}: {} objects are left behind", open_handles(&subject)));
        }
        println!("{path} {provider} {file}: {:.2?}", began.elapsed());
        total.agreed += report.agreed;
        total.rejected += report.rejected;
        total.keys += report.keys;
        total.not_offered += report.not_offered;
    }
    println!(
        "{path} {provider}: agreed {} rejected {} keys {} not offered {} in {:.1?}",
        total.agreed,
        total.rejected,
        total.keys,
        total.not_offered,
        start.elapsed()
    );
    assert!(problems.is_empty(), "{path} over {provider}:\n{}", problems.join("\n"));
}

fn component(name: &str) {
    every_file("component", name, ComponentSubject::new(provider(name)), ComponentSubject::open_handles);
}

fn legacy(name: &str) {
    every_file("legacy", name, LegacySubject::new(provider(name)), LegacySubject::open_handles);
}

fn component_over_ring() {
    component("ring");
}

fn component_over_pure() {
    component("pure");
}

fn component_over_aws_lc() {
    component("aws-lc");
}

/// The same component with the provider composed into it, on a host that has no wasi-crypto.
fn composed_with_the_provider() {
    every_file("composed", "pure", ComponentSubject::with_provider(), ComponentSubject::open_handles);
}

/// The same in Node, as jco makes it JavaScript.
fn node_over_the_provider() {
    every_file("node", "pure", ComponentSubject::in_node(), ComponentSubject::open_handles);
}

fn legacy_over_ring() {
    legacy("ring");
}

fn legacy_over_pure() {
    legacy("pure");
}

fn legacy_over_aws_lc() {
    legacy("aws-lc");
}

/// The first case of a file that has to agree, or be rejected.
fn first(file: &str, agrees: bool) -> Case {
    let (_, loaded) = files().iter().find(|(name, _)| *name == file).expect("a file in use");
    let wanted = |case: &&Case| case.id != 0 && (case.expected == Expected::Agrees) == agrees;
    loaded.cases.iter().find(wanted).expect("such a case").clone()
}

/// The bytes of a vector that say what has to come of it.
fn decisive(operation: &mut Operation) -> &mut Vec<u8> {
    match operation {
        Operation::Aead { tag, .. } | Operation::Mac { tag, .. } => tag,
        Operation::Cipher { ciphertext, .. } => ciphertext,
        Operation::Hkdf { output, .. } => output,
        Operation::Sign { signature, .. } | Operation::Verify { signature, .. } => signature,
        Operation::PublicKey { forms, .. } => &mut forms[0].1,
        Operation::PublicOf { public, .. } => public,
        Operation::DiffieHellman { shared, .. }
        | Operation::Encapsulate { shared, .. }
        | Operation::Decapsulate { shared, .. } => shared,
    }
}

/// A vector of each kind that was tampered with has to be noticed on every path.
fn a_tampered_vector_is_noticed() {
    let mut component = ComponentSubject::new(provider("ring"));
    let mut legacy = LegacySubject::new(provider("ring"));
    let mut composed = ComponentSubject::with_provider();
    for (subject, has_rsa) in [(&mut component as &mut dyn Subject, true), (&mut legacy, true), (&mut composed, false)]
    {
        tampered_vectors_are_noticed(subject, has_rsa);
    }
}

fn a_tampered_vector_is_noticed_in_node() {
    tampered_vectors_are_noticed(&mut ComponentSubject::in_node(), false);
}

fn tampered_vectors_are_noticed(subject: &mut dyn Subject, has_rsa: bool) {
    for file in [
        "aes_gcm",
        "aes_cbc_pkcs5",
        "hmac_sha256",
        "hkdf_sha256",
        "ecdsa_secp256r1_sha256",
        "ecdsa_secp256r1_sha256_p1363",
        "rsa_pss_2048_sha256_mgf1_32",
        "ed448",
        "mldsa_44_sign_seed",
        "x25519",
        "mlkem_768",
        "mlkem_768_encaps",
        "mlkem_768_keygen_seed",
    ] {
        if file.starts_with("rsa_") && !has_rsa {
            continue;
        }
        let good = first(file, true);
        run_case(subject, &good).expect("an untouched vector");

        let mut flipped = good.clone();
        *decisive(&mut flipped.operation).last_mut().expect("some bytes") ^= 1;
        run_case(subject, &flipped).expect_err(file);

        let mut marked = good;
        marked.expected = Expected::Rejected(&[]);
        run_case(subject, &marked).expect_err(file);
    }
    for file in ["aes_gcm", "hkdf_sha256", "ed25519", "ecdh_secp256r1", "mlkem_768_encaps"] {
        let bad = first(file, false);
        run_case(subject, &bad).expect("an untouched vector");

        let mut marked = bad.clone();
        marked.expected = Expected::Agrees;
        run_case(subject, &marked).expect_err(file);

        // Rejected, but with another error than the right one.
        let mut marked = bad;
        marked.expected = Expected::Rejected(&[Error::Expired]);
        run_case(subject, &marked).expect_err(file);
    }
}

/// A vector that is not run shows in the counts.
fn a_missing_vector_is_noticed() {
    let (file, mut loaded) = files().iter().find(|(name, _)| *name == "hkdf_sha256").expect("a file in use").clone();
    let whole = Report::faultless(&loaded, Selection::Sample, true);
    assert_eq!(run(&mut LegacySubject::new(provider("ring")), &loaded, Selection::Sample), whole);
    Pinned::load()
        .check(file, &loaded, &Report::faultless(&loaded, Selection::All, true), Selection::All)
        .expect("complete");

    let sampled = loaded.cases.iter().position(|case| case.id % 10 == 0 && case.expected == Expected::Agrees);
    loaded.cases.remove(sampled.expect("a sampled case"));
    assert_ne!(run(&mut LegacySubject::new(provider("ring")), &loaded, Selection::Sample), whole);
    Pinned::load()
        .check(file, &loaded, &Report::faultless(&loaded, Selection::All, true), Selection::All)
        .expect_err(file);
}

/// The guest and the provider in it give back what they use.
fn the_providers_memory_does_not_grow() {
    memory_does_not_grow(ComponentSubject::with_provider());
}

fn the_providers_memory_does_not_grow_in_node() {
    memory_does_not_grow(ComponentSubject::in_node());
}

fn memory_does_not_grow(mut subject: ComponentSubject) {
    let mut memory = None;
    for _ in 0..3 {
        for file in ["aes_gcm", "ed25519", "hkdf_sha256", "x25519", "mlkem_768_keygen_seed"] {
            let (_, loaded) = files().iter().find(|(name, _)| *name == file).expect("a file in use");
            assert_eq!(run(&mut subject, loaded, Selection::All).failures, [""; 0], "{file}");
        }
        assert_eq!(*memory.get_or_insert(subject.memory()), subject.memory(), "{}", subject.name());
    }
    // What needs more takes more.
    let large = [0_u8; 1 << 18];
    let digest: Outcome<Vec<u8>> = subject.symmetric("hash-once", ("SHA-256", &large[..]));
    assert_eq!(digest.map(|digest| digest.len()), Ok(32));
    assert!(Some(subject.memory()) > memory, "{}", subject.name());
}

/// What the adapters keep for handles of theirs (outputs waiting to be pulled, tables) is given back too.
fn the_adapters_memory_does_not_grow() {
    let mut legacy = LegacySubject::new(provider("ring"));
    let mut pages = None;
    for _ in 0..3 {
        for file in ["aes_gcm", "ed25519", "hkdf_sha256", "x25519", "mlkem_768_keygen_seed"] {
            let (_, loaded) = files().iter().find(|(name, _)| *name == file).expect("a file in use");
            assert_eq!(run(&mut legacy, loaded, Selection::All).failures, [""; 0], "{file}");
        }
        assert_eq!(*pages.get_or_insert(legacy.memory_pages()), legacy.memory_pages());
    }
}
