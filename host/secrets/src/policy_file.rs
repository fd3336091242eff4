//! What a policy file says in words of its own.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, SpanRelativeTo};
use serde::de::{Deserialize, Deserializer, Error};
use wasi_crypto_engine::{Restrictions, Use};

/// A time span: whole numbers and their units, such as `365d` or `1h30m`. A day has 24 hours; months and years have no
/// length of their own.
pub(crate) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map(Some).ok_or_else(|| {
        D::Error::custom(format!(
            "`{text}` is no time span: it takes whole numbers and w, d, h, m or s, as in \"365d\" or \"1h30m\""
        ))
    })
}

/// Identifiers, each of which has to be known.
pub(crate) fn algorithms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BTreeSet<String>>, D::Error> {
    let identifiers = BTreeSet::<String>::deserialize(deserializer)?;
    let _ = Restrictions::new().allow_only(&identifiers).map_err(D::Error::custom)?;
    Ok(Some(identifiers))
}

/// Names of keys, and of uses.
pub(crate) fn host_keys<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, BTreeSet<Use>>, D::Error> {
    let keys = BTreeMap::<String, BTreeSet<String>>::deserialize(deserializer)?;
    let uses = |names: BTreeSet<String>| names.iter().map(|name| name.parse::<Use>()).collect::<Result<_, _>>();
    keys.into_iter().map(|(key, names)| Ok((key, uses(names).map_err(D::Error::custom)?))).collect()
}

fn parse(text: &str) -> Option<Duration> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if !text.starts_with(|first: char| first.is_ascii_digit()) || !text.bytes().all(plain) {
        return None;
    }
    let span: Span = text.parse().ok()?;
    span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?.try_into().ok()
}
