//! Every promise of SECURITY.md names tests, and they exist.

use std::fs;

use wasi_crypto_test_support::tools;

/// The section with the promises.
fn promises() -> String {
    let text = fs::read_to_string(tools::repository().join("SECURITY.md")).expect("it is there");
    let after = text.split("\n## What is promised\n").nth(1).expect("it has promises");
    after.split("\n## ").next().expect("a section").to_owned()
}

/// The words in backquotes, in their order.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn is_file(word: &str) -> bool {
    word.ends_with(".rs")
}

#[test]
fn the_tests_that_promises_name_exist() {
    let promises = promises();
    let (mut source, mut named, mut missing) = (None, 0, Vec::new());
    for word in quoted(&promises) {
        if is_file(word) {
            source = Some((word, fs::read_to_string(tools::repository().join(word)).unwrap_or_default()));
            continue;
        }
        // Names of tests have several words; what else is in backquotes is a name of something else.
        let is_name =
            word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if let Some((file, source)) = source.as_ref().filter(|_| is_name) {
            named += 1;
            if !source.contains(&format!("fn {word}(")) {
                missing.push(format!("{file}: {word}"));
            }
        }
    }
    assert!(missing.is_empty(), "not there: {missing:?}");
    assert!(named > 50, "only {named} tests are named");
}

#[test]
fn every_promise_names_a_test() {
    for promise in promises().split("\n\n").filter(|paragraph| paragraph.starts_with("**")) {
        assert!(quoted(promise).any(is_file), "no test is named in:\n{promise}");
    }
}
