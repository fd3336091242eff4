//! Every operation leaves one event, which says who did what, and no more.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use crate::common::faulty::FaultyStore;
use crate::common::{Bench, DAY, NOW, wait};
use wasi_crypto_engine::{Category, Error, KeyEncoding};
use wasi_crypto_keystore::{KeyStore, MemoryStore, Selector};
use wasi_crypto_secrets::{Expiry, GuestSecrets, HostKey, MasterKey, Origin, Policy, Rules, entry_name, restore};
use wasi_crypto_test_support::events::Events;

/// The only event of some work, without what they all have.
fn event<T>(work: impl FnOnce() -> T) -> (T, String) {
    let (result, events) = Events::of(work);
    let [event] = events.as_slice() else { panic!("{} events: {events:?}", events.len()) };
    (result, event.replace(" wasi_crypto::audit message=managed key", ""))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_operation_of_a_guest_is_one_event() {
    let bench = Bench::new();
    let rules = Rules { host_keys: [("host".into(), [].into())].into(), ..Rules::default() };
    let secrets = bench.open(rules);
    let guest = secrets.guest("me").unwrap();
    wait(secrets.operator().generate("host", "Ed25519", None)).unwrap();
    let pair = bench.ed25519();

    let generate = || wait(guest.generate_key_pair(&bench.engine, Category::Signatures, "Ed25519", None)).unwrap();
    let (made, text) = event(generate);
    let id = hex(&made.id);
    let line = |level: &str, operation: &str, kind: &str, key: &str, version: &str, outcome: &str| {
        let quoted =
            |name: &str, value: &str| if value.is_empty() { String::new() } else { format!(" {name}={value}") };
        let kind = if kind.is_empty() { String::new() } else { format!(" kind=\"{kind}\"") };
        let version = quoted("version", version);
        format!("{level} guest=\"me\" operation=\"{operation}\"{kind} key=\"{key}\"{version} outcome=\"{outcome}\"")
    };
    assert_eq!(text, line("INFO", "generate-managed", "key-pair", &id, "0", "ok"));

    let (stored, text) = event(|| wait(guest.store_key_pair(&pair, Origin::Imported)).unwrap());
    assert_eq!(text, line("INFO", "store-managed", "key-pair", &hex(&stored.id), "0", "ok"));
    let (_, text) = event(|| wait(guest.replace_key_pair(&made, &pair, Origin::Imported)).unwrap());
    assert_eq!(text, line("INFO", "replace-managed", "key-pair", &id, "1", "ok"));
    let (_, text) = event(|| wait(guest.replace_key_pair(&made, &pair, Origin::Imported)).unwrap_err());
    assert_eq!(text, line("WARN", "replace-managed", "key-pair", &id, "0", "invalid-operation"));
    let find = |id: &[u8], which| wait(guest.key_pair_from_id(&bench.engine, id, which)).is_ok();
    assert_eq!(event(|| find(&made.id, Selector::Latest)).1, line("INFO", "from-id", "key-pair", &id, "1", "ok"));
    let missing = line("WARN", "from-id", "key-pair", &id, "7", "not-found");
    assert_eq!(event(|| find(&made.id, Selector::Version(7))).1, missing);
    let host = line("INFO", "from-id", "key-pair", "host", "0", "ok");
    assert_eq!(event(|| find(b"host", Selector::Latest)).1, host);
    // In another second, or it would only be counted.
    bench.clock.set(NOW - 1);
    let long = line("WARN", "from-id", "key-pair", "no identifier", "", "not-found");
    assert_eq!(event(|| find(&[1; 100_000], Selector::Latest)).1, long);
    bench.clock.set(NOW);
    let invalidate = |id: &[u8]| wait(guest.invalidate(id, Selector::All)).is_ok();
    assert_eq!(event(|| invalidate(&made.id)).1, line("INFO", "invalidate", "", &id, "", "ok"));
    assert_eq!(event(|| invalidate(b"host")).1, line("WARN", "invalidate", "", "host", "", "prohibited-operation"));

    let (key, text) = event(|| wait(guest.generate_symmetric_key(&bench.engine, "HMAC/SHA-256", None)).unwrap());
    assert_eq!(text, line("INFO", "generate-managed", "symmetric-key", &hex(&key.id), "0", "ok"));
    let unknown = event(|| wait(guest.generate_symmetric_key(&bench.engine, "MD5", None)).unwrap_err());
    assert_eq!(unknown.1, line("WARN", "generate-managed", "symmetric-key", "", "", "unsupported-algorithm"));

    let (secret, text) = event(|| wait(guest.store_secret(b"x", NOW + DAY)).unwrap());
    let id = hex(&secret.id);
    assert_eq!(text, line("INFO", "store", "secret", &id, "0", "ok"));
    let replaced = event(|| wait(guest.replace_secret(&secret.id, b"y", NOW + 1)).unwrap()).1;
    assert_eq!(replaced, line("INFO", "replace", "secret", &id, "1", "ok"));
    let read = || wait(guest.secret_from_id(&secret.id, Selector::Latest)).is_ok();
    assert_eq!(event(read).1, line("INFO", "from-id", "secret", &id, "1", "ok"));
    bench.clock.set(NOW + 1);
    assert_eq!(event(read).1, line("WARN", "from-id", "secret", &id, "1", "expired"));
    let (sealed, text) = event(|| wait(guest.encapsulate_secret(b"x", NOW + DAY)).unwrap());
    assert_eq!(text, line("INFO", "encapsulate", "secret", "", "", "ok"));
    let opened = event(|| wait(guest.decapsulate_secret(&sealed)).unwrap()).1;
    assert_eq!(opened, line("INFO", "decapsulate", "secret", "", "", "ok"));
    let forged = event(|| wait(guest.decapsulate_secret(b"x")).unwrap_err()).1;
    assert_eq!(forged, line("WARN", "decapsulate", "secret", "", "", "verification-failed"));
    let gone = event(|| wait(guest.invalidate_secret(&secret.id, Selector::Version(0))).unwrap()).1;
    assert_eq!(gone, line("INFO", "invalidate", "secret", &id, "0", "ok"));
}

/// Everything a guest can ask for that may not be there.
#[test]
fn lookups_of_what_is_not_there_are_counted_and_written_once_a_second() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let pair = bench.ed25519();
    let old = wait(guest.store_key_pair(&pair, Origin::Generated)).unwrap();
    wait(guest.invalidate(&old.id, Selector::All)).unwrap();
    let find = |id: u8| wait(guest.key_pair_from_id(&bench.engine, &[id], Selector::Latest)).unwrap_err();
    let lookups: [&dyn Fn() -> Error; 7] = [
        &|| find(1),
        &|| wait(guest.symmetric_key_from_id(&bench.engine, &[1], Selector::Version(0))).unwrap_err(),
        &|| wait(guest.invalidate(&[1], Selector::Latest)).unwrap_err(),
        &|| wait(guest.replace_key_pair(&old, &pair, Origin::Generated)).unwrap_err(),
        &|| wait(guest.secret_from_id(&[1], Selector::Latest)).unwrap_err(),
        &|| wait(guest.replace_secret(&[1], b"x", NOW + DAY)).unwrap_err(),
        &|| wait(guest.invalidate_secret(&[1], Selector::All)).unwrap_err(),
    ];
    let ((), first) = event(|| assert_eq!(find(0), Error::NotFound));
    assert!(first.ends_with("key=\"00\" outcome=\"not-found\""), "{first}");
    let ((), events) = Events::of(|| {
        for lookup in lookups.iter().cycle().take(10_000) {
            assert_eq!(lookup(), Error::NotFound);
        }
    });
    assert_eq!(events, [""; 0]);

    // The next second has one event, of the lookup that comes first in it.
    bench.clock.set(NOW + 1);
    let ((), events) = Events::of(|| (2..6).for_each(|id| assert_eq!(find(id), Error::NotFound)));
    let [text] = events.as_slice() else { panic!("{events:?}") };
    assert!(text.contains("operation=\"from-id\"") && text.contains("key=\"02\""), "{text}");
    assert!(text.starts_with("WARN") && text.ends_with("outcome=\"not-found\" repeated=10000"), "{text}");

    // A clock that is set back keeps nothing back, and what was written is counted no more.
    bench.clock.set(NOW);
    assert!(event(|| find(7)).1.ends_with("key=\"07\" outcome=\"not-found\" repeated=3"));
    bench.clock.set(NOW + 5);
    assert!(event(|| find(8)).1.ends_with("key=\"08\" outcome=\"not-found\""));
}

#[test]
fn what_is_still_counted_is_written_when_the_guest_is_gone() {
    let bench = Bench::new();
    let secrets = bench.open(Rules::default());
    let (guest, another) = (secrets.guest("me").unwrap(), secrets.guest("another").unwrap());
    let copy = guest.clone();
    let find = |guest: &GuestSecrets, id: u8| drop(wait(guest.secret_from_id(&[id], Selector::Version(3))));
    let ((), first) = event(|| find(&guest, 0));
    assert!(first.contains("guest=\"me\""));
    let ((), events) = Events::of(|| {
        find(&copy, 1);
        find(&guest, 2);
        drop(guest);
        find(&copy, 3);
    });
    assert_eq!(events, [""; 0], "copies are one guest");
    // Each guest has a count of its own, and nothing is to be said of one that was written at once.
    let ((), text) = event(|| find(&another, 4));
    assert!(text.contains("guest=\"another\""), "{text}");
    assert_eq!(Events::of(|| drop(another)).1, [""; 0]);
    // The last one, and two others.
    let ((), text) = event(|| drop(copy));
    let expected = "WARN guest=\"me\" operation=\"from-id\" kind=\"secret\" key=\"03\" version=3 outcome=\"not-found\"";
    assert_eq!(text, format!("{expected} repeated=2"));
}

/// What a guest does between its lookups is written as ever, and operators are not counted.
#[test]
fn other_events_are_not_counted() {
    let bench = Bench::new();
    let secrets = bench.open(Rules::default());
    let guest = secrets.guest("me").unwrap();
    let ((), events) = Events::of(|| {
        for _ in 0..3 {
            wait(guest.secret_from_id(b"?", Selector::Latest)).unwrap_err();
            wait(guest.store_secret(b"x", NOW)).unwrap_err();
            wait(guest.store_secret(b"x", NOW + 1)).unwrap();
            wait(secrets.operator().revoke(&entry_name("me", "00ff").unwrap(), Selector::Latest)).unwrap_err();
        }
    });
    let of = |what: &str| events.iter().filter(|event| event.contains(what)).count();
    assert_eq!((of("not-found"), of("expired"), of("\"ok\""), of(":operator")), (1, 3, 3, 3), "{events:?}");
    assert_eq!(events.len(), 10);
}

#[test]
fn every_operation_of_an_operator_is_one_event() {
    let bench = Bench::new();
    let operator = bench.open(Rules::default()).operator();
    let key = HostKey::KeyPair(bench.ed25519());
    let name = entry_name(":host", "signing").unwrap();
    let begins = |text: &str, level: &str, operation: &str, key: &str| {
        let expected = format!("{level} guest=\":operator\" operation=\"{operation}\"");
        assert!(text.starts_with(&expected) && text.contains(&format!("key=\"{key}\"")), "{text}");
    };
    begins(&event(|| wait(operator.import("signing", &key, None)).unwrap()).1, "INFO", "import", "signing");
    begins(&event(|| wait(operator.import("signing", &key, None)).unwrap_err()).1, "WARN", "import", "signing");
    begins(&event(|| wait(operator.generate("other", "Ed25519", None)).unwrap()).1, "INFO", "generate", "other");
    begins(&event(|| wait(operator.rotate("signing", None, Expiry::AsBefore)).unwrap()).1, "INFO", "rotate", "signing");
    let export = || wait(operator.export_public(&name, Selector::Latest, KeyEncoding::Raw)).unwrap();
    begins(&event(export).1, "INFO", "export-public", "signing");
    begins(&event(|| wait(operator.revoke(&name, Selector::Latest)).unwrap()).1, "INFO", "revoke", "signing");
    begins(&event(|| wait(operator.verify()).unwrap()).1, "INFO", "verify", "");
    begins(&event(|| wait(operator.rotate_data_key()).unwrap()).1, "INFO", "rotate-data-key", "");
    let (backup, text) = event(|| wait(operator.backup()).unwrap());
    begins(&text, "INFO", "backup", "");
    let store: Arc<dyn KeyStore> = Arc::new(MemoryStore::new());
    let (_, text) =
        event(|| wait(restore(&store, &bench.master, &bench.engine, bench.clock.as_ref(), &backup)).unwrap());
    begins(&text, "INFO", "restore", "");
    let new = MasterKey::generate(&bench.engine).unwrap();
    begins(&event(|| wait(operator.rotate_master(&new)).unwrap()).1, "INFO", "rotate-master", "");
}

#[test]
fn an_operation_nobody_waits_for_is_an_event_too() {
    let store = FaultyStore::new();
    let bench = Bench::over(store.clone());
    let guest = bench.guest(Rules::default());
    let ((), text) = event(|| {
        store.stall_at(2);
        let key = bench.hmac();
        let mut future = pin!(guest.store_symmetric_key(&key, Origin::Imported));
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    });
    assert!(text.starts_with("WARN guest=\"guest\" operation=\"store-managed\""), "{text}");
    assert!(text.ends_with("outcome=\"cancelled\""), "{text}");
}

#[test]
fn a_failing_store_is_an_error_for_the_operator() {
    let store = FaultyStore::new();
    let bench = Bench::over(store.clone());
    let guest = bench.guest(Rules::default());
    store.fail_at(1);
    let (_, events) = Events::of(|| wait(guest.store_secret(b"x", NOW + 1)).unwrap_err());
    assert_eq!(events.len(), 2);
    assert!(events[0].starts_with("ERROR wasi_crypto::secrets") && events[0].contains("the disk is on fire"));
    assert!(events[1].starts_with("WARN wasi_crypto::audit") && events[1].ends_with("outcome=\"internal-error\""));
    assert!(bench.try_open(Policy::default()).is_ok());
}
