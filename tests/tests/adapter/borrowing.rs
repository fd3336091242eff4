//! Functions linked into the guest: they take no memory from it, and give back what they borrow.

use wasi_crypto_adapter_generator::driver::{Allocator, Options};

use crate::support::*;

/// A guest whose memory is full of its own things and cannot grow.
fn full(pages: u32) -> Guest {
    let options = Options { initial_pages: pages, maximum_pages: Some(pages), ..Options::default() };
    let mut guest = Guest::spliced(options);
    guest.fill(0, u64::from(pages) << 16, 0xcc);
    guest
}

#[test]
fn no_page_is_taken_and_no_byte_changed() {
    let mut guest = full(16);
    let options = guest.get("options_open", &[1]);
    let state = guest.state_with("TOY", None, Some(options));
    guest.ok("symmetric_state_absorb", &[state, 0x2000, 100]);
    let tag = guest.get("symmetric_state_squeeze_tag", &[state]);
    guest.ok("symmetric_tag_close", &[tag]);
    let (name, len) = guest.put("K");
    let key = guest.get("symmetric_key_import", &[name, len, 0x2000, 1003]);
    let array = guest.get("symmetric_key_export", &[key]);
    for (at, count) in [(0, 1000), (1000, 3)] {
        assert_eq!(guest.get("array_output_pull", &[array, 0x3000 + at, 1000]), count);
    }
    for (to, from, len) in [(0x4000, 0x5000, 1), (0x4000, 0x4001, 33), (0x4007, 0x4000, 1000)] {
        assert_eq!(guest.get("symmetric_state_encrypt", &[state, to, len + 8, from, len]), len + 8);
        guest.fill(0x4000, 0x2000, 0xcc);
    }
    guest.ok("symmetric_state_close", &[state]);
    guest.ok("options_close", &[options]);
    assert_eq!(guest.memory(), OWN);
    // Below 0x200 lie the tests' own arguments, from 0x100 on.
    assert_eq!(guest.disturbed(0, 0x100, 0xcc), 0);
    assert_eq!(guest.disturbed(0x200, OWN, 0xcc), 0);
    assert!(guest.store.data().objects.len() == 1, "the key is still there");
}

#[test]
fn two_lists_in_one_call_are_kept_apart() {
    let mut guest = full(16);
    let (name, len) = guest.put("X25519");
    let none = guest.union(0x120, None);
    let pair = guest.get("keypair_generate", &[2, name, len, none]);
    guest.ok("keypair_close", &[pair]);
    for encoding in 0..2 {
        let pair = guest.get("keypair_generate", &[2, name, len, none]);
        let array = guest.get("keypair_export", &[pair, encoding]);
        assert!(!guest.pull(array).is_empty());
        guest.fill(0x8_0000, 64, 0xcc);
    }
    assert_eq!(guest.disturbed(0, 0x100, 0xcc), 0);
    assert_eq!(guest.disturbed(0x200, OWN, 0xcc), 0);
}

#[test]
fn buffers_may_lie_where_results_land() {
    const LEN: u64 = 40;
    const END: u64 = 0x1_0000;
    for base in (0..80).chain((END - 140)..=(END - LEN - 8)) {
        let mut guest = full(1);
        let state = guest.state("TOY");
        // In place, next to it, and from elsewhere: the same ciphertext.
        let plain: Vec<u8> = (1..=LEN as u8).collect();
        guest.write(0x2000, &plain);
        assert_eq!(guest.get("symmetric_state_encrypt", &[state, 0x3000, LEN + 8, 0x2000, LEN]), LEN + 8);
        let sealed = guest.read(0x3000, LEN + 8);
        for distance in [0, 3, 8] {
            guest.write(base + distance, &plain);
            assert_eq!(guest.get("symmetric_state_encrypt", &[state, base, LEN + 8, base + distance, LEN]), LEN + 8);
            assert_eq!(guest.read(base, LEN + 8), sealed, "at {base:#x}, from {distance} on");
            assert_eq!(guest.get("symmetric_state_decrypt", &[state, base, LEN, base, LEN + 8]), LEN);
            assert_eq!(guest.read(base, LEN), plain);
        }
        guest.fill(base, (LEN + 8 + 8).min(END - base), 0xcc);
        guest.fill(0x2000, 0x2000, 0xcc);
        assert_eq!(guest.disturbed(0, 0x100, 0xcc), 0, "{base:#x}");
        assert_eq!(guest.disturbed(0x200, END, 0xcc), 0, "{base:#x}");
    }
}

#[test]
fn out_pointers_may_lie_where_results_land() {
    for out in (0..80).step_by(4) {
        let mut guest = full(16);
        guest.ok("options_open", &[1, out]);
        let handle = u64::from(guest.read32(out));
        guest.ok("options_close", &[handle]);
        guest.write32(out, 0xcccc_cccc);
        assert_eq!(guest.disturbed(0, OWN, 0xcc), 0);
    }
}

#[test]
fn a_buffer_of_all_memory_is_an_errno_and_an_input_of_all_memory_is_fine() {
    let mut guest = full(1);
    const PAGE: u64 = 0x1_0000;
    let state = guest.state("TOY");
    guest.ok("symmetric_state_absorb", &[state, 0, PAGE]);
    for (base, len) in [(0, PAGE), (16, PAGE - 16), (60, PAGE - 60), (0, PAGE - 127)] {
        assert_eq!(guest.call("symmetric_state_squeeze", &[state, base, len]), errno::TOO_MANY_HANDLES, "{base} {len}");
        let args = [state, base, len, base, len - 8, 0x180];
        assert_eq!(guest.call("symmetric_state_encrypt", &args), errno::TOO_MANY_HANDLES);
    }
    let before = guest.read(0, PAGE);
    for (base, len) in [(0, PAGE - 128), (1, PAGE - 65), (63, PAGE - 63 - 64), (64, PAGE - 64)] {
        guest.ok("symmetric_state_squeeze", &[state, base, len]);
        let after = guest.read(0, PAGE);
        let (start, end) = (base as usize, (base + len) as usize);
        assert_eq!(after[..start], before[..start]);
        assert_eq!(after[end..], before[end..]);
        guest.write(0, &before);
    }
}

#[test]
fn a_memory_without_pages_is_an_errno() {
    let options = Options { initial_pages: 0, maximum_pages: Some(0), ..Options::default() };
    let mut guest = Guest::spliced(options);
    for handle in [0, 16, 0x1_00d0, 0xffff_ffff] {
        assert_eq!(guest.call("options_close", &[handle]), errno::INVALID_HANDLE);
        assert_eq!(guest.call("symmetric_state_absorb", &[handle, 0, 0]), errno::INVALID_HANDLE);
    }
    assert_eq!(guest.call("options_open", &[1, 0]), errno::GUEST_ERROR);
    assert_eq!(guest.call("array_output_len", &[0, 0]), errno::INVALID_HANDLE);
    assert_eq!(guest.call("batch_symmetric_state_squeeze_tag", &[0, 0, 0]), errno::GUEST_ERROR);
}

#[test]
fn the_guest_cannot_touch_its_handles() {
    let mut guest = full(16);
    let options = guest.get("options_open", &[1]);
    let state = guest.state_with("TOY", None, Some(options));
    for byte in [0, 0xff, 0x5a] {
        guest.fill(0, OWN, byte);
        guest.ok("symmetric_state_absorb", &[state, 0, 8]);
        assert_eq!(guest.call("symmetric_state_absorb", &[options, 0, 8]), errno::INVALID_HANDLE);
    }
    // Handles of before live on when the memory is copied somewhere else and back.
    guest.ok("symmetric_state_close", &[state]);
    assert_eq!(guest.call("symmetric_state_close", &[state]), errno::CLOSED);
    assert_eq!(guest.call("symmetric_state_absorb", &[state, 0, 8]), errno::INVALID_HANDLE);
}

#[test]
fn memory_grows_for_a_list_that_is_larger_than_all_of_it_and_for_nothing_else() {
    const PAGE: u64 = 0x1_0000;
    let grown = |maximum_pages| {
        let options = Options { initial_pages: 1, maximum_pages, ..Options::default() };
        let mut guest = Guest::spliced(options);
        guest.fill(0x200, PAGE - 0x200, 0xcc);
        let (name, len) = guest.put("K");
        let key = guest.get("symmetric_key_import", &[name, len, 0, PAGE]);
        let answer = guest.try_call("symmetric_key_export", &[key, 0x180]);
        (guest, answer)
    };
    let (mut guest, answer) = grown(None);
    assert_eq!(answer.unwrap(), 0);
    assert_eq!(guest.memory(), 2 * PAGE);
    let array = u64::from(guest.read32(0x180));
    assert_eq!(guest.get("array_output_pull", &[array, PAGE, PAGE]), PAGE);
    assert_eq!(guest.disturbed(0x200, PAGE, 0xcc), 0);
    assert_eq!(guest.read(PAGE + 0x200, 8), [0xcc; 8]);
    // The host has its result ready, and there is nowhere to put it.
    assert!(grown(Some(1)).1.is_err());
}

#[test]
fn the_guests_allocator_is_not_asked_for_lists() {
    // It serves imports of the guest's own, and batches without a buffer.
    let options = Options { allocator: Allocator::Bump(8), ..Options::default() };
    let mut guest = Guest::spliced(options);
    let (name, len) = guest.put("K");
    let key = guest.get("symmetric_key_import", &[name, len, name, len]);
    let array = guest.get("symmetric_key_export", &[key]);
    assert_eq!(guest.pull(array), b"K");
    assert_eq!(guest.memory(), OWN);
}
