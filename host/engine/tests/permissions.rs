//! Permissions: every operation with every set of them that matters, and how keys pass them on.

use crate::common::{engines, nonce, pair};
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, Error, KeyEncoding, KeyPair, Opener, Permissions, PublicKey, Result, Sealer,
    SignatureState, SignatureVerificationState, SymmetricKey, SymmetricState, Use, key_exchange, oneshot,
};

const ENCODINGS: [KeyEncoding; 5] =
    [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec, KeyEncoding::Local];

const TEXT: &[u8] = b"some message";

/// What an operation needs.
enum Needs {
    Nothing,
    Export,
    /// One of these.
    Any(&'static [Use]),
}

use Needs::{Any, Export, Nothing};

const SIGN: Needs = Any(&[Use::Sign]);
const VERIFY: Needs = Any(&[Use::Verify]);
const ENCRYPT: Needs = Any(&[Use::Encrypt]);
const DECRYPT: Needs = Any(&[Use::Decrypt]);
const DERIVE: Needs = Any(&[Use::Derive]);

/// Nothing, everything, everything but one, only one.
fn sets() -> Vec<Permissions> {
    let without =
        |one| Use::ALL.into_iter().filter(|usage| *usage != one).fold(Permissions::none(), Permissions::allow);
    let mut sets = vec![Permissions::none(), Permissions::ALL, Permissions::none().export(true)];
    sets.push(Permissions::ALL.export(false));
    for usage in Use::ALL {
        sets.extend([without(usage).export(true), Permissions::none().allow(usage)]);
    }
    sets
}

/// Whether an outcome is the one a set asks for.
#[track_caller]
fn check(what: &str, permissions: Permissions, needs: &Needs, outcome: Result<()>) {
    let allowed = match needs {
        Nothing => true,
        Export => permissions.allows_export(),
        Any(uses) => uses.iter().any(|usage| permissions.allows(*usage)),
    };
    let expected = if allowed { Ok(()) } else { Err(Error::ProhibitedOperation) };
    assert_eq!(outcome, expected, "{what} with {permissions:?}");
}

/// An algorithm with symmetric keys, a key, and what was made with it before it was restricted.
struct Case<'a> {
    engine: &'a Engine,
    known: AlgorithmInfo,
    full: SymmetricKey,
}

impl Case<'_> {
    fn state(&self, key: &SymmetricKey) -> SymmetricState {
        let size = self.known.sizes.iter().find(|(name, _)| *name == "nonce").map(|(_, size)| *size);
        let options = size.map(|size| nonce(self.engine, &vec![5; size]));
        SymmetricState::open(self.engine, self.known.identifier, Some(key), options.as_ref()).unwrap()
    }

    fn ciphertext(&self) -> Vec<u8> {
        self.state(&self.full).encrypt(TEXT).unwrap()
    }

    fn tag(&self) -> Vec<u8> {
        self.state(&self.full).squeeze_tag().unwrap().bytes().unwrap().to_vec()
    }
}

type Operation = (&'static str, Needs, fn(&Case<'_>, &SymmetricKey) -> Result<()>);

const EVERY_KEY: [Operation; 2] = [
    ("export", Export, |_, key| key.export().map(drop)),
    ("algorithm", Nothing, |case, key| {
        assert_eq!((key.algorithm(), key.category()), (case.known.identifier, case.known.category));
        Ok(())
    }),
];

const STATE: [Operation; 1] = [("open", Nothing, |case, key| {
    let state = case.state(key);
    state.try_clone()?;
    assert_ne!(state.get_option("nonce").err(), Some(Error::ProhibitedOperation));
    Ok(())
})];

const MAC: [Operation; 6] = [
    ("squeeze_tag", Any(&[Use::Sign, Use::Verify]), |case, key| case.state(key).squeeze_tag().map(drop)),
    ("length of the tag", Any(&[Use::Sign, Use::Verify]), |case, key| {
        case.state(key).squeeze_tag().map(|tag| assert_eq!(tag.len(), case.tag().len()))
    }),
    ("reading the tag", SIGN, |case, key| case.state(key).squeeze_tag()?.bytes().map(drop)),
    ("comparing the tag", VERIFY, |case, key| case.state(key).squeeze_tag()?.verify(&case.tag())),
    ("oneshot::mac", SIGN, |_, key| oneshot::mac(key, TEXT).map(drop)),
    ("oneshot::verify_mac", VERIFY, |case, key| oneshot::verify_mac(key, TEXT, &oneshot::mac(&case.full, TEXT)?)),
];

const EXTRACT: [Operation; 2] = [
    ("squeeze_key", DERIVE, |case, key| {
        let expand = case.known.identifier.replace("EXTRACT", "EXPAND");
        let derived = case.state(key).squeeze_key(&expand)?;
        assert_eq!(derived.permissions(), Permissions::ALL);
        derived.export().map(drop)
    }),
    ("oneshot::derive", DERIVE, |_, key| oneshot::derive(key, b"salt", b"info", 32).map(drop)),
];

const EXPAND: [Operation; 1] = [("squeeze", DERIVE, |case, key| case.state(key).squeeze(32).map(drop))];

const XOF: [Operation; 1] =
    [("squeeze", Any(&[Use::Sign, Use::Derive]), |case, key| case.state(key).squeeze(32).map(drop))];

const CIPHER: [Operation; 2] = [
    ("encrypt", ENCRYPT, |case, key| case.state(key).encrypt(TEXT).map(drop)),
    ("decrypt", DECRYPT, |case, key| case.state(key).decrypt(&case.ciphertext()).map(drop)),
];

const DETACHED: [Operation; 4] = [
    ("encrypt_detached", ENCRYPT, |case, key| {
        let (_, tag) = case.state(key).encrypt_detached(TEXT)?;
        tag.verify(tag.bytes()?)
    }),
    ("decrypt_detached", DECRYPT, |case, key| {
        let ciphertext = case.ciphertext();
        let (body, tag) = ciphertext.split_at(TEXT.len());
        case.state(key).decrypt_detached(body, tag).map(drop)
    }),
    // Also what could not be decrypted anyway, so that nothing tells them apart.
    ("decrypt something short", DECRYPT, |case, key| match case.state(key).decrypt(b"") {
        Err(Error::InvalidTag) => Ok(()),
        outcome => outcome.map(drop),
    }),
    ("decrypt with a short tag", DECRYPT, |case, key| match case.state(key).decrypt_detached(TEXT, b"") {
        Err(Error::InvalidTag) => Ok(()),
        outcome => outcome.map(drop),
    }),
];

const AEAD: [Operation; 2] = [
    ("oneshot::seal", ENCRYPT, |_, key| match oneshot::seal(key, None, b"", TEXT) {
        // The key is allowed to, but the nonce was to be given.
        Err(Error::NonceRequired) => Ok(()),
        outcome => outcome.map(drop),
    }),
    ("oneshot::open", DECRYPT, |case, key| {
        let nonce = case.state(&case.full).get_option("nonce").unwrap_or_default();
        oneshot::open(key, &nonce, b"", &case.ciphertext()).map(drop)
    }),
];

/// Sealing and opening are in the tests of sealed streams; what a state is for is not for their keys.
const SEALED_STREAM: [Operation; 2] = [
    ("Sealer::new", ENCRYPT, |_, key| Sealer::new(key, b"").map(drop)),
    ("Opener::new", DECRYPT, |case, key| {
        let sealer = Sealer::new(&case.full, b"").unwrap();
        Opener::new(key, sealer.header(), b"").map(drop)
    }),
];

const SESSION: [Operation; 6] = [
    ("squeeze", DERIVE, |case, key| case.state(key).squeeze(32).map(drop)),
    ("squeeze_key", DERIVE, |case, key| {
        let derived = case.state(key).squeeze_key("AES-256-GCM")?;
        assert_eq!(derived.permissions(), Permissions::ALL);
        derived.export().map(drop)
    }),
    ("squeeze_tag", Any(&[Use::Sign, Use::Verify, Use::Derive]), |case, key| case.state(key).squeeze_tag().map(drop)),
    ("reading the tag", Any(&[Use::Sign, Use::Derive]), |case, key| case.state(key).squeeze_tag()?.bytes().map(drop)),
    ("comparing the tag", VERIFY, |case, key| case.state(key).squeeze_tag()?.verify(&case.tag())),
    ("ratchet", Nothing, |case, key| {
        let mut state = case.state(key);
        state.absorb(b"input")?;
        state.max_tag_len()?;
        state.ratchet()
    }),
];

fn operations(known: &AlgorithmInfo) -> Vec<&'static Operation> {
    let of_kind: &[&'static [Operation]] = match known.kind {
        "MAC" => &[&MAC],
        "KDF" if known.identifier.contains("EXTRACT") => &[&EXTRACT],
        "KDF" => &[&EXPAND],
        "XOF" => &[&XOF],
        "AEAD" => &[&CIPHER, &DETACHED, &AEAD],
        "cipher" => &[&CIPHER],
        "session" => &[&CIPHER, &DETACHED, &SESSION],
        "sealed stream" => &[&SEALED_STREAM],
        other => panic!("a {other} with keys"),
    };
    let of_state: &[Operation] = if has_states(known) { &STATE } else { &[] };
    of_kind.iter().flat_map(|operations| operations.iter()).chain(of_state).chain(&EVERY_KEY).collect()
}

/// Whether there are states of the algorithm, as of all but sealed streams.
fn has_states(known: &AlgorithmInfo) -> bool {
    known.kind != "sealed stream"
}

/// Every algorithm with symmetric keys and states.
fn cases_with_states(engine: &Engine) -> Vec<Case<'_>> {
    cases(engine).into_iter().filter(|case| has_states(&case.known)).collect()
}

/// Every algorithm with symmetric keys.
fn cases(engine: &Engine) -> Vec<Case<'_>> {
    let keyed = engine.algorithms().filter(|known| known.category == Category::Symmetric);
    keyed
        .filter_map(|known| {
            let full = SymmetricKey::generate(engine, known.identifier, None).ok()?;
            Some(Case { engine, known, full })
        })
        .collect()
}

#[test]
fn symmetric_keys() {
    for (name, engine) in engines() {
        let cases = cases(&engine);
        assert!(cases.len() >= 30, "{name}: {}", cases.len());
        for case in cases {
            for permissions in sets() {
                let key = case.full.clone().restrict(permissions);
                assert_eq!(key.permissions(), permissions);
                for (what, needs, operation) in operations(&case.known) {
                    let outcome = operation(&case, &key);
                    check(&format!("{name}, {}: {what}", case.known.identifier), permissions, needs, outcome);
                }
            }
        }
    }
}

/// What an algorithm does not define stays what it was.
#[test]
fn undefined_operations_are_not_prohibited() {
    for (name, engine) in engines() {
        for case in cases_with_states(&engine) {
            let mut state = case.state(&case.full.clone().restrict(Permissions::none()));
            let mut full = case.state(&case.full);
            let which = format!("{name} {}", case.known.identifier);
            let same = |restricted: Result<()>, full: Result<()>| {
                let undefined = full == Err(Error::InvalidOperation);
                assert_eq!(restricted == Err(Error::InvalidOperation), undefined, "{which}: {restricted:?} {full:?}");
            };
            same(state.squeeze(4).map(drop), full.squeeze(4).map(drop));
            same(state.squeeze_tag().map(drop), full.squeeze_tag().map(drop));
            same(state.squeeze_key("HKDF-EXPAND/SHA-256").map(drop), full.squeeze_key("HKDF-EXPAND/SHA-256").map(drop));
            same(state.encrypt(TEXT).map(drop), full.encrypt(TEXT).map(drop));
            same(state.encrypt_detached(TEXT).map(drop), full.encrypt_detached(TEXT).map(drop));
            same(state.decrypt(TEXT).map(drop), full.decrypt(TEXT).map(drop));
            same(state.decrypt_detached(TEXT, TEXT).map(drop), full.decrypt_detached(TEXT, TEXT).map(drop));
            same(state.ratchet(), full.ratchet());
        }
    }
}

/// A refusal is before everything: no nonce is spent, no state moves.
#[test]
fn a_refusal_changes_nothing() {
    let no = Error::ProhibitedOperation;
    for (name, engine) in engines() {
        for case in cases_with_states(&engine) {
            let which = format!("{name} {}", case.known.identifier);
            let only = |usage| case.full.clone().restrict(Permissions::none().allow(usage));
            if ["AEAD", "cipher", "session"].contains(&case.known.kind) {
                let mut state = case.state(&only(Use::Decrypt));
                for _ in 0..2 {
                    assert_eq!(state.encrypt(TEXT).unwrap_err(), no, "{which}");
                    assert_eq!(*state.try_clone().unwrap().decrypt(&case.ciphertext()).unwrap(), TEXT, "{which}");
                }
                let mut state = case.state(&only(Use::Encrypt));
                assert_eq!(state.decrypt(&case.ciphertext()).unwrap_err(), no, "{which}");
                assert!(state.squeeze(4).is_err(), "{which}");
                assert_eq!(state.encrypt(TEXT).unwrap(), case.ciphertext(), "{which}");
            }
            if case.known.kind == "session" {
                let mut state = case.state(&only(Use::Encrypt));
                assert_eq!(state.squeeze(4).unwrap_err(), no, "{which}");
                assert_eq!(state.squeeze_tag().unwrap_err(), no, "{which}");
                assert_eq!(state.squeeze_key("AES-256-GCM").unwrap_err(), no, "{which}");
                assert_eq!(state.encrypt(TEXT).unwrap(), case.ciphertext(), "{which}");
            }
            if case.known.kind == "XOF" {
                let mut state = case.state(&only(Use::Verify));
                assert_eq!(state.squeeze(4).unwrap_err(), no, "{which}");
                // It would be over once output has begun.
                state.absorb(TEXT).unwrap();
            }
        }
    }
}

/// With the permission to verify alone, a guess is right or wrong and the tag stays inside.
#[test]
fn a_tag_to_be_compared_only() {
    for (name, engine) in engines() {
        for case in cases_with_states(&engine).into_iter().filter(|case| case.known.kind == "MAC") {
            let key = case.full.clone().restrict(Permissions::none().allow(Use::Verify));
            let mut state = case.state(&key);
            state.absorb(TEXT).unwrap();
            let tag = state.squeeze_tag().unwrap();
            let right = oneshot::mac(&case.full, TEXT).unwrap();
            let mut wrong = right.clone();
            wrong[0] ^= 1;
            assert_eq!(tag.verify(&right), Ok(()), "{name} {}", case.known.identifier);
            assert_eq!(tag.verify(&wrong), Err(Error::InvalidTag));
            assert_eq!(tag.verify(&right[1..]), Err(Error::InvalidTag));
            assert_eq!(oneshot::verify_mac(&key, TEXT, &wrong), Err(Error::InvalidTag));
            assert_eq!(tag.clone().bytes(), Err(Error::ProhibitedOperation));
            assert_eq!(tag.clone().verify(&right), Ok(()));
            assert_eq!(tag.len(), right.len());
        }
    }
}

/// The permissions of a state are those its key had when it was opened, for copies too.
#[test]
fn states_have_the_permissions_of_their_key() {
    for (_, engine) in engines() {
        for case in cases_with_states(&engine) {
            for permissions in [Permissions::none(), Permissions::none().allow(Use::Verify)] {
                let copy = || case.state(&case.full.clone().restrict(permissions)).try_clone().unwrap();
                let read = copy().squeeze_tag().and_then(|tag| tag.bytes().map(drop));
                for refused in [
                    copy().squeeze(1).map(drop),
                    copy().encrypt(TEXT).map(drop),
                    copy().decrypt(&[0; 40]).map(drop),
                    read,
                ] {
                    let refused = refused.unwrap_err();
                    assert!([Error::ProhibitedOperation, Error::InvalidOperation].contains(&refused), "{refused:?}");
                }
            }
        }
    }
}

/// Everything that can be done with a pair.
fn asymmetric(full: &KeyPair, restricted: &KeyPair) -> Vec<(&'static str, Needs, Result<()>)> {
    let secret = restricted.secret_key().unwrap();
    let public = restricted.public_key().unwrap();
    let mut done = vec![
        ("verifying the public key", Nothing, public.verify()),
        ("public key of the secret key", Nothing, PublicKey::from_secret_key(&secret).map(drop)),
        ("joining", Nothing, KeyPair::from_keys(&public, &secret).map(drop)),
    ];
    // An encoding this type of key does not have may as well be refused for that.
    for encoding in ENCODINGS {
        let unsupported = full.export(encoding) == Err(Error::UnsupportedEncoding);
        let refused = |outcome: Result<()>| match outcome {
            Err(Error::UnsupportedEncoding) if unsupported => Ok(()),
            outcome => outcome,
        };
        done.push(("export of the pair", Export, refused(restricted.export(encoding).map(drop))));
        done.push(("export of the secret key", Export, refused(secret.export(encoding).map(drop))));
    }
    for encoding in [KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Local] {
        done.push(("export of the public key", Nothing, public.export(encoding).map(drop)));
    }
    match restricted.category() {
        Category::Signatures => {
            let signature = oneshot::sign(full, TEXT).unwrap();
            done.push(("a state that signs", SIGN, SignatureState::open(restricted).map(drop)));
            done.push(("signing", SIGN, SignatureState::open(restricted).and_then(|mut state| state.sign().map(drop))));
            done.push(("oneshot::sign", SIGN, oneshot::sign(restricted, TEXT).map(drop)));
            done.push(("oneshot::verify", Nothing, oneshot::verify(&public, TEXT, &signature)));
            done.push(("a state that verifies", Nothing, SignatureVerificationState::open(&public).map(drop)));
        }
        Category::KeyExchange => match key_exchange::encapsulate(&public) {
            Ok(made) => {
                let opened = key_exchange::decapsulate(&secret, &made.encapsulated);
                done.push(("decapsulate", DERIVE, opened.map(|opened| assert_eq!(opened, made.secret))));
                let short = match key_exchange::decapsulate(&secret, b"") {
                    Err(Error::VerificationFailed) => Ok(()),
                    outcome => outcome.map(drop),
                };
                done.push(("decapsulate something short", DERIVE, short));
            }
            Err(_) => {
                done.push(("dh", DERIVE, key_exchange::dh(&public, &secret).map(drop)));
                let other = key_exchange::dh(&public, &full.secret_key().unwrap());
                done.push(("dh of somebody else", Nothing, other.map(drop)));
            }
        },
        Category::Symmetric => unreachable!(),
    }
    done
}

#[test]
fn key_pairs() {
    for (name, engine) in engines() {
        for known in engine.algorithms().filter(|known| known.category != Category::Symmetric) {
            let full = pair(&engine, known.category, known.identifier);
            for permissions in sets() {
                let restricted = full.clone().restrict(permissions);
                assert_eq!((restricted.algorithm(), restricted.category()), (known.identifier, known.category));
                for (what, needs, outcome) in asymmetric(&full, &restricted) {
                    check(&format!("{name}, {}: {what}", known.identifier), permissions, &needs, outcome);
                }
            }
        }
    }
}

/// A key for something else is refused for that, whatever its permissions.
#[test]
fn keys_of_another_kind_are_not_prohibited() {
    for (_, engine) in engines() {
        let none = Permissions::none();
        let signs = pair(&engine, Category::Signatures, "Ed25519").restrict(none);
        let agrees = pair(&engine, Category::KeyExchange, "X25519").restrict(none);
        assert_eq!(SignatureState::open(&agrees).unwrap_err(), Error::InvalidKey);
        assert_eq!(oneshot::sign(&agrees, TEXT).unwrap_err(), Error::InvalidKey);
        let secret = signs.secret_key().unwrap();
        assert_eq!(key_exchange::decapsulate(&secret, b"").unwrap_err(), Error::InvalidOperation);
        let outcome = key_exchange::dh(&signs.public_key().unwrap(), &secret);
        assert_eq!(outcome.unwrap_err(), Error::InvalidOperation);
        let other = pair(&engine, Category::KeyExchange, "P256-SHA256").restrict(none).secret_key().unwrap();
        let outcome = key_exchange::dh(&agrees.public_key().unwrap(), &other);
        assert_eq!(outcome.unwrap_err(), Error::IncompatibleKeys);
        let key = SymmetricKey::generate(&engine, "AES-256-GCM", None).unwrap().restrict(none);
        assert_eq!(oneshot::mac(&key, TEXT).unwrap_err(), Error::InvalidOperation);
        assert_eq!(oneshot::derive(&key, b"", b"", 1).unwrap_err(), Error::InvalidOperation);
        let key = SymmetricKey::generate(&engine, "HMAC/SHA-256", None).unwrap().restrict(none);
        assert_eq!(oneshot::seal(&key, None, b"", TEXT).unwrap_err(), Error::InvalidOperation);
        assert_eq!(oneshot::open(&key, b"", b"", TEXT).unwrap_err(), Error::InvalidOperation);
    }
}

#[test]
fn halves_and_joined_pairs_inherit() {
    for (_, engine) in engines() {
        let full = pair(&engine, Category::Signatures, "ECDSA_P256_SHA256");
        let permissions = Permissions::none().allow(Use::Verify);
        let restricted = full.clone().restrict(permissions);
        let secret = restricted.secret_key().unwrap();
        assert_eq!(secret.permissions(), permissions);
        let (free, public) = (full.public_key().unwrap(), PublicKey::from_secret_key(&secret).unwrap());
        for public in [&free, &public, &restricted.public_key().unwrap()] {
            let joined = KeyPair::from_keys(public, &secret).unwrap();
            assert_eq!(joined.permissions(), permissions);
            assert_eq!(joined.export(KeyEncoding::Local).unwrap_err(), Error::ProhibitedOperation);
            assert_eq!(oneshot::sign(&joined, TEXT).unwrap_err(), Error::ProhibitedOperation);
        }
        // The public half of a restricted pair restricts nothing.
        let joined = KeyPair::from_keys(&public, &full.secret_key().unwrap()).unwrap();
        assert_eq!(joined.permissions(), Permissions::ALL);
        // Nor did the clone.
        assert_eq!(full.permissions(), Permissions::ALL);
        oneshot::sign(&full, TEXT).unwrap();
        let secret = full.secret_key().unwrap().restrict(permissions);
        assert_eq!(KeyPair::from_keys(&free, &secret).unwrap().permissions(), permissions);
    }
}

#[test]
fn permissions_are_only_taken_away() {
    for (_, engine) in engines() {
        let pair = pair(&engine, Category::Signatures, "Ed25519");
        let key = SymmetricKey::generate(&engine, "AES-256-GCM", None).unwrap();
        for one in sets() {
            for other in sets() {
                let both = one.intersection(other);
                assert_eq!(pair.clone().restrict(one).restrict(other).permissions(), both);
                assert_eq!(key.clone().restrict(one).restrict(other).permissions(), both);
                let secret = pair.secret_key().unwrap().restrict(one).restrict(other);
                assert_eq!(secret.permissions(), both);
                for usage in Use::ALL {
                    assert_eq!(both.allows(usage), one.allows(usage) && other.allows(usage));
                }
                assert_eq!(both.allows_export(), one.allows_export() && other.allows_export());
            }
        }
    }
}

#[test]
fn sets_are_built_shown_and_read() {
    let some = Permissions::none().allow(Use::Decrypt).allow(Use::Sign).allow(Use::Sign);
    assert_eq!(some.uses().collect::<Vec<_>>(), [Use::Sign, Use::Decrypt]);
    assert_eq!(format!("{some:?}"), "{Sign, Decrypt}");
    assert_eq!(format!("{:?}", some.export(true)), "{Export, Sign, Decrypt}");
    assert_eq!(some.export(true).export(false), some);
    assert_eq!(Use::ALL.into_iter().fold(Permissions::none(), Permissions::allow).export(true), Permissions::ALL);
    assert_eq!(Permissions::ALL.uses().collect::<Vec<_>>(), Use::ALL);
    let names: Vec<String> = Use::ALL.iter().map(Use::to_string).collect();
    assert_eq!(names, ["sign", "verify", "encrypt", "decrypt", "derive"]);
    for usage in Use::ALL {
        assert_eq!(usage.name().parse(), Ok(usage));
    }
    for wrong in ["", "Sign", "sing", "sign ", "export", "all"] {
        let error = wrong.parse::<Use>().unwrap_err();
        assert!(error.to_string().contains(&format!("`{wrong}`")), "{error}");
        assert!(Use::ALL.iter().all(|usage| error.to_string().contains(usage.name())), "{error}");
    }
    for (_, engine) in engines() {
        let key = SymmetricKey::generate(&engine, "HMAC/SHA-256", None).unwrap().restrict(some);
        let shown = "SymmetricKey { algorithm: \"HMAC/SHA-256\", permissions: {Sign, Decrypt}, .. }";
        assert_eq!(format!("{key:?}"), shown);
        let pair = pair(&engine, Category::KeyExchange, "X25519").restrict(some);
        assert!(format!("{pair:?} {:?}", pair.secret_key().unwrap()).matches("{Sign, Decrypt}").count() == 2);
    }
}
