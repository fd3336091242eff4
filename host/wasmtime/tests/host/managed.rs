//! Managed keys and stored secrets, which this host refuses.

use wasi_crypto_host::engine::Error;

use crate::driver::{Driver, H};

const NONE: Option<H> = None;
const SIGNATURES: u8 = 0;

#[test]
fn there_is_no_secrets_manager() {
    let mut guest = Driver::new();
    let refused = Err(Error::UnsupportedFeature);
    assert_eq!(guest.call::<H, _>("common-secrets-manager-open", (NONE,)), refused);
    let options: H = guest.call("common-options-open", (SIGNATURES,)).unwrap();
    assert_eq!(guest.call::<H, _>("common-secrets-manager-open", (Some(options),)), refused);
    assert_eq!(guest.open_handles(), 1);
}

#[test]
fn an_unmanaged_key_has_no_identifier() {
    let mut guest = Driver::new();
    let refused = Err(Error::UnsupportedFeature);
    let key: H = guest.call("symmetric-symmetric-key-generate", ("AES-256-GCM", NONE)).unwrap();
    assert_eq!(guest.call::<(Vec<u8>, u64), _>("symmetric-symmetric-key-id", (key,)), refused);
    let key_pair: H = guest.call("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).unwrap();
    assert_eq!(guest.call::<(Vec<u8>, u64), _>("asymmetric-key-pair-id", (key_pair,)), refused);
}

/// A guest cannot have a handle of a manager, so the only way to name one is to make it up.
#[test]
fn a_made_up_manager_is_a_trap() {
    let secret = &b"secret"[..];
    assert!(
        Driver::new().plain::<(Result<Vec<u8>, u8>,), _>("external-secrets-store", (1_u32, secret, 0_u64)).is_err()
    );
    assert!(Driver::new().plain::<(u32,), _>("common-secrets-manager-id-len", (1_u32,)).is_err());
    let mut guest = Driver::new();
    let key: H = guest.call("symmetric-symmetric-key-generate", ("AES-256-GCM", NONE)).unwrap();
    assert!(guest.plain::<(Result<Vec<u8>, u8>,), _>("symmetric-symmetric-key-store-managed", (key, key)).is_err());
}
