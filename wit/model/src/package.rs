//! The WIT package in memory: what is written to files, and what component authors see.

use serde::Deserialize;

use crate::wit_type::WitType;

/// The package.
#[derive(Clone, Debug)]
pub struct Package {
    /// `wasi:crypto@0.13.0-draft`
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Interfaces, each after those it refers to.
    pub interfaces: Vec<Interface>,
    /// Worlds.
    pub worlds: Vec<World>,
}

/// A world that imports or exports every interface, or every one that needs no more than WASI 0.2.
#[derive(Clone, Debug)]
pub struct World {
    /// Name.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Which of the two.
    pub direction: Direction,
    /// Whether it has the interfaces of WASI 0.3 as well.
    pub concurrent: bool,
}

/// What a world does with the interfaces.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Needs them.
    Import,
    /// Provides them.
    Export,
}

/// An interface.
#[derive(Clone, Debug)]
pub struct Interface {
    /// Name.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Types that are no resources.
    pub types: Vec<TypeDef>,
    /// Resources.
    pub resources: Vec<ResourceDef>,
    /// Functions and methods.
    pub items: Vec<Item>,
    /// Whether it is for components of WASI 0.3 alone: it has asynchronous functions, streams or futures.
    pub concurrent: bool,
}

impl Interface {
    /// The item of that name: `symmetric-state.encrypt`, or `dh`.
    pub fn item(&self, name: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.path() == name)
    }

    /// True when the interface defines a type of that name.
    pub fn defines(&self, name: &str) -> bool {
        self.types.iter().any(|ty| ty.name == name) || self.resources.iter().any(|ty| ty.name == name)
    }
}

/// A type that is no resource.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Name.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Its cases or fields.
    pub kind: TypeDefKind,
}

/// Kinds of types.
#[derive(Clone, Debug)]
pub enum TypeDefKind {
    /// Cases without payload.
    Enum(Vec<Member>),
    /// Fields; all have a type.
    Record(Vec<Member>),
    /// Cases with or without payload.
    Variant(Vec<Member>),
}

/// A case or field.
#[derive(Clone, Debug)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// What it carries.
    pub ty: Option<WitType>,
}

/// A resource.
#[derive(Clone, Debug)]
pub struct ResourceDef {
    /// Name.
    pub name: String,
    /// Documentation.
    pub docs: String,
}

/// How an item is called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ItemKind {
    /// On its own.
    Free,
    /// On a borrowed resource.
    Method,
    /// On a resource's name.
    Static,
}

impl ItemKind {
    /// What the component model puts in front of the name: `[method]`.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Free => "",
            Self::Method => "[method]",
            Self::Static => "[static]",
        }
    }
}

/// A function.
#[derive(Clone, Debug)]
pub struct Item {
    /// The resource it belongs to.
    pub resource: Option<String>,
    /// Name without the resource.
    pub name: String,
    /// How it is called.
    pub kind: ItemKind,
    /// Parameters, without the resource of a method.
    pub params: Vec<(String, WitType)>,
    /// Type of the success value.
    pub ok: Option<WitType>,
    /// Whether it returns a `result`.
    pub fallible: bool,
    /// Whether other tasks of the component go on while it runs: an `async func`.
    pub concurrent: bool,
    /// Documentation.
    pub docs: String,
    /// The legacy function it stands for.
    pub legacy: Option<String>,
}

impl Item {
    /// `symmetric-state.encrypt`, or `dh`.
    pub fn path(&self) -> String {
        match &self.resource {
            Some(resource) => format!("{resource}.{}", self.name),
            None => self.name.clone(),
        }
    }

    /// The name the component model gives its function: `[method]symmetric-state.encrypt`.
    pub fn mangled(&self) -> String {
        format!("{}{}", self.kind.prefix(), self.path())
    }

    /// What it returns, `result` included.
    pub fn returns(&self) -> Option<WitType> {
        if self.fallible {
            let err = Box::new(WitType::Named(ERROR_CODE.to_owned()));
            Some(WitType::Result { ok: self.ok.clone().map(Box::new), err })
        } else {
            self.ok.clone()
        }
    }
}

/// The enum every fallible function fails with.
pub const ERROR_CODE: &str = "error-code";
