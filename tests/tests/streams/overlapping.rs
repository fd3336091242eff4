//! What goes on while a stream is taken in.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::time::Duration;

use wasi_crypto_host::engine::{Error, oneshot};
use wasi_crypto_tests::component_driver::block_on;
use wasmtime::component::TypedFunc;

use super::guest::{Guest, crypto, error};
use super::source::{cut, zeros};

const MIB: u64 = 1 << 20;

#[test]
fn other_tasks_of_the_guest_have_their_turn() {
    block_on(async {
        let mut guest = Guest::new().await;
        let stream = zeros(&mut guest.store, 64 * MIB, 64 << 10);
        let func = guest.func("overlapping", "ticks");
        let ((digest, ticks),): ((Result<Vec<u8>, u8>, u64),) =
            func.call_async(&mut guest.store, (stream,)).await.unwrap();
        let message = vec![0; usize::try_from(64 * MIB).unwrap()];
        assert_eq!(digest.map_err(error), oneshot::hash(crypto(), "SHA-256", &message));
        // 1,024 chunks, 16 of them at a time; the executor looks at who yields twice before it lets others go on.
        assert!(ticks >= 30, "{ticks}");
    });
}

#[test]
fn other_tasks_of_the_executor_have_their_turn_and_deadlines_end_it() {
    block_on(async {
        let mut guest = Guest::new().await;
        let endless = zeros(&mut guest.store, u64::MAX, 64 << 10);
        let func: TypedFunc<_, (Result<Vec<u8>, u8>,)> = guest.func("passed-on", "hash");
        let ticks = Cell::new(0_u32);
        let mut hash = pin!(func.call_async(&mut guest.store, ("SHA-256", endless, None::<u64>)));
        let both = poll_fn(|context| {
            ticks.set(ticks.get() + 1);
            hash.as_mut().poll(context).map(drop)
        });
        assert!(tokio::time::timeout(Duration::from_millis(200), both).await.is_err(), "it is endless");
        // A turn takes four milliseconds, or twice as much where the machine is busy.
        assert!(ticks.get() >= 10, "{}", ticks.get());
    });
}

#[test]
fn a_state_into_which_a_stream_goes_is_nobody_elses() {
    block_on(async {
        let mut guest = Guest::new().await;
        for seed in 0..20 {
            let stream = cut(&mut guest.store, b" and a stream", seed);
            let func = guest.func("overlapping", "meanwhile");
            type Answers = (Vec<Option<u8>>, Vec<u8>, Vec<Option<u8>>);
            let ((during, digest, after),): (Answers,) = func.call_async(&mut guest.store, (stream,)).await.unwrap();
            let during: Vec<_> = during.into_iter().map(|code| code.map(error)).collect();
            assert_eq!(during, [Some(Error::InProgress); 4]);
            assert_eq!(after, [None; 4]);
            assert_eq!(Ok(digest), oneshot::hash(crypto(), "SHA-256", b"before and a stream"));
        }
        assert_eq!(guest.held(), (0, 0));
    });
}
