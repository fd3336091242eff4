//! Plants a secret, and searches the memory of the process for it.

use std::fs::File;
use std::io::{BufRead, Read};
use std::os::unix::fs::FileExt;

use wasi_crypto_engine::SecretBytes;

const MASK: u8 = 0x5c;

/// A random secret, kept in a form that is not found.
struct Planted(Vec<u8>);

impl Planted {
    fn new(len: usize) -> Self {
        let mut bytes = SecretBytes::new(vec![0; len]);
        File::open("/dev/urandom").unwrap().read_exact(&mut bytes).unwrap();
        Self(bytes.iter().map(|byte| byte ^ MASK).collect())
    }

    /// The secret itself, in memory that wipes itself.
    fn reveal(&self) -> SecretBytes {
        let mut bytes = SecretBytes::new(Vec::with_capacity(self.0.len()));
        bytes.extend(self.0.iter().map(|byte| byte ^ MASK));
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
                let Ok(len) = memory.read_at(&mut buffer[..len], at.try_into().unwrap()) else { break };
                if len == 0 {
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

/// Makes the objects in frames that are dead when this returns.
#[inline(never)]
fn make<T>(planted: &Planted, use_it: impl FnOnce(&[u8]) -> T) -> Box<T> {
    Box::new(use_it(&planted.reveal()))
}

/// What is made of a secret of `len` bytes holds it while it lives, and nothing does afterwards.
#[track_caller]
pub fn vanishes<T>(what: &str, len: usize, use_it: impl FnOnce(&[u8]) -> T) {
    let planted = Planted::new(len);
    let objects = make(&planted, use_it);
    overwrite_stack();
    let alive = planted.occurrences();
    drop(objects);
    overwrite_stack();
    let dead = planted.occurrences();
    assert!(alive >= 1, "{what}: the search does not find what is there");
    assert_eq!(dead, 0, "{what}");
}
