//! Generates the core-module adapters from the binding model.
