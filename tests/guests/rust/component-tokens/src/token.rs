//! The form of tokens: header, claims and signature, in base64url with dots between them.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Map, Value, json};

use crate::{Algorithm, Failure, keys};

/// A token with these claims.
pub fn issue(algorithm: Algorithm, claims: &Map<String, Value>) -> Result<String, Failure> {
    let header = json!({ "alg": algorithm.name(), "typ": "JWT" });
    let claims = Value::from(claims.clone());
    let mut token = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
    let signature = keys::sign(algorithm, token.as_bytes())?;
    token.push('.');
    token.push_str(&encoded(signature));
    Ok(token)
}

/// The claims of a token, if it was signed with the key of the algorithm that it names.
pub fn check(token: &str) -> Result<Map<String, Value>, Failure> {
    let (signed, signature) = token.rsplit_once('.').ok_or(Failure::Wrong)?;
    let (header, claims) = signed.split_once('.').ok_or(Failure::Wrong)?;
    let header = object(header)?;
    let alg = header.get("alg").and_then(Value::as_str).ok_or(Failure::Wrong)?;
    // A header may ask for what is not understood here.
    if header.contains_key("crit") {
        return Err(Failure::Wrong);
    }
    let algorithm = Algorithm::named(alg).ok_or(Failure::Wrong)?;
    keys::verify(algorithm, signed.as_bytes(), &decoded(signature)?)?;
    object(claims)
}

fn object(text: &str) -> Result<Map<String, Value>, Failure> {
    serde_json::from_slice(&decoded(text)?).map_err(|_| Failure::Wrong)
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

fn decoded(text: &str) -> Result<Vec<u8>, Failure> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| Failure::Wrong)
}
