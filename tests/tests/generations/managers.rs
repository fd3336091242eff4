//! The key manager under its old names, over a store in memory.

use std::sync::Arc;

use wasi_crypto_engine::Engine;
use wasi_crypto_host::keystore::MemoryStore;
use wasi_crypto_host::secrets::{GuestSecrets, MasterKey, Secrets};
use wasi_crypto_tests::legacy::{Legacy, Setup};
use wasi_crypto_tests::legacy_calls::SIGNATURES;

/// Managed-key version: the newest.
const LATEST: u64 = 0xff00_0000_0000_0001;

fn secrets() -> GuestSecrets {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let master = MasterKey::generate(&Engine::new()).unwrap();
    let secrets = runtime.block_on(Secrets::builder(Arc::new(MemoryStore::new()), &master).open()).unwrap();
    secrets.guest("guest").unwrap()
}

fn driver(generation: &'static str) -> Legacy {
    Legacy::new(Setup { generation: Some(generation), secrets: Some(secrets()), ..Setup::default() })
}

#[test]
fn managed_keys_come_and_go() {
    for (generation, manager, not_found) in [
        ("2020-06", "key_manager", "key_not_found"),
        ("2020-10", "key_manager", "key_not_found"),
        ("2020-11", "secrets_manager", "not_found"),
        ("0.10", "secrets_manager", "not_found"),
    ] {
        let mut legacy = driver(generation);
        let none = legacy.optional(None);
        let opened = legacy.call_u32(&format!("{manager}_open"), &[none]).unwrap();
        let (name, len) = legacy.put(b"Ed25519");
        let pair = legacy.call_u32("keypair_generate_managed", &[opened, SIGNATURES, name, len, none]).unwrap();
        let (id, id_len, version) = (legacy.room(64), legacy.room(4), legacy.room(8));
        legacy.call("keypair_id", &[pair, id, 64, id_len, version]).unwrap();
        let id_len = u64::from(legacy.read_u32(id_len));
        let again = legacy.call_u32("keypair_from_id", &[opened, id, id_len, LATEST]).unwrap();
        let signature = legacy.sign(again, b"message").unwrap();
        let public = legacy.call_u32("keypair_publickey", &[pair]).unwrap();
        legacy.verify(public, b"message", signature).unwrap();
        legacy.call(&format!("{manager}_invalidate"), &[opened, id, id_len, LATEST]).unwrap();
        let gone = legacy.call_u32("keypair_from_id", &[opened, id, id_len, LATEST]);
        assert_eq!(gone, Err(not_found), "{generation}");
        legacy.call(&format!("{manager}_close"), &[opened]).unwrap();
        assert_eq!(legacy.call(&format!("{manager}_close"), &[opened]), Err("closed"), "{generation}");
    }
}

#[test]
fn both_states_of_april_2020_open_the_same_store() {
    let mut legacy = driver("2020-04");
    let none = legacy.optional(None);
    let one = legacy.call_u32("key_manager_open", &[none]).unwrap();
    let other = legacy.call_u32("symmetric_key_manager_open", &[none]).unwrap();
    let (id, id_len, version) = (legacy.room(64), legacy.room(4), legacy.room(8));
    let revokers = ["key_manager_invalidate", "symmetric_key_invalidate", "signature_keypair_invalidate"];
    for (revoke, (made_in, found_in)) in revokers.into_iter().zip([(one, other), (other, one), (one, other)]) {
        let (name, len) = legacy.put(b"Ed25519");
        let pair = legacy.call_u32("signature_managed_keypair_generate", &[made_in, name, len, none]).unwrap();
        legacy.call("signature_keypair_id", &[pair, id, 64, id_len, version]).unwrap();
        let find = [found_in, id, u64::from(legacy.read_u32(id_len)), LATEST];
        legacy.call_u32("signature_keypair_from_id", &find).unwrap();
        legacy.call(revoke, &find).unwrap();
        assert_eq!(legacy.call_u32("signature_keypair_from_id", &find), Err("key_not_found"), "{revoke}");
    }
    for (close, manager) in [("key_manager_close", other), ("symmetric_key_manager_close", one)] {
        legacy.call(close, &[manager]).unwrap();
        assert_eq!(legacy.call(close, &[manager]), Err("closed"), "{close}");
    }
}
