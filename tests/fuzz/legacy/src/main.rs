//! Legacy calls in any order with any arguments, through driver module, adapters and host: each answers an errno, none
//! traps or panics, whatever a module of the old API does.
//!
//! An input is a list of calls: a byte for the function, then a few bytes for each argument, which say what kind of
//! value it gets: one that suits it, or one that does not. The one thing left out is writing over the adapters' own
//! pages, with which a module ends itself (see `adapter/generator/src/record.rs`).
#![no_main]

mod roles;

use std::cell::RefCell;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use roles::{Role, roles};
use wasi_crypto_engine::{Engine, Limits};
use wasi_crypto_host::secrets::Rules;
use wasi_crypto_model::binding::Function;
use wasi_crypto_tests::facility::Facility;
use wasi_crypto_tests::legacy::{self, Legacy, PAGES, Setup};

/// Where the calls read from and write to.
const INPUT: u32 = 1024;
const OUTPUT: u32 = 8192;
const NAMES_AT: u32 = 65_536;
/// Names as they were: a call may write its results over a name, which the next input is to find again.
const NAMES_KEPT_AT: u32 = 1 << 20;
const END: u32 = PAGES * 65_536;

/// Names of options, and strings that are no names.
const OPTIONS: [&str; 9] =
    ["nonce", "salt", "context", "memory_limit", "ops_limit", "parallelism", "buffer", "", "\u{feff}\u{10ffff}"];

/// Strings the API knows: those, and every algorithm in the order of the table. RSA is left out: generating such a key
/// takes seconds.
static NAMES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let engine = engine();
    let algorithms = engine.algorithms().filter(|known| !known.identifier.starts_with("RSA_"));
    let names: Vec<&str> = OPTIONS.into_iter().chain(algorithms.map(|known| known.identifier)).collect();
    assert!(names.len() <= CHOICES, "a byte of an input chooses a name");
    names
});

/// How many values of a byte stand for a string the API knows.
const CHOICES: usize = 96;

/// Keys and nonces have one of these lengths.
const LENGTHS: [u32; 8] = [0, 8, 12, 16, 24, 32, 64, 33];

/// Versions of special meaning, and ordinary ones.
const VERSIONS: [u64; 6] = [0xff00_0000_0000_0001, 0xff00_0000_0000_0002, 0, 1, 2, 0xff00_0000_0000_0000];

/// Versions of keys and secrets there may be at once.
const QUOTA: u64 = 64;

struct World {
    legacy: Legacy,
    facility: Facility,
    functions: Vec<(Function, Vec<Role>)>,
    calls: usize,
}

struct Bytes<'a>(std::slice::Iter<'a, u8>);

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

fuzz_target!(|data: &[u8]| {
    WORLD.with_borrow_mut(|slot| {
        // What earlier inputs left open must not matter, nor fill the host.
        if slot.as_ref().is_none_or(|world| world.calls > 4000) {
            *slot = Some(World::new());
        }
        if let Some(world) = slot {
            world.run(data);
        }
    });
});

impl World {
    fn new() -> Self {
        let facility = Facility::new(Rules {
            max_versions: Some(QUOTA),
            max_bytes: Some(1 << 16),
            max_secret_len: Some(256),
            ..Rules::default()
        });
        let secrets = Some(facility.guest());
        let setup = Setup { engine: Some(engine()), max_handles: Some(256), secrets, ..Setup::default() };
        let mut legacy = Legacy::new(setup);
        for (index, name) in NAMES.iter().enumerate() {
            legacy.write(u64::from(NAMES_KEPT_AT + name_at(index) - NAMES_AT), name.as_bytes());
        }
        let functions = legacy::bindings().modules.iter().flat_map(|module| &module.functions);
        let functions = functions
            .map(|function| {
                let roles = roles(function);
                (function.clone(), roles)
            })
            .collect();
        Self { legacy, facility, functions, calls: 0 }
    }

    fn run(&mut self, data: &[u8]) {
        let mut handles: Vec<u32> = Vec::new();
        let mut bytes = Bytes(data.iter());
        // Material the calls read: the input itself, then numbers that make sense in lists.
        let area: Vec<u8> = data.iter().copied().cycle().take(512).collect();
        self.legacy.write(u64::from(INPUT), &area);
        let names = u64::from(name_at(NAMES.len()) - NAMES_AT);
        self.legacy.copy(u64::from(NAMES_AT), u64::from(NAMES_KEPT_AT), names);
        for _ in 0..48 {
            let Some(function) = bytes.next() else { break };
            self.calls += 1;
            let (function, roles) = self.functions[usize::from(function) % self.functions.len()].clone();
            let mut args = vec![0_u64; roles.len()];
            for (index, role) in roles.iter().enumerate() {
                let chosen = bytes.next().unwrap_or(0);
                args[index] = match *role {
                    Role::Handle => u64::from(bytes.handle(chosen, &handles)),
                    Role::Number => u64::from(chosen),
                    Role::Version => VERSIONS[usize::from(chosen) % VERSIONS.len()],
                    Role::Long => u64::from(chosen) << (chosen % 57),
                    Role::Union => {
                        let at = INPUT + 520;
                        let handle = bytes.handle(chosen, &handles);
                        self.legacy.write(u64::from(at), &[u8::from(chosen & 3 == 0), 1, 2, 3]);
                        self.legacy.write(u64::from(at) + 4, &handle.to_le_bytes());
                        place(chosen, at)
                    }
                    Role::Out => place(chosen, OUTPUT + 16_384 + 8 * index as u32),
                    Role::List => {
                        for word in 0..32 {
                            let low = u32::from(bytes.next().unwrap_or(0));
                            let value = match low >> 6 {
                                0 => bytes.handle(low as u8, &handles),
                                1 => OUTPUT + (low & 63) * 64,
                                2 => low & 63,
                                _ => u32::MAX - (low & 63),
                            };
                            self.legacy.write(u64::from(INPUT + 600 + word * 4), &value.to_le_bytes());
                        }
                        // What an earlier call left where the results go would be taken for the address of a buffer.
                        let buffer = [0, OUTPUT + 24_576][usize::from(chosen & 1)];
                        for out in 0..8 {
                            let header = [buffer.to_le_bytes(), 64_u32.to_le_bytes()].concat();
                            self.legacy.write(u64::from(OUTPUT + 16_384 + 8 * out), &header);
                        }
                        place(chosen, INPUT + 600)
                    }
                    Role::Pointer { len } => {
                        let low = bytes.next().unwrap_or(0);
                        let (address, length) = bytes.range(chosen, low);
                        args[len] = u64::from(length);
                        u64::from(address)
                    }
                    // Set with its address.
                    Role::Length => args[index],
                };
            }
            // Anything but an errno panics.
            if self.legacy.call(&function.name, &args).is_ok() {
                for (arg, role) in args.iter().zip(&roles) {
                    if matches!(role, Role::Out) {
                        handles.push(self.legacy.read_u32(*arg));
                    }
                }
            }
        }
        assert!(self.facility.versions() as u64 <= QUOTA, "more is stored than the policy allows");
        if self.legacy.open_handles() > 200 {
            self.calls = usize::MAX / 2;
        }
    }
}

/// The engine behind the API, with limits a run of the fuzzer is not held up by.
fn engine() -> Engine {
    let mut limits = Limits::default();
    limits.max_memory_budget = 1 << 18;
    limits.max_password_work = 3_000_000;
    limits.max_output_len = 1 << 16;
    Engine::builder().limits(limits).build().unwrap()
}

impl Bytes<'_> {
    fn next(&mut self) -> Option<u8> {
        self.0.next().copied()
    }

    /// Mostly the latest handles.
    fn handle(&mut self, chosen: u8, handles: &[u32]) -> u32 {
        match (chosen, handles.len()) {
            (0xf0.., _) => [0, 1, u32::MAX, END, 0xffff_fff0][usize::from(chosen) % 5],
            (_, 0) => u32::from(chosen),
            (0xe0.., count) => handles[count - 1].wrapping_add(u32::from(chosen & 15)),
            (_, count) => handles[count - 1 - usize::from(chosen & 7).min(count - 1)],
        }
    }

    /// An address and a length, of things to read as well as of buffers.
    fn range(&mut self, chosen: u8, low: u8) -> (u32, u32) {
        let low = u32::from(low);
        match chosen >> 5 {
            0..=2 => {
                let index = usize::from(chosen) % NAMES.len();
                (name_at(index), NAMES[index].len() as u32)
            }
            3 => (INPUT + low, LENGTHS[usize::from(chosen) % LENGTHS.len()]),
            4 => (OUTPUT + low * 16, LENGTHS[usize::from(chosen) % LENGTHS.len()]),
            5 => (OUTPUT, low * 8 + u32::from(chosen & 31)),
            6 => (END - low, low),
            _ => [(u32::MAX - low, low), (0, u32::MAX), (INPUT, 1 << 31), (u32::MAX, 0), (OUTPUT, 1 << 22)]
                [usize::from(chosen) % 5],
        }
    }
}

fn name_at(index: usize) -> u32 {
    NAMES_AT + 32 * index as u32
}

/// The right address, or one outside the memory or not aligned.
fn place(chosen: u8, right: u32) -> u64 {
    u64::from(match chosen {
        0xfc => u32::MAX,
        0xfd => right + 1,
        0xfe => u32::MAX - 3,
        _ => right,
    })
}
