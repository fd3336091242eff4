//! Methods whose argument may come in pieces: several calls of them do what one call with all of it does.
//!
//! That is how more than one call can carry reaches the host.

/// A method of the package whose only argument may come in pieces.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pieces {
    /// Interface without package: `symmetric`.
    pub interface: String,
    /// Resource: `symmetric-state`.
    pub resource: String,
    /// Name as the component model mangles it: `[method]symmetric-state.absorb`.
    pub function: String,
    /// How the names of those algorithms begin, at least eight characters, that take it whole. The adapter asks
    /// `[method]<resource>.algorithm`, and compares without regard to case.
    pub whole_for: Vec<String>,
}
