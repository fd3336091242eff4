//! Hostile encodings: no input panics, and what is accepted is written back as something that is accepted.

use crate::common::{Bytes, engines, key_file};
use wasi_crypto_engine::{
    Category, Engine, Error, KeyEncoding, KeyPair, PublicKey, SecretKey, Signature, SignatureEncoding,
};

const ENCODINGS: [KeyEncoding; 5] =
    [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Sec, KeyEncoding::Local];

const IMPORT_ERRORS: [Error; 3] = [Error::InvalidKey, Error::UnsupportedEncoding, Error::Overflow];

fn import_everything(
    engine: &Engine,
    category: Category,
    algorithm: &str,
    bytes: &[u8],
    encoding: KeyEncoding,
) -> bool {
    let mut accepted = false;
    match KeyPair::import(engine, category, algorithm, bytes, encoding) {
        Ok(pair) => {
            accepted = true;
            let again = pair.export(encoding).unwrap();
            let again = KeyPair::import(engine, category, algorithm, &again, encoding).unwrap();
            KeyPair::from_keys(&again.public_key().unwrap(), &pair.secret_key().unwrap()).unwrap();
        }
        Err(error) => assert!(IMPORT_ERRORS.contains(&error), "{error:?}"),
    }
    match SecretKey::import(engine, category, algorithm, bytes, encoding) {
        Ok(secret) => {
            accepted = true;
            let again = secret.export(encoding).unwrap();
            SecretKey::import(engine, category, algorithm, &again, encoding).unwrap();
        }
        Err(error) => assert!(IMPORT_ERRORS.contains(&error), "{error:?}"),
    }
    match PublicKey::import(engine, category, algorithm, bytes, encoding) {
        Ok(public) => {
            accepted = true;
            let again = public.export(encoding).unwrap();
            PublicKey::import(engine, category, algorithm, &again, encoding).unwrap();
            let _ = public.verify();
        }
        Err(error) => assert!(IMPORT_ERRORS.contains(&error), "{error:?}"),
    }
    accepted
}

/// Valid encodings with a change at one place.
#[test]
fn altered_keys() {
    let mut bytes = Bytes::new(21);
    for (name, engine) in engines() {
        for known in engine.algorithms().filter(|known| known.category != Category::Symmetric) {
            let (category, algorithm) = (known.category, known.identifier);
            let pair = match algorithm.split('_').nth(2) {
                // One padding and hash per size, and few rounds: reading a secret key takes milliseconds.
                Some(bits) if algorithm.starts_with("RSA_PKCS1") => {
                    let pem = key_file(&format!("rsa-{bits}.pem"));
                    KeyPair::import(&engine, category, algorithm, &pem, KeyEncoding::Pem).unwrap()
                }
                Some(_) if algorithm.starts_with("RSA") => continue,
                _ => KeyPair::generate(&engine, category, algorithm, None).unwrap(),
            };
            let slow = ["RSA", "ML-", "X-WING", "Ed448", "X448"].iter().any(|family| algorithm.starts_with(family));
            let rounds = if slow { 8 } else { 60 };
            for encoding in ENCODINGS {
                let Ok(private) = pair.export(encoding) else { continue };
                let public = pair.public_key().unwrap().export(encoding).unwrap();
                let secret = pair.secret_key().unwrap().export(encoding).unwrap();
                for good in [&private[..], &public, &secret] {
                    assert!(import_everything(&engine, category, algorithm, good, encoding), "{name} {algorithm}");
                    for _ in 0..rounds {
                        let mut altered = good.to_vec();
                        let at = bytes.below(altered.len());
                        match bytes.below(4) {
                            0 => altered[at] ^= 1 << bytes.below(8),
                            1 => altered[at] = bytes.take(1)[0],
                            2 => altered.truncate(at),
                            _ => altered.insert(at, bytes.take(1)[0]),
                        }
                        import_everything(&engine, category, algorithm, &altered, encoding);
                    }
                }
            }
        }
    }
}

/// Bytes without any sense, and deep nesting.
#[test]
fn nonsense() {
    let mut bytes = Bytes::new(22);
    let deep: Vec<u8> = [0x30, 0x80].repeat(10_000);
    let mut nested = vec![2, 1, 0];
    while nested.len() < 60_000 {
        let len = u32::try_from(nested.len()).unwrap().to_be_bytes();
        nested = [&[0x30, 0x84][..], &len, &nested].concat();
        if nested.len() > 2000 {
            nested = [&nested[..], &vec![0; nested.len()]].concat();
        }
    }
    for (_, engine) in engines() {
        for known in engine.algorithms().filter(|known| known.category != Category::Symmetric) {
            for encoding in ENCODINGS {
                let mut samples = vec![deep.clone(), nested.clone(), vec![0xff; 64 << 10], vec![0x30; 64 << 10]];
                for _ in 0..10 {
                    let len = bytes.below(300);
                    samples.push(bytes.take(len));
                }
                for sample in samples {
                    let curves = [32, 33, 48, 49, 56, 57, 64].contains(&sample.len());
                    let accepted = import_everything(&engine, known.category, known.identifier, &sample, encoding);
                    assert!(!accepted || curves, "{} {encoding:?} {}", known.identifier, sample.len());
                }
            }
        }
    }
}

#[test]
fn altered_signatures() {
    let mut bytes = Bytes::new(23);
    for (_, engine) in engines() {
        for (algorithm, len) in [("ECDSA_P256_SHA256", 64), ("ECDSA_P384_SHA384", 96), ("ECDSA_K256_SHA256", 64)] {
            for _ in 0..500 {
                let raw = bytes.take(len);
                let good = Signature::import(&engine, algorithm, &raw, SignatureEncoding::Raw).unwrap();
                let mut der = good.export(SignatureEncoding::Der).unwrap();
                let at = bytes.below(der.len());
                match bytes.below(3) {
                    0 => der[at] ^= 1 << bytes.below(8),
                    1 => der.truncate(at),
                    _ => der.insert(at, bytes.take(1)[0]),
                }
                match Signature::import(&engine, algorithm, &der, SignatureEncoding::Der) {
                    // Strict: there is one encoding per signature.
                    Ok(read) => assert_eq!(read.export(SignatureEncoding::Der).unwrap(), der),
                    Err(error) => assert_eq!(error, Error::InvalidSignature),
                }
            }
        }
    }
}
