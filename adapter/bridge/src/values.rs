//! A legacy type and a WIT type: how a value of the one becomes a value of the other.

use anyhow::{Context as _, Result, bail, ensure};
use wasi_crypto_model::binding::{HandleKind, KindIndex};
use wasi_crypto_model::conversion::{Case, Field, Number, Value, Width};
use wasi_crypto_witx::abi::{member_offsets, payload_offset};
use wasi_crypto_witx::{Builtin, Document, Type as Legacy, TypeKind, Variant};
use wit_parser::{Handle, Type, TypeDefKind};

use crate::legacy::{Given, layout, width as legacy_width};
use crate::names::same;
use crate::package::{Package, width};
use crate::table::Table;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Direction {
    /// From the legacy program.
    Argument,
    /// From WIT.
    Result,
}

/// Pairs types of the two sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pairing<'a> {
    pub(crate) document: &'a Document,
    pub(crate) package: &'a Package,
    pub(crate) table: &'a Table,
    pub(crate) kinds: &'a [HandleKind],
}

impl Pairing<'_> {
    /// What is given, as a WIT type.
    pub(crate) fn given(&self, given: Given<'_>, wit: &Type) -> Result<Value> {
        match given {
            Given::Value(ty) => self.pair(ty, wit, Direction::Argument),
            Given::List(element) => self.list(element, wit, Direction::Argument),
        }
    }

    /// A value of one type as one of the other.
    pub(crate) fn pair(&self, legacy: &Legacy, wit: &Type, direction: Direction) -> Result<Value> {
        let found = self.try_pair(legacy, wit, direction);
        found.with_context(|| format!("{} cannot become {}", self.describe(legacy), self.package.describe(wit)))
    }

    /// What a legacy type is called in a sentence.
    pub(crate) fn describe(&self, ty: &Legacy) -> String {
        self.name(ty).map_or_else(|| ty.kind.describe().to_owned(), |name| format!("`{name}`"))
    }

    /// The name of a legacy type: the first that leads to the definition.
    fn name(&self, ty: &Legacy) -> Option<&str> {
        match ty.kind {
            TypeKind::Named(id) => Some(self.document.named(id).name.as_str()),
            _ => None,
        }
    }

    fn try_pair(&self, legacy: &Legacy, wit: &Type, direction: Direction) -> Result<Value> {
        let name = self.name(legacy);
        let resolved = self.document.resolve(legacy);
        let definition = self.package.definition(wit);
        match (&resolved.kind, definition) {
            (TypeKind::Builtin(Builtin::String), _) if self.package.is_text(wit) => Ok(Value::String),
            (TypeKind::Builtin(builtin), None) => number(*builtin, &self.package.meant(wit)),
            (TypeKind::Enum(cases), Some(TypeDefKind::Enum(wit_cases))) => {
                let legacy_names: Vec<&str> = cases.cases.iter().map(|case| case.name.as_str()).collect();
                let wit_names: Vec<&str> = wit_cases.cases.iter().map(|case| case.name.as_str()).collect();
                let map = self.map(name, &legacy_names, &wit_names, direction)?;
                Ok(Value::Enum { legacy: legacy_width(cases.repr), wit: width(wit_cases.tag())?, map })
            }
            (TypeKind::Flags(flags), Some(TypeDefKind::Flags(wit_flags))) => {
                let legacy_names: Vec<&str> = flags.flags.iter().map(|flag| flag.name.as_str()).collect();
                let wit_names: Vec<&str> = wit_flags.flags.iter().map(|flag| flag.name.as_str()).collect();
                let map = self.map(name, &legacy_names, &wit_names, direction)?;
                let wit = match wit_names.len() {
                    0..=8 => Width::W8,
                    9..=16 => Width::W16,
                    17..=32 => Width::W32,
                    count => bail!("{count} flags, more than 32"),
                };
                Ok(Value::Flags { legacy: legacy_width(flags.repr), wit, map })
            }
            (TypeKind::Handle(_), Some(TypeDefKind::Handle(handle))) => {
                let (id, own) = match handle {
                    Handle::Own(id) => (*id, true),
                    Handle::Borrow(id) => (*id, false),
                };
                let name = name.context("a handle without a name")?;
                Ok(Value::Handle { kind: self.kind(name, id)?, own })
            }
            (TypeKind::List(element) | TypeKind::InBuffer(element), _) => self.list(element, wit, direction),
            (TypeKind::Record(record), Some(TypeDefKind::Record(wit_record))) if record.bits.is_none() => {
                let offsets = member_offsets(self.document, resolved);
                let mut fields = Vec::new();
                let types: Vec<Type> = wit_record.fields.iter().map(|field| field.ty).collect();
                for (field, wit_offset) in wit_record.fields.iter().zip(self.package.offsets(&types)?) {
                    let is = |legacy: &str| match self.table.renamed(name, legacy) {
                        Some(renamed) => renamed == field.name,
                        None => same(legacy, &field.name),
                    };
                    let position = record.fields.iter().position(|known| is(&known.name));
                    let position = position.with_context(|| format!("there is no field for `{}`", field.name))?;
                    let legacy_field = record.fields.get(position).context("a field")?;
                    let value = self.pair(&legacy_field.ty, &field.ty, direction);
                    let value = value.with_context(|| format!("field `{}`", field.name))?;
                    let legacy = offsets.get(position).copied().unwrap_or_default();
                    fields.push(Field { legacy, wit: wit_offset, value });
                }
                ensure!(
                    direction == Direction::Argument || fields.len() == record.fields.len(),
                    "WIT has nothing for some of its fields"
                );
                Ok(Value::Record(fields))
            }
            (TypeKind::Tuple(members), Some(TypeDefKind::Tuple(wit_tuple))) => {
                ensure!(members.len() == wit_tuple.types.len(), "tuples of different lengths");
                let offsets = member_offsets(self.document, resolved);
                let wit_offsets = self.package.offsets(&wit_tuple.types)?;
                let mut fields = Vec::new();
                for ((member, ty), (legacy, wit)) in
                    members.iter().zip(&wit_tuple.types).zip(offsets.into_iter().zip(wit_offsets))
                {
                    fields.push(Field { legacy, wit, value: self.pair(member, ty, direction)? });
                }
                Ok(Value::Record(fields))
            }
            (TypeKind::Variant(variant), Some(TypeDefKind::Variant(wit_variant))) => {
                let cases: Vec<(&str, Option<Type>)> =
                    wit_variant.cases.iter().map(|case| (case.name.as_str(), case.ty)).collect();
                self.variant(name, variant, width(wit_variant.tag())?, &cases, direction)
            }
            (TypeKind::Variant(variant), Some(TypeDefKind::Option(inner))) => {
                self.variant(name, variant, Width::W8, &[("none", None), ("some", Some(*inner))], direction)
            }
            (TypeKind::Variant(variant), Some(TypeDefKind::Result(result))) => {
                self.variant(name, variant, Width::W8, &[("ok", result.ok), ("err", result.err)], direction)
            }
            _ => bail!("they are not of one sort"),
        }
    }

    fn variant(
        &self,
        name: Option<&str>,
        variant: &Variant,
        wit_width: Width,
        wit_cases: &[(&str, Option<Type>)],
        direction: Direction,
    ) -> Result<Value> {
        let legacy_names: Vec<&str> = variant.cases.iter().map(|case| case.name.as_str()).collect();
        let wit_names: Vec<&str> = wit_cases.iter().map(|(name, _)| *name).collect();
        let map = self.map(name, &legacy_names, &wit_names, direction)?;
        let mut cases = Vec::new();
        for (to, from) in map.into_iter().zip(0_usize..) {
            let Some(tag) = to else {
                cases.push(None);
                continue;
            };
            let (legacy, wit) = match direction {
                Direction::Argument => (from, tag as usize),
                Direction::Result => (tag as usize, from),
            };
            let legacy = variant.cases.get(legacy).and_then(|case| case.payload.as_ref());
            let wit = wit_cases.get(wit).and_then(|(_, ty)| ty.as_ref());
            let value = match (legacy, wit) {
                (None, None) => None,
                (Some(legacy), Some(wit)) => Some(self.pair(legacy, wit, direction)?),
                _ => bail!("a case that carries something on one side only"),
            };
            cases.push(Some(Case { tag, value }));
        }
        let payloads: Vec<Option<Type>> = wit_cases.iter().map(|(_, ty)| *ty).collect();
        let tag = match wit_width {
            Width::W8 => wit_parser::Int::U8,
            Width::W16 => wit_parser::Int::U16,
            _ => wit_parser::Int::U32,
        };
        let wit = (wit_width, self.package.payload(tag, &payloads)?);
        let legacy = (legacy_width(variant.repr), payload_offset(self.document, variant));
        Ok(Value::Variant { legacy, wit, cases })
    }

    /// A list of elements of a legacy type.
    pub(crate) fn list(&self, element: &Legacy, wit: &Type, direction: Direction) -> Result<Value> {
        let is_byte = matches!(self.document.resolve(element).kind, TypeKind::Builtin(Builtin::U8 | Builtin::Char8));
        match self.package.definition(wit) {
            Some(TypeDefKind::List(wit_element)) => {
                let value = self.pair(element, wit_element, direction)?;
                let (legacy, wit) = (layout(self.document, element), self.package.layout(wit_element)?);
                Ok(Value::List { element: Box::new(value), legacy, wit })
            }
            None if self.package.meant(wit) == Type::String && is_byte => Ok(Value::String),
            _ => bail!("a list of {} cannot become {}", self.describe(element), self.package.describe(wit)),
        }
    }

    /// The kind of a legacy handle that is a handle of this resource.
    fn kind(&self, name: &str, resource: wit_parser::TypeId) -> Result<KindIndex> {
        let position = self.kinds.iter().position(|kind| kind.name == name);
        let position = position.with_context(|| format!("the table has no row for the handle `{name}`"))?;
        let row = self.table.handles.get(name).context("a handle without a row")?;
        let path = self.package.resource_path(resource).unwrap_or_default();
        ensure!(row.resource == path, "the handle `{name}` is of `{}`, not of `{path}`", row.resource);
        Ok(position)
    }

    /// The numbers of names on one side by those of the other.
    fn map(&self, ty: Option<&str>, legacy: &[&str], wit: &[&str], direction: Direction) -> Result<Vec<Option<u32>>> {
        let partner = |name: &str| -> Result<Option<usize>> {
            let renamed = self.table.renamed(ty, name);
            let found = wit.iter().position(|wit| renamed.map_or_else(|| same(name, wit), |renamed| renamed == *wit));
            ensure!(
                found.is_some() || renamed.is_none_or(str::is_empty),
                "there is no `{}`",
                renamed.unwrap_or_default()
            );
            ensure!(
                found.is_some() || renamed.is_some(),
                "WIT has nothing for `{name}`, and the table does not say so"
            );
            Ok(found)
        };
        let mut pairs = Vec::new();
        for (name, number) in legacy.iter().zip(0_usize..) {
            pairs.push((number, partner(name)?));
        }
        Ok(match direction {
            Direction::Argument => pairs.into_iter().map(|(_, to)| to.map(|to| to as u32)).collect(),
            Direction::Result => {
                let from = |number| pairs.iter().find(|(_, to)| *to == Some(number)).map(|(legacy, _)| *legacy as u32);
                (0..wit.len()).map(from).collect()
            }
        })
    }
}

fn number(legacy: Builtin, wit: &Type) -> Result<Value> {
    let number = match (legacy, wit) {
        (Builtin::Bool, Type::Bool) => Number::Bool,
        (Builtin::Char, Type::Char) => Number::Char,
        (Builtin::F32, Type::F32) => Number::F32,
        (Builtin::F64, Type::F64) => Number::F64,
        (Builtin::U8 | Builtin::Char8, Type::U8) | (Builtin::S8, Type::S8) => Number::Int(Width::W8),
        (Builtin::U16, Type::U16) | (Builtin::S16, Type::S16) => Number::Int(Width::W16),
        (Builtin::U32 | Builtin::Usize, Type::U32) | (Builtin::S32, Type::S32) => Number::Int(Width::W32),
        (Builtin::U64, Type::U64) | (Builtin::S64, Type::S64) => Number::Int(Width::W64),
        _ => bail!("they are different numbers"),
    };
    Ok(Value::Number(number))
}
