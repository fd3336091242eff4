//! External secrets, as a component sees them.

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::{Engine, Error, Limits};
use wasi_crypto_host::secrets::{Policy, Rules};
use wasi_crypto_tests::component_driver::{Driver, H, Version};

use crate::managed::{Facility, NOW, defaults};

const LATER: u64 = NOW + 1_000;

fn store(guest: &mut Driver, manager: H, secret: &[u8], expiration: u64) -> Result<Vec<u8>, Error> {
    guest.call("external-secrets-store", (manager, secret, expiration))
}

fn read(guest: &mut Driver, manager: H, id: &[u8], version: Version) -> Result<Vec<u8>, Error> {
    guest.call("external-secrets-from-id", (manager, id, version))
}

#[test]
fn a_secret_is_kept_renewed_and_revoked() {
    let facility = Facility::new(Policy::default());
    let (mut guest, manager) = facility.driver();
    let id = store(&mut guest, manager, b"first", LATER).unwrap();
    assert_eq!(id.len(), 32);
    let second = guest.call("external-secrets-replace", (manager, &id[..], &b"second"[..], LATER));
    assert_eq!(second, Ok(1_u64));
    let (mut other, other_manager) = facility.driver();
    assert_eq!(read(&mut other, other_manager, &id, Version::Latest), Ok(b"second".to_vec()));
    assert_eq!(read(&mut other, other_manager, &id, Version::Exact(0)), Ok(b"first".to_vec()));
    assert_eq!(read(&mut other, other_manager, &id, Version::All), Err(Error::NotFound));

    let invalidate = |guest: &mut Driver, version: Version| {
        guest.call::<(), _>("external-secrets-invalidate", (manager, &id[..], version))
    };
    // Keys and secrets are told apart.
    let as_key = guest.call::<(), _>("common-secrets-manager-invalidate", (manager, &id[..], Version::All));
    assert_eq!(as_key, Err(Error::NotFound));
    assert_eq!(invalidate(&mut guest, Version::Latest), Ok(()));
    assert_eq!(read(&mut guest, manager, &id, Version::Latest), Ok(b"first".to_vec()));
    assert_eq!(invalidate(&mut guest, Version::All), Ok(()));
    assert_eq!(read(&mut guest, manager, &id, Version::Latest), Err(Error::NotFound));
    let replaced = guest.call::<u64, _>("external-secrets-replace", (manager, &id[..], &b"x"[..], LATER));
    assert_eq!(replaced, Err(Error::NotFound));
}

#[test]
fn a_secret_expires_with_its_second() {
    let facility = Facility::new(Policy::default());
    let (mut guest, manager) = facility.driver();
    assert_eq!(store(&mut guest, manager, b"late", NOW), Err(Error::Expired));
    let id = store(&mut guest, manager, b"secret", LATER).unwrap();
    let sealed: Vec<u8> = guest.call("external-secrets-encapsulate", (manager, &b"secret"[..], LATER)).unwrap();
    for (now, expired) in [(LATER - 1, false), (LATER, true), (NOW, false)] {
        facility.clock.set(now);
        let expected = if expired { Err(Error::Expired) } else { Ok(b"secret".to_vec()) };
        assert_eq!(read(&mut guest, manager, &id, Version::Latest), expected);
        assert_eq!(guest.call("external-secrets-decapsulate", (manager, &sealed[..])), expected);
    }
}

#[test]
fn what_is_encapsulated_is_never_the_same_and_cannot_be_changed() {
    let facility = Facility::new(Policy::default());
    let (mut guest, manager) = facility.driver();
    let seal = |guest: &mut Driver| -> Vec<u8> {
        guest.call("external-secrets-encapsulate", (manager, &b"planted secret"[..], LATER)).unwrap()
    };
    let sealed = seal(&mut guest);
    assert_ne!(sealed, seal(&mut guest));
    assert!(!sealed.windows(7).any(|window| window == b"planted"));
    let open =
        |guest: &mut Driver, sealed: &[u8]| guest.call::<Vec<u8>, _>("external-secrets-decapsulate", (manager, sealed));
    assert_eq!(open(&mut guest, &sealed), Ok(b"planted secret".to_vec()));
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(open(&mut guest, &changed), Err(Error::VerificationFailed), "byte {at}");
        assert_eq!(open(&mut guest, &sealed[..at]), Err(Error::VerificationFailed), "cut at {at}");
    }
    assert_eq!(open(&mut guest, &vec![0; 17 << 20]), Err(Error::VerificationFailed), "longer than anything");
    // The time does not matter for what is not authentic.
    facility.clock.set(u64::MAX);
    assert_eq!(open(&mut guest, &sealed[1..]), Err(Error::VerificationFailed));
}

#[test]
fn secrets_have_a_limit() {
    let facility = Facility::new(defaults(Rules { max_secret_len: Some(100), ..Rules::default() }));
    let (mut guest, manager) = facility.driver();
    store(&mut guest, manager, &[1_u8; 100], LATER).unwrap();
    assert_eq!(store(&mut guest, manager, &[1_u8; 101], LATER), Err(Error::Overflow));
    let sealed = guest.call::<Vec<u8>, _>("external-secrets-encapsulate", (manager, &[1_u8; 101][..], LATER));
    assert_eq!(sealed, Err(Error::Overflow));
    let empty = store(&mut guest, manager, &[], LATER).unwrap();
    assert_eq!(read(&mut guest, manager, &empty, Version::Latest), Ok(Vec::new()));
}

#[test]
fn secrets_are_no_longer_than_what_the_engine_takes_at_once() {
    let facility = Facility::new(Policy::default());
    let (mut free, free_manager) = facility.driver();
    let mut seal = |len: usize| -> Vec<u8> {
        free.call("external-secrets-encapsulate", (free_manager, &vec![1_u8; len][..], LATER)).unwrap()
    };
    let (fits, longer) = (seal(100), seal(101));
    let mut limits = Limits::default();
    limits.max_buffered_message = 100;
    let engine = Engine::builder().limits(limits).build().unwrap();
    let mut guest = Driver::with(WasiCryptoCtx::builder().engine(engine).secrets(facility.guest()).build());
    let manager: H = guest.call("common-secrets-manager-open", (None::<H>,)).unwrap();
    store(&mut guest, manager, &[1_u8; 100], LATER).unwrap();
    assert_eq!(store(&mut guest, manager, &[1_u8; 101], LATER), Err(Error::Overflow));
    assert_eq!(guest.call("external-secrets-decapsulate", (manager, &fits[..])), Ok(vec![1_u8; 100]));
    let refused = guest.call::<Vec<u8>, _>("external-secrets-decapsulate", (manager, &longer[..]));
    assert_eq!(refused, Err(Error::VerificationFailed));
}
