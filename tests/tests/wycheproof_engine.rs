//! Wycheproof through the first path: the engine's own API, over every provider.

use std::thread;

use wasi_crypto_tests::wycheproof::{EngineSubject, MAPPED, MORE, Pinned, SUITES, Selection, pinned_path, run};

/// Every vector over every provider. `BLESS=1` pins what the first provider reached, if the others reached the same.
#[test]
fn every_provider_agrees_with_every_vector() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut pinned = if bless || !pinned_path().exists() { Pinned::default() } else { Pinned::load() };
    let mut problems = Vec::new();
    for suite in SUITES {
        let loaded = (suite.load)();
        let reports: Vec<_> = thread::scope(|scope| {
            let loaded = &loaded;
            let over = |(provider, provided)| {
                scope.spawn(move || (provider, run(&mut EngineSubject::new(provided), loaded, Selection::All)))
            };
            let runs: Vec<_> = EngineSubject::all().into_iter().map(over).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        for (index, (provider, report)) in reports.into_iter().enumerate() {
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

/// Every file is pinned and every pinned file is in use.
#[test]
fn counts_are_complete() {
    Pinned::load().complete(SUITES).unwrap();
}

/// The files are those that map onto the specification's tables, and each is used whole.
#[test]
fn the_vectors_are_those_that_map_onto_the_tables() {
    let mut total = 0;
    for (table, files) in MAPPED {
        let (mut vectors, mut run, mut skipped) = (0, 0, Vec::new());
        for (file, expected) in *files {
            let suite = SUITES.iter().find(|suite| suite.file == *file);
            let loaded = (suite.unwrap_or_else(|| panic!("{file} is not used")).load)();
            assert_eq!(loaded.vectors(), *expected, "{file}");
            vectors += expected;
            run += loaded.cases.iter().filter(|case| case.id != 0).count();
            skipped.extend(loaded.skipped.iter().map(|(reason, count)| format!("{file} {reason}={count}")));
        }
        println!("{table}: {} files, {vectors} vectors, {run} run; skipped: {}", files.len(), skipped.join(", "));
        total += vectors;
    }
    assert_eq!(total, 16_376);
    let mapped: Vec<&str> = MAPPED.iter().flat_map(|(_, files)| files.iter().map(|(file, _)| *file)).collect();
    for suite in SUITES {
        let uses = mapped.iter().chain(MORE).filter(|file| **file == suite.file).count();
        assert_eq!(uses, 1, "{} is listed once", suite.file);
    }
}
