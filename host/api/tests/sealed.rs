//! Sealed streams in pieces: however they are cut, what comes of them is the same; and what is not authentic never comes.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wasi_crypto_api::guest::{Caller, Guest, Pace};
use wasi_crypto_api::handle::Handle;
use wasi_crypto_api::sealed::{self, Flow};
use wasi_crypto_api::used::Used;
use wasi_crypto_engine::{Engine, Error, Limits, Permissions, Result, Sealer, StreamLayout, SymmetricKey, Use};
use wasi_crypto_keystore::MemoryStore;
use wasi_crypto_secrets::{MasterKey, Policy, Secrets};
use wasi_crypto_test_support::events::Events;

const FORMATS: [&str; 5] =
    ["AES-128-GCM-HKDF-4KB", "AES-128-GCM-HKDF-1MB", "AES-256-GCM-HKDF-4KB", "AES-256-GCM-HKDF-1MB", "AGE-PAYLOAD"];

/// Those with segments short enough to try much.
const SHORT: [&str; 3] = ["AES-128-GCM-HKDF-4KB", "AES-256-GCM-HKDF-4KB", "AGE-PAYLOAD"];

fn caller_with(change: impl FnOnce(&mut Limits)) -> Caller {
    let mut limits = Limits::default();
    change(&mut limits);
    let engine = Engine::builder().limits(limits).build().unwrap();
    let (handles, held) = (engine.limits().max_handles, engine.limits().max_held_bytes);
    Guest::new(&engine, handles, held, None).calls(Pace::InSteps)
}

fn caller() -> Caller {
    caller_with(|_| {})
}

fn used(caller: &Caller, key: &SymmetricKey) -> Used<SymmetricKey> {
    Used::new(caller.guest(), &Handle::new(key.clone(), caller.guest().places().reserve().unwrap()))
}

fn key(caller: &Caller, algorithm: &str) -> SymmetricKey {
    SymmetricKey::generate(caller.guest().engine(), algorithm, None).unwrap()
}

fn layout(caller: &Caller, algorithm: &str) -> StreamLayout {
    StreamLayout::of(caller.guest().engine(), algorithm).unwrap()
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }
}

/// What comes of some bytes that are fed and taken in parts of at most so many, and how it ended.
fn run(mut flow: Flow, mut bytes: &[u8], most: usize, random: &mut Random) -> (Vec<u8>, Result<()>) {
    let mut out = Vec::new();
    let mut take = |flow: &mut Flow, random: &mut Random| {
        while !flow.output().is_empty() {
            let len = flow.output().len().min(1 + random.below(most));
            out.extend_from_slice(&flow.output()[..len]);
            flow.took(len);
            if !flow.output().is_empty() {
                assert!(matches!(flow.feed(b"more"), Ok(0) | Err(Error::InvalidOperation)));
                assert_eq!(flow.finish(), Err(Error::InvalidOperation));
            }
        }
    };
    let outcome = loop {
        if bytes.is_empty() {
            break flow.finish();
        }
        let piece = &bytes[..bytes.len().min(random.below(most + 1))];
        match flow.feed(piece) {
            Ok(taken) => {
                assert!(taken > 0 || piece.is_empty() || !flow.output().is_empty());
                bytes = &bytes[taken..];
            }
            Err(error) => break Err(error),
        }
        take(&mut flow, random);
    };
    take(&mut flow, random);
    match outcome {
        Ok(()) => assert_eq!((flow.feed(b""), flow.feed(b"more")), (Ok(0), Err(Error::InvalidOperation))),
        Err(error) => assert_eq!((flow.feed(b""), flow.feed(b"more")), (Err(error), Err(error))),
    }
    assert_eq!(flow.finish(), Err(outcome.err().unwrap_or(Error::InvalidOperation)));
    assert!(flow.output().is_empty());
    (out, outcome)
}

/// Everything at once, as far as the flow takes it.
fn whole(flow: Flow, bytes: &[u8]) -> Result<Vec<u8>> {
    let (out, outcome) = run(flow, bytes, usize::MAX / 2, &mut Random(1));
    outcome.map(|()| out)
}

fn seal(caller: &Caller, key: &SymmetricKey, message: &[u8]) -> Vec<u8> {
    whole(sealed::seal(caller, &used(caller, key), b"", None).unwrap(), message).unwrap()
}

#[test]
fn cuts_do_not_matter() {
    let caller = caller();
    let mut random = Random(2);
    for algorithm in FORMATS {
        let (key, layout) = (key(&caller, algorithm), layout(&caller, algorithm));
        let (first, other) = (layout.message_len(0), layout.message_len(1));
        let ends = [0, first, first + other, first + 2 * other];
        for len in ends.into_iter().flat_map(|end| [end.saturating_sub(1), end, end + 1]) {
            let message = random.bytes(len);
            let expected = u64::try_from(len).unwrap();
            // Byte by byte where that is not too long.
            for most in [1, 2, 17, other / 3, other, 3 * other] {
                if most < 17 && len > 20_000 {
                    continue;
                }
                let flow = sealed::seal(&caller, &used(&caller, &key), b"", Some(expected)).unwrap();
                let (stream, outcome) = run(flow, &message, most, &mut random);
                assert_eq!(outcome, Ok(()), "{algorithm} {len} {most}");
                assert_eq!(u64::try_from(stream.len()), Ok(layout.sealed_len(expected).unwrap()));
                let flow = sealed::open(&caller, &used(&caller, &key), b"").unwrap();
                let (back, outcome) = run(flow, &stream, most, &mut random);
                assert!((back, outcome) == (message.clone(), Ok(())), "{algorithm} {len} {most}");
            }
        }
    }
}

/// As many bytes at a time as there are, or few: nothing that was not authentic, and the same error.
#[test]
fn streams_that_are_not_what_they_were() {
    let caller = caller();
    let mut random = Random(3);
    for algorithm in SHORT {
        let (key, layout) = (key(&caller, algorithm), layout(&caller, algorithm));
        let (first, other) = (layout.message_len(0), layout.message_len(1));
        let message = random.bytes(first + other + 100);
        let stream = seal(&caller, &key, &message);
        let second = layout.header_len() + layout.segment_len(0);
        let third = second + layout.segment_len(1);
        let mut check = |what: &str, bytes: &[u8], good: usize| {
            for most in [100, 3 * other] {
                let flow = sealed::open(&caller, &used(&caller, &key), b"").unwrap();
                let (out, outcome) = run(flow, bytes, most, &mut random);
                assert_eq!(outcome, Err(Error::InvalidTag), "{algorithm} {what}");
                assert!(out == message[..good], "{algorithm} {what}: {}", out.len());
            }
        };
        check("empty", b"", 0);
        check("cut off in the header", &stream[..layout.header_len() - 1], 0);
        check("cut off behind the header", &stream[..layout.header_len()], 0);
        for (end, before, behind) in [(second, 0, first), (third, first, first + other)] {
            check("cut off before the end of a segment", &stream[..end - 1], before);
            check("cut off at the end of a segment", &stream[..end], before);
            check("cut off behind the end of a segment", &stream[..=end], behind);
        }
        check("without its last byte", &stream[..stream.len() - 1], first + other);
        check("longer", &[&stream[..], b"x"].concat(), first + other);
        check("twice", &[&stream[..], &stream].concat(), first + other);
        check("reordered", &[&stream[..second], &stream[third..], &stream[second..third]].concat(), first);
        for (at, good) in [(3, 0), (second - 1, 0), (second, first), (third - 1, first), (third + 5, first + other)] {
            let mut changed = stream.clone();
            changed[at] ^= 4;
            check("with a flipped bit", &changed, good);
        }
        let others = self::key(&caller, algorithm);
        let flow = sealed::open(&caller, &used(&caller, &others), b"").unwrap();
        assert_eq!(whole(flow, &stream), Err(Error::InvalidTag));
    }
}

#[test]
fn associated_data_is_part_of_it() {
    let caller = caller();
    let key = key(&caller, SHORT[0]);
    let stream = whole(sealed::seal(&caller, &used(&caller, &key), b"this", None).unwrap(), b"message").unwrap();
    let open = |data: &[u8]| whole(sealed::open(&caller, &used(&caller, &key), data).unwrap(), &stream);
    assert_eq!(open(b"this").unwrap(), b"message");
    assert_eq!(open(b"that"), Err(Error::InvalidTag));
    // A format without refuses it before anything has come.
    let key = self::key(&caller, "AGE-PAYLOAD");
    assert_eq!(sealed::seal(&caller, &used(&caller, &key), b"this", None).unwrap_err(), Error::UnsupportedFeature);
    assert_eq!(sealed::open(&caller, &used(&caller, &key), b"this").unwrap_err(), Error::UnsupportedFeature);
}

/// A message that breaks off looks like one that ends, if nobody says how long it is.
#[test]
fn messages_of_another_length() {
    let caller = caller();
    for algorithm in SHORT {
        let (key, layout) = (key(&caller, algorithm), layout(&caller, algorithm));
        for len in [1, layout.message_len(0), layout.message_len(0) + layout.message_len(1) + 3] {
            let message = vec![1; len];
            for (told, most) in [(len - 1, 1000), (len + 1, 1000), (len - 1, 1 << 20), (len + 1, 1 << 20)] {
                let told = Some(u64::try_from(told).unwrap());
                let flow = sealed::seal(&caller, &used(&caller, &key), b"", told).unwrap();
                let (part, outcome) = run(flow, &message, most, &mut Random(4));
                assert_eq!(outcome, Err(Error::InvalidLength), "{algorithm} {len} {told:?}");
                // What there is of a stream cannot be taken for one.
                let flow = sealed::open(&caller, &used(&caller, &key), b"").unwrap();
                assert_eq!(whole(flow, &part), Err(Error::InvalidTag));
            }
        }
    }
}

#[test]
fn from_the_middle() {
    let caller = caller();
    let mut random = Random(5);
    for algorithm in FORMATS {
        let (key, layout) = (key(&caller, algorithm), layout(&caller, algorithm));
        let (first, other) = (layout.message_len(0), layout.message_len(1));
        for len in [0, 10, first, first + other, first + other + 10] {
            let message = random.bytes(len);
            let stream = seal(&caller, &key, &message);
            let header = &stream[..layout.header_len()];
            let stream_len = u64::try_from(stream.len()).unwrap();
            let ends = [0, first, first + other, len];
            let offsets = ends.into_iter().flat_map(|end| [end.saturating_sub(1), end, end + 1]);
            for offset in offsets.filter(|offset| *offset <= len) {
                let position = layout.position_in(u64::try_from(offset).unwrap(), stream_len).unwrap();
                let open = || sealed::open_from(&caller, &used(&caller, &key), b"", header, position).unwrap();
                let rest = &stream[usize::try_from(position.start).unwrap()..];
                for most in [1 + other / 5, 3 * other] {
                    let (out, outcome) = run(open(), rest, most, &mut random);
                    assert!((&out[..], outcome) == (&message[offset..], Ok(())), "{algorithm}: {offset} of {len}");
                }
                assert_eq!(whole(open(), &rest[..rest.len() - 1]), Err(Error::InvalidTag));
                assert_eq!(whole(open(), &rest[1..]), Err(Error::InvalidTag));
            }
            // Behind the end, where the length of the stream was not known.
            let position = layout.position(u64::try_from(len + 1).unwrap()).unwrap();
            if position.start < stream_len {
                let rest = &stream[usize::try_from(position.start).unwrap()..];
                let flow = sealed::open_from(&caller, &used(&caller, &key), b"", header, position).unwrap();
                assert_eq!(whole(flow, rest), Err(Error::InvalidLength), "{algorithm} {len}");
            }
            let position = layout.position(0).unwrap();
            let refused = sealed::open_from(&caller, &used(&caller, &key), b"", &header[1..], position);
            assert_eq!(refused.unwrap_err(), Error::InvalidTag);
        }
    }
}

/// Places, bytes and work: at the limit, and one past it; everything comes back.
#[test]
fn what_a_stream_takes_is_counted() {
    for algorithm in FORMATS {
        let roomy = caller();
        let stream = seal(&roomy, &key(&roomy, algorithm), b"");
        let begun = |caller: &Caller, key: &SymmetricKey| {
            let used = used(caller, key);
            let position = layout(caller, algorithm).position(0).unwrap();
            let header = &stream[..layout(caller, algorithm).header_len()];
            [
                sealed::seal(caller, &used, b"", None),
                sealed::open(caller, &used, b""),
                sealed::open_from(caller, &used, b"", header, position),
            ]
        };
        let (key, guest) = (key(&roomy, algorithm), roomy.guest());
        let (held, open) = (guest.budget().held(), guest.places().open());
        let flows = begun(&roomy, &key).map(Result::unwrap);
        assert_eq!(guest.places().open(), open + 3);
        let most = guest.budget().held() - held;
        assert!(most >= 3 * layout(&roomy, algorithm).max_segment_len(), "{algorithm}");
        drop(flows);
        assert_eq!((guest.budget().held(), guest.places().open()), (held, open), "{algorithm}");

        let price = Sealer::segment_price(&key).max(Sealer::price(&key, 0));
        for (limit, expected) in [(price, None), (price - 1, Some(Error::Overflow))] {
            let caller = caller_with(|limits| limits.max_work_per_call = limit);
            for flow in begun(&caller, &self::key(&caller, algorithm)) {
                assert_eq!(flow.err(), expected, "{algorithm}");
            }
        }
        // As many places as the three take, and one fewer.
        for (handles, expected) in [(3, None), (2, Some(Error::TooManyHandles))] {
            let caller = caller_with(|limits| limits.max_handles = handles);
            let begun = begun(&caller, &self::key(&caller, algorithm));
            assert_eq!(begun.map(Result::err), [None, None, expected], "{algorithm}");
        }
        // As many bytes as the three take beside the key, and one fewer.
        for (less, expected) in [(0, None), (1, Some(Error::Overflow))] {
            let caller = caller();
            let key = self::key(&caller, algorithm);
            let free = caller.guest().budget().max() - caller.guest().budget().held();
            let _rest = caller.guest().budget().take(free - most + less).unwrap();
            let begun = begun(&caller, &key);
            assert_eq!(begun.map(Result::err), [None, None, expected], "{algorithm}");
        }
    }
}

#[test]
fn other_keys_and_other_uses() {
    let caller = caller();
    let hmac = key(&caller, "HMAC/SHA-256");
    assert_eq!(sealed::seal(&caller, &used(&caller, &hmac), b"", None).unwrap_err(), Error::InvalidOperation);
    assert_eq!(sealed::open(&caller, &used(&caller, &hmac), b"").unwrap_err(), Error::InvalidOperation);
    let key = key(&caller, SHORT[0]).restrict(Permissions::none().allow(Use::Derive));
    assert_eq!(sealed::seal(&caller, &used(&caller, &key), b"", None).unwrap_err(), Error::ProhibitedOperation);
    assert_eq!(sealed::open(&caller, &used(&caller, &key), b"").unwrap_err(), Error::ProhibitedOperation);
}

/// What stores in memory answer is there at once.
fn wait<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing is waited for"),
    }
}

/// A stream of a managed key is one event, whatever comes of it.
#[test]
fn the_audit_hears_of_a_stream_once() {
    let engine = Engine::new();
    let master = MasterKey::generate(&engine).unwrap();
    let secrets =
        wait(Secrets::builder(Arc::new(MemoryStore::new()), &master).policy(Policy::default()).open()).unwrap();
    let secrets = secrets.guest("me").unwrap();
    let guest = Guest::new(&engine, 100, 1 << 24, Some(secrets.clone()));
    let caller = guest.clone().calls(Pace::AtOnce);
    let stored = wait(secrets.generate_symmetric_key(guest.engine(), SHORT[0], None)).unwrap();
    let handle = Handle::stored(stored, guest.places().reserve().unwrap());
    let used = || Used::new(&guest, &handle);
    let heard = |work: &dyn Fn()| -> Vec<String> {
        let ((), events) = Events::of(work);
        let word = |event: &String, name: &str| {
            let rest = event.split(&format!("{name}=\"")).nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        events.iter().map(|event| format!("{} {}", word(event, "operation"), word(event, "outcome"))).collect()
    };
    let message = vec![1; 10_000];
    let stream = whole(sealed::seal(&caller, &used(), b"", None).unwrap(), &message).unwrap();
    let sealing = || sealed::seal(&caller, &used(), b"", Some(10_000)).unwrap();
    assert_eq!(heard(&|| drop(whole(sealing(), &message))), ["seal-stream ok"]);
    assert_eq!(heard(&|| drop(whole(sealing(), &message[1..]))), ["seal-stream invalid-length"]);
    assert_eq!(heard(&|| drop(sealing())), ["seal-stream cancelled"]);
    let opening = || sealed::open(&caller, &used(), b"").unwrap();
    assert_eq!(heard(&|| drop(whole(opening(), &stream))), ["open-stream ok"]);
    assert_eq!(heard(&|| drop(whole(opening(), &stream[..5000]))), ["open-stream invalid-tag"]);
    let broken_off = || {
        let mut flow = opening();
        assert_eq!(flow.feed(&stream[..100]), Ok(24));
        drop(flow);
    };
    assert_eq!(heard(&broken_off), ["open-stream cancelled"]);
    let too_long = vec![0; guest.limits().max_info_len + 1];
    let refused = || assert_eq!(sealed::open(&caller, &used(), &too_long).unwrap_err(), Error::Overflow);
    assert_eq!(heard(&refused), ["open-stream overflow"]);
    // Of other keys it hears nothing.
    let own = key(&caller, SHORT[0]);
    assert_eq!(heard(&|| drop(seal(&caller, &own, &message))), [""; 0]);
}
