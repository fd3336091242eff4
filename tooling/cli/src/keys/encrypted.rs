//! PKCS#8 under a passphrase (RFC 5958 section 3, RFC 8018). Guests cannot import it: only this command has a passphrase.

use std::path::Path;

use anyhow::{Result, bail};
use der::asn1::OctetStringRef;
use der::{Decode, Reader, SliceReader};
use pkcs5::pbes2::Kdf;
use pkcs5::{EncryptionScheme, Error};
use wasi_crypto_host::engine::{SecretBytes, recognize};

use super::passphrase::PassphraseArgs;
use super::pem;
use crate::{files, progress};

const LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// As many bytes of memory as the derivation of a key may take. OpenSSL takes 16 MiB.
const MAX_MEMORY: u64 = 1 << 30;

/// As many rounds of hashing as that may take: minutes. OpenSSL makes 2,048, careful people a million.
const MAX_ROUNDS: u32 = 100_000_000;

/// The key in a file, in DER.
///
/// # Errors
/// If there is no passphrase or another one, or the way in which it is encrypted is one that is not read here.
pub fn open(bytes: &[u8], passphrase: &PassphraseArgs, file: &Path) -> Result<SecretBytes> {
    let pem = pem::content(bytes, LABEL);
    if pem.is_none() && pem::label(bytes).is_some() {
        bail!(
            "it is encrypted as before PKCS#8, which is not read here: write it anew with `openssl pkcs8 -topk8 -in FILE \
             -out NEW`"
        );
    }
    let der = pem.as_ref().map_or(bytes, |content| content.as_slice());
    let (scheme, ciphertext) = parse(der)?;
    check(&scheme)?;
    let mut key = SecretBytes::new(ciphertext.to_vec());
    let passphrase = passphrase.get(file)?;
    let decrypt = || scheme.decrypt_in_place(passphrase.as_slice(), &mut key).map(<[u8]>::len);
    let len = match progress::during("deriving the key from the passphrase", decrypt) {
        Ok(len) => len,
        Err(Error::DecryptFailed) => bail!("the passphrase is not that of {}", files::shown(file)),
        Err(_) => return not_read_here(),
    };
    key.truncate(len);
    // A wrong passphrase may leave what ends as it should, by chance.
    if recognize(&key).is_none() {
        bail!("the passphrase is not that of {}", files::shown(file));
    }
    Ok(key)
}

fn parse(der: &[u8]) -> Result<(EncryptionScheme, &[u8])> {
    let parse = || -> der::Result<_> {
        let mut reader = SliceReader::new(der)?;
        let parts = reader.sequence(|fields| -> der::Result<_> {
            Ok((EncryptionScheme::decode(fields)?, <&OctetStringRef>::decode(fields)?.as_bytes()))
        })?;
        reader.finish()?;
        Ok(parts)
    };
    match parse() {
        Ok(parts) => Ok(parts),
        Err(_) => not_read_here(),
    }
}

fn not_read_here<T>() -> Result<T> {
    bail!(
        "it is encrypted in a way that is not read here (PBES2 with PBKDF2 or scrypt and AES is): decrypt it with `openssl \
         pkcs8 -in FILE -out NEW`"
    )
}

/// Whether the derivation takes no more than can be had. A file may ask for any amount.
fn check(scheme: &EncryptionScheme) -> Result<()> {
    let Some(parameters) = scheme.pbes2() else { return not_read_here() };
    let fits = match &parameters.kdf {
        Kdf::Pbkdf2(kdf) => kdf.iteration_count <= MAX_ROUNDS,
        Kdf::Scrypt(kdf) => fits(kdf.cost_parameter, kdf.block_size.into(), kdf.parallelization.into()),
        _ => return not_read_here(),
    };
    if !fits {
        bail!("deriving its key takes more than {} MiB of memory, or {MAX_ROUNDS} rounds", MAX_MEMORY >> 20);
    }
    Ok(())
}

/// Whether scrypt with these parameters stays within [`MAX_MEMORY`], each lane after the other.
fn fits(cost: u64, block_size: u64, lanes: u64) -> bool {
    let memory = cost.checked_mul(block_size).and_then(|blocks| blocks.checked_mul(128));
    memory.is_some_and(|memory| memory <= MAX_MEMORY) && lanes.saturating_mul(block_size) < 1 << 30
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_rounds_have_limits() {
        assert!(fits(MAX_MEMORY / 128 / 8, 8, 1));
        assert!(!fits(MAX_MEMORY / 128 / 8 + 1, 8, 1));
        assert!(!fits(u64::MAX, 8, 1) && !fits(2, 1 << 15, 1 << 15));
        let pbkdf2 = |rounds| {
            let kdf = pkcs5::pbes2::Pbkdf2Params { iteration_count: rounds, ..rounds_of_one() };
            EncryptionScheme::Pbes2(pkcs5::pbes2::Parameters {
                kdf: Kdf::Pbkdf2(kdf),
                encryption: pkcs5::pbes2::EncryptionScheme::Aes128Cbc { iv: [0; 16] },
            })
        };
        assert!(check(&pbkdf2(MAX_ROUNDS)).is_ok());
        assert!(check(&pbkdf2(MAX_ROUNDS + 1)).is_err());
    }

    fn rounds_of_one() -> pkcs5::pbes2::Pbkdf2Params {
        pkcs5::pbes2::Pbkdf2Params::hmac_sha256(1, b"salt of 16 bytes").unwrap()
    }
}
