//! Binding host functions: the one place that knows how a guest's call reaches our code.

use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use wasi_crypto_api::batch;
use wasi_crypto_api::guest::{Caller, Guest, Pace};
use wasi_crypto_api::inputs::Inputs;
use wasi_crypto_api::place::Place;
use wasi_crypto_api::used::{Key, Used};
use wasi_crypto_api::work::Work;
use wasi_crypto_engine::Result as EngineResult;
use wasi_crypto_secrets::{Managed, Provenance};
use wasmtime::component::{ComponentNamedList, ComponentType, Lift, Linker, LinkerInstance, Lower};
use wasmtime::component::{Resource, ResourceType, WasmList, WasmStr};
use wasmtime::{AsContextMut, StoreContextMut};

use crate::bindings::ErrorCode;
use crate::ctx::WasiCryptoCtxView;
use crate::error::{HostResult, convert, convert_infallible};
use crate::flavour::{Begun, Started};
use crate::resources::Handle;

/// More letters than any identifier of an algorithm has.
const LONGEST_NAME: usize = 128;

/// How to find our context in the embedder's store data.
pub(crate) type Getter<T> = fn(&mut T) -> WasiCryptoCtxView<'_>;

/// The future of an asynchronous host function.
pub(crate) type HostFuture<'a, R> = Pin<Box<dyn Future<Output = HostResult<R>> + Send + 'a>>;

/// Defines the items of one interface, whose functions fail with an `E`.
pub(crate) struct Binder<'l, T: 'static, E = ErrorCode> {
    instance: LinkerInstance<'l, T>,
    get: Getter<T>,
    failure: PhantomData<fn() -> E>,
}

/// What functions fail with: [`ErrorCode`], or the same in the words of another package.
pub(crate) trait Failure: From<ErrorCode> + ComponentType + Lower + Send + Sync + 'static {}

impl<E: From<ErrorCode> + ComponentType + Lower + Send + Sync + 'static> Failure for E {}

/// One call by a guest.
///
/// Arguments that are lists or strings stay in the guest's memory; [`bytes`](Self::bytes) and [`text`](Self::text)
/// borrow them from the store. So a function first takes what it needs out of the table, then borrows its input.
pub(crate) struct Call<'a, T: 'static> {
    store: StoreContextMut<'a, T>,
    get: Getter<T>,
    /// At once, unless the function can suspend the guest.
    pub(crate) pace: Pace,
}

/// Lists that a call begins with: a few in an array, those of a batch in a vector.
pub(crate) trait Lists: Into<Vec<WasmList<u8>>> {
    /// Looks them up, once, for what begins with them.
    fn with<T: 'static, R>(&self, store: &StoreContextMut<'_, T>, begin: impl FnOnce(&dyn Inputs) -> R) -> R;
}

impl<const N: usize> Lists for [WasmList<u8>; N] {
    #[inline]
    fn with<T: 'static, R>(&self, store: &StoreContextMut<'_, T>, begin: impl FnOnce(&dyn Inputs) -> R) -> R {
        begin(&self.each_ref().map(|list| slice(list, store)))
    }
}

impl Lists for Vec<WasmList<u8>> {
    #[inline]
    fn with<T: 'static, R>(&self, store: &StoreContextMut<'_, T>, begin: impl FnOnce(&dyn Inputs) -> R) -> R {
        begin(&InStore { store, lists: self })
    }
}

/// The bytes of a list. Looking up which memory it is in takes longer than one would think, and many lists are empty:
/// associated data most of all.
#[inline]
fn slice<'s, T: 'static>(list: &WasmList<u8>, store: &'s StoreContextMut<'_, T>) -> &'s [u8] {
    if list.len() == 0 { &[] } else { list.as_le_slice(store) }
}

/// Lists of a call in the guest's memory.
struct InStore<'a, 's, T: 'static> {
    store: &'a StoreContextMut<'s, T>,
    lists: &'a [WasmList<u8>],
}

impl<T: 'static> Inputs for InStore<'_, '_, T> {
    fn list(&self, number: usize) -> &[u8] {
        self.lists.get(number).map(|list| slice(list, self.store)).unwrap_or_default()
    }
}

impl<'l, T: 'static> Binder<'l, T> {
    /// For an interface of our package.
    pub(crate) fn new(linker: &'l mut Linker<T>, interface: &str, get: Getter<T>) -> wasmtime::Result<Self> {
        Self::of_version(linker, interface, crate::PACKAGE_VERSION, get)
    }
}

impl<'l, T: 'static, E: Failure> Binder<'l, T, E> {
    /// For an interface of `wasi:crypto` of any version.
    pub(crate) fn of_version(
        linker: &'l mut Linker<T>,
        interface: &str,
        version: &str,
        get: Getter<T>,
    ) -> wasmtime::Result<Self> {
        let instance = linker.instance(&format!("wasi:crypto/{interface}@{version}"))?;
        Ok(Self { instance, get, failure: PhantomData })
    }

    /// Defines a resource; dropping it deletes the object and gives its place back.
    pub(crate) fn resource<H: Send + 'static>(&mut self, name: &str) -> wasmtime::Result<()> {
        let get = self.get;
        self.instance.resource(name, ResourceType::host::<H>(), move |mut store, rep| {
            get(store.data_mut()).table.delete(Resource::<H>::new_own(rep))?;
            Ok(())
        })
    }

    /// Defines a function that returns `result<R, E>`.
    pub(crate) fn func<P, R, F>(&mut self, name: &str, f: F) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + 'static,
        R: Lower + Send + Sync + 'static,
        F: Fn(&mut Call<'_, T>, P) -> HostResult<R> + Send + Sync + 'static,
    {
        let get = self.get;
        self.instance.func_wrap(name, move |store, params| convert::<R, E>(f(&mut Call::new(store, get), params)))
    }

    /// Defines a function that returns a plain `R`.
    pub(crate) fn infallible<P, R, F>(&mut self, name: &str, f: F) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + 'static,
        R: Lower + Send + Sync + 'static,
        F: Fn(&mut Call<'_, T>, P) -> HostResult<R> + Send + Sync + 'static,
    {
        let get = self.get;
        self.instance.func_wrap(name, move |store, params| convert_infallible(f(&mut Call::new(store, get), params)))
    }

    /// Defines a function that returns `result<R, E>` and may suspend the guest.
    pub(crate) fn func_async<P, R, F>(&mut self, name: &str, f: F) -> wasmtime::Result<()>
    where
        T: Send,
        P: ComponentNamedList + Lift + Send + 'static,
        R: Lower + Send + Sync + 'static,
        F: for<'a> Fn(Call<'a, T>, P) -> HostFuture<'a, R> + Send + Sync + 'static,
    {
        let get = self.get;
        self.instance.func_wrap_async(name, move |store, params| {
            let outcome = f(Call::new(store, get), params);
            Box::new(async move { convert::<R, E>(outcome.await) })
        })
    }
}

#[cfg(feature = "p3")]
impl<T: 'static, E: Failure> Binder<'_, T, E> {
    /// Defines an `async func` that returns `result<R, E>`: other tasks of the guest go on while its future waits.
    ///
    /// The future finds the store for moments at a time. Lists and strings of the guest are where they were until it waits
    /// for the first time.
    pub(crate) fn concurrent<P, R, F>(&mut self, name: &str, f: F) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + Send + 'static,
        R: Lower + Send + Sync + 'static,
        F: for<'a> Fn(Visits<'a, T>, P) -> HostFuture<'a, R> + Send + Sync + 'static,
    {
        let get = self.get;
        self.instance.func_wrap_concurrent(name, move |accessor, params| {
            let outcome = f(Visits { accessor, get }, params);
            Box::pin(async move { convert::<R, E>(outcome.await) })
        })
    }
}

/// How the future of an `async func` finds the store.
#[cfg(feature = "p3")]
pub(crate) struct Visits<'a, T: 'static> {
    accessor: &'a wasmtime::component::Accessor<T>,
    get: Getter<T>,
}

#[cfg(feature = "p3")]
impl<T: 'static> Visits<'_, T> {
    /// Runs what needs the store, and does not wait.
    pub(crate) fn call<R>(&self, run: impl FnOnce(&mut Call<'_, T>) -> R) -> R {
        self.accessor.with(|mut access| {
            let mut call = Call::new(access.as_context_mut(), self.get);
            call.pace = Pace::InSteps;
            run(&mut call)
        })
    }
}

impl<'a, T: 'static> Call<'a, T> {
    fn new(store: StoreContextMut<'a, T>, get: Getter<T>) -> Self {
        Self { store, get, pace: Pace::AtOnce }
    }
}

impl<T: 'static> Call<'_, T> {
    pub(crate) fn view(&mut self) -> WasiCryptoCtxView<'_> {
        (self.get)(self.store.data_mut())
    }

    /// The store itself.
    #[cfg(feature = "p3")]
    pub(crate) fn store(&mut self) -> StoreContextMut<'_, T> {
        self.store.as_context_mut()
    }

    /// Who calls.
    pub(crate) fn guest(&mut self) -> Guest {
        self.view().ctx.guest.clone()
    }

    /// The guest in this call. To be given back, with [`Call::done`].
    pub(crate) fn caller(&mut self) -> Caller {
        let pace = self.pace;
        let ctx = self.view().ctx;
        ctx.spare.take().unwrap_or_else(|| ctx.guest.clone()).calls(pace)
    }

    /// Keeps the guest for the next call.
    pub(crate) fn done(&mut self, caller: Caller) {
        self.view().ctx.spare = Some(caller.into_guest());
    }

    /// Begins work on lists of the guest, which are taken along if it is not done at once.
    #[inline]
    pub(crate) fn start<K, O>(
        &mut self,
        kept: K,
        lists: impl Lists,
        begin: impl FnOnce(&Caller, &dyn Inputs) -> EngineResult<Work<O>>,
    ) -> Begun<K, O> {
        let caller = self.caller();
        let work = lists.with(&self.store, |inputs| begin(&caller, inputs));
        self.done(caller);
        Started::new(kept, lists, work?)
    }

    /// The same with the name of an algorithm.
    #[inline]
    pub(crate) fn start_with<K, O>(
        &mut self,
        kept: K,
        name: &WasmStr,
        lists: impl Lists,
        begin: impl FnOnce(&Caller, &str, &dyn Inputs) -> EngineResult<Work<O>>,
    ) -> Begun<K, O> {
        let caller = self.caller();
        let text = self.text(name)?;
        let work = lists.with(&self.store, |inputs| begin(&caller, &text, inputs));
        self.done(caller);
        Started::new(kept, lists, work?)
    }

    /// Begins work on no lists.
    pub(crate) fn start_without<K, O>(
        &mut self,
        kept: K,
        begin: impl FnOnce(&Caller, &dyn Inputs) -> EngineResult<Work<O>>,
    ) -> Begun<K, O> {
        self.start(kept, [], begin)
    }

    /// Lists of the guest, where they are.
    pub(crate) fn inputs<'c>(&'c self, lists: &'c [WasmList<u8>]) -> impl Inputs + 'c {
        InStore { store: &self.store, lists }
    }

    /// A clone of what is behind a handle; everything in the table is cheap to clone.
    pub(crate) fn value<V: Clone + 'static>(&mut self, handle: &Resource<Handle<V>>) -> HostResult<V> {
        Ok(self.view().table.get(handle)?.value())
    }

    /// The same for an argument the guest may leave out.
    pub(crate) fn optional<V: Clone + 'static>(
        &mut self,
        handle: Option<&Resource<Handle<V>>>,
    ) -> HostResult<Option<V>> {
        handle.map(|handle| self.value(handle)).transpose()
    }

    /// The key behind a handle, for operations.
    pub(crate) fn key<K: Key>(&mut self, handle: &Resource<Handle<K>>) -> HostResult<Used<K>> {
        let view = self.view();
        Ok(Used::new(&view.ctx.guest, view.table.get(handle)?))
    }

    /// Takes a place for a new object. Done before the work that makes it.
    pub(crate) fn reserve(&mut self) -> HostResult<Place> {
        Ok(self.view().ctx.guest.places().reserve()?)
    }

    /// Takes an object back from the guest, who gave it away for good.
    pub(crate) fn remove<O: Send + 'static>(&mut self, handle: Resource<O>) -> HostResult<O> {
        Ok(self.view().table.delete(handle)?)
    }

    /// Gives the guest a new object.
    pub(crate) fn insert<V: Send + 'static>(&mut self, place: Place, value: V) -> HostResult<Resource<Handle<V>>> {
        Ok(self.view().table.push(Handle::new(value, place))?)
    }

    /// Gives the guest several new objects, or none.
    pub(crate) fn insert_all<V: Send + 'static>(
        &mut self,
        objects: impl IntoIterator<Item = (Place, V)>,
    ) -> HostResult<Vec<Resource<Handle<V>>>> {
        let mut handles = Vec::new();
        for (place, value) in objects {
            match self.insert(place, value) {
                Ok(handle) => handles.push(handle),
                Err(error) => {
                    // What the guest does not get must not stay in the table.
                    for handle in handles {
                        self.remove(handle)?;
                    }
                    return Err(error);
                }
            }
        }
        Ok(handles)
    }

    /// Gives the guest a key from elsewhere.
    pub(crate) fn insert_key<K: Send + 'static>(
        &mut self,
        place: Place,
        key: K,
        provenance: Provenance,
    ) -> HostResult<Resource<Handle<K>>> {
        Ok(self.view().table.push(Handle::of(key, provenance, place))?)
    }

    /// Gives the guest a key of the store.
    pub(crate) fn insert_stored<K: Send + 'static>(
        &mut self,
        place: Place,
        stored: Managed<K>,
    ) -> HostResult<Resource<Handle<K>>> {
        Ok(self.view().table.push(Handle::stored(stored, place))?)
    }

    /// Where the key behind a handle comes from.
    pub(crate) fn provenance<K: 'static>(&mut self, handle: &Resource<Handle<K>>) -> HostResult<Provenance> {
        Ok(self.view().table.get(handle)?.provenance().clone())
    }

    /// The key behind a handle was stored.
    pub(crate) fn becomes<K: 'static>(&mut self, handle: &Resource<Handle<K>>, stored: Managed<K>) -> HostResult<()> {
        self.view().table.get_mut(handle)?.becomes(stored);
        Ok(())
    }

    /// The bytes of a list, where they are in the guest's memory.
    pub(crate) fn bytes(&self, list: &WasmList<u8>) -> &[u8] {
        slice(list, &self.store)
    }

    /// A string, in place if the guest's strings are UTF-8. One that is not valid traps, as the canonical ABI has it.
    pub(crate) fn text(&self, string: &WasmStr) -> HostResult<Cow<'_, str>> {
        Ok(string.to_str(&self.store)?)
    }

    /// A string that names an algorithm, copied. Of what is longer than any name only the beginning is: nothing has it.
    pub(crate) fn name(&self, string: &WasmStr) -> HostResult<String> {
        Ok(self.text(string)?.chars().take(LONGEST_NAME).collect())
    }

    /// The entries of a batch, refused before they are lifted if there are too many.
    pub(crate) fn entries<E: Lift>(&mut self, list: &WasmList<E>) -> HostResult<Vec<E>> {
        batch::admit_len(self.view().ctx.guest.limits(), list.len())?;
        let entries = list.iter(self.store.as_context_mut())?;
        Ok(entries.collect::<wasmtime::Result<_>>()?)
    }
}
