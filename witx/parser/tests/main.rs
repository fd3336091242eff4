//! The parser, on every document there is and on broken ones.

mod diagnostics;
mod dialects;
mod files;
mod generations;
mod legacy;
mod mutations;
