//! The generated core-module adapters as constants.
