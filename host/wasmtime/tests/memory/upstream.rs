//! Lists that wait in the host, of upstream's package.

use wasi_crypto_tests::component_driver::H;
use wasi_crypto_tests::facility::LATER;

use crate::guest::NONE;
use crate::room::{Named, Room};

pub const KINDS: &[Named] = &[("exported_keys_that_wait", exported_keys), ("secrets_that_wait", secrets)];

fn exported_keys(room: &mut Room) {
    let raw = vec![1_u8; 64 << 10];
    let key: H = room.guest.upstream("symmetric", "symmetric-key-import", ("HMAC/SHA-256", &raw[..])).unwrap();
    room.fill(|guest| {
        let output: H = guest.upstream("symmetric", "symmetric-key-export", (key,))?;
        Ok(vec![("array-output", output)])
    });
}

/// Secrets that were sealed, and secrets that were opened.
fn secrets(room: &mut Room) {
    let manager: H = room.guest.upstream("common", "secrets-manager-open", (NONE,)).unwrap();
    let secret = vec![1_u8; 60_000];
    let seal = (manager, &secret[..], LATER);
    let sealed: H = room.guest.upstream("external-secrets", "external-secret-encapsulate", seal).unwrap();
    let sealed: Vec<u8> = room.guest.upstream("common", "array-output-pull", (sealed,)).unwrap();
    room.fill(|guest| {
        let output: H = guest.upstream("external-secrets", "external-secret-encapsulate", seal)?;
        let opened: H = guest.upstream("external-secrets", "external-secret-decapsulate", (manager, &sealed[..]))?;
        Ok(vec![("array-output", output), ("array-output", opened)])
    });
}
