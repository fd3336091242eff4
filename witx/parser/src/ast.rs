//! Types, after names have been resolved.

use crate::source::Span;

/// Index of a named type in [`Document::types`](crate::Document::types).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TypeId(pub(crate) usize);

impl TypeId {
    /// Position in [`Document::types`](crate::Document::types).
    pub fn index(self) -> usize {
        self.0
    }
}

/// Index of a resource in [`Document::resources`](crate::Document::resources).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ResourceId(pub(crate) usize);

impl ResourceId {
    /// Position in [`Document::resources`](crate::Document::resources).
    pub fn index(self) -> usize {
        self.0
    }
}

/// A use of a type, or a definition.
#[derive(Clone, Debug)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Where it is written.
    pub span: Span,
}

impl Type {
    /// The types this one is made of; those behind names are not looked into.
    pub fn parts(&self) -> Vec<&Type> {
        match &self.kind {
            TypeKind::Named(_)
            | TypeKind::Builtin(_)
            | TypeKind::Enum(_)
            | TypeKind::Flags(_)
            | TypeKind::Handle(_) => Vec::new(),
            TypeKind::Record(record) => record.fields.iter().map(|field| &field.ty).collect(),
            TypeKind::Untagged(fields) => fields.iter().map(|field| &field.ty).collect(),
            TypeKind::Tuple(members) => members.iter().collect(),
            TypeKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.payload.as_ref()).collect(),
            TypeKind::Expected(expected) => expected.ok.iter().chain(&expected.err).map(|part| &**part).collect(),
            TypeKind::Option(inner)
            | TypeKind::List(inner)
            | TypeKind::Pointer(inner)
            | TypeKind::ConstPointer(inner)
            | TypeKind::InBuffer(inner)
            | TypeKind::OutBuffer(inner) => vec![inner],
        }
    }
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A name.
    Named(TypeId),
    /// A number, character, truth value or string.
    Builtin(Builtin),
    /// One of a list of names.
    Enum(Enum),
    /// Any of a list of names.
    Flags(Flags),
    /// Named fields.
    Record(Record),
    /// Unnamed fields.
    Tuple(Vec<Type>),
    /// One of several alternatives, marked by a tag. The `union` of all dialects that has a tag ends up here.
    Variant(Variant),
    /// The oldest dialect's `union` without a tag: nothing says which alternative is present.
    Untagged(Vec<Field>),
    /// Success or failure.
    Expected(Expected),
    /// A value or nothing.
    Option(Box<Type>),
    /// A sequence; `array` in the oldest dialect.
    List(Box<Type>),
    /// Address of something the callee may write.
    Pointer(Box<Type>),
    /// Address of something the callee only reads.
    ConstPointer(Box<Type>),
    /// Address and length of a buffer the callee reads.
    InBuffer(Box<Type>),
    /// Address and length of a buffer the callee fills.
    OutBuffer(Box<Type>),
    /// An opaque number the host gave out; names a resource in the newest dialect.
    Handle(Option<ResourceId>),
}

impl TypeKind {
    /// What the type is called in a sentence.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Named(_) => "a named type",
            Self::Builtin(Builtin::String) => "a string",
            Self::Builtin(Builtin::Bool) => "a bool",
            Self::Builtin(_) => "a number",
            Self::Enum(_) => "an enum",
            Self::Flags(_) => "a set of flags",
            Self::Record(_) => "a record",
            Self::Tuple(_) => "a tuple",
            Self::Variant(_) => "a variant",
            Self::Untagged(_) => "a union without a tag",
            Self::Expected(_) => "an expected",
            Self::Option(_) => "an option",
            Self::List(_) => "a list",
            Self::Pointer(_) => "a pointer",
            Self::ConstPointer(_) => "a const_pointer",
            Self::InBuffer(_) => "an in-buffer",
            Self::OutBuffer(_) => "an out-buffer",
            Self::Handle(_) => "a handle",
        }
    }
}

/// A builtin type.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Builtin {
    /// True or false.
    Bool,
    /// A Unicode scalar value.
    Char,
    /// A byte that is a C character.
    Char8,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
    /// Signed 8-bit integer.
    S8,
    /// Signed 16-bit integer.
    S16,
    /// Signed 32-bit integer.
    S32,
    /// Signed 64-bit integer.
    S64,
    /// A UTF-8 string.
    String,
    /// Unsigned 8-bit integer.
    U8,
    /// Unsigned 16-bit integer.
    U16,
    /// Unsigned 32-bit integer.
    U32,
    /// Unsigned 64-bit integer.
    U64,
    /// A size in memory, 32 bits wide.
    Usize,
}

/// Width of an enum, a tag or a set of flags.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum IntRepr {
    /// 1 byte.
    U8,
    /// 2 bytes.
    U16,
    /// 4 bytes.
    U32,
    /// 8 bytes.
    U64,
}

impl IntRepr {
    /// Bytes.
    pub fn size(self) -> u32 {
        match self {
            Self::U8 => 1,
            Self::U16 => 2,
            Self::U32 => 4,
            Self::U64 => 8,
        }
    }
}

/// An enum: a number with named values from 0.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its width.
    pub repr: IntRepr,
    /// Its values, numbered by position.
    pub cases: Vec<Name>,
}

/// A set of flags: a number whose bits have names from the lowest.
#[derive(Clone, Debug)]
pub struct Flags {
    /// Its width.
    pub repr: IntRepr,
    /// Its bits, numbered by position.
    pub flags: Vec<Name>,
}

/// A value of an enum, or a flag.
#[derive(Clone, Debug)]
pub struct Name {
    /// Name without `$`.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Place of the name.
    pub span: Span,
}

/// A record.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its fields, in memory order.
    pub fields: Vec<Field>,
    /// Width of the bit set which the newest dialect makes of a record that has only `bool` fields.
    pub bits: Option<IntRepr>,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name without `$`.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Type.
    pub ty: Type,
    /// Place of the name.
    pub span: Span,
}

/// A variant, or a union with a tag.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Width of the tag.
    pub repr: IntRepr,
    /// The enum that names the tag's values, if one does.
    pub tag: Option<TypeId>,
    /// The alternatives, in the order of the tag's values.
    pub cases: Vec<Case>,
}

/// An alternative of a variant.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name without `$`; its number where the dialect gives it no name.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// What it carries.
    pub payload: Option<Type>,
    /// Place of the case.
    pub span: Span,
}

/// Success or failure.
#[derive(Clone, Debug)]
pub struct Expected {
    /// Carried by success.
    pub ok: Option<Box<Type>>,
    /// Carried by failure.
    pub err: Option<Box<Type>>,
    /// Width of the tag when the type lies in memory.
    pub repr: IntRepr,
}
