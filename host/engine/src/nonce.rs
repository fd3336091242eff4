//! Nonces and initialization vectors: each encrypts one message, also where clones of a state share it.

use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::error::{Error, Result};
use crate::provider::SecureRandom;

/// The longest nonce of any algorithm.
const MAX: usize = 32;

/// A nonce and the right to encrypt one message with it.
pub(crate) struct Nonce {
    bytes: [u8; MAX],
    len: usize,
    spent: bool,
    /// The same right, once clones of the state share it.
    shared: OnceLock<Arc<AtomicBool>>,
}

impl Nonce {
    /// A nonce from the caller.
    pub(crate) fn new(given: &[u8]) -> Result<Self> {
        let mut bytes = [0; MAX];
        bytes.get_mut(..given.len()).ok_or(Error::InvalidNonce)?.copy_from_slice(given);
        Ok(Self { bytes, len: given.len(), spent: false, shared: OnceLock::new() })
    }

    /// A random one.
    pub(crate) fn draw(random: &dyn SecureRandom, len: usize) -> Result<Self> {
        let mut bytes = [0; MAX];
        random.fill(bytes.get_mut(..len).ok_or(Error::InternalError)?)?;
        Ok(Self { bytes, len, spent: false, shared: OnceLock::new() })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Uses the right to encrypt up, for this state and its clones.
    pub(crate) fn spend(&mut self) -> Result<()> {
        let elsewhere = self.shared.get().is_some_and(|shared| shared.swap(true, Ordering::SeqCst));
        if core::mem::replace(&mut self.spent, true) || elsewhere { Err(Error::NonceRequired) } else { Ok(()) }
    }

    /// The same nonce for a clone: only one of both can encrypt.
    pub(crate) fn share(&self) -> Self {
        let shared = Arc::clone(self.shared.get_or_init(|| Arc::new(AtomicBool::new(self.spent))));
        Self { bytes: self.bytes, len: self.len, spent: self.spent, shared: OnceLock::from(shared) }
    }
}
