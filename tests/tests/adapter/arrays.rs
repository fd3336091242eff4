//! Array outputs: pulled at once, in parts, large, empty, left unread.

use crate::support::*;

const KEY: u64 = 0x1_0000;

fn export(guest: &mut Guest, bytes: &[u8]) -> u64 {
    guest.write(KEY, bytes);
    let (name, len) = guest.put("K");
    let key = guest.get("symmetric_key_import", &[name, len, KEY, bytes.len() as u64]);
    let array = guest.get("symmetric_key_export", &[key]);
    guest.ok("symmetric_key_close", &[key]);
    array
}

#[test]
fn partial_pulls_give_everything_once() {
    Guest::every(|guest| {
        let bytes: Vec<u8> = (0..100).collect();
        let array = export(guest, &bytes);
        let mut read = Vec::new();
        for part in [0, 1, 0, 30, 7] {
            assert_eq!(guest.get("array_output_len", &[array]), 100);
            guest.fill(0x300, 64, 0xcc);
            assert_eq!(guest.get("array_output_pull", &[array, 0x300, part]), part);
            read.extend(guest.read(0x300, part));
            assert_eq!(guest.read(0x300 + part, 8), [0xcc; 8]);
        }
        // More room than bytes left.
        assert_eq!(guest.get("array_output_pull", &[array, 0x300, 500]), 62);
        read.extend(guest.read(0x300, 62));
        assert_eq!(read, bytes);
        assert_eq!(guest.call("array_output_pull", &[array, 0x300, 1, 0x100]), errno::INVALID_HANDLE);
        assert_eq!(guest.call("array_output_len", &[array, 0x100]), errno::INVALID_HANDLE);
    });
}

#[test]
fn an_empty_output_closes_with_its_first_pull() {
    Guest::every(|guest| {
        let array = export(guest, b"");
        assert_eq!(guest.get("array_output_len", &[array]), 0);
        assert_eq!(guest.get("array_output_pull", &[array, 0x300, 0]), 0);
        assert_eq!(guest.call("array_output_pull", &[array, 0x300, 0, 0x100]), errno::INVALID_HANDLE);
    });
}

#[test]
fn two_outputs_of_one_call() {
    Guest::every(|guest| {
        let (name, len) = guest.put("encapsulated");
        guest.write(KEY, b"secret");
        let pk = guest.get("publickey_import", &[2, name, len, KEY, 6, 0]);
        guest.ok("kx_encapsulate", &[pk, 0x200, 0x204]);
        let (secret, encapsulated) = (guest.read32(0x200).into(), guest.read32(0x204).into());
        assert_eq!(guest.pull(encapsulated), b"encapsulated");
        assert_eq!(guest.pull(secret), b"secret");
    });
}

#[test]
fn drained_outputs_leave_no_bytes_behind() {
    // Linked in, they are in a memory that nobody sees.
    Guest::both(|guest| {
        let secret = [0xa5; 48];
        let array = export(guest, &secret);
        let end = guest.memory();
        let find = |guest: &mut Guest| {
            let mut found = 0;
            for at in (OWN..end).step_by(8) {
                found += u32::from(guest.read64(at) == 0xa5a5_a5a5_a5a5_a5a5);
            }
            found
        };
        assert_eq!(find(guest), 6);
        guest.get("array_output_pull", &[array, 0x300, 40]);
        assert_eq!(find(guest), 6);
        guest.get("array_output_pull", &[array, 0x300, 40]);
        assert_eq!(find(guest), 0);
    });
}

#[test]
fn sizes_up_to_and_beyond_a_block() {
    Guest::every(|guest| {
        for size in [1, 47, 48, 49, 112, 113, 4080, 4081, 16_368, 32_752, 32_753, 65_504, 65_505, 65_536, 200_000] {
            let bytes: Vec<u8> = (0..size).map(|index: u32| (index % 251) as u8).collect();
            guest.fill(KEY, 0x3_8000, 0);
            // Written in one go: poking bytes is slow.
            for (index, chunk) in (0..).zip(bytes.chunks(251)) {
                if index == 0 {
                    guest.write(KEY, chunk);
                } else {
                    guest.copy(KEY + index * 251, KEY, chunk.len() as u64);
                }
            }
            let (name, len) = guest.put("K");
            let key = guest.get("symmetric_key_import", &[name, len, KEY, u64::from(size)]);
            let arrays: Vec<u64> = (0..3).map(|_| guest.get("symmetric_key_export", &[key])).collect();
            for array in arrays {
                assert_eq!(guest.get("array_output_len", &[array]), u64::from(size));
                guest.fill(0x8_0000, 0x4_0000, 0xcc);
                let first = u64::from(size) / 2;
                assert_eq!(guest.get("array_output_pull", &[array, 0x8_0000, first]), first);
                let rest = u64::from(size) - first;
                assert_eq!(guest.get("array_output_pull", &[array, 0x8_0000 + first, 0x4_0000 - first]), rest);
                for at in [0, first.saturating_sub(1), first, u64::from(size) - 1] {
                    assert_eq!(guest.read(0x8_0000 + at, 1)[0], (at % 251) as u8, "{size} at {at}");
                }
                assert_eq!(guest.read(0x8_0000 + u64::from(size), 2), [0xcc; 2]);
            }
            guest.ok("symmetric_key_close", &[key]);
        }
    });
}

#[test]
fn storage_is_used_again() {
    Guest::every(|guest| {
        let (name, len) = guest.put("K");
        guest.fill(KEY, 70_000, 1);
        let keys: Vec<u64> = [10, 100, 1000, 10_000, 30_000, 70_000]
            .into_iter()
            .map(|size| guest.get("symmetric_key_import", &[name, len, KEY, size]))
            .collect();
        let round = |guest: &mut Guest| {
            for key in &keys {
                let array = guest.get("symmetric_key_export", &[*key]);
                let len = guest.get("array_output_len", &[array]);
                guest.get("array_output_pull", &[array, 0x8_0000, len]);
            }
        };
        round(guest);
        round(guest);
        let memory = guest.memory();
        for _ in 0..200 {
            round(guest);
        }
        assert_eq!(guest.memory(), memory);
    });
}

#[test]
fn outputs_nobody_reads_take_memory_and_nothing_else() {
    let mut guest = Guest::new();
    let arrays: Vec<u64> = (0..3000).map(|_| export(&mut guest, b"unread")).collect();
    assert_eq!(guest.pull(arrays[0]), b"unread");
    assert_eq!(guest.pull(arrays[2999]), b"unread");
    assert_eq!(guest.pull(arrays[1500]), b"unread");
}

#[test]
fn pulls_with_bad_addresses_change_nothing() {
    Guest::every(|guest| {
        let array = export(guest, b"bytes");
        let end = guest.memory();
        for (buffer, len, out) in [(end - 4, 5, 0x100), (0x300, 5, end - 3), (0x300, 5, 0x101), (0xffff_ffff, 5, 0x100)]
        {
            assert_eq!(guest.call("array_output_pull", &[array, buffer, len, out]), errno::GUEST_ERROR);
        }
        assert_eq!(guest.call("array_output_len", &[array, end]), errno::GUEST_ERROR);
        assert_eq!(guest.pull(array), b"bytes");
    });
}
