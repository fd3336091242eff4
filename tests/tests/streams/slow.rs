//! Slow work, during which the guest goes on.

use std::num::NonZeroUsize;
use std::time::Duration;

use wasi_crypto_host::engine::{Category, Error};
use wasi_crypto_host::{WasiCryptoCtx, WorkerPool};
use wasi_crypto_tests::component_driver::block_on;
use wasi_crypto_tests::facility::{Facility, LATER};

use super::guest::{Guest, crypto, error};

#[test]
fn the_guest_goes_on_while_keys_are_generated() {
    block_on(async {
        let mut guest = Guest::new().await;
        let quick: u64 = guest.call("slow", "generate", ("Ed25519",)).await.unwrap();
        let slow: u64 = guest.call("slow", "generate", ("RSA_PKCS1_2048_SHA256",)).await.unwrap();
        assert!(slow > 10 + quick, "{slow} and {quick}");
        for (name, refused) in [("no", Error::UnsupportedAlgorithm), ("X25519", Error::UnsupportedAlgorithm)] {
            assert_eq!(guest.call::<_, u64>("slow", "generate", (name,)).await, Err(refused), "{name}");
        }
        assert_eq!(guest.held(), (0, 0));
    });
}

#[test]
fn the_guest_goes_on_while_passwords_are_hashed() {
    block_on(async {
        let mut guest = Guest::new().await;
        let invalid = Some(Error::InvalidTag);
        for known in crypto().algorithms().filter(|known| known.category == Category::Symmetric) {
            let name = known.identifier;
            let stores = known.kind == "password hash" && known.operations.contains(&"squeeze-tag");
            // No more work than it needs: the tests hash each password several times.
            let operations = match name {
                "bcrypt" => Some(5_u64),
                _ => None,
            };
            let hashed = guest.call::<_, (u64, Vec<Option<u8>>)>("slow", "passwords", (name, operations)).await;
            match hashed {
                Ok((ticks, answers)) => {
                    assert!(stores, "{name}");
                    let answers: Vec<_> = answers.into_iter().map(|code| code.map(error)).collect();
                    assert_eq!(answers, [None, invalid, None, None, invalid, invalid], "{name}");
                    assert!(ticks > 5 || name == "bcrypt", "{name}: {ticks}");
                }
                Err(refused) => {
                    assert!(!stores, "{name}: {refused}");
                    let expected = [Error::InvalidOperation, Error::KeyRequired];
                    assert!(expected.contains(&refused), "{name}: {refused}");
                }
            }
        }
        assert_eq!(guest.held(), (0, 0));
    });
}

#[test]
fn managed_keys_and_secrets() {
    let facility = Facility::default();
    block_on(async {
        let context = WasiCryptoCtx::builder().engine(crypto().clone()).secrets(facility.guest()).build();
        let mut guest = Guest::with(context).await;
        let func = guest.func("slow", "managed");
        let (wrong,): (Vec<String>,) = func.call_async(&mut guest.store, (LATER,)).await.unwrap();
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!(guest.held(), (0, 0));

        let mut guest = Guest::new().await;
        let func = guest.func("slow", "managed");
        let (wrong,): (Vec<String>,) = func.call_async(&mut guest.store, (LATER,)).await.unwrap();
        assert_eq!(wrong.len(), 2, "there is no store: {wrong:?}");
    });
}

/// The thread that still works keeps what it works on; nothing else does, and it lets go of that.
#[test]
fn slow_work_that_is_dropped_leaves_nothing_behind() {
    let facility = Facility::default();
    block_on(async {
        let workers = WorkerPool::new(NonZeroUsize::MIN);
        let context =
            WasiCryptoCtx::builder().engine(crypto().clone()).secrets(facility.guest()).workers(workers).build();
        let mut guest = Guest::with(context).await;
        for call in 0..3_u32 {
            for turns in 0..4_u32 {
                let func = guest.func("slow", "abandon");
                let (_,): (bool,) = func.call_async(&mut guest.store, (call, turns)).await.unwrap();
                assert_eq!(guest.held().0, 0, "call {call} after {turns} turns");
            }
        }
        for _ in 0..3000 {
            if guest.held() == (0, 0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{:?}", guest.held());
    });
}
