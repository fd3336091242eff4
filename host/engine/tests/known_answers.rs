//! Answers from the standards themselves, over every provider.

use crate::common::{engines, key_file, nonce};
use wasi_crypto_engine::{
    Category, KeyEncoding, KeyPair, PublicKey, SecretKey, Signature, SignatureEncoding, SignatureVerificationState,
    SymmetricKey, SymmetricState, key_exchange, oneshot,
};
use wasi_crypto_test_support::answers::hex;

/// FIPS 180-4 examples.
#[test]
fn hashes() {
    let answers = [
        ("SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("SHA-384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
        (
            "SHA-512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        ("SHA-512/256", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
    ];
    for (name, engine) in engines() {
        for (algorithm, digest) in answers {
            let digest = hex(digest);
            assert_eq!(oneshot::hash(&engine, algorithm, b"abc").unwrap(), digest, "{name} {algorithm}");
            let mut state = SymmetricState::open(&engine, algorithm, None, None).unwrap();
            state.absorb(b"a").unwrap();
            state.squeeze(digest.len()).unwrap();
            state.absorb(b"bc").unwrap();
            assert_eq!(*state.squeeze(digest.len()).unwrap(), digest, "{name} {algorithm}");
            // The state is where it was.
            assert_eq!(**state.squeeze(7).unwrap(), digest[..7], "{name} {algorithm}");
        }
    }
}

/// RFC 4231 test case 2.
#[test]
fn macs() {
    let answers = [
        ("HMAC/SHA-256", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            "HMAC/SHA-512",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ),
    ];
    for (name, engine) in engines() {
        for (algorithm, tag) in answers {
            let key = SymmetricKey::import(&engine, algorithm, b"Jefe").unwrap();
            let message = b"what do ya want for nothing?";
            assert_eq!(oneshot::mac(&key, message).unwrap(), hex(tag), "{name} {algorithm}");
            oneshot::verify_mac(&key, message, &hex(tag)).unwrap();
            let mut state = SymmetricState::open(&engine, algorithm, Some(&key), None).unwrap();
            state.absorb(message).unwrap();
            assert_eq!(state.squeeze_tag().unwrap().bytes().unwrap(), hex(tag), "{name} {algorithm}");
            assert_eq!(state.squeeze_tag().unwrap().len(), hex(tag).len());
        }
    }
}

/// RFC 5869 test case 1.
#[test]
fn derivation() {
    for (name, engine) in engines() {
        let key = SymmetricKey::import(&engine, "HKDF-EXTRACT/SHA-256", &[0x0b; 22]).unwrap();
        let salt: Vec<u8> = (0..13).collect();
        let info: Vec<u8> = (0xf0..0xfa).collect();
        let output = hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        let mut extract = SymmetricState::open(&engine, "HKDF-EXTRACT/SHA-256", Some(&key), None).unwrap();
        extract.absorb(&salt).unwrap();
        let pseudorandom = extract.squeeze_key("HKDF-EXPAND/SHA-256").unwrap();
        assert_eq!(
            *pseudorandom.export().unwrap(),
            hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"),
            "{name}"
        );
        let mut expand = SymmetricState::open(&engine, "HKDF-EXPAND/SHA-256", Some(&pseudorandom), None).unwrap();
        expand.absorb(&info).unwrap();
        for _ in 0..2 {
            assert_eq!(*expand.squeeze(output.len()).unwrap(), output, "{name}");
        }
        assert_eq!(*oneshot::derive(&key, &salt, &info, output.len()).unwrap(), output, "{name}");
    }
}

/// Test cases 2 and 14 of the GCM submission, RFC 8439 section 2.8.2, draft-irtf-cfrg-xchacha-03 section A.3.1.
#[test]
fn authenticated_encryption() {
    let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
                 sunscreen would be it.";
    let aad = hex("50515253c0c1c2c3c4c5c6c7");
    let key: Vec<u8> = (0x80..0xa0).collect();
    type Answer<'a> = (&'a str, &'a [u8], Vec<u8>, &'a [u8], &'a [u8], &'a str, &'a str);
    let answers: [Answer<'_>; 4] = [
        (
            "AES-128-GCM",
            &[0; 16],
            vec![0; 12],
            &[],
            &[0; 16],
            "0388dace60b6a392f328c2b971b2fe78",
            "ab6e47d42cec13bdf53a67b21257bddf",
        ),
        (
            "AES-256-GCM",
            &[0; 32],
            vec![0; 12],
            &[],
            &[0; 16],
            "cea7403d4d606b6e074ec5d3baf39d18",
            "d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (
            "CHACHA20-POLY1305",
            &key,
            hex("070000004041424344454647"),
            &aad,
            text,
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6
             3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
             92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
             3ff4def08e4b7a9de576d26586cec64b6116",
            "1ae10b594f09e26a7e902ecbd0600691",
        ),
        (
            "XCHACHA20-POLY1305",
            &key,
            (0x40..0x58).collect(),
            &aad,
            text,
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb
             731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452
             2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
             21f9664c97637da9768812f615c68b13b52e",
            "c0875924c1c7987947deafd8780acf49",
        ),
    ];
    for (name, engine) in engines() {
        for (algorithm, key, iv, aad, plaintext, ciphertext, tag) in &answers {
            let key = SymmetricKey::import(&engine, algorithm, key).unwrap();
            let options = nonce(&engine, iv);
            let sealed = [hex(ciphertext), hex(tag)].concat();
            let mut state = SymmetricState::open(&engine, algorithm, Some(&key), Some(&options)).unwrap();
            state.absorb(aad).unwrap();
            assert_eq!(state.encrypt(plaintext).unwrap(), sealed, "{name} {algorithm}");
            assert_eq!(*state.decrypt(&sealed).unwrap(), *plaintext, "{name} {algorithm}");
            let once = oneshot::seal(&key, Some(iv), aad, plaintext).unwrap();
            assert_eq!((once.nonce, once.ciphertext), (iv.clone(), sealed.clone()), "{name} {algorithm}");
            assert_eq!(*oneshot::open(&key, iv, aad, &sealed).unwrap(), *plaintext, "{name} {algorithm}");
        }
    }
}

/// RFC 8032 section 7.1, test 1.
#[test]
fn ed25519() {
    let seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let public = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let signature = hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
         5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    for (name, engine) in engines() {
        let pair = [seed.clone(), public.clone()].concat();
        let pair = KeyPair::import(&engine, Category::Signatures, "Ed25519", &pair, KeyEncoding::Raw).unwrap();
        assert_eq!(oneshot::sign(&pair, b"").unwrap(), signature, "{name}");
        oneshot::verify(&pair.public_key().unwrap(), b"", &signature).unwrap();
    }
}

/// RFC 6979 section A.2.5, over the provider whose signatures are deterministic; the others verify it.
#[test]
fn ecdsa_p256() {
    let scalar = hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let signature = hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716
         f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    for (name, engine) in engines() {
        let algorithm = "ECDSA_P256_SHA256";
        let pair = KeyPair::import(&engine, Category::Signatures, algorithm, &scalar, KeyEncoding::Raw).unwrap();
        oneshot::verify(&pair.public_key().unwrap(), b"sample", &signature).unwrap();
        if name == "pure" {
            assert_eq!(oneshot::sign(&pair, b"sample").unwrap(), signature);
        }
    }
}

/// Signatures OpenSSL made, and the keys it made them with.
#[test]
fn signatures_made_elsewhere() {
    let message = key_file("message.txt");
    let der = SignatureEncoding::Der;
    let raw = SignatureEncoding::Raw;
    let mut answers = vec![
        ("ECDSA_P256_SHA256", "prime256v1".to_owned(), "prime256v1.sig".to_owned(), der),
        ("ECDSA_P384_SHA384", "secp384r1".to_owned(), "secp384r1.sig".to_owned(), der),
        ("ECDSA_K256_SHA256", "secp256k1".to_owned(), "secp256k1.sig".to_owned(), der),
        ("Ed25519", "ed25519".to_owned(), "ed25519.sig".to_owned(), raw),
    ];
    let rsa = [
        "RSA_PKCS1_2048_SHA256",
        "RSA_PKCS1_2048_SHA384",
        "RSA_PKCS1_2048_SHA512",
        "RSA_PKCS1_3072_SHA384",
        "RSA_PKCS1_3072_SHA512",
        "RSA_PKCS1_4096_SHA512",
        "RSA_PSS_2048_SHA256",
        "RSA_PSS_2048_SHA384",
        "RSA_PSS_2048_SHA512",
        "RSA_PSS_3072_SHA384",
        "RSA_PSS_3072_SHA512",
        "RSA_PSS_4096_SHA512",
    ];
    for algorithm in rsa {
        let parts: Vec<&str> = algorithm.split('_').collect();
        let [_, padding, bits, hash] = parts[..] else { panic!() };
        let file = format!("rsa-{bits}-{}-{}.sig", padding.to_lowercase(), hash.to_lowercase());
        answers.push((algorithm, format!("rsa-{bits}"), file, raw));
    }
    for (name, engine) in engines() {
        for (algorithm, key, signature, encoding) in &answers {
            if name == "pure" && algorithm.starts_with("RSA") {
                continue;
            }
            let pem = key_file(&format!("{key}-public.pem"));
            let public = PublicKey::import(&engine, Category::Signatures, algorithm, &pem, KeyEncoding::Pem).unwrap();
            public.verify().unwrap();
            let pem = key_file(&format!("{key}.pem"));
            let pair = KeyPair::import(&engine, Category::Signatures, algorithm, &pem, KeyEncoding::Pem).unwrap();
            KeyPair::from_keys(&public, &pair.secret_key().unwrap()).unwrap();
            let signature = Signature::import(&engine, algorithm, &key_file(signature), *encoding).unwrap();
            let mut state = SignatureVerificationState::open(&public).unwrap();
            state.update(&message).unwrap();
            state.verify(&signature).unwrap_or_else(|error| panic!("{name} {algorithm}: {error}"));
            state.update(b"x").unwrap();
            state.verify(&signature).unwrap_err();
        }
    }
}

/// X-Wing is ML-KEM-768 and X25519, bound together with SHA3-256 (draft-connolly-cfrg-xwing-kem, section 5).
#[test]
fn x_wing_is_its_parts() {
    use sha3::{Digest, Sha3_256};
    use shake::{ExtendableOutput, Shake256, Update, XofReader};

    for (name, engine) in engines() {
        let seed = [0x42; 32];
        let mut expanded = [0; 96];
        let mut shake = Shake256::default();
        shake.update(&seed);
        shake.finalize_xof().read(&mut expanded);
        let kx = Category::KeyExchange;
        let secret = SecretKey::import(&engine, kx, "X-WING", &seed, KeyEncoding::Raw).unwrap();
        let kem = SecretKey::import(&engine, kx, "ML-KEM-768", &expanded[..64], KeyEncoding::Raw).unwrap();
        let dh = SecretKey::import(&engine, kx, "X25519", &expanded[64..], KeyEncoding::Raw).unwrap();
        let raw = |secret: &SecretKey| PublicKey::from_secret_key(secret).unwrap().export(KeyEncoding::Raw).unwrap();
        assert_eq!(raw(&secret), [raw(&kem), raw(&dh)].concat(), "{name}");

        let public = PublicKey::from_secret_key(&secret).unwrap();
        let made = key_exchange::encapsulate(&public).unwrap();
        let (kem_part, dh_part) = made.encapsulated.split_at(1088);
        let kem_secret = key_exchange::decapsulate(&kem, kem_part).unwrap();
        let peer = PublicKey::import(&engine, kx, "X25519", dh_part, KeyEncoding::Raw).unwrap();
        let dh_secret = key_exchange::dh(&peer, &dh).unwrap();
        let mut hash = Sha3_256::new();
        for part in [&**kem_secret, &dh_secret, dh_part, &raw(&dh), br"\.//^\"] {
            Digest::update(&mut hash, part);
        }
        assert_eq!(**made.secret, *hash.finalize(), "{name}");
        assert_eq!(*key_exchange::decapsulate(&secret, &made.encapsulated).unwrap(), *made.secret, "{name}");
    }
}
