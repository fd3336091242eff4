//! The runs of vectors can fail: what is done to any suite here has to turn it red.

use wasi_crypto_engine::Error;
use wasi_crypto_tests::wycheproof::{
    Case, EngineSubject, Expected, Loaded, Pinned, Report, SUITES, Selection, run, run_case,
};

/// The suites, translated, with a subject that has all their algorithms.
fn suites() -> (EngineSubject, Vec<(&'static str, Loaded)>) {
    let subject = EngineSubject::new(EngineSubject::all().swap_remove(0).1);
    (subject, SUITES.iter().map(|suite| (suite.file, (suite.load)())).collect())
}

/// The first vector that has to agree, or to be rejected, and has no member that is empty if there is such a one.
fn first(loaded: &Loaded, agrees: bool) -> Option<&Case> {
    let full = |case: &&&Case| case.operation.clone().members().iter().all(|member| !member.is_empty());
    let wanted: Vec<&Case> =
        loaded.cases.iter().filter(|case| case.id != 0 && (case.expected == Expected::Agrees) == agrees).collect();
    wanted.iter().find(full).or(wanted.first()).copied()
}

/// A vector with one bit of one member changed: in the first quarter of the member, or in the last.
fn flipped(good: &Case, member: usize, quarter: usize) -> Option<Case> {
    let mut flipped = good.clone();
    let mut members = flipped.operation.members();
    let inside = members[member].len() * quarter / 4;
    *members[member].get_mut(inside)? ^= 4;
    Some(flipped)
}

/// A byte of any member of a vector decides: keys, messages, and what has to come out. Of the two that are tried, one
/// does not in half of an ML-KEM seed: the first makes the public key, the second the secrets of rejected ciphertexts.
#[test]
fn a_flipped_byte_is_noticed() {
    let (mut subject, suites) = suites();
    for (file, loaded) in &suites {
        let checks = loaded.cases.iter().find(|case| case.id == 0);
        for good in first(loaded, true).into_iter().chain(checks) {
            run_case(&mut subject, good).unwrap_or_else(|problem| panic!("{file}: {problem}"));
            for member in 0..good.operation.clone().members().len() {
                let tried: Vec<Case> = [1, 3].iter().filter_map(|quarter| flipped(good, member, *quarter)).collect();
                let noticed = tried.iter().filter(|case| run_case(&mut subject, case).is_err()).count();
                let enough = if file.starts_with("mlkem") { tried.len().min(1) } else { tried.len() };
                assert!(noticed >= enough, "{file} {}: member {member}: {noticed} of {}", good.id, tried.len());
            }
        }
    }
}

/// A verdict turned round decides, and so does the error a vector is rejected with.
#[test]
fn a_wrong_verdict_is_noticed() {
    let (mut subject, suites) = suites();
    for (file, loaded) in &suites {
        if let Some(good) = first(loaded, true) {
            let marked = Case { expected: Expected::Rejected(&Error::ALL), ..good.clone() };
            run_case(&mut subject, &marked).expect_err(file);
        }
        if let Some(bad) = first(loaded, false) {
            run_case(&mut subject, bad).unwrap_or_else(|problem| panic!("{file}: {problem}"));
            let marked = Case { expected: Expected::Agrees, ..bad.clone() };
            run_case(&mut subject, &marked).expect_err(file);
            let marked = Case { expected: Expected::Rejected(&[Error::Expired]), ..bad.clone() };
            run_case(&mut subject, &marked).expect_err(file);
        }
    }
}

/// A run with one bad vector among the good ones is red, and says which.
#[test]
fn one_bad_vector_turns_the_run_red() {
    let (mut subject, suites) = suites();
    let (file, mut loaded) = suites.into_iter().find(|(file, _)| *file == "aes_gcm").unwrap();
    let pinned = Pinned::load();
    let report = run(&mut subject, &loaded, Selection::All);
    pinned.check(file, &loaded, &report, Selection::All).unwrap();
    let bad = loaded.cases.iter_mut().find(|case| case.expected == Expected::Agrees).unwrap();
    let id = bad.id;
    bad.operation.members()[5][0] ^= 1;
    let report = run(&mut subject, &loaded, Selection::All);
    let problem = pinned.check(file, &loaded, &report, Selection::All).unwrap_err();
    assert!(problem.contains(&format!("case {id}:")), "{problem}");
}

/// A vector that is dropped, doubled or skipped changes the counts of its file.
#[test]
fn a_dropped_vector_is_noticed() {
    let pinned = Pinned::load();
    let check = |file: &str, loaded: &Loaded| {
        pinned.check(file, loaded, &Report::faultless(loaded, Selection::All, true), Selection::All)
    };
    for (file, loaded) in suites().1 {
        check(file, &loaded).unwrap();
        let mut fewer = loaded.clone();
        if fewer.cases.pop().is_some() {
            check(file, &fewer).expect_err(file);
            // The other vectors do not make up for it: nothing at all is left, and it is not taken for "not offered".
            fewer.cases.clear();
            check(file, &fewer).expect_err(file);
        }
        let mut more = loaded.clone();
        more.cases.extend(loaded.cases.last().cloned());
        assert_eq!(check(file, &more).is_err(), more.cases.len() != loaded.cases.len(), "{file}");
        let mut fewer = loaded;
        if fewer.skipped.pop_first().is_some() {
            check(file, &fewer).expect_err(file);
        }
    }
}

/// A file that is dropped, or not pinned, is noticed.
#[test]
fn a_dropped_file_is_noticed() {
    let pinned = Pinned::load();
    pinned.complete(SUITES).unwrap();
    for dropped in 0..SUITES.len() {
        let mut suites = SUITES.to_vec();
        let file = suites.remove(dropped).file;
        assert!(pinned.complete(&suites).unwrap_err().starts_with(file));
    }
    assert!(Pinned::default().complete(SUITES).is_err());
}
