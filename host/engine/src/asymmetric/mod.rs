//! Key pairs, public keys and secret keys.

mod key_pair;
mod public;
mod secret;

pub use key_pair::KeyPair;
pub use public::PublicKey;
pub use secret::SecretKey;

pub(crate) use public::PublicOperations;
pub(crate) use secret::SecretOperations;

use crate::encoding::Category;
use crate::engine::{Engine, Resolved};
use crate::error::{Error, Result};
use crate::provider::KeyScheme;
use crate::table::KeyFormat;

/// An algorithm with key pairs.
#[derive(Clone, Copy)]
struct Scheme {
    algorithm: Resolved,
    keys: &'static dyn KeyScheme,
    format: KeyFormat,
}

impl Scheme {
    /// Looks an identifier up. Symmetric algorithms have no key pairs: [`Error::InvalidOperation`].
    fn resolve(engine: &Engine, category: Category, name: &str) -> Result<Self> {
        if category == Category::Symmetric {
            return Err(Error::InvalidOperation);
        }
        let algorithm = engine.resolve(category, name)?;
        match (algorithm.implementation.key_scheme(), algorithm.row.key_format()) {
            (Some(keys), Some(format)) => Ok(Self { algorithm, keys, format }),
            _ => Err(Error::InternalError),
        }
    }

    fn name(&self) -> &'static str {
        self.algorithm.row.name
    }
}

/// Refuses keys no algorithm can have before they are parsed.
fn admit(engine: &Engine, encoded: &[u8]) -> Result<()> {
    if encoded.len() <= engine.limits().max_encoded_key_len { Ok(()) } else { Err(Error::Overflow) }
}
