//! How a case is run and measured.

use std::future::Future;
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};
use wasi_crypto_host::engine::{Engine, Error, Limits};
use wasi_crypto_host::{WasiCryptoCtx, WorkerPool};
use wasi_crypto_tests::component_driver::{self as driver, Driver, H, block_on};
use wasmtime::component::{Component, ComponentNamedList, Lift, Lower};

/// When a call is told to end.
pub const DEADLINE: Duration = Duration::from_millis(500);

/// How often the other task wakes up.
const TICK: Duration = Duration::from_millis(10);

/// How much later than it asked for it may be woken, and a call may end.
pub const LATE: Duration = Duration::from_millis(100);

/// How often a case may fail where the machine is busy.
const ATTEMPTS: u32 = 3;

pub const NONE: Option<H> = None;

/// A list in the guest's memory: where it begins, and its length.
pub type List = (u32, u32);

/// The longest list of a call.
pub const LONGEST: u32 = 100 << 20;

/// Where lists begin whose content does not matter. Before it there is room for the longest result.
const LISTS: u32 = 24 << 20;

/// A list of any content.
pub fn list(len: u32) -> List {
    assert!(len <= LONGEST);
    (LISTS, len)
}

/// One call.
pub struct Case {
    pub name: String,
    pub run: Work,
}

/// Makes the call, with a guest of its own.
pub type Work = Box<dyn Fn(Run) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

impl Case {
    pub fn new<F>(name: impl Into<String>, run: impl Fn(Run) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self { name: name.into(), run: Box::new(move |guest| Box::pin(run(guest))) }
    }
}

/// A guest that is about to make a call, and others who wait.
pub struct Run {
    pub guest: Driver,
    /// Bytes of the result, if they are many.
    pub result: u32,
    measured: Arc<Mutex<Option<Measured>>>,
}

/// What came of a call.
struct Measured {
    took: Duration,
    /// How late the other task was woken while nobody called, and during the call.
    idle: Duration,
    late: Duration,
    /// Bytes that the call may have returned.
    result: u32,
}

impl Run {
    /// Makes the call, and gives it up when it takes too long.
    pub async fn timed<R, P>(&mut self, name: &str, params: P) -> Option<Result<R, Error>>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        let idle = Ticks::begin();
        sleep(4 * TICK).await;
        let (idle, ticks, begun) = (idle.end().await, Ticks::begin(), Instant::now());
        let outcome = timeout(DEADLINE, self.guest.attempt_async(name, params)).await;
        let (took, late) = (begun.elapsed(), ticks.end().await);
        *self.measured.lock().unwrap() = Some(Measured { took, idle, late, result: self.result });
        outcome.ok().map(|outcome| outcome.expect("no trap"))
    }

    /// Makes a call before the one that is measured.
    pub async fn call<R, P>(&mut self, name: &str, params: P) -> R
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        self.guest.call_async(name, params).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    /// Brings a text into the guest's memory, where it stays for the next call: strings are copied, and here it is one.
    pub async fn text(&mut self, text: &str) -> List {
        // What the next call passes comes before it.
        const BEFORE: usize = 256;
        let spaced = format!("{}{text}", " ".repeat(BEFORE));
        let refused = self.guest.call_async::<H, _>("symmetric-symmetric-state-open", (&spaced[..], NONE, NONE)).await;
        assert_eq!(refused, Err(Error::UnsupportedAlgorithm));
        (driver::ALLOCATED + u32::try_from(BEFORE).unwrap(), u32::try_from(text.len()).unwrap())
    }

    /// [`timed`](Self::timed) with a call that succeeds.
    pub async fn succeeds<R, P>(&mut self, name: &str, params: P)
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        if let Some(Err(error)) = self.timed::<R, P>(name, params).await {
            panic!("{name}: {error:?}");
        }
    }
}

/// A task that wakes up every now and then.
struct Ticks {
    over: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<Duration>,
}

impl Ticks {
    fn begin() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&over);
        let task = tokio::spawn(async move {
            let mut latest = Duration::ZERO;
            while !stopped.load(Ordering::SeqCst) {
                let asleep = Instant::now();
                sleep(TICK).await;
                latest = latest.max(asleep.elapsed().saturating_sub(TICK));
            }
            latest
        });
        Self { over, task }
    }

    /// How late it was woken at most.
    async fn end(self) -> Duration {
        self.over.store(true, Ordering::SeqCst);
        self.task.await.expect("it does nothing that panics")
    }
}

/// An engine whose limits are far away: it is the deadline that ends a call.
pub fn engine() -> Engine {
    let mut limits = Limits::default();
    limits.max_work_per_call = u64::MAX;
    limits.max_password_work = u64::MAX;
    limits.max_info_len = usize::MAX;
    limits.max_held_bytes = 1 << 30;
    limits.max_handles = 1 << 20;
    Engine::builder().limits(limits).build().unwrap()
}

/// A guest with all the memory it needs.
pub fn component() -> &'static Component {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    COMPONENT.get_or_init(|| driver::in_place((LISTS + LONGEST).div_ceil(64 << 10)))
}

/// What it takes to copy a result into the guest. In wasmtime it is a plain loop, which takes its time where nothing is
/// optimised; so is this one.
fn copying(result: u32) -> Duration {
    let result = vec![1_u8; usize::try_from(result).unwrap()];
    let mut guest = vec![0_u8; result.len()];
    let begun = Instant::now();
    for (to, from) in guest.iter_mut().zip(&result) {
        *to = from.to_le();
    }
    std::hint::black_box(guest);
    begun.elapsed()
}

/// Runs a case once.
pub fn measured(work: &Work) -> Result<(), String> {
    let workers = WorkerPool::new(NonZeroUsize::MIN);
    let measured = Arc::default();
    block_on(async {
        let context = WasiCryptoCtx::builder().engine(engine()).workers(workers.clone()).build();
        let run =
            Run { guest: Driver::of_async(component(), context).await, result: 0, measured: Arc::clone(&measured) };
        tokio::spawn(work(run)).await.expect("the case succeeds");
    });
    // What was given up ends at its own pace, and must not disturb the next case.
    while !format!("{workers:?}").matches("0 running").count().eq(&2) {
        std::thread::sleep(TICK);
    }
    let measured = measured.lock().unwrap().take().expect("the case has made its call");
    is_late(&measured)
}

/// Whether a call went on after its end, or others had to wait for it.
fn is_late(Measured { took, idle, late, result }: &Measured) -> Result<(), String> {
    let usual = *idle + copying(*result);
    if *took > DEADLINE + LATE + usual || *late > LATE + usual {
        return Err(format!("the call took {took:?}, and others waited for {late:?} (usual is {usual:?})"));
    }
    Ok(())
}

/// Tries a few times.
pub fn patiently(attempt: impl Fn() -> Result<(), String>) {
    let failures: Vec<String> = (0..ATTEMPTS).map_while(|_| attempt().err()).collect();
    assert!(failures.len() < ATTEMPTS as usize, "{failures:#?}");
}
