//! How long slow operations take, for the workers: estimates, in nanoseconds of one core of about 2020.
//!
//! They only say which operations are short, and are no promise of anything.

use crate::workers::Lane;

/// What a worker has to know of an operation besides whose it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Effort {
    /// The threads it runs on.
    pub lane: Lane,
    /// Nanoseconds of one core, roughly.
    pub price: u64,
}

impl Effort {
    /// Hashing a password, or checking one: between 20 milliseconds and the most that the limits allow, five seconds. All
    /// count as long, whatever they cost.
    pub(crate) const PASSWORD: Self = Self { lane: Lane::Passwords, price: 500_000_000 };

    /// Generating a key pair that is slow to generate: for RSA the time grows with the fourth power of the size, and
    /// varies a lot. Without a size that is known it is taken for the slowest.
    pub(crate) fn of_key(algorithm: &str) -> Self {
        let price = match algorithm.split('_').find_map(|part| part.parse::<u32>().ok()) {
            Some(2048) => 100_000_000,
            Some(3072) => 500_000_000,
            _ => 1_600_000_000,
        };
        Self { lane: Lane::Others, price }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn larger_keys_take_longer() {
        let price = |algorithm| Effort::of_key(algorithm).price;
        assert!(price("RSA_PKCS1_2048_SHA256") < price("rsa_pss_3072_sha512"));
        assert!(price("RSA_PKCS1_3072_SHA384") < price("RSA_PSS_4096_SHA512"));
        assert_eq!(price("RSA_PSS_4096_SHA512"), price("something new"));
    }
}
