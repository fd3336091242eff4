//! `wasi:crypto/external-secrets`: secrets of the application, kept here, or sealed for the guest to keep.

use wasi_crypto_engine::SecretBytes;
use wasi_crypto_secrets::encapsulated_len;

use crate::bindings::common::{SecretsManagerBorrow, Version};
use crate::bindings::external_secrets::Guest;
use crate::bindings::{ErrorCode, Provider, Result};
use crate::common::managed;
use crate::managed::check_id;
use crate::objects::engine;
use crate::secrets::done;
use crate::symmetric::plain;

impl Guest for Provider {
    fn store(manager: SecretsManagerBorrow<'_>, secret: Vec<u8>, expiration: u64) -> Result<Vec<u8>> {
        let secret = checked(secret)?;
        Ok(done(managed(&manager)?.store_secret(&secret, expiration))??.id)
    }

    fn replace(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, secret: Vec<u8>, expiration: u64) -> Result<u64> {
        check_id(&id)?;
        let secret = checked(secret)?;
        Ok(done(managed(&manager)?.replace_secret(&id, &secret, expiration))??)
    }

    fn from_id(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, version: Version) -> Result<Vec<u8>> {
        check_id(&id)?;
        Ok(plain(done(managed(&manager)?.secret_from_id(&id, version.into()))??))
    }

    fn invalidate(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, version: Version) -> Result<()> {
        check_id(&id)?;
        Ok(done(managed(&manager)?.invalidate_secret(&id, version.into()))??)
    }

    fn encapsulate(manager: SecretsManagerBorrow<'_>, secret: Vec<u8>, expiration: u64) -> Result<Vec<u8>> {
        let secret = checked(secret)?;
        Ok(done(managed(&manager)?.encapsulate_secret(&secret, expiration))??)
    }

    fn decapsulate(manager: SecretsManagerBorrow<'_>, encapsulated: Vec<u8>) -> Result<Vec<u8>> {
        // What is longer than the longest secret, encapsulated, was not made here.
        if encapsulated.len() > encapsulated_len(engine()?.limits().max_buffered_message) {
            return Err(ErrorCode::VerificationFailed);
        }
        Ok(plain(done(managed(&manager)?.decapsulate_secret(&encapsulated))??))
    }
}

/// A secret, if it is not longer than anything taken at once. It wipes itself.
fn checked(secret: Vec<u8>) -> Result<SecretBytes> {
    let secret = SecretBytes::new(secret);
    if secret.len() > engine()?.limits().max_buffered_message { Err(ErrorCode::Overflow) } else { Ok(secret) }
}
