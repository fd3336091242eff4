//! What is left of a secret in the memory of this process once every object that held it is gone.
//!
//! Linux only: `/proc/self/mem` shows a process its own memory, freed parts included, without a line of unsafe code.

use std::collections::BTreeSet;
use std::fs::File;
use std::hint::black_box;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use memchr::memmem;
use zeroize::Zeroizing;

/// The length of the parts of a secret that are looked for: enough to be unique.
const PART: usize = 16;
/// How many parts of a secret are looked for at most.
const PARTS: usize = 4;
const MASK: u8 = 0xa5;
/// How much is searched at once.
const PIECE: usize = 1 << 20;
/// The size of a thread's stack.
const STACK: usize = 2 << 20;

/// Parts of a secret to look for, kept in a form that is not found itself.
#[derive(Debug)]
pub struct Planted {
    masked: Vec<[u8; PART]>,
}

/// Searches the memory of the process. Made before the secrets are: what it needed to allocate afterwards could take the
/// very memory that is to be searched.
#[derive(Debug)]
pub struct Search {
    memory: File,
    maps: String,
    needles: Zeroizing<Vec<u8>>,
    piece: Zeroizing<Vec<u8>>,
}

/// Where a secret was found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// On the stack of the calling thread, where it stays until another call overwrites it.
    Stack,
    /// Anywhere else: memory of an object, or memory that was freed without being wiped.
    Heap,
}

impl Planted {
    /// Looks out for the beginning of this secret, for what follows on it, for the middle and for the end. Libraries keep
    /// halves of keys, and the allocator writes over the first 16 bytes of what is freed, so that of a list of bytes that
    /// was not wiped the rest alone is left.
    ///
    /// # Panics
    /// If the secret has fewer than 16 bytes.
    pub fn new(secret: &[u8]) -> Self {
        let last = secret.len().checked_sub(PART).expect("a secret of 16 bytes");
        let starts: [usize; PARTS] = [0, PART.min(last), last / 2, last];
        let part = |start: usize| std::array::from_fn(|index| secret[start + index] ^ MASK);
        Self { masked: BTreeSet::from(starts).into_iter().map(part).collect() }
    }
}

impl Default for Search {
    fn default() -> Self {
        Self {
            memory: File::open("/proc/self/mem").expect("Linux shows a process its memory"),
            maps: String::with_capacity(PIECE),
            needles: Zeroizing::new(Vec::with_capacity(PARTS * PART)),
            piece: Zeroizing::new(vec![0; PIECE]),
        }
    }
}

impl Search {
    /// Searches all writable memory. Only one thread may use secrets meanwhile.
    pub fn places(&mut self, planted: &Planted) -> Vec<Place> {
        self.needles.clear();
        self.needles.extend(planted.masked.as_flattened().iter().map(|byte| byte ^ MASK));
        self.maps.clear();
        let maps = File::open("/proc/self/maps").and_then(|mut file| file.read_to_string(&mut self.maps));
        maps.expect("Linux shows a process its memory");
        let own = [addresses(&self.needles), addresses(&self.piece)];
        // Stacks of threads have no name in the list; this one is recognised by what lies on it.
        let local = black_box([MASK]);
        let here = addresses(&local).start;
        let mut places = Vec::new();
        for region in self.maps.lines().filter_map(writable) {
            let mut at = region.start;
            while at < region.end {
                let len = PIECE.min(region.end - at);
                let piece = &mut self.piece[..len];
                let read = self.memory.seek(SeekFrom::Start(at as u64)).and_then(|_| self.memory.read_exact(piece));
                if read.is_err() {
                    break;
                }
                let piece = &*piece;
                let needles = self.needles.chunks_exact(PART);
                let hits = needles.flat_map(|needle| memmem::find_iter(piece, needle)).map(|hit| at + hit);
                let foreign = hits.filter(|address| !own.iter().any(|range| range.contains(address)));
                let place = |address: usize| if address.abs_diff(here) < STACK { Place::Stack } else { Place::Heap };
                places.extend(foreign.map(place));
                at += if len < PIECE { len } else { len - PART };
            }
        }
        self.piece.fill(0);
        self.needles.fill(0);
        places
    }
}

fn addresses(bytes: &[u8]) -> Range<usize> {
    let range = bytes.as_ptr_range();
    range.start as usize..range.end as usize
}

/// The addresses of a line of the list of mappings, if it is writable memory.
fn writable(line: &str) -> Option<Range<usize>> {
    let hex = |text: &str| usize::from_str_radix(text, 16).ok();
    let mut words = line.split_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let range = hex(start)?..hex(end)?;
    words.next().filter(|access| access.starts_with("rw")).map(|_| range)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes that are nowhere else.
    fn secret(len: usize) -> Vec<u8> {
        let mut secret = vec![0; len];
        File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut secret)).expect("randomness");
        secret
    }

    #[test]
    fn what_was_freed_without_being_wiped_is_found() {
        for len in [32, 33, 48, 64, 200, 5000] {
            let mut search = Search::default();
            let secret = secret(len);
            let planted = Planted::new(&secret);
            drop(secret);
            assert!(search.places(&planted).contains(&Place::Heap), "{len} bytes");
        }
    }

    #[test]
    fn one_half_is_found() {
        let mut search = Search::default();
        for half in [0..32, 32..64] {
            let mut secret = Zeroizing::new(secret(64));
            let planted = Planted::new(&secret);
            let kept = secret[half].to_vec();
            secret.fill(0);
            assert!(search.places(&planted).contains(&Place::Heap));
            drop(kept);
        }
    }
}
