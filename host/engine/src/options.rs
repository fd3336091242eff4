//! Option sets.

use core::fmt;
use std::sync::{Arc, LazyLock};

use zeroize::Zeroizing;

use crate::budget::{ALLOCATION, Budget, SHARED, Share};
use crate::encoding::{Category, SecretBytes};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::provider::{Parameters, PasswordParameters};

/// A set of options for opening states and generating keys of one category.
///
/// Setting a name again replaces its value. A state reads the set when it is opened: later changes to the set do not
/// reach the state, and nothing the state does (such as drawing a nonce) reaches the set.
///
/// Names, for [`Category::Symmetric`] only: `nonce`, `context`, `salt` (bytes); `memory_limit`, `ops_limit` or
/// `opslimit`, `parallelism` (numbers); `buffer` or `memory` (memory budget). No algorithm of the other categories has
/// options. A session is the only state with a key for which a `nonce` without bytes has a meaning: it has no nonce then.
///
/// Legacy functions: `options_open`, `options_set`, `options_set_u64`, `options_set_guest_buffer`.
pub struct Options {
    engine: Engine,
    category: Category,
    values: Arc<Values>,
}

/// What an option set holds. Shared by the states opened with the set, and copied before the set changes it again.
///
/// There is no `Option` in here: the unused part of one would take along whatever the stack held before, secrets
/// included, and nothing would ever wipe it.
pub(crate) struct Values {
    bytes: [SecretBytes; BYTES.len()],
    numbers: [u64; NUMBERS.len()],
    memory: u32,
    /// A bit per option that has a value: byte strings, then numbers, then the memory budget.
    present: u32,
    /// [`Values::held`] bytes, but for those that the place of an option set pays for, or of a state.
    share: Share,
}

/// What values take, be they none, and each string besides its bytes.
const VALUES: usize = size_of::<Values>() + SHARED + BYTES.len() * ALLOCATION;

/// The bits of the numbers, and of the memory budget, in [`Values::present`].
const NUMBER_BITS: usize = BYTES.len();
const MEMORY_BIT: usize = BYTES.len() + NUMBERS.len();

/// Names of options whose value is a byte string.
const BYTES: [&str; 3] = [NONCE, CONTEXT, SALT];

/// Names of options whose value is a number.
const NUMBERS: [&str; 3] = ["memory_limit", "ops_limit", "parallelism"];

/// Names of the memory budget.
const MEMORY: [&str; 2] = ["buffer", "memory"];

/// The option that carries a nonce.
pub(crate) const NONCE: &str = "nonce";

/// The option for domain separation.
const CONTEXT: &str = "context";

/// The option that carries a salt.
const SALT: &str = "salt";

impl Options {
    /// An empty set for algorithms of one category.
    pub fn open(engine: &Engine, category: Category) -> Self {
        Self { engine: engine.clone(), category, values: Arc::clone(Values::none()) }
    }

    /// The category the set is for.
    pub fn category(&self) -> Category {
        self.category
    }

    /// Sets an option whose value is a byte string.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] if no algorithm of the category knows such an option; [`Error::Overflow`] if the
    /// value is longer than `max_option_len`, the set already has `max_options` others, or the guest would hold more
    /// than `max_held_bytes`.
    pub fn set(&mut self, name: &str, value: &[u8]) -> Result<()> {
        let index = self.position(&BYTES, name)?;
        if value.len() > self.engine.limits().max_option_len {
            return Err(Error::Overflow);
        }
        let values = Self::admit(&self.engine, &mut self.values, index)?;
        let held = values.held();
        let Some(slot) = values.bytes.get_mut(index) else { return Err(Error::InternalError) };
        let others = held.saturating_sub(slot.len());
        values.share.resize_beyond_place(self.engine.budget(), others.saturating_add(value.len()))?;
        *slot = Zeroizing::new(value.to_vec());
        values.mark(index);
        Ok(())
    }

    /// Sets an option whose value is a number.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] if no algorithm of the category knows such an option; [`Error::Overflow`] if the
    /// set already has `max_options` others, or the guest would hold more than `max_held_bytes`.
    pub fn set_u64(&mut self, name: &str, value: u64) -> Result<()> {
        let index = self.position(&NUMBERS, number_name(name))?;
        let bit = NUMBER_BITS.saturating_add(index);
        let values = Self::admit(&self.engine, &mut self.values, bit)?;
        if let Some(slot) = values.numbers.get_mut(index) {
            *slot = value;
        }
        values.mark(bit);
        Ok(())
    }

    /// Grants a memory-hard function `size` bytes: one that would take more is refused when its state is opened. A
    /// grant never changes the result; how much memory is used says `memory_limit`.
    ///
    /// # Errors
    /// [`Error::UnsupportedOption`] if no algorithm of the category knows such an option; [`Error::Overflow`] if
    /// `size` is more than `max_memory_budget`, the set already has `max_options` others, or the guest would hold more
    /// than `max_held_bytes`.
    pub fn set_memory_budget(&mut self, name: &str, size: u32) -> Result<()> {
        self.position(&MEMORY, name)?;
        if u64::from(size) > self.engine.limits().max_memory_budget {
            return Err(Error::Overflow);
        }
        let values = Self::admit(&self.engine, &mut self.values, MEMORY_BIT)?;
        values.memory = size;
        values.mark(MEMORY_BIT);
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

    /// The values, to set one that is not one more than allowed.
    fn admit<'a>(engine: &Engine, values: &'a mut Arc<Values>, bit: usize) -> Result<&'a mut Values> {
        if !values.has(bit) && values.len() >= engine.limits().max_options {
            return Err(Error::Overflow);
        }
        // Nobody has a weak one, and who has one of several cannot be the only one meanwhile.
        if Arc::strong_count(values) > 1 {
            *values = Arc::new(values.copy(engine.budget())?);
        }
        Arc::get_mut(values).ok_or(Error::InternalError)
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
    /// What all empty sets have in common: no value, paid for by nobody.
    pub(crate) fn none() -> &'static Arc<Self> {
        static NONE: LazyLock<Arc<Values>> = LazyLock::new(|| {
            let (bytes, numbers, share) = (Default::default(), Default::default(), Share::default());
            Arc::new(Values { bytes, numbers, memory: 0, present: 0, share })
        });
        &NONE
    }

    /// An independent copy, if the budget has room for it.
    fn copy(&self, budget: &Budget) -> Result<Self> {
        let Self { bytes, numbers, memory, present, .. } = self;
        let share = budget.take_beyond_place(self.held())?;
        Ok(Self { bytes: bytes.clone(), numbers: *numbers, memory: *memory, present: *present, share })
    }

    /// What the values take.
    fn held(&self) -> usize {
        self.bytes.iter().map(|value| value.len()).fold(VALUES, usize::saturating_add)
    }

    /// The value of a byte-string option: [`Error::OptionNotSet`] without one, [`Error::UnsupportedOption`] for an
    /// unknown name.
    pub(crate) fn bytes(&self, name: &str) -> Result<&[u8]> {
        let index = BYTES.iter().position(|known| *known == name).ok_or(Error::UnsupportedOption)?;
        let value = self.bytes.get(index).filter(|_| self.has(index));
        value.map(|value| value.as_slice()).ok_or(Error::OptionNotSet)
    }

    /// What the set says to hashes, XOFs and MACs.
    pub(crate) fn parameters(&self) -> Parameters<'_> {
        Parameters { context: self.bytes(CONTEXT).unwrap_or_default(), salt: self.bytes(SALT).unwrap_or_default() }
    }

    /// What it says to password hashes; a cost that is not set is 0.
    pub(crate) fn password_parameters(&self) -> Result<PasswordParameters> {
        if !self.parameters().context.is_empty() {
            return Err(Error::UnsupportedOption);
        }
        let number = |name| self.number(name).unwrap_or_default();
        Ok(PasswordParameters {
            salt: self.parameters().salt.to_vec(),
            memory: number("memory_limit"),
            operations: number("ops_limit"),
            parallelism: u32::try_from(number("parallelism")).map_err(|_| Error::InvalidLength)?,
            ..PasswordParameters::default()
        })
    }

    /// The memory the guest has granted.
    pub(crate) fn memory_budget(&self) -> Option<u64> {
        self.has(MEMORY_BIT).then_some(u64::from(self.memory))
    }

    /// The value of a number option, with the same errors.
    pub(crate) fn number(&self, name: &str) -> Result<u64> {
        let name = number_name(name);
        let index = NUMBERS.iter().position(|known| *known == name).ok_or(Error::UnsupportedOption)?;
        let value = self.numbers.get(index).filter(|_| self.has(NUMBER_BITS.saturating_add(index)));
        value.copied().ok_or(Error::OptionNotSet)
    }

    fn mark(&mut self, bit: usize) {
        self.present |= mask(bit);
    }

    fn has(&self, bit: usize) -> bool {
        self.present & mask(bit) != 0
    }

    fn len(&self) -> usize {
        usize::try_from(self.present.count_ones()).unwrap_or(usize::MAX)
    }
}

fn mask(bit: usize) -> u32 {
    u32::try_from(bit).ok().and_then(|bit| 1_u32.checked_shl(bit)).unwrap_or(0)
}

/// The specification spells one option in two ways.
fn number_name(name: &str) -> &str {
    if name == "opslimit" { "ops_limit" } else { name }
}
