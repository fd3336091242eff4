//! The objects behind a guest's handles, and the engine they are made with.

use std::cell::{OnceCell, RefCell, RefMut};
use std::sync::atomic::{AtomicUsize, Ordering};

use wasi_crypto_engine::{Budget, Engine, Share};
use wasi_crypto_engine::provider::CryptoProvider;

use crate::bindings::{ErrorCode, Result};
use crate::wasi::WasiRandom;

/// An object, and its place in the count of open handles.
pub struct Held<T> {
    value: RefCell<T>,
    _slot: Slot,
}

/// A place for one object; free again when dropped.
pub(crate) struct Slot(Share);

/// Bytes of an object, whatever it holds.
const OBJECT: usize = 512;

static OPEN: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static ENGINE: OnceCell<Option<Engine>> = const { OnceCell::new() };
}

/// The engine of this component. Clones share it.
///
/// # Errors
/// `internal-error` if its provider contradicted its table, which the tests exclude.
pub(crate) fn engine() -> Result<Engine> {
    ENGINE.with(|engine| engine.get_or_init(build).clone()).ok_or(ErrorCode::InternalError)
}

fn build() -> Option<Engine> {
    let provider = CryptoProvider { random: &WasiRandom, ..CryptoProvider::pure() };
    let engine = Engine::builder().provider(provider).build().ok()?;
    let budget = Budget::new(engine.limits().max_held_bytes);
    Some(engine.with_budget(budget))
}

/// Takes a place, before the work that fills it: an operation refused for want of a handle has changed nothing.
///
/// # Errors
/// `too-many-handles`; `overflow` if the guest would hold more than it may.
pub(crate) fn reserve() -> Result<Slot> {
    let engine = engine()?;
    let max = engine.limits().max_handles;
    let one_more = |open: usize| open.checked_add(1).filter(|open| *open <= max);
    let counted = OPEN.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
    counted.map_err(|_| ErrorCode::TooManyHandles)?;
    let mut slot = Slot(engine.budget().share());
    slot.0.resize(OBJECT)?;
    Ok(slot)
}

impl Drop for Slot {
    fn drop(&mut self) {
        // Every slot was counted when it was made, so this cannot wrap.
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

impl<T> Held<T> {
    pub(crate) fn new(slot: Slot, value: T) -> Self {
        Self { value: RefCell::new(value), _slot: slot }
    }

    /// The object. Nothing in here holds one while it reaches for another of the same kind, so none is ever busy.
    ///
    /// # Errors
    /// `internal-error` if it were.
    pub(crate) fn get(&self) -> Result<RefMut<'_, T>> {
        self.value.try_borrow_mut().map_err(|_| ErrorCode::InternalError)
    }
}
