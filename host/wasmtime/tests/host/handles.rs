//! Handles: who owns them, what they cost, what misuse does.

use std::sync::mpsc;
use std::thread;

use wasi_crypto_host::engine::{Engine, Error};
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView};
use wasi_crypto_tests::component_driver::{self as driver, Driver, H};
use wasmtime::component::{Component, Linker, ResourceTable};

const NONE: Option<H> = None;
const SIGNATURES: u8 = 0;
const KEY_EXCHANGE: u8 = 2;

fn open(guest: &mut Driver) -> Result<H, Error> {
    guest.call("symmetric-symmetric-state-open", ("SHA-256", NONE, NONE))
}

#[test]
fn the_limit_is_exact() {
    let mut guest = Driver::with(WasiCryptoCtx::builder().max_handles(3).build());
    let states = [open(&mut guest).unwrap(), open(&mut guest).unwrap(), open(&mut guest).unwrap()];
    assert_eq!(guest.open_handles(), 3);
    assert_eq!(open(&mut guest), Err(Error::TooManyHandles));
    assert_eq!(guest.call::<H, _>("symmetric-symmetric-state-clone", (states[0],)), Err(Error::TooManyHandles));
    guest.drop("symmetric-state", states[1]);
    assert!(open(&mut guest).is_ok());
    assert_eq!(open(&mut guest), Err(Error::TooManyHandles));
}

#[test]
fn the_default_limit_holds_against_a_guest_that_only_opens() {
    let mut guest = Driver::new();
    let limit = guest.store.data().crypto.max_handles();
    assert_eq!(limit, 65_536);
    for _ in 0..limit {
        guest.call::<H, _>("common-options-open", (1_u8,)).unwrap();
    }
    assert_eq!(guest.call::<H, _>("common-options-open", (1_u8,)), Err(Error::TooManyHandles));
    assert_eq!(guest.open_handles(), limit);
}

#[test]
fn opening_and_dropping_goes_on_for_ever() {
    let mut guest = Driver::with(WasiCryptoCtx::builder().max_handles(1).build());
    for _ in 0..10_000 {
        let state = open(&mut guest).unwrap();
        guest.drop("symmetric-state", state);
    }
    assert_eq!(guest.open_handles(), 0);
}

/// Every kind of object is counted once, and no longer when it is dropped.
#[test]
fn every_kind_is_counted() {
    let mut guest = Driver::new();
    let mut objects = Vec::new();
    let mut made = |guest: &mut Driver, resource: &'static str, handle: H| {
        objects.push((resource, handle));
        assert_eq!(guest.open_handles(), objects.len(), "{resource}");
        handle
    };

    let options = guest.call("common-options-open", (1_u8,)).unwrap();
    made(&mut guest, "options", options);
    let key = guest.call("symmetric-symmetric-key-generate", ("HMAC/SHA-256", NONE)).unwrap();
    made(&mut guest, "symmetric-key", key);
    let state = guest.call("symmetric-symmetric-state-open", ("HMAC/SHA-256", Some(key), Some(options))).unwrap();
    made(&mut guest, "symmetric-state", state);
    let tag = guest.call("symmetric-symmetric-state-squeeze-tag", (state,)).unwrap();
    made(&mut guest, "symmetric-tag", tag);
    let key_pair = guest.call("asymmetric-key-pair-generate", (SIGNATURES, "Ed25519", NONE)).unwrap();
    made(&mut guest, "key-pair", key_pair);
    let public = guest.call("asymmetric-key-pair-public-key", (key_pair,)).unwrap();
    made(&mut guest, "public-key", public);
    let secret = guest.call("asymmetric-key-pair-secret-key", (key_pair,)).unwrap();
    made(&mut guest, "secret-key", secret);
    let signing = guest.call("signatures-signature-state-open", (key_pair,)).unwrap();
    made(&mut guest, "signature-state", signing);
    let signature = guest.call("signatures-signature-state-sign", (signing,)).unwrap();
    made(&mut guest, "signature", signature);
    let verifying = guest.call("signatures-signature-verification-state-open", (public,)).unwrap();
    made(&mut guest, "signature-verification-state", verifying);

    let mut left = objects.len();
    for (resource, handle) in objects {
        guest.drop(resource, handle);
        left -= 1;
        assert_eq!(guest.open_handles(), left, "{resource}");
    }
    assert!(guest.store.data().table.is_empty());
}

/// An operation that fails, for whatever reason, keeps no place.
#[test]
fn failures_cost_no_handle() {
    let mut guest = Driver::new();
    assert!(guest.call::<H, _>("symmetric-symmetric-key-generate", ("no", NONE)).is_err());
    assert!(guest.call::<H, _>("symmetric-symmetric-key-import", ("AES-256-GCM", &[0_u8; 3][..])).is_err());
    assert!(guest.call::<H, _>("symmetric-symmetric-state-open", ("AES-256-GCM", NONE, NONE)).is_err());
    assert!(guest.call::<H, _>("asymmetric-key-pair-generate", (SIGNATURES, "no", NONE)).is_err());
    assert!(guest.call::<H, _>("asymmetric-key-pair-import", (SIGNATURES, "Ed25519", &[0_u8; 3][..], 0_u8)).is_err());
    assert!(guest.call::<H, _>("signatures-signature-import", ("Ed25519", &[0_u8; 3][..], 0_u8)).is_err());
    let key_pair: H = guest.call("asymmetric-key-pair-generate", (KEY_EXCHANGE, "X25519", NONE)).unwrap();
    assert!(guest.call::<H, _>("signatures-signature-state-open", (key_pair,)).is_err());
    assert_eq!(guest.open_handles(), 1);
}

/// With no place left for the tag, the nonce is not spent.
#[test]
fn a_refused_handle_leaves_the_state_as_it_was() {
    let mut guest = Driver::with(WasiCryptoCtx::builder().max_handles(3).build());
    let key: H = guest.call("symmetric-symmetric-key-generate", ("XCHACHA20-POLY1305", NONE)).unwrap();
    let state: H = guest.call("symmetric-symmetric-state-open", ("XCHACHA20-POLY1305", Some(key), NONE)).unwrap();
    let spare: H = guest.call("common-options-open", (1_u8,)).unwrap();
    let encrypt = |guest: &mut Driver| {
        guest.call::<(Vec<u8>, H), _>("symmetric-symmetric-state-encrypt-detached", (state, &b"x"[..]))
    };
    assert_eq!(encrypt(&mut guest), Err(Error::TooManyHandles));
    guest.drop("options", spare);
    assert!(encrypt(&mut guest).is_ok());
}

/// An embedder may give the table fewer places than our own limit.
#[test]
fn a_full_table_is_an_error_too() {
    let mut guest = Driver::new();
    guest.store.data_mut().table.set_max_capacity(2);
    open(&mut guest).unwrap();
    let second = open(&mut guest).unwrap();
    assert_eq!(open(&mut guest), Err(Error::TooManyHandles));
    assert_eq!(guest.open_handles(), 2);
    guest.drop("symmetric-state", second);
    assert!(open(&mut guest).is_ok());
}

#[test]
fn objects_outlive_what_they_were_made_from() {
    let mut guest = Driver::new();
    let key: H = guest.call("symmetric-symmetric-key-generate", ("XCHACHA20-POLY1305", NONE)).unwrap();
    let state: H = guest.call("symmetric-symmetric-state-open", ("XCHACHA20-POLY1305", Some(key), NONE)).unwrap();
    guest.drop("symmetric-key", key);
    assert!(guest.call::<Vec<u8>, _>("symmetric-symmetric-state-encrypt", (state, &b"x"[..])).is_ok());
}

/// What the component model defines as a trap: a handle the guest does not have.
#[test]
fn handles_that_are_not_the_guests_trap() {
    type Outcome = (Result<Vec<u8>, u8>,);

    let mut guest = Driver::new();
    assert!(guest.plain::<Outcome, _>("symmetric-symmetric-state-squeeze", (77_u32, 1_u32)).is_err());

    let mut guest = Driver::new();
    let state = open(&mut guest).unwrap();
    guest.drop("symmetric-state", state);
    assert!(guest.plain::<Outcome, _>("symmetric-symmetric-state-squeeze", (state, 1_u32)).is_err());

    // Of another kind.
    let mut guest = Driver::new();
    let state = open(&mut guest).unwrap();
    assert!(guest.plain::<Outcome, _>("symmetric-symmetric-key-export", (state,)).is_err());

    let mut guest = Driver::new();
    let state = open(&mut guest).unwrap();
    guest.drop("symmetric-state", state);
    assert!(guest.plain::<(), _>("drop-symmetric-state", (state,)).is_err());
}

#[test]
fn instances_do_not_share_handles() {
    let engine = Engine::new();
    let context = || WasiCryptoCtx::builder().engine(engine.clone()).max_handles(1).build();
    let mut guests: Vec<Driver> = (0..200).map(|_| Driver::with(context())).collect();
    for (index, guest) in guests.iter_mut().enumerate() {
        let state = open(guest).unwrap();
        let message = index.to_le_bytes();
        guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &message[..])).unwrap();
        assert_eq!(open(guest), Err(Error::TooManyHandles));
    }
    for (index, guest) in guests.iter_mut().enumerate() {
        let state: H = 1;
        let digest: Vec<u8> = guest.call("symmetric-symmetric-state-squeeze", (state, 32_u32)).unwrap();
        let message = index.to_le_bytes();
        assert_eq!(guest.call("symmetric-hash", ("SHA-256", &message[..])), Ok(digest));
    }
}

#[test]
fn guests_run_in_parallel() {
    let engine = Engine::new();
    let (send, receive) = mpsc::channel();
    for thread in 0..4_u8 {
        let (engine, send) = (engine.clone(), send.clone());
        thread::spawn(move || {
            let mut guest = Driver::with(WasiCryptoCtx::builder().engine(engine).build());
            let key: H = guest.call("symmetric-symmetric-key-import", ("HMAC/SHA-256", &[thread; 32][..])).unwrap();
            for _ in 0..200 {
                let tag: Vec<u8> = guest.call("symmetric-mac", (key, &b"message"[..])).unwrap();
                send.send((thread, tag)).unwrap();
            }
        });
    }
    drop(send);
    let mut tags = vec![None; 4];
    for (thread, tag) in receive {
        let known = tags[usize::from(thread)].get_or_insert_with(|| tag.clone());
        assert_eq!(*known, tag);
    }
    assert!(tags.iter().all(Option::is_some));
}

#[test]
fn an_interface_is_defined_once() {
    let mut linker = Linker::<driver::State>::new(driver::engine());
    wasi_crypto_host::add_to_linker_sync(&mut linker).unwrap();
    assert!(wasi_crypto_host::add_to_linker_sync(&mut linker).is_err());
}

#[test]
fn store_data_need_not_implement_a_trait() {
    struct Foreign(ResourceTable, WasiCryptoCtx);

    fn view(data: &mut Foreign) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut data.1, table: &mut data.0 }
    }

    let mut linker = Linker::<Foreign>::new(driver::engine());
    wasi_crypto_host::add_to_linker_sync_with(&mut linker, view).unwrap();
    linker.instantiate_pre(driver::component()).unwrap();
    let mut linker = Linker::<Foreign>::new(driver::engine());
    wasi_crypto_host::add_to_linker_async_with(&mut linker, view).unwrap();
    linker.instantiate_pre(driver::component()).unwrap();
}

/// The guest of the crate's example, with other text in it.
fn small_guest(change: impl Fn(String) -> String) -> wasmtime::Result<u32> {
    let text = include_str!("../guests/first-byte.wat").to_owned();
    let component = Component::new(driver::engine(), wat::parse_str(change(text)).unwrap())?;
    let mut linker = Linker::new(driver::engine());
    wasi_crypto_host::add_to_linker_sync(&mut linker)?;
    let mut store = driver::store(WasiCryptoCtx::new());
    let instance = linker.instantiate(&mut store, &component)?;
    let (byte,) = instance.get_typed_func::<(), (u32,)>(&mut store, "run")?.call(&mut store, ())?;
    Ok(byte)
}

#[test]
fn strings_may_be_utf_16() {
    let text = |text: String| {
        text.replace("\"SHA-256abc\"", r#""S\00H\00A\00-\002\005\006\00abc""#)
            .replace("(i32.const 0) (i32.const 7) (i32.const 7)", "(i32.const 0) (i32.const 7) (i32.const 14)")
            .replace("(memory $memory \"memory\")", "(memory $memory \"memory\") string-encoding=utf16")
    };
    assert_eq!(small_guest(text).unwrap(), 0xba);
}

/// The other thing the component model defines as a trap.
#[test]
fn strings_that_are_not_valid_trap() {
    assert_eq!(small_guest(|text| text).unwrap(), 0xba);
    assert!(small_guest(|text| text.replace("SHA-256", r"SHA-2\ff6")).is_err());
}
