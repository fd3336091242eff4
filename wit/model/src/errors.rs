//! Where the shaping table and the witx files disagree.

use std::fmt;

/// A disagreement, and where it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ModelError {
    /// The row of the table, or the place in a witx file; empty where it is the caller who asked for something else.
    pub place: String,
    /// What is wrong there.
    pub problem: Problem,
}

impl ModelError {
    /// A disagreement at a place.
    pub fn new(place: impl Into<String>, problem: Problem) -> Self {
        Self { place: place.into(), problem }
    }
}

/// What is wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// A batch whose entries or results do not have the shape of the function it repeats.
    BatchShape(String),
    /// The core signature of the function is not the one its parameters lead to.
    CoreSignature(String),
    /// A legacy function has more than one row.
    CoveredTwice(String),
    /// Two things in one interface have the same WIT name.
    DuplicateName(String),
    /// Two of the function's parameters could be the method's resource, and the row does not say which.
    MethodOf(String, Vec<String>),
    /// The errno type lacks a case the adapters answer by themselves.
    MissingErrno(String),
    /// A version constant has another value than the one the adapters know.
    ConstantValue(String, u64),
    /// An output buffer without a rule.
    OutputWithoutRule(String),
    /// A legacy parameter that neither becomes a WIT parameter nor is used otherwise.
    ParameterNotConsumed(String),
    /// Several success values and no record, or a record that does not fit them.
    Record(String),
    /// A rule about an output that makes no sense where it stands.
    Rule(String),
    /// The table cannot be read.
    Table(String),
    /// A legacy function without a row.
    UncoveredFunction(String),
    /// A legacy handle kind without a resource.
    UncoveredHandle(String),
    /// A generation nobody described.
    UnknownGeneration {
        /// The name that was asked for.
        name: String,
        /// The names there are, oldest first.
        known: Vec<String>,
    },
    /// A generation without adapters.
    Unserved {
        /// The generation.
        name: String,
        /// Why there are none.
        reason: String,
    },
    /// A row names an error that `error-code` does not have.
    UnknownError(String),
    /// A row names a function the witx files do not have.
    UnknownFunction(String),
    /// A row names a parameter its function does not have.
    UnknownParameter(String),
    /// A row names a legacy type the witx files do not have, or that is of another kind.
    UnknownType(String),
    /// A WIT type name nobody defines, or text that is no type.
    UnknownWitType(String),
    /// A legacy type that has no counterpart in the table.
    UnsupportedType(String, String),
    /// A key or row that has no effect.
    Unused(String),
    /// A witx file cannot be read.
    Witx(String),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "{}", self.problem),
            place => write!(f, "{place}: {}", self.problem),
        }
    }
}

impl std::error::Error for ModelError {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BatchShape(reason) | Self::CoreSignature(reason) | Self::Record(reason) | Self::Rule(reason) => {
                f.write_str(reason)
            }
            Self::CoveredTwice(name) => write!(f, "`{name}` has two rows"),
            Self::DuplicateName(name) => write!(f, "the interface has two items called `{name}`"),
            Self::MethodOf(resource, params) => write!(
                f,
                "either of `{}` could be the {resource} of the method; say which with `self`",
                params.join("`, `")
            ),
            Self::MissingErrno(name) => write!(f, "the errno type has no case `{name}`"),
            Self::ConstantValue(name, value) => {
                write!(f, "constant `{name}` is {value:#x}, which the adapters do not know")
            }
            Self::OutputWithoutRule(param) => {
                write!(f, "`{param}` is an output buffer; say what becomes of it under `outputs`")
            }
            Self::ParameterNotConsumed(param) => write!(f, "parameter `{param}` goes nowhere"),
            Self::Table(reason) | Self::Witx(reason) => f.write_str(reason),
            Self::UncoveredFunction(name) => {
                write!(f, "no row of the shaping table covers `{name}`")
            }
            Self::UncoveredHandle(name) => {
                write!(f, "no resource of the shaping table covers handle `{name}`")
            }
            Self::UnknownGeneration { name, known } => {
                write!(f, "there is no generation `{name}`; there is {}", known.join(", "))
            }
            Self::Unserved { name, reason } => write!(f, "there are no adapters of generation `{name}`: {reason}"),
            Self::UnknownError(name) => write!(f, "`error-code` has no case `{name}`"),
            Self::UnknownFunction(name) => write!(f, "no legacy function is called `{name}`"),
            Self::UnknownParameter(name) => write!(f, "the function has no parameter `{name}`"),
            Self::UnknownType(name) => write!(f, "the witx files have no such type: `{name}`"),
            Self::UnknownWitType(reason) => write!(f, "no such WIT type: {reason}"),
            Self::UnsupportedType(param, what) => {
                write!(f, "`{param}` is {what}, for which the model has no rule")
            }
            Self::Unused(what) => write!(f, "{what} has no effect"),
        }
    }
}
