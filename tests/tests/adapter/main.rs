//! Runs generated adapters on a real runtime: driver module + adapters + a small host written here.

mod arena;
mod arguments;
mod arrays;
mod batches;
mod borrowing;
mod buffers;
mod cost;
mod handles;
mod keys;
mod padding;
mod pieces;
mod random;
mod strings;
mod structure;
mod support;
mod tag_lengths;
