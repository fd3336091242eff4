//! `wasi-crypto serve`: what clients see of it.

mod answers;
mod client;
mod ending;
mod hostile;
mod load;
mod refusals;
mod service;
mod tokens;
