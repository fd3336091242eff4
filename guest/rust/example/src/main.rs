//! A command that seals, signs and verifies what it reads, with keys it never sees.
//!
//! usage: example <FILE (standard input)
//!
//! Prints one line for each part; exit code 1 and the reason if one failed.

use std::error::Error;
use std::io::{self, Read as _, Write as _};

use aead::{Aead, Nonce, Payload};
use wasi_crypto_client::aead::{Aes256Gcm, Sealing as _};
use wasi_crypto_client::hash::{self, Hasher};
use wasi_crypto_client::managed::{Managed as _, SecretsManager, Version};
use wasi_crypto_client::sign::signature::{MultipartSigner, MultipartVerifier, Signer, Verifier};
use wasi_crypto_client::sign::{Signature, SigningKey};
use wasi_crypto_client::{AlgorithmType, Encoding, ErrorCode, KeyPair, SymmetricKey, derive, exchange, mac};

type Outcome = Result<String, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = Vec::new();
    io::stdin().read_to_end(&mut text)?;
    type Part = fn(&[u8]) -> Outcome;
    let parts: [(&str, Part); 9] = [
        ("hash", digest),
        ("mac", authenticate),
        ("seal", seal),
        ("aead traits", with_the_traits_of_aead),
        ("sign", sign),
        ("signature traits", with_the_traits_of_signature),
        ("exchange", agree),
        ("password", password),
        ("managed", managed),
    ];
    for (name, part) in parts {
        let line = part(&text).map_err(|error| format!("{name}: {error}"))?;
        writeln!(io::stdout(), "{name}: {line}")?;
    }
    Ok(())
}

fn digest(text: &[u8]) -> Outcome {
    let mut hasher = Hasher::new("SHA-256")?;
    io::copy(&mut &text[..], &mut hasher)?;
    let before = hasher.try_clone()?;
    let digest = hasher.digest(32)?;
    check(digest == hash::hash("sha-256", text)?, "one call and many agree")?;
    drop(before);
    Ok(hex(&digest))
}

fn authenticate(text: &[u8]) -> Outcome {
    let key = SymmetricKey::import("HMAC/SHA-256", b"an example's key, known to all")?;
    let tag = mac::mac(&key, text)?;
    mac::verify(&key, text, &tag)?;
    let shortened = mac::verify(&key, text, tag.get(..16).unwrap_or_default());
    check(shortened.is_err_and(|error| error.code() == ErrorCode::InvalidTag), "a shortened tag is refused")?;
    Ok(hex(&tag))
}

fn seal(text: &[u8]) -> Outcome {
    let key = SymmetricKey::generate("XCHACHA20-POLY1305")?;
    let mut sealed = key.seal(b"for example", text)?;
    check(key.open(&sealed.nonce, b"for example", &sealed.ciphertext)?[..] == *text, "it opens")?;
    if let Some(byte) = sealed.ciphertext.last_mut() {
        *byte ^= 1;
    }
    let forged = key.open(&sealed.nonce, b"for example", &sealed.ciphertext);
    check(forged.is_err_and(|error| error.is_not_authentic()), "a changed ciphertext is refused")?;
    Ok(format!("{} bytes", sealed.ciphertext.len()))
}

fn with_the_traits_of_aead(text: &[u8]) -> Outcome {
    /// Written for any implementation of the trait.
    fn encrypt<A: Aead>(cipher: &A, nonce: &[u8], text: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        let nonce = Nonce::<A>::try_from(nonce)?;
        let sealed =
            cipher.encrypt(&nonce, Payload { msg: text, aad: b"header" }).map_err(|_| "it cannot be sealed")?;
        let opened = cipher.decrypt(&nonce, Payload { msg: &sealed, aad: b"header" });
        check(opened.is_ok_and(|opened| opened == text), "it opens")?;
        check(cipher.decrypt(&nonce, Payload { msg: &sealed, aad: b"other" }).is_err(), "another header is refused")?;
        Ok(sealed)
    }
    let cipher = Aes256Gcm::import(&[7; 32])?;
    let sealed = encrypt(&cipher, &[1; 12], text)?;
    let direct = cipher.key().seal_with(&[1; 12], b"header", text)?;
    check(sealed == direct.ciphertext, "trait and method agree")?;
    let wrong = Aes256Gcm::try_from(SymmetricKey::generate("AES-128-GCM")?);
    check(wrong.is_err_and(|error| error.code() == ErrorCode::InvalidKey), "a key of another algorithm is refused")?;
    Ok(hex(&sealed))
}

fn sign(text: &[u8]) -> Outcome {
    let seed_and_public = unhex(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\
                                 d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    )?;
    let key = SigningKey::import("Ed25519", &seed_and_public, Encoding::Raw)?;
    let signature: Signature = key.try_sign(text)?;
    key.verifying_key()?.verify(text, &signature)?;
    Ok(hex(signature.as_ref()))
}

fn with_the_traits_of_signature(text: &[u8]) -> Outcome {
    /// Written for any implementation of the traits.
    fn round<S, V, T>(signer: &S, verifier: &V, text: &[u8]) -> Result<T, Box<dyn Error>>
    where
        S: Signer<T> + MultipartSigner<T>,
        V: Verifier<T> + MultipartVerifier<T>,
    {
        let (head, tail) = text.split_at(text.len() / 2);
        let signature = signer.try_multipart_sign(&[head, tail])?;
        verifier.verify(text, &signature)?;
        let whole = signer.try_sign(text)?;
        verifier.multipart_verify(&[head, tail], &whole)?;
        check(verifier.verify(b"another text", &whole).is_err(), "it is not that of another text")?;
        Ok(whole)
    }
    let key = SigningKey::generate("ECDSA_P256_SHA256")?;
    let signature: Signature = round(&key, &key.verifying_key()?, text)?;
    Ok(format!("{} bytes", signature.as_ref().len()))
}

fn agree(_: &[u8]) -> Outcome {
    let alice = KeyPair::generate(AlgorithmType::KeyExchange, "X25519")?;
    let bob = KeyPair::generate(AlgorithmType::KeyExchange, "X25519")?;
    let hers = exchange::diffie_hellman_key(&bob.public_key()?, &alice.secret_key()?, "HKDF-EXTRACT/SHA-256")?;
    let his = exchange::diffie_hellman_key(&alice.public_key()?, &bob.secret_key()?, "HKDF-EXTRACT/SHA-256")?;
    check(derive::hkdf(&hers, b"", b"key", 32)? == derive::hkdf(&his, b"", b"key", 32)?, "both derive the same")?;

    let owner = KeyPair::generate(AlgorithmType::KeyExchange, "ML-KEM-768")?;
    let (secret, encapsulated) = exchange::encapsulate(&owner.public_key()?)?;
    check(exchange::decapsulate(&owner.secret_key()?, &encapsulated)? == secret, "the owner gets the secret")?;
    Ok(format!("{} bytes encapsulated", encapsulated.len()))
}

fn password(_: &[u8]) -> Outcome {
    let cost = derive::PasswordCost { memory: 1 << 20, passes: 2, parallelism: 1 };
    let hash = derive::hash_password(b"correct horse", cost)?;
    derive::verify_password(b"correct horse", &hash)?;
    let wrong = derive::verify_password(b"battery staple", &hash);
    check(wrong.is_err_and(|error| error.is_not_authentic()), "another password is refused")?;
    Ok(hash.split('$').take(4).collect::<Vec<_>>().join("$"))
}

/// Where the host lends a store.
fn managed(text: &[u8]) -> Outcome {
    let manager = match SecretsManager::open() {
        Err(error) if error.code() == ErrorCode::UnsupportedFeature => return Ok("no store".into()),
        manager => manager?,
    };
    let id = manager.generate_key("AES-256-GCM")?.id()?;
    let key = SymmetricKey::from_id(&manager, &id.id, Version::Exact(id.version))?;
    let sealed = key.seal_with(&[2; 12], b"", text)?;
    check(key.export().is_err(), "it is never shown")?;
    manager.invalidate(&id.id, Version::All)?;
    let gone = SymmetricKey::from_id(&manager, &id.id, Version::Latest);
    check(gone.is_err_and(|error| error.code() == ErrorCode::NotFound), "a revoked key is gone")?;
    Ok(format!("{} bytes", sealed.ciphertext.len()))
}

/// Fails with `claim` unless it is true.
fn check(fine: bool, claim: &str) -> Result<(), Box<dyn Error>> {
    if fine { Ok(()) } else { Err(format!("not true: {claim}").into()) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let digits: Vec<u8> = text.chars().filter_map(|digit| digit.to_digit(16)).map(|digit| digit as u8).collect();
    Ok(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}
