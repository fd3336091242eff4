//! Extendable-output functions, and what options mean to them, to hashes and to MACs.

use crate::common::{engines, of_kind, size, takes_any_key};
use wasi_crypto_engine::{
    Category, Engine, Error, Options, Result, SecretBytes, SymmetricKey, SymmetricState, oneshot,
};

/// Every extendable-output function.
fn xofs(engine: &Engine) -> Vec<&'static str> {
    of_kind(engine, "XOF").iter().map(|known| known.identifier).collect()
}

/// Those whose identifiers begin alike.
fn family(engine: &Engine, start: &str) -> Vec<&'static str> {
    let found: Vec<&str> = xofs(engine).into_iter().filter(|algorithm| algorithm.starts_with(start)).collect();
    assert!(!found.is_empty(), "{start}");
    found
}

fn options(engine: &Engine, values: &[(&str, &[u8])]) -> Options {
    let mut options = Options::open(engine, Category::Symmetric);
    for (name, value) in values {
        options.set(name, value).unwrap();
    }
    options
}

fn open(engine: &Engine, algorithm: &str, values: &[(&str, &[u8])]) -> Result<SymmetricState> {
    SymmetricState::open(engine, algorithm, None, Some(&options(engine, values)))
}

/// The first `len` bytes for a message and options.
fn squeezed(engine: &Engine, algorithm: &str, message: &[u8], values: &[(&str, &[u8])], len: usize) -> SecretBytes {
    let mut state = open(engine, algorithm, values).unwrap();
    state.absorb(message).unwrap();
    state.squeeze(len).unwrap()
}

#[test]
fn the_list_is_complete() {
    for (name, engine) in engines() {
        assert_eq!(xofs(&engine).len(), 11, "{name}");
    }
}

#[test]
fn output_goes_on_where_it_ended() {
    for (name, engine) in engines() {
        for algorithm in xofs(&engine) {
            let whole = squeezed(&engine, algorithm, b"message", &[], 1000);
            for lens in [&[0, 1, 63, 64, 65, 135, 136, 168, 368][..], &[500, 500], &[999, 0, 1]] {
                let mut state = open(&engine, algorithm, &[]).unwrap();
                state.absorb(b"message").unwrap();
                let pieces: Vec<u8> = lens.iter().flat_map(|len| state.squeeze(*len).unwrap().to_vec()).collect();
                assert_eq!(pieces, **whole, "{name} {algorithm} {lens:?}");
            }
        }
    }
}

#[test]
fn input_is_over_once_output_has_begun() {
    for (name, engine) in engines() {
        for algorithm in xofs(&engine) {
            for first in [0, 1] {
                let mut state = open(&engine, algorithm, &[]).unwrap();
                state.absorb(b"message").unwrap();
                state.squeeze(first).unwrap();
                let mut clone = state.try_clone().unwrap();
                assert_eq!(state.absorb(b"").unwrap_err(), Error::InvalidOperation, "{name} {algorithm}");
                assert_eq!(clone.absorb(b"more").unwrap_err(), Error::InvalidOperation, "{name} {algorithm}");
                // And the refusal has not changed anything.
                let whole = squeezed(&engine, algorithm, b"message", &[], 100);
                assert_eq!(**state.squeeze(50).unwrap(), whole[first..first + 50], "{name} {algorithm}");
            }
        }
    }
}

#[test]
fn clones_are_independent_before_and_after() {
    for (name, engine) in engines() {
        for algorithm in xofs(&engine) {
            let mut one = open(&engine, algorithm, &[]).unwrap();
            one.absorb(b"a").unwrap();
            let mut two = one.try_clone().unwrap();
            two.absorb(b"b").unwrap();
            assert_eq!(*one.squeeze(40).unwrap(), *squeezed(&engine, algorithm, b"a", &[], 40), "{name} {algorithm}");
            let mut three = one.try_clone().unwrap();
            let rest = one.squeeze(300).unwrap();
            assert_eq!(*three.squeeze(100).unwrap(), rest[..100], "{name} {algorithm}");
            assert_eq!(*three.squeeze(200).unwrap(), rest[100..], "{name} {algorithm}");
            assert_ne!(*two.squeeze(300).unwrap(), *rest, "{name} {algorithm}");
        }
    }
}

#[test]
fn output_is_limited_and_nothing_else_is_defined() {
    for (name, engine) in engines() {
        for algorithm in xofs(&engine) {
            let mut state = open(&engine, algorithm, &[]).unwrap();
            let no = Error::InvalidOperation;
            let max = engine.limits().max_output_len;
            for len in [max + 1, usize::MAX] {
                assert_eq!(state.squeeze(len).unwrap_err(), Error::Overflow, "{name} {algorithm}");
            }
            assert_eq!(state.squeeze_tag().unwrap_err(), no, "{name} {algorithm}");
            assert_eq!(state.squeeze_key(algorithm).unwrap_err(), no, "{name} {algorithm}");
            assert_eq!(state.max_tag_len().unwrap_err(), no, "{name} {algorithm}");
            assert_eq!(state.encrypt(b"").unwrap_err(), no, "{name} {algorithm}");
            assert_eq!(state.decrypt(b"").unwrap_err(), no, "{name} {algorithm}");
            assert_eq!(state.ratchet().unwrap_err(), no, "{name} {algorithm}");
            // None of that has begun the output.
            state.absorb(b"message").unwrap();
            // The digest of an XOF would be any length.
            assert_eq!(oneshot::hash(&engine, algorithm, b"").unwrap_err(), no, "{name} {algorithm}");
        }
    }
}

#[test]
fn only_blake3_has_a_key() {
    for (name, engine) in engines() {
        let mac = SymmetricKey::generate(&engine, "HMAC/SHA-256", None).unwrap();
        for algorithm in xofs(&engine).into_iter().filter(|algorithm| *algorithm != "BLAKE3") {
            assert_eq!(SymmetricKey::generate(&engine, algorithm, None).unwrap_err(), Error::UnsupportedFeature);
            assert_eq!(SymmetricKey::import(&engine, algorithm, b"").unwrap_err(), Error::InvalidKey);
            assert_eq!(SymmetricKey::import(&engine, algorithm, &[0; 32]).unwrap_err(), Error::InvalidKey);
            let opened = SymmetricState::open(&engine, algorithm, Some(&mac), None);
            assert_eq!(opened.unwrap_err(), Error::KeyNotSupported, "{name} {algorithm}");
        }
        for len in [0, 1, 16, 31, 33, 64] {
            assert_eq!(SymmetricKey::import(&engine, "BLAKE3", &vec![0; len]).unwrap_err(), Error::InvalidKey);
        }
        let generated = SymmetricKey::generate(&engine, "blake3", None).unwrap();
        assert_eq!((generated.algorithm(), generated.export().unwrap().len()), ("BLAKE3", 32));
        assert_eq!(SymmetricState::open(&engine, "BLAKE3", Some(&mac), None).unwrap_err(), Error::InvalidKey);
        // A key and a context together have no meaning; nor has a context that is not text.
        let context = options(&engine, &[("context", b"context")]);
        let opened = SymmetricState::open(&engine, "BLAKE3", Some(&generated), Some(&context));
        assert_eq!(opened.unwrap_err(), Error::UnsupportedOption);
        let opened = open(&engine, "BLAKE3", &[("context", b"\xff\xfe")]);
        assert_eq!(opened.unwrap_err(), Error::UnsupportedOption);
        assert_eq!(oneshot::mac(&generated, b"").unwrap_err(), Error::InvalidOperation);
        // Three functions.
        let zeros = SymmetricKey::import(&engine, "BLAKE3", &[0; 32]).unwrap();
        let keyed = SymmetricState::open(&engine, "BLAKE3", Some(&zeros), None).unwrap().squeeze(32).unwrap();
        let plain = squeezed(&engine, "BLAKE3", b"", &[], 32);
        let derived = squeezed(&engine, "BLAKE3", b"", &[("context", b"context")], 32);
        assert!(keyed != plain && plain != derived && derived != keyed, "{name}");
    }
}

#[test]
fn elements_of_a_tuple_are_told_apart() {
    for (name, engine) in engines() {
        for algorithm in family(&engine, "TupleHashXOF") {
            let of = |elements: &[&[u8]]| {
                let mut state = open(&engine, algorithm, &[]).unwrap();
                elements.iter().for_each(|element| state.absorb(element).unwrap());
                state.squeeze(32).unwrap()
            };
            let tuples: [&[&[u8]]; 6] = [&[], &[b""], &[b"", b""], &[b"abc"], &[b"ab", b"c"], &[b"abc", b""]];
            for (index, one) in tuples.iter().enumerate() {
                for two in &tuples[..index] {
                    assert_ne!(of(one), of(two), "{name} {algorithm} {one:?} {two:?}");
                }
            }
        }
    }
}

/// What a context does to the output: a byte more or less is another function, an empty one is none.
#[test]
fn contexts_separate() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "XOF").into_iter().filter(|known| known.options.contains(&"context")) {
            let algorithm = known.identifier;
            let of = |context: &[u8]| squeezed(&engine, algorithm, b"message", &[("context", context)], 32);
            let without = squeezed(&engine, algorithm, b"message", &[], 32);
            assert_eq!(of(b""), without, "{name} {algorithm}");
            assert_ne!(of(b"\x01"), without, "{name} {algorithm}");
            assert_ne!(of(b"\x01"), of(b"\x02"), "{name} {algorithm}");
            if !algorithm.starts_with("TURBO") {
                assert_ne!(of(b"\x01"), of(b"\x01\x00"), "{name} {algorithm}");
                of(&vec![b'c'; engine.limits().max_option_len]);
            }
        }
        for algorithm in family(&engine, "TURBOSHAKE-") {
            let of = |domain: u8| squeezed(&engine, algorithm, b"message", &[("context", &[domain])], 32);
            assert_eq!(of(0x1f), squeezed(&engine, algorithm, b"message", &[], 32), "{name} {algorithm}");
            let all: std::collections::BTreeSet<Vec<u8>> = (1..=0x7f).map(|domain| of(domain).to_vec()).collect();
            assert_eq!(all.len(), 0x7f, "{name} {algorithm}");
            for domain in [0x00, 0x80, 0xff] {
                let opened = open(&engine, algorithm, &[("context", &[domain])]);
                assert_eq!(opened.unwrap_err(), Error::UnsupportedOption, "{name} {algorithm} {domain}");
            }
            let opened = open(&engine, algorithm, &[("context", &[0x1f, 0x1f])]);
            assert_eq!(opened.unwrap_err(), Error::InvalidLength, "{name} {algorithm}");
        }
        // cSHAKE without a context is SHAKE.
        for customizable in family(&engine, "CSHAKE-") {
            let plain = customizable.strip_prefix('C').unwrap();
            let shake = squeezed(&engine, plain, b"message", &[], 500);
            assert_eq!(squeezed(&engine, customizable, b"message", &[], 500), shake, "{name} {plain}");
        }
    }
}

#[test]
fn blake2b_is_personalized_and_salted() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "hash").into_iter().filter(|known| known.options.contains(&"salt")) {
            let algorithm = known.identifier;
            let of = |values: &[(&str, &[u8])]| squeezed(&engine, algorithm, b"message", values, 32);
            let plain = of(&[]);
            assert_eq!(of(&[("context", b""), ("salt", b"")]), plain, "{name} {algorithm}");
            assert_eq!(*oneshot::hash(&engine, algorithm, b"message").unwrap().get(..32).unwrap(), **plain);
            let (context, salt) = (of(&[("context", b"x")]), of(&[("salt", b"x")]));
            assert!(context != plain && salt != plain && context != salt, "{name} {algorithm}");
            assert_eq!(of(&[("salt", b"x\0\0")]), salt, "filled up with zeros");
            assert_eq!(of(&[("context", b"x\0\0")]), context, "filled up with zeros");
            of(&[("context", &[1; 16]), ("salt", &[2; 16])]);
            for option in ["context", "salt"] {
                for len in [17, 31, 32, 33, 64, 4096] {
                    let opened = open(&engine, algorithm, &[(option, &vec![1; len])]);
                    assert_eq!(opened.unwrap_err(), Error::InvalidLength, "{name} {algorithm} {option} {len}");
                }
            }
            // Which the state remembers, and its clones.
            let mut state = open(&engine, algorithm, &[("salt", b"x")]).unwrap();
            state.absorb(b"mess").unwrap();
            let mut clone = state.try_clone().unwrap();
            state.absorb(b"age").unwrap();
            clone.absorb(b"age").unwrap();
            assert_eq!(state.squeeze(32).unwrap(), salt);
            assert_eq!(clone.squeeze(32).unwrap(), salt);
            assert_eq!(clone.get_option("salt").unwrap(), b"x");
        }
    }
}

/// Ignoring an option would give up a separation the caller counts on. What is listed is what is taken.
#[test]
fn options_without_a_meaning_are_refused() {
    for (name, engine) in engines() {
        // Password hashes have rules of their own.
        let known = engine.algorithms().filter(|known| known.category == Category::Symmetric);
        for known in known.filter(|known| known.kind != "password hash") {
            let algorithm = known.identifier;
            let keyed = known.kind != "XOF" && known.kind != "hash";
            let key = keyed.then(|| SymmetricKey::generate(&engine, algorithm, None).unwrap());
            for option in ["context", "salt"] {
                let shown = format!("{name} {algorithm} {option}");
                let options = options(&engine, &[(option, &[1])]);
                let opened = SymmetricState::open(&engine, algorithm, key.as_ref(), Some(&options));
                if known.options.contains(&option) {
                    assert_eq!(opened.expect(&shown).get_option(option).unwrap(), [1], "{shown}");
                } else {
                    assert_eq!(opened.unwrap_err(), Error::UnsupportedOption, "{shown}");
                }
            }
        }
        let with = |option| engine.algorithms().filter(move |known| known.options.contains(&option));
        // BLAKE2b, KMAC and the XOFs but SHAKE.
        let contexts = with("context").filter(|known| ["hash", "MAC", "XOF"].contains(&known.kind)).count();
        assert_eq!(contexts, 13, "{name}");
        assert_eq!(with("salt").filter(|known| known.kind == "hash").count(), 2, "{name}");
    }
}

#[test]
fn kmac_takes_any_key_and_a_context() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "MAC").into_iter().filter(|known| known.options.contains(&"context")) {
            let (algorithm, len) = (known.identifier, size(&known, "tag"));
            let tag = |key: &[u8], context: &[u8]| {
                let key = SymmetricKey::import(&engine, algorithm, key).unwrap();
                let options = options(&engine, &[("context", context)]);
                let mut state = SymmetricState::open(&engine, algorithm, Some(&key), Some(&options)).unwrap();
                state.absorb(b"mess").unwrap();
                let mut clone = state.try_clone().unwrap();
                clone.absorb(b"other").unwrap();
                state.absorb(b"age").unwrap();
                let tag = state.squeeze_tag().unwrap().bytes().unwrap().to_vec();
                assert_eq!(state.squeeze_tag().unwrap().bytes().unwrap(), tag, "the state stays as it is");
                assert_eq!(state.squeeze(len).unwrap_err(), Error::InvalidOperation);
                if context.is_empty() {
                    assert_eq!(oneshot::mac(&key, b"message").unwrap(), tag);
                }
                assert_eq!(tag.len(), len);
                tag
            };
            let mut tags = std::collections::BTreeSet::new();
            // 0 bytes and 1 byte of zeros are different keys.
            for key in [0, 1, 16, 131, 163, 164, 1000] {
                for context in [&b""[..], b"c", b"context"] {
                    assert!(tags.insert(tag(&vec![0; key], context)), "{name} {algorithm} {key}");
                }
            }
            let open = SymmetricState::open(&engine, algorithm, None, None);
            assert_eq!(open.unwrap_err(), Error::KeyRequired);
            let long = vec![0; engine.limits().max_encoded_key_len + 1];
            assert_eq!(SymmetricKey::import(&engine, algorithm, &long).unwrap_err(), Error::Overflow);
        }
    }
}

#[test]
fn cmac_takes_keys_of_its_cipher_only() {
    for (name, engine) in engines() {
        for known in of_kind(&engine, "MAC").into_iter().filter(|known| !takes_any_key(known)) {
            let (algorithm, len) = (known.identifier, size(&known, "key"));
            for wrong in [0, 1, 15, 16, 17, 24, 31, 32, 33, 64].into_iter().filter(|wrong| *wrong != len) {
                let imported = SymmetricKey::import(&engine, algorithm, &vec![0; wrong]);
                assert_eq!(imported.unwrap_err(), Error::InvalidKey, "{name} {algorithm} {wrong}");
            }
            let key = SymmetricKey::generate(&engine, algorithm, None).unwrap();
            assert_eq!(key.export().unwrap().len(), len);
            let tag = oneshot::mac(&key, b"message").unwrap();
            assert_eq!(tag.len(), 16);
            oneshot::verify_mac(&key, b"message", &tag).unwrap();
            assert_eq!(oneshot::verify_mac(&key, b"message", &tag[..15]).unwrap_err(), Error::InvalidTag);
            let mut state = SymmetricState::open(&engine, algorithm, Some(&key), None).unwrap();
            state.absorb(b"mess").unwrap();
            let mut clone = state.try_clone().unwrap();
            clone.absorb(b"other").unwrap();
            state.absorb(b"age").unwrap();
            state.squeeze_tag().unwrap().verify(&tag).unwrap();
            assert_eq!(clone.squeeze_tag().unwrap().verify(&tag).unwrap_err(), Error::InvalidTag, "{name}");
        }
    }
}
