//! Password hashing, in both flavours.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};
use wasi_crypto_host::engine::Error;
use wasi_crypto_host::{WasiCryptoCtx, WorkerPool};
use wasi_crypto_test_support::answers::hex;
use wasi_crypto_tests::component_driver::{Driver, H, block_on};

const NONE: Option<H> = None;
const SYMMETRIC: u8 = 1;

/// RFC 7914 section 12: the password "pleaseletmein".
const SCRYPT: &str = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2";

#[test]
fn a_key_from_a_password() {
    let mut guest = Driver::new();
    let options: H = guest.call("common-options-open", (SYMMETRIC,)).unwrap();
    guest.call::<(), _>("common-options-set", (options, "salt", &b"SodiumChloride"[..])).unwrap();
    guest.call::<(), _>("common-options-set-u64", (options, "memory_limit", 16_u64 << 20)).unwrap();
    guest.call::<(), _>("common-options-set-u64", (options, "parallelism", 1_u64)).unwrap();
    let state: H = guest.call("symmetric-symmetric-state-open", ("scrypt", NONE, Some(options))).unwrap();
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &b"please"[..])).unwrap();
    guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, &b"letmein"[..])).unwrap();
    let key: Vec<u8> = guest.call("symmetric-symmetric-state-squeeze", (state, 32_u32)).unwrap();
    assert_eq!(key, hex(SCRYPT));
    let refused = guest.call::<H, _>("symmetric-symmetric-state-squeeze-key", (state, "AES-256-GCM"));
    assert_eq!(refused, Err(Error::InvalidOperation));
}

#[test]
fn a_stored_password() {
    let mut guest = Driver::new();
    let mut hash = |password: &[u8]| -> H {
        let state: H = guest.call("symmetric-symmetric-state-open", ("ARGON2-ID-13", NONE, NONE)).unwrap();
        guest.call::<(), _>("symmetric-symmetric-state-absorb", (state, password)).unwrap();
        guest.call("symmetric-symmetric-state-squeeze-tag", (state,)).unwrap()
    };
    let (stored, right, wrong) = (hash(b"password"), hash(b"password"), hash(b"Password"));
    let text: Vec<u8> = guest.call("symmetric-symmetric-tag-bytes", (stored,)).unwrap();
    assert!(text.starts_with(b"$argon2id$v=19$m=19456,t=2,p=1$"));
    let (len,): (u32,) = guest.plain("symmetric-symmetric-tag-len", (stored,)).unwrap();
    assert_eq!(usize::try_from(len), Ok(text.len()));
    assert_eq!(guest.call::<(), _>("symmetric-symmetric-tag-verify", (right, &text[..])), Ok(()));
    assert_eq!(guest.call::<(), _>("symmetric-symmetric-tag-verify", (wrong, &text[..])), Err(Error::InvalidTag));
}

/// Their time would add up.
#[test]
fn batches_of_passwords_are_refused() {
    let mut guest = Driver::new();
    let state: H = guest.call("symmetric-symmetric-state-open", ("ARGON2-ID-13", NONE, NONE)).unwrap();
    let tags = guest.call::<Vec<Result<H, u8>>, _>("symmetric-batch-squeeze-tag", (&[state][..],));
    assert_eq!(tags, Err(Error::NotImplemented));
    let outputs = guest.call::<Vec<Result<Vec<u8>, u8>>, _>("symmetric-batch-squeeze", (&[(state, 32_u32)][..],));
    assert_eq!(outputs, Err(Error::NotImplemented));
    assert_eq!(guest.open_handles(), 1);
}

fn context(workers: &WorkerPool) -> WasiCryptoCtx {
    WasiCryptoCtx::builder().workers(workers.clone()).build()
}

fn pool(max: usize) -> WorkerPool {
    WorkerPool::new(NonZeroUsize::new(max).unwrap())
}

/// A state that takes half a second, with "password" in it.
async fn slow_state(guest: &mut Driver) -> H {
    state_of(guest, 16 << 20, 30).await
}

/// A state of Argon2id with so many bytes of memory and so many passes, with "password" in it.
async fn state_of(guest: &mut Driver, memory: u64, passes: u64) -> H {
    let options: H = guest.call_async("common-options-open", (SYMMETRIC,)).await.unwrap();
    guest.call_async::<(), _>("common-options-set", (options, "salt", &[1_u8; 16][..])).await.unwrap();
    guest.call_async::<(), _>("common-options-set-u64", (options, "memory_limit", memory)).await.unwrap();
    guest.call_async::<(), _>("common-options-set-u64", (options, "ops_limit", passes)).await.unwrap();
    let state: H =
        guest.call_async("symmetric-symmetric-state-open", ("ARGON2-ID-13", NONE, Some(options))).await.unwrap();
    guest.call_async::<(), _>("symmetric-symmetric-state-absorb", (state, &b"password"[..])).await.unwrap();
    state
}

/// One guest hashes passwords, in every way there is, while another one works on the same thread.
#[test]
fn the_executor_is_not_blocked() {
    block_on(async {
        let workers = pool(1);
        let hashing = tokio::task::LocalSet::new();
        let mut other = Driver::with_async(context(&workers)).await;
        hashing
            .run_until(async {
                let workers = workers.clone();
                let hashing = tokio::task::spawn_local(async move {
                    let mut guest = Driver::with_async(context(&workers)).await;
                    let state = slow_state(&mut guest).await;
                    let out: Vec<u8> =
                        guest.call_async("symmetric-symmetric-state-squeeze", (state, 32_u32)).await.unwrap();
                    let tag: H = guest.call_async("symmetric-symmetric-state-squeeze-tag", (state,)).await.unwrap();
                    let again: Vec<u8> =
                        guest.call_async("symmetric-symmetric-state-squeeze", (state, 32_u32)).await.unwrap();
                    assert_eq!(out, again);
                    let text: Vec<u8> = guest.call_async("symmetric-symmetric-tag-bytes", (tag,)).await.unwrap();
                    let verify = |text| (tag, text);
                    let verified = guest.call_async::<(), _>("symmetric-symmetric-tag-verify", verify(&text[..])).await;
                    assert_eq!(verified, Ok(()));
                    let verified = guest.call_async::<(), _>("symmetric-symmetric-tag-verify", verify(&b"$"[..])).await;
                    assert_eq!(verified, Err(Error::InvalidTag));
                });
                let (mut longest, start) = (Duration::ZERO, Instant::now());
                while !hashing.is_finished() {
                    let turn = Instant::now();
                    sleep(Duration::from_millis(1)).await;
                    other.call_async::<Vec<u8>, _>("symmetric-hash", ("SHA-256", &b"abc"[..])).await.unwrap();
                    longest = longest.max(turn.elapsed());
                }
                hashing.await.unwrap();
                // Each of the four hashes is a good part of the whole; none of them may have been waited for.
                assert!(longest < start.elapsed() / 8, "{longest:?} of {:?}", start.elapsed());
            })
            .await;
    });
}

/// A call dropped in the middle gives its place back, and the next guest gets its turn.
#[test]
fn an_abandoned_call_leaves_no_trace() {
    block_on(async {
        let workers = pool(1);
        let mut guest = Driver::with_async(context(&workers)).await;
        let state = slow_state(&mut guest).await;
        let handles = guest.open_handles();
        let call = guest.call_async::<H, _>("symmetric-symmetric-state-squeeze-tag", (state,));
        assert!(timeout(Duration::from_millis(1), call).await.is_err());
        assert_eq!(guest.open_handles(), handles);
        let mut next = Driver::with_async(context(&workers)).await;
        let state: H = next.call_async("symmetric-symmetric-state-open", ("ARGON2-ID-13", NONE, NONE)).await.unwrap();
        assert!(next.call_async::<H, _>("symmetric-symmetric-state-squeeze-tag", (state,)).await.is_ok());
    });
}

/// Eight guests hash at the highest cost the limits allow, five seconds each, and there is one thread for them. A ninth asks
/// for an RSA key after them and has it while most of them still wait.
#[cfg(feature = "aws-lc-rs")]
#[test]
fn passwords_do_not_keep_keys_waiting() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    block_on(async {
        let workers = pool(1);
        let (begun, ended) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let hash = |_| {
            let (context, begun, ended) = (context(&workers), Arc::clone(&begun), Arc::clone(&ended));
            tokio::spawn(async move {
                let mut guest = Driver::with_async(context).await;
                let state = state_of(&mut guest, 64 << 20, 76).await;
                begun.fetch_add(1, Ordering::SeqCst);
                // Up to where it waits for a worker, this is one step of the task.
                let hashed = guest.call_async::<Vec<u8>, _>("symmetric-symmetric-state-squeeze", (state, 32_u32)).await;
                ended.fetch_add(1, Ordering::SeqCst);
                hashed.map(drop)
            })
        };
        let hashing: Vec<_> = (0..8).map(hash).collect();
        while begun.load(Ordering::SeqCst) < 8 {
            sleep(Duration::from_millis(1)).await;
        }
        let mut guest = Driver::with_async(context(&workers)).await;
        let arguments = (0_u8, "RSA_PKCS1_2048_SHA256", NONE);
        assert!(guest.call_async::<H, _>("asymmetric-key-pair-generate", arguments).await.is_ok());
        let ended = ended.load(Ordering::SeqCst);
        assert!(ended < 4, "{ended} of 8 passwords came first");
        assert!(hashing.iter().filter(|task| !task.is_finished()).count() > 4, "they do not hash");
        hashing.iter().for_each(tokio::task::JoinHandle::abort);
    });
}
