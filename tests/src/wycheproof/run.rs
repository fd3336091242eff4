//! Runs cases on a subject and counts.

use std::collections::BTreeMap;

use wasi_crypto_engine::{Category, Error, KeyEncoding};

use super::{Case, Expected, Loaded, Operation, Skip, Subject};

/// Which cases to run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Selection {
    /// All of them.
    All,
    /// Every case that has to be rejected, every check of a key, and one in ten of the others.
    Sample,
}

/// What came of one file.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Report {
    /// Cases that had to agree and did.
    pub agreed: usize,
    /// Checks of keys that came with the vectors, and passed.
    pub keys: usize,
    /// Cases that had to be rejected and were, with the right error.
    pub rejected: usize,
    /// Cases that do not apply.
    pub skipped: BTreeMap<Skip, usize>,
    /// Cases whose algorithm the subject does not offer.
    pub not_offered: usize,
    /// What went wrong.
    pub failures: Vec<String>,
}

impl Report {
    /// What a subject without fault reports.
    pub fn faultless(loaded: &Loaded, selection: Selection, offered: bool) -> Self {
        let mut report = Self { skipped: loaded.skipped.clone(), ..Self::default() };
        for case in &loaded.cases {
            match &case.expected {
                _ if !offered => report.not_offered += 1,
                _ if case.id == 0 => report.keys += 1,
                Expected::Rejected(_) => report.rejected += 1,
                Expected::Agrees if selection == Selection::All || case.id % 10 == 0 => report.agreed += 1,
                Expected::Agrees => {}
            }
        }
        report
    }
}

/// Runs the cases of one file.
pub fn run(subject: &mut dyn Subject, loaded: &Loaded, selection: Selection) -> Report {
    let mut report = Report { skipped: loaded.skipped.clone(), ..Report::default() };
    for case in &loaded.cases {
        let chosen = selection == Selection::All || case.expected != Expected::Agrees || case.id % 10 == 0;
        let (category, algorithm) = case.operation.algorithm();
        if !subject.offers(category, algorithm) {
            report.not_offered += 1;
        } else if chosen {
            match (run_case(subject, case), &case.expected) {
                (Ok(()), _) if case.id == 0 => report.keys += 1,
                (Ok(()), Expected::Agrees) => report.agreed += 1,
                (Ok(()), Expected::Rejected(_)) => report.rejected += 1,
                (Err(failure), _) => report.failures.push(format!("{algorithm} case {}: {failure}", case.id)),
            }
        }
    }
    report
}

/// Runs one case.
///
/// # Errors
/// Says what came instead of what had to come.
pub fn run_case(subject: &mut dyn Subject, case: &Case) -> Result<(), String> {
    match (perform(subject, &case.operation, &case.expected), &case.expected) {
        (Ok(()), Expected::Agrees) => Ok(()),
        (Ok(()), Expected::Rejected(_)) => Err("accepted, has to be rejected".to_owned()),
        (Err(Failure::Differs(what)), _) => Err(what),
        (Err(Failure::Refused(error)), Expected::Agrees) => Err(format!("rejected with {}", error.name())),
        (Err(Failure::Refused(error)), Expected::Rejected(errors)) => {
            if errors.contains(&error) {
                Ok(())
            } else {
                Err(format!("rejected with {}, not with {errors:?}", error.name()))
            }
        }
    }
}

enum Failure {
    /// The subject answered an error.
    Refused(Error),
    /// The subject answered something else than the vector.
    Differs(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

fn equal(what: &str, actual: &[u8], expected: &[u8]) -> Result<(), Failure> {
    if actual == expected {
        Ok(())
    } else {
        Err(Failure::Differs(format!("{what} is {actual:02x?}, has to be {expected:02x?}")))
    }
}

fn perform(subject: &mut dyn Subject, operation: &Operation, expected: &Expected) -> Result<(), Failure> {
    match operation {
        Operation::Aead { algorithm, key, nonce, associated_data: aad, plaintext, ciphertext, tag } => {
            if *expected == Expected::Agrees {
                let sealed = subject.seal(algorithm, key, nonce, aad, plaintext)?;
                equal("ciphertext", &sealed.0, ciphertext)?;
                equal("tag", &sealed.1, tag)?;
            }
            equal("plaintext", &subject.open(algorithm, key, nonce, aad, ciphertext, tag)?, plaintext)
        }
        Operation::Cipher { algorithm, key, nonce, plaintext, ciphertext } => {
            if *expected == Expected::Agrees {
                equal("ciphertext", &subject.encrypt(algorithm, key, nonce, plaintext)?, ciphertext)?;
            }
            equal("plaintext", &subject.decrypt(algorithm, key, nonce, ciphertext)?, plaintext)
        }
        Operation::Mac { algorithm, key, message, tag } => {
            if *expected == Expected::Agrees {
                equal("tag", &subject.mac(algorithm, key, message)?, tag)?;
            }
            Ok(subject.verify_mac(algorithm, key, message, tag)?)
        }
        Operation::Hkdf { extract, expand, key, salt, info, len, output } => {
            equal("output", &subject.hkdf(extract, expand, key, salt, info, *len)?, output)
        }
        Operation::Sign { algorithm, pair, message, randomness, signature } => {
            equal("signature", &subject.sign(algorithm, pair, message, randomness)?, signature)
        }
        Operation::Verify { algorithm, key, encoding, message, signature, signature_encoding } => {
            Ok(subject.verify(algorithm, (key, *encoding), message, (signature, *signature_encoding))?)
        }
        Operation::PublicKey { category, algorithm, forms } => public_key(subject, *category, algorithm, forms),
        Operation::DiffieHellman { algorithm, public, encoding, secret, shared } => {
            equal("shared secret", &subject.dh(algorithm, (public, *encoding), secret)?, shared)
        }
        Operation::PublicOf { category, algorithm, secret, public } => {
            equal("public key", &subject.public_of(*category, algorithm, secret)?, public)
        }
        Operation::Encapsulate { algorithm, public, randomness, encapsulated, shared } => {
            let (secret, made, comparable) = subject.encapsulate(algorithm, public, randomness)?;
            if comparable {
                equal("encapsulation", &made, encapsulated)?;
                equal("shared secret", &secret, shared)?;
            }
            Ok(())
        }
        Operation::Decapsulate { algorithm, secret, encapsulated, shared } => {
            equal("shared secret", &subject.decapsulate(algorithm, secret, encapsulated)?, shared)
        }
    }
}

/// Every form has to become every other form.
fn public_key(
    subject: &mut dyn Subject,
    category: Category,
    algorithm: &str,
    forms: &[(KeyEncoding, Vec<u8>)],
) -> Result<(), Failure> {
    for (from, bytes) in forms {
        for (to, expected) in forms {
            let recoded = subject.recode_public(category, algorithm, (bytes, *from), *to)?;
            if *to == KeyEncoding::Pem {
                // Line ends and the last one are a matter of taste.
                equal("PEM", recoded.trim_ascii_end(), expected.trim_ascii_end())?;
            } else {
                equal("public key", &recoded, expected)?;
            }
        }
    }
    Ok(())
}
