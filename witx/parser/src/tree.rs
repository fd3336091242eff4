//! Tokens to nested lists, with the doc comments attached to what follows them.

use crate::lexer::{Spanned, Token};
use crate::source::{Fault, Span};

/// Lists deeper than this are refused: everything downstream may then recurse.
const MAX_DEPTH: usize = 64;

/// An atom, a string or a parenthesised list.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) span: Span,
    /// Lines of the doc comment in front of it, indentation already removed.
    pub(crate) docs: String,
}

#[derive(Clone, Debug)]
pub(crate) enum NodeKind {
    Atom(String),
    Text(String),
    List(Vec<Node>),
}

impl Node {
    /// The text of an atom.
    pub(crate) fn atom(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Atom(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list.
    pub(crate) fn list(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::List(items) => Some(items),
            _ => None,
        }
    }

    /// The keyword a list starts with.
    pub(crate) fn head(&self) -> Option<&str> {
        self.list()?.first()?.atom()
    }

    /// True for a list starting with the given words, such as `(@witx tag u8)`.
    pub(crate) fn starts_with(&self, words: &[&str]) -> bool {
        self.list().is_some_and(|items| {
            items.len() >= words.len() && items.iter().zip(words).all(|(item, word)| item.atom() == Some(word))
        })
    }
}

/// Arranges tokens into lists; fails with a place and a reason.
pub(crate) fn build(tokens: Vec<Spanned>) -> Result<Vec<Node>, (Span, String)> {
    let mut top = Vec::new();
    let mut stack: Vec<Node> = Vec::new();
    let mut docs = Vec::new();
    for Spanned { token, span } in tokens {
        let node = match token {
            Token::Doc(line) => {
                docs.push(line);
                continue;
            }
            Token::Open => {
                if stack.len() == MAX_DEPTH {
                    let reason = format!("lists nest deeper than {MAX_DEPTH}");
                    return Err((span, reason));
                }
                stack.push(Node { kind: NodeKind::List(Vec::new()), span, docs: join(&mut docs) });
                continue;
            }
            Token::Close => {
                // A comment in front of a closing parenthesis documents nothing.
                docs.clear();
                let Some(mut list) = stack.pop() else {
                    return Err((span, "nothing is open here to close".to_owned()));
                };
                list.span.end = span.end;
                list
            }
            Token::Atom(text) => Node { kind: NodeKind::Atom(text), span, docs: join(&mut docs) },
            Token::Text(text) => Node { kind: NodeKind::Text(text), span, docs: join(&mut docs) },
        };
        match stack.last_mut() {
            Some(Node { kind: NodeKind::List(items), .. }) => items.push(node),
            _ => top.push(node),
        }
    }
    match stack.pop() {
        Some(open) => Err((open.span, "this list is never closed".to_owned())),
        None => Ok(top),
    }
}

/// Joins doc lines, removing the indentation they share and blank lines around them.
fn join(lines: &mut Vec<String>) -> String {
    let indent = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let text: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or("")).collect();
    let text = text.join("\n").trim_matches('\n').to_owned();
    lines.clear();
    text
}

/// The text of a `$name`, without the `$`.
pub(crate) fn name_of(node: &Node) -> Result<&str, Fault> {
    node.atom()
        .and_then(|atom| atom.strip_prefix('$'))
        .filter(|name| !name.is_empty())
        .ok_or_else(|| (node.span, "expected a name such as `$name`".to_owned()))
}
