//! A service that issues JSON Web Tokens (RFC 7519, as signatures in the compact form of RFC 7515) and checks them.
//!
//! `POST /token?alg=ES256` with an object of claims answers with a token, which is valid for an hour unless the claims
//! have an `exp` of their own. `POST /check` with a token answers with its claims, or 401. The algorithms are `ES256`,
//! `EdDSA` and `RS256`; the keys are the host's, under the names `jwt-es256`, `jwt-eddsa` and `jwt-rs256`, and do not
//! leave it.

#[cfg(not(feature = "own"))]
mod host;
#[cfg(feature = "own")]
mod own;
mod token;

use http::{Request, Response, Service};
use serde_json::Value;

#[cfg(not(feature = "own"))]
use host as keys;
#[cfg(feature = "own")]
use own as keys;

/// How long a token is valid, in seconds.
const HOUR: u64 = 3600;

/// An algorithm of RFC 7518 or RFC 8037 that signs tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSA with PKCS#1 v1.5 and SHA-256.
    Rs256,
}

/// Why something was not signed or not checked.
#[derive(Debug)]
pub enum Failure {
    /// The signature is of another key or of another text.
    Wrong,
    /// The key cannot be used.
    NoKey(String),
}

struct Tokens;

http::serve!(Tokens);

impl Service for Tokens {
    async fn answer(request: Request) -> Response {
        let body = match &request.body {
            Ok(body) => body,
            Err(error) => return Response::text(400, error),
        };
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/token") => issue(request.parameter("alg").unwrap_or("ES256"), body),
            ("POST", "/check") => check(body),
            ("GET", "/token" | "/check") => Response::text(405, "POST"),
            _ => Response::text(404, "there are /token and /check"),
        }
    }
}

fn issue(alg: &str, body: &[u8]) -> Response {
    let Some(algorithm) = Algorithm::named(alg) else {
        return Response::text(400, "alg is ES256, EdDSA or RS256");
    };
    let Ok(Value::Object(mut claims)) = serde_json::from_slice(body) else {
        return Response::text(400, "the claims have to be an object");
    };
    let now = http::now();
    claims.entry("iat").or_insert(now.into());
    claims.entry("exp").or_insert((now + HOUR).into());
    match token::issue(algorithm, &claims) {
        Ok(token) => Response { status: 200, content_type: "application/jwt", body: (token + "\n").into() },
        Err(Failure::NoKey(why)) => Response::text(500, &format!("no token with {alg}: {why}")),
        Err(Failure::Wrong) => Response::text(500, "no token"),
    }
}

fn check(body: &[u8]) -> Response {
    let token = str::from_utf8(body).unwrap_or_default().trim();
    let claims = match token::check(token) {
        Ok(claims) => claims,
        Err(Failure::Wrong) => return Response::text(401, "not a token of this service"),
        Err(Failure::NoKey(why)) => return Response::text(500, &why),
    };
    if claims.get("exp").and_then(Value::as_u64).is_none_or(|expires| expires <= http::now()) {
        return Response::text(401, "expired");
    }
    Response { status: 200, content_type: "application/json", body: format!("{}\n", Value::from(claims)).into() }
}

impl Algorithm {
    /// By the name that stands in tokens.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Es256, Self::EdDsa, Self::Rs256].into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The name that stands in tokens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
        }
    }
}
