//! Types where they are used, as WIT text.

use wasi_crypto_witx::{Builtin, Diagnostic, Span, Type, TypeKind};

use crate::buffers::{Item, Slot, is_length, slots};
use crate::scope::Scope;
use crate::usage::{Flow, is_handle};

impl<'a> Scope<'a> {
    /// A type where it is used, as seen from an interface.
    pub(crate) fn type_text(&mut self, interface: usize, ty: &'a Type, flow: Flow) -> Result<String, Diagnostic> {
        let document = self.document;
        Ok(match &ty.kind {
            TypeKind::Named(id) => {
                let name = self.reference(interface, *id, flow, ty.span);
                match (is_handle(document, ty), flow) {
                    (true, Flow::In) => format!("borrow<{name}>"),
                    _ => name,
                }
            }
            TypeKind::Handle(Some(resource)) => match self.handle_name(*resource) {
                Some(id) => {
                    let name = self.reference(interface, id, flow, ty.span);
                    match flow {
                        Flow::In => format!("borrow<{name}>"),
                        Flow::Out => name,
                    }
                }
                None => return Err(self.needs_name(ty)),
            },
            TypeKind::Builtin(builtin) => builtin_text(*builtin).to_owned(),
            TypeKind::Tuple(members) => {
                if members.is_empty() {
                    return Err(self.error(ty.span, "WIT has no tuple without members"));
                }
                let members = members
                    .iter()
                    .map(|member| self.type_text(interface, member, flow))
                    .collect::<Result<Vec<_>, _>>()?;
                format!("tuple<{}>", members.join(", "))
            }
            TypeKind::Expected(expected) => {
                let ok = match expected.ok.as_deref() {
                    Some(ok) => Some(self.type_text(interface, ok, flow)?),
                    None => None,
                };
                let err = match expected.err.as_deref() {
                    Some(err) => Some(self.type_text(interface, err, flow)?),
                    None => None,
                };
                result_text(ok, err)
            }
            TypeKind::Option(inner) => format!("option<{}>", self.type_text(interface, inner, flow)?),
            TypeKind::List(inner) | TypeKind::InBuffer(inner) => {
                format!("list<{}>", self.type_text(interface, inner, flow)?)
            }
            TypeKind::OutBuffer(inner) => match flow {
                Flow::In => "u32".to_owned(),
                Flow::Out => format!("list<{}>", self.type_text(interface, inner, flow)?),
            },
            TypeKind::Pointer(_) | TypeKind::ConstPointer(_) => self.address(interface),
            TypeKind::Handle(None)
            | TypeKind::Enum(_)
            | TypeKind::Flags(_)
            | TypeKind::Record(_)
            | TypeKind::Untagged(_)
            | TypeKind::Variant(_) => return Err(self.needs_name(ty)),
        })
    }

    /// True for a type that holds nothing but room for elements, such as an `iovec`; gives the elements.
    pub(crate) fn only_room(&self, ty: &'a Type) -> Option<&'a Type> {
        match &self.document.resolve(ty).kind {
            TypeKind::OutBuffer(element) => Some(element),
            TypeKind::Record(record) => {
                let [items, room] = record.fields.as_slice() else {
                    return None;
                };
                let items = [items, room].map(|field| Item { name: &field.name, docs: "", ty: &field.ty });
                match slots(self.document, &items).as_slice() {
                    [Slot::Output { element, .. }] => Some(element),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The elements of every room directly inside of a tuple or record.
    pub(crate) fn rooms_inside(&self, ty: &'a Type) -> Vec<(&'a str, &'a Type)> {
        let document = self.document;
        match &document.resolve(ty).kind {
            TypeKind::Tuple(members) => members
                .iter()
                .filter_map(|member| match &document.resolve(member).kind {
                    TypeKind::OutBuffer(element) => Some(("", &**element)),
                    _ => None,
                })
                .collect(),
            TypeKind::Record(record) => {
                let items: Vec<Item<'a>> =
                    record.fields.iter().map(|field| Item { name: &field.name, docs: "", ty: &field.ty }).collect();
                slots(document, &items)
                    .into_iter()
                    .filter_map(|slot| match slot {
                        Slot::Output { items, element, .. } => Some((items.name, element)),
                        Slot::Value(item) => match &document.resolve(item.ty).kind {
                            TypeKind::OutBuffer(element) => Some((item.name, &**element)),
                            _ => None,
                        },
                        _ => None,
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// True for a success value that may be the number of elements written to a buffer.
    pub(crate) fn is_count(&self, ty: &Type) -> bool {
        is_length(self.document, ty)
    }

    pub(crate) fn error(&self, span: Span, reason: &str) -> Diagnostic {
        self.document.sources.diagnostic(span, reason)
    }

    fn needs_name(&self, ty: &Type) -> Diagnostic {
        let reason = format!("WIT needs a name for {}: define it with `typename`", ty.kind.describe());
        self.error(ty.span, &reason)
    }
}

/// `result` with its arguments.
pub(crate) fn result_text(ok: Option<String>, err: Option<String>) -> String {
    match (ok, err) {
        (Some(ok), Some(err)) => format!("result<{ok}, {err}>"),
        (Some(ok), None) => format!("result<{ok}>"),
        (None, Some(err)) => format!("result<_, {err}>"),
        (None, None) => "result".to_owned(),
    }
}

fn builtin_text(builtin: Builtin) -> &'static str {
    match builtin {
        Builtin::Bool => "bool",
        Builtin::Char => "char",
        Builtin::F32 => "f32",
        Builtin::F64 => "f64",
        Builtin::S8 => "s8",
        Builtin::S16 => "s16",
        Builtin::S32 => "s32",
        Builtin::S64 => "s64",
        Builtin::String => "string",
        Builtin::U8 | Builtin::Char8 => "u8",
        Builtin::U16 => "u16",
        Builtin::U32 | Builtin::Usize => "u32",
        Builtin::U64 => "u64",
    }
}
