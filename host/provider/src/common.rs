//! `wasi:crypto/common`: option sets and the secrets manager.

use std::sync::{Arc, Mutex};

use wasi_crypto_api::asymmetric::SharedOptions;
use wasi_crypto_api::managed;
use wasi_crypto_engine as engine;
use wasi_crypto_secrets::GuestSecrets;

use crate::bindings::common::{
    AlgorithmType, Guest, GuestOptions, GuestSecretsManager, Options, OptionsBorrow, SecretsManager,
    SecretsManagerBorrow, Version,
};
use crate::bindings::{ErrorCode, Provider, Result};
use crate::objects::{Object, guest, reserve, run};
use crate::secrets;

/// `options`
pub struct OptionSet(Object<SharedOptions>);

/// `secrets-manager`
pub struct Manager(Object<GuestSecrets>);

impl Guest for Provider {
    type Options = OptionSet;
    type SecretsManager = Manager;
}

impl GuestOptions for OptionSet {
    fn open(algorithm_type: AlgorithmType) -> Result<Options> {
        let place = reserve()?;
        let options = engine::Options::open(guest()?.engine(), algorithm_type.into());
        Ok(Options::new(Self(Object::new(place, Arc::new(Mutex::new(options))))))
    }

    fn set(&self, name: String, value: Vec<u8>) -> Result<()> {
        self.change(|options| options.set(&name, &value))
    }

    fn set_u64(&self, name: String, value: u64) -> Result<()> {
        self.change(|options| options.set_u64(&name, value))
    }

    fn set_memory_budget(&self, name: String, size: u32) -> Result<()> {
        self.change(|options| options.set_memory_budget(&name, size))
    }
}

impl OptionSet {
    fn change(&self, change: impl FnOnce(&mut engine::Options) -> engine::Result<()>) -> Result<()> {
        let options = self.0.get()?;
        let mut options = options.lock().map_err(|_| ErrorCode::InternalError)?;
        Ok(change(&mut options)?)
    }
}

impl GuestSecretsManager for Manager {
    fn open(_: Option<OptionsBorrow<'_>>) -> Result<SecretsManager> {
        let place = reserve()?;
        Ok(SecretsManager::new(Self(Object::new(place, secrets::secrets()?))))
    }

    fn invalidate(&self, id: Vec<u8>, version: Version) -> Result<()> {
        let secrets = self.0.value()?;
        run(&[id], |_, inputs| managed::invalidate(secrets, inputs, version.into()))
    }

    fn id_len(&self) -> u32 {
        self.0.get().ok().and_then(|secrets| u32::try_from(secrets.id_len()).ok()).unwrap_or_default()
    }
}

/// The part of the store a manager stands for.
pub(crate) fn manager(manager: &SecretsManagerBorrow<'_>) -> Result<GuestSecrets> {
    manager.get::<Manager>().0.value()
}

/// The options of a call, if it has any.
pub(crate) fn shared(options: Option<OptionsBorrow<'_>>) -> Result<Option<SharedOptions>> {
    options.map(|options| options.get::<OptionSet>().0.value()).transpose()
}

/// Does something with the options of a call, if it has any.
pub(crate) fn with_options<R>(
    options: Option<OptionsBorrow<'_>>,
    f: impl FnOnce(Option<&engine::Options>) -> engine::Result<R>,
) -> Result<R> {
    let options = shared(options)?;
    let options = match &options {
        Some(options) => Some(options.lock().map_err(|_| ErrorCode::InternalError)?),
        None => None,
    };
    Ok(f(options.as_deref())?)
}
