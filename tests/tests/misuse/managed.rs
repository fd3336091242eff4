//! One right call of each function for managed keys and external secrets.

use wasi_crypto_tests::facility::LATER;
use wasi_crypto_tests::legacy::Legacy;
use wasi_crypto_tests::legacy_calls::SIGNATURES;
use wasi_crypto_tests::legacy_secrets::{ID_LEN, KEY, LATEST, PAIR};

use crate::happy::{self, AES, ED25519};

/// What the secrets are.
pub const SECRET: &[u8] = b"the password of another service";

/// Arguments with which the function succeeds, on a host with a store: `out` and `second_out` receive what does not go
/// into `buffer`.
pub fn arguments(legacy: &mut Legacy, name: &str, out: u64, second_out: u64, buffer: u64) -> Vec<u64> {
    let none = legacy.optional(None);
    let ((ed, ed_len), (aes, aes_len)) = (legacy.put(ED25519.as_bytes()), legacy.put(AES.as_bytes()));
    let (secret, secret_len) = legacy.put(SECRET);
    let manager = manager(legacy);
    let room = ID_LEN as u64;
    match name {
        "secrets_manager_open" => vec![none, out],
        "secrets_manager_close" => vec![manager],
        "secrets_manager_invalidate" => {
            let (id, len) = put_id(legacy, KEY);
            vec![manager, id, len, LATEST]
        }

        "keypair_generate_managed" => vec![manager, SIGNATURES, ed, ed_len, none, out],
        "keypair_store_managed" => vec![manager, happy::keypair(legacy), buffer, room],
        "keypair_replace_managed" => vec![manager, managed(legacy, PAIR), happy::keypair(legacy), out],
        "keypair_id" => vec![managed(legacy, PAIR), buffer, 64, second_out, out],
        "keypair_from_id" => {
            let (id, len) = put_id(legacy, PAIR);
            vec![manager, id, len, LATEST, out]
        }

        "symmetric_key_generate_managed" => vec![manager, aes, aes_len, none, out],
        "symmetric_key_store_managed" => vec![manager, happy::symmetric_key(legacy), buffer, room],
        "symmetric_key_replace_managed" => vec![manager, managed(legacy, KEY), happy::symmetric_key(legacy), out],
        "symmetric_key_id" => vec![managed(legacy, KEY), buffer, 64, second_out, out],
        "symmetric_key_from_id" => {
            let (id, len) = put_id(legacy, KEY);
            vec![manager, id, len, LATEST, out]
        }

        "external_secret_store" => vec![manager, secret, secret_len, LATER, buffer, room],
        "external_secret_replace" => {
            let (id, len) = put_secret(legacy);
            vec![manager, secret, secret_len, LATER, id, len, out]
        }
        "external_secret_from_id" => {
            let (id, len) = put_secret(legacy);
            vec![manager, id, len, LATEST, out]
        }
        "external_secret_invalidate" => {
            let (id, len) = put_secret(legacy);
            vec![manager, id, len, LATEST]
        }
        "external_secret_encapsulate" => vec![manager, secret, secret_len, LATER, out],
        "external_secret_decapsulate" => {
            let sealed = legacy.seal(manager, SECRET, LATER).expect("seals");
            let (sealed, len) = legacy.put(&sealed);
            vec![manager, sealed, len, out]
        }
        _ => panic!("no right call of {name} is known"),
    }
}

pub fn manager(legacy: &mut Legacy) -> u64 {
    legacy.manager().expect("the host has a store")
}

/// A managed key, or key pair.
pub fn managed(legacy: &mut Legacy, kind: &str) -> u64 {
    let manager = manager(legacy);
    let made = match kind {
        PAIR => legacy.keypair_generate_managed(manager, SIGNATURES, ED25519),
        _ => legacy.key_generate_managed(manager, AES),
    };
    made.expect("a managed key")
}

/// The identifier of [`managed`].
pub fn id(legacy: &mut Legacy, kind: &str) -> Vec<u8> {
    let key = managed(legacy, kind);
    legacy.managed_id(kind, key, ID_LEN).expect("it has one").0
}

/// The identifier of a secret in the store.
pub fn secret(legacy: &mut Legacy) -> Vec<u8> {
    let manager = manager(legacy);
    legacy.secret_store(manager, SECRET, LATER).expect("stored")
}

fn put_id(legacy: &mut Legacy, kind: &str) -> (u64, u64) {
    let id = id(legacy, kind);
    legacy.put(&id)
}

fn put_secret(legacy: &mut Legacy) -> (u64, u64) {
    let id = secret(legacy);
    legacy.put(&id)
}
