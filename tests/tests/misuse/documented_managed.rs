//! The documented errors of managed keys and external secrets.

use std::time::Duration;

use wasi_crypto_componentize::LinkMode;
use wasi_crypto_host::secrets::Rules;
use wasi_crypto_tests::facility::{Facility, LATER, NOW};
use wasi_crypto_tests::legacy::{Answer, Legacy, Setup};
use wasi_crypto_tests::legacy_calls::{RAW, SIGNATURES};
use wasi_crypto_tests::legacy_secrets::{ID_LEN, KEY, LATEST, PAIR};

use crate::documented::{Case, close_twice};
use crate::happy::{self, AES, ED25519};
use crate::managed::{self, SECRET, manager};

pub const CASES: &[Case] = &[
    // the manager
    ("secrets_manager_open", "unsupported_feature", |l| storeless(l).manager().map(drop)),
    ("secrets_manager_close", "closed", |l| close_twice(l, "secrets_manager_close", manager)),
    ("secrets_manager_invalidate", "not_found", |l| {
        let manager = manager(l);
        l.invalidate(manager, &[1; ID_LEN], LATEST)
    }),
    // where there is no store: whatever stands for the manager
    ("secrets_manager_close", "unsupported_feature", |l| storeless(l).call("secrets_manager_close", &[0])),
    ("secrets_manager_invalidate", "unsupported_feature", |l| storeless(l).invalidate(0, &[1; ID_LEN], LATEST)),
    ("keypair_generate_managed", "unsupported_feature", |l| {
        storeless(l).keypair_generate_managed(0, SIGNATURES, ED25519).map(drop)
    }),
    ("keypair_store_managed", "unsupported_feature", |l| {
        let mut l = storeless(l);
        let pair = happy::keypair(&mut l);
        l.store_managed(PAIR, 0, pair).map(drop)
    }),
    ("keypair_from_id", "unsupported_feature", |l| storeless(l).from_id(PAIR, 0, &[1; ID_LEN], LATEST).map(drop)),
    ("symmetric_key_store_managed", "unsupported_feature", |l| {
        let mut l = storeless(l);
        let key = happy::symmetric_key(&mut l);
        l.store_managed(KEY, 0, key).map(drop)
    }),
    ("symmetric_key_from_id", "unsupported_feature", |l| storeless(l).from_id(KEY, 0, &[1; ID_LEN], LATEST).map(drop)),
    ("external_secret_store", "unsupported_feature", |l| storeless(l).secret_store(0, SECRET, LATER).map(drop)),
    ("external_secret_replace", "unsupported_feature", |l| {
        storeless(l).secret_replace(0, &[1; ID_LEN], SECRET, LATER).map(drop)
    }),
    ("external_secret_from_id", "unsupported_feature", |l| {
        storeless(l).secret_from_id(0, &[1; ID_LEN], LATEST).map(drop)
    }),
    ("external_secret_invalidate", "unsupported_feature", |l| storeless(l).secret_invalidate(0, &[1; ID_LEN], LATEST)),
    ("external_secret_encapsulate", "unsupported_feature", |l| storeless(l).seal(0, SECRET, LATER).map(drop)),
    ("external_secret_decapsulate", "unsupported_feature", |l| storeless(l).unseal(0, &[1; 64]).map(drop)),
    // managed key pairs
    ("keypair_generate_managed", "unsupported_algorithm", |l| {
        let manager = manager(l);
        l.keypair_generate_managed(manager, SIGNATURES, "Ed25520").map(drop)
    }),
    ("keypair_generate_managed", "overflow", |l| full(l.mode(), &mut |l| managed_pair(l).map(drop))),
    ("keypair_generate_managed", "prohibited_operation", |l| {
        without_aes_and_ed25519(l.mode(), |l| managed_pair(l).map(drop))
    }),
    ("keypair_generate_managed", "too_many_handles", |l| few_handles(l.mode(), |l| managed_pair(l).map(drop))),
    ("keypair_store_managed", "overflow", |l| too_small(l.mode(), "keypair_store_managed", happy::keypair)),
    ("keypair_store_managed", "overflow", |l| {
        full(l.mode(), &mut |l| {
            let (manager, pair) = (l.manager()?, l.keypair_generate(SIGNATURES, ED25519)?);
            l.store_managed(PAIR, manager, pair).map(drop)
        })
    }),
    ("keypair_store_managed", "prohibited_operation", |l| {
        let (manager, pair) = (manager(l), managed::managed(l, PAIR));
        l.store_managed(PAIR, manager, pair).map(drop)
    }),
    ("keypair_replace_managed", "unsupported_feature", |l| {
        let (old, new) = (happy::keypair(l), happy::keypair(l));
        replace(l, PAIR, old, new)
    }),
    ("keypair_replace_managed", "incompatible_keys", |l| {
        let (old, new) = (managed::managed(l, PAIR), l.keypair_generate(SIGNATURES, "ECDSA_P256_SHA256")?);
        replace(l, PAIR, old, new)
    }),
    ("keypair_replace_managed", "prohibited_operation", |l| {
        without_imported(l.mode(), |l| {
            let (old, new) = (managed::managed(l, PAIR), happy::keypair(l));
            let encoded = l.export("keypair", new, RAW)?;
            let new = l.import("keypair", SIGNATURES, ED25519, &encoded, RAW)?;
            replace(l, PAIR, old, new)
        })
    }),
    ("keypair_id", "unsupported_feature", |l| {
        let pair = happy::keypair(l);
        l.managed_id(PAIR, pair, ID_LEN).map(drop)
    }),
    ("keypair_id", "overflow", |l| {
        let pair = managed::managed(l, PAIR);
        l.managed_id(PAIR, pair, ID_LEN - 1).map(drop)
    }),
    ("keypair_from_id", "not_found", |l| {
        // A key of the other kind.
        let (manager, id) = (manager(l), managed::id(l, KEY));
        l.from_id(PAIR, manager, &id, LATEST).map(drop)
    }),
    ("keypair_from_id", "expired", |l| expired(l.mode(), PAIR)),
    ("keypair_export", "prohibited_operation", |l| {
        let pair = managed::managed(l, PAIR);
        l.export("keypair", pair, RAW).map(drop)
    }),
    ("secretkey_export", "prohibited_operation", |l| {
        let pair = managed::managed(l, PAIR);
        let secret = l.call_u32("keypair_secretkey", &[pair])?;
        l.export("secretkey", secret, RAW).map(drop)
    }),
    // managed symmetric keys
    ("symmetric_key_generate_managed", "unsupported_algorithm", |l| {
        let manager = manager(l);
        l.key_generate_managed(manager, "AES-255-GCM").map(drop)
    }),
    ("symmetric_key_generate_managed", "unsupported_feature", |l| {
        let manager = manager(l);
        l.key_generate_managed(manager, "SHA-256").map(drop)
    }),
    ("symmetric_key_generate_managed", "overflow", |l| full(l.mode(), &mut |l| managed_key(l).map(drop))),
    ("symmetric_key_generate_managed", "prohibited_operation", |l| {
        without_aes_and_ed25519(l.mode(), |l| managed_key(l).map(drop))
    }),
    ("symmetric_key_generate_managed", "too_many_handles", |l| few_handles(l.mode(), |l| managed_key(l).map(drop))),
    ("symmetric_key_store_managed", "overflow", |l| {
        too_small(l.mode(), "symmetric_key_store_managed", happy::symmetric_key)
    }),
    ("symmetric_key_store_managed", "overflow", |l| {
        full(l.mode(), &mut |l| {
            let (manager, key) = (l.manager()?, l.key_generate(AES)?);
            l.store_managed(KEY, manager, key).map(drop)
        })
    }),
    ("symmetric_key_store_managed", "prohibited_operation", |l| {
        without_imported(l.mode(), |l| {
            let (manager, key) = (manager(l), happy::symmetric_key(l));
            l.store_managed(KEY, manager, key).map(drop)
        })
    }),
    ("symmetric_key_replace_managed", "unsupported_feature", |l| {
        let (old, new) = (happy::symmetric_key(l), happy::symmetric_key(l));
        replace(l, KEY, old, new)
    }),
    ("symmetric_key_replace_managed", "incompatible_keys", |l| {
        let (old, new) = (managed::managed(l, KEY), l.key_generate("AES-128-GCM")?);
        replace(l, KEY, old, new)
    }),
    ("symmetric_key_replace_managed", "prohibited_operation", |l| {
        without_imported(l.mode(), |l| {
            let (old, new) = (managed::managed(l, KEY), happy::symmetric_key(l));
            replace(l, KEY, old, new)
        })
    }),
    ("symmetric_key_id", "unsupported_feature", |l| {
        let key = happy::symmetric_key(l);
        l.managed_id(KEY, key, ID_LEN).map(drop)
    }),
    ("symmetric_key_id", "overflow", |l| {
        let key = managed::managed(l, KEY);
        l.managed_id(KEY, key, 0).map(drop)
    }),
    ("symmetric_key_from_id", "not_found", |l| {
        let (manager, id) = (manager(l), managed::id(l, KEY));
        l.from_id(KEY, manager, &id, 1).map(drop)
    }),
    ("symmetric_key_from_id", "expired", |l| expired(l.mode(), KEY)),
    ("symmetric_key_export", "prohibited_operation", |l| {
        let key = managed::managed(l, KEY);
        l.key_export(key).map(drop)
    }),
    // external secrets
    ("external_secret_store", "overflow", |l| {
        let (facility, mut l) = kept(l.mode(), Rules::default());
        let (manager, (secret, len), id) = (manager(&mut l), l.put(SECRET), l.room(ID_LEN));
        let refused = l.call("external_secret_store", &[manager, secret, len, LATER, id, ID_LEN as u64 - 1]);
        assert_eq!(facility.versions(), 0, "nothing is stored");
        refused
    }),
    ("external_secret_store", "overflow", |l| {
        short_secrets(l.mode(), |l, manager| l.secret_store(manager, SECRET, LATER).map(drop))
    }),
    ("external_secret_store", "overflow", |l| {
        full(l.mode(), &mut |l| {
            let manager = l.manager()?;
            l.secret_store(manager, SECRET, LATER).map(drop)
        })
    }),
    ("external_secret_store", "expired", |l| {
        let manager = manager(l);
        l.secret_store(manager, SECRET, NOW).map(drop)
    }),
    ("external_secret_replace", "not_found", |l| {
        let (manager, id) = (manager(l), managed::id(l, KEY));
        l.secret_replace(manager, &id, SECRET, LATER).map(drop)
    }),
    ("external_secret_replace", "overflow", |l| {
        short_secrets(l.mode(), |l, manager| {
            let id = l.secret_store(manager, b"short", LATER)?;
            l.secret_replace(manager, &id, SECRET, LATER).map(drop)
        })
    }),
    ("external_secret_replace", "overflow", |l| {
        let mut id = None;
        full(l.mode(), &mut |l| {
            let manager = l.manager()?;
            match &id {
                None => {
                    id = Some(l.secret_store(manager, SECRET, LATER)?);
                    Ok(())
                }
                Some(id) => l.secret_replace(manager, id, SECRET, LATER).map(drop),
            }
        })
    }),
    ("external_secret_from_id", "not_found", |l| {
        let (manager, id) = (manager(l), managed::secret(l));
        l.secret_invalidate(manager, &id, 0)?;
        l.secret_from_id(manager, &id, LATEST).map(drop)
    }),
    ("external_secret_from_id", "expired", |l| {
        let (facility, mut l) = kept(l.mode(), Rules::default());
        let (manager, id) = (manager(&mut l), managed::secret(&mut l));
        facility.clock.set(LATER);
        l.secret_from_id(manager, &id, LATEST).map(drop)
    }),
    ("external_secret_invalidate", "not_found", |l| {
        let (manager, id) = (manager(l), managed::secret(l));
        l.secret_invalidate(manager, &id, 1)
    }),
    ("external_secret_encapsulate", "overflow", |l| {
        short_secrets(l.mode(), |l, manager| l.seal(manager, SECRET, LATER).map(drop))
    }),
    ("external_secret_decapsulate", "expired", |l| {
        let (facility, mut l) = kept(l.mode(), Rules::default());
        let manager = manager(&mut l);
        let sealed = l.seal(manager, SECRET, LATER)?;
        facility.clock.set(LATER);
        l.unseal(manager, &sealed).map(drop)
    }),
    ("external_secret_decapsulate", "verification_failed", |l| {
        let manager = manager(l);
        let mut sealed = l.seal(manager, SECRET, LATER)?;
        *sealed.last_mut().expect("longer than nothing") ^= 1;
        l.unseal(manager, &sealed).map(drop)
    }),
];

/// A driver like this one, on a host without a store.
fn storeless(legacy: &Legacy) -> Legacy {
    Legacy::new(Setup { mode: legacy.mode(), ..Setup::default() })
}

/// A driver on a host with a store under these rules.
fn kept(mode: LinkMode, rules: Rules) -> (Facility, Legacy) {
    let facility = Facility::new(rules);
    let legacy = Legacy::new(Setup { mode, secrets: Some(facility.guest()), ..Setup::default() });
    (facility, legacy)
}

/// Does the same twice in a store for one version: the second time there is no room.
fn full(mode: LinkMode, store: &mut dyn FnMut(&mut Legacy) -> Answer) -> Answer {
    let (facility, mut legacy) = kept(mode, Rules { max_versions: Some(1), ..Rules::default() });
    store(&mut legacy).expect("room for one");
    let refused = store(&mut legacy);
    assert_eq!(facility.versions(), 1, "nothing else is stored");
    refused
}

/// A guest that may use one algorithm.
fn without_aes_and_ed25519(mode: LinkMode, call: fn(&mut Legacy) -> Answer) -> Answer {
    let only = [String::from("SHA-256")].into();
    call(&mut kept(mode, Rules { algorithms: Some(only), ..Rules::default() }).1)
}

/// A guest that may store nothing but what the host has generated.
fn without_imported(mode: LinkMode, call: fn(&mut Legacy) -> Answer) -> Answer {
    call(&mut kept(mode, Rules { store_imported: Some(false), ..Rules::default() }).1)
}

/// A guest whose secrets have at most ten bytes.
fn short_secrets(mode: LinkMode, call: fn(&mut Legacy, u64) -> Answer) -> Answer {
    let (_, mut legacy) = kept(mode, Rules { max_secret_len: Some(10), ..Rules::default() });
    let manager = manager(&mut legacy);
    call(&mut legacy, manager)
}

/// A guest that has a manager, and no handle left for a key: none is stored that it could not get.
fn few_handles(mode: LinkMode, call: fn(&mut Legacy) -> Answer) -> Answer {
    let facility = Facility::default();
    let setup = Setup { mode, secrets: Some(facility.guest()), max_handles: Some(1), ..Setup::default() };
    let refused = call(&mut Legacy::new(setup));
    assert_eq!(facility.versions(), 0, "nothing is stored");
    refused
}

/// Stores with a buffer that is a byte too small: nothing is stored, and the key stays what it was.
fn too_small(mode: LinkMode, function: &str, key: fn(&mut Legacy) -> u64) -> Answer {
    let (facility, mut legacy) = kept(mode, Rules::default());
    let (manager, key, id) = (manager(&mut legacy), key(&mut legacy), legacy.room(ID_LEN));
    let refused = legacy.call(function, &[manager, key, id, ID_LEN as u64 - 1]);
    assert_eq!(facility.versions(), 0, "nothing is stored");
    legacy.call(function, &[manager, key, id, ID_LEN as u64]).expect("the key can still be stored");
    refused
}

/// Looks up a key the second it expires.
fn expired(mode: LinkMode, kind: &str) -> Answer {
    let lifetime = Duration::from_secs(LATER - NOW);
    let (facility, mut legacy) = kept(mode, Rules { max_expiry: Some(lifetime), ..Rules::default() });
    let (manager, id) = (manager(&mut legacy), managed::id(&mut legacy, kind));
    facility.clock.set(LATER);
    legacy.from_id(kind, manager, &id, LATEST).map(drop)
}

fn managed_pair(legacy: &mut Legacy) -> Answer<u64> {
    let manager = legacy.manager()?;
    legacy.keypair_generate_managed(manager, SIGNATURES, ED25519)
}

fn managed_key(legacy: &mut Legacy) -> Answer<u64> {
    let manager = legacy.manager()?;
    legacy.key_generate_managed(manager, AES)
}

fn replace(legacy: &mut Legacy, kind: &str, old: u64, new: u64) -> Answer {
    let manager = manager(legacy);
    let refused = legacy.replace_managed(kind, manager, old, new).map(drop);
    for key in [old, new] {
        legacy.call(&format!("{kind}_close"), &[key]).expect("a failed replacement leaves both open");
    }
    refused
}
