//! Definitions of types as WIT text.

use std::collections::BTreeSet;

use wasi_crypto_witx::{Diagnostic, Enum, Field, Flags, NamedType, Record, Span, Type, TypeId, TypeKind, Variant};

use crate::buffers::{Item, Slot, slots, stem};
use crate::docs::Docs;
use crate::names::{escape, kebab};
use crate::scope::Scope;
use crate::usage::{Flow, is_handle};

/// WIT sets of flags are at most this large.
const MAX_FLAGS: usize = 32;

/// First values of an enum that mean the absence of an error.
const SUCCESS: [&str; 7] = ["success", "ok", "none", "noerror", "no_error", "esuccess", "no_err"];

impl<'a> Scope<'a> {
    /// The definition of a version of a named type, with its documentation; empty for one that WIT does without.
    pub(crate) fn definition(&mut self, interface: usize, id: TypeId, flow: Flow) -> Result<String, Diagnostic> {
        if self.usage.only_tag(id) {
            return Ok(String::new());
        }
        let named = self.document.named(id);
        let name = escape(self.own_name(id, flow));
        let mut docs = self.type_docs(id, named, flow);
        let body = match &named.ty.kind {
            TypeKind::Handle(_) => format!("  resource {name};\n"),
            TypeKind::Enum(en) => self.enum_text(id, en, &name, &mut docs)?,
            TypeKind::Flags(flags) => self.flags_text(interface, flags, &name, named.span)?,
            TypeKind::Record(record) => self.record_text(interface, record, &name, named.span, flow)?,
            TypeKind::Variant(variant) => self.variant_text(interface, variant, &name, flow)?,
            TypeKind::Untagged(fields) => {
                docs.paragraph("A union without a tag in witx: there, something else says which of these is present.");
                self.untagged_text(interface, fields, &name, named.span, flow)?
            }
            // An alias of a handle stands for the resource itself, borrowed or not.
            TypeKind::Named(other) if is_handle(self.document, &named.ty) => {
                let other = self.reference(interface, *other, Flow::Out, named.ty.span);
                format!("  type {name} = {other};\n")
            }
            _ => format!("  type {name} = {};\n", self.type_text(interface, &named.ty, flow)?),
        };
        Ok(format!("{}{body}", docs.render("  ")))
    }

    fn type_docs(&self, id: TypeId, named: &NamedType, flow: Flow) -> Docs {
        let mut docs = Docs::new(&named.docs);
        let plain = kebab(&named.name).unwrap_or_default();
        let name = self.own_name(id, flow);
        if name != plain {
            let why =
                if self.usage.versions(id).len() > 1 && flow == Flow::In { ", where it is an argument" } else { "" };
            docs.paragraph(&format!("Called `{}` in witx{why}.", named.name));
        }
        let constants: Vec<String> = self
            .document
            .constants_of(id)
            .map(|constant| {
                let value = format!("`{}` = {:#x}", constant.name, constant.value);
                match constant.docs.trim() {
                    "" => value,
                    docs => format!("{value}: {docs}"),
                }
            })
            .collect();
        docs.list("Values with a name:", &constants);
        docs
    }

    fn enum_text(&self, id: TypeId, en: &Enum, name: &str, docs: &mut Docs) -> Result<String, Diagnostic> {
        let mut cases = en.cases.as_slice();
        if let Some((first, rest)) = cases.split_first()
            && self.usage.only_error(id)
            && SUCCESS.contains(&first.name.to_ascii_lowercase().as_str())
            && !rest.is_empty()
        {
            docs.paragraph(&format!(
                "Numbered from 1 in witx: 0 is `{}`, which a result expresses by not being an error.",
                first.name
            ));
            cases = rest;
        }
        let mut text = format!("  enum {name} {{\n");
        let mut members = Members::default();
        for case in cases {
            let name = members.name(self, &case.name, case.span)?;
            text.push_str(&Docs::new(&case.docs).render("    "));
            text.push_str(&format!("    {name},\n"));
        }
        text.push_str("  }\n");
        Ok(text)
    }

    fn flags_text(&mut self, interface: usize, flags: &Flags, name: &str, span: Span) -> Result<String, Diagnostic> {
        if flags.flags.is_empty() {
            return Err(self.error(span, "WIT has no set of flags without flags"));
        }
        let mut members = Members::default();
        let mut parts: Vec<String> = Vec::new();
        for part in flags.flags.chunks(MAX_FLAGS) {
            let mut text = String::new();
            for flag in part {
                let name = members.name(self, &flag.name, flag.span)?;
                text.push_str(&Docs::new(&flag.docs).render("    "));
                text.push_str(&format!("    {name},\n"));
            }
            parts.push(text);
        }
        if let [only] = parts.as_slice() {
            return Ok(format!("  flags {name} {{\n{only}  }}\n"));
        }
        // More than WIT can hold: a record of several sets. The documentation in front belongs to the record.
        let plain = name.trim_start_matches('%');
        let mut record = format!("  record {name} {{\n");
        let mut sets = String::new();
        for (index, part) in parts.iter().enumerate() {
            let low = index * MAX_FLAGS;
            let high = (low + MAX_FLAGS).min(flags.flags.len()) - 1;
            let (field, which) = match low == high {
                true => (format!("bit{low}"), format!("Bit {low}")),
                false => (format!("bits{low}-to{high}"), format!("Bits {low} to {high}")),
            };
            let set = self.take_free(interface, &[format!("{plain}-{field}")]);
            record.push_str(&format!("    /// {which}.\n    {field}: {set},\n"));
            sets.push_str(&format!("\n  /// {which} of `{plain}`.\n  flags {set} {{\n{part}  }}\n"));
        }
        Ok(format!("{record}  }}\n{sets}"))
    }

    fn record_text(
        &mut self,
        interface: usize,
        record: &'a Record,
        name: &str,
        span: Span,
        flow: Flow,
    ) -> Result<String, Diagnostic> {
        let items: Vec<Item<'a>> =
            record.fields.iter().map(|field| Item { name: &field.name, docs: &field.docs, ty: &field.ty }).collect();
        if items.is_empty() {
            return Err(self.error(span, "WIT has no record without fields"));
        }
        let mut text = format!("  record {name} {{\n");
        let mut members = Members::default();
        for slot in slots(self.document, &items) {
            for (item, ty, note) in self.field(interface, slot, flow)? {
                let mut docs = Docs::new(item.docs);
                docs.paragraph(&note);
                let name = members.name(self, item.name, item.ty.span)?;
                text.push_str(&docs.render("    "));
                text.push_str(&format!("    {name}: {ty},\n"));
            }
        }
        text.push_str("  }\n");
        Ok(text)
    }

    /// The fields that stand for a slot: what names them, their type, and a note.
    fn field(
        &mut self,
        interface: usize,
        slot: Slot<'a>,
        flow: Flow,
    ) -> Result<Vec<(Item<'a>, String, String)>, Diagnostic> {
        let list = |scope: &mut Self, items: Item<'a>, element: &'a Type| {
            let text = format!("list<{}>", scope.type_text(interface, element, flow)?);
            let items = Item { name: stem(items.name), ..items };
            Ok(vec![(items, text, String::new())])
        };
        match slot {
            Slot::Input { items, element } => list(self, items, element),
            Slot::Output { items, element, .. } if flow == Flow::Out => list(self, items, element),
            Slot::Output { items, room, .. } => match room {
                Some(room) => {
                    let note = format!("Room for `{}`: what is written there is returned by the function.", items.name);
                    Ok(vec![(room, self.type_text(interface, room.ty, flow)?, note)])
                }
                None => Ok(Vec::new()),
            },
            Slot::Table { items, bytes } => {
                let address = self.address(interface);
                Ok(vec![(items, address.clone(), String::new()), (bytes, address, String::new())])
            }
            Slot::Value(item) => Ok(vec![(item, self.type_text(interface, item.ty, flow)?, String::new())]),
        }
    }

    fn variant_text(
        &mut self,
        interface: usize,
        variant: &'a Variant,
        name: &str,
        flow: Flow,
    ) -> Result<String, Diagnostic> {
        if let Some(payload) = option_payload(variant) {
            return Ok(format!("  type {name} = option<{}>;\n", self.type_text(interface, payload, flow)?));
        }
        let mut text = format!("  variant {name} {{\n");
        let mut members = Members::default();
        for case in &variant.cases {
            let numbered = case.name.chars().all(|c| c.is_ascii_digit());
            let name = match numbered {
                true => members.name(self, &format!("case{}", case.name), case.span)?,
                false => members.name(self, &case.name, case.span)?,
            };
            text.push_str(&Docs::new(&case.docs).render("    "));
            match &case.payload {
                Some(payload) => {
                    text.push_str(&format!("    {name}({}),\n", self.type_text(interface, payload, flow)?));
                }
                None => text.push_str(&format!("    {name},\n")),
            }
        }
        text.push_str("  }\n");
        Ok(text)
    }

    fn untagged_text(
        &mut self,
        interface: usize,
        fields: &'a [Field],
        name: &str,
        span: Span,
        flow: Flow,
    ) -> Result<String, Diagnostic> {
        if fields.is_empty() {
            return Err(self.error(span, "WIT has no variant without cases"));
        }
        let mut text = format!("  variant {name} {{\n");
        let mut members = Members::default();
        for field in fields {
            let name = members.name(self, &field.name, field.span)?;
            let payload = self.type_text(interface, &field.ty, flow)?;
            text.push_str(&Docs::new(&field.docs).render("    "));
            text.push_str(&format!("    {name}({payload}),\n"));
        }
        text.push_str("  }\n");
        Ok(text)
    }
}

/// Names of fields, cases or flags, which must differ within their type.
#[derive(Debug, Default)]
struct Members {
    taken: BTreeSet<String>,
}

impl Members {
    fn name(&mut self, scope: &Scope<'_>, name: &str, span: Span) -> Result<String, Diagnostic> {
        let kebab = scope.kebab(name, span)?;
        if !self.taken.insert(kebab.clone()) {
            let reason = format!("another member of this type is called `{kebab}` in WIT as well");
            return Err(scope.error(span, &reason));
        }
        Ok(escape(&kebab))
    }
}

/// What a variant that is an option in all but name carries.
fn option_payload(variant: &Variant) -> Option<&Type> {
    let [a, b] = variant.cases.as_slice() else {
        return None;
    };
    match (a.name.as_str(), &a.payload, b.name.as_str(), &b.payload) {
        ("some", Some(payload), "none", None) | ("none", None, "some", Some(payload)) => Some(payload),
        _ => None,
    }
}
