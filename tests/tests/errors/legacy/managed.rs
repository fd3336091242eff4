//! Managed keys and secrets that are not there, no longer there, or past their time.

use wasi_crypto_tests::facility::{Facility, LATER};
use wasi_crypto_tests::legacy::{Answer, Setup};
use wasi_crypto_tests::legacy_secrets::{ALL, ID_LEN, KEY, LATEST};

use super::{AES, L};
use crate::expiring;

/// A store, a module on it, and its manager.
fn kept() -> Answer<(Facility, L, u64)> {
    let facility = expiring();
    let mut l = L::new(Setup { secrets: Some(facility.guest()), ..Setup::default() });
    let manager = l.manager()?;
    Ok((facility, l, manager))
}

fn key(l: &mut L, manager: u64) -> Answer<Vec<u8>> {
    let key = l.key_generate_managed(manager, AES)?;
    Ok(l.managed_id(KEY, key, ID_LEN)?.0)
}

pub fn unknown_id(_: &mut L) -> Answer {
    let (_, mut l, manager) = kept()?;
    l.from_id(KEY, manager, &[1; ID_LEN], LATEST).map(drop)
}

pub fn unknown_version(_: &mut L) -> Answer {
    let (_, mut l, manager) = kept()?;
    let id = key(&mut l, manager)?;
    l.from_id(KEY, manager, &id, 1).map(drop)
}

pub fn revoked_key(_: &mut L) -> Answer {
    let (_, mut l, manager) = kept()?;
    let id = key(&mut l, manager)?;
    l.from_id(KEY, manager, &id, LATEST)?;
    l.invalidate(manager, &id, ALL)?;
    l.from_id(KEY, manager, &id, LATEST).map(drop)
}

pub fn expired_key(_: &mut L) -> Answer {
    let (facility, mut l, manager) = kept()?;
    let id = key(&mut l, manager)?;
    l.from_id(KEY, manager, &id, LATEST)?;
    facility.clock.set(LATER);
    l.from_id(KEY, manager, &id, LATEST).map(drop)
}

pub fn unknown_secret(_: &mut L) -> Answer {
    let (_, mut l, manager) = kept()?;
    l.secret_from_id(manager, &[1; ID_LEN], LATEST).map(drop)
}

pub fn revoked_secret(_: &mut L) -> Answer {
    let (_, mut l, manager) = kept()?;
    let id = l.secret_store(manager, b"secret", LATER)?;
    l.secret_invalidate(manager, &id, LATEST)?;
    l.secret_from_id(manager, &id, LATEST).map(drop)
}

pub fn expired_secret(_: &mut L) -> Answer {
    let (facility, mut l, manager) = kept()?;
    let id = l.secret_store(manager, b"secret", LATER)?;
    facility.clock.set(LATER);
    l.secret_from_id(manager, &id, LATEST).map(drop)
}

pub fn expired_capsule(_: &mut L) -> Answer {
    let (facility, mut l, manager) = kept()?;
    let sealed = l.seal(manager, b"secret", LATER)?;
    facility.clock.set(LATER);
    l.unseal(manager, &sealed).map(drop)
}

pub fn open_manager(l: &mut L) -> Answer {
    let none = l.optional(None);
    l.call_u32("secrets_manager_open", &[none]).map(drop)
}
