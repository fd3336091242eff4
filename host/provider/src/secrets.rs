//! The store of managed keys and external secrets: in memory, opened when the first secrets manager is.

use std::sync::{Arc, OnceLock};

use wasi_crypto_api::work::Work;
use wasi_crypto_engine as engine;
use wasi_crypto_keystore::MemoryStore;
use wasi_crypto_secrets::{GuestSecrets, MasterKey, Secrets, SecretsError};

use crate::bindings::{ErrorCode, Result};
use crate::objects;
use crate::wasi::WallClock;

static SECRETS: OnceLock<GuestSecrets> = OnceLock::new();

/// The store. One that cannot be opened is tried again the next time.
///
/// # Errors
/// `rng-error` if there is no randomness for its keys.
pub(crate) fn secrets() -> Result<GuestSecrets> {
    if let Some(secrets) = SECRETS.get() {
        return Ok(secrets.clone());
    }
    let opened = open().map_err(|error| match error {
        SecretsError::Crypto(error) => ErrorCode::from(error),
        _ => ErrorCode::InternalError,
    })?;
    Ok(SECRETS.get_or_init(|| opened).clone())
}

fn open() -> core::result::Result<GuestSecrets, SecretsError> {
    let internal = |_| SecretsError::Crypto(engine::Error::InternalError);
    let engine = objects::guest().map_err(internal)?.engine().clone();
    let master = MasterKey::generate(&engine)?;
    let opening = Work::wait(async move {
        let secrets = Secrets::builder(Arc::new(MemoryStore::new()), &master).engine(engine).clock(Arc::new(WallClock));
        Ok(secrets.open().await)
    });
    opening.map_err(SecretsError::Crypto)?.outcome()?.guest("guest")
}
