//! What is left of a secret in the memory of this process once every object that held it is gone.
//!
//! Linux only: `/proc/self/mem` shows a process its own memory, freed parts included, without a line of unsafe code.

use std::fs::File;
use std::hint::black_box;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use memchr::memmem;
use zeroize::Zeroizing;

/// The part of a secret that is looked for: enough to be unique.
const NEEDLE_LEN: usize = 24;
const MASK: u8 = 0xa5;
/// How much is searched at once.
const PIECE: usize = 1 << 20;
/// The size of a thread's stack.
const STACK: usize = 2 << 20;

/// A secret to look for, kept in a form that is not found itself.
#[derive(Debug)]
pub struct Planted {
    masked: Vec<u8>,
}

/// Searches the memory of the process. Made before the secrets are: what it needed to allocate afterwards could take the
/// very memory that is to be searched.
#[derive(Debug)]
pub struct Search {
    memory: File,
    maps: String,
    needle: Zeroizing<Vec<u8>>,
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
    /// Looks out for the middle of this secret.
    pub fn new(secret: &[u8]) -> Self {
        let start = (secret.len() / 2).saturating_sub(NEEDLE_LEN / 2);
        let end = (start + NEEDLE_LEN).min(secret.len());
        Self { masked: secret[start..end].iter().map(|byte| byte ^ MASK).collect() }
    }
}

impl Default for Search {
    fn default() -> Self {
        Self {
            memory: File::open("/proc/self/mem").expect("Linux shows a process its memory"),
            maps: String::with_capacity(PIECE),
            needle: Zeroizing::new(Vec::with_capacity(NEEDLE_LEN)),
            piece: Zeroizing::new(vec![0; PIECE]),
        }
    }
}

impl Search {
    /// Searches all writable memory. Only one thread may use secrets meanwhile.
    pub fn places(&mut self, planted: &Planted) -> Vec<Place> {
        self.needle.clear();
        self.needle.extend(planted.masked.iter().map(|byte| byte ^ MASK));
        self.maps.clear();
        let maps = File::open("/proc/self/maps").and_then(|mut file| file.read_to_string(&mut self.maps));
        maps.expect("Linux shows a process its memory");
        let own = [addresses(&self.needle), addresses(&self.piece)];
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
                let hits = memmem::find_iter(piece, self.needle.as_slice()).map(|hit| at + hit);
                let foreign = hits.filter(|address| !own.iter().any(|range| range.contains(address)));
                let place = |address: usize| if address.abs_diff(here) < STACK { Place::Stack } else { Place::Heap };
                places.extend(foreign.map(place));
                at += if len < PIECE { len } else { len - NEEDLE_LEN };
            }
        }
        self.piece.fill(0);
        self.needle.fill(0);
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
