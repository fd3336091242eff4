//! Managed keys and secrets that are not there, no longer there, or past their time.

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_tests::component_driver::{Driver, H, Version};
use wasi_crypto_tests::facility::{Facility, LATER};
use wasi_crypto_tests::legacy_secrets::ID_LEN;
use wasi_crypto_tests::wycheproof::Outcome;
use wasi_crypto_tests::wycheproof::component_types::{Setting, WitCategory};

use super::{AES, C};
use crate::expiring;

const NONE: Option<H> = None;

/// A store, a component on it, and its manager.
fn kept() -> Outcome<(Facility, Driver, H)> {
    let facility = expiring();
    let mut c = Driver::with(WasiCryptoCtx::builder().secrets(facility.guest()).build());
    let manager = c.call("common-secrets-manager-open", (NONE,))?;
    Ok((facility, c, manager))
}

fn key(c: &mut Driver, manager: H) -> Outcome<Vec<u8>> {
    let key: H = c.call("symmetric-symmetric-key-generate-managed", (manager, AES, NONE))?;
    let (id, _): (Vec<u8>, u64) = c.call("symmetric-symmetric-key-id", (key,))?;
    Ok(id)
}

fn find(c: &mut Driver, manager: H, id: &[u8], version: Version) -> Outcome<()> {
    c.call::<H, _>("symmetric-symmetric-key-from-id", (manager, id, version)).map(drop)
}

fn store(c: &mut Driver, manager: H) -> Outcome<Vec<u8>> {
    c.call("external-secrets-store", (manager, &b"secret"[..], LATER))
}

fn read(c: &mut Driver, manager: H, id: &[u8]) -> Outcome<()> {
    c.call::<Vec<u8>, _>("external-secrets-from-id", (manager, id, Version::Latest)).map(drop)
}

pub fn unknown_id(_: &mut C) -> Outcome<()> {
    let (_, mut c, manager) = kept()?;
    find(&mut c, manager, &[1; ID_LEN], Version::Latest)
}

pub fn unknown_version(_: &mut C) -> Outcome<()> {
    let (_, mut c, manager) = kept()?;
    let id = key(&mut c, manager)?;
    find(&mut c, manager, &id, Version::Exact(1))
}

pub fn revoked_key(_: &mut C) -> Outcome<()> {
    let (_, mut c, manager) = kept()?;
    let id = key(&mut c, manager)?;
    find(&mut c, manager, &id, Version::Latest)?;
    c.call::<(), _>("common-secrets-manager-invalidate", (manager, &id[..], Version::All))?;
    find(&mut c, manager, &id, Version::Latest)
}

pub fn expired_key(_: &mut C) -> Outcome<()> {
    let (facility, mut c, manager) = kept()?;
    let id = key(&mut c, manager)?;
    find(&mut c, manager, &id, Version::Latest)?;
    facility.clock.set(LATER);
    find(&mut c, manager, &id, Version::Latest)
}

pub fn unknown_secret(_: &mut C) -> Outcome<()> {
    let (_, mut c, manager) = kept()?;
    read(&mut c, manager, &[1; ID_LEN])
}

pub fn revoked_secret(_: &mut C) -> Outcome<()> {
    let (_, mut c, manager) = kept()?;
    let id = store(&mut c, manager)?;
    c.call::<(), _>("external-secrets-invalidate", (manager, &id[..], Version::Latest))?;
    read(&mut c, manager, &id)
}

pub fn expired_secret(_: &mut C) -> Outcome<()> {
    let (facility, mut c, manager) = kept()?;
    let id = store(&mut c, manager)?;
    facility.clock.set(LATER);
    read(&mut c, manager, &id)
}

pub fn expired_capsule(_: &mut C) -> Outcome<()> {
    let (facility, mut c, manager) = kept()?;
    let sealed: Vec<u8> = c.call("external-secrets-encapsulate", (manager, &b"secret"[..], LATER))?;
    facility.clock.set(LATER);
    c.call::<Vec<u8>, _>("external-secrets-decapsulate", (manager, &sealed[..])).map(drop)
}

pub fn open_manager(c: &mut C) -> Outcome<()> {
    let none: Option<(WitCategory, &[Setting<'_>])> = None;
    c.symmetric("open-secrets-manager", (none,))
}
