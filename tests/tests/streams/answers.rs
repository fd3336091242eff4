//! Whatever streams comes to what it comes to in one call, however the stream is cut and whenever it waits.

use wasi_crypto_host::engine::{
    AlgorithmInfo, Category, Error, KeyEncoding, KeyPair, PublicKey, SymmetricKey, SymmetricState, oneshot,
};
use wasi_crypto_tests::component_driver::block_on;
use wasmtime::component::StreamReader;

use super::guest::{Guest, crypto};
use super::source::{Random, cut};

/// Lengths around blocks, and one of several pieces.
const LENS: [usize; 9] = [0, 1, 63, 64, 65, 1000, 4096, 70_000, 1_500_000];

fn algorithms(category: Category) -> impl Iterator<Item = AlgorithmInfo> {
    crypto().algorithms().filter(move |known| known.category == category)
}

/// Whether its length is told to the host.
fn told(random: &mut Random, message: &[u8]) -> Option<u64> {
    (random.below(2) == 0).then(|| u64::try_from(message.len()).unwrap())
}

impl Guest {
    fn stream(&mut self, message: &[u8], random: &mut Random) -> (StreamReader<u8>, Option<u64>) {
        (cut(&mut self.store, message, random.next()), told(random, message))
    }
}

#[test]
fn every_hash_or_its_error() {
    block_on(async {
        let mut guest = Guest::new().await;
        let (mut random, mut hashes) = (Random::new(1), 0);
        for known in algorithms(Category::Symmetric) {
            for len in LENS {
                let message = random.take(len);
                let expected = oneshot::hash(crypto(), known.identifier, &message);
                assert_eq!(expected.is_ok(), known.kind == "hash", "{}", known.identifier);
                hashes += usize::from(expected.is_ok());
                let (stream, len) = guest.stream(&message, &mut random);
                let digest = guest.call("passed-on", "hash", (known.identifier, stream, len)).await;
                assert_eq!(digest, expected, "{} of {} bytes", known.identifier, message.len());
            }
        }
        assert!(hashes >= 10 * LENS.len(), "{hashes}");
        assert_eq!(guest.held(), (0, 0));
    });
}

#[test]
fn every_mac_or_its_error() {
    block_on(async {
        let mut guest = Guest::new().await;
        let (mut random, mut macs) = (Random::new(2), 0);
        for known in algorithms(Category::Symmetric) {
            let name = known.identifier;
            let Ok(generated) = SymmetricKey::generate(crypto(), name, None) else { continue };
            let raw = generated.export().unwrap().to_vec();
            for len in LENS {
                let message = random.take(len);
                let expected = oneshot::mac(&generated, &message);
                macs += usize::from(expected.is_ok());
                let (stream, told) = guest.stream(&message, &mut random);
                let tag = guest.call("passed-on", "mac", (name, raw.clone(), stream, told)).await;
                assert_eq!(tag, expected, "{name} of {len} bytes");

                let right = expected.clone().unwrap_or_default();
                let mut wrong = right.clone();
                wrong.iter_mut().take(1).for_each(|byte| *byte ^= 1);
                let verdict = expected.map(drop);
                let refused = verdict.and(Err(Error::InvalidTag));
                let shorter = right.get(1..).unwrap_or_default().to_vec();
                for (tag, expected) in [(right, verdict), (wrong, refused), (shorter, refused)] {
                    let (stream, told) = guest.stream(&message, &mut random);
                    let params = (name, raw.clone(), stream, told, tag);
                    assert_eq!(guest.call("passed-on", "verify-mac", params).await, expected, "{name} of {len} bytes");
                }
            }
        }
        assert!(macs > 3 * LENS.len(), "{macs}");
        assert_eq!(guest.held(), (0, 0));
    });
}

/// States of every kind that absorb, with lists before and behind the stream.
#[test]
fn every_state_that_absorbs() {
    block_on(async {
        let mut guest = Guest::new().await;
        let (mut random, mut states, mut refused) = (Random::new(3), 0, Vec::new());
        for known in algorithms(Category::Symmetric) {
            let name = known.identifier;
            if !["hash", "XOF", "MAC", "KDF", "session"].contains(&known.kind) {
                continue;
            }
            let key = SymmetricKey::generate(crypto(), name, None).ok();
            let raw = key.as_ref().map(|key| key.export().unwrap().to_vec());
            let tagged = known.kind == "MAC";
            for len in LENS.into_iter().take(if known.kind == "KDF" { 7 } else { LENS.len() }) {
                let (before, data, after) = (random.take(10), random.take(len), random.take(20));
                let mut state = SymmetricState::open(crypto(), name, key.as_ref(), None).unwrap();
                let concatenates = state.concatenates();
                let mut absorb = || {
                    [&before, &data, &after].into_iter().try_for_each(|part| state.absorb(part))?;
                    if tagged {
                        state.squeeze_tag()?.bytes().map(|tag| tag.to_vec())
                    } else {
                        Ok(state.squeeze(20)?.to_vec())
                    }
                };
                let expected = if concatenates { absorb() } else { Err(Error::UnsupportedFeature) };
                states += usize::from(expected.is_ok());
                if len == 0 && !concatenates {
                    refused.push(name);
                }
                let (stream, told) = guest.stream(&data, &mut random);
                let output = (!tagged).then_some(20_u32);
                let params = (name, raw.clone(), before, stream, told, after, output);
                assert_eq!(guest.call("passed-on", "absorb", params).await, expected, "{name} of {len} bytes");
            }
        }
        assert!(states > 20 * LENS.len(), "{states}");
        assert_eq!(refused, ["TupleHashXOF128", "TupleHashXOF256", "XOODYAK-128", "XOODYAK-160"]);
        assert_eq!(guest.held(), (0, 0));
    });
}

/// Whether the messages of a scheme can be a stream is the provider's to say; what can be signed verifies, and nothing else.
#[test]
fn every_signature_that_hashes_as_it_goes() {
    block_on(async {
        let mut guest = Guest::new().await;
        let (mut random, mut streamed) = (Random::new(4), Vec::new());
        for known in algorithms(Category::Signatures) {
            let name = known.identifier;
            let Ok(pair) = KeyPair::generate(crypto(), Category::Signatures, name, None) else { continue };
            let Ok(secret) = pair.export(KeyEncoding::Pkcs8) else { continue };
            let public = pair.public_key().unwrap();
            let encoded = public.export(KeyEncoding::Pkcs8).unwrap();
            for len in [0, 1, 1000, 1_500_000] {
                let message = random.take(len);
                let (stream, told) = guest.stream(&message, &mut random);
                let signed = guest.call("passed-on", "sign", (name, secret.to_vec(), stream, told)).await;
                let signature: Vec<u8> = match signed {
                    Ok(signature) => signature,
                    Err(error) => {
                        assert_eq!(error, Error::UnsupportedFeature, "{name}");
                        let (stream, told) = guest.stream(&message, &mut random);
                        let params = (name, encoded.clone(), stream, told, vec![0_u8; 64]);
                        assert_eq!(guest.call::<_, ()>("passed-on", "verify", params).await, Err(error), "{name}");
                        continue;
                    }
                };
                oneshot::verify(&public, &message, &signature).unwrap_or_else(|error| panic!("{name}: {error}"));
                verifies(&mut guest, &public, &message, &signature, &mut random).await;
                streamed.push(name);
            }
        }
        streamed.dedup();
        for name in
            ["ECDSA_P256_SHA256", "ECDSA_P384_SHA384", "RSA_PKCS1_2048_SHA256", "RSA_PSS_2048_SHA256", "Ed25519ph"]
        {
            assert!(streamed.contains(&name), "{name} is not among {streamed:?}");
        }
        assert!(!streamed.contains(&"Ed25519") && !streamed.contains(&"ML-DSA-44"), "{streamed:?}");
        assert_eq!(guest.held(), (0, 0));
    });
}

async fn verifies(guest: &mut Guest, public: &PublicKey, message: &[u8], signature: &[u8], random: &mut Random) {
    let (name, encoded) = (public.algorithm(), public.export(KeyEncoding::Pkcs8).unwrap());
    let mut wrong = signature.to_vec();
    wrong[5] ^= 1;
    let mut other = message.to_vec();
    other.push(0);
    let invalid = Err(Error::InvalidSignature);
    for (message, signature, expected) in [
        (message, signature, Ok(())),
        (message, &wrong, invalid),
        (message, &signature[1..], invalid),
        (message, &[0; 100_000], invalid),
        (&other, signature, invalid),
    ] {
        let (stream, told) = guest.stream(message, random);
        let params = (name, encoded.clone(), stream, told, signature.to_vec());
        assert_eq!(guest.call("passed-on", "verify", params).await, expected, "{name}");
    }
}

/// What is signed in one call verifies as a stream.
#[test]
fn signatures_of_lists_verify_as_streams() {
    block_on(async {
        let mut guest = Guest::new().await;
        let mut random = Random::new(5);
        for name in ["ECDSA_P256_SHA256", "ECDSA_P384_SHA384", "Ed25519ph"] {
            let pair = KeyPair::generate(crypto(), Category::Signatures, name, None).unwrap();
            let message = random.take(100_000);
            let signature = oneshot::sign(&pair, &message).unwrap();
            verifies(&mut guest, &pair.public_key().unwrap(), &message, &signature, &mut random).await;
        }
    });
}

/// The guest writes the stream itself.
#[test]
fn chunks_of_the_guests_own() {
    block_on(async {
        let mut guest = Guest::new().await;
        let mut random = Random::new(6);
        for _ in 0..50 {
            let chunks: Vec<Vec<u8>> = (0..random.below(20))
                .map(|_| {
                    let longest = [1, 100, 70_000][random.below(3)];
                    let len = random.below(longest);
                    random.take(len)
                })
                .collect();
            let message = chunks.concat();
            let expected = oneshot::hash(crypto(), "SHA-512", &message);
            let told = told(&mut random, &message);
            assert_eq!(guest.call("written", "hash", ("SHA-512", chunks, told)).await, expected);
        }
        assert_eq!(guest.held(), (0, 0));
    });
}
