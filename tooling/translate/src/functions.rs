//! Functions as WIT text.

use wasi_crypto_witx::{Diagnostic, Document, Function, Type, TypeKind};

use crate::buffers::{Item, Slot, slots, stem};
use crate::docs::Docs;
use crate::names::{Namer, escape, kebab};
use crate::scope::Scope;
use crate::types::result_text;
use crate::usage::{Flow, is_handle};

/// A function that is being put together.
#[derive(Default)]
struct Draft {
    /// Names and types.
    params: Vec<(String, String)>,
    /// Buffers that became results: how each is called in the documentation, and its type.
    outputs: Vec<(String, String)>,
    /// True when an output has a length of its own, which the first success value may tell.
    counted: bool,
    /// What the documentation says about the translation.
    notes: Vec<String>,
    /// What the documentation says about parameters.
    param_docs: Vec<String>,
    /// What the documentation says about buffers that became results.
    result_docs: Vec<String>,
    namer: Namer,
}

impl<'a> Scope<'a> {
    /// A function with its documentation.
    pub(crate) fn function(&mut self, interface: usize, function: &'a Function) -> Result<String, Diagnostic> {
        let mut draft = Draft::default();
        let items: Vec<Item<'a>> =
            function.params.iter().map(|param| Item { name: &param.name, docs: &param.docs, ty: &param.ty }).collect();
        let closes = self.closes(function);
        for slot in slots(self.document, &items) {
            self.param(interface, &mut draft, slot, closes)?;
        }
        let (result, result_docs) = self.results(interface, &mut draft, function)?;

        let mut docs = Docs::new(&function.docs);
        docs.list("Parameters:", &draft.param_docs);
        docs.list("Results:", &result_docs);
        docs.list("Differs from witx:", &draft.notes);
        if function.noreturn {
            docs.paragraph("It does not return.");
        }
        let params: Vec<String> = draft.params.iter().map(|(name, ty)| format!("{}: {ty}", escape(name))).collect();
        let name = escape(&self.kebab(&function.name, function.span)?);
        Ok(format!("{}  {name}: func({}){result};\n", docs.render("  "), params.join(", ")))
    }

    /// True for a function that closes its only argument: it takes the resource instead of borrowing it.
    fn closes(&self, function: &Function) -> bool {
        let called = function.name == "close" || function.name.ends_with("_close");
        called && matches!(function.params.as_slice(), [only] if is_handle(self.document, &only.ty))
    }

    fn param(&mut self, interface: usize, draft: &mut Draft, slot: Slot<'a>, closes: bool) -> Result<(), Diagnostic> {
        match slot {
            Slot::Value(item) if closes => {
                let ty = self.type_text(interface, item.ty, Flow::Out)?;
                self.push(draft, item, item.name, ty)
            }
            Slot::Value(item) => self.value(interface, draft, item),
            Slot::Input { items, element } => {
                let ty = format!("list<{}>", self.type_text(interface, element, Flow::In)?);
                self.push(draft, items, stem(items.name), ty)
            }
            Slot::Output { items, element, room, shared } => {
                let ty = format!("list<{}>", self.type_text(interface, element, Flow::Out)?);
                let name = shown(stem(items.name));
                let mut note = format!("`{name}` is returned instead of being written to memory");
                draft.outputs.push((name, ty));
                draft.counted = true;
                self.output_docs(draft, items);
                if let Some(room) = room {
                    let ty = self.type_text(interface, room.ty, Flow::In)?;
                    self.push(draft, room, room.name, ty)?;
                }
                if let Some(limit) = shared.or(room.map(|room| room.name)) {
                    note.push_str(&format!("; `{}` limits its length", shown(limit)));
                }
                draft.notes.push(format!("{note}."));
                Ok(())
            }
            Slot::Table { items, bytes } => {
                draft.outputs.push((shown(items.name), "list<list<u8>>".to_owned()));
                draft.notes.push(format!(
                    "`{}` is returned as a list of byte strings; in witx it points to strings in `{}`, each with a zero \
                     byte behind it.",
                    shown(items.name),
                    bytes.name
                ));
                self.output_docs(draft, items);
                Ok(())
            }
        }
    }

    /// A parameter that stands for itself.
    fn value(&mut self, interface: usize, draft: &mut Draft, item: Item<'a>) -> Result<(), Diagnostic> {
        let ty = self.type_text(interface, item.ty, Flow::In)?;
        match &self.document.resolve(item.ty).kind {
            TypeKind::OutBuffer(element) => {
                let element = self.type_text(interface, element, Flow::Out)?;
                draft.outputs.push((shown(item.name), format!("list<{element}>")));
                draft.counted = true;
                draft.notes.push(format!(
                    "`{}` is returned instead of being written to memory; the parameter of that name limits its length.",
                    shown(item.name)
                ));
            }
            TypeKind::Pointer(_) | TypeKind::ConstPointer(_) => draft.notes.push(format!(
                "`{}` is an address in the caller's memory, which means nothing to another component.",
                shown(item.name)
            )),
            TypeKind::List(element) => self.rooms(interface, draft, item, element)?,
            _ if self.only_room(item.ty).is_some() => self.rooms(interface, draft, item, item.ty)?,
            _ => {}
        }
        self.push(draft, item, item.name, ty)
    }

    /// Buffers to be filled that are elements of a list, or parts of them.
    fn rooms(
        &mut self,
        interface: usize,
        draft: &mut Draft,
        item: Item<'a>,
        element: &'a Type,
    ) -> Result<(), Diagnostic> {
        if let Some(inner) = self.only_room(element) {
            let inner = self.type_text(interface, inner, Flow::Out)?;
            draft.outputs.push((shown(item.name), format!("list<{inner}>")));
            draft.counted = true;
            draft.notes.push(format!(
                "What is written to the buffers of `{}` is returned as one list; the parameter says how much room they \
                 have.",
                shown(item.name)
            ));
            return Ok(());
        }
        for (name, inner) in self.rooms_inside(element) {
            let inner = self.type_text(interface, inner, Flow::Out)?;
            draft.outputs.push((shown(item.name), format!("list<list<{inner}>>")));
            let which = if name.is_empty() { "output buffer".to_owned() } else { format!("`{name}`") };
            draft.notes.push(format!(
                "What is written to the {which} of each element of `{}` is returned in a list of the same length.",
                shown(item.name)
            ));
        }
        Ok(())
    }

    fn output_docs(&self, draft: &mut Draft, item: Item<'_>) {
        if !item.docs.trim().is_empty() {
            draft.result_docs.push(format!("`{}`: {}", shown(stem(item.name)), item.docs.trim()));
        }
    }

    fn push(&self, draft: &mut Draft, item: Item<'_>, name: &str, ty: String) -> Result<(), Diagnostic> {
        let kebab = self.kebab(name, item.ty.span)?;
        let taken = draft.namer.take_free(std::slice::from_ref(&kebab));
        if taken != kebab {
            draft.notes.push(format!("Parameter `{taken}` is called `{name}` in witx."));
        }
        if !item.docs.trim().is_empty() {
            draft.param_docs.push(format!("`{taken}`: {}", item.docs.trim()));
        }
        draft.params.push((taken, ty));
        Ok(())
    }

    /// ` -> ...` with everything the function answers, and documentation of named results.
    fn results(
        &mut self,
        interface: usize,
        draft: &mut Draft,
        function: &'a Function,
    ) -> Result<(String, Vec<String>), Diagnostic> {
        let document = self.document;
        let outcome = document.outcome(function);
        let mut values = outcome.values.as_slice();
        // With one output, a length in front of the other values is that of the output.
        if draft.counted
            && draft.outputs.len() == 1
            && let Some((first, rest)) = values.split_first()
            && self.is_count(first.ty)
        {
            values = rest;
        }
        let mut types: Vec<String> = draft.outputs.iter().map(|(_, ty)| ty.clone()).collect();
        let mut names: Vec<String> = draft.outputs.iter().map(|(name, _)| name.clone()).collect();
        let mut docs = std::mem::take(&mut draft.result_docs);
        for value in values {
            types.push(self.type_text(interface, value.ty, Flow::Out)?);
            let name = shown(value.name.unwrap_or_default());
            names.push(name.clone());
            match (name.as_str(), value.docs.trim()) {
                ("", _) | (_, "") => {}
                (name, text) => docs.push(format!("`{name}`: {text}")),
            }
        }
        // A tuple has no names, so the documentation gives the order.
        if types.len() > 1 && names.iter().all(|name| !name.is_empty()) && docs.len() < types.len() {
            let order: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            docs.insert(0, format!("in this order: {}", order.join(", ")));
        }
        // In the newest dialects the only place for the documentation of success values is the result as a whole.
        if let [only] = function.results.as_slice()
            && outcome.error.is_some()
            && !only.docs.trim().is_empty()
        {
            docs.push(only.docs.trim().to_owned());
        }
        // A tuple that has a name keeps it.
        if draft.outputs.is_empty()
            && let Some(ok) = success_type(document, function)
        {
            types = vec![self.type_text(interface, ok, Flow::Out)?];
        }
        let value = match types.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            several => Some(format!("tuple<{}>", several.join(", "))),
        };
        let result = match outcome.error {
            None => value,
            Some(error) => {
                let error = match error {
                    Some(error) => Some(self.type_text(interface, error, Flow::Out)?),
                    None => None,
                };
                Some(result_text(value, error))
            }
        };
        Ok((result.map_or(String::new(), |result| format!(" -> {result}")), docs))
    }
}

/// A name as the documentation shows it: the way WIT spells it.
fn shown(name: &str) -> String {
    kebab(name).unwrap_or_default()
}

/// The success type of a function, in the dialects in which it is one type.
fn success_type<'a>(document: &'a Document, function: &'a Function) -> Option<&'a Type> {
    match (&document.outcome(function).error, function.results.as_slice()) {
        (Some(_), [only]) => match &document.resolve(&only.ty).kind {
            TypeKind::Expected(expected) => expected.ok.as_deref(),
            _ => None,
        },
        _ => None,
    }
}
