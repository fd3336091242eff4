//! Batches: one result per entry, placed where the guest can find them.

use wasi_crypto_adapter_generator::driver::{Allocator, Options};

use crate::support::*;

const ENTRIES: u64 = 0x1_0000;
const HEADER: u64 = 0x400;
const RESULTS: u64 = 0x2_0000;
const DATA: u64 = 0x3_0000;

fn write_words(guest: &mut Guest, address: u64, words: &[u64]) {
    for (index, word) in (0..).zip(words) {
        guest.write32(address + index * 4, *word);
    }
}

fn read_words(guest: &mut Guest, address: u64, count: u64) -> Vec<u32> {
    (0..count).map(|index| guest.read32(address + index * 4)).collect()
}

#[test]
fn every_entry_gets_its_own_result() {
    Guest::every(|guest| {
        let good = guest.state("TOY");
        let empty = guest.state("toy");
        guest.write(DATA, b"abc");
        guest.ok("symmetric_state_absorb", &[good, DATA, 3]);
        guest.fill(DATA, 64, 0xcc);
        let entries: Vec<u64> = [(good, 0), (0x1234, 8), (empty, 16), (good, 24)]
            .into_iter()
            .flat_map(|(state, at)| [state, DATA + at, 6, 6])
            .collect();
        write_words(guest, ENTRIES, &entries);
        guest.fill(RESULTS, 16, 0xcc);
        write_words(guest, HEADER, &[RESULTS, 4]);
        guest.ok("batch_symmetric_state_squeeze", &[ENTRIES, 4, HEADER]);
        assert_eq!(read_words(guest, HEADER, 2), [RESULTS as u32, 4]);
        let errnos: Vec<u8> = guest.read(RESULTS, 10);
        let expected = [0, errno::INVALID_HANDLE as u8, errno::NONCE_REQUIRED as u8, 0];
        assert_eq!(errnos.chunks(2).map(|errno| errno[0]).collect::<Vec<_>>(), [&expected[..], &[0xcc]].concat());
        assert_eq!(guest.read(DATA, 8), b"abcabc\xcc\xcc");
        assert_eq!(guest.read(DATA + 8, 16), [0xcc; 16]);
        assert_eq!(guest.read(DATA + 24, 8), b"abcabc\xcc\xcc");
    });
}

/// The length in the header of a buffer and the one beside it: nothing is read or written beyond either.
#[test]
fn the_shorter_of_two_lengths_counts() {
    Guest::every(|guest| {
        for (header, beside) in [(3, 6), (6, 3), (3, 0xffff_ffff), (0xffff_ffff, 3)] {
            let state = guest.state("TOY");
            guest.write(DATA, b"abcdef");
            guest.ok("symmetric_state_absorb", &[state, DATA, 6]);
            guest.fill(DATA, 64, 0xcc);
            write_words(guest, ENTRIES, &[state, DATA, header, beside]);
            write_words(guest, HEADER, &[RESULTS, 1]);
            guest.ok("batch_symmetric_state_squeeze", &[ENTRIES, 1, HEADER]);
            assert_eq!(guest.read(RESULTS, 2), [0, 0], "{header} {beside}");
            assert_eq!(guest.read(DATA, 6), b"abc\xcc\xcc\xcc", "{header} {beside}");
        }
    });
}

#[test]
fn values_stand_beside_their_errno() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        guest.write(DATA, b"abc");
        // (state, out, out_len, out_len, data, len, len)
        let entry = |out: u64, out_len: u64| [state, out, out_len, out_len, DATA, 3, 3];
        let entries = [entry(DATA + 64, 11), entry(DATA + 128, 10), entry(DATA + 192, 11)].concat();
        write_words(guest, ENTRIES, &entries);
        guest.fill(RESULTS, 32, 0xcc);
        write_words(guest, HEADER, &[RESULTS, 100]);
        guest.ok("batch_symmetric_state_encrypt", &[ENTRIES, 3, HEADER]);
        let results = read_words(guest, RESULTS, 7);
        let pad = 0xcccc_0000;
        assert_eq!(results, [11, pad, 0, pad | errno::OVERFLOW, 11, pad, 0xcccc_cccc]);
        assert_eq!(read_words(guest, HEADER, 2), [RESULTS as u32, 3]);

        // And back, the second with a wrong tag.
        guest.write(DATA + 192 + 3, &[0xff]);
        let entry = |data: u64, out: u64| [state, out, 3, 3, data, 11, 11];
        let entries = [entry(DATA + 64, DATA + 300), entry(DATA + 192, DATA + 310)].concat();
        write_words(guest, ENTRIES, &entries);
        guest.fill(DATA + 300, 20, 0xcc);
        guest.ok("batch_symmetric_state_decrypt", &[ENTRIES, 2, HEADER]);
        assert_eq!(read_words(guest, RESULTS, 4), [3, pad, 0, pad | errno::INVALID_TAG]);
        assert_eq!(guest.read(DATA + 300, 4), b"abc\xcc");
        assert_eq!(guest.read(DATA + 310, 4), b"\0\0\0\xcc");
    });
}

#[test]
fn handles_of_a_batch_are_handles() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        write_words(guest, ENTRIES, &[state, 0, state]);
        write_words(guest, HEADER, &[RESULTS, 3]);
        guest.ok("batch_symmetric_state_squeeze_tag", &[ENTRIES, 3, HEADER]);
        let results = read_words(guest, RESULTS, 6);
        assert_eq!(results[2], 0);
        assert_eq!(results[3] & 0xffff, errno::INVALID_HANDLE);
        // The batch adapter made them, another one closes them.
        guest.ok("symmetric_tag_close", &[results[0].into()]);
        guest.ok("symmetric_tag_close", &[results[4].into()]);

        let (name, len) = guest.put("SIGN");
        let none = guest.union(0x300, None);
        let pair = guest.get("keypair_generate", &[0, name, len, none]);
        let signing = guest.get("signature_state_open", &[pair]);
        guest.ok("signature_state_update", &[signing, name, len]);
        write_words(guest, ENTRIES, &[signing]);
        write_words(guest, HEADER, &[RESULTS, 1]);
        guest.ok("batch_signature_state_sign", &[ENTRIES, 1, HEADER]);
        let results = read_words(guest, RESULTS, 1);
        let array = guest.get("signature_export", &[results[0].into(), 0]);
        assert_eq!(guest.pull(array), b"SIGN");
    });
}

#[test]
fn algorithms_must_not_be_mixed() {
    Guest::every(|guest| {
        let one = guest.state("TOY");
        let other = guest.state("TOI");
        let objects = guest.store.data().objects.len();
        write_words(guest, ENTRIES, &[one, 0, one, other]);
        write_words(guest, HEADER, &[RESULTS, 4]);
        guest.fill(RESULTS, 32, 0xcc);
        let args = [ENTRIES, 4, HEADER];
        assert_eq!(guest.call("batch_symmetric_state_squeeze_tag", &args), errno::UNSUPPORTED_FEATURE);
        assert_eq!(guest.read(RESULTS, 32), [0xcc; 32]);
        assert_eq!(guest.store.data().objects.len(), objects);
        guest.ok("batch_symmetric_state_squeeze_tag", &[ENTRIES, 3, HEADER]);
    });
}

#[test]
fn without_a_buffer_the_guests_allocator_is_asked() {
    let entries = |guest: &mut Guest| {
        let state = guest.state("TOY");
        write_words(guest, ENTRIES, &[state, state]);
    };
    let headers = [[0, 0], [0, 2], [RESULTS, 1], [RESULTS + 2, 2], [OWN * 16, 2], [0xffff_fffc, 2]];
    for header in headers {
        let mut guest = Guest::new();
        entries(&mut guest);
        write_words(&mut guest, HEADER, &header);
        let objects = guest.store.data().objects.len();
        let args = [ENTRIES, 2, HEADER];
        assert_eq!(guest.call("batch_symmetric_state_squeeze_tag", &args), errno::OVERFLOW, "{header:x?}");
        assert_eq!(guest.store.data().objects.len(), objects);
        assert_eq!(read_words(&mut guest, HEADER, 2), header.map(|word| word as u32));

        let options = Options { allocator: Allocator::Bump(8), ..Options::default() };
        let mut guest = Guest::with(Setup { options, ..Setup::default() });
        entries(&mut guest);
        write_words(&mut guest, HEADER, &header);
        guest.ok("batch_symmetric_state_squeeze_tag", &args);
        let found = read_words(&mut guest, HEADER, 2);
        assert_eq!(found[1], 2);
        assert!(u64::from(found[0]) > OWN);
        let results = read_words(&mut guest, found[0].into(), 4);
        guest.ok("symmetric_tag_close", &[results[0].into()]);
        guest.ok("symmetric_tag_close", &[results[2].into()]);
    }
}

#[test]
fn limits_and_bad_addresses() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        write_words(guest, HEADER, &[RESULTS, 2000]);
        for index in 0..1025 {
            guest.write32(ENTRIES + index * 4, state);
        }
        let call = |guest: &mut Guest, args: [u64; 3]| guest.call("batch_symmetric_state_squeeze_tag", &args);
        assert_eq!(call(guest, [ENTRIES, 1025, HEADER]), errno::OVERFLOW);
        assert_eq!(call(guest, [ENTRIES, 0xffff_ffff, HEADER]), errno::OVERFLOW);
        assert_eq!(call(guest, [ENTRIES + 2, 1, HEADER]), errno::GUEST_ERROR);
        assert_eq!(call(guest, [ENTRIES, 1, HEADER + 2]), errno::GUEST_ERROR);
        assert_eq!(call(guest, [ENTRIES, 1, 0xffff_fffc]), errno::GUEST_ERROR);
        assert_eq!(call(guest, [0xffff_fff0, 10, HEADER]), errno::GUEST_ERROR);
        guest.ok("batch_symmetric_state_squeeze_tag", &[ENTRIES, 1024, HEADER]);
        guest.ok("batch_symmetric_state_squeeze_tag", &[ENTRIES, 0, HEADER]);
        assert_eq!(read_words(guest, HEADER, 2), [RESULTS as u32, 0]);
    });
}
