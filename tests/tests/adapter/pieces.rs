//! More than the host takes in one call: in pieces, or refused before the host is asked.

use crate::support::*;

const MIB: u64 = 1 << 20;
/// What one call carries.
const LARGEST: u64 = 128 * MIB;
/// Where the inputs are, far from what allocators hand out.
const DATA: u64 = 16 * MIB;

/// What the host took since the last time.
fn taken(guest: &mut Guest) -> Vec<u64> {
    std::mem::take(&mut guest.store.data_mut().inputs).into_iter().map(|len| len as u64).collect()
}

/// Gives input to a state and tells what the host took.
fn add(guest: &mut Guest, function: &str, state: u64, len: u64) -> (u32, Vec<u64>) {
    (guest.call(function, &[state, DATA, len]), taken(guest))
}

fn signing(guest: &mut Guest, algorithm: &str) -> u64 {
    let (name, len) = guest.put(algorithm);
    let none = guest.union(0x128, None);
    let pair = guest.get("keypair_generate", &[0, name, len, none]);
    guest.get("signature_state_open", &[pair])
}

#[test]
fn what_a_call_carries_is_not_cut_and_more_comes_in_pieces() {
    Guest::every(|guest| {
        guest.grow(DATA, 200 * MIB);
        for (function, state) in
            [("symmetric_state_absorb", guest.state("NULL")), ("signature_state_update", signing(guest, "NULL"))]
        {
            for (len, pieces) in [
                (0, vec![0]),
                (5, vec![5]),
                (LARGEST, vec![LARGEST]),
                (LARGEST + 1, vec![64 * MIB, 64 * MIB + 1]),
                (200 * MIB, vec![64 * MIB, 64 * MIB, 72 * MIB]),
            ] {
                assert_eq!(add(guest, function, state, len), (0, pieces), "{function} of {len}");
            }
        }
    });
}

#[test]
fn pieces_are_in_order_and_leave_nothing_out() {
    let mut guest = Guest::spliced(Default::default());
    guest.grow(DATA, LARGEST + 8);
    let state = guest.state("TOY");
    let marks = [DATA, DATA + 64 * MIB - 1, DATA + 64 * MIB, DATA + LARGEST - 1, DATA + LARGEST];
    for (number, mark) in (1..).zip(marks) {
        guest.write(mark, &[number]);
    }
    assert_eq!(add(&mut guest, "symmetric_state_absorb", state, LARGEST + 1).0, 0);
    let data = &guest.store.data().objects.values().find(|object| object.algorithm == "TOY").unwrap().data;
    assert_eq!(data.len() as u64, LARGEST + 1);
    let found: Vec<(u64, u8)> =
        (DATA..).zip(data).filter(|(_, byte)| **byte != 0).map(|(at, byte)| (at, *byte)).collect();
    assert_eq!(found, marks.into_iter().zip(1..).collect::<Vec<_>>());
}

#[test]
fn algorithms_for_which_each_call_counts_take_all_or_nothing() {
    Guest::every(|guest| {
        guest.grow(DATA, LARGEST + 1);
        for name in ["TupleHashXOF128", "tuplehashXOF256", "XOODYAK-128", "Xoodyak-160"] {
            let state = guest.state(name);
            assert_eq!(add(guest, "symmetric_state_absorb", state, LARGEST + 1), (errno::OVERFLOW, vec![]), "{name}");
            assert_eq!(add(guest, "symmetric_state_absorb", state, 3), (0, vec![3]), "{name}: it goes on");
            guest.ok("symmetric_state_close", &[state]);
        }
        // Names that are not theirs, and ones too short to be.
        guest.store.data_mut().calls.clear();
        for name in ["NULL", "TupleHas", "XOODYAK", ""] {
            let state = guest.state(name);
            let (answer, pieces) = add(guest, "symmetric_state_absorb", state, LARGEST + 1);
            assert_eq!((answer, pieces.len()), (0, 2), "{name}");
            guest.ok("symmetric_state_close", &[state]);
        }
        // Nobody who stays below pays for the question.
        guest.store.data_mut().calls.clear();
        let state = guest.state("XOODYAK-128");
        assert_eq!(add(guest, "symmetric_state_absorb", state, 5), (0, vec![5]));
        assert_eq!(guest.store.data().calls, [""; 0]);
    });
}

#[test]
fn a_state_that_took_half_is_closed() {
    for spliced in [false, true] {
        for (inputs, closed) in [(0, false), (1, true), (2, true)] {
            let limits = Limits { inputs, ..Limits::default() };
            let mut guest = Guest::with(Setup { limits, spliced, ..Setup::default() });
            guest.grow(DATA, 200 * MIB);
            for (kind, function) in [("symmetric_state", "absorb"), ("signature_state", "update")] {
                let state = if kind == "symmetric_state" { guest.state("NULL") } else { signing(&mut guest, "NULL") };
                let objects = guest.store.data().objects.len();
                let (answer, pieces) = add(&mut guest, &format!("{kind}_{function}"), state, 200 * MIB);
                assert_eq!((answer, pieces.len()), (errno::OVERFLOW, inputs), "{kind}");
                assert_eq!(guest.store.data().objects.len(), objects - usize::from(closed), "{kind}");
                let again = if closed { errno::INVALID_HANDLE } else { errno::OVERFLOW };
                guest.store.data_mut().inputs = vec![0; inputs];
                assert_eq!(add(&mut guest, &format!("{kind}_{function}"), state, 1).0, again, "{kind}");
                let close = if closed { errno::CLOSED } else { 0 };
                assert_eq!(guest.call(&format!("{kind}_close"), &[state]), close, "{kind}");
            }
        }
    }
}

#[test]
fn what_cannot_be_cut_is_refused_before_the_host_is_asked() {
    Guest::every(|guest| {
        guest.grow(DATA, LARGEST + TAG as u64 + 1);
        let state = guest.state("NULL");
        guest.store.data_mut().calls.clear();
        for (len, answer) in [(LARGEST + 1, errno::OVERFLOW), (u64::from(u32::MAX), errno::GUEST_ERROR)] {
            let out_len = (len + TAG as u64).min(u64::from(u32::MAX));
            assert_eq!(guest.call("symmetric_state_encrypt", &[state, DATA, out_len, DATA, len, 0x100]), answer);
            assert_eq!(guest.call("symmetric_state_decrypt", &[state, DATA, 5, DATA, len, 0x100]), answer);
        }
        assert_eq!(guest.store.data().calls, [""; 0]);
        let tag = guest.get("symmetric_state_squeeze_tag", &[state]);
        assert_eq!(guest.call("symmetric_tag_verify", &[tag, DATA, LARGEST]), errno::INVALID_TAG);
        assert_eq!(guest.call("symmetric_tag_verify", &[tag, DATA, LARGEST + 1]), errno::OVERFLOW);

        // Names count like lists, and all of them together.
        let none = guest.union(0x120, None);
        assert_eq!(guest.call("symmetric_state_open", &[DATA, LARGEST + 1, none, none, 0x100]), errno::OVERFLOW);
        let options = guest.get("options_open", &[1]);
        let (name, len) = guest.put("nonce");
        let set = |guest: &mut Guest, value| guest.call("options_set", &[options, name, len, DATA, value]);
        assert_eq!(set(guest, LARGEST - len), 0);
        assert_eq!(set(guest, LARGEST - len + 1), errno::OVERFLOW);
        assert_eq!(guest.call("options_set", &[options, DATA, LARGEST, DATA, LARGEST]), errno::OVERFLOW);
        assert_eq!(set(guest, 7), 0, "it goes on");
    });
}

#[test]
fn entries_of_a_batch_are_calls_of_their_own() {
    Guest::every(|guest| {
        guest.grow(DATA, LARGEST + TAG as u64 + 1);
        let (entries, header, results) = (0x1_0000, 0x400, 0x2_0000);
        guest.write32(header, results);
        guest.write32(header + 4, 2);
        for (number, len) in [(0, LARGEST + 1), (1, 3)] {
            let state = guest.state("TOY");
            let out_len = len + TAG as u64;
            let words = [state, DATA, out_len, out_len, DATA, len, len];
            for (at, word) in (0..).zip(words) {
                guest.write32(entries + number * 28 + at * 4, word);
            }
        }
        guest.ok("batch_symmetric_state_encrypt", &[entries, 2, header]);
        assert_eq!(guest.read(results + 4, 1), [errno::OVERFLOW as u8]);
        assert_eq!((guest.read32(results + 8), guest.read(results + 12, 1)), (3 + TAG as u32, vec![0]));
    });
}
