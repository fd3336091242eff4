//! The binding model: legacy functions and the WIT items they became.

pub mod binding;
