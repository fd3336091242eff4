//! The single module of 2019, with and without causes, in both link modes: known answers, the life of objects, and what
//! misuse is answered with.

use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};
use wasi_crypto_componentize::LinkMode;
use wasi_crypto_test_support::answers::hex;
use wasi_crypto_tests::legacy::{Answer, Legacy, Setup};

/// A driver of one of the two generations.
struct Single {
    legacy: Legacy,
    /// Where causes are written, if functions tell them.
    cause: Option<u64>,
}

/// Runs a test with every generation in every mode.
fn each(test: impl Fn(&mut Single)) {
    for generation in crate::SINGLE_MODULE {
        for mode in [LinkMode::Splice, LinkMode::Adapters] {
            let mut legacy = Legacy::new(Setup { generation: Some(generation), mode, ..Setup::default() });
            let cause = (generation == "2019-cause").then(|| legacy.room(2));
            test(&mut Single { legacy, cause });
        }
    }
}

impl Single {
    /// Calls a function; the cause, if there is one, is added to the arguments.
    fn call(&mut self, name: &str, args: &[u64]) -> Answer {
        let mut args = args.to_vec();
        if let Some(cause) = self.cause {
            let params = &self.legacy.function(name).params;
            let position = params.iter().position(|(name, _)| name == "cause_ptr").expect("every function has one");
            args.insert(position, cause);
            self.legacy.write(cause, &[0xee, 0xee]);
        }
        let answer = self.legacy.call(name, &args);
        if let Some(cause) = self.cause {
            let expected = match answer {
                Err("notsup") => 1,
                Err("badmsg") => 2,
                Err("dom") => 3,
                _ => 0,
            };
            assert_eq!(self.legacy.read(cause, 2), [expected, 0], "{name}: {answer:?}");
        }
        answer
    }

    /// The handle a function gives.
    fn open(&mut self, name: &str, args: &[u64]) -> Answer<u64> {
        let out = self.legacy.room(4);
        self.call(name, &[args, &[out]].concat())?;
        Ok(u64::from(self.legacy.read_u32(out)))
    }

    /// Calls a function with a handle and bytes.
    fn give(&mut self, name: &str, handle: u64, bytes: &[u8]) -> Answer {
        let (ptr, len) = self.legacy.put(bytes);
        self.call(name, &[handle, ptr, len])
    }

    /// What a function fills a buffer of that size with.
    fn fill(&mut self, name: &str, handle: u64, len: usize) -> Answer<Vec<u8>> {
        let out = self.legacy.room(len);
        self.legacy.write(out, &vec![0xaa; len]);
        let answer = self.call(name, &[handle, out, len as u64]);
        let bytes = self.legacy.read(out, len as u64);
        match answer {
            Ok(()) => Ok(bytes),
            Err(error) => {
                assert!(bytes.iter().all(|byte| *byte == 0xaa), "{name}: {error}, but something was written");
                Err(error)
            }
        }
    }

    fn named(&mut self, name: &str, algorithm: &str, rest: &[u64]) -> Answer<u64> {
        let (ptr, len) = self.legacy.put(algorithm.as_bytes());
        self.open(name, &[&[ptr, len], rest].concat())
    }

    fn key(&mut self, algorithm: &str, input: Option<&[u8]>) -> Answer<u64> {
        let state = self.named("generate_key_prepare", algorithm, &[])?;
        if let Some(input) = input {
            self.give("generate_key_set_input", state, input)?;
        }
        self.open("generate_key", &[state])
    }

    /// A signature or MAC of pieces.
    fn sign(&mut self, algorithm: &str, key: u64, pieces: &[&[u8]], len: usize) -> Answer<Vec<u8>> {
        let initial = self.named("sign_open", algorithm, &[key])?;
        let signing = self.open("sign_begin", &[initial])?;
        for piece in pieces {
            self.give("sign_update", signing, piece)?;
        }
        let signed = self.fill("sign", signing, len);
        let initial = self.open("sign_end", &[signing])?;
        self.call("sign_close", &[initial])?;
        signed
    }

    /// One message: in is what goes in, and the answer is as long.
    fn message(&mut self, verb: &str, cipher: u64, bytes: &[u8]) -> (u64, Answer<Vec<u8>>) {
        let working = self.open(&format!("cipher_{verb}_begin"), &[cipher]).unwrap();
        let (ptr, len) = self.legacy.put(bytes);
        let out = self.legacy.room(bytes.len());
        self.legacy.write(out, &vec![0xaa; bytes.len()]);
        let answer = self.call(&format!("cipher_{verb}"), &[working, ptr, len, out, len]);
        let written = self.legacy.read(out, len);
        let answer = match answer {
            Ok(()) => Ok(written),
            Err(error) => {
                assert!(written.iter().all(|byte| *byte == 0xaa), "{error}, but something was written");
                Err(error)
            }
        };
        (self.open(&format!("cipher_{verb}_end"), &[working]).unwrap(), answer)
    }
}

#[test]
fn hashes() {
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const ABC3: &str = "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532";
    each(|single| {
        for (algorithm, digest) in [("SHA-256", ABC), ("SHA3-256", ABC3)] {
            let hash = single.named("hash_open", algorithm, &[]).unwrap();
            single.give("hash_update", hash, b"ab").unwrap();
            assert!(single.fill("hash_digest", hash, 32).is_ok(), "a digest so far");
            single.give("hash_update", hash, b"c").unwrap();
            for len in [32, 20, 0] {
                assert_eq!(single.fill("hash_digest", hash, len).unwrap(), hex(digest)[..len], "{algorithm}");
            }
            assert_eq!(single.fill("hash_digest", hash, 33), Err("inval"));
            single.call("hash_close", &[hash]).unwrap();
            assert_eq!(single.call("hash_close", &[hash]), Err("badf"));
            assert_eq!(single.give("hash_update", hash, b"c"), Err("badf"));
        }
        // These are among the names of the proposal, for old data.
        for (name, len) in [("SHA-1", 20), ("SHA-224", 28), ("SHA3-224", 28)] {
            let hash = single.named("hash_open", name, &[]).unwrap();
            assert!(single.fill("hash_digest", hash, len).is_ok(), "{name}");
        }
        for unknown in ["MD5", "SHA1", "sha-256 ", "", "HS256\0"] {
            assert_eq!(single.named("hash_open", unknown, &[]), Err("notsup"), "{unknown}");
        }
        assert_eq!(single.named("hash_open", "HMAC/SHA-256", &[]), Err("inval"), "it needs a key");
        let (ptr, len) = single.legacy.put(&[0xff, 0xfe]);
        assert_eq!(single.open("hash_open", &[ptr, len]), Err("fault"));
    });
}

#[test]
fn macs_and_signatures() {
    const DATA: &[u8] = b"what do ya want for nothing?";
    const HS256: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const HS512: &str = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554
                         9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";
    // RFC 8032, 7.1, test 2.
    const SEED: &str = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    const PUBLIC: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const SIGNED: &str = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
                          085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    // RFC 6979, A.2.5.
    const SCALAR: &str = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
    const POINT: &str = "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6
                         7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    each(|single| {
        for (algorithm, tag) in [("HS256", HS256), ("HS512", HS512), ("HMAC/SHA-256", HS256)] {
            let key = single.key(algorithm, Some(b"Jefe")).unwrap();
            let tag = hex(tag);
            let pieces = [&DATA[..5], &DATA[5..]];
            assert_eq!(single.sign(algorithm, key, &pieces, tag.len()).unwrap(), tag, "{algorithm}");
            assert_eq!(single.sign(algorithm, key, &[DATA], 16).unwrap(), tag[..16]);
            assert_eq!(single.sign(algorithm, key, &[DATA], tag.len() + 1), Err("inval"));
            // A random key gives another one.
            let random = single.key(algorithm, None).unwrap();
            assert_ne!(single.sign(algorithm, random, &[DATA], tag.len()).unwrap(), tag);
        }
        let ed = single.key("EdDSA", Some(&hex(SEED))).unwrap();
        assert_eq!(single.sign("EdDSA", ed, &[&[0x72]], 64).unwrap(), hex(SIGNED));
        assert_eq!(single.sign("Ed25519", ed, &[&[], &[0x72], &[]], 64).unwrap(), hex(SIGNED));
        UnparsedPublicKey::new(&ED25519, hex(PUBLIC)).verify(&[0x72], &hex(SIGNED)).unwrap();

        let p256 = single.key("ES256", Some(&hex(SCALAR))).unwrap();
        let signed = single.sign("ES256", p256, &[b"sam", b"ple"], 64).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, hex(POINT)).verify(b"sample", &signed).unwrap();
        for algorithm in ["ES256", "ES384", "ES256K", "EdDSA"] {
            let random = single.key(algorithm, None).unwrap();
            let len = if algorithm == "ES384" { 96 } else { 64 };
            assert!(single.sign(algorithm, random, &[b"sample"], len).is_ok(), "{algorithm}");
        }

        // Keys are bound to their algorithms.
        let mac = single.key("HS256", None).unwrap();
        for (algorithm, key) in [("ES256", ed), ("HS512", mac), ("EdDSA", mac), ("HS256", ed), ("SHA-1", ed)] {
            assert_eq!(single.named("sign_open", algorithm, &[key]), Err("dom"), "{algorithm}");
        }
        for key in [ed, mac] {
            for unknown in ["ES521", "Ed25519 ", "HMAC/SHA-3", ""] {
                assert_eq!(single.named("sign_open", unknown, &[key]), Err("notsup"), "{unknown}");
            }
        }
        let cipher = single.key("A128GCM", None).unwrap();
        let initial = single.named("sign_open", "A128GCM", &[cipher]).unwrap();
        assert_eq!(single.open("sign_begin", &[initial]), Err("inval"), "neither signature nor MAC");
        assert_eq!(single.give("sign_set_nonce", initial, &[0; 12]), Err("inval"));
    });
}

#[test]
fn keys_in_pkcs8() {
    each(|single| {
        let mut today = Legacy::default();
        for (algorithm, theirs, len) in
            [("RS256", "RSA_PKCS1_2048_SHA256", 256), ("EdDSA", "Ed25519", 64), ("ES256", "ECDSA_P256_SHA256", 64)]
        {
            let pair = match algorithm {
                "RS256" => {
                    let pem = include_bytes!("../../guests/keys/rsa-2048.pem");
                    today.import("keypair", 0, theirs, pem, 2).unwrap()
                }
                _ => today.keypair_generate(0, theirs).unwrap(),
            };
            let pkcs8 = today.export("keypair", pair, 1).unwrap();
            let key = single.key(algorithm, Some(&pkcs8)).unwrap();
            let signed = single.sign(algorithm, key, &[b"message"], len).unwrap();
            let public = today.call_u32("keypair_publickey", &[pair]).unwrap();
            let (name, name_len) = today.put(theirs.as_bytes());
            let (bytes, bytes_len) = today.put(&signed);
            let signature = today.call_u32("signature_import", &[name, name_len, bytes, bytes_len, 0]).unwrap();
            today.verify(public, b"message", signature).unwrap();
        }
        for (algorithm, input) in [("EdDSA", &[0; 31][..]), ("ES256", &[0; 32]), ("A128GCM", &[0; 17]), ("RS256", b"")]
        {
            assert_eq!(single.key(algorithm, Some(input)), Err("dom"), "{algorithm}");
        }
        for unknown in ["HS385", "A193GCM", "none", "ECDH-ES", "HS256\0", ""] {
            assert_eq!(single.key(unknown, None), Err("notsup"), "{unknown}");
            assert_eq!(single.key(unknown, Some(b"input")), Err("notsup"), "{unknown}");
        }
        assert_eq!(single.key("SHA-256", None), Err("nosys"), "it takes no key");
        assert_eq!(single.key("SHA-256", Some(&[0; 32])), Err("dom"), "it takes no key");
    });
}

// The GCM specification, test case 4.
const KEY: &str = "feffe9928665731c6d6a8f9467308308";
const NONCE: &str = "cafebabefacedbaddecaf888";
const AAD: &str = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
const PLAIN: &str = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                     1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
const CIPHERTEXT: &str = "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e
                          21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091";
const TAG: &str = "5bc94fbc3221a5db94fae95ae7121a47";

#[test]
fn encryption() {
    each(|single| {
        let key = single.key("A128GCM", Some(&hex(KEY))).unwrap();
        let cipher = single.open("cipher_open", &[key]).unwrap();
        let (cipher, answer) = single.message("encrypt", cipher, &hex(PLAIN));
        assert_eq!(answer, Err("inval"), "no nonce");
        assert_eq!(single.fill("cipher_get_auth_tag", cipher, 16), Err("inval"), "no tag yet");
        single.give("cipher_set_nonce", cipher, &hex(NONCE)).unwrap();
        single.give("cipher_set_auth_data", cipher, &hex(AAD)).unwrap();
        let (cipher, answer) = single.message("encrypt", cipher, &hex(PLAIN));
        assert_eq!(answer.unwrap(), hex(CIPHERTEXT));
        for len in [16, 12, 0] {
            assert_eq!(single.fill("cipher_get_auth_tag", cipher, len).unwrap(), hex(TAG)[..len]);
        }
        assert_eq!(single.fill("cipher_get_auth_tag", cipher, 17), Err("inval"));
        let (cipher, answer) = single.message("encrypt", cipher, &hex(PLAIN));
        assert_eq!(answer, Err("inval"), "the nonce was used up");

        // Decryption uses no nonce up, not even one that was, and keeps tag and associated data.
        let (cipher, answer) = single.message("decrypt", cipher, &hex(CIPHERTEXT));
        assert_eq!(answer.unwrap(), hex(PLAIN), "the tag is the one of the encryption");
        let (cipher, answer) = single.message("decrypt", cipher, &hex(CIPHERTEXT));
        assert_eq!(answer.unwrap(), hex(PLAIN));
        let mut wrong = hex(TAG);
        wrong[15] ^= 1;
        single.give("cipher_set_auth_tag", cipher, &wrong).unwrap();
        let (mut cipher, answer) = single.message("decrypt", cipher, &hex(CIPHERTEXT));
        assert_eq!(answer, Err("badmsg"));
        for tag in [&hex(TAG)[..15], &[], &[&[0], &hex(TAG)[..]].concat()] {
            single.give("cipher_set_auth_tag", cipher, tag).unwrap();
            let (next, answer) = single.message("decrypt", cipher, &hex(CIPHERTEXT));
            assert_eq!(answer, Err("badmsg"), "{} bytes of tag", tag.len());
            cipher = next;
        }
        // A boundary between ciphertext and tag that was moved.
        single.give("cipher_set_auth_tag", cipher, &hex(TAG)[1..]).unwrap();
        let moved = [hex(CIPHERTEXT), hex(TAG)[..1].to_vec()].concat();
        let (cipher, answer) = single.message("decrypt", cipher, &moved);
        assert_eq!(answer, Err("badmsg"));
        single.give("cipher_set_auth_tag", cipher, &hex(TAG)).unwrap();
        single.give("cipher_set_nonce", cipher, &[0; 12]).unwrap();
        let (cipher, answer) = single.message("decrypt", cipher, &hex(CIPHERTEXT));
        assert_eq!(answer, Err("badmsg"), "another nonce");
        single.give("cipher_set_nonce", cipher, &[0; 11]).unwrap();
        let (cipher, answer) = single.message("decrypt", cipher, &hex(CIPHERTEXT));
        assert_eq!(answer, Err("inval"), "no nonce at all");

        // In place, in pieces of memory at both ends, and with buffers of the wrong size.
        single.give("cipher_set_nonce", cipher, &hex(NONCE)).unwrap();
        let working = single.open("cipher_encrypt_begin", &[cipher]).unwrap();
        let (ptr, len) = single.legacy.put(&hex(PLAIN));
        assert_eq!(single.call("cipher_encrypt", &[working, ptr, len, ptr, len - 1]), Err("overflow"));
        assert_eq!(single.call("cipher_encrypt", &[working, ptr, len, ptr, len + 1]), Err("inval"));
        single.call("cipher_encrypt", &[working, ptr, len, ptr, len]).unwrap();
        assert_eq!(single.legacy.read(ptr, len), hex(CIPHERTEXT));
        let cipher = single.open("cipher_encrypt_end", &[working]).unwrap();
        let end = (u64::from(single.legacy.memory_pages()) << 16) - len;
        let mut cipher = cipher;
        for at in [0, 8, 20, end] {
            single.legacy.write(at, &hex(CIPHERTEXT));
            for (verb, expected) in [("decrypt", PLAIN), ("encrypt", CIPHERTEXT)] {
                single.give("cipher_set_nonce", cipher, &hex(NONCE)).unwrap();
                let working = single.open(&format!("cipher_{verb}_begin"), &[cipher]).unwrap();
                single.call(&format!("cipher_{verb}"), &[working, at, len, at, len]).unwrap();
                assert_eq!(single.legacy.read(at, len), hex(expected), "{verb} at {at}");
                cipher = single.open(&format!("cipher_{verb}_end"), &[working]).unwrap();
            }
        }
        single.call("cipher_close", &[cipher]).unwrap();
        assert_eq!(single.call("cipher_close", &[cipher]), Err("badf"));

        // What only authenticated encryption has is refused for other keys at once.
        for algorithm in ["HS256", "AES-256-CTR", "HKDF-EXTRACT/SHA-256"] {
            let key = single.key(algorithm, None).unwrap();
            let cipher = single.open("cipher_open", &[key]).unwrap();
            assert_eq!(single.give("cipher_set_auth_data", cipher, b"data"), Err("inval"), "{algorithm}");
            assert_eq!(single.give("cipher_set_auth_tag", cipher, &[0; 16]), Err("inval"), "{algorithm}");
        }
        for algorithm in ["A128GCM", "A192GCM", "A256GCM", "C20P", "XC20P", "AES-256-SIV", "AEGIS-256"] {
            let key = single.key(algorithm, None).unwrap();
            let cipher = single.open("cipher_open", &[key]).unwrap();
            single.give("cipher_set_auth_data", cipher, b"data").unwrap();
            single.give("cipher_set_auth_tag", cipher, &[0; 16]).unwrap();
        }
    });
}

#[test]
fn derivation() {
    // RFC 5869, A.1.
    let ikm = [0x0b; 22];
    let salt: Vec<u8> = (0..13).collect();
    let info: Vec<u8> = (0xf0..0xfa).collect();
    const OKM: &str = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
    each(|single| {
        let hash = single.named("hash_open", "SHA-256", &[]).unwrap();
        let other = single.named("hash_open", "SHA-512", &[]).unwrap();
        let state = single.named("generate_key_prepare", "HKDF", &[]).unwrap();
        single.give("generate_key_set_nonce", state, &salt).unwrap();
        single.give("generate_key_set_input", state, &ikm).unwrap();
        assert_eq!(single.open("generate_key", &[state]), Err("inval"), "no hash function");
        single.call("generate_key_set_hash", &[state, hash]).unwrap();
        let key = single.open("generate_key", &[state]).unwrap();
        assert_eq!(single.open("generate_key", &[state]), Err("badf"), "the state is closed");
        for (algorithm, with) in [("HKDF", Some(hash)), ("HKDF", None), ("HKDF-EXTRACT/SHA-256", None)] {
            let derivation = single.named("derive_key_prepare", algorithm, &[key]).unwrap();
            single.give("derive_key_set_nonce", derivation, &info).unwrap();
            if let Some(hash) = with {
                single.call("derive_key_set_hash", &[derivation, hash]).unwrap();
            }
            assert_eq!(single.fill("derive_key", derivation, 255 * 32 + 1), Err("inval"), "that much there is not");
            assert_eq!(single.fill("derive_key", derivation, 42).unwrap(), hex(OKM), "{algorithm}");
            assert_eq!(single.fill("derive_key", derivation, 42), Err("badf"), "the state is closed");
        }
        let derivation = single.named("derive_key_prepare", "HKDF", &[key]).unwrap();
        single.call("derive_key_set_hash", &[derivation, other]).unwrap();
        assert_eq!(single.fill("derive_key", derivation, 42), Err("dom"), "a key for another hash function");
        for (algorithm, error) in [("PBES2", "notsup"), ("ECDH-ES", "notsup"), ("HKDF-EXTRACT/SHA-512", "dom")] {
            let derivation = single.named("derive_key_prepare", algorithm, &[key]).unwrap();
            assert_eq!(single.fill("derive_key", derivation, 42), Err(error), "{algorithm}");
        }
        let mac = single.key("HS256", None).unwrap();
        let derivation = single.named("derive_key_prepare", "HKDF", &[mac]).unwrap();
        assert_eq!(single.fill("derive_key", derivation, 42), Err("dom"), "a key for something else");
        // A salt or hash function that would go nowhere is not ignored.
        for part in ["nonce", "hash"] {
            let state = single.named("generate_key_prepare", "HS256", &[]).unwrap();
            match part {
                "nonce" => single.give("generate_key_set_nonce", state, &salt).unwrap(),
                _ => single.call("generate_key_set_hash", &[state, hash]).unwrap(),
            }
            assert_eq!(single.open("generate_key", &[state]), Err("inval"), "{part}");
        }
    });
}

/// What a parameter is in the test below.
const JUNK: [u64; 6] = [0, 1, 7, 0x7fff_fff0, 0xffff_fff1, 0xffff_ffff];

#[test]
fn misuse_is_answered() {
    each(|single| {
        let key = single.key("A128GCM", None).unwrap();
        let pair = single.key("EdDSA", None).unwrap();
        assert_eq!(single.open("cipher_open", &[pair]), Err("inval"));
        let cipher = single.open("cipher_open", &[key]).unwrap();
        let encrypting = single.open("cipher_encrypt_begin", &[cipher]).unwrap();
        assert_eq!(single.open("cipher_encrypt_begin", &[cipher]), Err("badf"), "the handle was replaced");
        assert_eq!(single.call("cipher_close", &[encrypting]), Err("badf"), "a handle of another state");
        let hash = single.named("hash_open", "SHA-256", &[]).unwrap();
        let signature = single.named("sign_open", "EdDSA", &[pair]).unwrap();
        let state = single.named("generate_key_prepare", "HS256", &[]).unwrap();
        let derivation = single.named("derive_key_prepare", "HKDF", &[pair]).unwrap();
        let handles = [key, encrypting, hash, signature, state, derivation, 4096];
        let names: Vec<(String, usize)> = wasi_crypto_model::bindings("2019").unwrap().modules[0]
            .functions
            .iter()
            .map(|function| (function.name.clone(), function.params.len()))
            .collect();
        for (name, params) in &names {
            // Closing them is what other tests do.
            if name.ends_with("_close") {
                continue;
            }
            for first in handles.into_iter().chain(JUNK) {
                for rest in JUNK {
                    let mut args = vec![rest; *params];
                    args[0] = first;
                    let answer = single.call(name, &args);
                    let known = [
                        Err("badf"),
                        Err("fault"),
                        Err("inval"),
                        Err("notsup"),
                        Err("nomem"),
                        Err("dom"),
                        Err("overflow"),
                    ];
                    assert!(answer.is_ok() || known.contains(&answer), "{name}{args:x?}: {answer:?}");
                }
            }
        }
        // What was opened before goes on.
        let hash = single.named("hash_open", "SHA-256", &[]).unwrap();
        assert!(single.fill("hash_digest", hash, 32).is_ok());
    });
}

#[test]
fn the_address_of_a_cause_is_checked_first() {
    let mut legacy = Legacy::new(Setup { generation: Some("2019-cause"), ..Setup::default() });
    let end = u64::from(legacy.memory_pages()) << 16;
    for cause in [1, end, end - 1, 0xffff_ffff] {
        assert_eq!(legacy.call("hash_close", &[0, cause]), Err("fault"));
    }
    assert_eq!(legacy.call("hash_close", &[0, end - 2]), Err("badf"));
}

#[test]
fn objects_that_are_closed_leave_room() {
    each(|single| {
        let key = single.key("A128GCM", None).unwrap();
        let (nonce, len) = single.legacy.put(&[0; 12]);
        let out = single.legacy.room(4);
        // More than fits into the arena of adapters, if anything stayed.
        for _ in 0..2_000 {
            let mut args = vec![key];
            args.push(out);
            single.call("cipher_open", &args).unwrap();
            let cipher = u64::from(single.legacy.read_u32(out));
            single.call("cipher_set_nonce", &[cipher, nonce, len]).unwrap();
            single.call("cipher_set_nonce", &[cipher, nonce, len]).unwrap();
            single.call("cipher_close", &[cipher]).unwrap();
        }
        assert!(single.legacy.memory_pages() <= wasi_crypto_tests::legacy::PAGES + 2);
    });
}
