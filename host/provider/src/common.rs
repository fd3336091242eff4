//! `wasi:crypto/common`: option sets and the secrets manager.

use wasi_crypto_engine as engine;
use wasi_crypto_secrets::GuestSecrets;

use crate::bindings::common::{
    AlgorithmType, Guest, GuestOptions, GuestSecretsManager, Options, OptionsBorrow, SecretsManager,
    SecretsManagerBorrow, Version,
};
use crate::bindings::{ErrorCode, Provider, Result};
use crate::managed::check_id;
use crate::objects::{self, Held, reserve};
use crate::secrets::{self, done};

/// `options`
pub struct OptionSet(Held<engine::Options>);

/// `secrets-manager`
pub struct Manager(Held<GuestSecrets>);

impl Guest for Provider {
    type Options = OptionSet;
    type SecretsManager = Manager;
}

impl GuestOptions for OptionSet {
    fn open(algorithm_type: AlgorithmType) -> Result<Options> {
        let slot = reserve()?;
        let options = engine::Options::open(&objects::engine()?, algorithm_type.into());
        Ok(Options::new(Self(Held::new(slot, options))))
    }

    fn set(&self, name: String, value: Vec<u8>) -> Result<()> {
        Ok(self.0.get()?.set(&name, &value)?)
    }

    fn set_u64(&self, name: String, value: u64) -> Result<()> {
        Ok(self.0.get()?.set_u64(&name, value)?)
    }

    fn set_memory_budget(&self, name: String, size: u32) -> Result<()> {
        Ok(self.0.get()?.set_memory_budget(&name, size)?)
    }
}

impl GuestSecretsManager for Manager {
    fn open(_: Option<OptionsBorrow<'_>>) -> Result<SecretsManager> {
        let slot = reserve()?;
        Ok(SecretsManager::new(Self(Held::new(slot, secrets::secrets()?))))
    }

    fn invalidate(&self, id: Vec<u8>, version: Version) -> Result<()> {
        check_id(&id)?;
        Ok(done(self.0.get()?.invalidate(&id, version.into()))??)
    }

    fn id_len(&self) -> u32 {
        self.0.get().ok().and_then(|secrets| u32::try_from(secrets.id_len()).ok()).unwrap_or_default()
    }
}

/// The part of the store a manager stands for.
pub(crate) fn managed(manager: &SecretsManagerBorrow<'_>) -> Result<GuestSecrets> {
    Ok(manager.get::<Manager>().0.get()?.clone())
}

/// Does something with the options of a call, if it has any.
pub(crate) fn with_options<R>(
    options: Option<OptionsBorrow<'_>>,
    f: impl FnOnce(Option<&engine::Options>) -> engine::Result<R>,
) -> Result<R> {
    Ok(match options {
        Some(options) => f(Some(&*options.get::<OptionSet>().0.get()?))?,
        None => f(None)?,
    })
}

/// A length the guest has chosen. The engine checks it before it allocates anything.
pub(crate) fn length(len: u32) -> Result<usize> {
    usize::try_from(len).map_err(|_| ErrorCode::Overflow)
}
