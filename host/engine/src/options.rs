//! Option sets.

use core::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::encoding::{Category, SecretBytes};
use crate::engine::Engine;
use crate::error::{Error, Result};

/// A set of options for opening states and generating keys of one category.
///
/// Setting a name again replaces its value. A state reads the set when it is opened: later changes to the set do not
/// reach the state, and nothing the state does (such as drawing a nonce) reaches the set.
///
/// Names, for [`Category::Symmetric`] only: `nonce`, `context`, `salt` (bytes); `memory_limit`, `ops_limit` or
/// `opslimit`, `parallelism` (numbers); `buffer` or `memory` (memory budget). No algorithm of the other categories has
/// options.
///
/// Legacy functions: `options_open`, `options_set`, `options_set_u64`, `options_set_guest_buffer`.
pub struct Options {
    engine: Engine,
    category: Category,
    values: Arc<Values>,
}

/// What an option set holds. Shared by the states opened with the set, and copied before the set changes it again.
#[derive(Clone, Default)]
pub(crate) struct Values {
    bytes: [Option<SecretBytes>; BYTES.len()],
    numbers: [Option<u64>; NUMBERS.len()],
    budget: Option<u32>,
}

/// Names of options whose value is a byte string.
const BYTES: [&str; 3] = [NONCE, "context", "salt"];

/// Names of options whose value is a number.
const NUMBERS: [&str; 3] = ["memory_limit", "ops_limit", "parallelism"];

/// Names of the memory budget.
const BUDGET: [&str; 2] = ["buffer", "memory"];

/// The option that carries a nonce.
pub(crate) const NONCE: &str = "nonce";

impl Options {
    /// An empty set for algorithms of one category.
    pub fn open(engine: &Engine, category: Category) -> Self {
        Self { engine: engine.clone(), category, values: Arc::default() }
    }

    /// The category the set is for.
    pub fn category(&self) -> Category {
        self.category
    }

    /// Sets an option whose value is a byte string.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] if no algorithm of the category knows such an option; [`Error::Overflow`] if the
    /// value is longer than `max_option_len` or the set already has `max_options` others.
    pub fn set(&mut self, name: &str, value: &[u8]) -> Result<()> {
        let index = self.position(&BYTES, name)?;
        if value.len() > self.engine.limits().max_option_len {
            return Err(Error::Overflow);
        }
        self.admit(self.values.bytes.get(index).is_some_and(Option::is_some))?;
        if let Some(slot) = Arc::make_mut(&mut self.values).bytes.get_mut(index) {
            *slot = Some(Zeroizing::new(value.to_vec()));
        }
        Ok(())
    }

    /// Sets an option whose value is a number.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] if no algorithm of the category knows such an option; [`Error::Overflow`] if the
    /// set already has `max_options` others.
    pub fn set_u64(&mut self, name: &str, value: u64) -> Result<()> {
        let index = self.position(&NUMBERS, number_name(name))?;
        self.admit(self.values.numbers.get(index).is_some_and(Option::is_some))?;
        if let Some(slot) = Arc::make_mut(&mut self.values).numbers.get_mut(index) {
            *slot = Some(value);
        }
        Ok(())
    }

    /// Grants a memory-hard function `size` bytes.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] if no algorithm of the category knows such an option; [`Error::Overflow`] if
    /// `size` is more than `max_memory_budget` or the set already has `max_options` others.
    pub fn set_memory_budget(&mut self, name: &str, size: u32) -> Result<()> {
        self.position(&BUDGET, name)?;
        if u64::from(size) > self.engine.limits().max_memory_budget {
            return Err(Error::Overflow);
        }
        self.admit(self.values.budget.is_some())?;
        Arc::make_mut(&mut self.values).budget = Some(size);
        Ok(())
    }

    /// The values as they are now, for a state of `category`.
    pub(crate) fn snapshot(&self, category: Category) -> Result<Arc<Values>> {
        if self.category == category { Ok(Arc::clone(&self.values)) } else { Err(Error::InvalidHandle) }
    }

    fn position(&self, names: &[&str], name: &str) -> Result<usize> {
        if self.category != Category::Symmetric {
            return Err(Error::UnsupportedOption);
        }
        names.iter().position(|known| *known == name).ok_or(Error::UnsupportedOption)
    }

    /// Refuses one more option than allowed.
    fn admit(&self, replaces: bool) -> Result<()> {
        if replaces || self.values.len() < self.engine.limits().max_options { Ok(()) } else { Err(Error::Overflow) }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("category", &self.category)
            .field("len", &self.values.len())
            .finish_non_exhaustive()
    }
}

impl Values {
    /// The value of a byte-string option: [`Error::OptionNotSet`] without one, [`Error::UnsupportedOption`] for an
    /// unknown name.
    pub(crate) fn bytes(&self, name: &str) -> Result<&[u8]> {
        let index = BYTES.iter().position(|known| *known == name).ok_or(Error::UnsupportedOption)?;
        let value = self.bytes.get(index).and_then(Option::as_ref);
        value.map(|value| value.as_slice()).ok_or(Error::OptionNotSet)
    }

    /// The value of a number option, with the same errors.
    pub(crate) fn number(&self, name: &str) -> Result<u64> {
        let name = number_name(name);
        let index = NUMBERS.iter().position(|known| *known == name).ok_or(Error::UnsupportedOption)?;
        self.numbers.get(index).copied().flatten().ok_or(Error::OptionNotSet)
    }

    fn len(&self) -> usize {
        let bytes = self.bytes.iter().flatten().count();
        let numbers = self.numbers.iter().flatten().count();
        bytes.saturating_add(numbers).saturating_add(usize::from(self.budget.is_some()))
    }
}

/// The specification spells one option in two ways.
fn number_name(name: &str) -> &str {
    if name == "opslimit" { "ops_limit" } else { name }
}
