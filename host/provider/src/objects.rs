//! The guest of this component, and the objects behind its handles.

use std::cell::{Ref, RefCell};
use std::hint::black_box;
use std::sync::OnceLock;

use wasi_crypto_api::guest::{Caller, Guest, Pace};
use wasi_crypto_api::handle::Handle;
use wasi_crypto_api::inputs::Inputs;
use wasi_crypto_api::place::Place;
use wasi_crypto_api::used::{Key, Used};
use wasi_crypto_api::work::Work;
use wasi_crypto_engine as engine;
use wasi_crypto_engine::Engine;
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_secrets::Managed;

use crate::bindings::{ErrorCode, Result};
use crate::wasi::WasiRandom;

/// The lists of a call without any.
pub(crate) const NOTHING: [&[u8]; 0] = [];

static CALLER: OnceLock<Option<Caller>> = OnceLock::new();

/// The guest this component serves, in a call.
///
/// # Errors
/// `internal-error` if the engine's provider contradicted its table, which the tests exclude.
#[inline(never)]
pub(crate) fn caller() -> Result<&'static Caller> {
    CALLER.get_or_init(build).as_ref().ok_or(ErrorCode::InternalError)
}

/// The guest this component serves.
///
/// # Errors
/// As [`caller`].
pub(crate) fn guest() -> Result<&'static Guest> {
    Ok(caller()?.guest())
}

fn build() -> Option<Caller> {
    let provider = CryptoProvider { random: &WasiRandom, ..CryptoProvider::pure() };
    let engine = Engine::builder().provider(provider).build().ok()?;
    let limits = engine.limits();
    Some(Guest::new(&engine, limits.max_handles, limits.max_held_bytes, None).calls(Pace::AtOnce))
}

/// Overwrites what a call has left on the stack below its own frame, when it ends: copies of keys among it, which libraries
/// make when they pass them on by value.
pub(crate) struct CleanStack;

/// More than any call of ours uses with a key in it.
const STACK: usize = 16 << 10;

impl Drop for CleanStack {
    #[inline(never)]
    fn drop(&mut self) {
        black_box(&mut [0_u8; STACK]);
    }
}

/// Does the work of a call, whose lists are `inputs`, to its end.
pub(crate) fn run<O: Send + 'static>(
    inputs: &dyn Inputs,
    begin: impl FnOnce(&Caller, &dyn Inputs) -> engine::Result<Work<O>>,
) -> Result<O> {
    let _clean = CleanStack;
    Ok(begin(caller()?, inputs)?.outcome())
}

/// Takes a place, before the work that fills it: an operation refused for want of a handle has changed nothing.
///
/// # Errors
/// `too-many-handles`; `overflow` if the guest would hold more than it may.
pub(crate) fn reserve() -> Result<Place> {
    Ok(guest()?.places().reserve()?)
}

/// What is behind a handle.
pub struct Object<T>(RefCell<Handle<T>>);

impl<T> From<Handle<T>> for Object<T> {
    fn from(handle: Handle<T>) -> Self {
        Self(RefCell::new(handle))
    }
}

impl<T: Clone> Object<T> {
    pub(crate) fn new(place: Place, value: T) -> Self {
        Handle::new(value, place).into()
    }

    /// A clone of the object; all are cheap to clone.
    ///
    /// # Errors
    /// `internal-error` if the object were being changed, which no call does while it reaches for another.
    pub(crate) fn value(&self) -> Result<T> {
        Ok(self.handle()?.value())
    }

    /// The object, where it is.
    ///
    /// # Errors
    /// As [`Object::value`].
    pub(crate) fn get(&self) -> Result<Ref<'_, T>> {
        Ok(Ref::map(self.handle()?, Handle::get))
    }

    /// The object with what is known of it.
    ///
    /// # Errors
    /// As [`Object::value`].
    pub(crate) fn handle(&self) -> Result<Ref<'_, Handle<T>>> {
        self.0.try_borrow().map_err(|_| ErrorCode::InternalError)
    }

    /// The key is in the store from now on.
    ///
    /// # Errors
    /// As [`Object::value`].
    pub(crate) fn becomes(&self, stored: Managed<T>) -> Result<()> {
        self.0.try_borrow_mut().map_err(|_| ErrorCode::InternalError)?.becomes(stored);
        Ok(())
    }
}

impl<K: Key> Object<K> {
    /// The key, for operations.
    ///
    /// # Errors
    /// As [`Object::value`].
    pub(crate) fn key(&self) -> Result<Used<K>> {
        Ok(Used::new(guest()?, &*self.handle()?))
    }
}
