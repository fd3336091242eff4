//! Bad handles, addresses, strings and enums for every parameter that takes one, derived from the binding model.
//!
//! The function is called rightly but for one argument; it must answer the errno of that mistake, write nothing, and
//! leave everything so that the right call still succeeds afterwards.

use wasi_crypto_componentize::LinkMode;
use wasi_crypto_model::binding::{Action, Arg, Function, ResultPart};
use wasi_crypto_tests::legacy::{Legacy, PAGES};
use wasi_crypto_tests::legacy_calls::GARBAGE;

use crate::happy::{self, all_functions, arguments};

/// What a parameter is, as far as it can be given wrongly.
#[derive(Debug)]
enum Fault {
    /// A handle of the kind with this name.
    Handle(usize, String),
    /// The address of a union with a handle of that kind.
    Optional(usize, String),
    /// An address with a length parameter.
    Range(usize, usize),
    /// Text: an address with a length parameter.
    Text(usize, usize),
    /// An out-pointer of so many bytes.
    Out(usize, u64),
    /// An enum with so many values.
    Enum(usize, usize),
}

/// Everything about a function that can be given wrongly.
fn faults(function: &Function) -> Vec<Fault> {
    let kinds = &wasi_crypto_tests::legacy::bindings().kinds;
    let kind = |index: &usize| kinds[*index].name.clone();
    let mut faults = Vec::new();
    match &function.action {
        Action::Close { handle, kind: index } => faults.push(Fault::Handle(*handle, kind(index))),
        Action::ArrayOutputLen { handle, out } => {
            faults.push(Fault::Handle(*handle, "array_output".into()));
            faults.push(Fault::Out(*out, 4));
        }
        Action::ArrayOutputPull { handle, buffer, len, out } => {
            faults.push(Fault::Handle(*handle, "array_output".into()));
            faults.push(Fault::Range(*buffer, *len));
            faults.extend(out.map(|out| Fault::Out(out, 4)));
        }
        Action::Batch(batch) => {
            faults.push(Fault::Range(batch.ptr, batch.len));
            faults.push(Fault::Out(batch.out, 8));
        }
        Action::Convert(_) | Action::Step(_) | Action::Caused { .. } => {
            unreachable!("the current generation has none")
        }
        Action::Call(call) => {
            for arg in &call.args {
                match arg {
                    Arg::Handle { param, kind: index } => faults.push(Fault::Handle(*param, kind(index))),
                    Arg::OptionalHandle { param, kind: index } => faults.push(Fault::Optional(*param, kind(index))),
                    Arg::String { ptr, len } => faults.push(Fault::Text(*ptr, *len)),
                    Arg::Bytes { ptr, len } | Arg::LentBuffer { ptr, len } => faults.push(Fault::Range(*ptr, *len)),
                    Arg::Enum { param, map, .. } => faults.push(Fault::Enum(*param, map.len())),
                    Arg::Scalar { .. } | Arg::Version { .. } | Arg::None | Arg::Constant { .. } => {}
                }
            }
            for result in &call.results {
                match result {
                    ResultPart::Handle { out, .. } | ResultPart::ArrayOutput { out, .. } | ResultPart::U32 { out } => {
                        faults.push(Fault::Out(*out, 4))
                    }
                    ResultPart::U64 { out } => faults.push(Fault::Out(*out, 8)),
                    ResultPart::Buffer { ptr, len, written, .. } => {
                        faults.push(Fault::Range(*ptr, *len));
                        faults.extend(written.map(|out| Fault::Out(out, 4)));
                    }
                }
            }
        }
    }
    faults
}

/// The part of the memory the tests watch: where [`arguments`] puts things.
const WATCHED: (u64, u64) = (1024, 8192);

/// Calls with one bad argument and checks the answer, that nothing was written, and that the right call still works.
fn expect(legacy: &mut Legacy, name: &str, args: &[u64], expected: &[&str], what: &str) {
    let before = legacy.read(WATCHED.0, WATCHED.1);
    let answer = legacy.call(name, args);
    assert!(answer.is_err_and(|errno| expected.contains(&errno)), "{name}, {what}: {answer:?} instead of {expected:?}");
    assert!(legacy.read(WATCHED.0, WATCHED.1) == before, "{name}, {what}: wrote to memory");
}

fn for_each_fault(mode: LinkMode, mut check: impl FnMut(&mut Legacy, &str, &[u64], &Fault)) {
    let (mut legacy, names) = all_functions(mode);
    for name in &names {
        let function = legacy.function(name).clone();
        for fault in faults(&function) {
            let Some(args) = arguments(&mut legacy, name) else { continue };
            check(&mut legacy, name, &args, &fault);
            let recovered = legacy.call(name, &args);
            assert_eq!(recovered, Ok(()), "{name} after a bad argument ({fault:?})");
        }
    }
}

fn with(args: &[u64], index: usize, value: u64) -> Vec<u64> {
    let mut args = args.to_vec();
    args[index] = value;
    args
}

/// A live handle of another kind than the given one.
fn foreign(legacy: &mut Legacy, kind: &str) -> u64 {
    if kind == "options" { happy::symmetric_key(legacy) } else { happy::options(legacy) }
}

pub fn bad_handles_are_invalid(mode: LinkMode) {
    for_each_fault(mode, |legacy, name, args, fault| {
        let Fault::Handle(index, kind) = fault else { return };
        let valid = args[*index];
        let foreign = foreign(legacy, kind);
        let end = u64::from(PAGES) * 65_536;
        let bad = [
            ("zero", 0),
            ("garbage", GARBAGE),
            ("all ones", 0xffff_ffff),
            ("highest aligned", 0xffff_fff0),
            ("end of memory", end - 16),
            ("unaligned", valid + 1),
            ("between records", valid + 8),
            ("another kind", foreign),
        ];
        // A handle carries a counter in its low bits, so that a near miss looks like one of earlier or later days.
        let near_miss = |what: &str| name.ends_with("_close") && (what == "unaligned" || what == "between records");
        for (what, handle) in bad {
            let expected: &[&str] = if near_miss(what) { &["invalid_handle", "closed"] } else { &["invalid_handle"] };
            expect(legacy, name, &with(args, *index, handle), expected, what);
        }
    });
}

pub fn closed_handles_are_invalid(mode: LinkMode) {
    let (mut legacy, names) = all_functions(mode);
    for name in &names {
        let function = legacy.function(name).clone();
        for fault in faults(&function) {
            let Fault::Handle(index, kind) = &fault else { continue };
            if kind == "array_output" {
                continue; // These close by being read; see the tests of pulling.
            }
            let Some(args) = arguments(&mut legacy, name) else { continue };
            legacy.call(&format!("{kind}_close"), &[args[*index]]).expect("closes");
            let expected = if name.ends_with("_close") { "closed" } else { "invalid_handle" };
            expect(&mut legacy, name, &args, &[expected], "closed handle");
        }
    }
}

pub fn bad_unions_are_errors(mode: LinkMode) {
    for_each_fault(mode, |legacy, name, args, fault| {
        let Fault::Optional(index, kind) = fault else { return };
        let foreign = foreign(legacy, kind);
        for (what, handle) in [("garbage", GARBAGE), ("another kind", foreign)] {
            let union = legacy.optional(Some(handle));
            expect(legacy, name, &with(args, *index, union), &["invalid_handle"], what);
        }
        let (odd_tag, _) = legacy.put(&[2, 0, 0, 0, 0, 0, 0, 0]);
        expect(legacy, name, &with(args, *index, odd_tag), &["guest_error"], "tag beyond the list");
        for address in [0xffff_fff8, 0xffff_fffc, u64::from(legacy.memory_pages()) * 65_536 - 4] {
            expect(legacy, name, &with(args, *index, address), &["guest_error"], "address outside memory");
        }
    });
}

pub fn addresses_outside_memory_are_guest_errors(mode: LinkMode) {
    for_each_fault(mode, |legacy, name, args, fault| {
        let end = u64::from(legacy.memory_pages()) * 65_536;
        match fault {
            Fault::Range(ptr, len) | Fault::Text(ptr, len) => {
                let n = args[*len];
                assert!(n > 0, "{name}: the right call must have something to point at");
                for address in [end, end - n + 1, 0xffff_ffff, 0x8000_0000] {
                    expect(legacy, name, &with(args, *ptr, address), &["guest_error"], "range outside memory");
                }
            }
            Fault::Out(out, size) => {
                for address in [end, end - size + 1, 0xffff_fffc, 0x8000_0000] {
                    expect(legacy, name, &with(args, *out, address), &["guest_error"], "out-pointer outside memory");
                }
            }
            _ => {}
        }
    });
}

pub fn lengths_that_wrap_around_are_guest_errors(mode: LinkMode) {
    for_each_fault(mode, |legacy, name, args, fault| {
        let (Fault::Range(_, len) | Fault::Text(_, len)) = fault else { return };
        let errors: &[&str] = if checks_length(legacy, name, *len) {
            // A wrong size is as good an answer as a wrong range.
            &["guest_error", "overflow", "invalid_length", "invalid_tag"]
        } else {
            &["guest_error", "overflow"]
        };
        for n in [0xffff_ffff, 0xffff_f000, 0x7fff_ffff] {
            expect(legacy, name, &with(args, *len, n), errors, "length beyond memory");
        }
    });
}

/// Whether a length takes part in a size check of the call.
fn checks_length(legacy: &Legacy, name: &str, len: usize) -> bool {
    match &legacy.function(name).action {
        Action::Call(call) => call.checks.iter().any(|check| {
            check.len == len
                || matches!(&check.needed,
                    wasi_crypto_model::binding::Needed::Len(index)
                    | wasi_crypto_model::binding::Needed::LenPlusTag { len: index, .. }
                    | wasi_crypto_model::binding::Needed::LenMinusTag { len: index, .. } if *index == len)
        }),
        _ => false,
    }
}

pub fn text_that_is_not_utf8_is_a_guest_error(mode: LinkMode) {
    const BAD: [&[u8]; 8] = [
        b"\xff",
        b"\xc0\x80",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"SHA-256\x80",
        b"\xe2\x82",
        b"\xf0\x9f\x98",
    ];
    for_each_fault(mode, |legacy, name, args, fault| {
        let Fault::Text(ptr, len) = fault else { return };
        for text in BAD {
            let (address, n) = legacy.put(text);
            let args = with(&with(args, *ptr, address), *len, n);
            expect(legacy, name, &args, &["guest_error"], "text that is not UTF-8");
        }
        // Well-formed text that no algorithm or option has as its name is another matter.
        let (address, n) = legacy.put("nämé-€-😀".as_bytes());
        let args = with(&with(args, *ptr, address), *len, n);
        expect(legacy, name, &args, &["unsupported_algorithm", "unsupported_option"], "unknown name");
    });
}

pub fn enum_values_beyond_the_list_are_guest_errors(mode: LinkMode) {
    for_each_fault(mode, |legacy, name, args, fault| {
        let Fault::Enum(index, values) = fault else { return };
        for value in [*values as u64, 255, 65_536, 0xffff_ffff] {
            expect(legacy, name, &with(args, *index, value), &["guest_error"], "enum value beyond the list");
        }
    });
}

pub fn right_calls_write_their_results_and_nothing_else(mode: LinkMode) {
    let (mut legacy, names) = all_functions(mode);
    for name in &names {
        let Some(args) = arguments(&mut legacy, name) else { continue };
        let allowed = written(&mut legacy, name, &args);
        let before = legacy.read(WATCHED.0, WATCHED.1);
        legacy.call(name, &args).unwrap_or_else(|error| panic!("{name} answered {error}"));
        let after = legacy.read(WATCHED.0, WATCHED.1);
        for (offset, (old, new)) in before.iter().zip(&after).enumerate() {
            let address = WATCHED.0 + offset as u64;
            let ours = allowed.iter().any(|(start, len)| (*start..start + len).contains(&address));
            assert!(old == new || ours, "{name} wrote to {address:#x}; allowed are {allowed:x?}");
        }
    }
}

/// Where a right call may write.
fn written(legacy: &mut Legacy, name: &str, args: &[u64]) -> Vec<(u64, u64)> {
    let function = legacy.function(name).clone();
    match &function.action {
        Action::Close { .. } => Vec::new(),
        Action::ArrayOutputLen { out, .. } => vec![(args[*out], 4)],
        Action::ArrayOutputPull { buffer, len, out, .. } => {
            std::iter::once((args[*buffer], args[*len])).chain(out.map(|out| (args[out], 4))).collect()
        }
        Action::Batch(batch) => {
            // The header, the buffer it names, and the outputs the entries name at offset 4 with their length behind.
            let header = args[batch.out];
            let mut places = vec![(header, 8), (u64::from(legacy.read_u32(header)), batch.result_size.into())];
            if batch.entry_size > 8 {
                let entry = args[batch.ptr];
                places.push((u64::from(legacy.read_u32(entry + 4)), u64::from(legacy.read_u32(entry + 8))));
            }
            places
        }
        Action::Convert(_) | Action::Step(_) | Action::Caused { .. } => {
            unreachable!("the current generation has none")
        }
        Action::Call(call) => call
            .results
            .iter()
            .flat_map(|result| match result {
                ResultPart::Handle { out, .. } | ResultPart::ArrayOutput { out, .. } | ResultPart::U32 { out } => {
                    vec![(args[*out], 4)]
                }
                ResultPart::U64 { out } => vec![(args[*out], 8)],
                ResultPart::Buffer { ptr, len, written, .. } => {
                    let mut places = vec![(args[*ptr], args[*len])];
                    places.extend(written.map(|out| (args[out], 4)));
                    places
                }
            })
            .collect(),
    }
}
