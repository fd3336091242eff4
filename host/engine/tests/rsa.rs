//! RSA keys.

use crate::common::{der, engines, key_file};
use wasi_crypto_engine::{
    Category, Engine, Error, KeyEncoding, KeyPair, PublicKey, SecretKey, Signature, SignatureEncoding, SignatureState,
    SignatureVerificationState, oneshot,
};

const SIGNATURES: Category = Category::Signatures;

fn with_rsa() -> Vec<(&'static str, Engine)> {
    engines().into_iter().filter(|(name, _)| *name != "pure").collect()
}

fn algorithms() -> Vec<(&'static str, usize)> {
    let mut all = Vec::new();
    for (_, engine) in with_rsa().into_iter().take(1) {
        for known in engine.algorithms().filter(|known| known.identifier.starts_with("RSA_")) {
            all.push((known.identifier, known.identifier.split('_').nth(2).unwrap().parse().unwrap()));
        }
    }
    assert_eq!(all.len(), 18);
    all
}

#[test]
fn the_pure_provider_has_none() {
    let (_, engine) = engines().into_iter().find(|(name, _)| *name == "pure").unwrap();
    for (algorithm, _) in algorithms() {
        let no = Error::UnsupportedAlgorithm;
        assert_eq!(KeyPair::generate(&engine, SIGNATURES, algorithm, None).unwrap_err(), no);
        let pem = key_file("rsa-2048-public.pem");
        let read = PublicKey::import(&engine, SIGNATURES, algorithm, &pem, KeyEncoding::Pem);
        assert_eq!(read.unwrap_err(), no);
        assert_eq!(Signature::import(&engine, algorithm, &[0; 256], SignatureEncoding::Raw).unwrap_err(), no);
    }
}

#[test]
fn the_modulus_has_exactly_the_size_of_the_name() {
    for (name, engine) in with_rsa() {
        for (algorithm, bits) in algorithms() {
            for size in [2048, 3072, 4096] {
                let pem = key_file(&format!("rsa-{size}.pem"));
                let pair = KeyPair::import(&engine, SIGNATURES, algorithm, &pem, KeyEncoding::Pem);
                let pem_public = key_file(&format!("rsa-{size}-public.pem"));
                let public = PublicKey::import(&engine, SIGNATURES, algorithm, &pem_public, KeyEncoding::Pem);
                if size == bits {
                    let (pair, public) = (pair.unwrap(), public.unwrap());
                    public.verify().unwrap();
                    KeyPair::from_keys(&public, &pair.secret_key().unwrap()).unwrap();
                    assert_eq!(*pair.export(KeyEncoding::Pem).unwrap(), pem, "{name} {algorithm}");
                    assert_eq!(*pair.export(KeyEncoding::Pkcs8).unwrap(), der(&pem));
                    assert_eq!(public.export(KeyEncoding::Pem).unwrap(), pem_public);
                    let secret = pair.secret_key().unwrap().export(KeyEncoding::Pkcs8).unwrap();
                    SecretKey::import(&engine, SIGNATURES, algorithm, &secret, KeyEncoding::Pkcs8).unwrap();
                    for encoding in [KeyEncoding::Raw, KeyEncoding::Sec] {
                        assert_eq!(pair.export(encoding).unwrap_err(), Error::UnsupportedEncoding);
                        assert_eq!(public.export(encoding).unwrap_err(), Error::UnsupportedEncoding);
                        let read = KeyPair::import(&engine, SIGNATURES, algorithm, &secret, encoding);
                        assert_eq!(read.unwrap_err(), Error::UnsupportedEncoding);
                    }
                    let local = KeyEncoding::Local;
                    let again = KeyPair::import(&engine, SIGNATURES, algorithm, &pair.export(local).unwrap(), local);
                    assert_eq!(*again.unwrap().export(KeyEncoding::Pem).unwrap(), pem, "{name} {algorithm}");
                    let again = public.export(local).unwrap();
                    let again = PublicKey::import(&engine, SIGNATURES, algorithm, &again, local).unwrap();
                    assert_eq!(again.export(KeyEncoding::Pem).unwrap(), pem_public, "{name} {algorithm}");
                } else {
                    assert_eq!(pair.unwrap_err(), Error::InvalidKey, "{name} {algorithm} {size}");
                    assert_eq!(public.unwrap_err(), Error::InvalidKey, "{name} {algorithm} {size}");
                }
            }
        }
    }
}

/// What one provider signs the other verifies, in every scheme, streamed or not.
#[test]
fn providers_understand_each_other() {
    for (signer, engine) in with_rsa() {
        for (verifier, other) in with_rsa() {
            for (algorithm, bits) in algorithms() {
                let pem = key_file(&format!("rsa-{bits}.pem"));
                let pair = KeyPair::import(&engine, SIGNATURES, algorithm, &pem, KeyEncoding::Pem).unwrap();
                let pem = key_file(&format!("rsa-{bits}-public.pem"));
                let public = PublicKey::import(&other, SIGNATURES, algorithm, &pem, KeyEncoding::Pem).unwrap();
                let which = format!("{signer} {verifier} {algorithm}");
                let raw = oneshot::sign(&pair, b"message").unwrap();
                assert_eq!(raw.len(), bits / 8, "{which}");
                oneshot::verify(&public, b"message", &raw).unwrap();
                assert_eq!(oneshot::verify(&public, b"massage", &raw).unwrap_err(), Error::InvalidSignature);
                let mut state = SignatureState::open(&pair).unwrap();
                state.update(b"mess").unwrap();
                state.update(b"age").unwrap();
                let streamed = state.sign().unwrap();
                assert_eq!(streamed.export(SignatureEncoding::Der).unwrap_err(), Error::UnsupportedEncoding);
                let raw = streamed.export(SignatureEncoding::Raw).unwrap();
                oneshot::verify(&public, b"message", &raw).unwrap();
                let mut state = SignatureVerificationState::open(&public).unwrap();
                state.update(b"message").unwrap();
                state.verify(&streamed).unwrap();
                for wrong in [0, 1, bits / 8 - 1, bits / 8 + 1] {
                    let read = Signature::import(&other, algorithm, &vec![0; wrong], SignatureEncoding::Raw);
                    assert_eq!(read.unwrap_err(), Error::InvalidSignature);
                    let verified = oneshot::verify(&public, b"message", &vec![0; wrong]);
                    assert_eq!(verified.unwrap_err(), Error::InvalidSignature);
                }
            }
        }
    }
}

#[test]
fn only_one_provider_generates() {
    for (name, engine) in with_rsa() {
        for (algorithm, bits) in algorithms() {
            let slow = KeyPair::is_slow_to_generate(&engine, SIGNATURES, algorithm);
            assert_eq!(slow, name == "aws-lc");
            if !slow {
                let made = KeyPair::generate(&engine, SIGNATURES, algorithm, None);
                assert_eq!(made.unwrap_err(), Error::UnsupportedFeature, "{name}");
            } else if matches!(algorithm, "RSA_PKCS1_2048_SHA256" | "RSA_PSS_3072_SHA384") {
                let made = KeyPair::generate(&engine, SIGNATURES, algorithm, None).unwrap();
                made.public_key().unwrap().verify().unwrap();
                assert_eq!(oneshot::sign(&made, b"").unwrap().len(), bits / 8);
                let exported = made.export(KeyEncoding::Pem).unwrap();
                for (_, engine) in with_rsa() {
                    KeyPair::import(&engine, SIGNATURES, algorithm, &exported, KeyEncoding::Pem).unwrap();
                }
            }
        }
    }
}

/// An exponent of 3 verifies, as SP 800-89 allows; no library of ours signs with one.
#[test]
fn exponents() {
    for (name, engine) in with_rsa() {
        let algorithm = "RSA_PKCS1_2048_SHA256";
        let pem = key_file("rsa-2048-e3-public.pem");
        let public = PublicKey::import(&engine, SIGNATURES, algorithm, &pem, KeyEncoding::Pem).unwrap();
        oneshot::verify(&public, &key_file("message.txt"), &key_file("rsa-2048-e3-pkcs1-sha256.sig"))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let spki = der(&pem);
        assert_eq!(spki[spki.len() - 3..], [2, 1, 3]);
        for exponent in [0, 1, 2, 4] {
            let mut altered = spki.clone();
            *altered.last_mut().unwrap() = exponent;
            let read = PublicKey::import(&engine, SIGNATURES, algorithm, &altered, KeyEncoding::Pkcs8);
            assert_eq!(read.unwrap_err(), Error::InvalidKey, "{name} {exponent}");
        }
    }
}

/// Keys that name RSASSA-PSS, without parameters and with those of one hash function (RFC 4055).
#[test]
fn keys_restricted_to_pss() {
    for (name, engine) in with_rsa() {
        for (algorithm, bits) in algorithms() {
            for (file, hash, salt) in [
                ("rsa-pss-only", None, 0),
                ("rsa-pss-sha256", Some("SHA256"), 32),
                ("rsa-pss-sha384-salt-40", Some("SHA384"), 40),
                ("rsa-pss-sha512-mgf1-sha256", Some("none"), 64),
                ("rsa-pss-sha256-salt-33", Some("none"), 33),
            ] {
                let of = format!("{name} {algorithm} {file}, salt {salt}");
                let pem = key_file(&format!("{file}.pem"));
                let pair = KeyPair::import(&engine, SIGNATURES, algorithm, &pem, KeyEncoding::Pem).map(drop);
                let pem = key_file(&format!("{file}-public.pem"));
                let public = PublicKey::import(&engine, SIGNATURES, algorithm, &pem, KeyEncoding::Pem).map(drop);
                let expected = if !algorithm.contains("PSS") || hash.is_some_and(|hash| !algorithm.ends_with(hash)) {
                    Err(Error::UnsupportedEncoding)
                } else if bits != 2048 {
                    Err(Error::InvalidKey)
                } else {
                    Ok(())
                };
                assert_eq!((pair, public), (expected, expected), "{of}");
            }
        }
    }
}

/// PKCS#1, as `openssl rsa -traditional` and `-RSAPublicKey_out` write it.
#[test]
fn traditional_forms() {
    for (_, engine) in with_rsa() {
        let algorithm = "RSA_PKCS1_2048_SHA256";
        let expected = key_file("rsa-2048.pem");
        let pem = key_file("rsa-2048-traditional.pem");
        for (bytes, encoding) in [(pem.clone(), KeyEncoding::Pem), (der(&pem), KeyEncoding::Pkcs8)] {
            let pair = KeyPair::import(&engine, SIGNATURES, algorithm, &bytes, encoding).unwrap();
            assert_eq!(*pair.export(KeyEncoding::Pem).unwrap(), expected);
            let short = &bytes[..bytes.len() / 2];
            let read = KeyPair::import(&engine, SIGNATURES, algorithm, short, encoding);
            assert_eq!(read.unwrap_err(), Error::InvalidKey);
            let other = KeyPair::import(&engine, SIGNATURES, "Ed25519", &bytes, encoding);
            assert_eq!(other.unwrap_err(), Error::InvalidKey);
        }
        let expected = key_file("rsa-2048-public.pem");
        let pem = key_file("rsa-2048-traditional-public.pem");
        for (bytes, encoding) in [(pem.clone(), KeyEncoding::Pem), (der(&pem), KeyEncoding::Pkcs8)] {
            let public = PublicKey::import(&engine, SIGNATURES, algorithm, &bytes, encoding).unwrap();
            assert_eq!(public.export(KeyEncoding::Pem).unwrap(), expected);
        }
    }
}

#[test]
fn the_parts_have_to_fit() {
    for (name, engine) in with_rsa() {
        let algorithm = "RSA_PKCS1_2048_SHA256";
        let good = der(&key_file("rsa-2048.pem"));
        let read = |bytes: &[u8]| KeyPair::import(&engine, SIGNATURES, algorithm, bytes, KeyEncoding::Pkcs8);
        read(&good).unwrap();
        // A bit in every number after the modulus: exponent, d, p, q, dP, dQ, qInv. The library of one provider never
        // looks at d.
        let mut refused = 0;
        let mut accepted = Vec::new();
        for at in (320..good.len()).step_by(61) {
            let mut altered = good.clone();
            altered[at] ^= 0x10;
            match read(&altered) {
                Err(error) => {
                    assert_eq!(error, Error::InvalidKey, "{name} {at}");
                    refused += 1;
                }
                Ok(_) => accepted.push(at),
            }
        }
        println!("{name}: {refused} refused, accepted at {accepted:?}");
        assert!(refused >= 10, "{name}");
        assert!(accepted.iter().all(|at| (300..560).contains(at) && name == "ring"), "{name} {accepted:?}");
        // A modulus with a small factor is found by verify.
        let spki = der(&key_file("rsa-2048-public.pem"));
        let mut composite = spki.clone();
        // Three times an odd number: make the sum of the bytes a multiple of 3, since 256 is 1 modulo 3.
        let modulus = 33..33 + 256;
        let sum: u32 = composite[modulus.clone()].iter().map(|byte| u32::from(*byte)).sum();
        let missing = u8::try_from((3 - sum % 3) % 3).unwrap();
        composite[100] =
            if composite[100] < 250 { composite[100] + missing } else { composite[100] - (3 - missing) % 3 };
        let key = PublicKey::import(&engine, SIGNATURES, algorithm, &composite, KeyEncoding::Pkcs8).unwrap();
        assert_eq!(key.verify().unwrap_err(), Error::InvalidKey);
    }
}
