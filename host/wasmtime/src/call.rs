//! Binding host functions: the one place that knows how a guest's call reaches our code.

use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use wasi_crypto_engine::Engine;
use wasi_crypto_secrets::{Managed, Provenance};
use wasmtime::component::{ComponentNamedList, ComponentType, Lift, Linker, LinkerInstance, Lower};
use wasmtime::component::{Resource, ResourceType, WasmList, WasmStr};
use wasmtime::{AsContextMut, StoreContextMut};

use crate::bindings::ErrorCode;
use crate::ctx::WasiCryptoCtxView;
use crate::error::{HostResult, convert, convert_infallible};
use crate::limits::{self, Slot};
use crate::resources::Handle;

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
        self.instance.func_wrap(name, move |store, params| convert::<R, E>(f(&mut Call { store, get }, params)))
    }

    /// Defines a function that returns a plain `R`.
    pub(crate) fn infallible<P, R, F>(&mut self, name: &str, f: F) -> wasmtime::Result<()>
    where
        P: ComponentNamedList + Lift + 'static,
        R: Lower + Send + Sync + 'static,
        F: Fn(&mut Call<'_, T>, P) -> HostResult<R> + Send + Sync + 'static,
    {
        let get = self.get;
        self.instance.func_wrap(name, move |store, params| convert_infallible(f(&mut Call { store, get }, params)))
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
            let outcome = f(Call { store, get }, params);
            Box::new(async move { convert::<R, E>(outcome.await) })
        })
    }
}

impl<T: 'static> Call<'_, T> {
    pub(crate) fn view(&mut self) -> WasiCryptoCtxView<'_> {
        (self.get)(self.store.data_mut())
    }

    pub(crate) fn engine(&mut self) -> Engine {
        self.view().ctx.engine.clone()
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

    /// Takes a place for a new object. Done before the work that makes it.
    pub(crate) fn reserve(&mut self) -> HostResult<Slot> {
        self.view().ctx.handles.reserve()
    }

    /// Takes places for `count` new objects, or none.
    pub(crate) fn reserve_all(&mut self, count: usize) -> HostResult<Vec<Slot>> {
        (0..count).map(|_| self.reserve()).collect()
    }

    /// Takes an object back from the guest, who gave it away for good.
    pub(crate) fn remove<O: Send + 'static>(&mut self, handle: Resource<O>) -> HostResult<O> {
        Ok(self.view().table.delete(handle)?)
    }

    /// Gives the guest a new object.
    pub(crate) fn insert<V: Send + 'static>(&mut self, slot: Slot, value: V) -> HostResult<Resource<Handle<V>>> {
        Ok(self.view().table.push(Handle::new(value, slot))?)
    }

    /// Gives the guest several new objects, or none.
    pub(crate) fn insert_all<V: Send + 'static>(
        &mut self,
        objects: impl IntoIterator<Item = (Slot, V)>,
    ) -> HostResult<Vec<Resource<Handle<V>>>> {
        let mut handles = Vec::new();
        for (slot, value) in objects {
            match self.insert(slot, value) {
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
        slot: Slot,
        key: K,
        provenance: Provenance,
    ) -> HostResult<Resource<Handle<K>>> {
        Ok(self.view().table.push(Handle::of(key, provenance, slot))?)
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
        list.as_le_slice(&self.store)
    }

    /// A string, in place if the guest's strings are UTF-8. One that is not valid traps, as the canonical ABI has it.
    pub(crate) fn text(&self, string: &WasmStr) -> HostResult<Cow<'_, str>> {
        Ok(string.to_str(&self.store)?)
    }

    /// The entries of a batch, refused before they are lifted if there are too many.
    pub(crate) fn entries<E: Lift>(&mut self, batch: &WasmList<E>) -> HostResult<Vec<E>> {
        limits::batch_len(self.view().ctx.engine.limits(), batch.len())?;
        let entries = batch.iter(self.store.as_context_mut())?;
        Ok(entries.collect::<wasmtime::Result<_>>()?)
    }

    /// The number of bytes the guest may receive, if it may receive `len`.
    pub(crate) fn output_len(&mut self, len: u32) -> HostResult<usize> {
        limits::output_len(self.view().ctx.engine.limits(), len)
    }
}
