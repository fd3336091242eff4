//! A generation of the legacy API: what its file of facts says.
//!
//! The file is `generation.toml` in its folder. It says what the witx beside it cannot: since when the generation was
//! published, which others it can be taken together with, and what had another name or number than today.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::errors::{ModelError, Problem};
use crate::step::Verb;

/// A published state of the legacy API that a module can tell from its neighbours.
#[derive(Clone, Debug)]
pub struct Generation {
    name: String,
    facts: Facts,
}

impl Generation {
    /// Reads the facts of a generation.
    ///
    /// # Errors
    ///
    /// [`Problem::Table`] for text that is not TOML or has unknown or missing keys, [`Problem::Unused`] for keys that do
    /// not go together.
    pub fn parse(name: &str, text: &str) -> Result<Self, ModelError> {
        let fault = |problem| ModelError::new(place(name), problem);
        let facts: Facts = toml::from_str(text).map_err(|error| fault(Problem::Table(error.to_string())))?;
        let renames = !(facts.names.is_empty()
            && facts.constants.is_empty()
            && facts.values.is_empty()
            && facts.errors.is_empty());
        if facts.objects.is_some() && renames {
            return Err(fault(Problem::Unused("what had another name, beside `objects`,".to_owned())));
        }
        if facts.like.is_some() && (renames || facts.objects.is_some()) {
            return Err(fault(Problem::Unused("what the generation is like, beside what it means,".to_owned())));
        }
        Ok(Self { name: name.to_owned(), facts })
    }

    /// What it is called: the name of its folder, which is the month it began in, or the day.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is in a word or two: `key manager`.
    pub fn title(&self) -> &str {
        &self.facts.title
    }

    /// Since when it was published.
    pub fn since(&self) -> &Since {
        &self.facts.since
    }

    /// Why there are no adapters for it, where there are none.
    pub fn unserved(&self) -> Option<&str> {
        self.facts.unserved.as_deref()
    }

    /// Why this function of it is in no adapter, where it is not.
    pub fn missing(&self, function: &str) -> Option<&str> {
        self.facts.missing.get(function).map(String::as_str)
    }

    /// All that its file says.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Whether both can be taken together, call by call.
    pub fn is_of_the_family_of(&self, other: &Self) -> bool {
        self.name == other.name || (self.facts.family.is_some() && self.facts.family == other.facts.family)
    }

    /// Whether it is called so, here or elsewhere.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.facts.also.iter().any(|also| also == name)
    }
}

impl Serialize for Generation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl PartialEq for Generation {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Generation {}

/// Where the facts of a generation are, for errors.
pub(crate) fn place(name: &str) -> String {
    format!("witx/{name}/generation.toml")
}

/// What the file of a generation says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Facts {
    /// The generation in a word or two.
    pub title: String,
    /// When it was first published.
    pub since: Since,
    /// What those have in common that can be taken together: their calls tell them apart. Without it the generation
    /// stands alone.
    pub family: Option<String>,
    /// What is new in it, for people.
    pub about: String,
    /// Other names for it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The generation whose file says what this one means, too.
    pub like: Option<String>,
    /// Import modules that tell it, where it has no witx: nothing else is known of it.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Import modules that had another name as well, with that name.
    #[serde(default)]
    pub also_modules: BTreeMap<String, String>,
    /// Why there are no adapters for it.
    pub unserved: Option<String>,
    /// Functions that are in no adapter, with the reason.
    #[serde(default)]
    pub missing: BTreeMap<String, String>,
    /// Functions, parameters, handle kinds and enums that had another name, with the name of today.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// By today's name of an enum: a parameter of that name that some functions did not have.
    #[serde(default)]
    pub constants: BTreeMap<String, ConstantRow>,
    /// By legacy enum: values that WIT has under another name, or has not.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, ValueRow>>,
    /// WIT errors for which the generation has no error of the same name, with the one that comes closest.
    #[serde(default)]
    pub errors: BTreeMap<String, String>,
    /// What the functions do, where they prepare objects part by part.
    pub objects: Option<ObjectTable>,
}

/// A year, a month or a day: `2019`, `2020-06` or `2020-06-16`. Earlier ones are less.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(try_from = "String")]
pub struct Since(String);

impl TryFrom<String> for Since {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('-').collect();
        let is = |part: &str, len: usize, up_to: u32| {
            let number = part.parse::<u32>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
            part.len() == len && number.is_some_and(|number| (1..=up_to).contains(&number))
        };
        let fine = match parts.as_slice() {
            [year] => is(year, 4, 9999),
            [year, month] => is(year, 4, 9999) && is(month, 2, 12),
            [year, month, day] => is(year, 4, 9999) && is(month, 2, 12) && is(day, 2, 31),
            _ => false,
        };
        if fine { Ok(Self(text)) } else { Err(format!("`{text}` is no year, month or day; write `2020-06-16`")) }
    }
}

impl Since {
    /// The same as people write it, to the day if it is known.
    pub fn day(&self) -> String {
        match self.0.rsplit('-').next().filter(|_| self.0.len() > 7) {
            Some(day) => format!("{} {self}", day.trim_start_matches('0')),
            None => self.to_string(),
        }
    }
}

/// The month as people write it, or the year: `June 2020`.
impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = self.0.split('-');
        let year = parts.next().unwrap_or_default();
        let month = parts.next().and_then(|month| month.parse::<usize>().ok());
        match month.and_then(|month| MONTHS.get(month - 1)) {
            Some(month) => write!(f, "{month} {year}"),
            None => f.write_str(year),
        }
    }
}

#[rustfmt::skip]
const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

/// A parameter that had one value only, and was left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConstantRow {
    /// The value.
    pub value: String,
    /// The functions, by the names of today.
    pub functions: Vec<String>,
}

/// What became of a value.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum ValueRow {
    /// It is that WIT case.
    Same(String),
    /// What is imported is that WIT case, which takes more forms than one. What is exported is another matter.
    Given {
        /// The WIT case.
        means: String,
        /// What becomes of one that is asked for.
        export: Export,
    },
}

/// What becomes of a value that is asked for, where WIT has more forms than the value stands for, or another one.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Export {
    /// The case's point, compressed.
    Compressed,
    /// That legacy error.
    Refused(String),
}

impl ValueRow {
    /// The WIT case.
    pub fn means(&self) -> &str {
        match self {
            Self::Same(means) | Self::Given { means, .. } => means,
        }
    }
}

/// What the functions of a generation do whose objects are prepared part by part.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ObjectTable {
    /// Functions that prepare an object, with what they do to it.
    pub steps: BTreeMap<String, Verb>,
    /// Functions that call one of the package: `symmetric-state.open`.
    pub calls: BTreeMap<String, String>,
    /// Functions that drop a resource of the package.
    pub drops: BTreeMap<String, String>,
    /// Handle types that nothing produces, with those that are meant.
    pub kinds: BTreeMap<String, String>,
    /// Names of algorithms, with those of the package.
    pub algorithms: BTreeMap<String, String>,
    /// For every error of the package the error of the generation.
    pub errors: BTreeMap<String, String>,
    /// Errors that adapters answer by themselves.
    pub own: OwnErrors,
    /// Errors that have a cause, where functions tell one.
    pub causes: BTreeMap<String, String>,
}

/// Errors that adapters answer by themselves, by the names that [`ErrnoMap`](crate::binding::ErrnoMap) has for them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it, and the map has the sentences")]
pub struct OwnErrors {
    pub guest_error: String,
    pub closed: String,
    pub invalid_handle: String,
    pub overflow: String,
    pub invalid_length: String,
    pub too_many_handles: String,
    pub unsupported_feature: String,
    pub invalid_tag: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_people_do() {
        let since = |text: &str| Since::try_from(text.to_owned());
        for (text, month, day) in [
            ("2019", "2019", "2019"),
            ("2020-06", "June 2020", "June 2020"),
            ("2020-03-09", "March 2020", "9 March 2020"),
            ("2020-12-31", "December 2020", "31 December 2020"),
        ] {
            let since = since(text).unwrap();
            assert_eq!((since.to_string(), since.day()), (month.to_owned(), day.to_owned()));
        }
        for wrong in ["", "20", "2020-13", "2020-00", "2020-6", "+020", "2020-06-32", "2020-06-16-1"] {
            assert!(since(wrong).is_err(), "{wrong}");
        }
        assert!(since("2019").unwrap() < since("2020-03-09").unwrap());
    }

    #[test]
    fn keys_that_do_not_go_together_are_errors() {
        let parse = |more: &str| Generation::parse("x", &format!("title = 'x'\nsince = '2020'\nabout = 'x'\n{more}"));
        assert!(parse("").is_ok());
        assert!(parse("[names]\na = 'b'").is_ok());
        let error = parse("like = '2019'\n[names]\na = 'b'").unwrap_err();
        assert_eq!(
            error.to_string(),
            "witx/x/generation.toml: what the generation is like, beside what it means, has no effect"
        );
        assert!(parse("[nmaes]\na = 'b'").unwrap_err().to_string().contains("unknown field `nmaes`"));
    }
}
