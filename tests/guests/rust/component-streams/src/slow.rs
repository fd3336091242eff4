//! Slow work, during which the guest goes on.

use crate::bindings::Streams;
use crate::bindings::exports::wasi_crypto_tests::streams::slow::Guest;
use crate::bindings::wasi::crypto::asymmetric::KeyPair;
use crate::bindings::wasi::crypto::common::{AlgorithmType, ErrorCode, Options, SecretsManager, Version};
use crate::bindings::wasi::crypto::symmetric::SymmetricState;
use crate::bindings::wasi::crypto::{signatures, symmetric, tasks};
use crate::code;
use crate::together::{ticking, turns};

impl Guest for Streams {
    async fn generate(algorithm: String) -> Result<u64, u8> {
        let (pair, ticks) = ticking(tasks::generate_key_pair(AlgorithmType::Signatures, algorithm, None)).await;
        let pair = pair.map_err(code)?;
        let signature = signatures::sign(&pair, b"message").map_err(code)?;
        signatures::verify(&pair.public_key().map_err(code)?, b"message", &signature).map_err(code)?;
        Ok(ticks)
    }

    async fn passwords(algorithm: String, operations: Option<u64>) -> Result<(u64, Vec<Option<u8>>), u8> {
        let options = Options::open(AlgorithmType::Symmetric).map_err(code)?;
        if let Some(operations) = operations {
            options.set_u64("ops_limit", operations).map_err(code)?;
        }
        let hash = |password: &[u8]| tasks::hash_password(algorithm.clone(), password.to_vec(), Some(&options));
        let (stored, ticks) = ticking(hash(b"password")).await;
        let stored = stored.map_err(code)?;
        let verify = |password: &[u8], stored: &[u8]| {
            tasks::verify_password(algorithm.clone(), password.to_vec(), stored.to_vec())
        };
        let state = SymmetricState::open(&algorithm, None, Some(&options)).map_err(code)?;
        state.absorb(b"password").map_err(code)?;
        let tag = state.squeeze_tag().map_err(code)?;
        let answers = [
            verify(b"password", &stored).await,
            verify(b"Password", &stored).await,
            verify(b"password", &tag.bytes().map_err(code)?).await,
            tag.verify(&stored),
            verify(b"password", b"").await,
            verify(b"password", &stored[..stored.len() - 1]).await,
        ];
        Ok((ticks, answers.into_iter().map(|answer| answer.err().map(code)).collect()))
    }

    async fn managed(expiration: u64) -> Vec<String> {
        let mut wrong = Vec::new();
        if let Err(error) = keys(&mut wrong).await {
            wrong.push(format!("keys: {error:?}"));
        }
        if let Err(error) = secrets(&mut wrong, expiration).await {
            wrong.push(format!("secrets: {error:?}"));
        }
        wrong
    }

    async fn abandon(call: u32, count: u32) -> bool {
        match call {
            0 => {
                let name = "RSA_PKCS1_4096_SHA512".to_owned();
                turns(tasks::generate_key_pair(AlgorithmType::Signatures, name, None), count).await
            }
            1 => turns(tasks::hash_password("ARGON2-ID-13".to_owned(), b"password".to_vec(), None), count).await,
            _ => {
                let manager = SecretsManager::open(None).unwrap();
                turns(tasks::store_secret(&manager, b"secret".to_vec(), u64::MAX), count).await
            }
        }
    }
}

/// Notes what is not as it should be.
fn expect(wrong: &mut Vec<String>, what: &str, holds: bool) {
    if !holds {
        wrong.push(what.to_owned());
    }
}

async fn keys(wrong: &mut Vec<String>) -> Result<(), ErrorCode> {
    let manager = SecretsManager::open(None)?;
    let name = || "ECDSA_P256_SHA256".to_owned();
    let mac = || "HMAC/SHA-256".to_owned();

    let pair = tasks::generate_managed_key_pair(&manager, AlgorithmType::Signatures, name(), None).await?;
    let id = pair.id()?.id;
    let same = tasks::find_key_pair(&manager, id.clone(), Version::Latest).await?;
    let signature = signatures::sign(&same, b"message")?;
    let verified = signatures::verify(&pair.public_key()?, b"message", &signature);
    expect(wrong, "a pair that is found is the pair that was generated", verified.is_ok());
    let other = KeyPair::generate(AlgorithmType::Signatures, &name(), None)?;
    expect(wrong, "version of a pair", tasks::replace_key_pair(&pair, &manager, &other).await? == 1);
    expect(wrong, "the replacement has the version", other.id()?.version == 1);
    let again = tasks::replace_key_pair(&pair, &manager, &other).await;
    expect(wrong, "replaced once", again == Err(ErrorCode::InvalidOperation));
    tasks::invalidate_key(&manager, id.clone(), Version::All).await?;
    let gone = tasks::find_key_pair(&manager, id, Version::Latest).await;
    expect(wrong, "revoked pairs are gone", gone.err() == Some(ErrorCode::NotFound));
    let pair = KeyPair::generate(AlgorithmType::Signatures, &name(), None)?;
    let id = tasks::store_key_pair(&pair, &manager).await?;
    expect(wrong, "a stored pair has its name", pair.id()?.id == id);

    let key = tasks::generate_managed_symmetric_key(&manager, mac(), None).await?;
    let id = key.id()?.id;
    let same = tasks::find_symmetric_key(&manager, id.clone(), Version::Exact(0)).await?;
    expect(wrong, "same key", symmetric::mac(&key, b"message")? == symmetric::mac(&same, b"message")?);
    let other = symmetric::SymmetricKey::generate(&mac(), None)?;
    expect(wrong, "version of a key", tasks::replace_symmetric_key(&key, &manager, &other).await? == 1);
    let key = symmetric::SymmetricKey::generate(&mac(), None)?;
    let id = tasks::store_symmetric_key(&key, &manager).await?;
    expect(wrong, "a stored key has its name", key.id()?.id == id);
    let twice = tasks::store_symmetric_key(&key, &manager).await;
    expect(wrong, "a key is stored once", twice == Err(ErrorCode::ProhibitedOperation));
    Ok(())
}

async fn secrets(wrong: &mut Vec<String>, expiration: u64) -> Result<(), ErrorCode> {
    let manager = SecretsManager::open(None)?;
    let id = tasks::store_secret(&manager, b"secret".to_vec(), expiration).await?;
    expect(wrong, "secret", tasks::find_secret(&manager, id.clone(), Version::Latest).await? == b"secret");
    let version = tasks::replace_secret(&manager, id.clone(), b"newer".to_vec(), expiration).await?;
    expect(wrong, "version of a secret", version == 1);
    expect(wrong, "newer", tasks::find_secret(&manager, id.clone(), Version::Latest).await? == b"newer");
    expect(wrong, "older", tasks::find_secret(&manager, id.clone(), Version::Exact(0)).await? == b"secret");
    tasks::invalidate_secret(&manager, id.clone(), Version::All).await?;
    let gone = tasks::find_secret(&manager, id, Version::Latest).await;
    expect(wrong, "revoked secrets are gone", gone == Err(ErrorCode::NotFound));
    let mut sealed = tasks::encapsulate_secret(&manager, b"sealed".to_vec(), expiration).await?;
    expect(wrong, "sealed", tasks::decapsulate_secret(&manager, sealed.clone()).await? == b"sealed");
    sealed[30] ^= 1;
    let forged = tasks::decapsulate_secret(&manager, sealed).await;
    expect(wrong, "forged secrets are refused", forged == Err(ErrorCode::VerificationFailed));
    Ok(())
}
