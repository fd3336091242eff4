//! APIs that are not ours: from witx, a table and a WIT package to programs that run.

mod greeting;
mod nn;
mod support;
mod types;
