//! What only crates that are pre-releases, and not audited, have: the same in every provider. The table names the objects
//! in here.

pub(crate) mod ed448;
pub(crate) mod x448;
