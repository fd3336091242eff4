//! The rules for external secrets: semantics of the specification, sections 10 and 13.

use std::time::Duration;

use crate::common::{Bench, DAY, NOW, wait};
use wasi_crypto_engine::Error;
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{Rules, encapsulated_len};

#[test]
fn a_stored_secret_is_read_until_it_expires() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let stored = wait(guest.store_secret(b"password", NOW + DAY)).unwrap();
    assert_eq!((stored.id.len(), stored.version), (guest.id_len(), 0));
    let read = || wait(bench.guest(Rules::default()).secret_from_id(&stored.id, Selector::Latest));
    for (now, found) in [(NOW, true), (NOW + DAY - 1, true), (NOW + DAY, false), (u64::MAX, false), (0, true)] {
        bench.clock.set(now);
        match found {
            true => assert_eq!(*read().unwrap(), b"password"),
            false => assert_eq!(read().unwrap_err(), Error::Expired),
        }
    }
}

#[test]
fn versions_count_up_and_go_one_by_one() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let id = wait(guest.store_secret(b"0", NOW + 10)).unwrap().id;
    assert_eq!(wait(guest.replace_secret(&id, b"1", NOW + 20)), Ok(1));
    assert_eq!(wait(guest.replace_secret(&id, b"", NOW + 5)), Ok(2));
    let read = |which| wait(guest.secret_from_id(&id, which)).map(|secret| secret.to_vec());
    assert_eq!(read(Selector::Version(0)).unwrap(), b"0");
    assert_eq!(read(Selector::Version(1)).unwrap(), b"1");
    assert_eq!(read(Selector::Latest).unwrap(), b"");
    assert_eq!(read(Selector::Version(3)), Err(Error::NotFound));
    assert_eq!(read(Selector::All), Err(Error::NotFound));
    // Each version has its own expiration, and the latest is the latest even then.
    bench.clock.set(NOW + 5);
    assert_eq!(read(Selector::Latest), Err(Error::Expired));
    wait(guest.invalidate_secret(&id, Selector::Latest)).unwrap();
    assert_eq!(read(Selector::Latest).unwrap(), b"1");
    assert_eq!(wait(guest.replace_secret(&id, b"3", NOW + 20)), Ok(3));
    wait(guest.invalidate_secret(&id, Selector::All)).unwrap();
    assert_eq!(read(Selector::Version(0)), Err(Error::NotFound));
    assert_eq!(wait(guest.replace_secret(&id, b"4", NOW + 20)), Err(Error::NotFound));
    assert_eq!(wait(guest.invalidate_secret(&id, Selector::All)), Err(Error::NotFound));
}

#[test]
fn lengths_and_expirations_have_limits() {
    let bench = Bench::new();
    let rules = Rules {
        max_secret_len: Some(100),
        max_expiry: Some(Duration::from_secs(DAY)),
        default_expiry: Some(Duration::from_secs(1)),
        ..Rules::default()
    };
    let guest = bench.guest(rules);
    let id = wait(guest.store_secret(&[7; 100], NOW + DAY)).unwrap().id;
    let before = bench.snapshot();
    for (len, expires, error) in [
        (101, NOW + 1, Error::Overflow),
        (1, NOW, Error::Expired),
        (1, 0, Error::Expired),
        (1, NOW + DAY + 1, Error::ProhibitedOperation),
        (1, u64::MAX, Error::ProhibitedOperation),
    ] {
        let secret = vec![7; len];
        assert_eq!(wait(guest.store_secret(&secret, expires)).unwrap_err(), error);
        assert_eq!(wait(guest.replace_secret(&id, &secret, expires)).unwrap_err(), error);
        assert_eq!(wait(guest.encapsulate_secret(&secret, expires)).unwrap_err(), error);
    }
    assert_eq!(bench.snapshot(), before);
    let sealed = wait(guest.encapsulate_secret(&[7; 100], NOW + DAY)).unwrap();
    assert_eq!(*wait(guest.decapsulate_secret(&sealed)).unwrap(), [7; 100]);
    // Without a policy any time is good.
    let free = bench.open(Rules::default()).guest("free").unwrap();
    wait(free.store_secret(b"x", u64::MAX)).unwrap();
}

#[test]
fn an_encapsulated_secret_opens_for_the_same_guest_only() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let sealed = wait(guest.encapsulate_secret(b"token", NOW + DAY)).unwrap();
    assert_ne!(sealed, wait(guest.encapsulate_secret(b"token", NOW + DAY)).unwrap());
    assert!(bench.snapshot().entries.is_empty());

    let again = bench.open(Rules::default());
    assert_eq!(*wait(again.guest("guest").unwrap().decapsulate_secret(&sealed)).unwrap(), b"token");
    let other = wait(again.guest("other").unwrap().decapsulate_secret(&sealed));
    assert_eq!(other.unwrap_err(), Error::VerificationFailed);
    let elsewhere = wait(Bench::new().guest(Rules::default()).decapsulate_secret(&sealed));
    assert_eq!(elsewhere.unwrap_err(), Error::VerificationFailed);
}

#[test]
fn an_encapsulated_secret_is_longer_by_a_constant() {
    let guest = Bench::new().guest(Rules::default());
    for len in [0, 1, 100] {
        let sealed = wait(guest.encapsulate_secret(&vec![7; len], NOW + DAY)).unwrap();
        assert_eq!((sealed.len(), encapsulated_len(len)), (len + 53, len + 53));
    }
    assert_eq!(encapsulated_len(usize::MAX), usize::MAX);
}

#[test]
fn authenticity_comes_before_expiration() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let sealed = wait(guest.encapsulate_secret(b"token", NOW + DAY)).unwrap();
    let mut forged = sealed.clone();
    *forged.last_mut().unwrap() ^= 1;
    for (now, result) in [(NOW + DAY - 1, Ok(())), (NOW + DAY, Err(Error::Expired)), (NOW, Ok(()))] {
        bench.clock.set(now);
        assert_eq!(wait(guest.decapsulate_secret(&sealed)).map(|_| ()), result);
        assert_eq!(wait(guest.decapsulate_secret(&forged)).unwrap_err(), Error::VerificationFailed);
    }
}

#[test]
fn every_byte_of_an_encapsulated_secret_counts() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let sealed = wait(guest.encapsulate_secret(b"token", NOW + DAY)).unwrap();
    for index in 0..sealed.len() {
        for mask in [1, 0x80, 0xff] {
            let mut forged = sealed.clone();
            forged[index] ^= mask;
            assert_eq!(wait(guest.decapsulate_secret(&forged)).unwrap_err(), Error::VerificationFailed, "byte {index}");
        }
        assert_eq!(wait(guest.decapsulate_secret(&sealed[..index])).unwrap_err(), Error::VerificationFailed);
    }
    let longer = [&sealed[..], &[0]].concat();
    let long = vec![1; 20 << 20];
    for garbage in [&longer, &long] {
        assert_eq!(wait(guest.decapsulate_secret(garbage)).unwrap_err(), Error::VerificationFailed);
    }
}

#[test]
fn a_stricter_policy_does_not_lock_old_secrets_away() {
    let bench = Bench::new();
    let guest = bench.guest(Rules::default());
    let id = wait(guest.store_secret(&[1; 1000], NOW + DAY)).unwrap().id;
    let sealed = wait(guest.encapsulate_secret(&[1; 1000], NOW + DAY)).unwrap();
    let strict = bench.guest(Rules {
        max_secret_len: Some(1),
        max_versions: Some(0),
        max_expiry: Some(Duration::from_secs(1)),
        ..Rules::default()
    });
    assert_eq!(wait(strict.secret_from_id(&id, Selector::Latest)).unwrap().len(), 1000);
    assert_eq!(wait(strict.decapsulate_secret(&sealed)).unwrap().len(), 1000);
    assert_eq!(wait(strict.store_secret(b"x", NOW + 1)).unwrap_err(), Error::Overflow);
}
