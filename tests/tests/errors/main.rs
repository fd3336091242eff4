//! Every misuse the specification's error table names, through both interfaces: the legacy API behind its adapters, and
//! a component on our WIT.
//!
//! [`table::ROWS`] is the table, row for row in its order; each case says what is done wrong on either path and what has
//! to be answered. Where a path cannot even express the mistake, the case says why.

mod component;
mod legacy;
mod table;

use std::process::ExitCode;
use std::time::Duration;

use table::{CASES, Case, ROWS, Way};
use wasi_crypto_host::secrets::Rules;
use wasi_crypto_test_support::needs::IN_NODE;
use wasi_crypto_test_support::suite::Suite;
use wasi_crypto_tests::facility::{Facility, LATER, NOW};
use wasi_crypto_tests::legacy::Legacy;
use wasi_crypto_tests::wycheproof::{ComponentSubject, EngineSubject, Subject};

fn main() -> ExitCode {
    Suite::new("errors")
        .test("every_case_answers_its_error_on_both_paths", &[], every_case_answers_its_error_on_both_paths)
        .test("every_case_answers_its_error_over_the_provider", &[], every_case_answers_its_error_over_the_provider)
        .test("every_case_answers_its_error_in_node", &IN_NODE, every_case_answers_its_error_in_node)
        .test("every_row_has_a_case", &[], every_row_has_a_case)
        .test("what_cannot_be_shown_is_known", &[], what_cannot_be_shown_is_known)
        .run()
}

/// A store whose keys expire at [`LATER`].
fn expiring() -> Facility {
    Facility::new(Rules { max_expiry: Some(Duration::from_secs(LATER - NOW)), ..Rules::default() })
}

/// Both paths for every case; a component is made once, a driver for each case.
fn every_case_answers_its_error_on_both_paths() {
    let mut component = ComponentSubject::new(EngineSubject::all().swap_remove(0).1);
    let mut wrong = Vec::new();
    for Case { misuse, case, error, legacy, wit } in CASES {
        if let Way::Call(call) = legacy {
            let answer = call(&mut Legacy::default());
            if answer != Err(error) {
                wrong.push(format!("{misuse}: {case}: legacy answers {answer:?} instead of {error}"));
            }
        }
        if let Way::Call(call) = wit {
            let answer = call(&mut component).map_err(|error| error.name().replace('-', "_"));
            if answer.as_ref().err().map(String::as_str) != Some(error) {
                wrong.push(format!("{misuse}: {case}: the component gets {answer:?} instead of {error}"));
            }
            assert_eq!(component.open_handles(), 0, "{misuse}: {case}: objects are left behind");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The provider component answers the same on a wasmtime without wasi-crypto.
fn every_case_answers_its_error_over_the_provider() {
    provider_answers(ComponentSubject::with_provider());
}

/// And in Node.
fn every_case_answers_its_error_in_node() {
    provider_answers(ComponentSubject::in_node());
}

/// What is different about the provider: it has no RSA, and it has managed keys.
fn provider_answers(mut component: ComponentSubject) {
    let mut others = Vec::new();
    for Case { case, error, wit, .. } in CASES {
        let Way::Call(call) = wit else { continue };
        let answer = call(&mut component).map_err(|error| error.name().replace('-', "_"));
        if answer.as_ref().err().map(String::as_str) != Some(error) {
            others.push((*case, answer));
        }
    }
    let no_rsa = Err("unsupported_algorithm".to_owned());
    let known = [
        ("RSA", no_rsa.clone()),
        ("no byte", no_rsa.clone()),
        ("an RSA pair, raw", no_rsa),
        ("no manager to ask", Ok(())),
    ];
    assert_eq!(others, known, "{}", component.name());
}

/// The cases follow the rows, and no row is without a case.
fn every_row_has_a_case() {
    let mut rows: Vec<&str> = CASES.iter().map(|case| case.misuse).collect();
    rows.dedup();
    assert_eq!(rows, ROWS);
}

/// A row that no path can be made to show has a reason on each, and there are few of them.
fn what_cannot_be_shown_is_known() {
    let silent: Vec<&str> = CASES
        .iter()
        .filter(|case| matches!((&case.legacy, &case.wit), (Way::Not(_), Way::Not(_))))
        .map(|case| case.case)
        .collect();
    assert_eq!(silent, ["any call"]);
    for case in CASES {
        for reason in [case.legacy.reason(), case.wit.reason()].into_iter().flatten() {
            assert!(!reason.is_empty(), "{}: {}", case.misuse, case.case);
        }
    }
}
