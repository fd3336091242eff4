//! What the code of an adapter is written with.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::binding::{Bindings, KindIndex, Pieces, Resource};

use crate::runtime::functions::Runtime;
use crate::runtime::layout::header::LANDING_SIZE;
use crate::wit::{Kind, Wit, WitFunction};
use wasi_crypto_asm::{Func, ModuleBuilder, ValType};

/// The module being written, and what is known of both sides of its calls.
pub(crate) struct Context<'a> {
    pub(crate) module: &'a mut ModuleBuilder,
    pub(crate) runtime: Runtime,
    pub(crate) bindings: &'a Bindings,
    pub(crate) wit: &'a Wit,
    /// The method by which resources name the sort of thing they are, for rules that hold for some sorts only.
    pub(crate) naming: &'static str,
    /// What is written once in a module.
    pub(crate) once: Once,
}

/// What is written once in a module, by the type of what stands for it.
#[derive(Default)]
pub(crate) struct Once(BTreeMap<TypeId, Box<dyn Any>>);

impl Once {
    /// What stands for it: the default of its type until it is written.
    pub(crate) fn of<T: Clone + Default + 'static>(&self) -> T {
        self.0.get(&TypeId::of::<T>()).and_then(|known| known.downcast_ref().cloned()).unwrap_or_default()
    }

    /// Remembers it.
    pub(crate) fn remember<T: 'static>(&mut self, known: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(known));
    }
}

impl<'a> Context<'a> {
    /// A context in which no code was written yet.
    pub(crate) fn new(
        module: &'a mut ModuleBuilder,
        runtime: Runtime,
        bindings: &'a Bindings,
        wit: &'a Wit,
        naming: &'static str,
    ) -> Context<'a> {
        Context { module, runtime, bindings, wit, naming, once: Once::default() }
    }

    /// A function of the package, whose result has to fit where results land.
    pub(crate) fn function(&self, interface: &str, name: &str) -> Result<WitFunction> {
        let found = self.find(interface, name)?;
        found.with_context(|| format!("interface `{interface}` has no function `{name}`"))
    }

    /// The same for a function whose parameters and result may take any room.
    pub(crate) fn wide_function(&self, interface: &str, name: &str) -> Result<WitFunction> {
        let found = self.wit.find(interface, name)?;
        found.with_context(|| format!("interface `{interface}` has no function `{name}`"))
    }

    /// The same, where it may be missing.
    fn find(&self, interface: &str, name: &str) -> Result<Option<WitFunction>> {
        let found = self.wit.find(interface, name)?;
        if let Some(found) = &found {
            ensure!(found.size <= LANDING_SIZE, "`{name}`: its result is larger than the landing area");
            ensure!(found.indirect.is_none(), "`{name}` has more parameters than fit into core parameters");
        }
        Ok(found)
    }

    /// The import of a WIT function.
    pub(crate) fn import(&mut self, function: &WitFunction) -> Func {
        self.module.import(&function.module, &function.name, &function.params, &function.results)
    }

    /// The resource of a kind.
    pub(crate) fn resource(&self, kind: KindIndex) -> Result<&'a Resource> {
        let kind = self.bindings.kinds.get(kind).context("no such handle kind")?;
        kind.resource.as_ref().with_context(|| format!("`{}` is no resource", kind.name))
    }

    /// The import that drops the resource behind a kind.
    pub(crate) fn import_drop(&mut self, kind: KindIndex) -> Result<Func> {
        let resource = self.resource(kind)?;
        self.drop_of(&resource.interface, &resource.name)
    }

    /// The same for a resource by its names.
    pub(crate) fn drop_of(&mut self, interface: &str, resource: &str) -> Result<Func> {
        let module = self.wit.interface_name(interface)?;
        Ok(self.module.import(&module, &format!("[resource-drop]{resource}"), &[ValType::I32], &[]))
    }

    /// What the model says of a method whose argument may come in pieces.
    pub(crate) fn pieces(&self, interface: &str, function: &str) -> Option<&'a Pieces> {
        self.bindings.pieces.iter().find(|known| (&*known.interface, &*known.function) == (interface, function))
    }

    /// The function that names the sort of a resource, its one result part; `None` if WIT has none for this kind.
    pub(crate) fn naming_function(&mut self, kind: KindIndex) -> Result<Option<(Func, WitFunction)>> {
        let kind = self.bindings.kinds.get(kind).context("no such handle kind")?;
        let Some(resource) = &kind.resource else { return Ok(None) };
        self.naming_of(&resource.interface, &resource.name)
    }

    /// The same for a resource by its names.
    pub(crate) fn naming_of(&mut self, interface: &str, resource: &str) -> Result<Option<(Func, WitFunction)>> {
        let name = format!("[method]{resource}.{}", self.naming);
        let Some(target) = self.find(interface, &name)? else { return Ok(None) };
        let [(_, Kind::String)] = target.parts[..] else { bail!("`{name}` does not answer a string") };
        ensure!(!target.fallible && target.lands, "`{name}` can fail");
        Ok(Some((self.import(&target), target)))
    }
}
