//! What stands in the way of a module, or deserves a look.

use serde::Serialize;

/// Something that stands in the way (`fatal`) or deserves a look.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Problem {
    /// The module cannot become a component that runs.
    pub fatal: bool,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: String,
    /// A world given by the caller may serve what is missing, so that the problem does not count then.
    #[serde(skip)]
    pub(crate) served_by_world: bool,
}

impl Problem {
    /// Something that deserves a look.
    pub fn note(what: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { fatal: false, what: what.into(), hint: hint.into(), served_by_world: false }
    }

    /// Something that stands in the way.
    pub fn fatal(what: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { fatal: true, what: what.into(), hint: hint.into(), served_by_world: false }
    }
}
