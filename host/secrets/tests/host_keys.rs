//! Keys that operators provide, and what guests can do with them.

use std::collections::BTreeMap;

use crate::common::{Bench, DAY, NOW, wait};
use wasi_crypto_engine::{
    Category, Error, KeyEncoding, PublicKey, SignatureState, SymmetricKey, SymmetricState, Use, oneshot,
};
use wasi_crypto_keystore::{Kind, Namespace, Selector, StoreError};
use wasi_crypto_secrets::{Expiry, HostKey, Managed, Origin, Policy, Rules, Secrets, SecretsError, entry_name};

/// A store whose guest `app` may use some keys.
fn granted(bench: &Bench, keys: &[(&str, &[Use])]) -> Secrets {
    let host_keys = keys.iter().map(|(name, uses)| ((*name).to_owned(), uses.iter().copied().collect())).collect();
    let rules = Rules { host_keys, export_managed: Some(true), ..Rules::default() };
    bench.try_open(Policy { guests: BTreeMap::from([("app".into(), rules)]), ..Policy::default() }).unwrap()
}

#[test]
fn a_guest_signs_with_an_imported_key_and_cannot_read_it() {
    let bench = Bench::new();
    let secrets = granted(&bench, &[("release", &[Use::Sign])]);
    let pair = bench.ed25519();
    let pem = pair.export(KeyEncoding::Pem).unwrap();
    let key = HostKey::import(&bench.engine, "Ed25519", &pem, KeyEncoding::Pem).unwrap();
    assert_eq!(wait(secrets.operator().import("release", &key, None)), Ok(0));

    let app = secrets.guest("app").unwrap();
    let found = wait(app.key_pair_from_id(&bench.engine, b"release", Selector::Latest)).unwrap();
    assert_eq!((&found.id[..], found.version), (&b"release"[..], 0));
    let signature = oneshot::sign(&found.key, b"message").unwrap();
    oneshot::verify(&pair.public_key().unwrap(), b"message", &signature).unwrap();
    for encoding in [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Local] {
        assert_eq!(found.key.export(encoding).unwrap_err(), Error::ProhibitedOperation);
        assert_eq!(found.key.secret_key().unwrap().export(encoding).unwrap_err(), Error::ProhibitedOperation);
    }
    assert_eq!(wait(app.store_key_pair(&found.key, Origin::Generated)).unwrap_err(), Error::ProhibitedOperation);

    // The operator has the public key for everybody else.
    let name = entry_name(":host", "release").unwrap();
    let public = wait(secrets.operator().export_public(&name, Selector::Latest, KeyEncoding::Pem)).unwrap();
    let public = PublicKey::import(&bench.engine, Category::Signatures, "Ed25519", &public, KeyEncoding::Pem).unwrap();
    oneshot::verify(&public, b"message", &signature).unwrap();
}

#[test]
fn keys_of_the_host_have_exactly_the_uses_granted() {
    let bench = Bench::new();
    let uses = |name: &str, algorithm: &str, granted_uses: &[Use]| -> Managed<SymmetricKey> {
        let secrets = granted(&bench, &[(name, granted_uses)]);
        let _ = wait(secrets.operator().generate(name, algorithm, None));
        let app = secrets.guest("app").unwrap();
        wait(app.symmetric_key_from_id(&bench.engine, name.as_bytes(), Selector::Latest)).unwrap()
    };
    let tag = oneshot::mac(&uses("mac", "HMAC/SHA-256", &[Use::Sign]).key, b"x").unwrap();
    let verifier = uses("mac", "HMAC/SHA-256", &[Use::Verify]);
    oneshot::verify_mac(&verifier.key, b"x", &tag).unwrap();
    assert_eq!(oneshot::mac(&verifier.key, b"x").unwrap_err(), Error::ProhibitedOperation);

    let sealed = oneshot::seal(&uses("aead", "XCHACHA20-POLY1305", &[Use::Encrypt]).key, None, b"", b"x").unwrap();
    let decrypter = uses("aead", "XCHACHA20-POLY1305", &[Use::Decrypt]);
    assert_eq!(*oneshot::open(&decrypter.key, &sealed.nonce, b"", &sealed.ciphertext).unwrap(), b"x");
    assert_eq!(oneshot::seal(&decrypter.key, None, b"", b"x").unwrap_err(), Error::ProhibitedOperation);
    let encrypter = uses("aead", "XCHACHA20-POLY1305", &[Use::Encrypt]);
    let mut state = SymmetricState::open(&bench.engine, "XCHACHA20-POLY1305", Some(&encrypter.key), None).unwrap();
    assert_eq!(state.decrypt(&sealed.ciphertext).unwrap_err(), Error::ProhibitedOperation);

    let secrets = granted(&bench, &[("pair", &[Use::Verify])]);
    wait(secrets.operator().generate("pair", "Ed25519", None)).unwrap();
    let pair = wait(secrets.guest("app").unwrap().key_pair_from_id(&bench.engine, b"pair", Selector::Latest)).unwrap();
    assert_eq!(SignatureState::open(&pair.key).err(), Some(Error::ProhibitedOperation));
    pair.key.public_key().unwrap();
}

#[test]
fn guests_can_neither_change_nor_see_more_than_granted() {
    let bench = Bench::new();
    let secrets = granted(&bench, &[("mine", &[Use::Sign])]);
    let operator = secrets.operator();
    wait(operator.generate("mine", "Ed25519", None)).unwrap();
    wait(operator.generate("theirs", "Ed25519", None)).unwrap();
    let before = bench.snapshot();
    let app = secrets.guest("app").unwrap();
    let mine = wait(app.key_pair_from_id(&bench.engine, b"mine", Selector::Latest)).unwrap();
    let replaced = wait(app.replace_key_pair(&mine, &bench.ed25519(), Origin::Imported));
    assert_eq!(replaced.unwrap_err(), Error::ProhibitedOperation);
    for which in [Selector::Latest, Selector::Version(0), Selector::All] {
        assert_eq!(wait(app.invalidate(b"mine", which)), Err(Error::ProhibitedOperation));
        assert_eq!(wait(app.invalidate_secret(b"mine", which)), Err(Error::ProhibitedOperation));
        assert_eq!(wait(app.invalidate(b"theirs", which)), Err(Error::NotFound));
    }
    assert_eq!(wait(app.replace_secret(b"mine", b"x", NOW + 1)), Err(Error::NotFound));
    assert_eq!(wait(app.secret_from_id(b"mine", Selector::Latest)).unwrap_err(), Error::NotFound);
    let theirs = wait(app.key_pair_from_id(&bench.engine, b"theirs", Selector::Latest));
    assert_eq!(theirs.unwrap_err(), Error::NotFound);
    let symmetric = wait(app.symmetric_key_from_id(&bench.engine, b"mine", Selector::Latest));
    assert_eq!(symmetric.unwrap_err(), Error::NotFound);
    let stranger = secrets.guest("stranger").unwrap();
    let mine = wait(stranger.key_pair_from_id(&bench.engine, b"mine", Selector::Latest));
    assert_eq!(mine.unwrap_err(), Error::NotFound);
    assert_eq!(bench.snapshot(), before);
}

#[test]
fn rotation_adds_a_version_and_revocation_takes_one_away_for_good() {
    let bench = Bench::new();
    let secrets = granted(&bench, &[("key", &[Use::Sign])]);
    let operator = secrets.operator();
    let app = secrets.guest("app").unwrap();
    let find = |which| wait(app.key_pair_from_id(&bench.engine, b"key", which)).map(|key| key.version);
    let name = entry_name(":host", "key").unwrap();
    assert_eq!(wait(operator.generate("key", "Ed25519", None)), Ok(0));
    assert_eq!(wait(operator.rotate("key", None, Expiry::AsBefore)), Ok(1));
    let given = HostKey::KeyPair(bench.ed25519());
    assert_eq!(wait(operator.rotate("key", Some(&given), Expiry::AsBefore)), Ok(2));
    assert_eq!((find(Selector::Latest), find(Selector::Version(0))), (Ok(2), Ok(0)));
    wait(operator.revoke(&name, Selector::Version(2))).unwrap();
    assert_eq!((find(Selector::Latest), find(Selector::Version(2))), (Ok(1), Err(Error::NotFound)));
    wait(operator.revoke(&name, Selector::All)).unwrap();
    assert_eq!(find(Selector::Latest), Err(Error::NotFound));
    let again = wait(operator.revoke(&name, Selector::All));
    assert_eq!(again, Err(SecretsError::Store(StoreError::NotFound)));
    // A name that comes back counts on.
    assert!(matches!(wait(operator.rotate("key", None, Expiry::AsBefore)), Err(SecretsError::Refused(_))));
    let other_kind = wait(operator.generate("key", "HMAC/SHA-256", None));
    assert!(matches!(other_kind, Err(SecretsError::Refused(_))));
    assert_eq!(wait(operator.import("key", &given, None)), Ok(3));
    assert_eq!(find(Selector::Latest), Ok(3));
}

#[test]
fn a_new_version_lives_as_long_as_the_one_before_unless_told_otherwise() {
    let bench = Bench::new();
    let operator = bench.open(Rules::default()).operator();
    let expires = |name: &str| {
        let listed = wait(operator.list(None)).unwrap().into_iter().find(|listed| listed.id == name);
        listed.unwrap().versions.last().unwrap().expires
    };
    wait(operator.generate("forever", "Ed25519", None)).unwrap();
    wait(operator.generate("month", "Ed25519", Some(NOW + 30 * DAY))).unwrap();
    bench.clock.set(NOW + 100 * DAY);
    for name in ["forever", "month"] {
        wait(operator.rotate(name, None, Expiry::AsBefore)).unwrap();
    }
    assert_eq!((expires("forever"), expires("month")), (None, Some(NOW + 130 * DAY)));
    wait(operator.rotate("month", None, Expiry::At(NOW + 101 * DAY))).unwrap();
    assert_eq!(expires("month"), Some(NOW + 101 * DAY));
    let past = wait(operator.rotate("month", None, Expiry::At(NOW + 100 * DAY)));
    assert!(matches!(past, Err(SecretsError::Refused(_))));
    wait(operator.rotate("month", None, Expiry::Never)).unwrap();
    wait(operator.rotate("month", None, Expiry::AsBefore)).unwrap();
    assert_eq!(expires("month"), None);
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let bench = Bench::new();
    let operator = bench.open(Rules::default()).operator();
    wait(operator.generate("key", "Ed25519", None)).unwrap();
    let before = bench.snapshot();
    let long = "k".repeat(65);
    for name in ["", "a b", ":host", "a/b", long.as_str(), "key"] {
        assert!(matches!(wait(operator.generate(name, "Ed25519", None)), Err(SecretsError::Refused(_))), "{name}");
    }
    let past = wait(operator.generate("other", "Ed25519", Some(NOW)));
    assert!(matches!(past, Err(SecretsError::Refused(_))));
    for algorithm in ["MD5", "SHA-256", ""] {
        assert!(matches!(wait(operator.generate("other", algorithm, None)), Err(SecretsError::Crypto(_))));
    }
    let symmetric = HostKey::SymmetricKey(bench.hmac());
    assert!(matches!(wait(operator.rotate("key", Some(&symmetric), Expiry::AsBefore)), Err(SecretsError::Refused(_))));
    assert!(matches!(wait(operator.rotate("none", None, Expiry::AsBefore)), Err(SecretsError::Refused(_))));
    let name = entry_name(":host", "none").unwrap();
    let missing = wait(operator.export_public(&name, Selector::Latest, KeyEncoding::Raw));
    assert_eq!(missing, Err(SecretsError::Store(StoreError::NotFound)));
    for encoding in [KeyEncoding::Pem, KeyEncoding::Local] {
        let imported = HostKey::import(&bench.engine, "HMAC/SHA-256", &[1; 32], encoding);
        assert_eq!(imported.unwrap_err(), SecretsError::Crypto(Error::UnsupportedEncoding));
    }
    assert_eq!(bench.snapshot(), before);
}

#[test]
fn everything_is_listed_with_its_state_and_found_by_its_text() {
    let bench = Bench::new();
    let secrets = bench.open(Rules::default());
    let operator = secrets.operator();
    wait(operator.generate("signing", "ed25519", Some(NOW + DAY))).unwrap();
    wait(operator.rotate("signing", None, Expiry::Never)).unwrap();
    let guest = secrets.guest("guest").unwrap();
    for _ in 0..150 {
        wait(guest.store_symmetric_key(&bench.hmac(), Origin::Imported)).unwrap();
    }
    let secret = wait(guest.store_secret(b"x", NOW + DAY)).unwrap();
    bench.clock.set(NOW + DAY);

    let host = wait(operator.list(Some(Namespace::host()))).unwrap();
    assert_eq!((host.len(), host[0].id.as_str(), host[0].kind), (1, "signing", Kind::KeyPair));
    let versions: Vec<_> = host[0].versions.iter().map(|version| (version.version, version.expired)).collect();
    assert_eq!(versions, [(0, true), (1, false)]);
    assert_eq!((host[0].versions[0].algorithm.as_str(), host[0].versions[0].created), ("Ed25519", NOW));
    let all = wait(operator.list(None)).unwrap();
    assert_eq!(all.len(), 152);
    for entry in &all {
        assert_eq!(entry_name(entry.name.namespace().as_str(), &entry.id).as_ref(), Ok(&entry.name));
    }
    assert!(all.iter().any(|entry| entry.name.id() == secret.id && entry.kind == Kind::Secret));
    for (namespace, id) in [("guest", ""), ("guest", "abc"), ("guest", "xy"), ("no such", "00"), (":host", "a b")] {
        assert!(entry_name(namespace, id).is_err(), "{namespace} {id}");
    }
    assert_eq!(wait(operator.verify()).unwrap().intact, 153);
}
