//! A guest uses the algorithm of the example.

use wasi_crypto_example_own_algorithm::{call, engine};
use wasi_crypto_host::engine::{Engine, SpecStatus, oneshot};

/// SHA3-224 of "abc", from the examples that NIST publishes with FIPS 202.
const DIGEST: [u8; 28] = [
    0xe6, 0x42, 0x82, 0x4c, 0x3f, 0x8c, 0xf2, 0x4a, 0xd0, 0x92, 0x34, 0xee, 0x7d, 0x3c, 0x76, 0x6f, 0xc9, 0xa3, 0xa5,
    0x16, 0x8d, 0x0c, 0x94, 0xad, 0x73, 0xb4, 0x6f, 0xdf,
];

fn guest(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("a component")
}

#[test]
fn a_guest_uses_it() {
    let guest = guest(include_str!("../guest.wat"));
    let first = call(&guest, &engine().expect("a sound provider")).expect("it runs");
    assert_eq!(first.to_le_bytes(), DIGEST[..4]);
    // Elsewhere there is no such algorithm, and the guest gives up.
    call(&guest, &Engine::new()).expect_err("the algorithm is unknown");
}

#[test]
fn everything_else_is_there_as_before() {
    let engine = engine().expect("a sound provider");
    let others = guest(include_str!("../../../tests/guests/first-byte.wat"));
    assert_eq!(call(&others, &engine).expect("it runs"), 0xba);
    let (own, shipped): (Vec<_>, Vec<_>) =
        engine.algorithms().partition(|known| known.identifier == "example.org/SHA3-224");
    assert_eq!(shipped.len(), Engine::new().algorithms().count());
    let [own] = &own[..] else { panic!("it is listed once") };
    assert_eq!((own.kind, own.provider, own.status), ("hash", "sha3", SpecStatus::Extension));
}

#[test]
fn the_digest_is_the_published_one() {
    let engine = engine().expect("a sound provider");
    assert_eq!(oneshot::hash(&engine, "example.org/SHA3-224", b"abc").expect("it is there"), DIGEST);
}
