//! The known answers of `tests/vectors/answers` through a component: on our host, and with the provider component composed
//! into it on a wasmtime without wasi-crypto and in Node.
//!
//! `host/engine/tests/answers.rs` runs them on the engine itself. The form of the files is described in their folder.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Instant;

use wasi_crypto_engine::{AlgorithmInfo, Category, Engine, Error, KeyEncoding, SignatureEncoding};
use wasi_crypto_test_support::answers::{Case, file_name, files, parse};
use wasi_crypto_test_support::needs::IN_NODE;
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::wycheproof::component_types::{
    Action, Opening, Setting, WitCategory, WitEncoding, WitForm, encoded,
};
use wasi_crypto_tests::wycheproof::{ComponentSubject, EngineSubject, Subject};

/// A call on a state, and what it answers; nothing if it has to fail.
type Step<'a> = (Action<'a>, Option<&'a [u8]>);

const DONE: Option<&[u8]> = Some(&[]);

fn main() -> ExitCode {
    Suite::new("answers_paths")
        .test("on_the_host", &[], on_the_host)
        .test("with_the_provider", &[], with_the_provider)
        .test("in_node", &IN_NODE, in_node)
        .test("a_wrong_answer_is_noticed", &IN_NODE, a_wrong_answer_is_noticed)
        .run()
}

fn on_the_host() {
    every_answer("on the host", ComponentSubject::new(EngineSubject::all().swap_remove(0).1), true);
}

fn with_the_provider() {
    every_answer("with the provider", ComponentSubject::with_provider(), false);
}

fn in_node() {
    every_answer("in Node", ComponentSubject::in_node(), false);
}

/// Every case of every file; without RSA, those are the files that are left out.
fn every_answer(path: &str, mut subject: ComponentSubject, has_rsa: bool) {
    let start = Instant::now();
    let (mut identifiers, mut count) = (0, 0);
    for (name, known, text) in known_files() {
        if is_rsa(&known) && !has_rsa {
            assert!(!subject.offers(known.category, known.identifier), "{path}: there is {name}, so it can be tested");
            continue;
        }
        let cases = parse(&text);
        assert!(!cases.is_empty(), "{name}: no cases");
        for case in &cases {
            check(&mut subject, &known, case, &format!("{path}: {name}, line {}", case.line));
        }
        identifiers += 1;
        count += cases.len();
    }
    let expected = |known: &AlgorithmInfo| has_states(known) && (has_rsa || !is_rsa(known));
    assert_eq!(identifiers, Engine::new().algorithms().filter(expected).count());
    println!("{path}: {count} answers of {identifiers} identifiers in {:.1?}", start.elapsed());
}

/// Every file but those of sealed streams, which no state opens: its name, what it is about, its text.
fn known_files() -> Vec<(String, AlgorithmInfo, String)> {
    let engine = Engine::new();
    let found = files(&tools::repository().join("tests/vectors/answers")).into_iter();
    found
        .map(|(name, text)| {
            let known = engine.algorithms().find(|known| file_name(known.identifier) == name);
            let known = known.unwrap_or_else(|| panic!("{name} is no identifier"));
            (name, known, text)
        })
        .filter(|(_, known, _)| has_states(known))
        .collect()
}

fn has_states(known: &AlgorithmInfo) -> bool {
    known.kind != "sealed stream"
}

fn is_rsa(known: &AlgorithmInfo) -> bool {
    known.identifier.starts_with("RSA_")
}

/// The runs can fail: the first answer of each file is changed, and RSA is asked of a provider without it.
fn a_wrong_answer_is_noticed() {
    let mut subject = ComponentSubject::in_node();
    let first = |text: &str| parse(text).into_iter().next().expect("a case");
    for (name, known, text) in known_files() {
        let wrong = if is_rsa(&known) { first(&text) } else { first(&with_a_wrong_answer(&text)) };
        let noticed = catch_unwind(AssertUnwindSafe(|| check(&mut subject, &known, &wrong, &name)));
        assert!(noticed.is_err(), "{name}");
        if !is_rsa(&known) {
            check(&mut subject, &known, &first(&text), &name);
        }
    }
}

/// The first answer ends with another digit.
fn with_a_wrong_answer(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let answers = ["out =", "tag =", "ciphertext =", "signature ="];
    let line = lines.iter_mut().find(|line| answers.iter().any(|name| line.starts_with(name)));
    let line = line.expect("a case has an answer");
    let digit = line.pop();
    line.push(if digit == Some('0') { '1' } else { '0' });
    lines.join("\n")
}

fn check(subject: &mut ComponentSubject, known: &AlgorithmInfo, case: &Case, shown: &str) {
    match known.category {
        Category::Symmetric if known.kind == "session" => session(subject, known, case, shown),
        Category::Symmetric => symmetric(subject, known, case, shown),
        Category::Signatures => signature(subject, known, case, shown),
        Category::KeyExchange => exchange(subject, known, case, shown),
    }
}

/// Opens a state as the case says and makes the calls.
fn script(subject: &mut ComponentSubject, known: &AlgorithmInfo, case: &Case, steps: &[Step<'_>], shown: &str) {
    let mut settings = Vec::new();
    for name in ["nonce", "context", "salt"] {
        settings.extend(case.get(name).map(|value| Setting::Bytes((name, value))));
    }
    if known.kind == "session" && case.get("key").is_some() && case.get("nonce").is_none() {
        // None at all, where otherwise one would be drawn.
        settings.push(Setting::Bytes(("nonce", &[])));
    }
    for name in ["ops_limit", "memory_limit", "parallelism"] {
        settings.extend(case.number(name).map(|value| Setting::Number((name, value))));
    }
    let opening = Opening {
        algorithm: known.identifier,
        key: case.get("key").map(|key| (known.identifier, key)),
        options: Some((WitCategory::Symmetric, &settings)),
    };
    let calls: Vec<(u32, Action<'_>)> = steps.iter().map(|(action, _)| (0, *action)).collect();
    let outcomes = subject.outcomes(opening, &calls).unwrap_or_else(|error| panic!("{shown}: {error:?}"));
    for ((action, expected), outcome) in steps.iter().zip(outcomes) {
        assert_eq!(outcome.as_deref().ok(), *expected, "{shown}: {:.40} {outcome:?}", format!("{action:?}"));
    }
}

/// With the input in one piece, and in many where that is possible.
fn symmetric(subject: &mut ComponentSubject, known: &AlgorithmInfo, case: &Case, shown: &str) {
    let inputs = case.all("absorb");
    let whole: Vec<Step<'_>> = inputs.iter().map(|input| (Action::Absorb(input), DONE)).collect();
    used(subject, known, case, &whole, usize::MAX, shown);

    let longest = inputs.iter().map(|input| input.len()).chain(case.get("plaintext").map(<[u8]>::len)).max();
    let piece = if longest > Some(10_000) { 1000 } else { 7 };
    // An element of a tuple is one call, and a password takes long enough once.
    let divisible = !known.identifier.starts_with("TupleHash") && known.kind != "password hash";
    if divisible && longest > Some(piece) {
        let pieces = inputs.iter().flat_map(|input| input.chunks(piece));
        let absorbed: Vec<Step<'_>> = pieces.map(|part| (Action::Absorb(part), DONE)).collect();
        used(subject, known, case, &absorbed, piece, shown);
    }
}

/// What comes after the input.
fn used(
    subject: &mut ComponentSubject,
    known: &AlgorithmInfo,
    case: &Case,
    absorbed: &[Step<'_>],
    piece: usize,
    shown: &str,
) {
    let mut run = |last: &[Step<'_>]| script(subject, known, case, &[absorbed, last].concat(), shown);
    if let Some(plaintext) = case.get("plaintext") {
        let out = case.get("out").expect(shown);
        if known.identifier.ends_with("-CTR") {
            // A stream: in pieces, of which the first is empty.
            let parts = || plaintext.chunks(piece).zip(out.chunks(piece));
            let there = parts().map(|(plaintext, out)| (Action::Encrypt(plaintext), Some(out)));
            let back = parts().map(|(plaintext, out)| (Action::Decrypt(out), Some(plaintext)));
            run(&[(Action::Encrypt(&[]), DONE)].into_iter().chain(there).collect::<Vec<_>>());
            run(&[(Action::Decrypt(&[]), DONE)].into_iter().chain(back).collect::<Vec<_>>());
        } else {
            run(&[(Action::Encrypt(plaintext), Some(out))]);
            run(&[(Action::Decrypt(out), Some(plaintext))]);
        }
    } else if let Some(tag) = case.get("tag") {
        run(&[(Action::SqueezeTag, Some(tag)), (Action::VerifyTag(tag), DONE)]);
    } else {
        let expand = known.identifier.replace("EXTRACT", "EXPAND");
        let mut last = Vec::new();
        for out in case.all("out") {
            if known.kind == "MAC" {
                last.extend([(Action::SqueezeTag, Some(out)), (Action::VerifyTag(out), DONE)]);
            } else if expand != known.identifier {
                last.push((Action::SqueezeKey(&expand), Some(out)));
            } else {
                last.push((Action::Squeeze(out.len().try_into().expect(shown)), Some(out)));
            }
        }
        assert!(!last.is_empty(), "{shown}: nothing comes out");
        run(&last);
    }
}

/// The operations in their order, by two sides of which one encrypts and the other decrypts.
fn session(subject: &mut ComponentSubject, known: &AlgorithmInfo, case: &Case, shown: &str) {
    // What does not verify changes nothing.
    let forgeries: Vec<Vec<u8>> = case.all("ciphertext").into_iter().map(forged).collect();
    let mut forgeries = forgeries.iter();
    let (mut here, mut there): (Vec<Step<'_>>, Vec<Step<'_>>) = (Vec::new(), Vec::new());
    let mut plaintext = None;
    for (operation, value) in case.steps() {
        let same = match operation {
            "key" | "nonce" => continue,
            "plaintext" => {
                plaintext = Some(value);
                continue;
            }
            "ciphertext" => {
                here.push((Action::Encrypt(plaintext.expect(shown)), Some(value)));
                there.push((Action::Decrypt(forgeries.next().expect("one for each")), None));
                there.push((Action::Decrypt(value), plaintext));
                continue;
            }
            "absorb" => (Action::Absorb(value), DONE),
            "out" => (Action::Squeeze(value.len().try_into().expect(shown)), Some(value)),
            "tag" => (Action::VerifyTag(value), DONE),
            "derived" => {
                let algorithm = match value.len() {
                    16 => "AES-128-GCM",
                    32 => "AES-256-GCM",
                    _ => "HMAC/SHA-512",
                };
                (Action::SqueezeKey(algorithm), Some(value))
            }
            "ratchet" => (Action::Ratchet, DONE),
            _ => panic!("{shown}: `{operation}`"),
        };
        here.push(same);
        there.push(same);
    }
    script(subject, known, case, &here, shown);
    script(subject, known, case, &there, shown);
}

fn forged(bytes: &[u8]) -> Vec<u8> {
    let mut forged = bytes.to_vec();
    forged[0] ^= 1;
    forged
}

fn signature(subject: &mut ComponentSubject, known: &AlgorithmInfo, case: &Case, shown: &str) {
    let (algorithm, message) = (known.identifier, case.get("message").expect(shown));
    let public = (case.get("public").expect(shown), case.encoding());
    let expected = case.get("signature").expect(shown);
    subject.verify(algorithm, public, message, (expected, SignatureEncoding::Raw)).expect(shown);
    let refused = subject.verify(algorithm, public, message, (&forged(expected), SignatureEncoding::Raw));
    assert_eq!(refused, Err(Error::InvalidSignature), "{shown}");
    if let Some(secret) = case.get("secret") {
        let pair = joined(subject, known, public, secret, shown);
        let params = (algorithm, encoded(&pair, KeyEncoding::Local), &[message][..], WitForm::Raw);
        let signed: Vec<u8> = subject.asymmetric("sign", params).expect(shown);
        if case.number("deterministic") == Some(1) {
            assert_eq!(signed, expected, "{shown}");
        }
        subject.verify(algorithm, public, message, (&signed, SignatureEncoding::Raw)).expect(shown);
    }
}

fn exchange(subject: &mut ComponentSubject, known: &AlgorithmInfo, case: &Case, shown: &str) {
    let secret = case.get("secret").expect(shown);
    if let Some(public) = case.get("public") {
        joined(subject, known, (public, case.encoding()), secret, shown);
    }
    let computed = match case.get("peer") {
        Some(peer) => subject.dh(known.identifier, (peer, case.encoding()), secret),
        None => subject.decapsulate(known.identifier, secret, case.get("encapsulated").expect(shown)),
    };
    assert_eq!(computed.as_deref(), Ok(case.get("out").expect(shown)), "{shown}");
}

/// The pair of two halves, which have to belong together, in the encoding every algorithm has.
fn joined(
    subject: &mut ComponentSubject,
    known: &AlgorithmInfo,
    public: (&[u8], KeyEncoding),
    secret: &[u8],
    shown: &str,
) -> Vec<u8> {
    let public = (known.identifier, encoded(public.0, public.1));
    let secret = (known.identifier, encoded(secret, KeyEncoding::Raw));
    subject.asymmetric("join", (WitCategory::from(known.category), public, secret, WitEncoding::Local)).expect(shown)
}
