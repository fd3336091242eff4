//! The check of a provider against the table.

use super::{ConfigError, CryptoProvider, Implementation};
use crate::table::{ROWS, Row, Shape};

/// A row, and the object that implements it if the provider has one.
#[derive(Clone, Copy)]
pub(crate) struct Checked {
    pub row: &'static Row,
    pub implementation: Option<Implementation>,
}

impl CryptoProvider {
    /// What the provider has for each row of the table.
    ///
    /// # Errors
    /// As [`EngineBuilder::build`](crate::EngineBuilder::build).
    pub(crate) fn check(&self) -> Result<Vec<Checked>, ConfigError> {
        let mut all: Vec<Checked> = ROWS.iter().map(|row| Checked { row, implementation: None }).collect();
        for implementation in self.implementations() {
            let name = implementation.algorithm().name();
            let found = all.iter_mut().find(|known| known.row.name.eq_ignore_ascii_case(name));
            let known = found.ok_or(ConfigError::UnknownAlgorithm(name))?;
            if known.implementation.is_some() {
                return Err(ConfigError::Duplicate(known.row.name));
            }
            if !implementation.agrees_with(known.row.shape) {
                return Err(ConfigError::Contradiction(known.row.name));
            }
            known.implementation = Some(implementation);
        }
        for known in all.iter().filter(|known| known.implementation.is_some()) {
            if let Shape::Extract { expand, .. } = known.row.shape
                && !all.iter().any(|other| other.row.name == expand && other.implementation.is_some())
            {
                return Err(ConfigError::Incomplete(known.row.name));
            }
        }
        Ok(all)
    }
}
