//! What becomes of a legacy output buffer, and how large it has to be.

use serde::Deserialize;

/// What becomes of a legacy output buffer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Output {
    /// `"fits"`: a list whose size only the host knows. Too long for the buffer: `overflow`, which is harmless because the
    /// call changes nothing.
    Fits,
    /// `{ fills = "NAME" }`: the capacity becomes the WIT parameter NAME, and the host answers that many bytes.
    Fills(String),
    /// `{ lent-as = "NAME" }`: no output after all. The range is checked and the capacity becomes the WIT parameter NAME.
    LentAs(String),
    /// `{ exactly = SIZE }`: checked before the call, so that nothing happens when the result would not fit. A larger
    /// buffer is an error too.
    Exactly(Size),
    /// `{ at-least = SIZE }`: checked before the call; a larger buffer will do.
    AtLeast(Size),
}

/// The size an output buffer needs.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// `{ len-of = "INPUT" }`: as many bytes as that legacy input buffer.
    LenOf(String),
    /// `{ with-tag = "INPUT" }`: as many and the longest tag of the state.
    WithTag(String),
    /// `{ without-tag = { input = "INPUT" } }`: as many without the longest tag of the state.
    WithoutTag(WithoutTag),
    /// `{ answer-of = "RESOURCE.METHOD" }`: what that method of the only handle of that resource answers.
    AnswerOf(Answer),
}

/// A size from which a tag is missing.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WithoutTag {
    /// The legacy input buffer.
    pub input: String,
    /// Algorithms whose names end so have padding instead of a tag, and may fill a buffer as large as the input.
    pub padded: Option<Suffix>,
}

/// The end of names of algorithms: four characters, as many as adapters compare at a time.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct Suffix(String);

impl Suffix {
    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Suffix {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.is_ascii() && text.len() == 4 {
            true => Ok(Self(text)),
            false => Err(format!("`{text}` is not the four last characters of names")),
        }
    }
}

/// A method that answers a size.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "String")]
pub struct Answer {
    /// The resource: `secrets-manager`.
    pub resource: String,
    /// The method: `id-len`.
    pub method: String,
}

impl TryFrom<String> for Answer {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once('.') {
            Some((resource, method)) => Ok(Self { resource: resource.to_owned(), method: method.to_owned() }),
            None => Err(format!("`{text}` is no method; write `RESOURCE.METHOD`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Row {
        out: Output,
    }

    fn read(text: &str) -> Result<Output, String> {
        toml::from_str(&format!("out = {text}")).map(|row: Row| row.out).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn rules_read_as_they_are_written() {
        let without = |padded: Option<&str>| {
            let padded = padded.map(|suffix| Suffix(suffix.to_owned()));
            Output::Exactly(Size::WithoutTag(WithoutTag { input: "data".to_owned(), padded }))
        };
        assert_eq!(read("'fits'"), Ok(Output::Fits));
        assert_eq!(read("{ fills = 'len' }"), Ok(Output::Fills("len".to_owned())));
        assert_eq!(read("{ lent-as = 'size' }"), Ok(Output::LentAs("size".to_owned())));
        assert_eq!(read("{ exactly = { len-of = 'data' } }"), Ok(Output::Exactly(Size::LenOf("data".to_owned()))));
        assert_eq!(read("{ exactly = { with-tag = 'data' } }"), Ok(Output::Exactly(Size::WithTag("data".to_owned()))));
        assert_eq!(read("{ exactly = { without-tag = { input = 'data' } } }"), Ok(without(None)));
        let padded = "{ exactly = { without-tag = { input = 'data', padded = '-PAD' } } }";
        assert_eq!(read(padded), Ok(without(Some("-PAD"))));
        let answer = Answer { resource: "secrets-manager".to_owned(), method: "id-len".to_owned() };
        assert_eq!(
            read("{ at-least = { answer-of = 'secrets-manager.id-len' } }"),
            Ok(Output::AtLeast(Size::AnswerOf(answer)))
        );
    }

    #[test]
    fn what_is_no_rule_is_refused_when_it_is_read() {
        for (text, reason) in [
            ("'roughly'", "unknown variant `roughly`"),
            ("'exactly data'", "unknown variant `exactly data`"),
            ("{ exactly = { salted = 'data' } }", "unknown variant `salted`"),
            ("{ exactly = { without-tag = { input = 'data', until = 'data' } } }", "unknown field `until`"),
            ("{ exactly = { without-tag = { input = 'data', padded = 'PAD' } } }", "four last characters"),
            ("{ at-least = { answer-of = 'id-len' } }", "`RESOURCE.METHOD`"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
