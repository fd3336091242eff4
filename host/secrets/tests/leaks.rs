//! Planted secrets appear nowhere: not in the store, in backups, in errors, in `Debug` output or in events of any level.

use std::fmt::Debug;

use crate::common::{Bench, DAY, NOW, contains, wait};
use wasi_crypto_engine::{Category, KeyEncoding, KeyPair, SymmetricKey};
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{HostKey, MasterKey, Origin, Policy, Rules, SecretsError};
use wasi_crypto_test_support::events::Events;

/// Where secrets must not be.
#[derive(Default)]
struct Evidence(Vec<u8>);

impl Evidence {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn debug(&mut self, value: impl Debug) {
        self.bytes(format!("{value:?} {value:#?}").as_bytes());
    }

    fn error(&mut self, error: impl Debug + std::fmt::Display) {
        self.bytes(format!("{error} {error:?}").as_bytes());
    }

    /// Looks for a secret as it is, and as it might be printed.
    fn has(&self, secret: &[u8]) -> bool {
        let part = &secret[..secret.len().min(12)];
        let hex: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
        let decimal = format!("{part:?}");
        let decimal = decimal.trim_matches(['[', ']']);
        let lines = decimal.replace(' ', "");
        let printed = String::from_utf8_lossy(&self.0).replace([' ', '\n'], "").to_lowercase();
        contains(&self.0, part) || printed.contains(&hex) || printed.contains(&lines)
    }
}

#[test]
fn the_search_finds_what_is_there() {
    let secret: Vec<u8> = (100..132).collect();
    let find = |fill: fn(&mut Evidence, &[u8])| {
        let mut evidence = Evidence(b"something else".to_vec());
        assert!(!evidence.has(&secret));
        fill(&mut evidence, &secret);
        assert!(evidence.has(&secret));
    };
    find(|evidence, secret| evidence.bytes(secret));
    find(|evidence, secret| evidence.debug(secret));
    find(|evidence, secret| {
        evidence.bytes(secret.iter().map(|byte| format!("{byte:02X}")).collect::<String>().as_bytes())
    });
}

#[test]
fn planted_secrets_are_found_nowhere() {
    let bench = Bench::new();
    let random = || bench.hmac().export().unwrap().to_vec();
    let (master, symmetric, secret, capsule, host) = (random(), random(), random(), random(), random());
    let seed = random();
    let mut evidence = Evidence::default();

    let ((), events) = Events::of(|| {
        let master_key = MasterKey::from_bytes(&master.clone().try_into().unwrap());
        let bench = Bench {
            engine: bench.engine.clone(),
            store: bench.store.clone(),
            master: master_key,
            clock: bench.clock.clone(),
        };
        let rules = Rules { host_keys: [("host".into(), [].into())].into(), ..Rules::default() };
        let policy = Policy { defaults: rules, ..Policy::default() };
        let secrets = bench.try_open(policy).unwrap();
        let guest = secrets.guest("guest").unwrap();
        let operator = secrets.operator();

        let key = SymmetricKey::import(&bench.engine, "HMAC/SHA-256", &symmetric).unwrap();
        let pair = KeyPair::import(&bench.engine, Category::KeyExchange, "ML-KEM-768", &seed, KeyEncoding::Raw);
        evidence.error(pair.unwrap_err());
        let seed: [u8; 32] = seed.clone().try_into().unwrap();
        let pair =
            KeyPair::import(&bench.engine, Category::Signatures, "ECDSA_P256_SHA256", &seed, KeyEncoding::Raw).unwrap();
        let key = wait(guest.store_symmetric_key(&key, Origin::Imported)).unwrap();
        let pair = wait(guest.store_key_pair(&pair, Origin::Imported)).unwrap();
        let stored = wait(guest.store_secret(&secret, NOW + DAY)).unwrap();
        let sealed = wait(guest.encapsulate_secret(&capsule, NOW + DAY)).unwrap();
        evidence.bytes(&sealed);
        let host_key = HostKey::import(&bench.engine, "HMAC/SHA-256", &host, KeyEncoding::Raw).unwrap();
        wait(operator.import("host", &host_key, None)).unwrap();

        // Used, and misused.
        let found = wait(guest.symmetric_key_from_id(&bench.engine, &key.id, Selector::Latest)).unwrap();
        let used = wait(guest.symmetric_key_from_id(&bench.engine, b"host", Selector::Latest)).unwrap();
        assert_eq!(*wait(guest.secret_from_id(&stored.id, Selector::Latest)).unwrap(), secret);
        assert_eq!(*wait(guest.decapsulate_secret(&sealed)).unwrap(), capsule);
        evidence.error(found.key.export().unwrap_err());
        evidence.error(wait(guest.store_symmetric_key(&found.key, Origin::Imported)).unwrap_err());
        evidence.error(wait(guest.store_secret(&secret, NOW)).unwrap_err());
        evidence.error(wait(guest.replace_secret(&key.id, &secret, NOW + 1)).unwrap_err());
        evidence.error(wait(operator.import("host", &host_key, None)).unwrap_err());
        evidence.error(wait(operator.import("past", &host_key, Some(0))).unwrap_err());
        wait(operator.rotate_data_key()).unwrap();
        let other = MasterKey::generate(&bench.engine).unwrap();
        let wrong = Bench { master: other, ..Bench::over(bench.store.clone()) };
        let error = wrong.try_open(Policy::default()).unwrap_err();
        assert_eq!(error, SecretsError::WrongMasterKey);
        evidence.error(error);

        evidence.debug((&bench.master, &secrets, &guest, &operator, &host_key));
        evidence.debug((&key, &pair, &found, &used, &stored));
        evidence.debug(wait(operator.list(None)).unwrap());
        evidence.debug(wait(operator.verify()).unwrap());
        evidence.bytes(&wait(operator.backup()).unwrap());
    });
    assert!(events.len() > 15, "{events:?}");
    evidence.bytes(events.join("\n").as_bytes());
    let snapshot = bench.snapshot();
    evidence.debug(&snapshot);
    evidence.bytes(&snapshot.root.unwrap().content);
    for record in snapshot.entries.iter().flat_map(|entry| &entry.versions) {
        evidence.bytes(&record.payload);
    }
    for (name, planted) in [
        ("master key", &master),
        ("symmetric key", &symmetric),
        ("key pair", &seed),
        ("stored secret", &secret),
        ("encapsulated secret", &capsule),
        ("key of the host", &host),
    ] {
        assert!(!evidence.has(planted), "the {name} was found");
    }
}
