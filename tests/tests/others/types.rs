//! Every type that both calling conventions have: there and back, through adapters and linked into a program.

use wasi_crypto_adapter_generator::driver::Allocator;
use wasi_crypto_adapter_generator::library;
use wasmtime::component::{Component, Linker, Resource, ResourceType, Val};
use wasmtime::{Engine, Store};

use crate::support::{Api, Running};

const NAMES: &str = "test:types/types@0.1.0";

const SUCCESS: u64 = 0;
const BAD: u64 = 1;
const FAILED: u64 = 2;

fn api() -> Api {
    let folder = "tests/tests/others/types";
    Api::new(&format!("{folder}/types.witx"), &format!("{folder}/types.toml"), &format!("{folder}/types.wit"))
}

/// A resource whose number is all that it is.
struct Ticket;

/// What a function of the host answers to its first argument.
fn answer(name: &str, args: &[Val]) -> Val {
    let fails = || matches!(args, [Val::Bool(true)]);
    let result = |error: Val, ok: Option<Val>| match fails() {
        true => Val::Result(Err(Some(Box::new(error)))),
        false => Val::Result(Ok(ok.map(Box::new))),
    };
    match (name, args) {
        (name, [value]) if name.starts_with("echo-") => value.clone(),
        (name, [Val::List(list)]) if name.starts_with("count-") => Val::U32(u32::try_from(list.len()).unwrap()),
        ("many", args) => many(args),
        ("two", [one, other]) => Val::Tuple(vec![one.clone(), other.clone()]),
        ("fail-none", [Val::Bool(fails)]) => Val::Result(if *fails { Err(None) } else { Ok(None) }),
        ("fail-text", _) => result(Val::String("so it is".into()), Some(Val::U32(7))),
        ("fail-color", [color]) => Val::Result(Err(Some(Box::new(color.clone())))),
        ("fail-shape", _) => {
            let text = Some(Box::new(Val::String("it has a text".into())));
            result(Val::Variant("text".into(), text), Some(Val::U32(7)))
        }
        other => panic!("{other:?}"),
    }
}

/// A record of seven numbers, each of something that has to have arrived.
fn many(args: &[Val]) -> Val {
    let number = |value: &Val| match value {
        Val::U8(value) => u64::from(*value),
        Val::S16(value) => u64::from(value.cast_unsigned()),
        Val::U32(value) => u64::from(*value),
        Val::U64(value) => *value,
        Val::Float32(value) => u64::from(value.to_bits()),
        Val::String(text) => text.len() as u64,
        Val::List(list) => list.len() as u64,
        Val::Enum(name) => name.len() as u64,
        Val::Record(fields) => fields.len() as u64,
        other => panic!("{other:?}"),
    };
    let sums = [0..2, 2..4, 4..6, 6..8, 8..10, 10..12, 12..13].map(|range| args[range].iter().map(number).sum::<u64>());
    let fields = ["g", "f", "e", "d", "c", "b", "a"].iter().zip(sums.iter().rev());
    Val::Record(fields.map(|(name, sum)| ((*name).to_owned(), Val::U64(*sum))).collect())
}

fn run(component: &[u8]) -> Running<()> {
    let mut config = wasmtime::Config::new();
    config.wasm_multi_memory(true);
    let engine = Engine::new(&config).unwrap();
    let component = Component::new(&engine, component).unwrap();
    let mut linker = Linker::new(&engine);
    let mut types = linker.instance(NAMES).unwrap();
    for function in api().bindings.modules.iter().flat_map(|module| &module.functions) {
        let name = function.name.replace('_', "-");
        if name.starts_with("put-") || name.starts_with("ticket-") {
            continue;
        }
        let called = name.clone();
        types
            .func_new(&name, move |_, _, args, results| {
                if let [result] = results {
                    *result = answer(&called, args);
                }
                Ok(())
            })
            .unwrap();
    }
    types.resource("ticket", ResourceType::host::<Ticket>(), |_, _| Ok(())).unwrap();
    types.func_wrap("new-ticket", |_, (number,): (u32,)| Ok((Resource::<Ticket>::new_own(number),))).unwrap();
    types.func_wrap("use-ticket", |_, (ticket,): (Resource<Ticket>,)| Ok((ticket.rep(),))).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &component).unwrap();
    Running { store, instance }
}

/// The same in every form there is.
fn everywhere(test: impl Fn(&mut Running<()>)) {
    test(&mut run(&api().driver(Allocator::None)));
    test(&mut run(&api().driver(Allocator::Bump(0))));
    let linked = api().without(&["count_points", "count_shapes", "many"]);
    test(&mut run(&linked.linked(Allocator::None)));
    test(&mut run(&linked.linked(Allocator::Bump(0))));
}

fn bits(value: f64) -> u64 {
    value.to_bits()
}

#[test]
fn numbers_are_answered() {
    everywhere(|running| {
        let small = |value: i32| u64::from(value.cast_unsigned());
        for (name, value, answer) in [
            ("s8", small(-5), small(-5)),
            ("s16", small(-500), small(-500)),
            ("s32", small(-50_000), small(-50_000)),
            ("s64", u64::MAX, u64::MAX),
            ("u8", 200, 200),
            ("u16", 60_000, 60_000),
            ("u32", u64::from(u32::MAX), u64::from(u32::MAX)),
            ("u64", u64::MAX, u64::MAX),
            ("f32", u64::from(1.5_f32.to_bits()), u64::from(1.5_f32.to_bits())),
            ("f64", bits(-2.25), bits(-2.25)),
            ("bool", 1, 1),
            ("bool", 2, 1),
        ] {
            assert_eq!(running.call(&format!("echo-{name}"), &[value]), answer, "{name}");
        }
        running.call("nothing", &[]);
    });
}

#[test]
fn numbers_go_to_out_pointers() {
    everywhere(|running| {
        assert_eq!(running.call("echo-char", &[0x1f980, 256]), SUCCESS);
        assert_eq!(running.word(256), 0x1f980);
        for bad in [0xd800, 0xdfff, 0x11_0000] {
            assert_eq!(running.call("echo-char", &[bad, 256]), BAD);
        }
        for (name, value) in [("put-f64", bits(6.5)), ("put-s64", 1 << 63)] {
            assert_eq!(running.call(name, &[value, 256]), SUCCESS);
            assert_eq!(running.call("peek64", &[256]), value);
            assert_eq!(running.call(name, &[value, 260]), BAD, "not aligned");
        }
        assert_eq!(running.call("put-f32", &[u64::from(0.5_f32.to_bits()), 256]), SUCCESS);
        assert_eq!(running.word(256), u64::from(0.5_f32.to_bits()));
        assert_eq!(running.call("two", &[9, u64::MAX, 256, 264]), SUCCESS);
        assert_eq!((running.word(256) & 0xff, running.call("peek64", &[264])), (9, u64::MAX));
    });
}

#[test]
fn enums_and_flags_have_other_numbers() {
    everywhere(|running| {
        for color in 0..3 {
            assert_eq!(running.call("echo-color", &[color, 256]), SUCCESS);
            assert_eq!(running.word(256), color);
        }
        assert_eq!(running.call("echo-color", &[3, 256]), BAD, "WIT does not have it");
        assert_eq!(running.call("echo-color", &[4, 256]), BAD);
        for access in 0..8 {
            assert_eq!(running.call("echo-access", &[access, 256]), SUCCESS);
            assert_eq!(running.word(256) & 0xffff, access);
        }
        assert_eq!(running.call("echo-access", &[8, 256]), BAD);
        for wide in 0..4 {
            assert_eq!(running.call("echo-wide", &[wide, 256]), SUCCESS);
            assert_eq!(running.call("peek64", &[256]), wide);
        }
        assert_eq!(running.call("echo-wide", &[1 << 40, 256]), BAD);
    });
}

/// A point as witx has it: whether it is, its colour at 4, x at 8, y at 16.
fn point(color: u8) -> Vec<u8> {
    let mut point = vec![1, 0, 0, 0, color, 0, 0, 0, 0xfe, 0xff, 0, 0, 0, 0, 0, 0];
    point.extend(1.25_f64.to_le_bytes());
    point
}

/// A shape: its tag, and at 8 what it carries.
fn shape(tag: u8, payload: u64) -> Vec<u8> {
    let mut shape = vec![tag, 0, 0, 0, 0, 0, 0, 0];
    shape.extend(payload.to_le_bytes());
    shape
}

#[test]
fn records_and_variants_lie_differently() {
    everywhere(|running| {
        running.put(256, &point(2));
        assert_eq!(running.call("echo-point", &[256, 512]), SUCCESS);
        assert_eq!(running.get(512, 24), point(2));
        running.put(256, &point(9));
        assert_eq!(running.call("echo-point", &[256, 512]), BAD);
        for (tag, payload) in [(0, u64::MAX), (1, 0), (2, u64::from(3.5_f32.to_bits())), (3, 2)] {
            running.put(256, &shape(tag, payload));
            running.put(512, &[0; 16]);
            assert_eq!(running.call("echo-shape", &[256, 512]), SUCCESS);
            assert_eq!(running.get(512, 16), shape(tag, payload));
        }
        running.put(256, &shape(4, 0));
        assert_eq!(running.call("echo-shape", &[256, 512]), BAD);
        running.put(256, &shape(3, 3));
        assert_eq!(running.call("echo-shape", &[256, 512]), BAD, "a case whose payload cannot be");
        for maybe in [[0, 0, 5, 1], [1, 0, 0, 0]] {
            running.put(256, &maybe);
            running.put(512, &[0; 4]);
            assert_eq!(running.call("echo-maybe", &[256, 512]), SUCCESS);
            assert_eq!(running.get(512, 4), maybe);
        }
    });
}

#[test]
fn lists_of_anything_pass() {
    everywhere(|running| {
        running.put(256, &[1, 2, 3, 4, 5, 6]);
        assert_eq!(running.call("echo-list", &[256, 3, 512, 3, 1024]), SUCCESS);
        assert_eq!((running.word(1024), running.get(512, 6)), (3, vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(running.call("echo-list", &[256, 3, 512, 2, 1024]), BAD, "the buffer is too small");
        assert_eq!(running.call("echo-list", &[256, 0, 512, 0, 1024]), SUCCESS);
        assert_eq!(running.call("echo-list", &[257, 1, 512, 3, 1024]), BAD, "not aligned");
        // Two strings, then one that is not text.
        running.put(256, b"one\xff");
        running.put(512, &[0, 1, 0, 0, 3, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 4, 0, 0, 0]);
        assert_eq!(running.call("count-texts", &[512, 2, 1024]), SUCCESS);
        assert_eq!(running.word(1024), 2);
        assert_eq!(running.call("count-texts", &[512, 3, 1024]), BAD);
    });
}

#[test]
fn adapters_write_lists_anew() {
    for allocator in [Allocator::None, Allocator::Bump(0)] {
        let mut running = run(&api().driver(allocator));
        running.put(256, &[point(0), point(1), point(2), point(3)].concat());
        assert_eq!(running.call("count-points", &[256, 3, 1024]), SUCCESS);
        assert_eq!(running.word(1024), 3);
        assert_eq!(running.call("count-points", &[256, 4, 1024]), BAD, "the last colour is none of WIT's");
        running.put(256, &[shape(0, 1), shape(1, 0), shape(3, 2)].concat());
        for _ in 0..100 {
            assert_eq!(running.call("count-shapes", &[256, 3, 1024]), SUCCESS);
        }
        assert_eq!(running.word(1024), 3);
        // A thousand calls with long lists take no more memory than one.
        assert_eq!(running.call("count-points", &[256, 0, 1024]), SUCCESS);
    }
}

#[test]
fn parameters_and_results_of_any_size_go_through_memory() {
    for allocator in [Allocator::None, Allocator::Bump(0)] {
        let mut running = run(&api().driver(allocator));
        running.put(256, &[point(0), point(1), point(2)].concat());
        running.put(400, b"some text");
        let args = [7, 1 << 40, 3, 256, 400, 9, 256, 3, u64::from(1.5_f32.to_bits()), 0xff, 0, 10, 20, 30, 40, 512];
        for _ in 0..100 {
            assert_eq!(running.call("many", &args), SUCCESS);
        }
        // Blue is called so by four letters; a point has four fields.
        let expected = [7 + (1 << 40), 3 + 4, 9 + 3, u64::from(1.5_f32.to_bits()) + 0xff, 4 + 10, 20 + 30, 40];
        for (sum, at) in expected.iter().zip((512..).step_by(8)) {
            assert_eq!(running.call("peek64", &[at]), *sum, "{at}");
        }
        let mut bad = args;
        bad[10] = 3;
        assert_eq!(running.call("many", &bad), BAD);
    }
}

#[test]
fn a_handle_that_wit_takes_is_closed() {
    everywhere(|running| {
        for number in [5, 6] {
            assert_eq!(running.call("ticket-new", &[number, 256]), SUCCESS);
            let ticket = running.word(256);
            assert_eq!(running.call("ticket-use", &[ticket, 260]), SUCCESS);
            assert_eq!(running.word(260), number);
            assert_eq!(running.call("ticket-use", &[ticket, 260]), FAILED, "no handle any more");
        }
    });
}

#[test]
fn what_cannot_be_linked_is_named() {
    let api = api();
    let program = library::Program {
        imports: [("types".to_owned(), "count_points".to_owned())].into(),
        ..library::Program::default()
    };
    let error = library::library(&api.bindings, &api.wit, &program).unwrap_err();
    let message = format!("{error:#}");
    assert!(message.contains("`types.count_points`") && message.contains("adapters can"), "{message}");
}

#[test]
fn failures_of_every_shape_have_an_errno() {
    everywhere(|running| {
        assert_eq!(running.call("fail-none", &[0]), SUCCESS);
        assert_eq!(running.call("fail-none", &[1]), FAILED);
        for name in ["fail-text", "fail-shape"] {
            assert_eq!(running.call(name, &[0, 256]), SUCCESS);
            assert_eq!(running.word(256), 7);
            for _ in 0..100 {
                assert_eq!(running.call(name, &[1, 256]), FAILED);
            }
        }
        // Red, green and blue of WIT, in the order of the legacy enum: blue, red, green.
        for (color, errno) in [(0, 5), (1, 3), (2, 4)] {
            assert_eq!(running.call("fail-color", &[color, 256]), errno);
        }
    });
}
