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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Access, Gate};
    use crate::records::{encode_head, encode_usage};
    use crate::tables::{Writing, entry_key, entry_place, version_key};
    use redb::backends::InMemoryBackend;
    use wasi_crypto_keystore::{Attributes, Kind, NewVersion};

    fn name(id: &[u8]) -> EntryName {
        EntryName::new(Namespace::guest("guest").unwrap(), id).unwrap()
    }

    fn version(kind: Kind) -> NewVersion {
        let attributes = Attributes { kind, algorithm: String::new(), created: 0, expires: None };
        NewVersion { attributes, payload: vec![1; 10] }
    }

    /// What is found in a store with two entries, the first of two versions, after something was done to its tables.
    fn found(harm: impl FnOnce(&mut Writing<'_>)) -> Vec<String> {
        let gate = Gate::new(InMemoryBackend::new(), Access::Exclusive).unwrap();
        let engine = Engine::open(gate, Access::Exclusive).unwrap();
        let written = engine.write(|transaction| {
            let mut tables = Writing::open(transaction)?;
            for id in [b"a", b"b"] {
                tables.create(&name(id), &version(Kind::Secret), Quota::UNLIMITED)?;
            }
            tables.append(&name(b"a"), 1, &version(Kind::Secret), Quota::UNLIMITED)?;
            harm(&mut tables);
            Ok(())
        });
        written.unwrap();
        verify(&engine).unwrap()
    }

    fn put_head(tables: &mut Writing<'_>, head: Head) {
        let value = entry_place(&name(b"a")).seal(encode_head(&head));
        tables.entries.insert(entry_key(&name(b"a")), value.as_slice()).unwrap();
    }

    const HEAD: Head = Head { kind: Kind::Secret, revision: 2, latest: Some(1), next: 2 };

    #[test]
    fn nothing_is_found_where_nothing_is_wrong() {
        assert_eq!(found(|_| {}), Vec::<String>::new());
        assert_eq!(found(|tables| put_head(tables, HEAD)), Vec::<String>::new());
    }

    #[test]
    fn heads_and_versions_have_to_agree() {
        let latest = found(|tables| put_head(tables, Head { latest: Some(0), ..HEAD }));
        assert_eq!(latest, ["`a` of `guest`: the head and the newest version contradict each other"]);
        let next = found(|tables| put_head(tables, Head { next: 1, ..HEAD }));
        assert_eq!(next, ["`a` of `guest`: a number that was given out is to be given out again"]);
        let kind = found(|tables| put_head(tables, Head { kind: Kind::KeyPair, ..HEAD }));
        assert!(kind[0].starts_with("version 0 of `a` of `guest`: "), "{kind:?}");
        let lost = found(|tables| drop(tables.versions.remove(version_key(&name(b"b"), 0)).unwrap()));
        assert_eq!(lost[0], "`b` of `guest`: the head and the newest version contradict each other");
        let orphan = found(|tables| drop(tables.entries.remove(entry_key(&name(b"b"))).unwrap()));
        assert!(
            orphan[0].starts_with("version 0 of `b` of `guest`: ") && orphan[0].ends_with("no entry"),
            "{orphan:?}"
        );
    }

    #[test]
    fn counts_have_to_be_right() {
        let guest = Namespace::guest("guest").unwrap();
        let put = |tables: &mut Writing<'_>, namespace: &Namespace| {
            let value = usage_place(namespace).seal(encode_usage(Usage { versions: 3, bytes: 29 }));
            tables.usage.insert(namespace.as_str().as_bytes(), value.as_slice()).unwrap();
        };
        assert_eq!(found(|tables| put(tables, &guest)), ["the count of `guest` is wrong"]);
        assert_eq!(found(|tables| put(tables, &Namespace::host())), ["the count of `:host` is wrong"]);
        let missing = found(|tables| drop(tables.usage.remove(b"guest".as_slice()).unwrap()));
        assert_eq!(missing, ["the count of `guest` is missing"]);
    }

    #[test]
    fn damaged_records_are_named() {
        let head = found(|tables| drop(tables.entries.insert(entry_key(&name(b"a")), b"junk!".as_slice()).unwrap()));
        assert_eq!(head[0], "`a` of `guest`: a record does not match its checksum");
        let unreadable = name(b"\xff");
        let key = version_key(&unreadable, 9);
        let version = found(|tables| drop(tables.versions.insert(key, b"".as_slice()).unwrap()));
        assert_eq!(version, ["version 9 of `\\xff` of `guest`: a record is too short"]);
        let foreign =
            found(|tables| drop(tables.entries.insert((b"a b".as_slice(), b"c".as_slice()), b"".as_slice()).unwrap()));
        assert_eq!(foreign, ["`c` of `a b`: an entry has no name"]);
    }
}
