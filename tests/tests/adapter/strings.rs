//! Strings: exactly what Rust takes for UTF-8 passes.

use crate::support::*;

fn accepted(guest: &mut Guest, bytes: &[u8]) -> bool {
    // The end of the string is the end of the initial memory: reading beyond it would show.
    let address = OWN - bytes.len() as u64;
    guest.write(address, bytes);
    match guest.call("symmetric_key_import", &[address, bytes.len() as u64, 0, 0, 0x100]) {
        0 => {
            let key = guest.read32(0x100).into();
            guest.ok("symmetric_key_close", &[key]);
            true
        }
        errno::GUEST_ERROR => false,
        other => panic!("{bytes:x?}: {other}"),
    }
}

fn check(guest: &mut Guest, bytes: &[u8]) {
    assert_eq!(accepted(guest, bytes), std::str::from_utf8(bytes).is_ok(), "{bytes:x?}");
}

#[test]
fn forms_at_every_boundary() {
    let mut guest = Guest::new();
    let leads = [0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3];
    let leads: Vec<u8> = leads.into_iter().chain([0xf4, 0xf5, 0xf7, 0xf8, 0xfb, 0xfc, 0xfe, 0xff]).collect();
    let seconds = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
    for lead in leads {
        check(&mut guest, &[lead]);
        for second in seconds {
            check(&mut guest, &[lead, second]);
            for third in [0x41, 0x7f, 0x80, 0xbf, 0xc0] {
                check(&mut guest, &[lead, second, third]);
                for fourth in [0x41, 0x7f, 0x80, 0xbf, 0xc0] {
                    check(&mut guest, &[lead, second, third, fourth]);
                }
            }
        }
    }
}

#[test]
fn characters_at_every_boundary_and_position() {
    let mut guest = Guest::new();
    let characters = ['a', '\u{7f}', '\u{80}', '\u{7ff}', '\u{800}', '\u{d7ff}', '\u{e000}', '\u{ffff}'];
    for character in characters.into_iter().chain(['\u{10000}', '\u{fffff}', '\u{100000}', '\u{10ffff}']) {
        for position in 0..20 {
            let text = format!("{}{character}{}", "x".repeat(position), "y".repeat(20 - position));
            assert!(accepted(&mut guest, text.as_bytes()), "{text:?}");
            let mut bytes = text.into_bytes();
            bytes.insert(position, 0xff);
            assert!(!accepted(&mut guest, &bytes));
            bytes.truncate(position + character.len_utf8());
            bytes.remove(position);
            check(&mut guest, &bytes);
        }
    }
    assert!(accepted(&mut guest, b""));
}

#[test]
fn the_hosts_answer_to_a_string_is_passed_on() {
    let mut guest = Guest::new();
    let options = guest.get("options_open", &[1]);
    let (name, len) = guest.put("bad");
    assert_eq!(guest.call("options_set", &[options, name, len, 0, 0]), errno::UNSUPPORTED_OPTION);
}
