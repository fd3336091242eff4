//! A look at everything in a store.

use std::collections::BTreeMap;

use redb::ReadableTable;
use wasi_crypto_keystore::{EntryName, Head, LAST_VERSION, Namespace, Quota, Result, StoreError, Usage};

use crate::engine::Engine;
use crate::failure::Failure;
use crate::records::{damaged, decode_usage, decode_version};
use crate::tables::{Reading, decode_name, usage_place, version_place};

/// Everything that contradicts itself: pages and their checksums, then records, then what they say of each other.
pub(crate) fn verify(engine: &Engine) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let pages = engine.alone(|database| Ok(database.check_integrity()?));
    match pages {
        Ok(true) => {}
        Ok(false) => problems.push("redb had to put its own records of the file in order".to_owned()),
        Err(StoreError::Corrupt(what)) => problems.push(format!("pages of the file are damaged: {what}")),
        Err(error) => return Err(error),
    }
    match engine.read(|transaction| records(&Reading::open(transaction)?)) {
        Ok(more) => problems.extend(more),
        Err(StoreError::Corrupt(what)) => problems.push(format!("the file cannot be read to its end: {what}")),
        Err(error) => return Err(error),
    }
    Ok(problems)
}

fn records(tables: &Reading) -> Result<Vec<String>, Failure> {
    let mut problems = Vec::new();
    if let Err(error) = tables.root() {
        problems.push(told("the root document", error)?);
    }
    let mut heads = BTreeMap::new();
    for stored in tables.entries.iter()? {
        let (key, _) = stored?;
        match decode_name(key.value()).and_then(|name| Ok((tables.head(&name)?, name))) {
            Ok((head, name)) => drop(heads.insert(name, head)),
            Err(error) => problems.push(told(&shown(key.value()), error)?),
        }
    }
    let (counted, last) = versions(tables, &heads, &mut problems)?;
    for (name, head) in &heads {
        let newest = last.get(name).copied();
        if head.latest != newest {
            problems.push(format!("{}: the head and the newest version contradict each other", described(name)));
        }
        if head.latest.is_some_and(|latest| latest >= head.next || latest > LAST_VERSION) {
            problems.push(format!("{}: a number that was given out is to be given out again", described(name)));
        }
    }
    usage(tables, counted, &mut problems)?;
    Ok(problems)
}

type Counted = BTreeMap<Namespace, Usage>;

fn versions(
    tables: &Reading,
    heads: &BTreeMap<EntryName, Head>,
    problems: &mut Vec<String>,
) -> Result<(Counted, BTreeMap<EntryName, u64>), Failure> {
    let mut counted = Counted::new();
    let mut last = BTreeMap::new();
    for stored in tables.versions.iter()? {
        let (key, value) = stored?;
        let (namespace, id, version) = key.value();
        let record = decode_name((namespace, id)).and_then(|name| {
            let (attributes, payload) = decode_version(version_place(&name, version).open(value.value())?)?;
            let head = heads.get(&name).ok_or_else(|| damaged("belongs to no entry"))?;
            if attributes.kind != head.kind {
                return Err(damaged("is of another kind than its entry").into());
            }
            let usage: &mut Usage = counted.entry(name.namespace().clone()).or_default();
            *usage = usage.plus(payload.len(), Quota::UNLIMITED)?;
            Ok(name)
        });
        match record {
            Ok(name) => drop(last.insert(name, version)),
            Err(error) => problems.push(told(&format!("version {version} of {}", shown((namespace, id))), error)?),
        }
    }
    Ok((counted, last))
}

fn usage(tables: &Reading, mut counted: Counted, problems: &mut Vec<String>) -> Result<(), Failure> {
    for stored in tables.usage.iter()? {
        let (key, value) = stored?;
        let namespace =
            core::str::from_utf8(key.value()).ok().and_then(|namespace| namespace.parse::<Namespace>().ok());
        let Some(namespace) = namespace else {
            problems.push("a count belongs to no namespace".to_owned());
            continue;
        };
        match usage_place(&namespace).open(value.value()).and_then(decode_usage) {
            Ok(usage) if usage == counted.remove(&namespace).unwrap_or_default() => {}
            Ok(_) => problems.push(format!("the count of `{namespace}` is wrong")),
            Err(error) => problems.push(told(&format!("the count of `{namespace}`"), error.into())?),
        }
    }
    problems.extend(counted.keys().map(|namespace| format!("the count of `{namespace}` is missing")));
    Ok(())
}

/// The problem in words, if it is one of the content.
fn told(what: &str, failure: Failure) -> Result<String, Failure> {
    match failure {
        Failure::Refused(StoreError::Corrupt(why)) => Ok(format!("{what}: {why}")),
        other => Err(other),
    }
}

fn described(name: &EntryName) -> String {
    shown((name.namespace().as_str().as_bytes(), name.id()))
}

/// A name as an operator can read it: what is no text is shown in hexadecimal.
fn shown((namespace, id): (&[u8], &[u8])) -> String {
    format!("`{}` of `{}`", id.escape_ascii(), namespace.escape_ascii())
}
