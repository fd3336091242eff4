//! One module per subcommand. Each has a struct of its arguments and `execute`.

pub mod adapter;
pub mod algorithms;
pub mod bridge;
pub mod completions;
pub mod componentize;
pub mod compose;
pub mod demo;
pub mod inspect;
pub mod provider;
pub mod run;
pub mod secrets;
pub mod serve;
pub mod translate;
pub mod wit;
