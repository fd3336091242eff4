//! Where adapters take their memory from, and what happens when there is none.

use wasi_crypto_adapter_generator::driver::{Allocator, Options};

use crate::support::*;

fn guest(maximum_pages: Option<u32>, allocator: Allocator) -> Guest {
    Guest::with(Setup { options: Options { maximum_pages, allocator, ..Options::default() }, ..Setup::default() })
}

#[test]
fn nothing_is_taken_before_the_first_call() {
    for allocator in [Allocator::None, Allocator::Bump(0)] {
        let mut guest = guest(None, allocator);
        assert_eq!(guest.memory(), OWN);
        // Not even by a call that is refused.
        assert_eq!(guest.call("options_close", &[0x40]), errno::INVALID_HANDLE);
        assert_eq!(guest.call("options_open", &[9, 0x100]), errno::GUEST_ERROR);
        assert_eq!(guest.memory(), OWN);
        guest.get("options_open", &[1]);
        assert_eq!(guest.memory(), OWN + 0x1_0000);
        guest.state("TOY");
        assert_eq!(guest.memory(), OWN + 0x2_0000);
    }
}

#[test]
fn a_guest_with_an_allocator_is_asked() {
    // Its blocks start where its allocator says, which memory growth could not do.
    let mut guest = guest(None, Allocator::Bump(0x1238));
    let options = guest.get("options_open", &[1]);
    assert_eq!(options & !15, OWN + 0x1240 + 192);
    let (name, len) = guest.put("K");
    let first = guest.get("symmetric_key_import", &[name, len, name, len]);
    assert_eq!(first & !15, OWN + 0x1_1238 + 8 + 192);
    // Further blocks and large outputs come from it, too: records beyond the first block.
    let last = (0..1012).map(|_| guest.get("symmetric_key_import", &[name, len, name, len])).last().unwrap();
    assert_eq!(last & !15, OWN + 0x2_1240 + 16 + 192);
    guest.fill(0x1_0000, 70_000, 1);
    let large = guest.get("symmetric_key_import", &[name, len, 0x1_0000, 70_000]);
    let array = guest.get("symmetric_key_export", &[large]);
    assert_eq!(guest.get("array_output_pull", &[array, 0x8_0000, 70_000]), 70_000);
    // Bumped on from 0x3_1240 by two pages: no page beside them was grown.
    assert_eq!(guest.memory(), OWN + 0x6_0000);
}

#[test]
fn the_encoder_can_be_told_to_grow() {
    let mut guest = Guest::with(Setup {
        options: Options { allocator: Allocator::Bump(0x1238), ..Options::default() },
        grow: true,
        ..Setup::default()
    });
    let options = guest.get("options_open", &[1]);
    assert_eq!(options & !15, OWN + 16 + 192);
    assert_eq!(guest.memory(), OWN + 0x1_0000);
}

#[test]
fn no_memory_at_all_is_an_errno() {
    for allocator in [Allocator::None, Allocator::Bump(0)] {
        let mut guest = guest(Some(16), allocator);
        guest.fill(0, OWN, 0xcc);
        for _ in 0..3 {
            assert_eq!(guest.call("options_open", &[1, 0x100]), errno::TOO_MANY_HANDLES);
        }
        assert_eq!(guest.disturbed(0, OWN, 0xcc), 0);
        assert!(guest.store.data().objects.is_empty());
    }
}

#[test]
fn memory_that_comes_later_is_found() {
    let mut guest = guest(Some(17), Allocator::None);
    // One adapter gets the last page, the other gets an errno.
    let options = guest.get("options_open", &[1]);
    let none = guest.union(0x300, None);
    let (name, len) = guest.put("K");
    assert_eq!(guest.call("symmetric_state_open", &[name, len, none, none, 0x100]), errno::TOO_MANY_HANDLES);
    guest.ok("options_close", &[options]);
    guest.get("options_open", &[1]);
}

#[test]
fn exhaustion_is_an_errno_and_passes() {
    for allocator in [Allocator::None, Allocator::Bump(0)] {
        let mut guest = guest(Some(18), allocator);
        let mut handles = Vec::new();
        let last = loop {
            match guest.call("options_open", &[1, 0x100]) {
                0 => handles.push(u64::from(guest.read32(0x100))),
                errno => break errno,
            }
        };
        assert_eq!(last, errno::TOO_MANY_HANDLES);
        assert_eq!(handles.len(), 1012 + 4083);
        assert_eq!(guest.store.data().objects.len(), handles.len());
        // Other calls go on, and a closed handle makes room for one.
        let (name, len) = guest.put("name");
        guest.ok("options_set", &[handles[0], name, len, 0, 0]);
        guest.ok("options_close", &[handles[77]]);
        let again = guest.get("options_open", &[1]);
        assert_eq!(again & !15, handles[77] & !15);
        assert_ne!(again, handles[77]);
        assert_eq!(guest.call("options_open", &[1, 0x100]), errno::TOO_MANY_HANDLES);
    }
}

#[test]
fn an_output_for_which_there_is_no_memory_traps() {
    // The host has its result ready; there is nowhere to put it and no way to say so.
    let mut guest = guest(Some(17), Allocator::None);
    guest.fill(0x1_0000, 70_000, 1);
    let (name, len) = guest.put("K");
    let key = guest.get("symmetric_key_import", &[name, len, 0x1_0000, 70_000]);
    assert!(guest.try_call("symmetric_key_export", &[key, 0x100]).is_err());
}

#[test]
fn a_memory_without_pages_is_enough() {
    let mut guest =
        Guest::with(Setup { options: Options { initial_pages: 0, ..Options::default() }, ..Setup::default() });
    assert_eq!(guest.call("options_close", &[0]), errno::INVALID_HANDLE);
    assert_eq!(guest.call("options_close", &[0xffff_ffff]), errno::INVALID_HANDLE);
    assert_eq!(guest.call("options_open", &[1, 0]), errno::GUEST_ERROR);
    assert_eq!(guest.call("array_output_len", &[0, 0]), errno::INVALID_HANDLE);
    assert_eq!(guest.call("batch_symmetric_state_squeeze_tag", &[0, 0, 0]), errno::GUEST_ERROR);
}

#[test]
fn adapters_write_to_their_own_memory_only() {
    Guest::both(|guest| {
        guest.fill(0, OWN, 0xcc);
        let options = guest.get("options_open", &[1]);
        let state = guest.state_with("TOY", None, Some(options));
        guest.ok("symmetric_state_absorb", &[state, 0x2000, 100]);
        let tag = guest.get("symmetric_state_squeeze_tag", &[state]);
        guest.ok("symmetric_tag_close", &[tag]);
        let (name, len) = guest.put("K");
        let key = guest.get("symmetric_key_import", &[name, len, 0x2000, 1000]);
        let array = guest.get("symmetric_key_export", &[key]);
        guest.get("array_output_pull", &[array, 0x3000, 1000]);
        guest.ok("symmetric_state_close", &[state]);
        guest.ok("options_close", &[options]);
        // Below 0x200 lie the tests' own arguments.
        assert_eq!(guest.disturbed(0x200, OWN, 0xcc), 0);
    });
}

#[test]
fn calls_follow_each_other_through_all_adapters() {
    // Each adapter has its own block; handles go from one to the other, and back to be freed.
    Guest::both(|guest| {
        for round in 0..100 {
            let (name, len) = guest.put("SIGN");
            let none = guest.union(0x300, None);
            let pair = guest.get("keypair_generate", &[0, name, len, none]);
            let state = guest.get("signature_state_open", &[pair]);
            guest.ok("keypair_close", &[pair]);
            guest.write(0x200, &[round]);
            guest.ok("signature_state_update", &[state, 0x200, 1]);
            let signature = guest.get("signature_state_sign", &[state]);
            let array = guest.get("signature_export", &[signature, 0]);
            assert_eq!(guest.pull(array), [round]);
            guest.ok("signature_close", &[signature]);
            guest.ok("signature_state_close", &[state]);
        }
        assert!(guest.store.data().objects.is_empty());
    });
}
