//! Lists to functions.

use crate::document::{Abi, Function, Param};
use crate::resolve::{Place, Resolver};
use crate::source::{Fault, Span};
use crate::tree::{Node, NodeKind, name_of};

/// `(@interface func (export "name") ...)` or `(export "name" (func ...))`.
pub(crate) fn function(resolver: &mut Resolver<'_>, node: &Node, place: Place) -> Result<Function, Fault> {
    let items = node.list().unwrap_or_default();
    let (abi, name, span, signature) = match items {
        [interface, func, export, signature @ ..]
            if interface.atom() == Some("@interface") && func.atom() == Some("func") =>
        {
            let (name, span) = export_name(export)?;
            (Abi::Preview1, name, span, signature)
        }
        [export, Node { kind: NodeKind::Text(name), span, .. }, func]
            if export.atom() == Some("export") && func.head() == Some("func") =>
        {
            let signature = func.list().and_then(|items| items.get(1..));
            (Abi::Next, name.clone(), *span, signature.unwrap_or_default())
        }
        _ => {
            return Err((
                node.span,
                "expected `(@interface func (export \"name\") ...)` or `(export \"name\" (func ...))`".to_owned(),
            ));
        }
    };
    let mut function =
        Function { name, docs: node.docs.clone(), abi, params: Vec::new(), results: Vec::new(), noreturn: false, span };
    for item in signature {
        read_item(resolver, item, place, &mut function)?;
    }
    Ok(function)
}

fn export_name(node: &Node) -> Result<(String, Span), Fault> {
    match node.list() {
        Some([export, Node { kind: NodeKind::Text(name), span, .. }]) if export.atom() == Some("export") => {
            Ok((name.clone(), *span))
        }
        _ => Err((node.span, "expected `(export \"name\")`".to_owned())),
    }
}

fn read_item(resolver: &mut Resolver<'_>, item: &Node, place: Place, function: &mut Function) -> Result<(), Fault> {
    if item.starts_with(&["@witx", "noreturn"]) {
        function.noreturn = true;
        return Ok(());
    }
    let is_param = item.head() == Some("param");
    match item.list() {
        Some([_, name, ty]) if is_param || item.head() == Some("result") => {
            let param = Param {
                name: name_of(name)?.to_owned(),
                docs: item.docs.clone(),
                ty: resolver.read_type(ty, place, 0)?,
                span: name.span,
            };
            if is_param {
                function.params.push(param);
            } else {
                function.results.push(param);
            }
            Ok(())
        }
        _ => Err((item.span, "expected `(param $name type)`, `(result $name type)` or `(@witx noreturn)`".to_owned())),
    }
}
