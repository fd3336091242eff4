//! Toolchains of other languages, installed below the target folder by the tests that need them, and kept there until
//! the file that pins their versions changes.

mod chromium;
mod node;
mod package;
mod python;

pub use chromium::chromium;
pub use node::{javascript, node};
pub use package::Package;
pub use python::python;
