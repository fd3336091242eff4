//! The pool with its threads. Whose turn it is, without threads, is tested in `queue`.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::*;
use crate::length::Long;

struct Unpark(thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future + Unpin>(mut future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = Pin::new(&mut future).poll(&mut context) {
            return output;
        }
        thread::park_timeout(Duration::from_secs(10));
    }
}

fn pool(max: usize) -> WorkerPool {
    WorkerPool::new(NonZeroUsize::new(max).unwrap())
}

/// Long work of a client of its own.
fn order(lane: Lane) -> Order {
    Order { client: ClientId::unique(), lane, long: Long::of(u64::MAX) }
}

fn other() -> Order {
    order(Lane::Others)
}

/// An operation that has begun, and does not end before the sender is dropped or has sent.
fn held(pool: &WorkerPool, order: Order) -> (Task<bool>, Sender<()>) {
    let (release, blocked) = mpsc::channel::<()>();
    let (started, starts) = mpsc::channel::<()>();
    let task = pool.run(order, move || {
        started.send(()).unwrap();
        blocked.recv().is_ok()
    });
    starts.recv().unwrap();
    (task, release)
}

#[test]
fn results_come_back() {
    let pool = pool(2);
    let tasks: Vec<_> = (0..20).map(|n| pool.run(other(), move || n * 2)).collect();
    for (n, task) in tasks.into_iter().enumerate() {
        assert_eq!(block_on(task), Ok(n * 2));
    }
}

#[test]
fn no_more_than_the_limit_run_at_once() {
    for lane in [Lane::Passwords, Lane::Others] {
        let running = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let pool = pool(3);
        let work = |_| {
            let running = Arc::clone(&running);
            pool.run(order(lane), move || {
                let (now, most) = &*running;
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(5));
                now.fetch_sub(1, Ordering::SeqCst);
            })
        };
        let tasks: Vec<_> = (0..16).map(work).collect();
        for task in tasks {
            assert_eq!(block_on(task), Ok(()));
        }
        assert_eq!(running.1.load(Ordering::SeqCst), 3);
    }
}

/// Eight guests hash passwords without an end, and a ninth has its key; keys without an end do not keep passwords back
/// either. Not even one operation of the other lane has to end.
#[test]
fn passwords_and_keys_do_not_wait_for_each_other() {
    for (many, one) in [(Lane::Passwords, Lane::Others), (Lane::Others, Lane::Passwords)] {
        let pool = pool(1);
        let ended = Arc::new(AtomicUsize::new(0));
        let mut held = vec![held(&pool, order(many))];
        for _ in 1..8 {
            let (release, blocked) = mpsc::channel::<()>();
            let ended = Arc::clone(&ended);
            let endless = move || {
                let released = blocked.recv().is_ok();
                ended.fetch_add(1, Ordering::SeqCst);
                released
            };
            held.push((pool.run(order(many), endless), release));
        }
        assert_eq!(block_on(pool.run(order(one), || 2048)), Ok(2048));
        assert_eq!(ended.load(Ordering::SeqCst), 0);
        for (task, release) in held {
            release.send(()).unwrap();
            assert_eq!(block_on(task), Ok(true));
        }
        assert_eq!(ended.load(Ordering::SeqCst), 7);
    }
}

/// However many long operations one guest has waiting, a short one of another guest waits for that alone which runs.
#[test]
fn a_short_operation_waits_for_no_long_one_that_has_not_begun() {
    let pool = pool(1);
    let (first, release) = held(&pool, other());
    let (ran, order_of_running): (Sender<&str>, Receiver<&str>) = mpsc::channel();
    let greedy = ClientId::unique();
    let run = |client, price, name: &'static str| {
        let ran = ran.clone();
        pool.run(Order { client, lane: Lane::Others, long: Long::of(price) }, move || ran.send(name).unwrap())
    };
    let mut tasks: Vec<_> = (0..20).map(|_| run(greedy, 5_000_000_000, "long")).collect();
    tasks.push(run(ClientId::unique(), 100_000_000, "another long"));
    tasks.push(run(ClientId::unique(), 1_000_000, "short"));
    drop(release);
    assert_eq!(block_on(first), Ok(false));
    for task in tasks {
        assert_eq!(block_on(task), Ok(()));
    }
    let first: Vec<_> = order_of_running.try_iter().take(3).collect();
    assert_eq!(first, ["short", "long", "another long"]);
}

#[test]
fn an_abandoned_operation_does_not_start() {
    let pool = pool(1);
    let (first, release) = held(&pool, other());
    let (started, starts) = mpsc::channel::<()>();
    drop(pool.run(other(), move || started.send(())));
    release.send(()).unwrap();
    assert_eq!(block_on(first), Ok(true));
    // The sender is dropped with the operation, unsent.
    assert!(starts.recv().is_err());
}

/// What waits is what somebody waits for, although nothing ends meanwhile.
#[test]
fn what_abandoned_operations_hold_is_freed_with_the_next_one() {
    let pool = pool(1);
    let (first, release) = held(&pool, other());
    let token = Arc::new([0; 1000]);
    for _ in 0..1000 {
        let held = Arc::clone(&token);
        drop(pool.run(other(), move || held.len()));
        // The one before is gone.
        assert_eq!(Arc::strong_count(&token), 2);
    }
    let last = pool.run(other(), || 7);
    assert_eq!(Arc::strong_count(&token), 1);
    assert!(format!("{pool:?}").contains("1 running, 1 waiting"), "{pool:?}");
    release.send(()).unwrap();
    assert_eq!((block_on(first), block_on(last)), (Ok(true), Ok(7)));
}

#[test]
fn an_abandoned_operation_that_runs_keeps_its_place() {
    let pool = pool(1);
    let (task, release) = held(&pool, other());
    drop(task);
    let (second_started, second_starts) = mpsc::channel::<()>();
    let second = pool.run(other(), move || second_started.send(()));
    assert!(second_starts.recv_timeout(Duration::from_millis(20)).is_err());
    release.send(()).unwrap();
    assert!(block_on(second).is_ok());
}

#[test]
fn a_panic_is_reported_and_the_pool_goes_on() {
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("on purpose, when it is dropped");
        }
    }

    let pool = pool(1);
    let task: Task<()> = pool.run(other(), || panic!("on purpose"));
    assert_eq!(block_on(task), Err(Lost));
    // What an operation holds may panic as well, when the operation is dropped because nobody waits for it.
    let (first, release) = held(&pool, other());
    let bomb = Bomb;
    drop(pool.run(other(), move || drop(bomb)));
    drop(release);
    assert_eq!(block_on(first), Ok(false));
    assert_eq!(block_on(pool.run(other(), || 7)), Ok(7));
}

/// Without a thread an operation is lost, and so is what waits for that thread; afterwards all is as before.
#[test]
fn threads_that_cannot_be_started_strand_nothing() {
    static EXHAUSTED: AtomicBool = AtomicBool::new(true);

    let pool = WorkerPool::with(NonZeroUsize::new(2).unwrap(), |work| {
        if EXHAUSTED.load(Ordering::SeqCst) {
            return Err(io::Error::from(io::ErrorKind::WouldBlock));
        }
        thread::Builder::new().spawn(work).map(drop)
    });
    for _ in 0..3 {
        assert_eq!(block_on(pool.run(other(), || 7)), Err(Lost));
    }
    EXHAUSTED.store(false, Ordering::SeqCst);
    let (first, release) = held(&pool, other());
    EXHAUSTED.store(true, Ordering::SeqCst);
    // There should be a second thread; the first does it instead.
    let second = pool.run(other(), || 7);
    drop(release);
    assert_eq!((block_on(first), block_on(second)), (Ok(false), Ok(7)));
}

/// A turn waits for no operation, and comes from another thread.
#[test]
fn turns_come_while_all_threads_are_busy() {
    let pool = pool(1);
    let busy = [held(&pool, order(Lane::Passwords)), held(&pool, other())];
    for _ in 0..3 {
        assert_eq!(block_on(pool.turn(ClientId::unique())), Ok(()));
    }
    for (task, release) in busy {
        drop(release);
        assert_eq!(block_on(task), Ok(false));
    }
}

/// Threads exist only while there is work.
#[test]
fn idle_pools_have_no_threads() {
    let pool = pool(4);
    for task in (0..20).map(|_| pool.run(other(), || ())).collect::<Vec<_>>() {
        assert_eq!(block_on(task), Ok(()));
    }
    // Each thread holds the pool's inner part as long as it lives.
    while Arc::strong_count(&pool.shared) > 1 {
        thread::yield_now();
    }
    assert!(!format!("{pool:?}").contains(|digit: char| ('1'..='3').contains(&digit)), "{pool:?}");
}
