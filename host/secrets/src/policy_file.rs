//! What a policy file says in words of its own.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

use serde::de::{Deserialize, Deserializer, Error};
use wasi_crypto_engine::{Restrictions, Use};

/// Seconds in a unit of time.
const UNITS: [(&str, u64); 4] = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)];

/// A time span: a whole number and its unit, such as `365d`.
pub(crate) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map(Some).ok_or_else(|| {
        D::Error::custom(format!("`{text}` is no time span: it takes a whole number and d, h, m or s, as in \"365d\""))
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
    let (number, seconds) =
        UNITS.iter().find_map(|(unit, seconds)| text.strip_suffix(unit).map(|number| (number, seconds)))?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    number.parse::<u64>().ok()?.checked_mul(*seconds).map(Duration::from_secs)
}
