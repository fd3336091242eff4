//! The resolved document: what a set of witx files says, whatever dialect it was written in.

use std::collections::BTreeMap;

use crate::abi::Layout;
use crate::source::{Sources, Span};
use crate::{CoreSignature, Diagnostic};

/// Index of a named type in [`Document::types`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TypeId(pub(crate) usize);

impl TypeId {
    /// Position in [`Document::types`].
    pub fn index(self) -> usize {
        self.0
    }
}

/// Index of a resource in [`Document::resources`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ResourceId(pub(crate) usize);

impl ResourceId {
    /// Position in [`Document::resources`].
    pub fn index(self) -> usize {
        self.0
    }
}

/// Names visible in the document or in one module.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Types by name, without `$`.
    pub types: BTreeMap<String, TypeId>,
    /// Resources by name, without `$`.
    pub resources: BTreeMap<String, ResourceId>,
}

/// Everything a file and the files it uses define.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The files, for showing places.
    pub sources: Sources,
    /// Named types of all files, in order of definition; files come after the files they use.
    pub types: Vec<NamedType>,
    /// Resources of all files.
    pub resources: Vec<Resource>,
    /// Constants of all files.
    pub constants: Vec<Constant>,
    /// Modules of all files.
    pub modules: Vec<Module>,
    /// Names defined outside of any module.
    pub scope: Scope,
}

impl Document {
    /// The named type behind an index.
    ///
    /// # Panics
    ///
    /// If `id` comes from another document.
    pub fn named(&self, id: TypeId) -> &NamedType {
        &self.types[id.0]
    }

    /// All indices of named types, in order.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }

    /// The module of that name, without `$`.
    pub fn module(&self, name: &str) -> Option<&Module> {
        self.modules.iter().find(|module| module.name == name)
    }

    /// The type called `name` (without `$`) as seen from a module: its own and imported names, then those outside
    /// of any module.
    pub fn lookup(&self, module: &Module, name: &str) -> Option<TypeId> {
        let own = module.scope.types.get(name);
        own.or_else(|| self.scope.types.get(name)).copied()
    }

    /// Follows names until something that is not a name.
    pub fn resolve<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut ty = ty;
        while let TypeKind::Named(id) = ty.kind {
            ty = &self.named(id).ty;
        }
        ty
    }

    /// Constants of a type, in order.
    pub fn constants_of(&self, id: TypeId) -> impl Iterator<Item = &Constant> {
        self.constants.iter().filter(move |constant| constant.ty == id)
    }

    /// The core signature of a function; see [`crate::core_signature`].
    ///
    /// # Errors
    ///
    /// When the type of a result has no core form in the legacy ABI.
    pub fn core_signature(&self, function: &Function) -> Result<CoreSignature, Diagnostic> {
        crate::core_signature(self, function)
    }

    /// Size and alignment of a type in linear memory; see [`crate::layout`].
    pub fn layout(&self, ty: &Type) -> Layout {
        crate::layout(self, ty)
    }

    /// Success values and error type of a function, whichever way its dialect spells them.
    ///
    /// * `(result $error (expected (tuple $a $b) (error $errno)))`: values `$a` and `$b`, error `$errno`. The tuple may
    ///   be behind a name.
    /// * `(result $error $errno) (result $x $a)`, the oldest spelling: value `$a`, error `$errno`, when the first
    ///   result is an enum.
    /// * anything else: all results are values, there is no error.
    pub fn outcome<'a>(&'a self, function: &'a Function) -> Outcome<'a> {
        let Some((first, rest)) = function.results.split_first() else {
            return Outcome::default();
        };
        match &self.resolve(&first.ty).kind {
            TypeKind::Expected(expected) if rest.is_empty() => {
                Outcome { error: Some(expected.err.as_deref()), values: self.expected_values(expected) }
            }
            TypeKind::Enum(_) if first.name == "error" || !rest.is_empty() => Outcome {
                error: Some(Some(&first.ty)),
                values: rest
                    .iter()
                    .map(|result| OutcomeValue { name: Some(&result.name), docs: &result.docs, ty: &result.ty })
                    .collect(),
            },
            _ => Outcome {
                error: None,
                values: function
                    .results
                    .iter()
                    .map(|result| OutcomeValue { name: Some(&result.name), docs: &result.docs, ty: &result.ty })
                    .collect(),
            },
        }
    }

    fn expected_values<'a>(&'a self, expected: &'a Expected) -> Vec<OutcomeValue<'a>> {
        let unnamed = |ty| OutcomeValue { name: None, docs: "", ty };
        let Some(ok) = expected.ok.as_deref() else {
            return Vec::new();
        };
        match &self.resolve(ok).kind {
            TypeKind::Tuple(members) => members.iter().map(unnamed).collect(),
            _ => vec![unnamed(ok)],
        }
    }
}

/// What a function answers.
#[derive(Clone, Debug, Default)]
pub struct Outcome<'a> {
    /// `None` when the function cannot fail, `Some(None)` when it fails without saying why.
    pub error: Option<Option<&'a Type>>,
    /// What it answers when it succeeds.
    pub values: Vec<OutcomeValue<'a>>,
}

/// One success value of a function.
#[derive(Clone, Copy, Debug)]
pub struct OutcomeValue<'a> {
    /// Its name, in dialects that name it.
    pub name: Option<&'a str>,
    /// Its documentation, in dialects that have a place for it.
    pub docs: &'a str,
    /// Its type.
    pub ty: &'a Type,
}

/// A type definition.
#[derive(Clone, Debug)]
pub struct NamedType {
    /// Name without `$`.
    pub name: String,
    /// Documentation, lines joined by newlines.
    pub docs: String,
    /// The definition.
    pub ty: Type,
    /// Index of the module that defines it; `None` outside of modules.
    pub module: Option<usize>,
    /// Place of the name.
    pub span: Span,
    /// Size and alignment in linear memory.
    pub layout: Layout,
}

/// Something a handle can refer to.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Name without `$`.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Index of the module that defines it; `None` outside of modules.
    pub module: Option<usize>,
    /// Place of the name.
    pub span: Span,
}

/// A named value.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Name without `$`, unique among the constants of its type.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// The type it belongs to.
    pub ty: TypeId,
    /// Its value.
    pub value: u64,
    /// Place of the name.
    pub span: Span,
}

/// An import module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Name without `$`.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Names of memories it expects to find in its caller.
    pub memories: Vec<String>,
    /// Its functions, in order.
    pub functions: Vec<Function>,
    /// Names visible inside: its own and those it uses.
    pub scope: Scope,
    /// Place of the name.
    pub span: Span,
}

impl Module {
    /// The function of that export name.
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }
}

/// How values become core values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Abi {
    /// The ABI of every published legacy API: records behind one pointer, success values through out-pointers.
    Preview1,
    /// The draft that followed it, spelt `(export "name" (func ...))`: values are flattened.
    Next,
}

/// A function of a module.
#[derive(Clone, Debug)]
pub struct Function {
    /// Export name.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Its ABI.
    pub abi: Abi,
    /// Parameters.
    pub params: Vec<Param>,
    /// Results as written; [`Document::outcome`] evens out the dialects.
    pub results: Vec<Param>,
    /// True when it never comes back.
    pub noreturn: bool,
    /// Place of the name.
    pub span: Span,
}

/// A parameter or result.
#[derive(Clone, Debug)]
pub struct Param {
    /// Name without `$`.
    pub name: String,
    /// Documentation.
    pub docs: String,
    /// Type.
    pub ty: Type,
    /// Place of the name.
    pub span: Span,
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
