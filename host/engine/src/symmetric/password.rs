//! Password hashing: absorb the password, then squeeze bytes, or a tag that says how it was made.

use super::{Machine, SymmetricTag};
use crate::collected::Collected;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::options::Values;
use crate::provider::{PasswordHash, PasswordParameters};

/// Bytes of a salt the engine draws.
const SALT: usize = 16;

#[derive(Clone)]
pub(super) struct PasswordMachine {
    engine: Engine,
    hash: &'static dyn PasswordHash,
    password: Collected,
    parameters: PasswordParameters,
}

impl PasswordMachine {
    pub(super) fn new(engine: &Engine, hash: &'static dyn PasswordHash, options: Option<&Values>) -> Result<Self> {
        let mut parameters = options.map(Values::password_parameters).transpose()?.unwrap_or_default();
        hash.complete(&mut parameters)?;
        let machine = Self {
            engine: engine.clone(),
            hash,
            password: Collected::new(engine.limits().max_buffered_message),
            parameters,
        };
        affordable(engine, hash, &machine.parameters)?;
        Ok(machine)
    }
}

/// Whether the limits allow the cost.
pub(super) fn affordable(engine: &Engine, hash: &dyn PasswordHash, parameters: &PasswordParameters) -> Result<()> {
    let (cost, limits) = (hash.cost(parameters), engine.limits());
    let within = cost.memory <= limits.max_memory_budget && cost.work <= limits.max_password_work;
    if within { Ok(()) } else { Err(Error::Overflow) }
}

impl Machine for PasswordMachine {
    fn fork(&self) -> Box<dyn Machine> {
        Box::new(self.clone())
    }

    fn absorb(&mut self, data: &[u8]) -> Result<()> {
        self.password.absorb(data)
    }

    fn max_squeeze_len(&self) -> Result<usize> {
        if self.hash.derives() { Ok(usize::MAX) } else { Err(Error::InvalidOperation) }
    }

    /// The same bytes each time: password and parameters say everything.
    fn squeeze(&mut self, out: &mut [u8]) -> Result<()> {
        if self.parameters.salt.is_empty() {
            return Err(Error::ParametersMissing);
        }
        self.hash.derive(&self.password, &self.parameters, out)
    }

    /// Draws a salt if none was given.
    fn squeeze_tag(&mut self) -> Result<SymmetricTag> {
        let mut parameters = self.parameters.clone();
        if parameters.salt.is_empty() {
            parameters.salt = vec![0; SALT];
            self.engine.random().fill(&mut parameters.salt)?;
        }
        let encoded = self.hash.encode(&self.password, &parameters)?.ok_or(Error::InvalidOperation)?;
        Ok(SymmetricTag::of_password(&self.engine, self.hash, self.password.clone(), encoded))
    }
}
