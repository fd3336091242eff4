//! Which algorithms an engine may offer.

use core::fmt;
use std::collections::BTreeSet;

use crate::table::{self, Row};

/// Which of the algorithms of an [`Engine`](crate::Engine) may be used, see
/// [`Engine::restrict`](crate::Engine::restrict).
///
/// ```
/// use wasi_crypto_engine::{Engine, Error, Restrictions, oneshot};
///
/// let engine = Engine::new().restrict(&Restrictions::new().allow_only(["SHA-512"])?);
/// assert_eq!(oneshot::hash(&engine, "SHA-256", b"").unwrap_err(), Error::ProhibitedOperation);
/// assert_eq!(oneshot::hash(&engine, "MD5", b"").unwrap_err(), Error::UnsupportedAlgorithm);
/// # Ok::<(), wasi_crypto_engine::UnknownIdentifier>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[must_use]
pub struct Restrictions {
    /// Identifiers as the table spells them; without a set all, also those that are not in the table.
    allowed: Option<BTreeSet<&'static str>>,
    /// Identifiers the table does not have, in lower case: two spellings are one restriction.
    own: BTreeSet<String>,
    min_rsa_bits: u32,
}

impl Restrictions {
    /// Every algorithm may be used.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only these algorithms may be used: exactly those, so that HKDF needs the names of both its halves. Case does not
    /// matter. An identifier may be one that this build or provider does not offer. A second list replaces the first.
    ///
    /// Algorithms that the table does not have, but a provider [describes](crate::provider::Description), are then not
    /// allowed either, unless [`allow_own`](Self::allow_own) names them.
    ///
    /// # Errors
    /// [`UnknownIdentifier`] with the first identifier the table of algorithms does not have.
    pub fn allow_only<N: AsRef<str>>(
        self,
        identifiers: impl IntoIterator<Item = N>,
    ) -> Result<Self, UnknownIdentifier> {
        let mut allowed = BTreeSet::new();
        for name in identifiers {
            let row = table::find(name.as_ref()).ok_or_else(|| UnknownIdentifier(name.as_ref().to_owned()))?;
            allowed.insert(row.name);
        }
        Ok(Self { allowed: Some(allowed), ..self })
    }

    /// Where [`allow_only`](Self::allow_only) has a list, these may be used as well: algorithms that the table does not
    /// have, but a provider [describes](crate::provider::Description). Case does not matter. A second list replaces the
    /// first.
    ///
    /// Which of them there are is known only where an engine is restricted. An identifier that its provider does not
    /// describe has no effect: it stays [`Error::UnsupportedAlgorithm`](crate::Error::UnsupportedAlgorithm).
    pub fn allow_own<N: AsRef<str>>(self, identifiers: impl IntoIterator<Item = N>) -> Self {
        let mut own = BTreeSet::new();
        own.extend(identifiers.into_iter().map(|name| name.as_ref().to_ascii_lowercase()));
        Self { own, ..self }
    }

    /// RSA needs a modulus of at least `bits` bits. More than 4,096 leave no RSA. This is for the identifiers of the table,
    /// whose moduli are known.
    pub fn min_rsa_bits(self, bits: u32) -> Self {
        Self { min_rsa_bits: bits, ..self }
    }

    /// Whether the algorithm of this row may be used.
    pub(crate) fn permit(&self, row: &Row) -> bool {
        let large_enough =
            row.rsa_bits().is_none_or(|bits| u32::try_from(bits).is_ok_and(|bits| bits >= self.min_rsa_bits));
        let own = || self.own.iter().any(|own| own.eq_ignore_ascii_case(row.name)) && table::find(row.name).is_none();
        let named = |allowed: &BTreeSet<&'static str>| allowed.contains(row.name) || own();
        large_enough && self.allowed.as_ref().is_none_or(named)
    }
}

/// An identifier the table of algorithms does not have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownIdentifier(pub String);

impl fmt::Display for UnknownIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no algorithm `{}`", self.0)
    }
}

impl core::error::Error for UnknownIdentifier {}
