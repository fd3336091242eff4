//! Passwords through the legacy API: the sample of the specification.

use wasi_crypto_tests::legacy::Legacy;
use wasi_crypto_tests::legacy_calls::SYMMETRIC;

#[test]
fn a_password_is_stored_and_checked() {
    let mut legacy = Legacy::default();
    let options = legacy.options_open(SYMMETRIC).unwrap();
    legacy.options_set_u64(options, "memory_limit", 1 << 20).unwrap();
    legacy.options_set_u64(options, "opslimit", 5).unwrap();
    legacy.options_set_u64(options, "parallelism", 8).unwrap();
    let mut hash = |password: &[u8]| {
        let state = legacy.state_open("ARGON2-ID-13", None, Some(options)).unwrap();
        legacy.absorb(state, password).unwrap();
        legacy.squeeze_tag(state).unwrap()
    };
    let (stored, right, wrong) = (hash(b"password"), hash(b"password"), hash(b"wrong"));
    let len = usize::try_from(legacy.call_u32("symmetric_tag_len", &[stored]).unwrap()).unwrap();
    let text = legacy.tag_pull(stored, len).unwrap();
    assert!(text.starts_with(b"$argon2id$v=19$m=1024,t=5,p=8$"));
    legacy.tag_verify(right, &text).unwrap();
    assert_eq!(legacy.tag_verify(wrong, &text), Err("invalid_tag"));
    assert_eq!(legacy.tag_verify(right, &text[..len - 1]), Err("invalid_tag"));
}

#[test]
fn the_costs_are_limited() {
    let mut legacy = Legacy::default();
    let mut open = |algorithm: &str, name: &str, value: u64| {
        let options = legacy.options_open(SYMMETRIC).unwrap();
        legacy.options_set_u64(options, name, value).unwrap();
        legacy.state_open(algorithm, None, Some(options)).map(drop)
    };
    assert_eq!(open("ARGON2-ID-13", "memory_limit", 64 << 20), Ok(()));
    assert_eq!(open("ARGON2-ID-13", "memory_limit", 65 << 20), Err("overflow"));
    assert_eq!(open("SCRYPT", "memory_limit", 128 << 20), Err("overflow"));
    assert_eq!(open("BCRYPT", "ops_limit", 16), Ok(()));
    assert_eq!(open("BCRYPT", "ops_limit", 17), Err("overflow"));
    assert_eq!(open("BCRYPT", "ops_limit", 3), Err("invalid_length"));
    assert_eq!(open("BCRYPT", "memory_limit", 1), Err("unsupported_option"));
    let state = legacy.state_open("PBKDF2/SHA-256", None, None).unwrap();
    assert_eq!(legacy.squeeze(state, 32), Err("parameters_missing"));
}

/// What other programs have stored: their order of parameters, versions and extras. A hash that costs more than the host
/// grants is refused for that, as a wrong password is for another reason.
#[test]
fn what_others_have_stored_is_checked() {
    const HASH: &str = "c29tZXNhbHQ$BYICwHI82IwkQIzKwcv4KN7mO884Q6FQ6jZKHgtOH/g";
    let mut legacy = Legacy::default();
    let mut check = |algorithm: &str, password: &[u8], stored: &str| {
        let state = legacy.state_open(algorithm, None, None).unwrap();
        legacy.absorb(state, password).unwrap();
        let tag = legacy.squeeze_tag(state).unwrap();
        legacy.tag_verify(tag, stored.as_bytes())
    };
    for parameters in ["v=19$m=16,t=2,p=1", "v=19$t=2,p=1,m=16", "v=19$p=1,t=2,m=16", "v=19$m=16,t=2,p=1,keyid=Zm9v"] {
        let stored = format!("$argon2id${parameters}${HASH}");
        assert_eq!(check("ARGON2-ID-13", b"password", &stored), Ok(()), "{parameters}");
        assert_eq!(check("ARGON2-ID-13", b"passwort", &stored), Err("invalid_tag"), "{parameters}");
    }
    for (algorithm, stored) in [
        ("ARGON2-ID-13", format!("$argon2id$v=19$m=102400,t=2,p=1${HASH}")),
        ("ARGON2-ID-13", format!("$argon2id$v=19$t=2,m=102400,p=1${HASH}")),
        ("ARGON2-ID-13", format!("$argon2id$m=1048576,t=1,p=1${HASH}")),
        ("SCRYPT", format!("$scrypt$ln=17,r=8,p=1${HASH}")),
        ("BCRYPT", "$2b$17$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.".to_owned()),
    ] {
        for password in [&b"password"[..], b"passwort"] {
            assert_eq!(check(algorithm, password, &stored), Err("overflow"), "{stored}");
        }
    }
}
