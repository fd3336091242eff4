//! Restricted engines: what they refuse, and what they leave.

use crate::common::{engines, key_file, nonce, pair};
use wasi_crypto_engine::{
    Category, Engine, Error, KeyEncoding, KeyPair, Permissions, PublicKey, Restrictions, SecretKey, Signature,
    SignatureEncoding, SignatureState, SymmetricKey, SymmetricState, key_exchange, oneshot,
};

const NO: Error = Error::ProhibitedOperation;

fn only(engine: &Engine, names: &[&str]) -> Engine {
    engine.restrict(&Restrictions::new().allow_only(names).unwrap())
}

fn identifiers(engine: &Engine) -> Vec<&'static str> {
    engine.algorithms().map(|known| known.identifier).collect()
}

/// What an engine says to an identifier, wherever one is given.
fn answers(engine: &Engine, category: Category, name: &str) -> Vec<Error> {
    let mut answers = Vec::new();
    if category == Category::Symmetric {
        answers.extend(SymmetricKey::generate(engine, name, None).err());
        answers.extend(SymmetricKey::import(engine, name, &[1; 32]).err());
        answers.extend(SymmetricState::open(engine, name, None, None).err());
        answers.extend(oneshot::hash(engine, name, b"").err());
    } else {
        if !KeyPair::is_slow_to_generate(engine, category, name) {
            answers.extend(KeyPair::generate(engine, category, name, None).err());
        }
        for encoding in [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Local] {
            answers.extend(KeyPair::import(engine, category, name, b"", encoding).err());
            answers.extend(SecretKey::import(engine, category, name, b"", encoding).err());
            answers.extend(PublicKey::import(engine, category, name, b"", encoding).err());
        }
    }
    if category == Category::Signatures {
        answers.extend(Signature::import(engine, name, b"", SignatureEncoding::Raw).err());
    }
    answers
}

#[test]
fn nothing_but_what_is_allowed() {
    for (name, engine) in engines() {
        let all: Vec<_> = engine.algorithms().collect();
        for allowed in &all {
            let restricted = only(&engine, &[allowed.identifier]);
            assert_eq!(identifiers(&restricted), [allowed.identifier], "{name}");
            assert!(!answers(&restricted, allowed.category, allowed.identifier).contains(&NO), "{name} {allowed:?}");
        }
        let nothing = only(&engine, &[]);
        assert!(identifiers(&nothing).is_empty());
        for known in &all {
            for spelling in [known.identifier.to_owned(), known.identifier.to_lowercase()] {
                let answers = answers(&nothing, known.category, &spelling);
                assert!(
                    answers.len() >= 4 && answers.iter().all(|answer| *answer == NO),
                    "{name} {known:?} {answers:?}"
                );
            }
        }
    }
}

#[test]
fn without_restrictions_nothing_changes() {
    for (_, engine) in engines() {
        assert_eq!(identifiers(&engine.restrict(&Restrictions::new())), identifiers(&engine));
        let all = Restrictions::new().allow_only(identifiers(&engine)).unwrap().min_rsa_bits(2048);
        assert_eq!(identifiers(&engine.restrict(&all)), identifiers(&engine));
    }
}

#[test]
fn what_does_not_exist_is_unsupported() {
    for (name, engine) in engines() {
        let restricted = only(&engine, &["AES-256-GCM", "RSA_PKCS1_2048_SHA256"]);
        for (category, unknown) in [
            (Category::Symmetric, "AES-255-GCM"),
            (Category::Symmetric, "Ed25519"),
            (Category::Signatures, "AES-256-GCM"),
            (Category::KeyExchange, ""),
        ] {
            let answers = answers(&restricted, category, unknown);
            let unsupported = answers.iter().all(|answer| *answer == Error::UnsupportedAlgorithm);
            assert!(answers.len() >= 4 && unsupported, "{name} {unknown} {answers:?}");
        }
        // Known to the table, allowed or not, but not to this provider.
        if name == "pure" {
            for rsa in ["RSA_PKCS1_2048_SHA256", "RSA_PKCS1_3072_SHA384"] {
                let made = KeyPair::generate(&restricted, Category::Signatures, rsa, None);
                assert_eq!(made.unwrap_err(), Error::UnsupportedAlgorithm);
            }
        }
    }
}

#[test]
fn names_are_found_as_everywhere_and_typos_named() {
    for (_, engine) in engines() {
        let restricted = only(&engine, &["aes-256-gcm", "ED25519", "Aes-256-Gcm"]);
        assert_eq!(identifiers(&restricted), ["AES-256-GCM", "Ed25519"]);
    }
    for typo in ["AES-256-GMC", "", "AES-256-GCM ", "HKDF/SHA-256", "HKDF-EXPAND", "*"] {
        let error = Restrictions::new().allow_only(["AES-256-GCM", typo, "another typo"]).unwrap_err();
        assert_eq!(error.0, typo);
        assert_eq!(error.to_string(), format!("there is no algorithm `{typo}`"));
    }
    let twice = Restrictions::new().allow_only(["SHA-256"]).unwrap().allow_only(["SHA-512"]).unwrap();
    assert_eq!(identifiers(&Engine::new().restrict(&twice)), ["SHA-512"]);
}

/// Restricting a restricted engine cannot bring anything back.
#[test]
fn restrictions_add_up() {
    for (_, engine) in engines() {
        let first = only(&engine, &["SHA-256", "SHA-512", "Ed25519"]);
        assert_eq!(identifiers(&only(&first, &["SHA-512", "AES-256-GCM"])), ["SHA-512"]);
        assert_eq!(identifiers(&first.restrict(&Restrictions::new())), identifiers(&first));
        assert_eq!(identifiers(&only(&first, &["AES-256-GCM"])), [""; 0]);
        // The engine itself is as it was.
        assert!(identifiers(&engine).contains(&"AES-256-GCM"));
        assert_eq!(format!("{first:?}"), format!("{engine:?}"));
    }
}

#[test]
fn small_rsa_keys() {
    for (name, engine) in engines().into_iter().filter(|(name, _)| *name != "pure") {
        let pem = key_file("rsa-2048.pem");
        for (minimum, left) in
            [(0, 18), (2048, 18), (2049, 12), (3072, 12), (3073, 6), (4096, 6), (4097, 0), (u32::MAX, 0)]
        {
            let restricted = engine.restrict(&Restrictions::new().min_rsa_bits(minimum));
            let rsa = identifiers(&restricted).iter().filter(|name| name.starts_with("RSA")).count();
            assert_eq!(rsa, left, "{name} {minimum}");
            assert_eq!(identifiers(&restricted).len() - rsa, identifiers(&engine).len() - 18);
            let algorithm = "RSA_PSS_2048_SHA256";
            let made = KeyPair::import(&restricted, Category::Signatures, algorithm, &pem, KeyEncoding::Pem);
            assert_eq!(made.err(), (minimum > 2048).then_some(NO), "{name} {minimum}");
        }
        // A name that is allowed still has to be large enough.
        let both = Restrictions::new().min_rsa_bits(3072).allow_only(["RSA_PSS_2048_SHA256", "RSA_PSS_4096_SHA512"]);
        assert_eq!(identifiers(&engine.restrict(&both.unwrap())), ["RSA_PSS_4096_SHA512"]);
    }
}

/// Each half of HKDF has its name, and one is no use without the other.
#[test]
fn halves_of_hkdf() {
    for (_, engine) in engines() {
        let (extract, expand) = ("HKDF-EXTRACT/SHA-256", "HKDF-EXPAND/SHA-256");
        let squeezed = |engine: &Engine| {
            let key = SymmetricKey::generate(engine, extract, None)?;
            let squeezed = SymmetricState::open(engine, extract, Some(&key), None)?.squeeze_key(expand).map(drop);
            assert_eq!(oneshot::derive(&key, b"", b"", 32).map(drop), squeezed);
            squeezed
        };
        assert_eq!(squeezed(&only(&engine, &[extract])), Err(NO));
        assert_eq!(squeezed(&only(&engine, &[expand])), Err(NO));
        assert_eq!(squeezed(&only(&engine, &[extract, expand])), Ok(()));
        let alone = only(&engine, &[expand]);
        let key = SymmetricKey::generate(&alone, expand, None).unwrap();
        SymmetricState::open(&alone, expand, Some(&key), None).unwrap().squeeze(32).unwrap();
    }
}

/// The target of a derivation has to be allowed, too.
#[test]
fn a_session_gives_no_key_for_what_is_not_allowed() {
    for (_, engine) in engines() {
        let restricted = only(&engine, &["XOODYAK-128", "AES-128-GCM"]);
        let key = SymmetricKey::generate(&restricted, "XOODYAK-128", None).unwrap();
        let mut state = SymmetricState::open(&restricted, "XOODYAK-128", Some(&key), None).unwrap();
        assert_eq!(state.squeeze_key("AES-256-GCM").unwrap_err(), NO);
        assert_eq!(state.squeeze_key("AES-256-GMC").unwrap_err(), Error::UnsupportedAlgorithm);
        state.squeeze_key("AES-128-GCM").unwrap();
    }
}

/// What an algorithm is made of needs no name of its own.
#[test]
fn parts_are_not_affected() {
    for (_, engine) in engines() {
        let restricted = only(&engine, &["X-WING", "ECDSA_P256_SHA256", "HMAC/SHA-512", "Ed25519", "PBKDF2/SHA-256"]);
        let kem = pair(&restricted, Category::KeyExchange, "X-WING");
        let made = key_exchange::encapsulate(&kem.public_key().unwrap()).unwrap();
        let opened = key_exchange::decapsulate(&kem.secret_key().unwrap(), &made.encapsulated).unwrap();
        assert_eq!(opened, made.secret);
        for algorithm in ["ECDSA_P256_SHA256", "Ed25519"] {
            let signs = pair(&restricted, Category::Signatures, algorithm);
            let mut state = SignatureState::open(&signs).unwrap();
            state.update(b"message").unwrap();
            let signature = state.sign().unwrap().export(SignatureEncoding::Raw).unwrap();
            oneshot::verify(&signs.public_key().unwrap(), b"message", &signature).unwrap();
        }
        let key = SymmetricKey::generate(&restricted, "HMAC/SHA-512", None).unwrap();
        oneshot::mac(&key, b"").unwrap();
        SymmetricState::open(&restricted, "PBKDF2/SHA-256", None, None).unwrap();
    }
}

/// A key keeps its engine, so what was made before goes on where only the key is asked; a state asks both.
#[test]
fn keys_of_the_unrestricted_engine() {
    for (_, engine) in engines() {
        let restricted = only(&engine, &["SHA-256"]);
        let key = SymmetricKey::generate(&engine, "AES-256-GCM", None).unwrap();
        let options = nonce(&restricted, &[1; 12]);
        let opened = SymmetricState::open(&restricted, "AES-256-GCM", Some(&key), Some(&options));
        assert_eq!(opened.unwrap_err(), NO);
        oneshot::seal(&key, Some(&[1; 12]), b"", b"").unwrap();
        // With the limits of the engine.
        assert_eq!(restricted.limits(), engine.limits());
    }
}

/// Where export is not permitted, keys can still be put into a store, and used.
#[test]
fn secret_keys_are_not_exported_where_that_is_forbidden() {
    let prohibited = Error::ProhibitedOperation;
    for (_, open) in engines() {
        let engine = open.restrict(&Restrictions::new().export(false));
        // Restricting again takes more away, and gives nothing back.
        for engine in [&engine, &engine.restrict(&Restrictions::new().export(true))] {
            let pair = KeyPair::generate(engine, Category::Signatures, "Ed25519", None).unwrap();
            for encoding in [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Local] {
                assert_eq!(pair.export(encoding).unwrap_err(), prohibited);
                assert_eq!(pair.secret_key().unwrap().export(encoding).unwrap_err(), prohibited);
                pair.public_key().unwrap().export(encoding).unwrap();
            }
            let kept = pair.to_keep().unwrap();
            let again = KeyPair::import(&open, Category::Signatures, "Ed25519", &kept, KeyEncoding::Local).unwrap();
            assert_eq!(again.export(KeyEncoding::Local).unwrap(), kept);
            let imported = KeyPair::import(engine, Category::Signatures, "Ed25519", &kept, KeyEncoding::Local).unwrap();
            assert_eq!(imported.export(KeyEncoding::Pem).unwrap_err(), prohibited);
            oneshot::sign(&imported, b"message").unwrap();
            // What comes from a store is under its permissions.
            let stored = pair.restrict(Permissions::ALL.export(false));
            assert_eq!(stored.to_keep().unwrap_err(), prohibited);

            let key = SymmetricKey::generate(engine, "HMAC/SHA-256", None).unwrap();
            assert_eq!(key.export().unwrap_err(), prohibited);
            assert_eq!(key.to_keep().unwrap().len(), 32);
            assert!(format!("{:?}", key.permissions()).contains("Keep"));
            assert_eq!(key.restrict(Permissions::none()).to_keep().unwrap_err(), prohibited);
        }
    }
}
