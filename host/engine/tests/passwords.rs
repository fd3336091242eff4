//! Password hashing: salts, stored strings, and costs at their limits and one beyond.
//!
//! The numbers are in `tests/vectors/answers`.

use std::time::{Duration, Instant};

use crate::common::{Bytes, engines, limited, of_kind};
use wasi_crypto_engine::{
    Category, Engine, Error, Limits, Options, Result, SymmetricKey, SymmetricState, SymmetricTag, oneshot,
};

const SALT: &[u8] = b"0123456789abcdef";

/// A password hash, as cheap as it gets.
struct Setup<'a> {
    engine: &'a Engine,
    algorithm: &'a str,
    salt: Option<&'a [u8]>,
    numbers: Vec<(&'a str, u64)>,
    budget: Option<u32>,
}

impl<'a> Setup<'a> {
    fn cheap(engine: &'a Engine, algorithm: &'a str) -> Self {
        let numbers = match algorithm {
            "ARGON2-ID-13" => vec![("memory_limit", 8192), ("ops_limit", 1)],
            "SCRYPT" => vec![("memory_limit", 2048), ("parallelism", 1)],
            "BCRYPT" => vec![("ops_limit", 4)],
            _ => vec![("ops_limit", 1)],
        };
        Self { engine, algorithm, salt: Some(SALT), numbers, budget: None }
    }

    fn with(mut self, name: &'a str, value: u64) -> Self {
        self.numbers.retain(|(known, _)| *known != name);
        self.numbers.push((name, value));
        self
    }

    fn salt(self, salt: Option<&'a [u8]>) -> Self {
        Self { salt, ..self }
    }

    fn open(&self) -> Result<SymmetricState> {
        let mut options = Options::open(self.engine, Category::Symmetric);
        if let Some(salt) = self.salt {
            options.set("salt", salt)?;
        }
        for (name, value) in &self.numbers {
            options.set_u64(name, *value)?;
        }
        if let Some(size) = self.budget {
            options.set_memory_budget("buffer", size)?;
        }
        SymmetricState::open(self.engine, self.algorithm, None, Some(&options))
    }

    fn tag(&self, password: &[u8]) -> Result<SymmetricTag> {
        let mut state = self.open()?;
        state.absorb(password)?;
        state.squeeze_tag()
    }

    fn refusal(&self) -> Error {
        self.open().unwrap_err()
    }
}

#[test]
fn operations() {
    for (_, engine) in engines() {
        for algorithm in of_kind(&engine, "password hash").iter().map(|known| known.identifier) {
            let mut state = Setup::cheap(&engine, algorithm).open().unwrap();
            assert!(state.is_slow());
            state.absorb(b"pass").unwrap();
            state.absorb(b"word").unwrap();
            let squeezed = state.squeeze(20);
            assert_eq!(squeezed.is_ok(), algorithm != "BCRYPT");
            if let Ok(squeezed) = squeezed {
                assert_eq!(state.squeeze(20).unwrap(), squeezed, "restarts");
            } else {
                assert_eq!(squeezed.unwrap_err(), Error::InvalidOperation);
            }
            let tag = state.squeeze_tag();
            assert_eq!(tag.is_ok(), !algorithm.starts_with("PBKDF2"));
            match tag {
                Ok(tag) => {
                    assert!(tag.is_slow());
                    let mut copy = state.try_clone().unwrap();
                    assert_eq!(copy.squeeze_tag().unwrap().bytes().unwrap(), tag.bytes().unwrap());
                    copy.absorb(b"!").unwrap();
                    assert_ne!(copy.squeeze_tag().unwrap().bytes().unwrap(), tag.bytes().unwrap());
                }
                Err(error) => assert_eq!(error, Error::InvalidOperation),
            }
            let no = Error::InvalidOperation;
            assert_eq!(state.squeeze_key("HKDF-EXPAND/SHA-256").unwrap_err(), no);
            assert_eq!(state.max_tag_len().unwrap_err(), no);
            assert_eq!(state.encrypt(b"").unwrap_err(), no);
            assert_eq!(state.encrypt_detached(b"").unwrap_err(), no);
            assert_eq!(state.decrypt(b"").unwrap_err(), no);
            assert_eq!(state.decrypt_detached(b"", b"").unwrap_err(), no);
            assert_eq!(state.ratchet().unwrap_err(), no);
            assert_eq!(state.get_option("salt").unwrap(), SALT);
            assert_eq!(state.get_option("nonce").unwrap_err(), Error::OptionNotSet);
            assert_eq!(SymmetricKey::generate(&engine, algorithm, None).unwrap_err(), Error::UnsupportedFeature);
            assert_eq!(SymmetricKey::import(&engine, algorithm, &[1; 32]).unwrap_err(), Error::InvalidKey);
            let key = SymmetricKey::import(&engine, "HMAC/SHA-256", &[1; 32]).unwrap();
            let opened = SymmetricState::open(&engine, algorithm, Some(&key), None);
            assert_eq!(opened.unwrap_err(), Error::KeyNotSupported);
            assert_eq!(oneshot::hash(&engine, algorithm, b"").unwrap_err(), no);
        }
        let state = SymmetricState::open(&engine, "SHA-256", None, None).unwrap();
        assert!(!state.is_slow());
    }
}

#[test]
fn salts() {
    let engine = Engine::new();
    for algorithm in of_kind(&engine, "password hash").iter().map(|known| known.identifier) {
        for none in [None, Some(&b""[..])] {
            let mut state = Setup::cheap(&engine, algorithm).salt(none).open().unwrap();
            match state.squeeze(32) {
                Err(Error::InvalidOperation) => assert_eq!(algorithm, "BCRYPT"),
                squeezed => assert_eq!(squeezed.unwrap_err(), Error::ParametersMissing),
            }
            if let Ok(tag) = state.squeeze_tag() {
                assert_ne!(state.squeeze_tag().unwrap().bytes().unwrap(), tag.bytes().unwrap(), "a new salt each time");
                tag.verify(tag.bytes().unwrap()).unwrap();
            }
        }
    }
    let opens = |algorithm, len| Setup::cheap(&engine, algorithm).salt(Some(&vec![1; len])).open().is_ok();
    assert!(!opens("ARGON2-ID-13", 7) && opens("ARGON2-ID-13", 8) && opens("ARGON2-ID-13", 4096));
    assert!(!opens("BCRYPT", 15) && opens("BCRYPT", 16) && !opens("BCRYPT", 17));
    assert!(opens("SCRYPT", 1) && opens("PBKDF2/SHA-256", 1) && opens("PBKDF2/SHA-512", 4096));
    assert_eq!(Setup::cheap(&engine, "BCRYPT").salt(Some(b"1")).refusal(), Error::InvalidLength);
    // The stored string has an end.
    for algorithm in ["ARGON2-ID-13", "SCRYPT"] {
        let tag = |len| Setup::cheap(&engine, algorithm).salt(Some(&vec![1; len])).tag(b"");
        let longest = tag(64).unwrap();
        longest.verify(longest.bytes().unwrap()).unwrap();
        assert_eq!(tag(65).unwrap_err(), Error::InvalidLength);
    }
}

/// Reference: OWASP's password storage cheat sheet.
#[test]
fn defaults_are_what_is_recommended() {
    let engine = Engine::new();
    for (algorithm, start) in [
        ("ARGON2-ID-13", "$argon2id$v=19$m=19456,t=2,p=1$"),
        ("SCRYPT", "$scrypt$ln=15,r=8,p=3$"),
        ("BCRYPT", "$2b$12$"),
    ] {
        let mut state = SymmetricState::open(&engine, algorithm, None, None).unwrap();
        state.absorb(b"password").unwrap();
        let tag = state.squeeze_tag().unwrap();
        let text = std::str::from_utf8(tag.bytes().unwrap()).unwrap();
        assert!(text.starts_with(start), "{text}");
    }
    for (algorithm, iterations) in [("PBKDF2/SHA-256", 600_000), ("PBKDF2/SHA-512", 210_000)] {
        let of = |setup: Setup| setup.open().unwrap().squeeze(32).unwrap();
        let default = of(Setup { numbers: vec![], ..Setup::cheap(&engine, algorithm) });
        assert_eq!(default, of(Setup::cheap(&engine, algorithm).with("ops_limit", iterations)));
    }
    // Less memory, more lanes.
    for (memory, ln, p) in [(16 << 20, 14, 5), (8 << 20, 13, 10), (4 << 20, 12, 10), ((4 << 20) + 1023, 12, 10)] {
        let setup = Setup { numbers: vec![("memory_limit", memory)], ..Setup::cheap(&engine, "SCRYPT") };
        let tag = setup.tag(b"").unwrap();
        assert!(tag.bytes().unwrap().starts_with(format!("$scrypt$ln={ln},r=8,p={p}$").as_bytes()));
    }
}

#[test]
fn ranges() {
    let engine = limited(|limits| {
        limits.max_memory_budget = u64::MAX;
        limits.max_password_work = u64::MAX;
    });
    let is = |algorithm, name, value, allowed| {
        let opened = Setup::cheap(&engine, algorithm).with(name, value).open().map(drop);
        let expected = if allowed { Ok(()) } else { Err(Error::InvalidLength) };
        assert_eq!(opened, expected, "{algorithm} {name} {value}");
    };
    is("ARGON2-ID-13", "memory_limit", 8191, false);
    is("ARGON2-ID-13", "memory_limit", 8192, true);
    is("ARGON2-ID-13", "memory_limit", u64::from(u32::MAX) * 1024 + 1023, true);
    is("ARGON2-ID-13", "memory_limit", 1 << 42, false);
    is("ARGON2-ID-13", "memory_limit", u64::MAX, false);
    is("ARGON2-ID-13", "ops_limit", u64::from(u32::MAX), true);
    is("ARGON2-ID-13", "ops_limit", 1 << 32, false);
    is("ARGON2-ID-13", "parallelism", 2, false);
    is("ARGON2-ID-13", "parallelism", 1 << 24, false);
    is("ARGON2-ID-13", "parallelism", u64::from(u32::MAX), false);
    is("ARGON2-ID-13", "parallelism", u64::MAX, false);
    let wide = Setup::cheap(&engine, "ARGON2-ID-13").with("memory_limit", 1 << 40);
    wide.with("parallelism", (1 << 24) - 1).open().unwrap();
    is("SCRYPT", "memory_limit", 2047, false);
    is("SCRYPT", "memory_limit", 2048, true);
    is("SCRYPT", "memory_limit", (1 << 42) - 1, true);
    is("SCRYPT", "memory_limit", 1 << 42, false);
    is("SCRYPT", "memory_limit", u64::MAX, false);
    is("SCRYPT", "parallelism", 255, true);
    is("SCRYPT", "parallelism", 256, false);
    is("BCRYPT", "ops_limit", 3, false);
    is("BCRYPT", "ops_limit", 31, true);
    is("BCRYPT", "ops_limit", 32, false);
    is("BCRYPT", "ops_limit", u64::MAX, false);
    for algorithm in ["PBKDF2/SHA-256", "PBKDF2/SHA-512"] {
        is(algorithm, "ops_limit", u64::from(u32::MAX), true);
        is(algorithm, "ops_limit", 1 << 32, false);
        is(algorithm, "ops_limit", u64::MAX, false);
    }
    // A cost that is not one would only look like protection.
    for (algorithm, name) in [
        ("SCRYPT", "ops_limit"),
        ("BCRYPT", "memory_limit"),
        ("BCRYPT", "parallelism"),
        ("PBKDF2/SHA-256", "memory_limit"),
        ("PBKDF2/SHA-512", "parallelism"),
    ] {
        let refusal = Setup::cheap(&engine, algorithm).with(name, 1).refusal();
        assert_eq!(refusal, Error::UnsupportedOption, "{algorithm} {name}");
    }
    for algorithm in of_kind(&engine, "password hash").iter().map(|known| known.identifier) {
        let mut options = Options::open(&engine, Category::Symmetric);
        options.set("context", b"c").unwrap();
        let opened = SymmetricState::open(&engine, algorithm, None, Some(&options));
        assert_eq!(opened.unwrap_err(), Error::UnsupportedOption);
    }
}

#[test]
fn memory_is_limited() {
    let engine = Engine::new();
    let limit = 64 << 20;
    for algorithm in ["ARGON2-ID-13", "SCRYPT"] {
        Setup::cheap(&engine, algorithm).with("memory_limit", limit).open().unwrap();
        let more = Setup::cheap(&engine, algorithm).with("memory_limit", limit * 2);
        assert_eq!(more.refusal(), Error::Overflow);
        assert_eq!(Setup::cheap(&engine, algorithm).with("memory_limit", 1 << 40).refusal(), Error::Overflow);
        // The guest's own grant, at the size and one byte below it.
        let granted = |budget| Setup { budget: Some(budget), ..Setup::cheap(&engine, algorithm) };
        granted(1 << 20).with("memory_limit", 1 << 20).open().unwrap();
        assert_eq!(granted((1 << 20) - 1).with("memory_limit", 1 << 20).refusal(), Error::Overflow);
        // It does not lower the default.
        let default = Setup { numbers: vec![], ..granted(1 << 20) };
        assert_eq!(default.refusal(), Error::Overflow);
    }
    let one_more = Setup::cheap(&engine, "ARGON2-ID-13").with("memory_limit", limit + 1024);
    assert_eq!(one_more.refusal(), Error::Overflow);
}

/// The most each function does by default, and a step more.
#[test]
fn work_is_limited() {
    let engine = Engine::new();
    let limit = Limits::default().max_password_work;
    let check = |algorithm, name, most: u64, more: u64| {
        let of = |value| Setup::cheap(&engine, algorithm).with(name, value).open().map(drop);
        assert_eq!((of(most), of(more)), (Ok(()), Err(Error::Overflow)), "{algorithm}");
    };
    check("BCRYPT", "ops_limit", 16, 17);
    let (sha_256, sha_512) = ((limit / 250 - 3) / 2, (limit / 350 - 3) / 2);
    check("PBKDF2/SHA-256", "ops_limit", sha_256, sha_256 + 1);
    check("PBKDF2/SHA-512", "ops_limit", sha_512, sha_512 + 1);
    let passes = limit / 8 / 1000;
    check("ARGON2-ID-13", "ops_limit", passes, passes + 1);
    let large = |p| Setup::cheap(&engine, "SCRYPT").with("memory_limit", 64 << 20).with("parallelism", p).open();
    assert!(large(30).is_ok());
    assert_eq!(large(31).unwrap_err(), Error::Overflow);
    // Nothing overflows on the way.
    for algorithm in of_kind(&engine, "password hash").iter().map(|known| known.identifier) {
        for name in ["memory_limit", "ops_limit", "parallelism"] {
            for value in [u64::MAX, u64::MAX - 1, 1 << 63, 1 << 32, u64::from(u32::MAX), 1 << 31] {
                assert!(Setup::cheap(&engine, algorithm).with(name, value).open().is_err());
            }
        }
    }
}

/// The length of the output multiplies the work of PBKDF2, and with scrypt's lanes its own.
#[test]
fn output_is_limited() {
    let engine = Engine::new();
    let squeeze = |setup: Setup, len| setup.open().unwrap().squeeze(len).map(|out| out.len());
    let start = Instant::now();
    for algorithm in ["PBKDF2/SHA-256", "PBKDF2/SHA-512", "SCRYPT", "ARGON2-ID-13"] {
        let cheap = || Setup::cheap(&engine, algorithm);
        assert_eq!(squeeze(cheap(), 0).unwrap_err(), Error::InvalidLength);
        assert_eq!(squeeze(cheap(), (16 << 20) + 1).unwrap_err(), Error::Overflow);
        let error = squeeze(cheap(), usize::MAX).unwrap_err();
        assert_eq!(error, Error::InvalidLength);
        assert_eq!(squeeze(cheap(), 100_000), Ok(100_000));
    }
    assert_eq!(squeeze(Setup::cheap(&engine, "ARGON2-ID-13"), 3).unwrap_err(), Error::InvalidLength);
    assert_eq!(squeeze(Setup::cheap(&engine, "ARGON2-ID-13"), 4), Ok(4));
    let iterated = || Setup::cheap(&engine, "PBKDF2/SHA-256").with("ops_limit", 1_000_000);
    assert_eq!(squeeze(iterated(), 32 * 10).unwrap_err(), Error::Overflow);
    let brief = limited(|limits| limits.max_password_work = 100_000_000);
    let salted = |salt| Setup::cheap(&brief, "PBKDF2/SHA-512").salt(Some(salt));
    assert_eq!(squeeze(salted(&[1; 4096]), 1 << 20).unwrap_err(), Error::Overflow);
    assert_eq!(squeeze(salted(&[1; 100]), 1 << 20), Ok(1 << 20));
    let lanes = || Setup::cheap(&engine, "SCRYPT").with("parallelism", 255);
    assert_eq!(squeeze(lanes(), 1 << 20).unwrap_err(), Error::Overflow);
    assert_eq!(squeeze(lanes(), 1000), Ok(1000));
    assert!(start.elapsed() < Duration::from_secs(10), "refused before the work");
    let engine = limited(|limits| limits.max_output_len = 40);
    assert_eq!(squeeze(Setup::cheap(&engine, "SCRYPT"), 40), Ok(40));
    assert_eq!(squeeze(Setup::cheap(&engine, "SCRYPT"), 41).unwrap_err(), Error::Overflow);
}

#[test]
fn long_passwords() {
    let engine = limited(|limits| limits.max_buffered_message = 100);
    for algorithm in of_kind(&engine, "password hash").iter().map(|known| known.identifier) {
        let mut state = Setup::cheap(&engine, algorithm).open().unwrap();
        state.absorb(&[1; 100]).unwrap();
        assert_eq!(state.absorb(&[1]).unwrap_err(), Error::Overflow);
    }
    // bcrypt would cut them off.
    let hash = |password: &[u8]| Setup::cheap(&engine, "BCRYPT").tag(password).map(drop);
    assert_eq!(hash(&[b'x'; 72]), Ok(()));
    assert_eq!(hash(&[b'x'; 73]), Err(Error::InvalidLength));
    assert_eq!(hash(&[b'x'; 74]), Err(Error::InvalidLength));
    assert_eq!(hash(b"\0"), Err(Error::InvalidLength));
    assert_eq!(hash(b"a\0b"), Err(Error::InvalidLength));
    assert_eq!(hash(b""), Ok(()));
}

#[test]
fn stored_strings_are_checked() {
    let engine = Engine::new();
    for algorithm in ["ARGON2-ID-13", "SCRYPT", "BCRYPT"] {
        let setup = Setup::cheap(&engine, algorithm);
        let right = setup.tag(b"password").unwrap();
        let stored = right.bytes().unwrap().to_vec();
        assert_eq!(right.len(), stored.len());
        // Another state with another cost and salt.
        let login = |password: &[u8]| Setup::cheap(&engine, algorithm).salt(None).tag(password).unwrap();
        assert_ne!(login(b"password").bytes().unwrap(), stored);
        login(b"password").verify(&stored).unwrap();
        assert_eq!(login(b"Password").verify(&stored).unwrap_err(), Error::InvalidTag);
        assert_eq!(login(b"").verify(&stored).unwrap_err(), Error::InvalidTag);
        // Every change of a character, every prefix, everything behind it.
        for index in 0..stored.len() {
            let mut changed = stored.clone();
            changed[index] ^= 1;
            assert_eq!(right.verify(&changed).unwrap_err(), Error::InvalidTag, "{algorithm} {index}");
            assert_eq!(right.verify(&stored[..index]).unwrap_err(), Error::InvalidTag);
        }
        for more in [&b"A"[..], b"=", b"$", b"\n", b"\0", b"A=", b"$AAAA"] {
            assert_eq!(right.verify(&[&stored, more].concat()).unwrap_err(), Error::InvalidTag);
        }
        for other in ["", "$", "$$$$", "$argon2i$v=19$m=8,t=1,p=1$MDEyMzQ1Njc$AAAA", "\u{ff}\u{ff}\u{ff}"] {
            assert_eq!(right.verify(other.as_bytes()).unwrap_err(), Error::InvalidTag);
        }
        let mut bytes = Bytes::new(7);
        for _ in 0..200 {
            let len = bytes.below(200);
            assert_eq!(right.verify(&bytes.take(len)).unwrap_err(), Error::InvalidTag);
        }
    }
}

/// Strings whose cost is over the limits are refused for that, and those whose cost is out of range are no match. Neither
/// is tried.
#[test]
fn stored_strings_cannot_demand_too_much() {
    let engine = Engine::new();
    let hash = "A".repeat(43);
    let start = Instant::now();
    let (argon2, scrypt) = ("ARGON2-ID-13", "SCRYPT");
    for (algorithm, expected, costs) in [
        (argon2, Error::Overflow, ["m=65537,t=1,p=1", "m=65536,t=77,p=1", "m=8,t=4294967296,p=1"].as_slice()),
        (
            argon2,
            Error::InvalidTag,
            &["m=8,t=0,p=1", "m=0,t=1,p=1", "m=8,t=1,p=0", "m=8,t=1,p=2", "m=8,t=1,p=4294967296"],
        ),
        (argon2, Error::InvalidTag, &["m=18014398509481984,t=1,p=1"]),
        (scrypt, Error::Overflow, &["ln=17,r=8,p=1", "ln=16,r=8,p=31", "ln=63,r=8,p=1", "ln=64,r=8,p=1"]),
        (scrypt, Error::InvalidTag, &["ln=10,r=8,p=256", "ln=1,r=9,p=1", "ln=1,r=1073741824,p=1"]),
        (scrypt, Error::InvalidTag, &["ln=0,r=8,p=1", "ln=1,r=8,p=0", "ln=1,r=8,p=4294967297", "v=1$ln=1,r=8,p=1"]),
    ] {
        let tag = Setup::cheap(&engine, algorithm).tag(b"").unwrap();
        let head = if algorithm == scrypt { "$scrypt$" } else { "$argon2id$v=19$" };
        for cost in costs {
            let text = format!("{head}{cost}$MDEyMzQ1Njc${hash}");
            assert_eq!(tag.verify(text.as_bytes()).unwrap_err(), expected, "{text}");
        }
    }
    let tag = Setup::cheap(&engine, "BCRYPT").tag(b"").unwrap();
    for cost in ["00", "03", "17", "31", "32", "99", "+4", " 4", "4$"] {
        let text = format!("$2b${cost}${}{}", ".".repeat(22), ".".repeat(31));
        let expected = if cost.parse().is_ok_and(|cost: u8| cost > 16) { Error::Overflow } else { Error::InvalidTag };
        assert_eq!(tag.verify(text.as_bytes()).unwrap_err(), expected, "{text}");
    }
    assert!(start.elapsed() < Duration::from_secs(10), "refused before the work");
    // The grant of the state that made the tag holds for its checks.
    let stored = Setup::cheap(&engine, "ARGON2-ID-13").with("memory_limit", 1 << 20).tag(b"").unwrap();
    let login = |budget| Setup { budget: Some(budget), ..Setup::cheap(&engine, "ARGON2-ID-13") }.tag(b"").unwrap();
    login(1 << 20).verify(stored.bytes().unwrap()).unwrap();
    assert_eq!(login((1 << 20) - 1).verify(stored.bytes().unwrap()).unwrap_err(), Error::Overflow);
    // What is refused costs nothing; what is not, as much as hashing the password did.
    let price = |granted| login(granted).price(stored.bytes().unwrap());
    assert!(price((1 << 20) - 1) == 0 && price(1 << 20) > 0);
}

/// Hashes of other programs.
#[test]
fn stored_strings_of_others() {
    let engine = Engine::new();
    let tag = |algorithm, password: &[u8]| Setup::cheap(&engine, algorithm).salt(None).tag(password).unwrap();
    // jBCrypt and crypt_blowfish: the older names of the same function, but not that of the faulty one.
    let stored = "06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.";
    let tag_of_nothing = tag("BCRYPT", b"");
    for (version, expected) in
        [("2a", Ok(())), ("2b", Ok(())), ("2y", Ok(())), ("2x", Err(Error::InvalidTag)), ("2", Err(Error::InvalidTag))]
    {
        assert_eq!(tag_of_nothing.verify(format!("${version}${stored}").as_bytes()), expected, "{version}");
    }
    // Hashes of other lengths (made with argon2-cffi), but not so short that they are found by chance.
    for (text, expected) in OTHER_LENGTHS {
        assert_eq!(tag("ARGON2-ID-13", b"password").verify(text.as_bytes()).is_ok(), expected, "{text}");
    }
    for (algorithm, text) in OTHER_FORMS {
        tag(algorithm, b"password").verify(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(tag(algorithm, b"Password").verify(text.as_bytes()).unwrap_err(), Error::InvalidTag, "{text}");
    }
    // Half of a hash is none, though it is the hash of that length.
    let (_, text) = OTHER_FORMS[OTHER_FORMS.len() - 1];
    let half = &text[..text.len() - 44];
    assert_eq!(tag("SCRYPT", b"password").verify(half.as_bytes()).unwrap_err(), Error::InvalidTag);
}

/// Parameters in another order and more of them, other versions, a longer hash. Made with argon2-cffi, with the bindings of
/// OpenSSL for Python, which alone know associated data, and with hashlib.
#[rustfmt::skip]
const OTHER_FORMS: [(&str, &str); 8] = [
    ("ARGON2-ID-13", "$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHQ$BYICwHI82IwkQIzKwcv4KN7mO884Q6FQ6jZKHgtOH/g"),
    ("ARGON2-ID-13", "$argon2id$v=19$t=2,p=1,m=16$c29tZXNhbHQ$BYICwHI82IwkQIzKwcv4KN7mO884Q6FQ6jZKHgtOH/g"),
    ("ARGON2-ID-13", "$argon2id$v=19$m=16,t=2,p=1,keyid=Zm9v$c29tZXNhbHQ$BYICwHI82IwkQIzKwcv4KN7mO884Q6FQ6jZKHgtOH/g"),
    ("ARGON2-ID-13", "$argon2id$v=16$m=16,t=2,p=1$c29tZXNhbHQ$wdSTt8w7l4wpZivUyljo2w/cUqMbBAAA36l4n5HWgm0"),
    ("ARGON2-ID-13", "$argon2id$m=16,t=2,p=1$c29tZXNhbHQ$wdSTt8w7l4wpZivUyljo2w/cUqMbBAAA36l4n5HWgm0"),
    ("ARGON2-ID-13", "$argon2id$v=19$m=8,t=1,p=1,data=YXNzb2NpYXRlZA$c29tZXNhbHQ$NFSROZoLGplHdC5zmtE+kafcksQH685iSdGtzLl8yDQ"),
    ("SCRYPT", "$scrypt$p=1,r=8,ln=1$c29tZXNhbHQ$DycgFmHCY0qazBnSDor5d2f7lvkxUd2Gby6hrv/Z4Ag"),
    ("SCRYPT", "$scrypt$ln=1,r=8,p=1$c29tZXNhbHQ$DycgFmHCY0qazBnSDor5d2f7lvkxUd2Gby6hrv/Z4AgayDnhCx847Jx/rWn12KUObTZ9JDHRD6Vcaz/ZlmajNw"),
];

const OTHER_LENGTHS: [(&str, bool); 5] = [
    ("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$51Xtab4nDyg", false),
    ("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$j9By/bZynxqhma4rYk75", false),
    ("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$9zpz0nGFnSHvRUZdoSvfhg", true),
    ("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$C2bJX5C8UDEyhA6t5ZLsAjU0L1Igblzs", true),
    (
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$FDf5GJjyMawYvIDLzTKIOzQmTCknGV/sendzImknAzaIQilFoZBpMC5+cCMxMTUPicuKltqnjO6S9rhBal79bA",
        true,
    ),
];
