//! Public keys as JSON Web Keys.

use anyhow::{Context, Result, bail};
use base64ct::{Base64UrlUnpadded, Encoding};
use der::asn1::UintRef;
use der::{Decode, Reader, SliceReader};
use serde_json::{Value, json};
use spki::SubjectPublicKeyInfoRef;
use wasi_crypto_host::engine::{Engine, KeyEncoding};

use super::jwk::CURVES;
use super::wanted::{Kind, Wanted};

/// The name of a signature algorithm in JSON Web Signatures (RFC 7518 section 3.1, RFC 8037, RFC 8812), by what the
/// identifier begins and ends with.
const NAMES: [(&str, &str, &str); 10] = [
    ("RSA_PKCS1_", "_SHA256", "RS256"),
    ("RSA_PKCS1_", "_SHA384", "RS384"),
    ("RSA_PKCS1_", "_SHA512", "RS512"),
    ("RSA_PSS_", "_SHA256", "PS256"),
    ("RSA_PSS_", "_SHA384", "PS384"),
    ("RSA_PSS_", "_SHA512", "PS512"),
    ("ECDSA_P256_", "SHA256", "ES256"),
    ("ECDSA_P384_", "SHA384", "ES384"),
    ("ECDSA_K256_", "SHA256", "ES256K"),
    ("Ed", "9", "EdDSA"),
];

/// Writes the public key of an algorithm, which `export` gives in the encoding that is asked for.
///
/// # Errors
/// If keys of the algorithm have no such form, and those of `export`.
pub fn write(algorithm: &str, export: impl Fn(KeyEncoding) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let wanted = Wanted::of(&Engine::new(), algorithm)?;
    let mut jwk = match wanted.kind {
        Kind::Rsa(_) => rsa(&export(KeyEncoding::Pkcs8)?)?,
        Kind::Curve(name) => curve(name, &export(KeyEncoding::Sec)?)?,
        Kind::Safe(name) => json!({ "kty": "OKP", "crv": name, "x": encode(&export(KeyEncoding::Raw)?) }),
        Kind::Bytes | Kind::Other(_) => {
            bail!("keys for {algorithm} have no form as JSON Web Keys; --encoding pem is one that they have")
        }
    };
    if let (Some(name), Some(members)) = (name(wanted.info.identifier), jwk.as_object_mut()) {
        members.insert("alg".into(), json!(name));
        members.insert("use".into(), json!("sig"));
    }
    let mut text = serde_json::to_vec_pretty(&jwk)?;
    text.push(b'\n');
    Ok(text)
}

/// What the signatures are called; none for those that have no name, and for the exchange of keys, where the name tells
/// what becomes of the secret.
fn name(identifier: &str) -> Option<&'static str> {
    let ends = |start: &str, end: &str| identifier.starts_with(start) && identifier.ends_with(end);
    let found = NAMES.iter().find(|(start, end, _)| ends(start, end));
    found.map(|(_, _, name)| *name).or((identifier == "Ed448").then_some("EdDSA"))
}

fn curve(name: &str, point: &[u8]) -> Result<Value> {
    let crv = CURVES.iter().find(|known| **known == name).context("the curve has no name")?;
    let Some((4, coordinates)) = point.split_first() else { bail!("the point is compressed") };
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    Ok(json!({ "kty": "EC", "crv": crv, "x": encode(x), "y": encode(y) }))
}

fn rsa(info: &[u8]) -> Result<Value> {
    let info = SubjectPublicKeyInfoRef::from_der(info)?;
    let numbers = info.subject_public_key.as_bytes().context("the key is no string of bytes")?;
    let (n, e) = SliceReader::new(numbers)?.sequence(|numbers| -> der::Result<_> {
        Ok((encode(UintRef::decode(numbers)?.as_bytes()), encode(UintRef::decode(numbers)?.as_bytes())))
    })?;
    Ok(json!({ "kty": "RSA", "n": n, "e": e }))
}

fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_have_the_names_of_their_standards() {
        for (identifier, expected) in [
            ("RSA_PKCS1_2048_SHA256", Some("RS256")),
            ("RSA_PSS_4096_SHA512", Some("PS512")),
            ("ECDSA_P256_SHA256", Some("ES256")),
            ("ECDSA_P384_SHA384", Some("ES384")),
            ("ECDSA_K256_SHA256", Some("ES256K")),
            ("Ed25519", Some("EdDSA")),
            ("Ed448", Some("EdDSA")),
            ("Ed25519ph", None),
            ("X25519", None),
            ("P256-SHA256", None),
        ] {
            assert_eq!(name(identifier), expected, "{identifier}");
        }
    }
}
