//! Handles: whatever a guest passes, it gets an errno.

use crate::support::*;

#[test]
fn lifecycle_through_two_adapters() {
    Guest::every(|guest| {
        let options = guest.get("options_open", &[1]);
        guest.write(0x200, b"nonce");
        guest.write(0x300, b"value");
        guest.ok("options_set", &[options, 0x200, 5, 0x300, 5]);
        let state = guest.state_with("TOY", None, Some(options));
        guest.ok("options_close", &[options]);
        assert_eq!(guest.call("options_set", &[options, 0x200, 5, 0x300, 5]), errno::INVALID_HANDLE);
        guest.ok("symmetric_state_absorb", &[state, 0x300, 5]);
        guest.ok("symmetric_state_squeeze", &[state, 0x500, 12]);
        assert_eq!(guest.read(0x500, 12), b"valuevalueva");
        guest.ok("symmetric_state_close", &[state]);
        assert!(guest.store.data().objects.is_empty());
    });
}

#[test]
fn closing_twice_is_closed_and_using_a_closed_handle_is_invalid() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        let other = guest.state("TOY");
        guest.ok("symmetric_state_close", &[state]);
        assert_eq!(guest.call("symmetric_state_close", &[state]), errno::CLOSED);
        assert_eq!(guest.call("symmetric_state_close", &[state]), errno::CLOSED);
        assert_eq!(guest.call("symmetric_state_absorb", &[state, 0, 0]), errno::INVALID_HANDLE);
        // Of another kind, it is not even closed.
        assert_eq!(guest.call("symmetric_key_close", &[state]), errno::INVALID_HANDLE);
        assert_eq!(guest.call("symmetric_key_close", &[other]), errno::INVALID_HANDLE);
        assert_eq!(guest.call("options_close", &[other]), errno::INVALID_HANDLE);
        guest.ok("symmetric_state_close", &[other]);
    });
}

#[test]
fn a_handle_of_another_kind_is_invalid_in_every_adapter() {
    Guest::every(|guest| {
        let options = guest.get("options_open", &[1]);
        let state = guest.state("TOY");
        let (name, len) = guest.put("K");
        let key = guest.get("symmetric_key_import", &[name, len, name, len]);
        let array = guest.get("symmetric_key_export", &[key]);
        let handles = [options, state, key, array];
        for handle in handles {
            let uses: [(&str, &[u64], u64); 5] = [
                ("options_set", &[handle, 0, 0, 0, 0], options),
                ("symmetric_state_absorb", &[handle, 0, 0], state),
                ("symmetric_key_export", &[handle, 0x100], key),
                ("array_output_len", &[handle, 0x100], array),
                ("signature_state_update", &[handle, 0, 0], 0),
            ];
            for (name, args, right) in uses {
                let expected = if handle == right { 0 } else { errno::INVALID_HANDLE };
                assert_eq!(guest.call(name, args), expected, "{name} of {handle:x}");
            }
            let union = guest.union(0x300, Some(handle));
            let (name, len) = guest.put("TOY");
            let none = guest.union(0x310, None);
            let as_key = guest.call("symmetric_state_open", &[name, len, union, none, 0x100]);
            assert_eq!(as_key, if handle == key { 0 } else { errno::INVALID_HANDLE });
        }
    });
}

#[test]
fn garbage_is_invalid() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        let end = guest.memory();
        let block = state & !0xffff;
        let mut garbage = vec![0, 1, 2, 3, 15, 16, 17, 0xff, 0x100, end - 16, end - 1, end, end + 16];
        garbage.extend([0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff]);
        garbage.extend((1..16).map(|offset| state + offset));
        garbage.extend((block..block + 0x400).filter(|number| *number != state));
        for number in garbage {
            assert_eq!(guest.call("symmetric_state_absorb", &[number, 0, 0]), errno::INVALID_HANDLE, "{number:x}");
            let closing = guest.call("symmetric_state_close", &[number]);
            // Beside a live record there are numbers that could have been its handle before.
            let near = number & !15 == state;
            assert_eq!(closing, if near { errno::CLOSED } else { errno::INVALID_HANDLE }, "{number:x}");
        }
        guest.ok("symmetric_state_close", &[state]);
    });
}

#[test]
fn a_record_copied_elsewhere_is_no_record() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        let record = guest.read(state & !15, 16);
        guest.write(0x600, &record);
        assert_eq!(guest.call("symmetric_state_absorb", &[0x600, 0, 0]), errno::INVALID_HANDLE);
        guest.ok("symmetric_state_absorb", &[state, 0, 0]);
    });
}

#[test]
fn stale_handles_stay_invalid_for_a_long_time() {
    Guest::every(|guest| {
        let stale = guest.state("TOY");
        guest.ok("symmetric_state_close", &[stale]);
        // 1013 other fresh records come first, then the record again, in another generation.
        let mut seen = 0;
        for _ in 0..3000 {
            let state = guest.state("TOY");
            assert_ne!(state, stale);
            seen += u32::from(state & !15 == stale & !15);
            assert_eq!(guest.call("symmetric_state_absorb", &[stale, 0, 0]), errno::INVALID_HANDLE);
            guest.ok("symmetric_state_close", &[state]);
        }
        assert_eq!(seen, 2);
        assert_eq!(guest.call("symmetric_state_close", &[stale]), errno::CLOSED);
    });
}

#[test]
fn ten_thousand_handles() {
    Guest::every(|guest| {
        let (name, len) = guest.put("K");
        let keys: Vec<u64> = (0..10_000).map(|_| guest.get("symmetric_key_import", &[name, len, name, len])).collect();
        let mut distinct = keys.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), keys.len());
        assert_eq!(guest.store.data().objects.len(), keys.len());
        let memory = guest.memory();
        for key in &keys {
            guest.ok("symmetric_key_close", &[*key]);
        }
        assert!(guest.store.data().objects.is_empty());
        // All of them can be made again without more memory.
        for _ in 0..10_000 {
            guest.get("symmetric_key_import", &[name, len, name, len]);
        }
        assert_eq!(guest.memory(), memory);
        assert_eq!(guest.call("symmetric_key_close", &[keys[0]]), errno::CLOSED);
    });
}

#[test]
fn the_host_may_refuse_handles() {
    let mut guest = Guest::with(Setup { limits: Limits { objects: 3, ..Limits::default() }, ..Setup::default() });
    for _ in 0..3 {
        guest.state("TOY");
    }
    guest.write32(0x100, 0x5555_5555);
    assert_eq!(guest.call("options_open", &[1, 0x100]), errno::TOO_MANY_HANDLES);
    assert_eq!(guest.read32(0x100), 0x5555_5555);
}

#[test]
fn a_ruined_arena_hurts_the_guest_only() {
    // A guest that overwrites the arena may be trapped, but handles elsewhere are refused as before.
    let mut guest = Guest::new();
    let state = guest.state("TOY");
    guest.fill(state & !15, 16, 0xff);
    assert_eq!(guest.call("symmetric_state_absorb", &[state, 0, 0]), errno::INVALID_HANDLE);
    assert_eq!(guest.call("symmetric_state_close", &[state]), errno::INVALID_HANDLE);
    // The block is gone for a record that is closed: the record is lost, the resource is dropped all the same.
    let state = guest.state("TOY");
    guest.fill(OWN + 16, 4, 0);
    guest.ok("symmetric_state_close", &[state]);
    assert_eq!(guest.store.data().objects.len(), 1);
}
