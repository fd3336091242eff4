//! Managed keys (`secrets-manager` in `common`) and interface `external-secrets`: optional in a host, so a
//! program asks first and goes on without.

use crate::bindings::wasi::crypto::common::{ErrorCode, SecretsManager, Version};
use crate::bindings::wasi::crypto::external_secrets;
use crate::bindings::wasi::crypto::symmetric::{SymmetricKey, SymmetricState};
use crate::{Failure, Part, check, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] = &[('=', "managed keys", managed)];

fn managed(text: &[u8]) -> Result<String, Failure> {
    let manager = match SecretsManager::open(None) {
        Ok(manager) => manager,
        Err(ErrorCode::UnsupportedFeature) => return Ok("not offered by this host".into()),
        Err(error) => return Err(error.into()),
    };
    let key = SymmetricKey::generate_managed(&manager, "HMAC/SHA-256", None)?;
    let name = key.id()?;
    check(name.id.len() == manager.id_len() as usize, "the identifier has another length")?;
    let again = SymmetricKey::from_id(&manager, &name.id, Version::Exact(name.version))?;
    let tag = |key: &SymmetricKey| {
        let state = SymmetricState::open("HMAC/SHA-256", Some(key), None)?;
        state.absorb(text)?;
        state.squeeze_tag()?.bytes()
    };
    check(tag(&key)? == tag(&again)?, "another key came back")?;
    manager.invalidate(&name.id, Version::All)?;
    let gone = SymmetricKey::from_id(&manager, &name.id, Version::Latest).map(|_| ());
    refused(gone, ErrorCode::NotFound, "a revoked key came back")?;

    let expiry = 4_102_444_800; // 2100-01-01
    let secret = external_secrets::store(&manager, text, expiry)?;
    check(external_secrets::from_id(&manager, &secret, Version::Latest)? == text, "another secret came back")?;
    external_secrets::invalidate(&manager, &secret, Version::All)?;
    Ok("stored, found, revoked".into())
}
