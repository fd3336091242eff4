//! A service that issues and checks JSON Web Tokens with keys of a store.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::service::Service;

/// The service, in WASI 0.2 and 0.3.
const BOTH: [&str; 2] = ["component-tokens", "component-tokens-p3"];

const KEYS: [(&str, &str, &str); 3] = [
    ("ES256", "jwt-es256", "ECDSA_P256_SHA256"),
    ("EdDSA", "jwt-eddsa", "Ed25519"),
    ("RS256", "jwt-rs256", "RSA_PKCS1_2048_SHA256"),
];

const POLICY: &str = r#"
[guests.tokens]
export = false
[guests.tokens.host_keys]
jwt-es256 = ["sign"]
jwt-eddsa = ["sign"]
jwt-rs256 = ["sign"]
"#;

/// A store with the keys, and a policy.
fn place() -> TempDir {
    let place = tempfile::tempdir().expect("a temporary folder");
    fs::write(place.path().join("policy.toml"), POLICY).expect("it can be written to");
    secrets(&place, &["init"]);
    for (_, name, algorithm) in KEYS {
        secrets(&place, &["generate", name, "--algorithm", algorithm]);
    }
    place
}

fn secrets(place: &TempDir, args: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-crypto"));
    command.arg("secrets").args(args).arg("--secrets").arg(place.path().join("keys.redb"));
    let output = command.env_remove("WASI_CRYPTO_MASTER_KEY").output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn serve(guest: &str, place: &TempDir, name: &str, options: &[&str]) -> Service {
    let path = |file: &str| path(&place.path().join(file));
    let (store, policy) = (path("keys.redb"), path("policy.toml"));
    Service::new(guest, &[&["--secrets", &store, "--policy", &policy, "--guest", name], options].concat())
}

fn path(path: &Path) -> String {
    path.to_str().expect("a plain name").into()
}

fn post(service: &Service, target: &str, body: &str) -> (u16, String) {
    let response = service.request("POST", target, body.as_bytes());
    (response.status, String::from_utf8(response.body).expect("it answers text").trim_end().to_owned())
}

/// A token of an algorithm.
fn token(service: &Service, alg: &str, claims: &str) -> String {
    let (status, token) = post(service, &format!("/token?alg={alg}"), claims);
    assert_eq!(status, 200, "{alg}: {token}");
    token
}

#[test]
fn tokens_of_every_algorithm_are_issued_and_checked() {
    let place = place();
    let mut issued = Vec::new();
    for guest in BOTH {
        let service = serve(guest, &place, "tokens", &[]);
        for (alg, ..) in KEYS {
            issued.push(token(&service, alg, r#"{"sub": "alice", "exp": 4102444800, "iat": 1}"#));
        }
        // Those of the other as well: the keys are the store's.
        for token in &issued {
            let claims = r#"{"exp":4102444800,"iat":1,"sub":"alice"}"#;
            assert_eq!(post(&service, "/check", token), (200, claims.into()), "{guest}: {token}");
        }
        assert_eq!(service.stop(), "");
    }
}

#[test]
fn what_is_no_token_of_this_service_is_refused() {
    let place = place();
    let other = token(&serve("component-tokens", &self::place(), "tokens", &[]), "ES256", "{}");
    for guest in BOTH {
        let service = serve(guest, &place, "tokens", &[]);
        let good = token(&service, "ES256", r#"{"sub": "alice"}"#);
        assert_eq!(post(&service, "/check", &good).0, 200);
        let parts: Vec<&str> = good.split('.').collect();
        let with = |header: &str, claims: &str, signature: &str| format!("{header}.{claims}.{signature}");
        // {"alg":"none"}, {"alg":"EdDSA"}, {"alg":"HS256"} and {"sub":"mallory"}
        let (none, eddsa, hs256) = ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJFZERTQSJ9", "eyJhbGciOiJIUzI1NiJ9");
        for wrong in [
            with(none, parts[1], ""),
            with(none, parts[1], parts[2]),
            with(eddsa, parts[1], parts[2]),
            with(hs256, parts[1], parts[2]),
            with(parts[0], "eyJzdWIiOiJtYWxsb3J5In0", parts[2]),
            with(parts[0], parts[1], ""),
            with(parts[0], parts[1], &parts[2][4..]),
            with(parts[0], parts[1], &format!("{}AAAA", parts[2])),
            format!("{good}.{good}"),
            String::new(),
            "..".into(),
            other.clone(),
        ] {
            assert_eq!(post(&service, "/check", &wrong).0, 401, "{guest}: {wrong}");
        }
        let expired = token(&service, "EdDSA", r#"{"exp": 1}"#);
        assert_eq!(post(&service, "/check", &expired), (401, "expired".into()), "{guest}");
        for claims in ["", "[]", "1", "{", "\u{0}"] {
            assert_eq!(post(&service, "/token?alg=ES256", claims).0, 400, "{guest}: {claims}");
        }
        assert_eq!(post(&service, "/token?alg=none", "{}").0, 400, "{guest}");
        service.stop();
    }
}

#[test]
fn a_guest_of_another_name_has_no_keys() {
    let place = place();
    for guest in BOTH {
        let service = serve(guest, &place, "others", &[]);
        for (alg, ..) in KEYS {
            assert_eq!(post(&service, &format!("/token?alg={alg}"), "{}").0, 500, "{guest}: {alg}");
        }
        service.stop();
    }
}

#[test]
fn an_instance_holds_no_more_than_it_may() {
    let place = place();
    for guest in BOTH {
        for (held, status) in [("16KiB", 200), ("100", 500)] {
            let service = serve(guest, &place, "tokens", &["--max-held-bytes", held]);
            assert_eq!(post(&service, "/token?alg=ES256", "{}").0, status, "{guest}: {held}");
            service.stop();
        }
    }
}

#[test]
fn every_use_of_a_key_is_in_the_audit() {
    let place = place();
    for guest in BOTH {
        let service = serve(guest, &place, "tokens", &["--audit"]);
        for _ in 0..3 {
            token(&service, "ES256", "{}");
        }
        let said = service.stop();
        let signed = said.lines().filter(|line| {
            line.contains("guest=tokens operation=sign ")
                && line.contains("key=jwt-es256")
                && line.ends_with("outcome=ok")
        });
        assert_eq!(signed.count(), 3, "{guest}: {said}");
    }
}
