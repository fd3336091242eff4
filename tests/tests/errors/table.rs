//! The table.

use wasi_crypto_tests::legacy::{Answer, Legacy};
use wasi_crypto_tests::wycheproof::{ComponentSubject, Outcome};

use crate::{component, legacy};

/// What is done on a path.
pub enum Way<F> {
    /// A call that has to answer the error.
    Call(F),
    /// The mistake cannot be made here, for this reason.
    Not(&'static str),
}

impl<F> Way<F> {
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Call(_) => None,
            Self::Not(reason) => Some(reason),
        }
    }
}

/// One way to make one of the mistakes.
pub struct Case {
    /// The row of the specification's table.
    pub misuse: &'static str,
    /// What is wrong here.
    pub case: &'static str,
    /// The error, by its legacy name; the WIT name has dashes.
    pub error: &'static str,
    pub legacy: Way<fn(&mut Legacy) -> Answer>,
    pub wit: Way<fn(&mut ComponentSubject) -> Outcome<()>>,
}

/// The rows of the specification's table of misuse, in its order.
pub const ROWS: [&str; 34] = [
    "unknown algorithm string",
    "key to an unkeyed algorithm",
    "no key where needed",
    "key of another algorithm",
    "wrong key length on import",
    "nonce missing, not generable",
    "nonce of wrong length",
    "mandatory option missing",
    "option unknown / known but unset",
    "option value longer than buffer",
    "hash squeeze too long",
    "HKDF-EXPAND squeeze too long",
    "operation not defined for algorithm",
    "encrypt output too small / too large",
    "decrypt output too small / too large",
    "ciphertext shorter than the tag",
    "tag mismatch, tag of wrong length",
    "tag_pull buffer too small / too large",
    "tag_verify mismatch",
    "signature mismatch",
    "signature of wrong size on import",
    "undecodable key, point off curve",
    "unsupported encoding",
    "DH with different key types",
    "DH on a KEM key or the reverse",
    "low-order DH point",
    "decapsulation failure",
    "pk/sk of different algorithms joined",
    "managed key unknown / revoked / expired",
    "state of the wrong direction (sign vs verify)",
    "closed or foreign handle used / closed twice",
    "output pointer outside memory",
    "RNG down",
    "host cannot finish in one call",
];

macro_rules! way {
    (not $reason:expr) => {
        Way::Not($reason)
    };
    ($call:path) => {
        Way::Call($call)
    };
}

/// `error: row { case => legacy, component; ... }`
macro_rules! cases {
    ($($misuse:literal { $($case:literal: $error:ident => [$($legacy:tt)+], [$($wit:tt)+];)+ })+) => {
        &[$($(Case {
            misuse: $misuse,
            case: $case,
            error: stringify!($error),
            legacy: way!($($legacy)+),
            wit: way!($($wit)+),
        },)+)+]
    };
}

const NO_BUFFERS: &str = "output is a list the host makes: there is no buffer of a wrong size";
const TYPED: &str = "resources are typed: a component cannot name an object of another kind";
const OWNED: &str = "resources are owned: the component model traps on a handle that is gone, before any host sees it";
const BLOCKS: &str = "calls return when they are done (off the executor's thread in the asynchronous host)";

#[rustfmt::skip]
pub const CASES: &[Case] = cases! {
    "unknown algorithm string" {
        "a symmetric key": unsupported_algorithm => [legacy::unknown_key], [component::unknown_key];
        "a symmetric state": unsupported_algorithm => [legacy::unknown_state], [component::unknown_state];
        "a key pair": unsupported_algorithm => [legacy::unknown_pair], [component::unknown_pair];
        "a public key": unsupported_algorithm => [legacy::unknown_public], [component::unknown_public];
        "a signature": unsupported_algorithm => [legacy::unknown_signature], [component::unknown_signature];
        "the name of another category": unsupported_algorithm => [legacy::wrong_category], [component::wrong_category];
    }
    "key to an unkeyed algorithm" {
        "a hash": key_not_supported => [legacy::keyed_hash], [component::keyed_hash];
    }
    "no key where needed" {
        "a MAC": key_required => [legacy::mac_without_key], [component::mac_without_key];
        "a cipher": key_required => [legacy::cipher_without_key], [component::cipher_without_key];
        "a derivation": key_required => [legacy::derivation_without_key], [component::derivation_without_key];
    }
    "key of another algorithm" {
        "another key size of the same cipher": invalid_key => [legacy::key_of_other_size], [component::key_of_other_size];
        "same size, another algorithm": invalid_key => [legacy::key_of_other_algorithm], [component::key_of_other_algorithm];
        "a derived key for another algorithm than the next step": invalid_key => [legacy::derived_for_other], [component::derived_for_other];
        "a key exchange pair for signing": invalid_key => [legacy::signing_with_exchange_key], [not TYPED_SIGNING];
    }
    "wrong key length on import" {
        "a symmetric key too short": invalid_key => [legacy::short_key], [component::short_key];
        "a symmetric key too long": invalid_key => [legacy::long_key], [component::long_key];
        "a symmetric key of no bytes": invalid_key => [legacy::empty_key], [component::empty_key];
        "an Ed25519 pair of 32 bytes": invalid_key => [legacy::half_a_pair], [component::half_a_pair];
        "a pseudorandom key shorter than the hash": invalid_key => [legacy::short_prk], [component::short_prk];
    }
    "nonce missing, not generable" {
        "no option set": nonce_required => [legacy::no_options], [component::no_options];
        "an option set without nonce": nonce_required => [legacy::options_without_nonce], [component::options_without_nonce];
        "the nonce is used up": nonce_required => [legacy::second_encryption], [component::second_encryption];
    }
    "nonce of wrong length" {
        "too short": invalid_nonce => [legacy::short_nonce], [component::short_nonce];
        "too long": invalid_nonce => [legacy::long_nonce], [component::long_nonce];
        "empty": invalid_nonce => [legacy::empty_nonce], [component::empty_nonce];
    }
    "mandatory option missing" {
        "deriving from a password without a salt": parameters_missing => [legacy::no_salt], [component::no_salt];
    }
    "option unknown / known but unset" {
        "set an unknown one": unsupported_option => [legacy::set_unknown], [component::set_unknown];
        "set an unknown number": unsupported_option => [legacy::set_unknown_number], [component::set_unknown_number];
        "set anything for signatures": unsupported_option => [legacy::set_for_signatures], [component::set_for_signatures];
        "ask for an unknown one": unsupported_option => [legacy::get_unknown], [component::get_unknown];
        "ask for an unknown number": unsupported_option => [legacy::get_unknown_number], [component::get_unknown_number];
        "ask for one that is not set": option_not_set => [legacy::get_unset], [component::get_unset];
        "ask for one without any options": option_not_set => [legacy::get_without_options], [component::get_without_options];
        "ask for a number that is not set": option_not_set => [legacy::get_unset_number], [component::get_unset_number];
    }
    "option value longer than buffer" {
        "one byte short": overflow => [legacy::option_buffer_short], [not NO_BUFFERS];
    }
    "hash squeeze too long" {
        "one byte": invalid_length => [legacy::long_digest], [component::long_digest];
        "of a truncated hash": invalid_length => [legacy::long_truncated_digest], [component::long_truncated_digest];
    }
    "HKDF-EXPAND squeeze too long" {
        "one byte": invalid_length => [legacy::long_derivation], [component::long_derivation];
    }
    "operation not defined for algorithm" {
        "squeeze a MAC": invalid_operation => [legacy::squeeze_mac], [component::squeeze_mac];
        "squeeze a cipher": invalid_operation => [legacy::squeeze_cipher], [component::squeeze_cipher];
        "squeeze a tag of a hash": invalid_operation => [legacy::tag_of_hash], [component::tag_of_hash];
        "squeeze a key of a hash": invalid_operation => [legacy::key_of_hash], [component::key_of_hash];
        "largest tag of a hash": invalid_operation => [legacy::max_tag_of_hash], [component::max_tag_of_hash];
        "encrypt with a hash": invalid_operation => [legacy::encrypt_with_hash], [component::encrypt_with_hash];
        "decrypt with a MAC": invalid_operation => [legacy::decrypt_with_mac], [component::decrypt_with_mac];
        "encrypt with a hash, detached": invalid_operation => [legacy::detached_with_hash], [component::detached_with_hash];
        "decrypt with a derivation, detached": invalid_operation => [legacy::detached_with_kdf], [component::detached_with_kdf];
        "ratchet a cipher": invalid_operation => [legacy::ratchet_cipher], [component::ratchet_cipher];
        "generate a key for a hash": unsupported_feature => [legacy::generate_for_hash], [component::generate_for_hash];
        "import a key for a hash": invalid_key => [legacy::import_for_hash], [component::import_for_hash];
    }
    "encrypt output too small / too large" {
        "small": overflow => [legacy::encrypt_small], [not NO_BUFFERS];
        "large": invalid_length => [legacy::encrypt_large], [not NO_BUFFERS];
        "small, detached": overflow => [legacy::encrypt_detached_small], [not NO_BUFFERS];
        "large, detached": invalid_length => [legacy::encrypt_detached_large], [not NO_BUFFERS];
    }
    "decrypt output too small / too large" {
        "small": overflow => [legacy::decrypt_small], [not NO_BUFFERS];
        "large": invalid_length => [legacy::decrypt_large], [not NO_BUFFERS];
        "small, detached": overflow => [legacy::decrypt_detached_small], [not NO_BUFFERS];
        "large, detached": invalid_length => [legacy::decrypt_detached_large], [not NO_BUFFERS];
    }
    "ciphertext shorter than the tag" {
        "one byte short": invalid_tag => [legacy::shorter_than_tag], [component::shorter_than_tag];
        "nothing at all": invalid_tag => [legacy::nothing_to_decrypt], [component::nothing_to_decrypt];
    }
    "tag mismatch, tag of wrong length" {
        "one bit of the tag": invalid_tag => [legacy::tag_bit], [component::tag_bit];
        "one bit of the ciphertext": invalid_tag => [legacy::ciphertext_bit], [component::ciphertext_bit];
        "other associated data": invalid_tag => [legacy::other_associated_data], [component::other_associated_data];
        "a prefix of the tag": invalid_tag => [legacy::tag_prefix], [component::tag_prefix];
        "a byte behind the tag": invalid_tag => [legacy::tag_and_more], [component::tag_and_more];
        "no tag": invalid_tag => [legacy::no_tag], [component::no_tag];
    }
    "tag_pull buffer too small / too large" {
        "small": overflow => [legacy::pull_small], [not NO_BUFFERS];
    }
    "tag_verify mismatch" {
        "one bit": invalid_tag => [legacy::verify_bit], [component::verify_bit];
        "a prefix": invalid_tag => [legacy::verify_prefix], [component::verify_prefix];
        "a byte more": invalid_tag => [legacy::verify_and_more], [component::verify_and_more];
        "nothing": invalid_tag => [legacy::verify_nothing], [component::verify_nothing];
    }
    "signature mismatch" {
        "Ed25519": invalid_signature => [legacy::mismatch_ed25519], [component::mismatch_ed25519];
        "ECDSA": invalid_signature => [legacy::mismatch_ecdsa], [component::mismatch_ecdsa];
        "RSA": invalid_signature => [legacy::mismatch_rsa], [component::mismatch_rsa];
        "a signature of another algorithm": invalid_signature => [legacy::foreign_signature], [not "the guest that runs these cases names one algorithm for key and signature; the engine's tests have it"];
    }
    "signature of wrong size on import" {
        "one byte short": invalid_signature => [legacy::short_signature], [component::short_signature];
        "one byte more": invalid_signature => [legacy::long_signature], [component::long_signature];
        "no byte": invalid_signature => [legacy::empty_signature], [component::empty_signature];
        "DER that is none": invalid_signature => [legacy::bad_der_signature], [component::bad_der_signature];
    }
    "undecodable key, point off curve" {
        "DER that is none": invalid_key => [legacy::bad_der], [component::bad_der];
        "PEM that is none": invalid_key => [legacy::bad_pem], [component::bad_pem];
        "a point off the curve": invalid_key => [legacy::off_curve], [component::off_curve];
        "the point at infinity": invalid_key => [legacy::infinity], [component::infinity];
        "a scalar of zero": invalid_key => [legacy::zero_scalar], [component::zero_scalar];
        "a scalar as large as the order": invalid_key => [legacy::large_scalar], [component::large_scalar];
        "a key of another curve": invalid_key => [legacy::other_curve], [component::other_curve];
        "halves of an Ed25519 pair that do not belong together": invalid_key => [legacy::strange_halves], [component::strange_halves];
    }
    "unsupported encoding" {
        "an RSA pair, raw": unsupported_encoding => [legacy::raw_rsa], [component::raw_rsa];
        "an Ed25519 key in SEC 1, in": unsupported_encoding => [legacy::sec_in], [component::sec_in];
        "an Ed25519 key in SEC 1, out": unsupported_encoding => [legacy::sec_out], [component::sec_out];
        "an Ed25519 signature in DER": unsupported_encoding => [legacy::der_in], [component::der_in];
    }
    "DH with different key types" {
        "X25519 and P-256": incompatible_keys => [legacy::mixed_dh], [component::mixed_dh];
    }
    "DH on a KEM key or the reverse" {
        "DH on KEM keys": invalid_operation => [legacy::dh_on_kem], [component::dh_on_kem];
        "encapsulation with a DH key": invalid_operation => [legacy::encapsulate_on_dh], [component::encapsulate_on_dh];
        "decapsulation with a DH key": invalid_operation => [legacy::decapsulate_on_dh], [component::decapsulate_on_dh];
    }
    "low-order DH point" {
        "the point of order one": invalid_key => [legacy::low_order], [component::low_order];
        "a point of order eight": invalid_key => [legacy::order_eight], [component::order_eight];
    }
    "decapsulation failure" {
        "one byte short": verification_failed => [legacy::short_encapsulation], [component::short_encapsulation];
        "one byte more": verification_failed => [legacy::long_encapsulation], [component::long_encapsulation];
        "no byte": verification_failed => [legacy::empty_encapsulation], [component::empty_encapsulation];
    }
    "pk/sk of different algorithms joined" {
        "X25519 and P-256": incompatible_keys => [legacy::joined_algorithms], [component::joined_algorithms];
        "same algorithm, another pair": incompatible_keys => [legacy::joined_strangers], [component::joined_strangers];
    }
    "managed key unknown / revoked / expired" {
        "an unknown identifier": not_found => [legacy::unknown_id], [component::unknown_id];
        "a version that never was": not_found => [legacy::unknown_version], [component::unknown_version];
        "a revoked one": not_found => [legacy::revoked_key], [component::revoked_key];
        "an expired one": expired => [legacy::expired_key], [component::expired_key];
        "an unknown secret": not_found => [legacy::unknown_secret], [component::unknown_secret];
        "a revoked secret": not_found => [legacy::revoked_secret], [component::revoked_secret];
        "an expired secret": expired => [legacy::expired_secret], [component::expired_secret];
        "an expired secret in the guest's keeping": expired => [legacy::expired_capsule], [component::expired_capsule];
        "no manager to ask": unsupported_feature => [legacy::open_manager], [component::open_manager];
    }
    "state of the wrong direction (sign vs verify)" {
        "feed a verification as if it signed": invalid_handle => [legacy::feed_other_direction], [not TYPED];
        "sign with a verification": invalid_handle => [legacy::sign_with_verification], [not TYPED];
        "verify with a signing state": invalid_handle => [legacy::verify_with_signing], [not TYPED];
        "a public key for signing": invalid_handle => [legacy::sign_with_public], [not TYPED];
    }
    "closed or foreign handle used / closed twice" {
        "use a closed one": invalid_handle => [legacy::use_closed], [not OWNED];
        "use one that never was": invalid_handle => [legacy::use_foreign], [not OWNED];
        "use one of another kind": invalid_handle => [legacy::use_other_kind], [not TYPED];
        "close twice": closed => [legacy::close_twice], [not OWNED];
    }
    "output pointer outside memory" {
        "where the handle goes": guest_error => [legacy::handle_outside], [not NO_BUFFERS];
        "where the bytes go": guest_error => [legacy::buffer_outside], [not NO_BUFFERS];
        "across the end": guest_error => [legacy::buffer_across], [not NO_BUFFERS];
    }
    "RNG down" {
        "generate a key": rng_error => [legacy::no_randomness_key], [component::no_randomness_key];
        "draw a nonce": rng_error => [legacy::no_randomness_nonce], [component::no_randomness_nonce];
        "encapsulate": rng_error => [legacy::no_randomness_encapsulate], [component::no_randomness_encapsulate];
    }
    "host cannot finish in one call" {
        "any call": in_progress => [not BLOCKS], [not BLOCKS];
    }
};

const TYPED_SIGNING: &str = "the guest that runs these cases imports pairs of the category it is asked for only; \
                             the engine's tests have it";
