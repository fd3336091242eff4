//! What must not have a secret in it has none.

use std::fs;

use crate::place::{Place, private, text, unhex};

#[test]
fn no_output_and_no_file_has_a_secret() {
    let mut place = Place::empty();
    let digits = |seed: u8| (0..32).map(|i| format!("{:02x}", i * 7 + seed)).collect::<String>();
    let secrets: Vec<Vec<u8>> = [11, 22, 33].into_iter().map(|seed| unhex(&digits(seed))).collect();
    fs::write(place.path("master.key"), digits(11)).expect("a writable folder");
    private(&place.path("master.key"));
    fs::write(place.path("seed"), &secrets[1]).expect("a writable folder");
    fs::write(place.path("mac"), &secrets[2]).expect("a writable folder");
    let master = ["--master-key-file", "master.key"];
    let mut secrets_command = |args: &[&str]| place.secrets(&[args, &master].concat());

    secrets_command(&["init"]);
    secrets_command(&["import", "mac", "mac", "--algorithm", "HMAC/SHA-256"]);
    secrets_command(&["import", "pair", "seed", "--algorithm", "ECDSA_P256_SHA256", "--encoding", "raw"]);
    secrets_command(&["rotate", "mac", "--from", "mac"]);
    secrets_command(&["list"]);
    secrets_command(&["export-public", "pair"]);
    secrets_command(&["rotate", "--data-key"]);
    secrets_command(&["verify"]);
    secrets_command(&["backup", "-o", "keys.backup"]);
    place.complaint(&["import", "pem", "seed", "--algorithm", "Ed25519", "--encoding", "pem", master[0], master[1]]);
    place.complaint(&["export-public", "mac", master[0], master[1]]);
    place.guest(&["--audit-file", "audit.log", master[0], master[1]], &["generate", "text"]);

    let mut evidence = std::mem::take(&mut place.printed);
    assert!(text(&evidence).contains("\"operation\":\"import\""), "the audit was on");
    for name in ["keys.redb", "keys.backup", "audit.log"] {
        evidence.extend(fs::read(place.path(name)).expect("it was written"));
    }
    let lower = text(&evidence).to_lowercase();
    for secret in secrets {
        assert!(!evidence.windows(12).any(|bytes| bytes == &secret[..12]), "a secret as it is");
        let hex: String = secret[..12].iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!lower.contains(&hex), "a secret in digits");
    }
}
