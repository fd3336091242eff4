//! Sealed streams: only what is authentic comes out, and everything that does is.

use crate::common::streams::{Drawn, drawing, go_on, opened, opened_until, sealed};
use crate::common::{Bytes, engines, limited, of_kind};
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{
    Budget, Engine, Error, Opener, Permissions, Sealer, StreamLayout, StreamPosition, SymmetricKey, SymmetricState,
    Use, oneshot,
};

const NO: Error = Error::InvalidTag;

fn layout(engine: &Engine, algorithm: &str) -> StreamLayout {
    StreamLayout::of(engine, algorithm).unwrap()
}

fn key(engine: &Engine, algorithm: &str) -> SymmetricKey {
    SymmetricKey::generate(engine, algorithm, None).unwrap()
}

/// Whether a format has associated data.
fn authenticates_more(algorithm: &str) -> bool {
    algorithm != "AGE-PAYLOAD"
}

fn associated_data(algorithm: &str) -> &'static [u8] {
    if authenticates_more(algorithm) { b"associated data" } else { b"" }
}

/// Lengths of messages that end at, before, and behind the ends of segments.
fn lengths(layout: StreamLayout) -> Vec<usize> {
    let (first, other) = (layout.message_len(0), layout.message_len(1));
    let ends = [first, first + other, first + 2 * other];
    let near = ends.into_iter().flat_map(|end| [end - 1, end, end + 1]);
    [0, 1].into_iter().chain(near).collect()
}

/// Every format, with segments short enough to try much.
fn short(engine: &Engine) -> Vec<&'static str> {
    let all = of_kind(engine, "sealed stream").into_iter().map(|known| known.identifier);
    let short: Vec<&str> = all.filter(|name| layout(engine, name).max_segment_len() < 1 << 20).collect();
    assert_eq!(short.len(), 3);
    short
}

/// The segments of a stream.
fn segments(layout: StreamLayout, stream: &[u8]) -> Vec<&[u8]> {
    let mut rest = &stream[layout.header_len()..];
    let mut segments = vec![];
    while !rest.is_empty() {
        let number = u64::try_from(segments.len()).unwrap();
        segments.push(rest.split_off(..rest.len().min(layout.segment_len(number))).unwrap());
    }
    segments
}

/// What one provider sealed another opens, and lengths are what the layout says.
#[test]
fn messages_come_back_in_every_provider() {
    let engines = engines();
    for known in of_kind(&engines[0].1, "sealed stream") {
        let algorithm = known.identifier;
        let layout = layout(&engines[0].1, algorithm);
        let raw = key(&engines[0].1, algorithm).export().unwrap();
        for len in lengths(layout) {
            let message = Bytes::new(7).take(len);
            for (index, (name, engine)) in engines.iter().enumerate() {
                let stream = sealed(
                    &SymmetricKey::import(engine, algorithm, &raw).unwrap(),
                    associated_data(algorithm),
                    &message,
                );
                let (from, to) = (u64::try_from(len).unwrap(), u64::try_from(stream.len()).unwrap());
                assert_eq!(layout.sealed_len(from), Ok(to), "{algorithm} {len}");
                assert_eq!(layout.opened_len(to), Ok(from), "{algorithm} {len}");
                let count = u64::try_from(segments(layout, &stream).len()).unwrap();
                assert_eq!(layout.segments(to), Ok(count), "{algorithm} {len}");
                let (other, engine) = &engines[(index + 1) % engines.len()];
                let key = SymmetricKey::import(engine, algorithm, &raw).unwrap();
                let back = opened(&key, associated_data(algorithm), &stream);
                assert!(back.as_ref() == Ok(&message), "{algorithm} {len}: from {name} to {other}");
            }
        }
    }
}

/// At every byte near the end of a segment: what comes before is given out, and then it is noticed.
#[test]
fn streams_that_are_cut_off() {
    for (_, engine) in engines() {
        for algorithm in short(&engine) {
            let (layout, key) = (layout(&engine, algorithm), key(&engine, algorithm));
            let (first, other) = (layout.message_len(0), layout.message_len(1));
            for len in [0, 1, first, first + other, first + 2 * other, first + 2 * other + 5] {
                let message = Bytes::new(3).take(len);
                let stream = sealed(&key, associated_data(algorithm), &message);
                let mut ends = vec![0, layout.header_len()];
                for segment in segments(layout, &stream) {
                    ends.push(ends.last().unwrap() + segment.len());
                }
                let near = ends.iter().flat_map(|end| [end.checked_sub(1), Some(*end), Some(end + 1), Some(end + 16)]);
                for cut in near.flatten().filter(|cut| *cut < stream.len()) {
                    let (part, outcome) = opened_until(&key, associated_data(algorithm), &stream[..cut]);
                    assert_eq!(outcome, Err(NO), "{algorithm}: {cut} of {}", stream.len());
                    assert!(message.starts_with(&part), "{algorithm}: {cut} of {}", stream.len());
                    // Whole segments before the one that is no longer whole, or that is not the last.
                    let whole = ends[1..].windows(2).filter(|ends| ends[1] < cut).count();
                    let expected = [0, first].get(whole).copied().unwrap_or(first + other * whole.saturating_sub(1));
                    assert_eq!(part.len(), expected, "{algorithm}: {cut} of {}", stream.len());
                }
            }
        }
    }
}

/// What others have made of a stream is noticed where it begins to be another.
#[test]
fn streams_that_are_other_ones() {
    for (name, engine) in engines() {
        for algorithm in short(&engine) {
            let (layout, key) = (layout(&engine, algorithm), key(&engine, algorithm));
            let aad = associated_data(algorithm);
            let (first, other) = (layout.message_len(0), layout.message_len(1));
            let message = Bytes::new(5).take(first + 3 * other);
            let stream = sealed(&key, aad, &message);
            let header = &stream[..layout.header_len()];
            let parts = segments(layout, &stream);
            let foreign = sealed(&key, aad, &message);
            let others = segments(layout, &foreign);
            let after = |count: usize| if count == 0 { 0 } else { first + other * (count - 1) };
            let check = |what: &str, parts: &[&[u8]], good: usize| {
                let made = [&[header], parts].concat().concat();
                let (part, outcome) = opened_until(&key, aad, &made);
                assert_eq!(outcome, Err(NO), "{name} {algorithm}: {what}");
                assert!(part == message[..after(good)], "{name} {algorithm}: {what}");
            };
            let [a, b, c, d] = parts[..] else { panic!("four segments") };
            check("reordered", &[a, c, b, d], 1);
            check("the last one first", &[a, d, c, b], 1);
            check("duplicated", &[a, b, b, c, d], 2);
            check("the last one twice", &[a, b, c, d, d], 3);
            check("left out", &[a, c, d], 1);
            check("the first left out", &[b, c, d], 0);
            check("without an end", &[a, b, c], 2);
            check("with an end too early", &[a, d], 1);
            check("longer by a byte", &[a, b, c, d, &[0]], 3);
            check("longer by what a tag has", &[a, b, c, d, &[0; 16]], 3);
            check("longer by itself", &[a, b, c, d, header, a, b, c, d], 3);
            check("with one of another stream", &[a, b, others[2], d], 2);
            check("with the end of another stream", &[a, b, c, others[3]], 3);
            check("of another stream", &others, 0);
            // A single bit, anywhere.
            let mut bytes = Bytes::new(9);
            for (number, part) in parts.iter().enumerate() {
                for at in [0, bytes.below(part.len()), part.len() - 17, part.len() - 16, part.len() - 1] {
                    let mut changed = part.to_vec();
                    changed[at] ^= 1 << bytes.below(8);
                    let mut all = parts.clone();
                    all[number] = &changed;
                    check("with a flipped bit", &all, number);
                }
            }
            for at in 0..header.len() {
                let mut changed = stream.clone();
                changed[at] ^= 1 << bytes.below(8);
                assert_eq!(opened(&key, aad, &changed), Err(NO), "{name} {algorithm}");
            }
            let stranger = self::key(&engine, algorithm);
            assert_eq!(opened_until(&stranger, aad, &stream), (vec![], Err(NO)));
            if authenticates_more(algorithm) {
                for wrong in [&b""[..], b"associated dat", b"associated data ", b"Associated data"] {
                    assert_eq!(opened_until(&key, wrong, &stream), (vec![], Err(NO)));
                }
            } else {
                assert_eq!(Opener::new(&key, header, b"a").unwrap_err(), Error::UnsupportedFeature);
                assert_eq!(Sealer::new(&key, b"a").unwrap_err(), Error::UnsupportedFeature);
            }
        }
    }
}

/// From every place near the end of a segment on, and from the end.
#[test]
fn streams_from_the_middle() {
    let (_, engine) = engines().remove(0);
    for known in of_kind(&engine, "sealed stream") {
        let algorithm = known.identifier;
        let (layout, key) = (layout(&engine, algorithm), key(&engine, algorithm));
        let aad = associated_data(algorithm);
        let (first, other) = (layout.message_len(0), layout.message_len(1));
        for len in [0, 1, first, first + 1, first + 2 * other, first + 2 * other + 7] {
            let message = Bytes::new(11).take(len);
            let stream = sealed(&key, aad, &message);
            let stream_len = u64::try_from(stream.len()).unwrap();
            let header = &stream[..layout.header_len()];
            for offset in lengths(layout).into_iter().chain([len / 2, len]) {
                let at = u64::try_from(offset).unwrap();
                let found = layout.position_in(at, stream_len);
                if offset > len {
                    assert_eq!(found, Err(Error::InvalidLength), "{algorithm}: {offset} of {len}");
                    continue;
                }
                let StreamPosition { segment, start, skip } = found.unwrap();
                let mut opener = Opener::new(&key, header, aad).unwrap();
                opener.seek(segment).unwrap();
                let mut rest = Vec::new();
                let from = usize::try_from(start).unwrap();
                go_on(&mut opener, &stream[from..], &mut rest).unwrap();
                assert!(rest[skip..] == message[offset..], "{algorithm}: {offset} of {len}");
                // The same place, or the end of the message is where a segment ends.
                let same = layout.position(at).unwrap();
                assert!(same == found.unwrap() || offset == len && skip == layout.message_len(segment));
                // Another place does not do, nor does the end go unnoticed.
                let mut opener = Opener::new(&key, header, aad).unwrap();
                opener.seek(segment + 1).unwrap();
                assert_eq!(go_on(&mut opener, &stream[from..], &mut Vec::new()), Err(NO));
                let mut opener = Opener::new(&key, header, aad).unwrap();
                opener.seek(segment).unwrap();
                assert_eq!(go_on(&mut opener, &stream[from..stream.len() - 1], &mut Vec::new()), Err(NO));
            }
            // Back to where it was, after the end.
            let mut opener = Opener::new(&key, header, aad).unwrap();
            for _ in 0..2 {
                let mut all = Vec::new();
                go_on(&mut opener, &stream[header.len()..], &mut all).unwrap();
                assert!(all == message);
                opener.seek(0).unwrap();
            }
        }
    }
}

/// Lengths that no stream has, and places that are in none.
#[test]
fn lengths_of_streams() {
    let (_, engine) = engines().remove(0);
    for known in of_kind(&engine, "sealed stream") {
        let layout = layout(&engine, known.identifier);
        let header = u64::try_from(layout.header_len()).unwrap();
        let (first, other) = (layout.segment_len(0), layout.segment_len(1));
        let [first, other] = [first, other].map(|len| u64::try_from(len).unwrap());
        for len in
            [0, header - 1, header, header + 15, header + first + 1, header + first + 15, header + first + other + 1]
        {
            assert_eq!(layout.segments(len), Err(NO), "{}: {len}", known.identifier);
            assert_eq!(layout.opened_len(len), Err(NO), "{}: {len}", known.identifier);
            assert_eq!(layout.position_in(0, len), Err(NO), "{}: {len}", known.identifier);
        }
        // Tink takes an empty end, which it never makes; age does not.
        let empty_end = layout.opened_len(header + first + 16);
        assert_eq!(empty_end.is_ok(), known.identifier != "AGE-PAYLOAD", "{}", known.identifier);
        // The longest stream, and what is longer.
        let most = layout.max_segments();
        let longest = header + first + (most - 1) * other;
        let message = longest - header - most * 16;
        assert_eq!((layout.segments(longest), layout.opened_len(longest)), (Ok(most), Ok(message)));
        assert_eq!(layout.sealed_len(message), Ok(longest));
        assert_eq!(layout.sealed_len(message + 1), Err(Error::Overflow));
        for len in [longest + 1, longest + 16, longest + 17, longest + other, u64::MAX] {
            assert_eq!(layout.segments(len), Err(NO), "{}", known.identifier);
        }
        assert_eq!(layout.sealed_len(u64::MAX), Err(Error::Overflow));
        assert_eq!(layout.position(message - 1).unwrap().segment, most - 1);
        assert_eq!(layout.position_in(message, longest).unwrap().segment, most - 1);
        for offset in [message, message + 1, u64::MAX] {
            assert_eq!(layout.position(offset), Err(Error::InvalidLength), "{}", known.identifier);
        }
    }
    assert_eq!(StreamLayout::of(&engine, "AES-128-GCM").unwrap_err(), Error::InvalidOperation);
    assert_eq!(StreamLayout::of(&engine, "AES-128").unwrap_err(), Error::UnsupportedAlgorithm);
}

/// A stream whose last segment is empty though others come before it.
#[test]
fn empty_ends() {
    for (name, engine) in engines() {
        for algorithm in short(&engine) {
            let (layout, key) = (layout(&engine, algorithm), key(&engine, algorithm));
            let mut sealer = Sealer::new(&key, b"").unwrap();
            let mut first = vec![1; layout.segment_len(0)];
            sealer.seal(&mut first, false).unwrap();
            // Nobody here seals such a one.
            assert_eq!(sealer.seal(&mut vec![0; layout.tag_len()], true), Err(Error::InvalidLength), "{name}");
            // Nor does anybody take one that is not authentic.
            let mut opener = Opener::new(&key, sealer.header(), b"").unwrap();
            opener.open(&mut first, false).unwrap();
            assert_eq!(opener.open(&mut vec![0; layout.tag_len()], true).unwrap_err(), NO, "{name}");
            sealer.seal(&mut vec![0; layout.tag_len() + 1], true).unwrap();
        }
    }
}

/// What the caller gets wrong changes nothing, when a stream is sealed.
#[test]
fn segments_of_other_lengths() {
    let (_, engine) = engines().remove(0);
    for algorithm in short(&engine) {
        let (layout, key) = (layout(&engine, algorithm), key(&engine, algorithm));
        let mut sealer = Sealer::new(&key, b"").unwrap();
        let mut stream = sealer.header().to_vec();
        for number in 0..2 {
            let full = layout.segment_len(number);
            assert_eq!(sealer.message_len(), full - layout.tag_len());
            for (len, last) in
                [(0, false), (15, false), (full - 1, false), (full + 1, false), (full + 1, true), (15, true)]
            {
                assert_eq!(sealer.seal(&mut vec![0; len], last), Err(Error::InvalidLength), "{algorithm} {len}");
            }
            let mut segment = vec![0; full];
            sealer.seal(&mut segment, number == 1).unwrap();
            stream.extend(segment);
        }
        assert_eq!(sealer.seal(&mut [0; 20], true), Err(Error::InvalidOperation));
        let message = vec![0; stream.len() - layout.header_len() - 2 * layout.tag_len()];
        assert!(opened(&key, b"", &stream) == Ok(message));
        let header = stream.len().min(layout.header_len());
        for len in [0, header - 1, header + 1] {
            assert_eq!(Opener::new(&key, &stream[..len], b"").unwrap_err(), NO, "{algorithm} {len}");
        }
        let mut opener = Opener::new(&key, &stream[..header], b"").unwrap();
        let mut rest = stream[header..].to_vec();
        let (first, second) = rest.split_at_mut(layout.segment_len(0));
        opener.open(first, false).unwrap();
        opener.open(second, true).unwrap();
        assert_eq!(opener.open(second, true).unwrap_err(), Error::InvalidOperation);
    }
}

#[test]
fn keys_and_what_they_may_do() {
    for (_, engine) in engines() {
        for algorithm in short(&engine) {
            let key = key(&engine, algorithm);
            let stream = sealed(&key, b"", b"message");
            let (header, _) = stream.split_at(layout(&engine, algorithm).header_len());
            for usage in Use::ALL {
                let only = key.clone().restrict(Permissions::none().allow(usage));
                let no = Error::ProhibitedOperation;
                assert_eq!(Sealer::new(&only, b"").err(), (usage != Use::Encrypt).then_some(no), "{usage:?}");
                assert_eq!(Opener::new(&only, header, b"").err(), (usage != Use::Decrypt).then_some(no), "{usage:?}");
            }
            // Such a key is for streams alone.
            let no = Error::InvalidOperation;
            assert_eq!(SymmetricState::open(&engine, algorithm, Some(&key), None).unwrap_err(), no);
            assert_eq!(SymmetricState::open(&engine, algorithm, None, None).unwrap_err(), Error::KeyRequired);
            assert_eq!(oneshot::seal(&key, None, b"", b"").unwrap_err(), no);
            assert_eq!(oneshot::open(&key, b"", b"", b"").unwrap_err(), no);
            assert_eq!(oneshot::mac(&key, b"").unwrap_err(), no);
            assert_eq!(oneshot::derive(&key, b"", b"", 32).unwrap_err(), no);
            for other in of_kind(&engine, "AEAD") {
                let other = self::key(&engine, other.identifier);
                assert_eq!(Sealer::new(&other, b"").unwrap_err(), no);
                assert_eq!(Opener::new(&other, header, b"").unwrap_err(), no);
                let opened = SymmetricState::open(&engine, other.algorithm(), Some(&key), None);
                assert_eq!(opened.unwrap_err(), Error::InvalidKey);
            }
        }
    }
}

#[test]
fn associated_data_has_a_limit() {
    let engine = limited(|limits| limits.max_info_len = 10);
    let key = key(&engine, "AES-128-GCM-HKDF-4KB");
    let stream = sealed(&key, &[1; 10], b"message");
    assert_eq!(opened(&key, &[1; 10], &stream).unwrap(), b"message");
    assert_eq!(Sealer::new(&key, &[1; 11]).unwrap_err(), Error::Overflow);
    assert_eq!(opened(&key, &[1; 11], &stream).unwrap_err(), Error::Overflow);
}

/// The header of a stream is drawn from the provider's source, for each stream another.
#[test]
fn headers_are_drawn() {
    for (_, engine) in engines() {
        for known in of_kind(&engine, "sealed stream") {
            let key = key(&engine, known.identifier);
            let header = || Sealer::new(&key, b"").unwrap().header().to_vec();
            assert_ne!(header(), header(), "{}", known.identifier);
        }
    }
    let engine =
        Engine::builder().provider(CryptoProvider { random: &Drawn, ..CryptoProvider::ring() }).build().unwrap();
    let key = key(&engine, "AGE-PAYLOAD");
    let header = drawing(&[7; 16], || Sealer::new(&key, b"").unwrap().header().to_vec());
    assert_eq!(header, [7; 16]);
}

/// Streams under way count in the budget, and give back what they took.
#[test]
fn streams_under_way_have_a_bound() {
    let (_, engine) = engines().remove(0);
    let budget = Budget::new(64 << 10);
    let engine = engine.with_budget(budget.clone());
    let key = key(&engine, "AES-256-GCM-HKDF-1MB");
    let held = budget.held();
    let mut sealers = Vec::new();
    let refused = loop {
        match Sealer::new(&key, b"") {
            Ok(sealer) => sealers.push(sealer),
            Err(error) => break error,
        }
        assert!(sealers.len() < 1000);
    };
    assert_eq!(refused, Error::Overflow);
    let header = sealers[0].header().to_vec();
    assert_eq!(Opener::new(&key, &header, b"").unwrap_err(), Error::Overflow);
    drop(sealers);
    assert_eq!(budget.held(), held);
    Opener::new(&key, &header, b"").unwrap();
}

/// What is printed has nothing of key or message in it.
#[test]
fn nothing_shows() {
    let (_, engine) = engines().remove(0);
    let key = key(&engine, "AES-128-GCM-HKDF-4KB");
    let mut sealer = Sealer::new(&key, b"").unwrap();
    sealer.seal(&mut [0; 20], true).unwrap();
    assert_eq!(format!("{sealer:?}"), "Sealer { next: 1, ended: true, .. }");
    let opener = Opener::new(&key, sealer.header(), b"").unwrap();
    assert_eq!(format!("{opener:?}"), "Opener { next: 0, stage: UnderWay, .. }");
}
