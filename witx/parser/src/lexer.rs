//! Text to tokens.

use crate::source::Span;

/// A lexical unit. Comments are kept only where they document something.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Token {
    /// `(`
    Open,
    /// `)`
    Close,
    /// A keyword, number, annotation or `$name`.
    Atom(String),
    /// A string literal, decoded.
    Text(String),
    /// One line of a `;;;` comment, or the inside of a `(;; ... ;)` comment, without its markers.
    Doc(String),
}

/// A token and its place.
#[derive(Clone, Debug)]
pub(crate) struct Spanned {
    pub(crate) token: Token,
    pub(crate) span: Span,
}

/// Splits a file into tokens; fails with a place and a reason.
pub(crate) fn lex(file: u32, text: &str) -> Result<Vec<Spanned>, (Span, String)> {
    let Ok(length) = u32::try_from(text.len()) else {
        return Err((Span::default(), "the file is larger than 4 GiB".to_owned()));
    };
    let mut lexer = Lexer { file, text, position: 0, length: length as usize, tokens: Vec::new() };
    lexer.run()?;
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    file: u32,
    text: &'a str,
    position: usize,
    length: usize,
    tokens: Vec<Spanned>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) -> Result<(), (Span, String)> {
        // A byte order mark some editors write.
        if self.text.starts_with('\u{feff}') {
            self.position = '\u{feff}'.len_utf8();
        }
        while self.position < self.length {
            let start = self.position;
            let rest = self.rest();
            if rest.starts_with(";;") {
                self.line_comment(start);
            } else if rest.starts_with("(;") {
                self.block_comment(start)?;
            } else if rest.starts_with('"') {
                self.string(start)?;
            } else {
                self.plain(start)?;
            }
        }
        Ok(())
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or("")
    }

    fn span(&self, start: usize) -> Span {
        Span { file: self.file, start: start as u32, end: self.position as u32 }
    }

    fn push(&mut self, start: usize, token: Token) {
        let span = self.span(start);
        self.tokens.push(Spanned { token, span });
    }

    /// Parentheses, white space and atoms.
    fn plain(&mut self, start: usize) -> Result<(), (Span, String)> {
        let Some(first) = self.rest().chars().next() else {
            return Ok(());
        };
        self.position += first.len_utf8();
        match first {
            '(' => self.push(start, Token::Open),
            ')' => self.push(start, Token::Close),
            c if c.is_whitespace() => {}
            c if c == ';' || c.is_control() => {
                return Err((self.span(start), format!("unexpected character {c:?}; a comment starts with `;;`")));
            }
            _ => {
                let rest = self.rest();
                let length = rest
                    .find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | '"' | ';'))
                    .unwrap_or(rest.len());
                self.position += length;
                let atom = self.text.get(start..self.position).unwrap_or("");
                self.push(start, Token::Atom(atom.to_owned()));
            }
        }
        Ok(())
    }

    fn line_comment(&mut self, start: usize) {
        let rest = self.rest();
        let length = rest.find('\n').unwrap_or(rest.len());
        self.position += length;
        let comment = rest.get(..length).unwrap_or("");
        if let Some(doc) = comment.strip_prefix(";;;") {
            // A rule such as `;;;;;;;;` separates; it documents nothing.
            if !doc.starts_with(";;") {
                let doc = doc.trim_end().to_owned();
                self.push(start, Token::Doc(doc));
            }
        }
    }

    fn block_comment(&mut self, start: usize) -> Result<(), (Span, String)> {
        let is_doc = self.rest().starts_with("(;;") && !self.rest().starts_with("(;;)");
        self.position += 2;
        let mut depth = 1_u32;
        while depth > 0 {
            let rest = self.rest();
            if rest.starts_with("(;") {
                self.position += 2;
                depth += 1;
            } else if rest.starts_with(";)") {
                self.position += 2;
                depth -= 1;
            } else if let Some(c) = rest.chars().next() {
                self.position += c.len_utf8();
            } else {
                let span = Span { end: start as u32 + 2, ..self.span(start) };
                return Err((span, "this comment is never closed".to_owned()));
            }
        }
        if is_doc {
            let inner = self.text.get(start + 3..self.position.saturating_sub(2)).unwrap_or("");
            for line in inner.trim().lines() {
                self.push(start, Token::Doc(line.trim_end().to_owned()));
            }
        }
        Ok(())
    }

    fn string(&mut self, start: usize) -> Result<(), (Span, String)> {
        self.position += 1;
        let mut value = String::new();
        loop {
            let at = self.position;
            let Some(c) = self.rest().chars().next() else {
                return Err(self.unclosed_string(start));
            };
            self.position += c.len_utf8();
            match c {
                '"' => break,
                '\n' => return Err(self.unclosed_string(start)),
                '\\' => value.push(self.escape(at)?),
                c => value.push(c),
            }
        }
        self.push(start, Token::Text(value));
        Ok(())
    }

    fn escape(&mut self, at: usize) -> Result<char, (Span, String)> {
        let escaped = self.rest().chars().next();
        self.position += escaped.map_or(0, char::len_utf8);
        match escaped {
            Some('n') => Ok('\n'),
            Some('t') => Ok('\t'),
            Some('r') => Ok('\r'),
            Some(c @ ('"' | '\'' | '\\')) => Ok(c),
            _ => Err((
                self.span(at),
                "unknown escape in a string; known are \\n, \\t, \\r, \\\", \\' and \\\\".to_owned(),
            )),
        }
    }

    fn unclosed_string(&self, start: usize) -> (Span, String) {
        let span = Span { end: start as u32 + 1, ..self.span(start) };
        (span, "this string is not closed on its line".to_owned())
    }
}
