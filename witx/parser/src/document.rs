//! The resolved document: what a set of witx files says, whatever dialect it was written in.

use std::collections::BTreeMap;

use crate::ast::{Expected, ResourceId, Type, TypeId, TypeKind};
use crate::source::{Sources, Span};
use crate::wasm::Layout;

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
    #[allow(clippy::indexing_slicing, reason = "an index that is not of this document is a mistake of the caller")]
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
