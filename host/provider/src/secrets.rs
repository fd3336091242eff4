//! The store of managed keys and external secrets: in memory, opened when the first secrets manager is.

use std::cell::OnceCell;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wasi_crypto_engine as engine;
use wasi_crypto_keystore::MemoryStore;
use wasi_crypto_secrets::{GuestSecrets, MasterKey, Secrets, SecretsError};

use crate::bindings::{ErrorCode, Result};
use crate::objects;
use crate::wasi::WallClock;

thread_local! {
    static SECRETS: OnceCell<GuestSecrets> = const { OnceCell::new() };
}

/// The store. One that cannot be opened is tried again the next time.
///
/// # Errors
/// `rng-error` if there is no randomness for its keys.
pub(crate) fn secrets() -> Result<GuestSecrets> {
    SECRETS.with(|secrets| match secrets.get() {
        Some(secrets) => Ok(secrets.clone()),
        None => Ok(secrets
            .get_or_init({
                let opened = open().map_err(|error| match error {
                    SecretsError::Crypto(error) => ErrorCode::from(error),
                    _ => ErrorCode::InternalError,
                })?;
                || opened
            })
            .clone()),
    })
}

fn open() -> core::result::Result<GuestSecrets, SecretsError> {
    let internal = |_| SecretsError::Crypto(engine::Error::InternalError);
    let engine = objects::guest().map_err(internal)?.engine().clone();
    let master = MasterKey::generate(&engine)?;
    let secrets = Secrets::builder(Arc::new(MemoryStore::new()), &master).engine(engine).clock(Arc::new(WallClock));
    done(secrets.open()).map_err(SecretsError::Crypto)??.guest("guest")
}

/// What comes of work on the store, which never waits: it is in memory.
pub(crate) fn done<F: Future>(work: F) -> engine::Result<F::Output> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Ok(outcome),
        Poll::Pending => Err(engine::Error::InternalError),
    }
}
