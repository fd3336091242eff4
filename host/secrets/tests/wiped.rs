//! Secrets are gone from memory with the objects that held them: the process searches its own memory, as the engine's
//! test of the same name does.

#![cfg(target_os = "linux")]

mod common;

use std::fs::File;
use std::io::{BufRead, Read};
use std::os::unix::fs::FileExt;

use common::{Bench, DAY, NOW, wait};
use wasi_crypto_engine::{KeyEncoding, SymmetricKey};
use wasi_crypto_keystore::Selector;
use wasi_crypto_secrets::{HostKey, MasterKey, Origin, Policy, Rules};
use zeroize::Zeroizing;

const MASK: u8 = 0x5c;

/// A random secret, kept in a form that is not found.
struct Planted([u8; 32]);

impl Planted {
    fn new() -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        File::open("/dev/urandom").unwrap().read_exact(&mut bytes[..]).unwrap();
        Self(bytes.map(|byte| byte ^ MASK))
    }

    /// The secret itself, in memory that wipes itself.
    fn reveal(&self) -> Box<Zeroizing<[u8; 32]>> {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        bytes.iter_mut().zip(&self.0).for_each(|(byte, masked)| *byte = masked ^ MASK);
        bytes
    }

    /// How often the first 16 bytes of the secret are in writable memory.
    fn occurrences(&self) -> usize {
        let memory = File::open("/proc/self/mem").unwrap();
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let mut buffer = vec![0_u8; 1 << 20];
        let own = buffer.as_ptr().addr()..buffer.as_ptr().addr() + buffer.len();
        let mut found = 0;
        for line in maps.lines().filter(|line| line.contains(" rw") && !line.contains("[vvar")) {
            let (start, rest) = line.split_once('-').unwrap();
            let end = rest.split(' ').next().unwrap();
            let (mut at, end) = (usize::from_str_radix(start, 16).unwrap(), usize::from_str_radix(end, 16).unwrap());
            while at < end {
                let len = buffer.len().min(end - at);
                if !matches!(memory.read_at(&mut buffer[..len], at.try_into().unwrap()), Ok(read) if read == len) {
                    break;
                }
                // The standard library's search for one byte is fast even where this test is not optimised.
                let mut rest = &buffer[..len];
                while let Ok(1..) = rest.skip_until(self.0[0] ^ MASK) {
                    let offset = len - rest.len();
                    if offset == 0 || own.contains(&(at + offset - 1)) {
                        continue;
                    }
                    let candidate = &buffer[offset - 1..len];
                    let matches = |(byte, masked): (&u8, &u8)| byte ^ MASK == *masked;
                    found += usize::from(candidate.len() >= 16 && candidate.iter().zip(&self.0[..16]).all(matches));
                }
                at += if len > 16 && at + len < end { len - 15 } else { len };
            }
        }
        buffer.fill(0);
        std::hint::black_box(&buffer);
        found
    }
}

/// Overwrites what earlier calls left on the stack.
#[inline(never)]
fn overwrite_stack() {
    let dead = [0_u8; 512 << 10];
    std::hint::black_box(&dead);
}

/// Works in frames that are dead when this returns.
#[inline(never)]
fn work<T>(planted: &Planted, use_it: impl FnOnce(&[u8; 32]) -> T) -> T {
    use_it(&planted.reveal())
}

#[track_caller]
fn vanishes<T>(what: &str, use_it: impl FnOnce(&[u8; 32]) -> T) {
    let planted = Planted::new();
    let objects = Box::new(work(&planted, use_it));
    overwrite_stack();
    let alive = planted.occurrences();
    drop(objects);
    overwrite_stack();
    assert!(alive >= 1, "{what}: the search does not find what is there");
    assert_eq!(planted.occurrences(), 0, "{what}");
}

/// One after the other: another's buffer would be found.
#[test]
fn secrets_vanish() {
    let bench = Bench::new();
    vanishes("a master key", |bytes| {
        let master = MasterKey::from_bytes(bytes);
        let bench = Bench { master, ..Bench::new() };
        bench.open(Rules::default());
        bench
    });
    vanishes("a master key from a file", |bytes| {
        let directory = tempfile::tempdir().unwrap();
        MasterKey::from_bytes(bytes).write_new_file(directory.path().join("key")).unwrap();
        MasterKey::from_file(directory.path().join("key")).unwrap()
    });
    let guest = bench.guest(Rules::default());
    vanishes("a stored and found key", |bytes| {
        let key = SymmetricKey::import(&bench.engine, "XCHACHA20-POLY1305", bytes).unwrap();
        let id = wait(guest.store_symmetric_key(&key, Origin::Imported)).unwrap().id;
        wait(guest.symmetric_key_from_id(&bench.engine, &id, Selector::Latest)).unwrap()
    });
    vanishes("a stored and found secret", |bytes| {
        let id = wait(guest.store_secret(bytes, NOW + DAY)).unwrap().id;
        wait(guest.secret_from_id(&id, Selector::Latest)).unwrap()
    });
    vanishes("an encapsulated secret", |bytes| {
        let sealed = wait(guest.encapsulate_secret(bytes, NOW + DAY)).unwrap();
        wait(guest.decapsulate_secret(&sealed)).unwrap()
    });
    vanishes("a key of the host", |bytes| {
        let key = HostKey::import(&bench.engine, "HMAC/SHA-256", bytes, KeyEncoding::Raw).unwrap();
        let operator = bench.try_open(Policy::default()).unwrap().operator();
        wait(operator.import("key", &key, None)).unwrap();
        wait(operator.rotate_data_key()).unwrap();
        wait(operator.verify()).unwrap();
        key
    });
}
