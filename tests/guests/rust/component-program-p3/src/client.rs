//! What the Rust client has for WASI 0.3: each function against its namesake over slices.

use wasi_crypto_client::derive::{self, PasswordCost};
use wasi_crypto_client::hash::{self, Hasher};
use wasi_crypto_client::mac::{self, Mac};
use wasi_crypto_client::managed::{Managed as _, SecretsManager, Version};
use wasi_crypto_client::sign::SigningKey;
use wasi_crypto_client::sign::signature::{Signer, Verifier};
use wasi_crypto_client::{AlgorithmType, ErrorCode, SymmetricKey, sealed, streams, tasks};

use crate::{text, whole};

type Outcome = Result<(), String>;

const MESSAGE: &[u8] = b"a message that goes through streams";
const LEN: Option<u64> = Some(MESSAGE.len() as u64);
/// The end of 1970, in seconds since its beginning.
const LONG_AGO: u64 = 365 * 24 * 60 * 60;

/// Streams, without a store.
pub async fn streaming() -> Outcome {
    let message = || whole(MESSAGE.to_vec());
    let digest = hash::hash("SHA-256", MESSAGE).map_err(text)?;
    check(streams::hash("SHA-256", message(), LEN).await.map_err(text)? == digest, "hash")?;
    let short = streams::hash("SHA-256", message(), Some(1)).await;
    check(short.is_err_and(|error| error.code() == ErrorCode::InvalidLength), "another length")?;

    let mut hasher = Hasher::new("SHA-256").map_err(text)?;
    hasher.update_from(message(), None).await.map_err(text)?;
    check(hasher.digest(32).map_err(text)? == digest, "update_from")?;
    let mut first = Hasher::new("SHAKE-128").map_err(text)?;
    let mut second = first.try_clone().map_err(text)?;
    let (output, outcome) = first.digest_stream(100_000).map_err(text)?;
    let output = output.collect().await;
    outcome.wait().await.map_err(text)?;
    check(output == second.digest(100_000).map_err(text)?, "digest_stream")?;

    let key = SymmetricKey::generate("HMAC/SHA-256").map_err(text)?;
    let tag = streams::mac(&key, message(), LEN).await.map_err(text)?;
    check(tag == mac::mac(&key, MESSAGE).map_err(text)?, "mac")?;
    streams::verify_mac(&key, message(), LEN, &tag).await.map_err(text)?;
    let forged = streams::verify_mac(&key, message(), LEN, &[0; 32]).await;
    check(forged.is_err_and(|error| error.is_not_authentic()), "a forged tag")?;
    let mut state = Mac::new(&key).map_err(text)?;
    state.update_from(message(), None).await.map_err(text)?;
    check(state.tag().map_err(text)? == tag, "update_from of a MAC")?;

    let key = SigningKey::generate("ECDSA_P256_SHA256").map_err(text)?;
    let verifying = key.verifying_key().map_err(text)?;
    verifying.verify(MESSAGE, &streams::sign(&key, message(), LEN).await.map_err(text)?).map_err(text)?;
    let signature = key.try_sign(MESSAGE).map_err(text)?;
    streams::verify(&verifying, message(), LEN, &signature).await.map_err(text)?;
    let other = streams::verify(&verifying, whole(b"another".to_vec()), None, &signature).await;
    check(other.is_err_and(|error| error.is_not_authentic()), "a signature of something else")?;

    let key = SymmetricKey::import("HKDF-EXTRACT/SHA-256", MESSAGE).map_err(text)?;
    let (derived, outcome) = streams::derive(&key, b"salt", b"info", 100).map_err(text)?;
    let derived = derived.collect().await;
    outcome.wait().await.map_err(text)?;
    check(derived == *derive::hkdf(&key, b"salt", b"info", 100).map_err(text)?, "derive")?;
    sealing().await
}

/// Sealed streams, from a place in the message on, too.
async fn sealing() -> Outcome {
    let message: Vec<u8> = (0..10_000u32).map(|number| (number % 251) as u8).collect();
    let key = SymmetricKey::generate("AES-128-GCM-HKDF-4KB").map_err(text)?;
    let plain = whole(message.clone());
    let (sealed, outcome) = sealed::seal(&key, b"data", plain, Some(10_000)).map_err(text)?;
    let sealed = sealed.collect().await;
    outcome.wait().await.map_err(text)?;
    let (opened, outcome) = sealed::open(&key, b"data", whole(sealed.clone())).map_err(text)?;
    check(opened.collect().await == message, "open")?;
    outcome.wait().await.map_err(text)?;

    let len = sealed.len() as u64;
    let place = sealed::find("AES-128-GCM-HKDF-4KB", 9_000, len).map_err(text)?;
    let (header, rest) = (&sealed[..place.header as usize], &sealed[place.start as usize..]);
    check(rest.len() < 5_000, "only what is needed is read")?;
    let opened = sealed::open_from(&key, b"data", header, whole(rest.to_vec()), 9_000, len);
    let (opened, outcome) = opened.map_err(text)?;
    check(opened.collect().await == message[9_000..], "open_from")?;
    outcome.wait().await.map_err(text)?;

    let cut = sealed[..sealed.len() - 1].to_vec();
    let (opened, outcome) = sealed::open(&key, b"data", whole(cut)).map_err(text)?;
    let opened = opened.collect().await;
    check(message.starts_with(&opened) && opened.len() < message.len(), "what is authentic comes out")?;
    check(outcome.wait().await.is_err_and(|error| error.is_not_authentic()), "a stream that was cut off")
}

/// Slow work, with a store.
pub async fn working() -> Outcome {
    let pair = tasks::generate_key_pair(AlgorithmType::Signatures, "Ed25519").await.map_err(text)?;
    let cost = PasswordCost { memory: 1 << 20, passes: 1, parallelism: 1 };
    let stored = tasks::hash_password(b"password", cost).await.map_err(text)?;
    derive::verify_password(b"password", &stored).map_err(text)?;
    tasks::verify_password(b"password", &stored).await.map_err(text)?;
    let wrong = tasks::verify_password(b"Password", &stored).await;
    check(wrong.is_err_and(|error| error.is_not_authentic()), "another password")?;

    let manager = SecretsManager::open().map_err(text)?;
    let id = tasks::Managed::store(&pair, &manager).await.map_err(text)?;
    check(pair.id().map_err(text)?.id == id, "the name of a pair")?;
    let key = tasks::generate_managed_key(&manager, "HMAC/SHA-256").await.map_err(text)?;
    let id = key.id().map_err(text)?.id;
    let found = <SymmetricKey as tasks::Managed>::from_id(&manager, &id, Version::Latest).await.map_err(text)?;
    check(mac::mac(&found, MESSAGE).map_err(text)? == mac::mac(&key, MESSAGE).map_err(text)?, "the key that is found")?;
    let next = SymmetricKey::generate("HMAC/SHA-256").map_err(text)?;
    check(tasks::Managed::replace(&key, &manager, &next).await.map_err(text)? == 1, "the version of a key")?;
    tasks::invalidate(&manager, &id, Version::All).await.map_err(text)?;
    let gone = <SymmetricKey as tasks::Managed>::from_id(&manager, &id, Version::Latest).await;
    check(gone.is_err_and(|error| error.code() == ErrorCode::NotFound), "a revoked key")?;

    let late = tasks::store_secret(&manager, b"secret", LONG_AGO).await;
    check(late.is_err_and(|error| error.code() == ErrorCode::Expired), "a secret of the past")?;
    let id = tasks::store_secret(&manager, b"secret", u64::MAX).await.map_err(text)?;
    check(
        tasks::replace_secret(&manager, &id, b"newer", u64::MAX).await.map_err(text)? == 1,
        "the version of a secret",
    )?;
    check(*tasks::secret(&manager, &id, Version::Exact(0)).await.map_err(text)? == b"secret", "the older secret")?;
    check(*tasks::secret(&manager, &id, Version::Latest).await.map_err(text)? == b"newer", "the newer secret")?;
    tasks::invalidate_secret(&manager, &id, Version::All).await.map_err(text)?;
    let gone = tasks::secret(&manager, &id, Version::Latest).await;
    check(gone.is_err_and(|error| error.code() == ErrorCode::NotFound), "a revoked secret")?;
    let wrapped = tasks::encapsulate(&manager, b"secret", u64::MAX).await.map_err(text)?;
    check(*tasks::decapsulate(&manager, &wrapped).await.map_err(text)? == b"secret", "a wrapped secret")
}

/// Fails with what is not as it should be.
fn check(fine: bool, what: &str) -> Outcome {
    if fine { Ok(()) } else { Err(format!("wrong: {what}")) }
}
