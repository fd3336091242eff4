//! Tag lengths are asked for once per algorithm, and never taken from another one.

use crate::support::*;

/// Encrypts nothing into buffers around the right size; gives how often the host was asked for the tag length.
fn check(guest: &mut Guest, state: u64, algorithm: &str) -> usize {
    let tag = tag_len(algorithm) as u64;
    guest.store.data_mut().calls.clear();
    for (len, expected) in [(tag - 1, errno::OVERFLOW), (tag + 1, errno::INVALID_LENGTH), (tag, 0)] {
        let answer = guest.call("symmetric_state_encrypt", &[state, 0x2_0000, len, 0x1_0000, 0, 0x100]);
        assert_eq!(answer, expected, "{algorithm}: {len} for {tag}");
    }
    guest.store.data().calls.iter().filter(|call| **call == "max-tag-len").count()
}

fn opened(guest: &mut Guest, algorithm: &str) -> usize {
    let state = guest.state(algorithm);
    let asked = check(guest, state, algorithm);
    assert_eq!(check(guest, state, algorithm), 0, "a state remembers");
    guest.ok("symmetric_state_close", &[state]);
    asked
}

#[test]
fn the_second_state_of_an_algorithm_does_not_ask() {
    Guest::every(|guest| {
        for len in 8..=24 {
            let name = &"TABCDEFGHIJKLMNOPQRSTUVWXYZ"[..len];
            assert_eq!(opened(guest, name), 1, "{name}");
            assert_eq!(opened(guest, name), 0, "{name}");
        }
    });
}

#[test]
fn every_letter_of_a_name_counts() {
    let mut guest = Guest::new();
    for len in 8..=24 {
        let name = &"TABCDEFGHIJKLMNOPQRSTUVWXYZ"[..len];
        for position in 1..len {
            opened(&mut guest, name);
            let mut other = name.to_owned();
            other.replace_range(position..=position, "#");
            assert_eq!(opened(&mut guest, &other), 1, "{other}");
        }
        opened(&mut guest, &name[..len - 1]);
        assert!(opened(&mut guest, name) <= 1);
    }
}

#[test]
fn short_and_long_names_are_asked_for_each_time() {
    let mut guest = Guest::new();
    for name in ["T", "TSEVEN7", "T-OF-TWENTYFIVE-LETTERS-5", "T-MANY-MORE-LETTERS-THAN-TWENTY-FIVE"] {
        assert_eq!(opened(&mut guest, name), 1);
        assert_eq!(opened(&mut guest, name), 1);
    }
}

#[test]
fn what_is_found_out_late_is_not_put_under_another_name() {
    let mut guest = Guest::new();
    let early = guest.state("TAG-NUMBER-ONE");
    let clone = guest.get("symmetric_state_clone", &[early]);
    let late = guest.state("TAG-NUMBER-TWO");
    assert_eq!(check(&mut guest, early, "TAG-NUMBER-ONE"), 1);
    assert_eq!(check(&mut guest, clone, "TAG-NUMBER-ONE"), 1);
    let again = guest.state("TAG-NUMBER-TWO");
    assert_eq!(check(&mut guest, again, "TAG-NUMBER-TWO"), 1, "whoever asks first tells the others");
    assert_eq!(check(&mut guest, late, "TAG-NUMBER-TWO"), 1, "opened when it was not known yet");
    assert_eq!(opened(&mut guest, "TAG-NUMBER-TWO"), 0);
}

#[test]
fn states_in_any_order_have_their_own_lengths() {
    const NAMES: [&str; 7] =
        ["TAG-NUMBER-ONE", "TAG-NUMBER-TWO", "T", "TOY", "T-OF-TWENTYFIVE-LETTERS-5", "TAG-16-LONG-NAME", "TAGNINES8"];
    let mut guest = Guest::new();
    let mut open: Vec<(u64, &str)> = Vec::new();
    let mut random: u32 = 1;
    let mut below = |limit: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 16) as usize % limit
    };
    for _ in 0..2000 {
        match below(4) {
            0 => {
                let name = NAMES[below(NAMES.len())];
                open.push((guest.state(name), name));
            }
            1 if !open.is_empty() => {
                let (state, name) = open[below(open.len())];
                open.push((guest.get("symmetric_state_clone", &[state]), name));
            }
            2 if !open.is_empty() => {
                let (state, _) = open.swap_remove(below(open.len()));
                guest.ok("symmetric_state_close", &[state]);
            }
            _ if !open.is_empty() => {
                let (state, name) = open[below(open.len())];
                check(&mut guest, state, name);
            }
            _ => {}
        }
    }
    assert!(open.len() > 10);
}
