//! Named values of integer types.

use crate::ast::{Builtin, Type, TypeId, TypeKind};
use crate::document::Constant;
use crate::gather::Files;
use crate::resolve::Resolver;
use crate::source::Fault;
use crate::tree::{Node, name_of};
use crate::types::{self, integer};

impl Resolver<'_> {
    /// The oldest dialect's `(int u64 (const $name 1) ...)`.
    pub(crate) fn int_type(&mut self, id: TypeId, node: &Node) -> Result<Type, Fault> {
        let Some([_, repr, constants @ ..]) = node.list() else {
            return Err((node.span, "expected `(int u64 (const $name 1) ...)`".to_owned()));
        };
        let builtin = repr.atom().and_then(types::builtin).filter(|builtin| integer_limit(*builtin).is_some());
        let Some(builtin) = builtin else {
            return Err((repr.span, "expected an integer type".to_owned()));
        };
        for constant in constants {
            let Some([head, name, value]) = constant.list() else {
                return Err((constant.span, "expected `(const $name 1)`".to_owned()));
            };
            if head.atom() != Some("const") {
                return Err((head.span, "expected `const`".to_owned()));
            }
            self.add_constant(id, builtin, name, value, &constant.docs)?;
        }
        Ok(Type { kind: TypeKind::Builtin(builtin), span: node.span })
    }

    /// Reads all `(@witx const ...)`.
    pub(crate) fn read_constants(&mut self, files: &Files) -> Result<(), Fault> {
        for file in &files.files {
            for node in file.nodes.iter().filter(|node| node.head() == Some("@witx")) {
                self.read_constant(node, None)?;
            }
        }
        for module in 0..self.module_nodes.len() {
            let items = self.module_nodes.get(module).map_or(&[][..], |m| m.items);
            for node in items.iter().filter(|node| node.head() == Some("@witx")) {
                self.read_constant(node, Some(module))?;
            }
        }
        Ok(())
    }

    /// `(@witx const $type $name 1)`.
    fn read_constant(&mut self, node: &Node, module: Option<usize>) -> Result<(), Fault> {
        let items = node.list().unwrap_or_default();
        let [_, keyword, ty, name, value] = items else {
            return Err((node.span, "expected `(@witx const $type $name 1)`".to_owned()));
        };
        if keyword.atom() != Some("const") {
            return Err((keyword.span, "expected `const`".to_owned()));
        }
        let id = self.type_id(ty, module)?;
        match self.follow(id) {
            Some(TypeKind::Builtin(builtin)) if integer_limit(*builtin).is_some() => {
                let builtin = *builtin;
                self.add_constant(id, builtin, name, value, &node.docs)
            }
            _ => Err((ty.span, "a constant needs an integer type".to_owned())),
        }
    }

    fn add_constant(
        &mut self,
        ty: TypeId,
        builtin: Builtin,
        name_node: &Node,
        value_node: &Node,
        docs: &str,
    ) -> Result<(), Fault> {
        let name = name_of(name_node)?;
        let value = integer(value_node)?;
        if integer_limit(builtin).is_some_and(|limit| value > limit) {
            return Err((value_node.span, "the value does not fit its type".to_owned()));
        }
        let twice = self.constants.iter().any(|constant| constant.ty == ty && constant.name == name);
        if twice {
            let reason = format!("constant `${name}` is defined twice for this type");
            return Err((name_node.span, reason));
        }
        self.constants.push(Constant { name: name.to_owned(), docs: docs.to_owned(), ty, value, span: name_node.span });
        Ok(())
    }
}

/// The largest value of an unsigned integer type, and of a signed one as far as constants can reach it.
fn integer_limit(builtin: Builtin) -> Option<u64> {
    Some(match builtin {
        Builtin::U8 | Builtin::Char8 => u8::MAX.into(),
        Builtin::U16 => u16::MAX.into(),
        Builtin::U32 | Builtin::Usize => u32::MAX.into(),
        Builtin::U64 => u64::MAX,
        Builtin::S8 => 0x7f,
        Builtin::S16 => 0x7fff,
        Builtin::S32 => 0x7fff_ffff,
        Builtin::S64 => 0x7fff_ffff_ffff_ffff,
        Builtin::Bool | Builtin::Char | Builtin::F32 | Builtin::F64 | Builtin::String => {
            return None;
        }
    })
}
