//! Toolchains of other languages, installed below the target folder by the tests that need them if nothing may be
//! skipped, and kept there until the file that pins their versions changes.

mod chromium;
mod node;
mod package;
mod python;

pub use chromium::chromium;
pub(crate) use chromium::has_chromium;
pub(crate) use node::{has_javascript, has_new_node, has_node};
pub use node::{javascript, node};
pub use package::Package;
pub(crate) use python::has_python;
pub use python::python;
