//! Private keys as `ssh-keygen` writes them (OpenSSH's PROTOCOL.key). Those under a passphrase are not read: their key
//! derivation is of OpenSSH alone.

use anyhow::{Context, Result, bail};
use der::Encode;
use sec1::EcPrivateKey;
use ssh_encoding::{Decode, Error};
use wasi_crypto_host::engine::{KeyEncoding, KeyType, SecretBytes};
use zeroize::Zeroizing;

use super::wanted::{Kind, Wanted};
use super::{Material, pem, rsa};

const LABEL: &str = "OPENSSH PRIVATE KEY";
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// The number of bytes in a coordinate, by the name of the curve.
const CURVES: [(&str, &str, usize); 2] = [("nistp256", "P-256", 32), ("nistp384", "P-384", 48)];

/// Whether a file has such a key.
pub fn is_openssh(bytes: &[u8]) -> bool {
    pem::has(bytes, LABEL)
}

/// Reads a key for an algorithm.
///
/// # Errors
/// If it is encrypted, cut off, or for another algorithm.
pub fn read(bytes: &[u8], wanted: &Wanted) -> Result<Material> {
    let content = pem::content(bytes, LABEL).context("it is no key of OpenSSH, or it is damaged")?;
    let damaged = |_: Error| anyhow::anyhow!("it is a key of OpenSSH, but it is damaged");
    let rest = content.strip_prefix(MAGIC).context("it is no key of OpenSSH, or it is damaged")?;
    let (encrypted, private) = outer(rest).map_err(damaged)?;
    if encrypted {
        bail!(
            "it is an encrypted secret key of OpenSSH, which is not read here: take the passphrase off a copy with \
             `ssh-keygen -p -f COPY`"
        );
    }
    inner(&private, wanted).map_err(|failure| match failure {
        Failure::Damaged(error) => damaged(error),
        Failure::Told(error) => error,
    })
}

/// Whether it is encrypted, and the part that would be.
fn outer(mut rest: &[u8]) -> Result<(bool, SecretBytes), Error> {
    let reader = &mut rest;
    let cipher = String::decode(reader)?;
    let _derivation = String::decode(reader)?;
    let _options = Vec::<u8>::decode(reader)?;
    // The format has room for several keys, and no program that writes them.
    if u32::decode(reader)? != 1 {
        return Err(Error::Length);
    }
    let _public = Vec::<u8>::decode(reader)?;
    Ok((cipher != "none", secret(reader)?))
}

enum Failure {
    Damaged(Error),
    Told(anyhow::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Damaged(error)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Told(error)
    }
}

fn inner(mut rest: &[u8], wanted: &Wanted) -> Result<Material, Failure> {
    let reader = &mut rest;
    // Two equal numbers, by which OpenSSH knows whether a passphrase was right.
    if u32::decode(reader)? != u32::decode(reader)? {
        return Err(Error::Length.into());
    }
    let kind = String::decode(reader)?;
    match (kind.as_str(), kind.strip_prefix("ecdsa-sha2-")) {
        ("ssh-ed25519", _) => ed25519(reader, wanted),
        ("ssh-rsa", _) => ssh_rsa(reader, wanted),
        (_, Some(curve)) => match CURVES.iter().find(|(name, _, _)| *name == curve) {
            Some((_, name, size)) => ecdsa(reader, wanted, name, *size),
            None => Ok(wanted.refuse(curve)?),
        },
        (other, None) => Ok(wanted.refuse(other)?),
    }
}

/// The public key, then the secret one with the public one behind it, which is the raw form of a pair.
fn ed25519(reader: &mut &[u8], wanted: &Wanted) -> Result<Material, Failure> {
    if wanted.kind != Kind::Safe("Ed25519") {
        return Ok(wanted.refuse("Ed25519")?);
    }
    let _public = Vec::<u8>::decode(reader)?;
    Ok(Material { bytes: secret(reader)?, encoding: KeyEncoding::Raw })
}

/// The name of the curve, the point, the scalar.
fn ecdsa(reader: &mut &[u8], wanted: &Wanted, name: &'static str, size: usize) -> Result<Material, Failure> {
    if wanted.kind != Kind::Curve(name) {
        return Ok(wanted.refuse(name)?);
    }
    let _curve = String::decode(reader)?;
    let point = Vec::<u8>::decode(reader)?;
    let scalar = secret(reader)?;
    let digits = without_zeros(&scalar);
    let mut padded = SecretBytes::new(vec![0; size.saturating_sub(digits.len())]);
    padded.reserve_exact(digits.len());
    padded.extend_from_slice(digits);
    let key = EcPrivateKey { private_key: &padded, parameters: None, public_key: Some(&point) };
    let der = key.to_der().map_err(anyhow::Error::from)?;
    Ok(Material { bytes: Zeroizing::new(der), encoding: KeyEncoding::Sec })
}

/// n, e, d, 1/q mod p, p, q.
fn ssh_rsa(reader: &mut &[u8], wanted: &Wanted) -> Result<Material, Failure> {
    let mut numbers = Vec::new();
    for _ in 0..6 {
        numbers.push(secret(reader)?);
    }
    let [modulus, public_exponent, private_exponent, coefficient, p, q] = numbers.as_slice() else {
        return Err(Error::Length.into());
    };
    let found = bits(modulus);
    if wanted.kind != Kind::Rsa(found) {
        return Ok(wanted.refuse(KeyType::Rsa(found))?);
    }
    let exponents = [rsa::exponent(private_exponent, p)?, rsa::exponent(private_exponent, q)?];
    let numbers = rsa::Numbers {
        modulus,
        public_exponent,
        private_exponent,
        primes: [p, q],
        exponents: [&exponents[0], &exponents[1]],
        coefficient,
    };
    Ok(numbers.encode()?)
}

fn secret(reader: &mut &[u8]) -> Result<SecretBytes, Error> {
    Ok(SecretBytes::new(Vec::<u8>::decode(reader)?))
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// The bits of a number.
pub fn bits(number: &[u8]) -> usize {
    let digits = without_zeros(number);
    let unused = digits.first().map_or(0, |first| first.leading_zeros());
    digits.len().saturating_mul(8).saturating_sub(usize::try_from(unused).unwrap_or_default())
}
