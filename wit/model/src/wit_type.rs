//! Types as WIT writes them.

use std::fmt;

/// A WIT type.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum WitType {
    /// `u8`
    U8,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `string`
    String,
    /// The name of a record, variant, enum, or of a resource the holder owns.
    Named(String),
    /// `borrow<resource>`
    Borrow(String),
    /// `option<T>`
    Option(Box<WitType>),
    /// `list<T>`
    List(Box<WitType>),
    /// `stream<T>`
    Stream(Box<WitType>),
    /// `future<T>`
    Future(Box<WitType>),
    /// `tuple<..>`
    Tuple(Vec<WitType>),
    /// `result<ok, err>`
    Result {
        /// What success carries.
        ok: Option<Box<WitType>>,
        /// What failure carries.
        err: Box<WitType>,
    },
}

impl WitType {
    /// `list<u8>`
    pub fn bytes() -> Self {
        Self::List(Box::new(Self::U8))
    }

    /// Calls `visit` with every name the type mentions.
    pub fn names<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        match self {
            Self::U8 | Self::U32 | Self::U64 | Self::String => {}
            Self::Named(name) | Self::Borrow(name) => visit(name),
            Self::Option(inner) | Self::List(inner) | Self::Stream(inner) | Self::Future(inner) => inner.names(visit),
            Self::Tuple(members) => members.iter().for_each(|member| member.names(visit)),
            Self::Result { ok, err } => {
                if let Some(ok) = ok {
                    ok.names(visit);
                }
                err.names(visit);
            }
        }
    }

    /// Whether the type is one of WASI 0.3: a stream or a future, or contains one.
    pub fn is_concurrent(&self) -> bool {
        match self {
            Self::Stream(_) | Self::Future(_) => true,
            Self::U8 | Self::U32 | Self::U64 | Self::String | Self::Named(_) | Self::Borrow(_) => false,
            Self::Option(inner) | Self::List(inner) => inner.is_concurrent(),
            Self::Tuple(members) => members.iter().any(Self::is_concurrent),
            Self::Result { ok, err } => ok.as_ref().is_some_and(|ok| ok.is_concurrent()) || err.is_concurrent(),
        }
    }

    /// Reads a type.
    ///
    /// # Errors
    ///
    /// A sentence about the first thing that is not a type.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { rest: text };
        let ty = parser.ty()?;
        if parser.rest.trim().is_empty() { Ok(ty) } else { Err(format!("`{}` follows the type", parser.rest.trim())) }
    }
}

impl fmt::Display for WitType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::U8 => f.write_str("u8"),
            Self::U32 => f.write_str("u32"),
            Self::U64 => f.write_str("u64"),
            Self::String => f.write_str("string"),
            Self::Named(name) => write!(f, "{}", Escaped(name)),
            Self::Borrow(name) => write!(f, "borrow<{}>", Escaped(name)),
            Self::Option(inner) => write!(f, "option<{inner}>"),
            Self::List(inner) => write!(f, "list<{inner}>"),
            Self::Stream(inner) => write!(f, "stream<{inner}>"),
            Self::Future(inner) => write!(f, "future<{inner}>"),
            Self::Tuple(members) => {
                f.write_str("tuple<")?;
                for (i, member) in members.iter().enumerate() {
                    let comma = if i == 0 { "" } else { ", " };
                    write!(f, "{comma}{member}")?;
                }
                f.write_str(">")
            }
            Self::Result { ok: None, err } => write!(f, "result<_, {err}>"),
            Self::Result { ok: Some(ok), err } => write!(f, "result<{ok}, {err}>"),
        }
    }
}

/// An identifier, written with a `%` where WIT would take it for a keyword.
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if KEYWORDS.contains(&self.0) {
            f.write_str("%")?;
        }
        f.write_str(self.0)
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn ty(&mut self) -> Result<WitType, String> {
        let name = self.name()?;
        Ok(match name.as_str() {
            "u8" => WitType::U8,
            "u32" => WitType::U32,
            "u64" => WitType::U64,
            "string" => WitType::String,
            "borrow" => {
                self.expect('<')?;
                let name = self.name()?;
                self.expect('>')?;
                WitType::Borrow(name)
            }
            "option" => WitType::Option(Box::new(self.angled()?)),
            "list" => WitType::List(Box::new(self.angled()?)),
            "stream" => WitType::Stream(Box::new(self.angled()?)),
            "future" => WitType::Future(Box::new(self.angled()?)),
            "tuple" => {
                self.expect('<')?;
                let mut members = vec![self.ty()?];
                while self.take(',') {
                    members.push(self.ty()?);
                }
                self.expect('>')?;
                WitType::Tuple(members)
            }
            "result" => {
                self.expect('<')?;
                let ok = if self.take('_') { None } else { Some(Box::new(self.ty()?)) };
                self.expect(',')?;
                let err = Box::new(self.ty()?);
                self.expect('>')?;
                WitType::Result { ok, err }
            }
            _ => WitType::Named(name),
        })
    }

    fn angled(&mut self) -> Result<WitType, String> {
        self.expect('<')?;
        let ty = self.ty()?;
        self.expect('>')?;
        Ok(ty)
    }

    fn name(&mut self) -> Result<String, String> {
        let text = self.rest.trim_start();
        let end = text.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() {
            return Err(format!("expected a type at `{text}`"));
        }
        self.rest = rest;
        Ok(name.to_owned())
    }

    fn take(&mut self, wanted: char) -> bool {
        match self.rest.trim_start().strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.take(wanted) { Ok(()) } else { Err(format!("expected `{wanted}` at `{}`", self.rest)) }
    }
}

/// Words that cannot be names in WIT as they stand.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export", "f32", "f64", "flags",
    "from", "func", "future", "import", "include", "interface", "list", "map", "option", "own", "package", "record",
    "resource", "result", "s16", "s32", "s64", "s8", "static", "stream", "string", "tuple", "type", "u16", "u32",
    "u64", "u8", "use", "variant", "with", "world",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_print_as_they_were_read() {
        for text in [
            "u64",
            "list<u8>",
            "option<borrow<options>>",
            "result<_, error-code>",
            "result<list<result<symmetric-tag, error-code>>, error-code>",
            "list<tuple<borrow<symmetric-state>, list<u8>, u32>>",
            "tuple<stream<u8>, future<result<_, error-code>>>",
        ] {
            assert_eq!(WitType::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_not_a_type_is_named() {
        assert_eq!(WitType::parse("list<u8").unwrap_err(), "expected `>` at ``");
        assert_eq!(WitType::parse("").unwrap_err(), "expected a type at ``");
        assert_eq!(WitType::parse("u8 u8").unwrap_err(), "`u8` follows the type");
    }

    #[test]
    fn keywords_are_escaped() {
        assert_eq!(Escaped("import").to_string(), "%import");
        assert_eq!(Escaped("from-id").to_string(), "from-id");
    }
}
