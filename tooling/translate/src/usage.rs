//! How the types of a document are used.
//!
//! A handle that goes in is borrowed, one that comes out is owned; a buffer to be filled is room when it goes in, and
//! bytes when it comes out. WIT has different types for these, so a record that contains such a thing becomes two
//! records if it is used both ways.

use wasi_crypto_witx::{Document, Function, Type, TypeId, TypeKind};

use crate::buffers::{Item, Slot, slots};

/// Which way values go.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) enum Flow {
    /// From caller to callee.
    In,
    /// From callee to caller.
    Out,
}

/// How one named type is used.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    flows: [bool; 2],
    /// It is, or contains, something that differs by direction.
    dependent: bool,
    /// It tells the cases of a variant apart.
    tag: bool,
    /// It is the error of a function.
    error: bool,
    /// It is a part of a type, a parameter or a success value.
    value: bool,
}

/// How all named types of a document are used.
#[derive(Debug)]
pub(crate) struct Usage {
    uses: Vec<Use>,
}

impl Usage {
    /// Looks through all functions and types.
    pub(crate) fn new(document: &Document) -> Self {
        let mut usage = Self { uses: vec![Use::default(); document.types.len()] };
        usage.find_dependent(document);
        for function in document.modules.iter().flat_map(|module| &module.functions) {
            usage.function(document, function);
        }
        for id in document.type_ids() {
            if let TypeKind::Variant(variant) = &document.named(id).ty.kind
                && let Some(tag) = variant.tag
                && let Some(used) = usage.uses.get_mut(tag.index())
            {
                used.tag = true;
            }
        }
        // What no function uses is described as an answer would be.
        for id in document.type_ids() {
            if usage.uses.get(id.index()).is_some_and(|used| used.flows == [false, false]) {
                usage.definition(document, id, Flow::Out);
            }
        }
        usage
    }

    /// The directions for which a type needs a definition, with the one that gets its plain name first.
    pub(crate) fn versions(&self, id: TypeId) -> &'static [Flow] {
        let Some(used) = self.uses.get(id.index()) else {
            return &[];
        };
        match (used.dependent, used.flows) {
            (false, _) => &[Flow::Out],
            (true, [true, true]) => &[Flow::Out, Flow::In],
            (true, [true, false]) => &[Flow::In],
            (true, _) => &[Flow::Out],
        }
    }

    /// The version of a type that serves a direction.
    pub(crate) fn version(&self, id: TypeId, flow: Flow) -> Flow {
        let versions = self.versions(id);
        if versions.contains(&flow) { flow } else { versions.first().copied().unwrap_or(Flow::Out) }
    }

    /// True for an enum that does nothing but tell the cases of a variant apart: WIT needs no name for that.
    pub(crate) fn only_tag(&self, id: TypeId) -> bool {
        self.uses.get(id.index()).is_some_and(|used| used.tag && !used.value && !used.error)
    }

    /// True for a type that is only ever the error of a function.
    pub(crate) fn only_error(&self, id: TypeId) -> bool {
        self.uses.get(id.index()).is_some_and(|used| used.error && !used.value && !used.tag)
    }

    /// Aliases count as what they stand for, and a handle's name stands for the same resource both ways.
    fn find_dependent(&mut self, document: &Document) {
        // Definitions may refer to later ones, so repeat until nothing changes; nesting is limited.
        let mut changed = true;
        while changed {
            changed = false;
            for id in document.type_ids() {
                let ty = &document.named(id).ty;
                let dependent = !is_handle(document, ty) && self.depends(document, ty);
                if let Some(used) = self.uses.get_mut(id.index())
                    && dependent
                    && !used.dependent
                {
                    used.dependent = true;
                    changed = true;
                }
            }
        }
    }

    fn depends(&self, document: &Document, ty: &Type) -> bool {
        match &ty.kind {
            TypeKind::Handle(_) | TypeKind::OutBuffer(_) => true,
            TypeKind::Record(record) => {
                let items: Vec<Item<'_>> =
                    record.fields.iter().map(|field| Item { name: &field.name, docs: "", ty: &field.ty }).collect();
                slots(document, &items).into_iter().any(|slot| match slot {
                    Slot::Output { .. } => true,
                    Slot::Input { element, .. } => self.depends(document, element),
                    Slot::Value(item) => self.depends(document, item.ty),
                    Slot::Table { .. } => false,
                })
            }
            // An address is an address, wherever it goes.
            TypeKind::Pointer(_) | TypeKind::ConstPointer(_) => false,
            TypeKind::Named(id) => {
                is_handle(document, ty) || self.uses.get(id.index()).is_some_and(|used| used.dependent)
            }
            _ => ty.parts().into_iter().any(|part| self.depends(document, part)),
        }
    }

    fn function(&mut self, document: &Document, function: &Function) {
        for param in &function.params {
            self.value(document, &param.ty, Flow::In);
        }
        let outcome = document.outcome(function);
        for value in &outcome.values {
            self.value(document, value.ty, Flow::Out);
        }
        if let Some(Some(error)) = outcome.error {
            match error.kind {
                TypeKind::Named(id) => {
                    if let Some(used) = self.uses.get_mut(id.index()) {
                        used.error = true;
                    }
                    self.named(document, id, Flow::Out);
                }
                _ => self.value(document, error, Flow::Out),
            }
        }
    }

    /// A type used as a value.
    fn value(&mut self, document: &Document, ty: &Type, flow: Flow) {
        match &ty.kind {
            TypeKind::Named(id) => {
                if let Some(used) = self.uses.get_mut(id.index()) {
                    used.value = true;
                }
                self.named(document, *id, flow);
            }
            // What is behind these pointers comes out, whoever passes them.
            TypeKind::Pointer(element) | TypeKind::OutBuffer(element) => self.value(document, element, Flow::Out),
            _ => {
                for part in ty.parts() {
                    self.value(document, part, flow);
                }
            }
        }
    }

    fn named(&mut self, document: &Document, id: TypeId, flow: Flow) {
        if let Some(used) = self.uses.get_mut(id.index()) {
            let [inwards, outwards] = &mut used.flows;
            let seen = match flow {
                Flow::In => inwards,
                Flow::Out => outwards,
            };
            if *seen {
                return;
            }
            *seen = true;
        }
        self.definition(document, id, flow);
    }

    fn definition(&mut self, document: &Document, id: TypeId, flow: Flow) {
        let ty = &document.named(id).ty;
        // An alias of an error is used like the error, not like a value.
        let alias_of_error = matches!(ty.kind, TypeKind::Named(_)) && self.only_error(id);
        match (&ty.kind, alias_of_error) {
            (TypeKind::Named(other), true) => {
                if let Some(used) = self.uses.get_mut(other.index()) {
                    used.error = true;
                }
                self.named(document, *other, flow);
            }
            _ => self.value(document, ty, flow),
        }
    }
}

/// True for a handle, behind whatever name.
pub(crate) fn is_handle(document: &Document, ty: &Type) -> bool {
    matches!(document.resolve(ty).kind, TypeKind::Handle(_))
}
