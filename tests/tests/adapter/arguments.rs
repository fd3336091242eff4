//! Addresses, enums, optional handles, versions: what cannot be converted is `guest_error`, and nothing happens.

use wasi_crypto_model::binding::{Action, Arg, CoreType, ResultPart};

use crate::support::*;

#[test]
fn out_pointers_must_be_in_memory_and_aligned() {
    Guest::every(|guest| {
        let state = guest.state("TOY");
        let end = guest.memory();
        for out in [end, end - 3, end - 2, 0xffff_fffc, 0xffff_ffff, 0x101, 0x102, 0x103] {
            assert_eq!(guest.call("options_open", &[1, out]), errno::GUEST_ERROR, "{out:x}");
            assert_eq!(guest.call("symmetric_state_max_tag_len", &[state, out]), errno::GUEST_ERROR, "{out:x}");
        }
        assert_eq!(guest.store.data().objects.len(), 1);
        // 64-bit results want eight bytes, aligned to eight.
        let (name, len) = guest.put("nonce");
        for out in [end - 4, end - 8 + 1, 0x104] {
            let args = [state, name, len, out];
            assert_eq!(guest.call("symmetric_state_options_get_u64", &args), errno::GUEST_ERROR, "{out:x}");
        }
        let memory = guest.memory();
        let out = memory - 4;
        if memory == end {
            assert_eq!(guest.call("symmetric_state_max_tag_len", &[state, out]), 0);
        }
    });
}

#[test]
fn every_range_of_every_function_is_checked() {
    // Handles are looked up first, so only functions without one can be reached with numbers alone.
    let mut guest = Guest::new();
    let end = guest.memory();
    let mut reached = 0;
    for function in model().bindings.modules.iter().flat_map(|module| &module.functions) {
        let Action::Call(call) = &function.action else { continue };
        let handles = call.args.iter().any(|arg| matches!(arg, Arg::Handle { .. } | Arg::OptionalHandle { .. }));
        if handles {
            continue;
        }
        let ranges = call.args.iter().filter_map(|arg| match arg {
            Arg::String { ptr, len } | Arg::Bytes { ptr, len } => Some((*ptr, *len)),
            _ => None,
        });
        let outs = call.results.iter().map(|part| match part {
            ResultPart::Handle { out, .. } | ResultPart::ArrayOutput { out, .. } => (*out, *out),
            other => panic!("{}: {other:?}", function.name),
        });
        for (ptr, len) in ranges.chain(outs) {
            for bad in [end, end + 4, 0xffff_fff0] {
                let mut args: Vec<u64> = function
                    .params
                    .iter()
                    .map(|(_, ty)| {
                        assert_eq!(*ty, CoreType::I32);
                        0
                    })
                    .collect();
                args[len] = 1;
                args[ptr] = bad;
                assert_eq!(guest.call(&function.name, &args), errno::GUEST_ERROR, "{} {args:x?}", function.name);
                reached += 1;
            }
        }
    }
    assert!(reached >= 3 * 12, "{reached}");
    assert!(guest.store.data().objects.is_empty());
}

#[test]
fn enums_beyond_their_cases_are_guest_errors() {
    Guest::every(|guest| {
        for value in [3, 4, 255, 256, 0x1_0000, 0x1_0001, 0xffff_ffff] {
            assert_eq!(guest.call("options_open", &[value, 0x100]), errno::GUEST_ERROR, "{value:x}");
        }
        for value in 0..3 {
            guest.get("options_open", &[value]);
        }
    });
}

#[test]
fn enum_values_are_translated_not_passed_on() {
    Guest::every(|guest| {
        let (name, len) = guest.put("K");
        let none = guest.union(0x300, None);
        let pair = guest.get("keypair_generate", &[0, name, len, none]);
        // The legacy key pair has no sec encoding, so its local is 3 where WIT's is 4.
        for (legacy, wit) in [(0, "Raw"), (1, "Pkcs8"), (2, "Pem"), (3, "Local")] {
            let array = guest.get("keypair_export", &[pair, legacy]);
            assert_eq!(guest.pull(array), wit.as_bytes());
        }
        assert_eq!(guest.call("keypair_export", &[pair, 4, 0x100]), errno::GUEST_ERROR);
        guest.get("publickey_import", &[0, name, len, name, len, 3]);
        let local = [0, name, len, name, len, 4, 0x100];
        assert_eq!(guest.call("publickey_import", &local), errno::UNSUPPORTED_ENCODING);
        let beyond = [0, name, len, name, len, 5, 0x100];
        assert_eq!(guest.call("publickey_import", &beyond), errno::GUEST_ERROR);
    });
}

#[test]
fn optional_handles() {
    Guest::every(|guest| {
        let (name, len) = guest.put("TOY");
        let key = guest.get("symmetric_key_import", &[name, len, name, len]);
        let state = guest.state_with("TOY", Some(key), None);
        guest.ok("symmetric_state_squeeze", &[state, 0x200, 6]);
        assert_eq!(guest.read(0x200, 6), b"TOYTOY");
        let end = guest.memory();
        let none = guest.union(0x300, None);
        let some = guest.union(0x310, Some(key));
        let mut open = |key: u64| {
            let (name, len) = guest.put("TOY");
            guest.call("symmetric_state_open", &[name, len, key, none, 0x100])
        };
        assert_eq!(open(some), 0);
        assert_eq!(open(none), 0);
        for bad in [end, end - 4, 0xffff_fff8, some + 1, some + 2] {
            assert_eq!(open(bad), errno::GUEST_ERROR, "{bad:x}");
        }
        guest.write(0x310, &[2]);
        let args = [name, len, 0x310, none, 0x100];
        assert_eq!(guest.call("symmetric_state_open", &args), errno::GUEST_ERROR);
        let gone = guest.union(0x310, Some(0));
        assert_eq!(guest.call("symmetric_state_open", &[name, len, gone, none, 0x100]), errno::INVALID_HANDLE);
        guest.ok("symmetric_key_close", &[key]);
        let gone = guest.union(0x310, Some(key));
        assert_eq!(guest.call("symmetric_state_open", &[name, len, gone, none, 0x100]), errno::INVALID_HANDLE);
    });
}

#[test]
fn versions_become_cases() {
    Guest::every(|guest| {
        let none = guest.union(0x300, None);
        let manager = guest.get("secrets_manager_open", &[none]);
        for (id, version) in [(0, 0xff00_0000_0000_0001_u64), (1, 0xff00_0000_0000_0002), (2, 7)] {
            guest.write(0x200, &[id]);
            guest.ok("secrets_manager_invalidate", &[manager, 0x200, 1, version]);
            let other = guest.call("secrets_manager_invalidate", &[manager, 0x200, 1, 0xff00_0000_0000_0000]);
            assert_eq!(other, errno::NOT_FOUND);
        }
    });
}
