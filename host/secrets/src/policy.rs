//! What guests may do with the store.

use core::fmt;
use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use wasi_crypto_engine::{Permissions, Restrictions, UnknownIdentifier, Use};
use wasi_crypto_keystore::{InvalidName, Namespace, Quota};

use crate::error::{Result, SecretsError};

/// What guests may do: rules for all of them, and for single ones, by name.
///
/// What a guest's own rules leave open is as the defaults say, and what those leave open as [`Rules`] says. With the
/// feature `serde` it is read from a file. In TOML:
///
/// ```toml
/// [defaults]
/// min_rsa_bits = 3072
/// default_expiry = "90d"         # of managed keys; days, hours, minutes or seconds: d, h, m, s
/// max_expiry = "365d"            # of managed keys and secrets
///
/// [guests.release-tool]
/// algorithms = ["Ed25519", "SHA-256"]
/// store_imported = false
/// max_versions = 10
///
/// [guests.release-tool.host_keys]
/// release-2026 = ["sign", "verify"]
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct Policy {
    /// For every guest.
    pub defaults: Rules,
    /// For single ones.
    pub guests: BTreeMap<String, Rules>,
}

/// Rules for one guest, or for all.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct Rules {
    /// The identifiers of the algorithms it can use, for managed keys and others. Unless set: all the host has.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::policy_file::algorithms"))]
    pub algorithms: Option<BTreeSet<String>>,
    /// With `algorithms`: what it can use besides, of the algorithms that the host's provider describes itself. Which those
    /// are is not known here, so that no identifier is wrong, and one that does not exist has no effect. Unless set: none.
    pub own_algorithms: Option<BTreeSet<String>>,
    /// The shortest modulus of RSA keys it can use, in bits. Unless set: 2,048, the least there is.
    pub min_rsa_bits: Option<u32>,
    /// Whether it can export the keys it has in the store. Unless set: no.
    pub export_managed: Option<bool>,
    /// Whether it can put keys into the store that were not generated here. Unless set: yes.
    pub store_imported: Option<bool>,
    /// Versions of keys and secrets it can have in the store at once. Unless set: 1,000.
    pub max_versions: Option<u64>,
    /// Bytes it can have in the store at once, as they are stored. Unless set: 16 MiB.
    pub max_bytes: Option<u64>,
    /// How far away the expiration of a key or secret can be. Unless set: any time.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::policy_file::duration"))]
    pub max_expiry: Option<Duration>,
    /// When the keys it stores expire. Unless set: as late as possible, which is never if that is not limited.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::policy_file::duration"))]
    pub default_expiry: Option<Duration>,
    /// Bytes of one secret, stored or encapsulated. Unless set: 64 KiB.
    pub max_secret_len: Option<usize>,
    /// The keys of the host it can use, by name, and what for. Rules for single guests add to the defaults.
    ///
    /// A grant to encrypt is weaker protection than it looks where the guest chooses the nonce: see
    /// [`Permissions`](wasi_crypto_engine::Permissions).
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::policy_file::host_keys"))]
    pub host_keys: BTreeMap<String, BTreeSet<Use>>,
}

/// The rules for one guest, with nothing left open.
#[derive(Clone, Debug)]
pub(crate) struct GuestPolicy {
    pub restrictions: Restrictions,
    export_managed: bool,
    pub store_imported: bool,
    pub quota: Quota,
    max_expiry: Option<Duration>,
    default_expiry: Option<Duration>,
    pub max_secret_len: usize,
    host_keys: BTreeMap<String, BTreeSet<Use>>,
}

/// A policy in force.
///
/// A trait, so that a program that sets no policy carries nothing that reads rules: the provider component is small.
pub(crate) trait InForce: fmt::Debug + Send + Sync {
    /// Whether it makes sense.
    fn check(&self) -> Result<()>;

    /// The rules for a guest.
    fn of(&self, guest: &str) -> Result<GuestPolicy>;

    fn policy(&self) -> &Policy;
}

/// The default policy, where no other is set.
#[derive(Debug)]
pub(crate) struct Unset;

impl InForce for Unset {
    fn check(&self) -> Result<()> {
        Ok(())
    }

    fn of(&self, _: &str) -> Result<GuestPolicy> {
        Ok(GuestPolicy::default())
    }

    fn policy(&self) -> &Policy {
        static DEFAULT: LazyLock<Policy> = LazyLock::new(Policy::default);
        &DEFAULT
    }
}

impl InForce for Policy {
    fn check(&self) -> Result<()> {
        self.check()
    }

    fn of(&self, guest: &str) -> Result<GuestPolicy> {
        self.guests.get(guest).map_or_else(|| self.defaults.clone(), |rules| self.defaults.with(rules)).resolved()
    }

    fn policy(&self) -> &Policy {
        self
    }
}

impl Policy {
    /// Whether it makes sense. Opening a store checks it.
    ///
    /// # Errors
    /// [`SecretsError::Policy`] for a guest or key of the host with a name that cannot be one, for an algorithm nobody
    /// knows, and for keys that would expire later than they may.
    pub fn check(&self) -> Result<()> {
        self.defaults.check("the defaults")?;
        for (name, rules) in &self.guests {
            if Namespace::guest(name).is_err() {
                return Err(SecretsError::Policy(format!("a guest cannot be called `{name}`: {InvalidName}")));
            }
            self.defaults.with(rules).check(&format!("the guest `{name}`"))?;
        }
        Ok(())
    }
}

impl Rules {
    /// These rules, where `special` ones say nothing.
    fn with(&self, special: &Self) -> Self {
        let mut host_keys = self.host_keys.clone();
        host_keys.extend(special.host_keys.clone());
        Self {
            algorithms: special.algorithms.as_ref().or(self.algorithms.as_ref()).cloned(),
            own_algorithms: special.own_algorithms.as_ref().or(self.own_algorithms.as_ref()).cloned(),
            min_rsa_bits: special.min_rsa_bits.or(self.min_rsa_bits),
            export_managed: special.export_managed.or(self.export_managed),
            store_imported: special.store_imported.or(self.store_imported),
            max_versions: special.max_versions.or(self.max_versions),
            max_bytes: special.max_bytes.or(self.max_bytes),
            max_expiry: special.max_expiry.or(self.max_expiry),
            default_expiry: special.default_expiry.or(self.default_expiry),
            max_secret_len: special.max_secret_len.or(self.max_secret_len),
            host_keys,
        }
    }

    fn check(&self, place: &str) -> Result<()> {
        let wrong = |what: String| SecretsError::Policy(format!("{place}: {what}"));
        let _ = self.restrictions().map_err(|error| wrong(error.to_string()))?;
        if let Some(name) = self.host_keys.keys().find(|name| Namespace::guest(name).is_err()) {
            return Err(wrong(format!("a key of the host cannot be called `{name}`: {InvalidName}")));
        }
        match (self.default_expiry, self.max_expiry) {
            (Some(default), Some(max)) if default > max => {
                Err(wrong("`default_expiry` is later than `max_expiry`".into()))
            }
            _ => Ok(()),
        }
    }

    fn restrictions(&self) -> Result<Restrictions, UnknownIdentifier> {
        let mut restrictions = Restrictions::new().min_rsa_bits(self.min_rsa_bits.unwrap_or_default());
        if let Some(own) = &self.own_algorithms {
            restrictions = restrictions.allow_own(own);
        }
        match &self.algorithms {
            Some(allowed) => restrictions.allow_only(allowed),
            None => Ok(restrictions),
        }
    }

    fn resolved(self) -> Result<GuestPolicy> {
        let unless_set = GuestPolicy::default();
        Ok(GuestPolicy {
            restrictions: self.restrictions().map_err(|error| SecretsError::Policy(error.to_string()))?,
            export_managed: self.export_managed.unwrap_or(unless_set.export_managed),
            store_imported: self.store_imported.unwrap_or(unless_set.store_imported),
            quota: Quota {
                max_versions: self.max_versions.unwrap_or(unless_set.quota.max_versions),
                max_bytes: self.max_bytes.unwrap_or(unless_set.quota.max_bytes),
            },
            max_expiry: self.max_expiry,
            default_expiry: self.default_expiry,
            max_secret_len: self.max_secret_len.unwrap_or(unless_set.max_secret_len),
            host_keys: self.host_keys,
        })
    }
}

/// What the documentation of [`Rules`] says of rules that are not set.
impl Default for GuestPolicy {
    fn default() -> Self {
        Self {
            restrictions: Restrictions::new(),
            export_managed: false,
            store_imported: true,
            quota: Quota { max_versions: 1_000, max_bytes: 16 << 20 },
            max_expiry: None,
            default_expiry: None,
            max_secret_len: 64 << 10,
            host_keys: BTreeMap::new(),
        }
    }
}

impl GuestPolicy {
    /// When a key stored now expires.
    pub(crate) fn key_expiry(&self, now: u64) -> Option<u64> {
        let lifetime = self.default_expiry.or(self.max_expiry)?;
        Some(now.saturating_add(lifetime.as_secs()))
    }

    /// Whether a secret can expire as late as that.
    pub(crate) fn allows_expiry(&self, now: u64, expires: u64) -> bool {
        self.max_expiry.is_none_or(|max| expires <= now.saturating_add(max.as_secs()))
    }

    /// What it can do with the keys in its own part of the store.
    pub(crate) fn own_keys(&self) -> Permissions {
        Permissions::ALL.export(self.export_managed)
    }

    /// What it can do with a key of the host, if that has this identifier and the guest may use it at all.
    pub(crate) fn host_key(&self, id: &[u8]) -> Option<Permissions> {
        let uses = self.host_keys.get(core::str::from_utf8(id).ok()?)?;
        Some(uses.iter().fold(Permissions::none(), |permissions, usage| permissions.allow(*usage)))
    }
}
