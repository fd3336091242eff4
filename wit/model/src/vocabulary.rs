//! Which WIT type stands for which legacy type.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use wasi_crypto_witx::{Document, Enum, TypeKind};

use crate::binding::{Exception, HandleKind, KindIndex, Resource};
use crate::docs::of_type;
use crate::errors::{ModelError, Problem};
use crate::legacy::{find_type, handles};
use crate::package::{Member, ResourceDef, TypeDef, TypeDefKind};
use crate::shape::{FieldRow, InterfaceTable, Shape, TypeRow};
use crate::wit_type::WitType;

/// The types of the package, by the legacy types they stand for.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// Handle kinds by tag.
    pub(crate) kinds: Vec<HandleKind>,
    /// Types of each interface, in the shape's order.
    pub(crate) types: Vec<Vec<TypeDef>>,
    /// Resources of each interface.
    pub(crate) resources: Vec<Vec<ResourceDef>>,
    /// WIT types of all interfaces.
    names: BTreeSet<String>,
    /// Legacy enums.
    pub(crate) enums: BTreeMap<String, EnumMap>,
    specials: BTreeMap<String, String>,
    used: RefCell<BTreeSet<String>>,
}

/// What became of a legacy enum.
#[derive(Clone, Debug)]
pub(crate) struct EnumMap {
    /// WIT name.
    pub(crate) wit: String,
    /// WIT ordinal of each legacy value; `None` where the table drops it.
    pub(crate) ordinals: Vec<Option<u32>>,
    /// Names of the legacy values.
    pub(crate) names: Vec<String>,
    /// Values that cannot be made as WIT has them.
    pub(crate) exports: Vec<Exception>,
}

impl Vocabulary {
    /// Matches the table's types with those of the witx files.
    pub(crate) fn new(shape: &Shape, document: &Document) -> Result<Self, ModelError> {
        let mut vocabulary = Self {
            kinds: kinds(shape, document)?,
            types: Vec::new(),
            resources: Vec::new(),
            names: BTreeSet::new(),
            enums: BTreeMap::new(),
            specials: BTreeMap::new(),
            used: RefCell::default(),
        };
        for (interface, table) in &shape.interfaces {
            vocabulary.read_interface(interface, table, document)?;
        }
        vocabulary.check_names(shape)?;
        Ok(vocabulary)
    }

    /// The index of a handle kind.
    pub(crate) fn kind(&self, legacy: &str) -> Option<KindIndex> {
        self.kinds.iter().position(|kind| kind.name == legacy)
    }

    /// The WIT resource of a handle kind.
    pub(crate) fn resource(&self, kind: KindIndex) -> Option<&str> {
        self.kinds.get(kind)?.resource.as_ref().map(|resource| resource.name.as_str())
    }

    /// What became of a legacy enum.
    pub(crate) fn enumeration(&self, legacy: &str) -> Option<&EnumMap> {
        self.used.borrow_mut().insert(legacy.to_owned());
        self.enums.get(legacy)
    }

    /// The WIT variant of a number with special values.
    pub(crate) fn special(&self, legacy: &str) -> Option<&str> {
        self.used.borrow_mut().insert(legacy.to_owned());
        self.specials.get(legacy).map(String::as_str)
    }

    /// The cases of an enum.
    pub(crate) fn cases(&self, name: &str) -> Option<&[Member]> {
        self.types.iter().flatten().find(|ty| ty.name == name).and_then(|ty| match &ty.kind {
            TypeDefKind::Enum(cases) => Some(cases.as_slice()),
            _ => None,
        })
    }

    /// The fields of a record.
    pub(crate) fn record(&self, name: &str) -> Option<&[Member]> {
        self.types.iter().flatten().find(|ty| ty.name == name).and_then(|ty| match &ty.kind {
            TypeDefKind::Record(fields) => Some(fields.as_slice()),
            _ => None,
        })
    }

    /// The first legacy type with a counterpart that no function uses.
    pub(crate) fn unused(&self) -> Option<String> {
        let used = self.used.borrow();
        self.enums.keys().chain(self.specials.keys()).find(|name| !used.contains(*name)).cloned()
    }

    fn read_interface(
        &mut self,
        interface: &str,
        table: &InterfaceTable,
        document: &Document,
    ) -> Result<(), ModelError> {
        let mut types = Vec::new();
        for row in &table.types {
            let place = format!("shape/{interface}.toml, {}", row.name());
            let fault = |problem| ModelError::new(place.clone(), problem);
            types.push(self.read_type(row, document).map_err(fault)?);
            self.claim(row.name()).map_err(fault)?;
        }
        let mut resources = Vec::new();
        for row in &table.resources {
            let place = format!("shape/{interface}.toml, {}", row.name);
            let fault = |problem| ModelError::new(place.clone(), problem);
            let id = find_type(document, &row.handle).ok_or_else(|| fault(Problem::UnknownType(row.handle.clone())))?;
            let docs = row.doc.clone().unwrap_or_else(|| of_type(&document.named(id).docs));
            resources.push(ResourceDef { name: row.name.clone(), docs });
            self.claim(&row.name).map_err(fault)?;
        }
        self.types.push(types);
        self.resources.push(resources);
        Ok(())
    }

    /// Names are unique in the whole package, so that a type's name alone says where it is defined.
    fn claim(&mut self, name: &str) -> Result<(), Problem> {
        match self.names.insert(name.to_owned()) {
            true => Ok(()),
            false => Err(Problem::DuplicateName(name.to_owned())),
        }
    }

    fn read_type(&mut self, row: &TypeRow, document: &Document) -> Result<TypeDef, Problem> {
        match row {
            TypeRow::Enum { name, legacy, drop, doc, cases, looks: _ } => {
                self.read_enum(name, legacy, drop, doc.as_deref(), cases, document)
            }
            TypeRow::Variant { name, legacy, doc, cases } => {
                check_special(document, legacy, cases)?;
                self.specials.insert(legacy.clone(), name.clone());
                let kind = TypeDefKind::Variant(members(cases)?);
                Ok(TypeDef { name: name.clone(), docs: doc.clone(), kind })
            }
            TypeRow::Record { name, doc, fields } => {
                let kind = TypeDefKind::Record(members(fields)?);
                Ok(TypeDef { name: name.clone(), docs: doc.clone(), kind })
            }
        }
    }

    fn read_enum(
        &mut self,
        name: &str,
        legacy: &[String],
        drop: &[String],
        doc: Option<&str>,
        docs: &BTreeMap<String, String>,
        document: &Document,
    ) -> Result<TypeDef, Problem> {
        let mut members: Vec<Member> = Vec::new();
        let mut all_docs = doc.map(str::to_owned);
        let mut dropped = BTreeSet::new();
        for legacy_name in legacy {
            let (named_docs, definition) = find_enum(document, legacy_name)?;
            all_docs.get_or_insert_with(|| of_type(named_docs));
            let mut ordinals = Vec::new();
            for case in &definition.cases {
                if drop.contains(&case.name) {
                    dropped.insert(case.name.as_str());
                    ordinals.push(None);
                    continue;
                }
                let wit = case.name.replace('_', "-");
                let known = members.iter().position(|member| member.name == wit);
                let ordinal = known.unwrap_or_else(|| {
                    let case_docs = docs.get(&wit).cloned().unwrap_or_else(|| of_type(&case.docs));
                    members.push(Member { name: wit, docs: case_docs, ty: None });
                    members.len() - 1
                });
                ordinals.push(Some(u32::try_from(ordinal).unwrap_or(u32::MAX)));
            }
            let names = definition.cases.iter().map(|case| case.name.clone()).collect();
            self.enums
                .insert(legacy_name.clone(), EnumMap { wit: name.to_owned(), ordinals, names, exports: Vec::new() });
        }
        if let Some(case) = drop.iter().find(|case| !dropped.contains(case.as_str())) {
            return Err(Problem::Unused(format!("`{case}` under `drop`")));
        }
        if let Some(case) = docs.keys().find(|case| members.iter().all(|member| member.name != **case)) {
            return Err(Problem::Unused(format!("`{case}` under `cases`")));
        }
        Ok(TypeDef { name: name.to_owned(), docs: all_docs.unwrap_or_default(), kind: TypeDefKind::Enum(members) })
    }

    /// Every name a type mentions must be defined.
    fn check_names(&self, shape: &Shape) -> Result<(), ModelError> {
        for ((interface, _), types) in shape.interfaces.iter().zip(&self.types) {
            for ty in types {
                let (TypeDefKind::Enum(members) | TypeDefKind::Record(members) | TypeDefKind::Variant(members)) =
                    &ty.kind;
                for member in members.iter().filter_map(|member| member.ty.as_ref()) {
                    self.check_type(member)
                        .map_err(|problem| ModelError::new(format!("shape/{interface}.toml, {}", ty.name), problem))?;
                }
            }
        }
        Ok(())
    }

    /// Every name a type mentions must be defined.
    pub(crate) fn check_type(&self, ty: &WitType) -> Result<(), Problem> {
        let mut unknown = None;
        ty.names(&mut |name| {
            if !self.names.contains(name) {
                unknown = Some(name.to_owned());
            }
        });
        match unknown {
            None => Ok(()),
            Some(name) => Err(Problem::UnknownWitType(format!("nothing defines `{name}`"))),
        }
    }
}

/// Handle kinds in the order of their tags, with their resources.
fn kinds(shape: &Shape, document: &Document) -> Result<Vec<HandleKind>, ModelError> {
    let fault = |problem| ModelError::new("shape/package.toml", problem);
    let legacy: BTreeSet<&str> = handles(document).collect();
    let mut kinds: Vec<HandleKind> = Vec::new();
    for name in &shape.package.kinds {
        if !legacy.contains(name.as_str()) {
            return Err(fault(Problem::UnknownType(name.clone())));
        }
        let rows = shape
            .interfaces
            .iter()
            .flat_map(|(interface, table)| table.resources.iter().map(move |row| (interface, row)));
        let mut rows = rows.filter(|(_, row)| row.handle == *name);
        let resource =
            rows.next().map(|(interface, row)| Resource { interface: interface.clone(), name: row.name.clone() });
        if rows.next().is_some() || kinds.iter().any(|kind| kind.name == *name) {
            return Err(fault(Problem::CoveredTwice(name.clone())));
        }
        if resource.is_none() && *name != shape.package.array_output.handle {
            return Err(fault(Problem::UncoveredHandle(name.clone())));
        }
        kinds.push(HandleKind { name: name.clone(), resource });
    }
    match legacy.into_iter().find(|name| kinds.iter().all(|kind| kind.name != *name)) {
        Some(name) => Err(fault(Problem::UncoveredHandle(name.to_owned()))),
        None => Ok(kinds),
    }
}

pub(crate) fn find_enum<'a>(document: &'a Document, name: &str) -> Result<(&'a str, &'a Enum), Problem> {
    let named = find_type(document, name).map(|id| document.named(id));
    match named.map(|named| (named, &named.ty.kind)) {
        Some((named, TypeKind::Enum(definition))) => Ok((&named.docs, definition)),
        _ => Err(Problem::UnknownType(name.to_owned())),
    }
}

/// The adapters convert exactly these values; see [`crate::binding::Arg::Version`].
const SPECIAL_VALUES: [(&str, u64); 2] = [("latest", 0xff00_0000_0000_0001), ("all", 0xff00_0000_0000_0002)];

fn check_special(document: &Document, legacy: &str, cases: &[FieldRow]) -> Result<(), Problem> {
    let id = find_type(document, legacy).ok_or_else(|| Problem::UnknownType(legacy.to_owned()))?;
    let shape: Vec<(&str, Option<&str>)> = cases.iter().map(|case| (case.name.as_str(), case.ty.as_deref())).collect();
    if shape != [("latest", None), ("all", None), ("exact", Some("u64"))] {
        return Err(Problem::Rule("the cases of a version are `latest`, `all` and `exact` of `u64`".to_owned()));
    }
    for (name, expected) in SPECIAL_VALUES {
        let constant = document.constants_of(id).find(|constant| constant.name == name);
        let value = constant.ok_or_else(|| Problem::UnknownType(format!("{legacy}.{name}")))?.value;
        if value != expected {
            return Err(Problem::ConstantValue(name.to_owned(), value));
        }
    }
    Ok(())
}

fn members(rows: &[FieldRow]) -> Result<Vec<Member>, Problem> {
    rows.iter()
        .map(|row| {
            let ty = row.ty.as_deref().map(WitType::parse).transpose().map_err(Problem::UnknownWitType)?;
            Ok(Member { name: row.name.clone(), docs: row.doc.clone(), ty })
        })
        .collect()
}
