//! Runs generated adapters on a real runtime: driver module + adapters + a small host written here.

mod first;
mod support;
