//! The invented API of the guide.

use wasi_crypto_adapter_generator::driver::Allocator;
use wasi_crypto_test_support::readme::{Readme, Step};
use wasmtime::component::{Component, HasSelf, Linker, Resource, ResourceTable};
use wasmtime::{Engine, Store};

use crate::support::{Api, Running, program, read, repository};

wasmtime::component::bindgen!({
    path: "../adapter/guide/wit",
    with: { "example:greeting/greetings.guest": Guest },
});

use example::greeting::greetings::{self, ErrorCode, Mood, Visit};

/// A guest of the hotel of the tests.
pub struct Guest {
    name: String,
    visits: Vec<Visit>,
}

/// A house with guests.
#[derive(Default)]
struct House {
    table: ResourceTable,
    guests: u32,
}

impl greetings::Host for House {
    fn guest_count(&mut self) -> u32 {
        self.guests
    }
}

impl greetings::HostGuest for House {
    fn open(&mut self, name: String) -> Result<Resource<Guest>, ErrorCode> {
        if name.is_empty() {
            return Err(ErrorCode::InvalidName);
        }
        self.guests += 1;
        Ok(self.table.push(Guest { name, visits: Vec::new() }).unwrap())
    }

    fn remember(&mut self, guest: Resource<Guest>, visits: Vec<Visit>) -> Result<(), ErrorCode> {
        self.table.get_mut(&guest).unwrap().visits.extend(visits);
        Ok(())
    }

    fn last_visit(&mut self, guest: Resource<Guest>) -> Result<Visit, ErrorCode> {
        self.table.get(&guest).unwrap().visits.last().cloned().ok_or(ErrorCode::Unknown)
    }

    fn greet(&mut self, guest: Resource<Guest>, mood: Mood) -> Result<String, ErrorCode> {
        let name = &self.table.get(&guest).unwrap().name;
        Ok(match mood {
            Mood::Cheerful => format!("Good morning, {name}!"),
            Mood::Grumpy => format!("{name}."),
        })
    }

    fn drop(&mut self, guest: Resource<Guest>) -> wasmtime::Result<()> {
        self.guests -= 1;
        self.table.delete(guest)?;
        Ok(())
    }
}

fn api() -> Api {
    Api::new("adapter/guide/greeting.witx", "adapter/guide/greeting.toml", "adapter/guide/wit/greeting.wit")
}

fn run(component: &[u8]) -> Running<House> {
    let engine = Engine::default();
    let component = Component::new(&engine, component).unwrap();
    let mut linker = Linker::new(&engine);
    greetings::add_to_linker::<_, HasSelf<_>>(&mut linker, |house: &mut House| house).unwrap();
    let mut store = Store::new(&engine, House::default());
    let instance = linker.instantiate(&mut store, &component).unwrap();
    Running { store, instance }
}

fn open(running: &mut Running<House>, name: &str) -> u64 {
    running.put(64, name.as_bytes());
    assert_eq!(running.call("guest-open", &[64, name.len() as u64, 128]), SUCCESS);
    running.word(128)
}

const SUCCESS: u64 = 0;
const INVALID: u64 = 1;
const UNKNOWN: u64 = 2;
const TOO_SMALL: u64 = 3;

const ALLOCATORS: [Allocator; 2] = [Allocator::None, Allocator::Bump(0)];

#[test]
fn the_program_of_the_guide_runs() {
    let world = "package a:b; world w { export run: func() -> u32; }";
    let module = program(&read(repository("adapter/guide/program.wat")), world);
    let mut running = run(&api().component(&module));
    assert_eq!(running.call("run", &[]), "Good morning, Ada!".len() as u64);
}

#[test]
fn strings_enums_and_buffers_pass() {
    for allocator in ALLOCATORS {
        let mut running = run(&api().driver(allocator));
        let guest = open(&mut running, "Ada");
        assert_eq!(running.call("guests", &[]), 1);
        assert_eq!(running.call("guest-greet", &[guest, 0, 256, 100, 512]), SUCCESS);
        let len = running.word(512);
        assert_eq!(running.get(256, len), b"Ada.");
        assert_eq!(running.call("guest-greet", &[guest, 1, 256, 100, 512]), SUCCESS);
        let len = running.word(512);
        assert_eq!(running.get(256, len), b"Good morning, Ada!");
        assert_eq!(running.call("guest-close", &[guest]), SUCCESS);
        assert_eq!(running.call("guests", &[]), 0);
    }
}

#[test]
fn functions_are_linked_into_a_program() {
    for allocator in ALLOCATORS {
        let mut running = run(&api().without(&["guest_remember"]).linked(allocator));
        let guest = open(&mut running, "Ada");
        assert_eq!(running.call("guest-greet", &[guest, 1, 256, 100, 512]), SUCCESS);
        let len = running.word(512);
        assert_eq!(running.get(256, len), b"Good morning, Ada!");
        assert_eq!(running.call("guest-greet", &[guest, 1, 256, 3, 512]), TOO_SMALL);
        assert_eq!(running.call("guest-close", &[guest]), SUCCESS);
        assert_eq!(running.call("guest-close", &[guest]), INVALID);
    }
}

/// The files of the guide are those that are tested here.
#[test]
fn the_guide_shows_these_files() {
    let guide = Readme::parse(&read(repository("adapter/guide/README.md"))).unwrap();
    let mut shown = guide.steps().filter_map(|step| match step {
        Step::File { path, text } => Some((path.as_str(), text.as_str())),
        _ => None,
    });
    for name in ["greeting.witx", "greeting.wit", "greeting.toml", "program.wat"] {
        let folder = if name == "greeting.wit" { "wit/" } else { "" };
        let file = read(repository(&format!("adapter/guide/{folder}{name}")));
        assert_eq!(shown.find(|(path, _)| *path == name), Some((name, file.as_str())));
    }
}

#[test]
fn records_and_lists_of_them_are_written_anew() {
    for allocator in ALLOCATORS {
        let mut running = run(&api().driver(allocator));
        let guest = open(&mut running, "Grace");
        assert_eq!(running.call("guest-last", &[guest, 512]), UNKNOWN);
        // Mood, year, nights: in witx at 0, 2 and 4.
        let visits = [[1_u8, 0, 0xc4, 0x07, 3, 0, 0, 0], [0, 0, 0xe8, 0x07, 7, 0, 0, 0]];
        running.put(256, &visits.concat());
        assert_eq!(running.call("guest-remember", &[guest, 256, 1]), SUCCESS);
        assert_eq!(running.call("guest-last", &[guest, 512]), SUCCESS);
        assert_eq!(running.get(512, 8), [1, 0, 0xc4, 0x07, 3, 0, 0, 0]);
        assert_eq!(running.call("guest-remember", &[guest, 256, 2]), SUCCESS);
        assert_eq!(running.call("guest-last", &[guest, 512]), SUCCESS);
        assert_eq!(running.get(512, 8), [0, 0, 0xe8, 0x07, 7, 0, 0, 0]);
    }
}

#[test]
fn what_cannot_be_is_an_error_and_no_trap() {
    for allocator in ALLOCATORS {
        let mut running = run(&api().driver(allocator));
        let guest = open(&mut running, "Ada");
        let end = running.call("memory-size", &[]) * 65_536;
        // A mood that is none, an address outside, an out-pointer that is not aligned, a number that is no handle.
        assert_eq!(running.call("guest-greet", &[guest, 2, 256, 100, 512]), INVALID);
        assert_eq!(running.call("guest-greet", &[guest, 0, end - 1, 2, 512]), INVALID);
        assert_eq!(running.call("guest-greet", &[guest, 0, 256, 100, 513]), INVALID);
        assert_eq!(running.call("guest-greet", &[guest + 16, 0, 256, 100, 512]), INVALID);
        assert_eq!(running.call("guest-remember", &[guest, 256, 0x3000_0000]), INVALID);
        running.put(256, &[9, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(running.call("guest-remember", &[guest, 256, 1]), INVALID);
        running.put(256, &[0xff]);
        assert_eq!(running.call("guest-open", &[256, 1, 512]), INVALID);
        assert_eq!(running.call("guest-open", &[256, 0, 512]), INVALID);
        // A buffer that is too small stays as it was.
        running.put(256, &[7; 4]);
        assert_eq!(running.call("guest-greet", &[guest, 0, 256, 3, 512]), TOO_SMALL);
        assert_eq!(running.get(256, 4), [7; 4]);
        assert_eq!(running.call("guest-close", &[guest]), SUCCESS);
        assert_eq!(running.call("guest-close", &[guest]), INVALID);
        assert_eq!(running.call("guest-greet", &[guest, 0, 256, 100, 512]), INVALID);
    }
}
