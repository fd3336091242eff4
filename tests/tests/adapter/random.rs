//! Random programs against a model of what is open: every call answers what the model says, none traps, and in the end
//! the host holds exactly what the guest has open.

use wasi_crypto_adapter_generator::driver::{Allocator, Options};
use wasi_crypto_model::binding::{Action, Arg, Bindings, Call, Function, KindIndex, ResultPart};

use crate::support::*;

/// Functions whose WIT the mock host has.
const FUNCTIONS: [&str; 41] = [
    "options_open",
    "options_close",
    "options_set",
    "array_output_len",
    "array_output_pull",
    "array_output_pull",
    "secrets_manager_open",
    "secrets_manager_close",
    "secrets_manager_invalidate",
    "keypair_generate",
    "keypair_export",
    "keypair_close",
    "publickey_import",
    "publickey_close",
    "signature_state_open",
    "signature_state_update",
    "signature_state_sign",
    "signature_state_close",
    "signature_export",
    "signature_close",
    "kx_encapsulate",
    "symmetric_key_import",
    "symmetric_key_export",
    "symmetric_key_close",
    "symmetric_key_store_managed",
    "symmetric_key_replace_managed",
    "symmetric_key_id",
    "symmetric_state_open",
    "symmetric_state_options_get",
    "symmetric_state_clone",
    "symmetric_state_absorb",
    "symmetric_state_squeeze",
    "symmetric_state_squeeze_tag",
    "symmetric_state_max_tag_len",
    "symmetric_state_encrypt",
    "symmetric_state_encrypt_detached",
    "symmetric_state_decrypt",
    "symmetric_state_decrypt_detached",
    "symmetric_state_close",
    "symmetric_tag_pull",
    "symmetric_tag_close",
];
const NAMES: [&str; 6] = ["TOY", "HASH", "PAD", "LIAR", "EMPTY", "é-日-🔑"];
const OUT: u64 = 0x200;
const INPUT: u64 = 0x1_0000;
const OUTPUT: u64 = 0x2_0000;

struct Program {
    guest: Guest,
    bindings: &'static Bindings,
    /// Kind of array outputs.
    array: KindIndex,
    random: u64,
    open: Vec<(u64, KindIndex)>,
    closed: Vec<(u64, KindIndex)>,
    /// Answers seen, by errno.
    answers: [u32; 31],
}

#[test]
fn random_programs_meet_the_model() {
    let setups =
        [(Allocator::None, false), (Allocator::Bump(8), false), (Allocator::None, true), (Allocator::Bump(0), true)];
    for (seed, (allocator, spliced)) in (1..).zip(setups) {
        let options = Options { allocator, ..Options::default() };
        let mut program = Program {
            guest: Guest::with(Setup { options, spliced, ..Setup::default() }),
            bindings: &model().bindings,
            array: model().bindings.kinds.iter().position(|kind| kind.resource.is_none()).unwrap(),
            random: seed,
            open: Vec::new(),
            closed: Vec::new(),
            answers: [0; 31],
        };
        for _ in 0..15_000 {
            program.step();
        }
        program.finish();
    }
}

impl Program {
    fn below(&mut self, limit: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % limit as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn step(&mut self) {
        let name = FUNCTIONS[self.below(FUNCTIONS.len())];
        let functions = self.bindings.modules.iter().flat_map(|module| &module.functions);
        let function = functions.into_iter().find(|function| function.name == name).unwrap();
        let mut args = vec![0; function.params.len()];
        match &function.action {
            Action::Call(call) => self.call(function, call, &mut args),
            Action::Close { handle, kind } => {
                let valid = self.pick(*kind, &mut args[*handle]);
                let errno = self.answer(name, &args);
                match valid {
                    Some(()) => {
                        assert_eq!(errno, 0, "{name} {args:x?}");
                        self.close(args[*handle]);
                    }
                    None => {
                        assert!([errno::CLOSED, errno::INVALID_HANDLE].contains(&errno), "{name} {args:x?}: {errno}")
                    }
                }
            }
            Action::ArrayOutputLen { handle, out } => {
                let valid = self.pick(self.array, &mut args[*handle]);
                args[*out] = OUT;
                let errno = self.answer(name, &args);
                assert_eq!(errno, if valid.is_some() { 0 } else { errno::INVALID_HANDLE });
            }
            Action::ArrayOutputPull { handle, buffer, len, out } => {
                let valid = self.pick(self.array, &mut args[*handle]);
                args[*buffer] = OUTPUT;
                args[*len] = self.below(300) as u64;
                args[out.expect("it tells the length")] = OUT;
                let errno = self.answer(name, &args);
                assert_eq!(errno, if valid.is_some() { 0 } else { errno::INVALID_HANDLE });
                if valid.is_some() && self.guest.call("array_output_len", &[args[*handle], OUT]) != 0 {
                    self.close(args[*handle]);
                }
            }
            Action::Batch(_) | Action::Convert(_) | Action::Step(_) | Action::Caused { .. } => {
                unreachable!("none is in the list")
            }
        }
    }

    fn call(&mut self, function: &Function, call: &Call, args: &mut [u64]) {
        let mut expected = None;
        let mut expect = |errno: u32| expected = expected.or(Some(errno));
        // Handles first, then enums: the order in which adapters look.
        for arg in &call.args {
            match *arg {
                Arg::Handle { param, kind } => {
                    let valid = self.pick(kind, &mut args[param]);
                    if valid.is_none() {
                        expect(errno::INVALID_HANDLE);
                    }
                }
                Arg::OptionalHandle { param, kind } => {
                    let mut handle = 0;
                    let some = self.one_in(2);
                    if some && self.pick(kind, &mut handle).is_none() {
                        expect(errno::INVALID_HANDLE);
                    }
                    args[param] = 0x300 + param as u64 * 8;
                    self.guest.union(args[param], some.then_some(handle));
                }
                _ => {}
            }
        }
        for arg in &call.args {
            match arg {
                Arg::Enum { param, map, .. } => {
                    let beyond = usize::from(self.one_in(8));
                    args[*param] = self.below(map.len() + beyond) as u64;
                    if args[*param] >= map.len() as u64 {
                        expect(errno::GUEST_ERROR);
                    }
                }
                Arg::String { ptr, len } => {
                    let name = NAMES[self.below(NAMES.len())];
                    (args[*ptr], args[*len]) = self.guest.put(name);
                }
                Arg::Bytes { ptr, len } => {
                    args[*ptr] = INPUT + self.below(100) as u64;
                    args[*len] = self.below(150) as u64;
                }
                _ => {}
            }
        }
        let mut outs = Vec::new();
        for (index, part) in (0..).zip(&call.results) {
            match *part {
                ResultPart::Buffer { ptr, len, written, .. } => {
                    args[ptr] = if self.one_in(4) { INPUT } else { OUTPUT } + self.below(60) as u64;
                    args[len] = self.below(160) as u64;
                    self.fit(function, args, len);
                    if let Some(written) = written {
                        args[written] = OUT + 8 * index;
                    }
                }
                ResultPart::Handle { out, kind } | ResultPart::ArrayOutput { out, kind } => {
                    args[out] = OUT + 8 * index;
                    outs.push((args[out], kind));
                }
                ResultPart::U32 { out } | ResultPart::U64 { out } => args[out] = OUT + 8 * index,
            }
        }
        let errno = self.answer(&function.name, args);
        if let Some(expected) = expected {
            assert_eq!(errno, expected, "{} {args:x?}", function.name);
            return;
        }
        assert_ne!(errno, errno::INVALID_HANDLE, "{} {args:x?}", function.name);
        if errno != 0 {
            return;
        }
        for (param, _) in &call.close_on_success {
            self.close(args[*param]);
        }
        for (out, kind) in outs {
            let handle = u64::from(self.guest.read32(out));
            assert!(!self.open.iter().any(|(open, _)| *open == handle), "{handle:x} was given twice");
            // After 16 reuses a number comes back; what was closed under it is forgotten.
            self.closed.retain(|(closed, _)| *closed != handle);
            self.open.push((handle, kind));
        }
    }

    /// Makes most outputs of encryption the size they should be.
    fn fit(&mut self, function: &Function, args: &mut [u64], len: usize) {
        let Some(data) = function.params.iter().position(|(name, _)| name == "data_len") else { return };
        if self.one_in(4) {
            return;
        }
        args[len] = match function.name.as_str() {
            "symmetric_state_encrypt" => args[data] + TAG as u64,
            "symmetric_state_decrypt" => args[data].saturating_sub(TAG as u64),
            _ => args[data],
        };
    }

    /// Chooses a handle, mostly an open one of this kind; tells whether it is.
    fn pick(&mut self, kind: KindIndex, handle: &mut u64) -> Option<()> {
        let right: Vec<u64> = self.open.iter().filter(|(_, of)| *of == kind).map(|(open, _)| *open).collect();
        if !right.is_empty() && !self.one_in(6) {
            *handle = right[self.below(right.len())];
            return Some(());
        }
        let wrong: Vec<u64> = self
            .closed
            .iter()
            .chain(self.open.iter().filter(|(_, of)| *of != kind))
            .map(|(handle, _)| *handle)
            .chain([0, 1, 16, OWN, OWN + 176, 0xffff_fff0, 0xffff_ffff])
            .collect();
        *handle = wrong[self.below(wrong.len())];
        // One of the fixed numbers may be a handle by now.
        self.open.contains(&(*handle, kind)).then_some(())
    }

    fn close(&mut self, handle: u64) {
        let index = self.open.iter().position(|(open, _)| *open == handle).expect("it was open");
        let closed = self.open.swap_remove(index);
        self.closed.push(closed);
    }

    fn answer(&mut self, name: &str, args: &[u64]) -> u32 {
        let errno = self.guest.call(name, args);
        self.answers[errno as usize] += 1;
        errno
    }

    fn finish(mut self) {
        let resources = self.open.iter().filter(|(_, kind)| self.bindings.kinds[*kind].resource.is_some()).count();
        assert_eq!(self.guest.store.data().objects.len(), resources);
        for (number, count) in [(0, 5000), (errno::GUEST_ERROR, 20), (errno::INVALID_HANDLE, 1000), (errno::CLOSED, 50)]
        {
            let seen = self.answers[number as usize];
            assert!(seen > count, "errno {number} was answered {seen} times only");
        }
        for (handle, kind) in std::mem::take(&mut self.closed) {
            let close = match self.bindings.kinds[kind].name.as_str() {
                "symmetric_state" => "symmetric_state_close",
                "symmetric_key" => "symmetric_key_close",
                "options" => "options_close",
                _ => continue,
            };
            assert_eq!(self.guest.call(close, &[handle]), errno::CLOSED);
        }
    }
}
