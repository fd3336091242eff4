//! ML-KEM, ML-DSA and X-Wing in standard containers, as other software writes them.

use crate::common::{asymmetric, der, engines, key_file, size};
use wasi_crypto_engine::{AlgorithmInfo, Category, Engine, Error, KeyEncoding, KeyPair, PublicKey, SecretKey, oneshot};

/// Identifier, category and length of the seed of every algorithm whose container has a choice of forms.
fn keys(engine: &Engine) -> Vec<(&'static str, Category, usize)> {
    // Those that define the choice.
    let has_choice = |known: &AlgorithmInfo| ["RFC 9881", "RFC 9935"].iter().any(|rfc| known.reference.contains(rfc));
    let found = asymmetric(engine).into_iter().filter(has_choice);
    let found: Vec<_> = found.map(|known| (known.identifier, known.category, size(&known, "secret key"))).collect();
    assert!(found.len() > 1);
    found
}

#[test]
fn what_openssl_writes_is_read_and_written() {
    for (name, engine) in engines() {
        // The package that has OpenSSL's ML-KEM leaves 512 out.
        for (algorithm, category, _) in keys(&engine).into_iter().filter(|(algorithm, ..)| *algorithm != "ML-KEM-512") {
            let file = algorithm.to_lowercase();
            let pem = key_file(&format!("{file}.pem"));
            let pair = KeyPair::import(&engine, category, algorithm, &pem, KeyEncoding::Pem).unwrap();
            assert_eq!(*pair.export(KeyEncoding::Pem).unwrap(), pem, "{name} {algorithm}");
            assert_eq!(*pair.export(KeyEncoding::Pkcs8).unwrap(), der(&pem), "{name} {algorithm}");
            let pem = key_file(&format!("{file}-public.pem"));
            let public = PublicKey::import(&engine, category, algorithm, &pem, KeyEncoding::Pem).unwrap();
            assert_eq!(public.export(KeyEncoding::Pem).unwrap(), pem, "{name} {algorithm}");
            KeyPair::from_keys(&public, &pair.secret_key().unwrap()).unwrap();
            if category == Category::Signatures {
                let (message, signature) = (key_file("message.txt"), key_file(&format!("{file}.sig")));
                oneshot::verify(&public, &message, &signature).unwrap();
                let again = oneshot::sign(&pair, &message).unwrap();
                assert_ne!(again, signature, "hedged");
                oneshot::verify(&public, &message, &again).unwrap();
                let massage = oneshot::verify(&public, b"massage", &signature);
                assert_eq!(massage.unwrap_err(), Error::InvalidSignature, "{name} {algorithm}");
            }
            // Containers of the other parameter sets.
            for (other, category, _) in keys(&engine).into_iter().filter(|(other, ..)| *other != algorithm) {
                let pem = key_file(&format!("{file}.pem"));
                let read = KeyPair::import(&engine, category, other, &pem, KeyEncoding::Pem);
                assert_eq!(read.unwrap_err(), Error::InvalidKey, "{name} {algorithm} {other}");
                let pem = key_file(&format!("{file}-public.pem"));
                let read = PublicKey::import(&engine, category, other, &pem, KeyEncoding::Pem);
                assert_eq!(read.unwrap_err(), Error::InvalidKey, "{name} {algorithm} {other}");
            }
        }
    }
}

#[test]
fn an_expanded_key_has_to_come_with_its_seed() {
    for (name, engine) in engines() {
        for (algorithm, category, seed) in keys(&engine) {
            let which = format!("{name} {algorithm}");
            let both = key_file(&format!("{}-both.der", algorithm.to_lowercase()));
            let import = |bytes: &[u8]| SecretKey::import(&engine, category, algorithm, bytes, KeyEncoding::Pkcs8);
            let read = import(&both).expect(&which);
            // What is written is the seed.
            let written = read.export(KeyEncoding::Pkcs8).unwrap();
            assert_eq!(written.len(), 22 + seed, "{which}");
            assert_eq!(import(&written).unwrap().export(KeyEncoding::Raw), read.export(KeyEncoding::Raw), "{which}");

            let expanded = key_file(&format!("{}-expanded.der", algorithm.to_lowercase()));
            assert_eq!(import(&expanded).unwrap_err(), Error::UnsupportedEncoding, "{which}");
            assert_eq!(import(&expanded[..expanded.len() - 1]).unwrap_err(), Error::InvalidKey, "{which}");
            // As raw bytes it is just too long.
            let raw = &expanded[28..];
            let read = SecretKey::import(&engine, category, algorithm, raw, KeyEncoding::Raw);
            assert_eq!(read.unwrap_err(), Error::InvalidKey, "{which}");

            // Any other byte in either half.
            let first = both.len() - raw.len() - 4 - seed;
            for at in [first, first + seed - 1, both.len() - raw.len(), both.len() - raw.len() / 2, both.len() - 1] {
                let mut altered = both.clone();
                altered[at] ^= 1;
                assert_eq!(import(&altered).unwrap_err(), Error::InvalidKey, "{which} {at}");
            }
        }
    }
}

/// The tags and sizes of the choice, one by one.
#[test]
fn the_choice_is_strict() {
    for (name, engine) in engines() {
        for (algorithm, category, seed) in keys(&engine) {
            let which = format!("{name} {algorithm}");
            let pair = KeyPair::generate(&engine, category, algorithm, None).unwrap();
            let good = pair.export(KeyEncoding::Pkcs8).unwrap();
            let import = |bytes: &[u8]| KeyPair::import(&engine, category, algorithm, bytes, KeyEncoding::Pkcs8);
            let choice = good.len() - seed - 2;
            assert_eq!(good[choice..][..2], [0x80, u8::try_from(seed).unwrap()], "{which}");
            // An octet string, constructed, another number, a sequence; a length that does not fit.
            for tag in [0x04, 0xa0, 0x81, 0x30, 0x00, 0xff] {
                let mut altered = good.to_vec();
                altered[choice] = tag;
                assert_eq!(import(&altered).unwrap_err(), Error::InvalidKey, "{which} {tag:02x}");
            }
            let mut altered = good.to_vec();
            altered[choice + 1] -= 1;
            assert_eq!(import(&altered).unwrap_err(), Error::InvalidKey, "{which}");
            // Parameters, even null, where there may be none.
            let mut altered = good.to_vec();
            altered.splice(18..18, [5, 0]);
            altered[1] += 2;
            altered[6] += 2;
            assert_eq!(import(&altered).unwrap_err(), Error::InvalidKey, "{which}");
        }
    }
}

/// The example of draft-connolly-cfrg-xwing-kem, appendix D.
#[test]
fn x_wing_has_the_containers_of_its_draft() {
    let pem = b"-----BEGIN PRIVATE KEY-----\nMDQCAQAwDQYLKwYBBAGD5i2ByHoEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZ\n\
                GhscHR4f\n-----END PRIVATE KEY-----\n";
    let public_pem = key_file("x-wing-public.pem");
    for (name, engine) in engines() {
        let pair = KeyPair::import(&engine, Category::KeyExchange, "X-WING", pem, KeyEncoding::Pem).unwrap();
        let seed = pair.secret_key().unwrap().export(KeyEncoding::Raw).unwrap();
        assert_eq!(*seed, (0..32).collect::<Vec<u8>>(), "{name}");
        assert_eq!(*pair.export(KeyEncoding::Pem).unwrap(), pem, "{name}");
        assert_eq!(pair.public_key().unwrap().export(KeyEncoding::Pem).unwrap(), public_pem, "{name}");
        let public = PublicKey::import(&engine, Category::KeyExchange, "X-WING", &public_pem, KeyEncoding::Pem);
        KeyPair::from_keys(&public.unwrap(), &pair.secret_key().unwrap()).unwrap();
        // The wrapping of ML-KEM does not belong here.
        let mut wrapped = der(pem);
        let at = wrapped.len() - 32;
        wrapped.splice(at..at, [0x80, 32]);
        wrapped[1] += 2;
        wrapped[at - 1] += 2;
        let read = KeyPair::import(&engine, Category::KeyExchange, "X-WING", &wrapped, KeyEncoding::Pkcs8);
        assert_eq!(read.unwrap_err(), Error::InvalidKey, "{name}");
    }
}
