//! Managed keys, as a component sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pollster::block_on;
use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::{Engine, Error, Use};
use wasi_crypto_host::keystore::{KeyStore, MemoryStore};
use wasi_crypto_host::secrets::{GuestSecrets, HostKey, ManualClock, MasterKey, Policy, Rules, Secrets};
use wasi_crypto_tests::component_driver::{self as driver, Driver, H, Version};

const NONE: Option<H> = None;
const SIGNATURES: u8 = 0;
const RAW: u8 = 0;
pub const NOW: u64 = 1_700_000_000;

/// Identifier and version: the driver exports records as tuples.
type ManagedId = (Vec<u8>, u64);

/// A store and what stands around it.
pub struct Facility {
    pub clock: Arc<ManualClock>,
    pub secrets: Secrets,
}

impl Facility {
    pub fn new(policy: Policy) -> Self {
        let master = MasterKey::generate(&Engine::new()).unwrap();
        Self::over(Arc::new(MemoryStore::new()), &master, policy)
    }

    pub fn over(store: Arc<dyn KeyStore>, master: &MasterKey, policy: Policy) -> Self {
        let clock = Arc::new(ManualClock::new(NOW));
        let opened = Secrets::builder(store, master).policy(policy).clock(clock.clone()).open();
        Self { clock, secrets: block_on(opened).unwrap() }
    }

    pub fn guest(&self) -> GuestSecrets {
        self.secrets.guest("test").unwrap()
    }

    /// A component of the guest `test` with an open secrets manager.
    pub fn driver(&self) -> (Driver, H) {
        let mut driver = Driver::with(WasiCryptoCtx::builder().secrets(self.guest()).build());
        let manager = driver.call("common-secrets-manager-open", (NONE,)).unwrap();
        (driver, manager)
    }
}

pub fn defaults(rules: Rules) -> Policy {
    Policy { defaults: rules, guests: BTreeMap::new() }
}

fn generate(guest: &mut Driver, manager: H) -> H {
    guest.call("asymmetric-key-pair-generate-managed", (manager, SIGNATURES, "Ed25519", NONE)).unwrap()
}

fn id_of(guest: &mut Driver, key_pair: H) -> ManagedId {
    guest.call("asymmetric-key-pair-id", (key_pair,)).unwrap()
}

fn find(guest: &mut Driver, manager: H, id: &[u8], version: Version) -> Result<H, Error> {
    guest.call("asymmetric-key-pair-from-id", (manager, id, version))
}

fn public(guest: &mut Driver, key_pair: H) -> Vec<u8> {
    let key: H = guest.call("asymmetric-key-pair-public-key", (key_pair,)).unwrap();
    guest.call("asymmetric-public-key-export", (key, RAW)).unwrap()
}

#[test]
fn without_a_store_there_is_no_secrets_manager() {
    let mut guest = Driver::new();
    let refused = Err(Error::UnsupportedFeature);
    assert_eq!(guest.call::<H, _>("common-secrets-manager-open", (NONE,)), refused);
    let options: H = guest.call("common-options-open", (SIGNATURES,)).unwrap();
    assert_eq!(guest.call::<H, _>("common-secrets-manager-open", (Some(options),)), refused);
    assert_eq!(guest.open_handles(), 1);
}

#[test]
fn an_unmanaged_key_has_no_identifier() {
    let (mut guest, manager) = Facility::new(Policy::default()).driver();
    let key: H = guest.call("symmetric-symmetric-key-generate", ("AES-256-GCM", NONE)).unwrap();
    let refused = Err(Error::UnsupportedFeature);
    assert_eq!(guest.call::<ManagedId, _>("symmetric-symmetric-key-id", (key,)), refused);
    let key_pair: H = guest.call("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).unwrap();
    assert_eq!(guest.call::<ManagedId, _>("asymmetric-key-pair-id", (key_pair,)), refused);
    let other = generate(&mut guest, manager);
    let replaced = guest.call::<u64, _>("asymmetric-key-pair-replace-managed", (key_pair, manager, other));
    assert_eq!(replaced.unwrap_err(), Error::UnsupportedFeature);
}

/// A guest that has no handle of a manager can only make one up.
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

#[test]
fn a_generated_pair_signs_for_every_component_of_the_guest() {
    let facility = Facility::new(Policy::default());
    let (mut first, manager) = facility.driver();
    let made = generate(&mut first, manager);
    let name = id_of(&mut first, made);
    assert_eq!(name.1, 0);
    assert_eq!(first.plain::<(u32,), _>("common-secrets-manager-id-len", (manager,)).unwrap(), (32,));
    assert_eq!(name.0.len(), 32);
    let signature: Vec<u8> = first.call("signatures-sign", (made, &b"message"[..])).unwrap();
    let key = public(&mut first, made);
    for encoding in 0..5_u8 {
        let exported = first.call::<Vec<u8>, _>("asymmetric-key-pair-export", (made, encoding));
        assert_eq!(exported.unwrap_err(), Error::ProhibitedOperation);
    }
    let half: H = first.call("asymmetric-key-pair-secret-key", (made,)).unwrap();
    let exported = first.call::<Vec<u8>, _>("asymmetric-secret-key-export", (half, RAW));
    assert_eq!(exported.unwrap_err(), Error::ProhibitedOperation);
    drop(first);

    let (mut second, manager) = facility.driver();
    let found = find(&mut second, manager, &name.0, Version::Latest).unwrap();
    assert_eq!(public(&mut second, found), key);
    let again: Vec<u8> = second.call("signatures-sign", (found, &b"message"[..])).unwrap();
    assert_eq!(again, signature, "Ed25519 is deterministic");

    let stranger = facility.secrets.guest("other").unwrap();
    let mut stranger = Driver::with(WasiCryptoCtx::builder().secrets(stranger).build());
    let manager: H = stranger.call("common-secrets-manager-open", (NONE,)).unwrap();
    assert_eq!(find(&mut stranger, manager, &name.0, Version::Latest), Err(Error::NotFound));
}

#[test]
fn a_stored_key_cannot_be_exported_any_more() {
    let facility = Facility::new(Policy::default());
    let (mut guest, manager) = facility.driver();
    let key: H = guest.call("symmetric-symmetric-key-import", ("HMAC/SHA-256", &[7_u8; 32][..])).unwrap();
    let tag: Vec<u8> = guest.call("symmetric-mac", (key, &b"message"[..])).unwrap();
    let id: Vec<u8> = guest.call("symmetric-symmetric-key-store-managed", (key, manager)).unwrap();
    let exported = guest.call::<Vec<u8>, _>("symmetric-symmetric-key-export", (key,));
    assert_eq!(exported.unwrap_err(), Error::ProhibitedOperation);
    assert_eq!(guest.call("symmetric-symmetric-key-id", (key,)), Ok((id.clone(), 0_u64)));
    let found: H = guest.call("symmetric-symmetric-key-from-id", (manager, &id[..], Version::Exact(0))).unwrap();
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-mac", (found, &b"message"[..])), Ok(tag));
    let stored_again = guest.call::<Vec<u8>, _>("symmetric-symmetric-key-store-managed", (key, manager));
    assert_eq!(stored_again.unwrap_err(), Error::ProhibitedOperation);
    // The policy may decide otherwise.
    let open = Facility::new(defaults(Rules { export_managed: Some(true), ..Rules::default() }));
    let (mut guest, manager) = open.driver();
    let key: H = guest.call("symmetric-symmetric-key-import", ("HMAC/SHA-256", &[7_u8; 32][..])).unwrap();
    guest.call::<Vec<u8>, _>("symmetric-symmetric-key-store-managed", (key, manager)).unwrap();
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-symmetric-key-export", (key,)), Ok(vec![7; 32]));
}

#[test]
fn imported_keys_may_be_refused() {
    let facility = Facility::new(defaults(Rules { store_imported: Some(false), ..Rules::default() }));
    let (mut guest, manager) = facility.driver();
    let made: H = guest.call("symmetric-symmetric-key-generate", ("AES-256-GCM", NONE)).unwrap();
    guest.call::<Vec<u8>, _>("symmetric-symmetric-key-store-managed", (made, manager)).unwrap();
    let key: H = guest.call("symmetric-symmetric-key-import", ("AES-256-GCM", &[1_u8; 32][..])).unwrap();
    let refused = Err(Error::ProhibitedOperation);
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-symmetric-key-store-managed", (key, manager)), refused);
    assert_eq!(
        guest.call::<u64, _>("symmetric-symmetric-key-replace-managed", (made, manager, key)),
        Err(Error::ProhibitedOperation)
    );
    assert_eq!(
        guest.call::<Vec<u8>, _>("symmetric-symmetric-key-export", (key,)),
        Ok(vec![1; 32]),
        "still the guest's"
    );
}

#[test]
fn versions_follow_each_other_and_can_be_revoked() {
    let (mut guest, manager) = Facility::new(Policy::default()).driver();
    let first = generate(&mut guest, manager);
    let name = id_of(&mut guest, first);
    let second: H = guest.call("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).unwrap();
    let replace = |guest: &mut Driver, old: H, new: H| {
        guest.call::<u64, _>("asymmetric-key-pair-replace-managed", (old, manager, new))
    };
    assert_eq!(replace(&mut guest, first, second), Ok(1));
    assert_eq!(id_of(&mut guest, second), (name.0.clone(), 1));
    assert_eq!(id_of(&mut guest, first).1, 0, "the old handle is what it was");

    let third: H = guest.call("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).unwrap();
    assert_eq!(replace(&mut guest, first, third), Err(Error::InvalidOperation), "not the newest any more");
    let p256: H = guest.call("asymmetric-key-pair-generate", (SIGNATURES, "ECDSA_P256_SHA256", NONE)).unwrap();
    assert_eq!(replace(&mut guest, second, p256), Err(Error::IncompatibleKeys));
    guest.call::<Vec<u8>, _>("signatures-sign", (second, &b"unharmed"[..])).unwrap();

    let latest = find(&mut guest, manager, &name.0, Version::Latest).unwrap();
    assert_eq!(public(&mut guest, latest), public(&mut guest, second));
    let oldest = find(&mut guest, manager, &name.0, Version::Exact(0)).unwrap();
    assert_eq!(public(&mut guest, oldest), public(&mut guest, first));
    for version in [Version::All, Version::Exact(2), Version::Exact(u64::MAX)] {
        assert_eq!(find(&mut guest, manager, &name.0, version), Err(Error::NotFound));
    }

    let invalidate = |guest: &mut Driver, version: Version| {
        guest.call::<(), _>("common-secrets-manager-invalidate", (manager, &name.0[..], version))
    };
    assert_eq!(invalidate(&mut guest, Version::Latest), Ok(()));
    let latest = find(&mut guest, manager, &name.0, Version::Latest).unwrap();
    assert_eq!(id_of(&mut guest, latest).1, 0, "the newest that is left");
    assert_eq!(invalidate(&mut guest, Version::Exact(1)), Err(Error::NotFound));
    assert_eq!(invalidate(&mut guest, Version::All), Ok(()));
    assert_eq!(find(&mut guest, manager, &name.0, Version::Latest), Err(Error::NotFound));
    assert_eq!(invalidate(&mut guest, Version::All), Err(Error::NotFound));
    guest.call::<Vec<u8>, _>("signatures-sign", (latest, &b"still in use"[..])).unwrap();
}

#[test]
fn identifiers_that_cannot_be_are_not_found() {
    let (mut guest, manager) = Facility::new(Policy::default()).driver();
    for id in [vec![], vec![0; 32], vec![0; 64], vec![0; 65], vec![0; 100_000]] {
        assert_eq!(find(&mut guest, manager, &id, Version::Latest), Err(Error::NotFound));
        let call = ("common-secrets-manager-invalidate", (manager, &id[..], Version::All));
        assert_eq!(guest.call::<(), _>(call.0, call.1), Err(Error::NotFound));
    }
    // A key of the other kind neither.
    let key: H = guest.call("symmetric-symmetric-key-generate-managed", (manager, "AES-256-GCM", NONE)).unwrap();
    let name: ManagedId = guest.call("symmetric-symmetric-key-id", (key,)).unwrap();
    assert_eq!(find(&mut guest, manager, &name.0, Version::Latest), Err(Error::NotFound));
}

#[test]
fn keys_expire_by_the_clock_of_the_moment() {
    let year = std::time::Duration::from_secs(365 * 86_400);
    let facility = Facility::new(defaults(Rules { max_expiry: Some(year), ..Rules::default() }));
    let (mut guest, manager) = facility.driver();
    let made = generate(&mut guest, manager);
    let name = id_of(&mut guest, made);
    let end = NOW + year.as_secs();
    for (now, answer) in
        [(end - 1, None), (end, Some(Error::Expired)), (NOW, None), (u64::MAX, Some(Error::Expired)), (0, None)]
    {
        facility.clock.set(now);
        assert_eq!(find(&mut guest, manager, &name.0, Version::Latest).err(), answer, "at {now}");
    }
    guest.call::<Vec<u8>, _>("signatures-sign", (made, &b"in use"[..])).unwrap();
}

#[test]
fn a_quota_is_kept_to_the_key() {
    let facility = Facility::new(defaults(Rules { max_versions: Some(2), ..Rules::default() }));
    let (mut guest, manager) = facility.driver();
    let first = generate(&mut guest, manager);
    generate(&mut guest, manager);
    let handles = guest.open_handles();
    let one_more = guest.call::<H, _>("asymmetric-key-pair-generate-managed", (manager, SIGNATURES, "Ed25519", NONE));
    assert_eq!(one_more, Err(Error::Overflow));
    assert_eq!(guest.open_handles(), handles);
    let name = id_of(&mut guest, first);
    guest.call::<(), _>("common-secrets-manager-invalidate", (manager, &name.0[..], Version::All)).unwrap();
    generate(&mut guest, manager);
}

#[test]
fn a_policy_decides_which_algorithms_there_are() {
    let only = ["Ed25519", "SHA-256"].map(String::from).into();
    let facility = Facility::new(defaults(Rules { algorithms: Some(only), ..Rules::default() }));
    let (mut guest, manager) = facility.driver();
    generate(&mut guest, manager);
    guest.call::<Vec<u8>, _>("symmetric-hash", ("SHA-256", &b""[..])).unwrap();
    let refused = Some(Error::ProhibitedOperation);
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-hash", ("SHA-512", &b""[..])).err(), refused);
    assert_eq!(guest.call::<H, _>("symmetric-symmetric-key-generate", ("AES-256-GCM", NONE)).err(), refused);
    let managed = guest.call::<H, _>("symmetric-symmetric-key-generate-managed", (manager, "AES-256-GCM", NONE));
    assert_eq!(managed.err(), refused);
}

#[test]
fn keys_of_the_host_can_be_used_as_granted_and_not_read() {
    let uses = BTreeSet::from([Use::Verify]);
    let granted = BTreeMap::from([("mac".to_owned(), uses), ("sign".to_owned(), BTreeSet::from([Use::Sign]))]);
    let facility = Facility::new(defaults(Rules { host_keys: granted, ..Rules::default() }));
    let operator = facility.secrets.operator();
    for (name, algorithm) in [("mac", "HMAC/SHA-256"), ("sign", "Ed25519"), ("hidden", "Ed25519")] {
        block_on(operator.generate(name, algorithm, None)).unwrap();
    }
    assert!(HostKey::generate(operator.engine(), "no such").is_err());
    let (mut guest, manager) = facility.driver();
    let mac: H = guest.call("symmetric-symmetric-key-from-id", (manager, &b"mac"[..], Version::Latest)).unwrap();
    let refused = Some(Error::ProhibitedOperation);
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-mac", (mac, &b"m"[..])).err(), refused);
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-symmetric-key-export", (mac,)).err(), refused);
    let state: H = guest.call("symmetric-symmetric-state-open", ("HMAC/SHA-256", Some(mac), NONE)).unwrap();
    let tag: H = guest.call("symmetric-symmetric-state-squeeze-tag", (state,)).unwrap();
    assert_eq!(guest.call::<Vec<u8>, _>("symmetric-symmetric-tag-bytes", (tag,)).err(), refused);
    let wrong = guest.call::<(), _>("symmetric-symmetric-tag-verify", (tag, &[0_u8; 32][..]));
    assert_eq!(wrong.err(), Some(Error::InvalidTag));

    let pair = find(&mut guest, manager, b"sign", Version::Latest).unwrap();
    guest.call::<Vec<u8>, _>("signatures-sign", (pair, &b"m"[..])).unwrap();
    let other = generate(&mut guest, manager);
    let replaced = guest.call::<u64, _>("asymmetric-key-pair-replace-managed", (pair, manager, other));
    assert_eq!(replaced.err(), refused);
    let invalidated = guest.call::<(), _>("common-secrets-manager-invalidate", (manager, &b"sign"[..], Version::All));
    assert_eq!(invalidated.err(), refused);
    assert_eq!(find(&mut guest, manager, b"hidden", Version::Latest), Err(Error::NotFound), "not granted");
}

#[test]
fn an_asynchronous_guest_waits_for_the_store() {
    let facility = Facility::new(Policy::default());
    driver::block_on(async {
        let mut guest = Driver::with_async(WasiCryptoCtx::builder().secrets(facility.guest()).build()).await;
        let manager: H = guest.call_async("common-secrets-manager-open", (NONE,)).await.unwrap();
        let arguments = (manager, SIGNATURES, "Ed25519", NONE);
        let pair: H = guest.call_async("asymmetric-key-pair-generate-managed", arguments).await.unwrap();
        let name: ManagedId = guest.call_async("asymmetric-key-pair-id", (pair,)).await.unwrap();
        let arguments = (manager, &name.0[..], Version::Latest);
        let found: H = guest.call_async("asymmetric-key-pair-from-id", arguments).await.unwrap();
        guest.call_async::<Vec<u8>, _>("signatures-sign", (found, &b"message"[..])).await.unwrap();
    });
}

#[test]
fn a_manager_that_is_dropped_is_not_missed() {
    let (mut guest, manager) = Facility::new(Policy::default()).driver();
    let made = generate(&mut guest, manager);
    guest.drop("secrets-manager", manager);
    guest.call::<Vec<u8>, _>("signatures-sign", (made, &b"message"[..])).unwrap();
    let again: H = guest.call("common-secrets-manager-open", (NONE,)).unwrap();
    let name = id_of(&mut guest, made);
    find(&mut guest, again, &name.0, Version::Latest).unwrap();
}
