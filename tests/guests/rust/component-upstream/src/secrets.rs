//! Managed keys and interface `wasi-ephemeral-crypto-external-secrets`: optional in a host, so a program asks first and
//! goes on without.

use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_asymmetric_common::{
    keypair_from_id, keypair_generate, keypair_generate_managed, keypair_id, keypair_replace_managed,
    keypair_store_managed,
};
use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_external_secrets::{
    external_secret_decapsulate, external_secret_encapsulate, external_secret_from_id, external_secret_invalidate,
    external_secret_replace, external_secret_store,
};
use crate::bindings::wasi::crypto::wasi_ephemeral_crypto_symmetric::{
    symmetric_key_export, symmetric_key_from_id, symmetric_key_generate, symmetric_key_generate_managed,
    symmetric_key_id, symmetric_key_replace_managed, symmetric_key_store_managed,
};
use crate::closing::secrets_manager_close;
use crate::common::{
    AlgorithmType, CryptoErrno, SecretsManager, Version, secrets_manager_invalidate, secrets_manager_open,
};
use crate::{Outcome, Part, check, pull, refused};

/// The parts, in the order they run.
pub const PARTS: &[Part] =
    &[('=', "managed keys", managed), ('=', "managed key pairs", managed_pairs), ('=', "secrets", external)];

const ABSENT: &str = "not offered by this host";

fn manager() -> Outcome<Option<SecretsManager>> {
    match secrets_manager_open(None) {
        Ok(manager) => Ok(Some(manager)),
        Err(CryptoErrno::UnsupportedFeature) => Ok(None),
        Err(errno) => Err(errno.into()),
    }
}

fn managed(_: &[u8]) -> Outcome {
    const ALGORITHM: &str = "HMAC/SHA-256";

    let Some(manager) = manager()? else { return Ok(ABSENT.into()) };
    let key = symmetric_key_generate_managed(&manager, ALGORITHM, None)?;
    let (id, version) = symmetric_key_id(&key)?;
    check(matches!(version, Version::Specified(0)), "a first version is not 0")?;
    refused!(symmetric_key_export(&key), ProhibitedOperation, "a managed key can be exported");
    symmetric_key_from_id(&manager, &id, version)?;

    let next = symmetric_key_generate(ALGORITHM, None)?;
    let version = symmetric_key_replace_managed(&manager, key, &next)?;
    check(matches!(version, Version::Specified(1)), "a second version is not 1")?;
    let latest = symmetric_key_from_id(&manager, &id, Version::Latest)?;
    check(matches!(symmetric_key_id(&latest)?, (same, Version::Specified(1)) if same == id), "another is the latest")?;
    refused!(symmetric_key_from_id(&manager, &id, Version::Unspecified), NotFound, "no version in particular is found");
    let reserved = Version::Specified(0xff00_0000_0000_0001);
    refused!(symmetric_key_from_id(&manager, &id, reserved), NotFound, "a reserved number means something");

    secrets_manager_invalidate(&manager, &id, Version::All)?;
    refused!(symmetric_key_from_id(&manager, &id, Version::Latest), NotFound, "a revoked key came back");
    let own = symmetric_key_generate(ALGORITHM, None)?;
    let id = symmetric_key_store_managed(&manager, &own)?;
    symmetric_key_from_id(&manager, &id, Version::Specified(0))?;
    secrets_manager_invalidate(&manager, &id, Version::Specified(0))?;
    secrets_manager_close(manager)?;
    Ok("stored, replaced, found, revoked".into())
}

fn managed_pairs(_: &[u8]) -> Outcome {
    let Some(manager) = manager()? else { return Ok(ABSENT.into()) };
    let generate = || keypair_generate(AlgorithmType::Signatures, "Ed25519", None);
    let pair = keypair_generate_managed(&manager, AlgorithmType::Signatures, "Ed25519", None)?;
    let (id, _) = keypair_id(&pair)?;
    let version = keypair_replace_managed(&manager, pair, &generate()?)?;
    check(matches!(version, Version::Specified(1)), "a second version is not 1")?;
    let first = keypair_from_id(&manager, &id, Version::Specified(0))?;
    // The handle is gone although nothing was replaced.
    let outdated = keypair_replace_managed(&manager, first, &generate()?);
    refused!(outdated, InvalidOperation, "an old version can be replaced");
    secrets_manager_invalidate(&manager, &id, Version::All)?;
    let id = keypair_store_managed(&manager, &generate()?)?;
    keypair_from_id(&manager, &id, Version::Latest)?;
    secrets_manager_invalidate(&manager, &id, Version::All)?;
    Ok("stored, replaced, found, revoked".into())
}

fn external(text: &[u8]) -> Outcome {
    const EXPIRY: u64 = 4_102_444_800; // 2100-01-01

    let Some(manager) = manager()? else { return Ok(ABSENT.into()) };
    let id = external_secret_store(&manager, text, EXPIRY)?;
    check(pull(external_secret_from_id(&manager, &id, Version::Latest)?)? == text, "another secret came back")?;
    let (other, version) = external_secret_replace(&manager, b"another", EXPIRY)?;
    check(other != id && matches!(version, Version::Specified(0)), "a secret was replaced that nobody named")?;
    check(pull(external_secret_from_id(&manager, &other, version)?)? == b"another", "another secret came back")?;
    for id in [id, other] {
        external_secret_invalidate(&manager, &id, Version::All)?;
        refused!(external_secret_from_id(&manager, &id, Version::Latest), NotFound, "a revoked secret came back");
    }
    refused!(external_secret_store(&manager, text, 1), Expired, "an expired secret is stored");

    let sealed = pull(external_secret_encapsulate(&manager, text, EXPIRY)?)?;
    check(pull(external_secret_decapsulate(&manager, &sealed)?)? == text, "another secret came back")?;
    let mut forged = sealed;
    forged[0] ^= 1;
    refused!(external_secret_decapsulate(&manager, &forged), VerificationFailed, "a forgery opens");
    Ok("stored, found, revoked, sealed".into())
}
