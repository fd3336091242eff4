//! Nonces and initialization vectors: each encrypts one message, also where clones of a state share it.

use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::error::{Error, Result};
use crate::provider::SecureRandom;
use crate::table::{MAX_NONCE, NonceRule};

/// A nonce and the right to encrypt one message with it; or none, where that is allowed, and no limit.
pub(crate) struct Nonce {
    bytes: [u8; MAX_NONCE],
    len: usize,
    spent: bool,
    /// The same right, once clones of the state share it.
    shared: OnceLock<Arc<AtomicBool>>,
}

impl Nonce {
    /// The nonce of a message: the caller's, or else a random one or none as the algorithm has it.
    pub(crate) fn choose(rule: NonceRule, given: Option<&[u8]>, random: &dyn SecureRandom) -> Result<Self> {
        match (rule, given) {
            (_, Some(given)) if rule.admits(given.len()) => Self::new(given),
            (_, Some(_)) => Err(Error::InvalidNonce),
            (NonceRule::Drawn(len), None) => Self::draw(random, len),
            (NonceRule::Given(_), None) => Err(Error::NonceRequired),
            (NonceRule::Optional(_), None) => Ok(Self::none()),
        }
    }

    /// No nonce.
    pub(crate) fn none() -> Self {
        Self { bytes: [0; MAX_NONCE], len: 0, spent: false, shared: OnceLock::new() }
    }

    pub(crate) fn is_none(&self) -> bool {
        self.len == 0
    }

    /// A nonce from the caller.
    pub(crate) fn new(given: &[u8]) -> Result<Self> {
        let mut bytes = [0; MAX_NONCE];
        bytes.get_mut(..given.len()).ok_or(Error::InvalidNonce)?.copy_from_slice(given);
        Ok(Self { bytes, len: given.len(), spent: false, shared: OnceLock::new() })
    }

    /// A random one.
    pub(crate) fn draw(random: &dyn SecureRandom, len: usize) -> Result<Self> {
        let mut bytes = [0; MAX_NONCE];
        random.fill(bytes.get_mut(..len).ok_or(Error::InternalError)?)?;
        Ok(Self { bytes, len, spent: false, shared: OnceLock::new() })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Uses the right to encrypt up, for this state and its clones. Where there is no nonce, nothing is used up.
    pub(crate) fn spend(&mut self) -> Result<()> {
        if self.is_none() {
            return Ok(());
        }
        let elsewhere = self.shared.get().is_some_and(|shared| shared.swap(true, Ordering::SeqCst));
        if core::mem::replace(&mut self.spent, true) || elsewhere { Err(Error::NonceRequired) } else { Ok(()) }
    }

    /// The same nonce for a clone: only one of both can encrypt.
    pub(crate) fn share(&self) -> Self {
        let shared = Arc::clone(self.shared.get_or_init(|| Arc::new(AtomicBool::new(self.spent))));
        Self { bytes: self.bytes, len: self.len, spent: self.spent, shared: OnceLock::from(shared) }
    }
}
