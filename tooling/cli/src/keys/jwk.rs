//! Secret keys as JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037, RFC 8812).

use anyhow::{Context, Result, bail};
use base64ct::{Base64UrlUnpadded, Encoding};
use der::Encode;
use sec1::EcPrivateKey;
use serde::Deserialize;
use serde_json::value::RawValue;
use wasi_crypto_host::engine::{KeyEncoding, KeyType, SecretBytes};
use zeroize::Zeroizing;

use super::openssh::bits;
use super::wanted::{Kind, Wanted};
use super::{Material, rsa};

/// The curves that have names in JSON Web Keys, which are the same here.
pub const CURVES: [&str; 3] = ["P-256", "P-384", "secp256k1"];

/// The members that keys have, still in Base64url. They borrow from the text, so that no copy of a secret is made; what is
/// in Base64url has no character that JSON would escape.
#[derive(Deserialize)]
struct Jwk<'a> {
    kty: Option<&'a str>,
    crv: Option<&'a str>,
    k: Option<&'a str>,
    d: Option<&'a str>,
    x: Option<&'a str>,
    y: Option<&'a str>,
    n: Option<&'a str>,
    e: Option<&'a str>,
    p: Option<&'a str>,
    q: Option<&'a str>,
    dp: Option<&'a str>,
    dq: Option<&'a str>,
    qi: Option<&'a str>,
    /// Of RSA keys with more than two primes.
    #[serde(borrow)]
    oth: Option<&'a RawValue>,
    /// Of a set of keys.
    #[serde(borrow)]
    keys: Option<Vec<&'a RawValue>>,
}

/// Reads a key for an algorithm, or the only key in a set.
///
/// # Errors
/// If the text is no such key, or one for another algorithm, or a public one.
pub fn read(text: &[u8], wanted: &Wanted) -> Result<Material> {
    let jwk = parse(text)?;
    match jwk.keys.as_deref() {
        None => jwk.material(wanted),
        Some([one]) => parse(one.get().as_bytes())?.material(wanted),
        Some(several) => {
            bail!("it is a set of {} keys: put the one that is meant into a file of its own", several.len())
        }
    }
}

fn parse(text: &[u8]) -> Result<Jwk<'_>> {
    // The position is enough: what serde says more may quote the text.
    serde_json::from_slice(text)
        .map_err(|error| anyhow::anyhow!("it is no JSON Web Key (line {}, column {})", error.line(), error.column()))
}

impl Jwk<'_> {
    fn material(&self, wanted: &Wanted) -> Result<Material> {
        match self.kty.context("it is no JSON Web Key: there is no `kty` in it")? {
            "oct" => self.bytes(wanted),
            "OKP" => self.safe_curve(wanted),
            "EC" => self.curve(wanted),
            "RSA" => self.rsa(wanted),
            other => bail!("it is a JSON Web Key of the type `{other}`; those of oct, OKP, EC and RSA are read"),
        }
    }

    fn bytes(&self, wanted: &Wanted) -> Result<Material> {
        if wanted.kind != Kind::Bytes {
            return wanted.refuse("bytes");
        }
        Ok(Material { bytes: decode("k", self.k)?, encoding: KeyEncoding::Raw })
    }

    /// Raw pairs have the secret key of a signature first, and the public one of an exchange.
    fn safe_curve(&self, wanted: &Wanted) -> Result<Material> {
        let curve = self.crv.context("it has no `crv`")?;
        if !matches!(wanted.kind, Kind::Safe(name) if name == curve) {
            return wanted.refuse(curve);
        }
        self.is_secret(self.d)?;
        let (secret, public) = (decode("d", self.d)?, decode("x", self.x)?);
        let (first, second) = if curve.starts_with("Ed") { (&secret, &public) } else { (&public, &secret) };
        let mut pair = SecretBytes::new(Vec::with_capacity(first.len().saturating_add(second.len())));
        pair.extend_from_slice(first);
        pair.extend_from_slice(second);
        Ok(Material { bytes: pair, encoding: KeyEncoding::Raw })
    }

    fn curve(&self, wanted: &Wanted) -> Result<Material> {
        let curve = self.crv.context("it has no `crv`")?;
        if !matches!(wanted.kind, Kind::Curve(name) if name == curve && CURVES.contains(&curve)) {
            return wanted.refuse(curve);
        }
        self.is_secret(self.d)?;
        let (secret, x, y) = (decode("d", self.d)?, decode("x", self.x)?, decode("y", self.y)?);
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        let key = EcPrivateKey { private_key: &secret, parameters: None, public_key: Some(&point) };
        Ok(Material { bytes: Zeroizing::new(key.to_der()?), encoding: KeyEncoding::Sec })
    }

    fn rsa(&self, wanted: &Wanted) -> Result<Material> {
        let modulus = decode("n", self.n)?;
        let found = bits(&modulus);
        if wanted.kind != Kind::Rsa(found) {
            return wanted.refuse(KeyType::Rsa(found));
        }
        self.is_secret(self.d)?;
        if self.oth.is_some() {
            bail!("it is an RSA key of more than two primes, which is not read here");
        }
        if self.p.is_none() || self.q.is_none() {
            bail!("it is an RSA key without its primes `p` and `q`, which is not read here");
        }
        let primes = [decode("p", self.p)?, decode("q", self.q)?];
        let exponents = [decode("dp", self.dp)?, decode("dq", self.dq)?];
        let (public_exponent, private_exponent) = (decode("e", self.e)?, decode("d", self.d)?);
        let numbers = rsa::Numbers {
            modulus: &modulus,
            public_exponent: &public_exponent,
            private_exponent: &private_exponent,
            primes: [&primes[0], &primes[1]],
            exponents: [&exponents[0], &exponents[1]],
            coefficient: &decode("qi", self.qi)?,
        };
        numbers.encode()
    }

    fn is_secret(&self, secret: Option<&str>) -> Result<()> {
        if secret.is_none() {
            bail!("it is a public key: the secret one has a member `d` besides");
        }
        Ok(())
    }
}

fn decode(name: &str, member: Option<&str>) -> Result<SecretBytes> {
    let digits = member.with_context(|| format!("it lacks the member `{name}`"))?;
    let mut bytes = SecretBytes::new(vec![0; digits.len()]);
    let decoded = Base64UrlUnpadded::decode(digits, &mut bytes).map(<[u8]>::len);
    let len = decoded.map_err(|_| anyhow::anyhow!("its member `{name}` is no Base64url"))?;
    bytes.truncate(len);
    Ok(bytes)
}
