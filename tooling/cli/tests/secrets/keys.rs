//! Keys in the forms in which people have them. Those in `tests/keys` are made by OpenSSL, ssh-keygen and Node.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use crate::place::{Place, private, text};

/// Keys that are taken, with what they are called without their ending and their algorithm.
const TAKEN: [(&str, &str, &str); 17] = [
    ("encrypted.pem", "encrypted", "Ed25519"),
    ("encrypted-scrypt.pem", "encrypted", "Ed25519"),
    ("encrypted.der", "encrypted", "Ed25519"),
    ("encrypted-sha512.pem", "encrypted", "Ed25519"),
    ("ed25519-ssh.ssh", "ed25519-ssh", "Ed25519"),
    ("p256-ssh.ssh", "p256-ssh", "ECDSA_P256_SHA256"),
    ("p384-ssh.ssh", "p384-ssh", "ECDSA_P384_SHA384"),
    ("rsa-ssh.ssh", "rsa-ssh", "RSA_PSS_2048_SHA256"),
    ("ed25519.jwk", "ed25519", "Ed25519"),
    ("ed448.jwk", "ed448", "Ed448"),
    ("x25519.jwk", "x25519", "X25519"),
    ("x448.jwk", "x448", "X448"),
    ("p256.jwk", "p256", "P256-SHA256"),
    ("p384.jwk", "p384", "ECDSA_P384_SHA384"),
    ("secp256k1.jwk", "secp256k1", "ECDSA_K256_SHA256"),
    ("rsa.jwk", "rsa", "RSA_PKCS1_2048_SHA512"),
    ("one.jwks", "p256", "ECDSA_P256_SHA256"),
];

fn key(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/keys").join(name).display().to_string()
}

/// Whether the build has an algorithm: not every build has the pre-releases.
fn has(place: &mut Place, algorithm: &str) -> bool {
    place.output(&["algorithms", algorithm]).status.success()
}

#[test]
fn every_form_is_taken_and_is_the_key_that_its_maker_says() {
    let mut place = Place::new();
    let passphrase = key("passphrase");
    let mut taken = 0;
    for (number, (file, public, algorithm)) in TAKEN.into_iter().enumerate() {
        if !has(&mut place, algorithm) {
            continue;
        }
        let name = format!("key-{number}");
        let import = ["import", &name, &key(file), "--algorithm", algorithm, "--passphrase-file", &passphrase];
        assert_eq!(place.secrets(&import)["version"], 0, "{file}");
        let exported = place.output(&["secrets", "export-public", &name]).stdout;
        assert_eq!(text(&exported), fs::read_to_string(key(&format!("{public}.pub.pem"))).unwrap(), "{file}");
        taken += 1;
    }
    assert!(taken >= TAKEN.len() - 2);
    assert_eq!(place.secrets(&["verify"])["intact"], taken);
}

/// A file that OpenSSL has written for the tests of the engine.
fn of_openssl(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../host/engine/tests/keys");
    fs::read_to_string(folder.join(name)).expect("a text that is there")
}

/// What stands around keys in PEM, and inside; and the forms before PKCS#8, in PEM and without.
#[test]
fn pem_is_taken_as_people_have_it_and_so_are_the_traditional_forms() {
    let mut place = Place::new();
    let plain = of_openssl("ed25519.pem");
    let line = plain.lines().nth(1).expect("one line of base64").to_owned();
    let (half, rest) = line.split_at(30);
    let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    let of_p256 = of_openssl("prime256v1-traditional.pem");
    let der = |file: &str| {
        let body: String = of_openssl(file).lines().filter(|line| !line.starts_with("-----")).collect();
        Base64::decode_vec(&body).expect("base64")
    };
    let ed25519 = ("Ed25519", "ed25519-public.pem");
    let p256 = ("ECDSA_P256_SHA256", "prime256v1-public.pem");
    let rsa = ("RSA_PKCS1_2048_SHA256", "rsa-2048-public.pem");
    let taken: Vec<((&str, &str), Vec<u8>)> = vec![
        (ed25519, format!("Bag Attributes\n    localKeyID: 01\nKey Attributes: <No Attributes>\n{plain}").into()),
        (ed25519, format!("\n \n{plain}\n\n").into()),
        (ed25519, format!("the key of the build server\n{plain}kept since 2024\n").into()),
        (ed25519, plain.replace('\n', "\r\n").into()),
        (ed25519, plain.replace("-----\n", "----- \t\n").into()),
        (ed25519, plain.replace(&line, &format!("{half}\n\n{rest}")).into()),
        (ed25519, plain.trim_end().into()),
        (ed25519, format!("{}{plain}", of_openssl("rsa-2048-public.pem")).into()),
        (p256, of_p256.clone().into()),
        (p256, format!("{parameters}{of_p256}").into()),
        (p256, format!("{of_p256}{parameters}").into()),
        (p256, der("prime256v1-traditional.pem")),
        (("ECDSA_P384_SHA384", "secp384r1-public.pem"), of_openssl("secp384r1-traditional.pem").into()),
        (("ECDSA_K256_SHA256", "secp256k1-public.pem"), of_openssl("secp256k1-traditional.pem").into()),
        (rsa, of_openssl("rsa-2048-traditional.pem").into()),
        (rsa, der("rsa-2048-traditional.pem")),
        (rsa, of_openssl("rsa-2048-traditional.pem").replace('\n', "\n\n").into()),
    ];
    for (number, ((algorithm, public), bytes)) in taken.into_iter().enumerate() {
        let name = format!("key-{number}");
        fs::write(place.path(&name), &bytes).expect("a writable folder");
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(place.secrets(&["import", &name, &name, "--algorithm", algorithm])["version"], 0, "{shown}");
        let exported = place.output(&["secrets", "export-public", &name]).stdout;
        assert_eq!(text(&exported), of_openssl(public), "{shown}");
    }
}

/// The public members of a JSON Web Key as Node writes it, with what we add to it.
#[test]
fn public_keys_are_written_as_json_web_keys() {
    let mut place = Place::new();
    for (file, algorithm, name) in [
        ("ed25519.jwk", "Ed25519", json!("EdDSA")),
        ("ed448.jwk", "Ed448", json!("EdDSA")),
        ("x25519.jwk", "X25519", Value::Null),
        ("p256.jwk", "ECDSA_P256_SHA256", json!("ES256")),
        ("p384.jwk", "ECDSA_P384_SHA384", json!("ES384")),
        ("secp256k1.jwk", "ECDSA_K256_SHA256", json!("ES256K")),
        ("rsa.jwk", "RSA_PSS_2048_SHA384", json!("PS384")),
        ("rsa.jwk", "RSA_PKCS1_2048_SHA256", json!("RS256")),
    ] {
        if !has(&mut place, algorithm) {
            continue;
        }
        place.secrets(&["import", algorithm, &key(file), "--algorithm", algorithm]);
        let exported = place.output(&["secrets", "export-public", algorithm, "--encoding", "jwk"]).stdout;
        let mut exported: Value = serde_json::from_slice(&exported).expect("JSON");
        let members = exported.as_object_mut().expect("an object");
        assert_eq!(members.remove("alg").unwrap_or_default(), name, "{algorithm}");
        assert_eq!(members.remove("use").is_some(), !name.is_null());
        let mut original: Value = serde_json::from_slice(&fs::read(key(file)).unwrap()).unwrap();
        let public = ["kty", "crv", "x", "y", "n", "e"];
        original.as_object_mut().unwrap().retain(|member, _| public.contains(&member.as_str()));
        assert_eq!(exported, original, "{algorithm}");
    }
    place.secrets(&["generate", "mac", "--algorithm", "HMAC/SHA-256"]);
    let complaint = place.complaint(&["export-public", "mac", "--encoding", "jwk"]);
    assert!(complaint.contains("not a key pair") || complaint.contains("no form as JSON Web Keys"), "{complaint}");
}

#[test]
fn keys_that_are_not_taken_are_called_what_they_are() {
    let mut place = Place::new();
    let (passphrase, wrong) = (key("passphrase"), key("wrong-passphrase"));
    for (file, algorithm, options, said) in [
        ("encrypted.pem", "Ed25519", &[][..], "it is an encrypted secret key: decrypt it, or give the passphrase with"),
        ("encrypted.pem", "Ed25519", &["--passphrase-file", &wrong], "the passphrase is not that of"),
        ("encrypted-scrypt.pem", "Ed25519", &["--passphrase-file", &wrong], "the passphrase is not that of"),
        ("encrypted.pem", "Ed25519", &["--encoding", "raw"], "it is an encrypted secret key"),
        ("encrypted.pem", "X25519", &["--passphrase-file", &passphrase], "(Ed25519), and X25519 takes X25519"),
        ("encrypted-des3.pem", "Ed25519", &["--passphrase-file", &passphrase], "in a way that is not read here"),
        ("encrypted-traditional.pem", "RSA_PSS_2048_SHA256", &[], "encrypted as before PKCS#8"),
        ("encrypted.ssh", "Ed25519", &[], "an encrypted secret key of OpenSSH"),
        ("public-ssh.txt", "Ed25519", &[], "look like no other form of a key, and Ed25519 takes 32"),
        ("ed25519.pub.pem", "Ed25519", &[], "it is a public key (Ed25519)"),
        ("rsa.pub.pem", "RSA_PSS_2048_SHA256", &[], "it is a public key (RSA with a modulus of 2048 bits)"),
        ("public.jwk", "ECDSA_P256_SHA256", &[], "it is a public key"),
        ("certificate.pem", "RSA_PSS_2048_SHA256", &[], "it is a certificate"),
        ("request.pem", "RSA_PSS_2048_SHA256", &[], "it is a certificate, or a request for one"),
        (
            "rsa-1024.pem",
            "RSA_PSS_2048_SHA256",
            &[],
            "(RSA with a modulus of 1024 bits), and RSA_PSS_2048_SHA256 takes RSA with",
        ),
        (
            "rsa.jwk",
            "RSA_PKCS1_4096_SHA512",
            &[],
            "(RSA with a modulus of 2048 bits), and RSA_PKCS1_4096_SHA512 takes RSA with",
        ),
        (
            "rsa-ssh.ssh",
            "RSA_PKCS1_3072_SHA384",
            &[],
            "(RSA with a modulus of 2048 bits), and RSA_PKCS1_3072_SHA384 takes RSA with",
        ),
        ("rsa-without-primes.jwk", "RSA_PSS_2048_SHA256", &[], "without its primes"),
        ("p521.pem", "ECDSA_P256_SHA256", &[], "(another curve), and ECDSA_P256_SHA256 takes P-256"),
        ("p521.ssh", "ECDSA_P384_SHA384", &[], "(nistp521), and ECDSA_P384_SHA384 takes P-384"),
        ("p256.jwk", "ECDSA_P384_SHA384", &[], "(P-256), and ECDSA_P384_SHA384 takes P-384"),
        ("p256-ssh.ssh", "Ed25519", &[], "(P-256), and Ed25519 takes Ed25519"),
        ("ed25519.jwk", "X25519", &[], "(Ed25519), and X25519 takes X25519"),
        ("oct.jwk", "Ed25519", &[], "(bytes), and Ed25519 takes Ed25519"),
        ("p256.jwk", "AES-256-GCM", &[], "(P-256), and AES-256-GCM takes bytes"),
        ("halves.jwk", "ECDSA_P256_SHA256", &[], "its parts are not those of a valid key"),
        ("two.jwks", "ECDSA_P256_SHA256", &[], "it is a set of 2 keys"),
        ("hexadecimal.txt", "AES-256-GCM", &[], "which may be 32 bytes in hexadecimal digits"),
        ("newline.txt", "AES-256-GCM", &[], "it has 33 bytes, the last of which is a newline"),
        ("newline.txt", "Ed25519", &[], "the last of which is a newline"),
        ("one-less.txt", "AES-256-GCM", &[], "it has 31 bytes that look like no other form of a key"),
        ("one-less.txt", "RSA_PSS_2048_SHA256", &[], "RSA keys have no raw one"),
        ("newline.txt", "AES-256-GCM", &["--encoding", "pem"], "leave out --encoding"),
        ("newline.txt", "Ed25519", &["--encoding", "pem"], "there is no PEM in it"),
        ("newline.txt", "Ed25519", &["--encoding", "jwk"], "it is no JSON Web Key (line 1"),
        ("newline.txt", "Ed25519", &["--encoding", "openssh"], "it is no key of OpenSSH"),
        ("ed25519-ssh.ssh", "MD5", &[], "there is no algorithm `MD5`"),
    ] {
        let complaint = place.complaint(&[&["import", "x", &key(file), "--algorithm", algorithm], options].concat());
        assert!(complaint.contains(said), "{file} for {algorithm}: {complaint}");
        assert!(!complaint.contains("choose another"), "{complaint}");
    }
    assert_eq!(place.secrets(&["list"]), json!([]));
}

#[test]
fn expanded_keys_without_their_seed_are_called_so() {
    let mut place = Place::new();
    let engine = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../host/engine/tests/keys");
    for (file, algorithm) in [
        ("ml-dsa-44-expanded.der", "ML-DSA-44"),
        ("ml-dsa-87-expanded.der", "ML-DSA-87"),
        ("ml-kem-768-expanded.der", "ML-KEM-768"),
    ] {
        let file = engine.join(file).display().to_string();
        let complaint = place.complaint(&["import", "x", &file, "--algorithm", algorithm]);
        assert!(complaint.contains("in its expanded form without the seed"), "{complaint}");
    }
}

#[test]
fn a_raw_key_that_ends_in_a_newline_is_taken_with_a_warning() {
    let mut place = Place::new();
    for (name, content, warned) in [("a", "word\n", true), ("b", "word", false), ("c", "two\nlines", false)] {
        fs::write(place.path(name), content).expect("a writable folder");
        let output = place.output(&["secrets", "import", name, name, "--algorithm", "HMAC/SHA-256"]);
        assert!(output.status.success());
        assert_eq!(text(&output.stderr).contains("ends in a newline"), warned, "{}", text(&output.stderr));
    }
    // Bytes that are a key in another form are doubtful, too.
    let output = place.output(&["secrets", "import", "d", &key("rsa-1024.pem"), "--algorithm", "HMAC/SHA-256"]);
    assert!(text(&output.stderr).contains("looks like a secret key"), "{}", text(&output.stderr));
}

/// What the command answers that is given this on standard input and in the environment.
fn with(place: &Place, args: &[&str], input: &str, variable: Option<&str>) -> Output {
    let mut command = place.command();
    command.arg("secrets").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_remove("WASI_CRYPTO_PASSPHRASE").envs(variable.map(|value| ("WASI_CRYPTO_PASSPHRASE", value)));
    let mut child = command.spawn().expect("it starts");
    // It may not want all of it.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

#[test]
fn passphrases_come_from_a_file_standard_input_or_the_environment() {
    let place = Place::new();
    let (encrypted, right) = (key("encrypted.pem"), "four words, one space");
    let import = |name: &'static str| vec!["import", name, &encrypted, "--algorithm", "Ed25519"];
    let from_input = [import("a"), vec!["--passphrase-file", "-"]].concat();
    for end in ["", "\n", "\r\n", "\nanother line\n"] {
        let output = with(&place, &from_input, &format!("{right}{end}"), Some("not this one"));
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(with(&place, &["revoke", "a"], "", None).status.success());
    }
    let output = with(&place, &import("b"), "", Some(right));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output = with(&place, &import("c"), "", None);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("WASI_CRYPTO_PASSPHRASE"), "{}", text(&output.stderr));
    // Standard input is there once.
    let both = ["import", "d", "-", "--algorithm", "Ed25519", "--passphrase-file", "-"];
    let output = with(&place, &both, &fs::read_to_string(&encrypted).unwrap(), None);
    assert!(text(&output.stderr).contains("two files are to be read from standard input"), "{}", text(&output.stderr));
}

#[test]
fn rotation_takes_the_same_forms_and_keeps_the_lifetime() {
    let mut place = Place::new();
    let versions = |place: &mut Place, name: &str| place.state_of(name)["versions"].clone();
    place.secrets(&["generate", "key", "--algorithm", "Ed25519", "--expires", "2d"]);
    for (file, options) in [("ed25519-ssh.ssh", &[][..]), ("encrypted.pem", &["--passphrase-file", "passphrase"])] {
        fs::copy(key("passphrase"), place.path("passphrase")).expect("a writable folder");
        private(&place.path("passphrase"));
        place.secrets(&[&["rotate", "key", "--from", &key(file)], options].concat());
    }
    let listed = versions(&mut place, "key");
    assert_eq!(listed.as_array().map(Vec::len), Some(3));
    for version in listed.as_array().expect("a list") {
        assert!(version["expires"].is_string(), "{listed}");
    }
    place.secrets(&["rotate", "key", "--expires", "never"]);
    assert_eq!(versions(&mut place, "key")[3]["expires"], Value::Null);
    place.secrets(&["rotate", "key", "--expires", "1h"]);
    assert!(versions(&mut place, "key")[4]["expires"].is_string());
}
