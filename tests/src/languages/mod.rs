//! Toolchains of other languages, installed below the target folder by the tests that need them, and kept there until
//! the file that pins their versions changes.

mod node;
mod package;
mod python;
mod readme;

pub use node::javascript;
pub use package::Package;
pub use python::python;
pub use readme::Readme;
