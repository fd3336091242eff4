//! Ciphers that pad: buffers for plaintexts that lose less than a whole block.

use crate::support::*;

const DATA: u64 = 0x1_0000;
const OUT: u64 = 0x2_0000;
const WRITTEN: u64 = 0x100;
/// More than any output here.
const WATCHED: u64 = 64;

/// A ciphertext of so many bytes of plaintext, at [`DATA`]; its length, and the plaintext.
fn encrypted(guest: &mut Guest, state: u64, len: u64) -> (u64, Vec<u8>) {
    let plain: Vec<u8> = (0..len as u8).map(|byte| byte.wrapping_mul(37) | 0x80).collect();
    guest.write(OUT, &plain);
    let ciphertext = guest.get("symmetric_state_encrypt", &[state, DATA, len + TAG as u64, OUT, len]);
    (ciphertext, plain)
}

fn decrypt(guest: &mut Guest, state: u64, out: u64, out_len: u64, len: u64) -> u32 {
    guest.store.data_mut().calls.clear();
    guest.fill(OUT, WATCHED, 0xcc);
    guest.write32(WRITTEN, 77);
    guest.call("symmetric_state_decrypt", &[state, out, out_len, DATA, len, WRITTEN])
}

fn asked(guest: &Guest, call: &str) -> bool {
    guest.store.data().calls.contains(&call)
}

#[test]
fn every_plaintext_comes_back_in_every_buffer_that_holds_it() {
    Guest::every(|guest| {
        let opened = guest.state("BLOCK-CBC");
        let cloned = guest.get("symmetric_state_clone", &[opened]);
        for (len, state) in (0..=17).flat_map(|len| [(len, opened), (len, cloned)]) {
            let (ciphertext, plain) = encrypted(guest, state, len);
            for room in 0..ciphertext + 3 {
                let answer = decrypt(guest, state, OUT, room, ciphertext);
                let expected = match room {
                    room if room < len => errno::OVERFLOW,
                    room if room > ciphertext => errno::INVALID_LENGTH,
                    _ => 0,
                };
                assert_eq!(answer, expected, "{len} bytes into {room}");
                let hopeless = room + (TAG as u64) < ciphertext || room > ciphertext;
                assert_eq!(asked(guest, "decrypt"), !hopeless, "{len} bytes into {room}");
                let buffer = guest.read(OUT, WATCHED);
                let written = if answer == 0 { &plain[..] } else { &[] };
                assert_eq!(buffer[..written.len()], *written, "{len} bytes into {room}");
                assert!(buffer[written.len()..].iter().all(|byte| *byte == 0xcc), "{len} bytes into {room}");
                assert_eq!(guest.read32(WRITTEN), if answer == 0 { len as u32 } else { 77 });
            }
        }
    });
}

#[test]
fn input_and_output_may_overlap_in_any_way() {
    Guest::every(|guest| {
        let state = guest.state("BLOCK-CBC");
        for len in [32, 35, 39] {
            for shift in [-48_i64, -40, -9, -1, 0, 1, 8, 39, 48] {
                let (ciphertext, plain) = encrypted(guest, state, len);
                let out = DATA.checked_add_signed(shift).unwrap();
                assert_eq!(decrypt(guest, state, out, ciphertext, ciphertext), 0, "{shift}");
                assert_eq!(guest.read(out, len), plain, "{shift}");
            }
        }
    });
}

#[test]
fn the_buffer_at_address_zero_is_a_buffer() {
    Guest::every(|guest| {
        let state = guest.state("BLOCK-CBC");
        let (ciphertext, plain) = encrypted(guest, state, 13);
        guest.fill(0, 32, 0xcc);
        assert_eq!(decrypt(guest, state, 0, 12, ciphertext), errno::OVERFLOW);
        assert_eq!(guest.read(0, 32), [0xcc; 32]);
        assert_eq!(decrypt(guest, state, 0, ciphertext, ciphertext), 0);
        assert_eq!(guest.read(0, 14), [&plain[..], &[0xcc]].concat());
    });
}

#[test]
fn failed_decryption_wipes_the_whole_buffer() {
    Guest::every(|guest| {
        let state = guest.state("BLOCK-CBC");
        guest.fill(DATA, 24, 0x11);
        for room in 16..=24 {
            assert_eq!(decrypt(guest, state, OUT, room, 24), errno::INVALID_TAG);
            assert!(guest.read(OUT, room).iter().all(|byte| *byte == 0));
            assert_eq!(guest.read(OUT + room, 4), [0xcc; 4]);
        }
    });
}

#[test]
fn other_ciphers_have_one_size() {
    Guest::every(|guest| {
        for name in [
            "TOY",
            "",
            "C",
            "CBC",
            "XCBC",
            "BLOCK-CBD",
            "-CBC-",
            "AES-CBC-128",
            "a name of forty bytes, which is quite long",
        ] {
            let state = guest.state(name);
            guest.fill(DATA, 32, 0);
            let tag = tag_len(name) as u64;
            for more in 1..=tag {
                assert_eq!(decrypt(guest, state, OUT, 32 - tag + more, 32), errno::INVALID_LENGTH, "{name}");
            }
            assert!(!asked(guest, "decrypt"), "{name}");
        }
    });
}

#[test]
fn the_question_costs_no_memory() {
    Guest::every(|guest| {
        let (cipher, pads) = (guest.state("TOY"), guest.state("BLOCK-CBC"));
        let (ciphertext, _) = encrypted(guest, pads, 13);
        let before = guest.memory();
        for _ in 0..2000 {
            let buffer = [OUT, 12, DATA, ciphertext, WRITTEN];
            assert_eq!(
                guest.call("symmetric_state_decrypt", &[&[cipher], &buffer[..]].concat()),
                errno::INVALID_LENGTH
            );
            assert_eq!(guest.call("symmetric_state_decrypt", &[&[pads], &buffer[..]].concat()), errno::OVERFLOW);
        }
        assert_eq!(guest.memory(), before);
    });
}

#[test]
fn entries_of_a_batch_have_the_same_room() {
    Guest::every(|guest| {
        let state = guest.state("BLOCK-CBC");
        let (ciphertext, plain) = encrypted(guest, state, 13);
        guest.fill(OUT, 128, 0xcc);
        for (index, room) in (0..).zip([12, 13, 16, 17]) {
            for (field, word) in (0..).zip([state, OUT + 32 * index, room, room, DATA, ciphertext, ciphertext]) {
                guest.write32(0x4000 + 28 * index + 4 * field, word);
            }
        }
        guest.write32(0x400, 0x5000);
        guest.write32(0x404, 4);
        guest.ok("batch_symmetric_state_decrypt", &[0x4000, 4, 0x400]);
        let results: Vec<(u32, u32)> =
            (0..4).map(|index| (guest.read32(0x5000 + 8 * index), guest.read32(0x5004 + 8 * index) & 0xffff)).collect();
        assert_eq!(results, [(0, errno::OVERFLOW), (13, 0), (13, 0), (0, errno::INVALID_LENGTH)]);
        for (index, written) in (0..).zip([0, 13, 13, 0]) {
            let expected = [&plain[..written], &[0xcc; 32][written..]].concat();
            assert_eq!(guest.read(OUT + 32 * index, 32), expected);
        }
    });
}
