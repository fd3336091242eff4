//! `wasi:crypto/external-secrets`: secrets of the application, kept here, or sealed for the guest to keep.

use wasi_crypto_api::external_secrets as api;
use zeroize::Zeroizing;

use crate::bindings::common::{SecretsManagerBorrow, Version};
use crate::bindings::external_secrets::Guest;
use crate::bindings::{Provider, Result};
use crate::common;
use crate::objects::run;
use crate::symmetric::plain;

impl Guest for Provider {
    fn store(manager: SecretsManagerBorrow<'_>, secret: Vec<u8>, expiration: u64) -> Result<Vec<u8>> {
        let (manager, secret) = (common::manager(&manager)?, Zeroizing::new(secret));
        Ok(run(&[&secret[..]], |caller, inputs| api::store(caller.guest(), manager, inputs, expiration))?.id)
    }

    fn replace(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, secret: Vec<u8>, expiration: u64) -> Result<u64> {
        let (manager, secret) = (common::manager(&manager)?, Zeroizing::new(secret));
        run(&[&id[..], &secret[..]], |caller, inputs| api::replace(caller.guest(), manager, inputs, expiration))
    }

    fn from_id(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, version: Version) -> Result<Vec<u8>> {
        let manager = common::manager(&manager)?;
        Ok(plain(run(&[id], |_, inputs| api::from_id(manager, inputs, version.into()))?))
    }

    fn invalidate(manager: SecretsManagerBorrow<'_>, id: Vec<u8>, version: Version) -> Result<()> {
        let manager = common::manager(&manager)?;
        run(&[id], |_, inputs| api::invalidate(manager, inputs, version.into()))
    }

    fn encapsulate(manager: SecretsManagerBorrow<'_>, secret: Vec<u8>, expiration: u64) -> Result<Vec<u8>> {
        let (manager, secret) = (common::manager(&manager)?, Zeroizing::new(secret));
        run(&[&secret[..]], |caller, inputs| api::encapsulate(caller.guest(), manager, inputs, expiration))
    }

    fn decapsulate(manager: SecretsManagerBorrow<'_>, encapsulated: Vec<u8>) -> Result<Vec<u8>> {
        let manager = common::manager(&manager)?;
        Ok(plain(run(&[encapsulated], |caller, inputs| api::decapsulate(caller.guest(), manager, inputs))?))
    }
}
