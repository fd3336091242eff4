//! Outputs in the guest's own buffers: sizes checked before the call, nothing written beside them.

use crate::support::*;

const DATA: u64 = 0x1_0000;
const OUT: u64 = 0x2_0000;

fn encrypt(guest: &mut Guest, state: u64, out: u64, out_len: u64, data: u64, len: u64) -> u32 {
    guest.call("symmetric_state_encrypt", &[state, out, out_len, data, len, 0x100])
}

fn decrypt(guest: &mut Guest, state: u64, out: u64, out_len: u64, data: u64, len: u64) -> u32 {
    guest.call("symmetric_state_decrypt", &[state, out, out_len, data, len, 0x100])
}

#[test]
fn encrypt_writes_its_buffer_and_nothing_else() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        guest.write(DATA, b"attack at dawn");
        guest.fill(OUT, 64, 0xcc);
        assert_eq!(encrypt(guest, state, OUT + 16, 22, DATA, 14), 0);
        assert_eq!(guest.read32(0x100), 22);
        assert_eq!(guest.read(OUT, 16), [0xcc; 16]);
        assert_eq!(guest.read(OUT + 38, 26), [0xcc; 26]);
        let plain: Vec<u8> = guest.read(OUT + 16, 14).iter().map(|byte| byte ^ 0x5a).collect();
        assert_eq!(plain, b"attack at dawn");
        guest.fill(OUT + 64, 64, 0xcc);
        assert_eq!(decrypt(guest, state, OUT + 64, 14, OUT + 16, 22), 0);
        assert_eq!(guest.read(OUT + 64, 15), b"attack at dawn\xcc");
    });
}

#[test]
fn wrong_sizes_are_refused_before_the_host_is_asked() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        guest.fill(OUT, 64, 0xcc);
        guest.write32(0x100, 77);
        for (out_len, expected) in [
            (0, errno::OVERFLOW),
            (14, errno::OVERFLOW),
            (21, errno::OVERFLOW),
            (23, errno::INVALID_LENGTH),
            (64, errno::INVALID_LENGTH),
        ] {
            assert_eq!(encrypt(guest, state, OUT, out_len, DATA, 14), expected, "{out_len}");
        }
        for (out_len, expected) in [(13, errno::OVERFLOW), (15, errno::INVALID_LENGTH)] {
            assert_eq!(decrypt(guest, state, OUT, out_len, DATA, 22), expected);
            let detached = [state, OUT, out_len, DATA, 14, 0x100];
            assert_eq!(guest.call("symmetric_state_encrypt_detached", &detached), expected);
            let detached = [state, OUT, out_len, DATA, 14, DATA, TAG as u64, 0x100];
            assert_eq!(guest.call("symmetric_state_decrypt_detached", &detached), expected);
        }
        assert_eq!(guest.read(OUT, 64), [0xcc; 64]);
        assert_eq!(guest.read32(0x100), 77);
        // The tag length was asked for once and kept; whether the cipher pads, where that would have made a difference.
        assert_eq!(guest.store.data().calls, ["max-tag-len", "algorithm"]);
    });
}

#[test]
fn lengths_near_the_limit_do_not_wrap() {
    let mut guest = Guest::new();
    let state = guest.state("TOY");
    let end = guest.memory();
    for (out_len, len) in [(7, 0xffff_ffff), (0xffff_ffff, 0xffff_fff8), (0, 0xffff_fff8)] {
        assert_eq!(encrypt(&mut guest, state, OUT, out_len, DATA, len), errno::GUEST_ERROR);
    }
    // All of the memory is a range; only the size is wrong.
    assert_eq!(encrypt(&mut guest, state, 0, end, 0, end), errno::OVERFLOW);
    assert_eq!(encrypt(&mut guest, state, 0, end, 1, end), errno::GUEST_ERROR);
}

#[test]
fn ciphertext_shorter_than_a_tag_is_an_invalid_tag() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        guest.fill(OUT, 8, 0xcc);
        for len in 0..TAG as u64 {
            assert_eq!(decrypt(guest, state, OUT, 0, DATA, len), errno::INVALID_TAG, "{len}");
        }
        assert_eq!(guest.read(OUT, 8), [0xcc; 8]);
        assert_eq!(decrypt(guest, state, OUT, 4, DATA, 7), errno::INVALID_TAG);
        assert_eq!(guest.read(OUT, 8), [0, 0, 0, 0, 0xcc, 0xcc, 0xcc, 0xcc]);
    });
}

#[test]
fn failed_decryption_wipes_the_output() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        guest.fill(OUT, 32, 0xcc);
        guest.fill(DATA, 22, 0x11);
        assert_eq!(decrypt(guest, state, OUT + 8, 14, DATA, 22), errno::INVALID_TAG);
        assert_eq!(guest.read(OUT, 8), [0xcc; 8]);
        assert_eq!(guest.read(OUT + 8, 14), [0; 14]);
        assert_eq!(guest.read(OUT + 22, 10), [0xcc; 10]);
        guest.fill(OUT, 32, 0xcc);
        let detached = [state, OUT, 14, DATA, 14, DATA, TAG as u64, 0x100];
        assert_eq!(guest.call("symmetric_state_decrypt_detached", &detached), errno::INVALID_TAG);
        assert_eq!(guest.read(OUT, 14), [0; 14]);
    });
}

#[test]
fn an_operation_without_tags_answers_the_hosts_error() {
    let mut guest = Guest::new();
    let state = guest.state("HASH");
    assert_eq!(encrypt(&mut guest, state, OUT, 22, DATA, 14), errno::INVALID_OPERATION);
    assert_eq!(guest.call("symmetric_state_max_tag_len", &[state, 0x100]), errno::INVALID_OPERATION);
    assert_eq!(guest.store.data().calls, ["max-tag-len", "max-tag-len"]);
}

#[test]
fn input_and_output_may_overlap_in_any_way() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        let plain: Vec<u8> = (0..40).map(|byte| byte * 5).collect();
        for shift in [-48_i64, -40, -9, -8, -1, 0, 1, 7, 8, 39, 40, 48] {
            let out = DATA.checked_add_signed(shift).unwrap();
            guest.write(DATA, &plain);
            assert_eq!(encrypt(guest, state, out, 48, DATA, 40), 0, "{shift}");
            let sealed = guest.read(out, 48);
            let expected: Vec<u8> = plain.iter().map(|byte| byte ^ 0x5a).collect();
            assert_eq!(sealed[..40], expected, "{shift}");

            guest.write(DATA, &sealed);
            assert_eq!(decrypt(guest, state, out, 40, DATA, 48), 0, "{shift}");
            assert_eq!(guest.read(out, 40), plain, "{shift}");
        }
    });
}

#[test]
fn a_shorter_result_is_reported_by_its_length() {
    Guest::every(|guest| {
        let state = guest.state("PAD");
        guest.write(DATA, b"attack at dawn");
        assert_eq!(encrypt(guest, state, OUT, 22, DATA, 14), 0);
        guest.fill(OUT + 64, 16, 0xcc);
        assert_eq!(decrypt(guest, state, OUT + 64, 14, OUT, 22), 0);
        assert_eq!(guest.read32(0x100), 10);
        assert_eq!(guest.read(OUT + 64, 15), b"attack at \xcc\xcc\xcc\xcc\xcc");
    });
}

#[test]
fn a_longer_result_is_an_overflow_and_nothing_is_written() {
    Guest::every(|guest| {
        let state = guest.state("LIAR");
        guest.write(DATA, b"attack at dawn");
        guest.fill(OUT, 64, 0xcc);
        guest.write32(0x100, 77);
        let objects = guest.store.data().objects.len();
        for _ in 0..3 {
            assert_eq!(encrypt(guest, state, OUT, 22, DATA, 14), errno::OVERFLOW);
            // Here a tag came with it, which has to go.
            let detached = [state, OUT, 14, DATA, 14, 0x100];
            assert_eq!(guest.call("symmetric_state_encrypt_detached", &detached), errno::OVERFLOW);
        }
        assert_eq!(guest.store.data().objects.len(), objects);
        assert_eq!(guest.read(OUT, 64), [0xcc; 64]);
        assert_eq!(guest.read32(0x100), 77);
    });
}

#[test]
fn options_are_read_into_buffers_that_are_large_enough() {
    Guest::every(|guest| {
        let options = guest.get("options_open", &[1]);
        let (name, len) = guest.put("nonce");
        guest.write(DATA, b"0123456789ab");
        guest.ok("options_set", &[options, name, len, DATA, 12]);
        let state = guest.state_with("TOY", None, Some(options));
        let (name, len) = guest.put("nonce");
        guest.fill(OUT, 64, 0xcc);
        assert_eq!(guest.call("symmetric_state_options_get", &[state, name, len, OUT, 11, 0x100]), errno::OVERFLOW);
        assert_eq!(guest.read(OUT, 64), [0xcc; 64]);
        for room in [12, 13, 64] {
            assert_eq!(guest.get("symmetric_state_options_get", &[state, name, len, OUT, room]), 12);
            assert_eq!(guest.read(OUT, 13), b"0123456789ab\xcc");
        }
        guest.ok("symmetric_state_options_get_u64", &[state, name, len, OUT]);
        assert_eq!(guest.read64(OUT), 12 | 1 << 40);
        let (name, len) = guest.put("other");
        let args = [state, name, len, OUT, 64, 0x100];
        assert_eq!(guest.call("symmetric_state_options_get", &args), errno::OPTION_NOT_SET);
    });
}

#[test]
fn the_buffer_at_address_zero_is_a_buffer() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        guest.write(DATA, b"abc");
        guest.ok("symmetric_state_absorb", &[state, DATA, 3]);
        guest.fill(0, 32, 0xcc);
        guest.ok("symmetric_state_squeeze", &[state, 0, 7]);
        assert_eq!(guest.read(0, 8), b"abcabca\xcc");
        // And the last bytes of the memory are memory.
        guest.ok("symmetric_state_squeeze", &[state, OWN - 7, 7]);
        assert_eq!(guest.read(OWN - 7, 7), b"abcabca");
        guest.ok("symmetric_state_squeeze", &[state, 0x300, 0]);
    });
}

#[test]
fn the_previous_buffer_is_forgotten() {
    // A failing call leaves nothing that would steer the next result into its buffer.
    Guest::every(|guest| {
        let empty = guest.state("TOY");
        guest.fill(OUT, 16, 0xcc);
        assert_eq!(guest.call("symmetric_state_squeeze", &[empty, OUT, 16]), errno::NONCE_REQUIRED);
        let (name, len) = guest.put("K");
        let key = guest.get("symmetric_key_import", &[name, len, name, len]);
        let array = guest.get("symmetric_key_export", &[key]);
        assert_eq!(guest.pull(array), b"K");
        assert_eq!(guest.read(OUT, 16), [0xcc; 16]);
        let nothing = guest.state("EMPTY");
        guest.ok("symmetric_state_squeeze", &[nothing, OUT, 16]);
        let array = guest.get("symmetric_key_export", &[key]);
        assert_eq!(guest.pull(array), b"K");
        assert_eq!(guest.read(OUT, 16), [0xcc; 16]);
    });
}

#[test]
fn large_buffers_are_written_in_place() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        let before = guest.memory();
        guest.fill(DATA, 0x4_0000, 7);
        assert_eq!(encrypt(guest, state, 0x8_0000, 0x4_0008, DATA, 0x4_0000), 0);
        assert_eq!(guest.disturbed(0x8_0000, 0xc_0000, 7 ^ 0x5a), 0);
        assert_eq!(guest.memory(), before);
    });
}

#[test]
fn tags_are_pulled_into_buffers_of_their_size() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        guest.write(DATA, b"abc");
        let tag = guest.get("symmetric_state_encrypt_detached", &[state, OUT, 3, DATA, 3]);
        assert_eq!(guest.get("symmetric_tag_len", &[tag]), TAG as u64);
        guest.fill(OUT, 16, 0xcc);
        for len in [0, 7] {
            assert_eq!(guest.call("symmetric_tag_pull", &[tag, OUT, len, 0x100]), errno::OVERFLOW);
        }
        assert_eq!(guest.read(OUT, 16), [0xcc; 16]);
        assert_eq!(guest.call("symmetric_tag_verify", &[tag, OUT, 8]), errno::INVALID_TAG);
        assert_eq!(guest.get("symmetric_tag_pull", &[tag, OUT, 8]), 8);
        assert_eq!(guest.read64(OUT), u64::from(b'a') + u64::from(b'b') + u64::from(b'c'));
        // A larger buffer is left as it is behind the tag.
        let larger = guest.get("symmetric_state_squeeze_tag", &[state]);
        guest.fill(OUT, 16, 0xcc);
        assert_eq!(guest.get("symmetric_tag_pull", &[larger, OUT, 16]), 8);
        assert_ne!(guest.read(OUT, 8), [0xcc; 8]);
        assert_eq!(guest.read(OUT + 8, 8), [0xcc; 8]);
        // The pull has closed it.
        assert_eq!(guest.call("symmetric_tag_pull", &[tag, OUT, 8, 0x100]), errno::INVALID_HANDLE);
        assert_eq!(guest.call("symmetric_tag_close", &[tag]), errno::CLOSED);
        assert_eq!(guest.store.data().objects.len(), 1);
        let tag = guest.get("symmetric_state_squeeze_tag", &[state]);
        guest.ok("symmetric_tag_close", &[tag]);
    });
}
