//! Password hashing: absorb the password, then squeeze bytes, or a tag that says how it was made.

use super::{Machine, Step, SymmetricTag};
use crate::budget::{ALLOCATION, SHARED, Share};
use crate::collected::Collected;
use crate::encoding::SecretBytes;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::memory;
use crate::options::Values;
use crate::provider::{PasswordHash, PasswordParameters, StoredPassword};
use crate::table::Cost;
use crate::wipe;

/// Bytes of a salt the engine draws.
const SALT: usize = 16;

#[derive(Clone)]
pub(super) struct PasswordMachine {
    engine: Engine,
    hasher: Hasher,
    password: Collected,
    parameters: PasswordParameters,
}

/// A function and what it may use up.
#[derive(Clone)]
pub(super) struct Hasher {
    hash: &'static dyn PasswordHash,
    max_memory: u64,
    max_work: u64,
}

impl PasswordMachine {
    /// Checks everything but what depends on the password and the length of the output.
    pub(super) fn new(engine: &Engine, hash: &'static dyn PasswordHash, options: Option<&Values>) -> Result<Self> {
        let mut parameters = options.map(Values::password_parameters).transpose()?.unwrap_or_default();
        hash.complete(&mut parameters)?;
        let limits = engine.limits();
        let granted = options.and_then(Values::memory_budget).unwrap_or(u64::MAX);
        let hasher =
            Hasher { hash, max_memory: limits.max_memory_budget.min(granted), max_work: limits.max_password_work };
        hasher.afford(&parameters, *hash.output_lens().start())?;
        let password = Collected::new(limits.max_buffered_message);
        Ok(Self { engine: engine.clone(), hasher, password, parameters })
    }
}

impl Machine for PasswordMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(self.clone())
    }

    fn is_slow(&self) -> bool {
        true
    }

    fn price(&self, step: Step, cost: &Cost) -> u64 {
        let output = match step {
            Step::Squeeze(len) => len,
            Step::SqueezeTag => self.hasher.hash.stored().map_or(0, StoredPassword::hash_len),
            _ => return cost.of(step.bytes()),
        };
        self.hasher.hash.cost(&self.parameters, output).work
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.password.absorb(self.engine.budget(), data)
    }

    fn expect(&mut self, len: usize) -> Result<()> {
        self.password.expect(self.engine.budget(), len)
    }

    fn max_squeeze_len(&self) -> Result<usize> {
        let hash = self.hasher.hash;
        if hash.squeezes() { Ok(*hash.output_lens().end()) } else { Err(Error::InvalidOperation) }
    }

    /// The same bytes each time: password and parameters say everything.
    fn squeeze(&mut self, out: &mut [u8]) -> Result<()> {
        if self.parameters.salt.is_empty() {
            return Err(Error::ParametersMissing);
        }
        self.hasher.derive(self.password.whole(self.engine.budget())?, &self.parameters, out)
    }

    /// Draws a salt if none was given: then every tag has another.
    fn squeeze_tag(&mut self) -> Result<SymmetricTag> {
        let stored = self.hasher.hash.stored().ok_or(Error::InvalidOperation)?;
        let mut parameters = self.parameters.clone();
        if parameters.salt.is_empty() {
            parameters.salt = vec![0; SALT];
            self.engine.random().fill(&mut parameters.salt)?;
        }
        let mut hash = SecretBytes::new(vec![0; stored.hash_len()]);
        // Before the work: a salt that cannot be written, and a budget without room for the tag.
        let len = stored.write(&parameters, &hash)?.capacity();
        let share = self.engine.budget().take_beyond_place(len.saturating_add(TAG))?;
        self.hasher.derive(self.password.whole(self.engine.budget())?, &parameters, &mut hash)?;
        let text = stored.write(&parameters, &hash)?;
        Ok(SymmetricTag::of_password(PasswordTag {
            hasher: self.hasher.clone(),
            password: self.password.clone(),
            text,
            _share: share,
        }))
    }

    fn verify_price(&self, stored: &[u8]) -> u64 {
        self.hasher.price(stored)
    }

    fn verify_password(&mut self, stored: &[u8]) -> Result<()> {
        self.hasher.hash.stored().ok_or(Error::InvalidOperation)?;
        let password = self.password.whole(self.engine.budget())?;
        if self.hasher.matches(password, stored)? { Ok(()) } else { Err(Error::InvalidTag) }
    }
}

impl Hasher {
    fn derive(&self, password: &[u8], parameters: &PasswordParameters, out: &mut [u8]) -> Result<()> {
        if !self.hash.output_lens().contains(&out.len()) {
            return Err(Error::InvalidLength);
        }
        let memory = self.afford(parameters, out.len())?;
        // Some libraries allocate it themselves, and end the process where there is none.
        memory::available(usize::try_from(memory).map_err(|_| Error::Overflow)?)?;
        self.hash.derive(password, parameters, out)
    }

    /// The memory it takes, if the limits allow the cost.
    fn afford(&self, parameters: &PasswordParameters, output: usize) -> Result<u64> {
        let cost = self.hash.cost(parameters, output);
        let allowed = cost.memory <= self.max_memory && cost.work <= self.max_work;
        if allowed { Ok(cost.memory) } else { Err(Error::Overflow) }
    }

    /// Nanoseconds of checking `expected`, at most. What is refused costs nothing.
    fn price(&self, expected: &[u8]) -> u64 {
        let read = self.hash.stored().and_then(|stored| stored.read(expected));
        let affordable = read.filter(|(parameters, hash)| self.afford(parameters, hash.len()).is_ok());
        affordable.map_or(0, |(parameters, hash)| self.hash.cost(&parameters, hash.len()).work)
    }

    /// Whether `expected` is what the password becomes with the salt and cost in `expected`.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the limits do not allow that cost: a right password must not look like a wrong one.
    fn matches(&self, password: &[u8], expected: &[u8]) -> Result<bool> {
        let stored = self.hash.stored().ok_or(Error::InternalError)?;
        let Some((parameters, expected)) = stored.read(expected) else { return Ok(false) };
        self.afford(&parameters, expected.len())?;
        let mut complete = parameters.clone();
        // Nothing may be missing.
        if self.hash.complete(&mut complete).is_err() || complete != parameters || parameters.salt.is_empty() {
            return Ok(false);
        }
        let mut computed = SecretBytes::new(vec![0; expected.len()]);
        match self.derive(password, &parameters, &mut computed) {
            Ok(()) => Ok(wipe::equal(&expected, &computed)),
            Err(Error::InvalidLength) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// What a password became, and what is needed to hash it again with the salt of a stored tag.
pub(super) struct PasswordTag {
    hasher: Hasher,
    password: Collected,
    text: SecretBytes,
    _share: Share,
}

/// What a tag takes besides the bytes of its text and of the password, which it shares with its state.
const TAG: usize = size_of::<PasswordTag>() + SHARED + 3 * ALLOCATION;

impl PasswordTag {
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Nanoseconds of checking `expected`, at most.
    pub(super) fn price(&self, expected: &[u8]) -> u64 {
        self.hasher.price(expected)
    }

    /// Whether `expected` is what the password becomes with the salt and cost in `expected`.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the limits do not allow that cost.
    pub(super) fn matches(&self, expected: &[u8]) -> Result<bool> {
        // The password was in one piece when the tag was made.
        self.hasher.matches(self.password.one().ok_or(Error::InternalError)?, expected)
    }
}
