//! Ciphers without authentication: vectors, pieces, padding.

use crate::common::{Bytes, engines, nonce, of_kind, size, size_of};
use wasi_crypto_engine::{AlgorithmInfo, Category, Engine, Error, Options, SymmetricKey, SymmetricState};

fn any(_: &AlgorithmInfo) -> bool {
    true
}

/// Its ciphertext is as long as the message.
fn is_stream(known: &AlgorithmInfo) -> bool {
    !is_padded(known)
}

/// Its ciphertext is longer, by what is listed as the size of a tag at most.
fn is_padded(known: &AlgorithmInfo) -> bool {
    size_of(known, "tag").is_some()
}

fn each(wanted: fn(&AlgorithmInfo) -> bool, mut test: impl FnMut(&Engine, SymmetricKey)) {
    for (name, engine) in engines() {
        let ciphers: Vec<AlgorithmInfo> = of_kind(&engine, "cipher").into_iter().filter(wanted).collect();
        assert!(!ciphers.is_empty(), "{name}");
        for known in ciphers {
            println!("{name} {}", known.identifier);
            test(&engine, SymmetricKey::import(&engine, known.identifier, &vec![1; size(&known, "key")]).unwrap());
        }
    }
}

fn open(engine: &Engine, key: &SymmetricKey) -> SymmetricState {
    SymmetricState::open(engine, key.algorithm(), Some(key), Some(&nonce(engine, &[2; 16]))).unwrap()
}

#[test]
fn vectors_are_drawn_or_of_the_right_length() {
    each(any, |engine, key| {
        for wrong in [0, 1, 12, 15, 17, 32, 1000] {
            let options = nonce(engine, &vec![0; wrong]);
            let opened = SymmetricState::open(engine, key.algorithm(), Some(&key), Some(&options));
            assert_eq!(opened.unwrap_err(), Error::InvalidNonce);
        }
        let empty = Options::open(engine, Category::Symmetric);
        for options in [None, Some(&empty)] {
            let draw = || SymmetricState::open(engine, key.algorithm(), Some(&key), options).unwrap();
            let (mut one, two) = (draw(), draw());
            let drawn = one.get_option("nonce").unwrap();
            assert_eq!(drawn.len(), 16);
            assert_ne!(drawn, two.get_option("nonce").unwrap());
            // Still readable when used up, and what the message was encrypted with.
            let ciphertext = one.encrypt(b"message").unwrap();
            assert_eq!(one.get_option("nonce").unwrap(), drawn);
            let options = nonce(engine, &drawn);
            let mut peer = SymmetricState::open(engine, key.algorithm(), Some(&key), Some(&options)).unwrap();
            assert_eq!(**peer.decrypt(&ciphertext).unwrap(), *b"message");
        }
        let opened = SymmetricState::open(engine, key.algorithm(), None, None);
        assert_eq!(opened.unwrap_err(), Error::KeyRequired);
    });
}

#[test]
fn there_is_nothing_but_encryption() {
    each(any, |engine, key| {
        let mut state = open(engine, &key);
        let no = Error::InvalidOperation;
        assert_eq!(state.absorb(b"data").unwrap_err(), no);
        assert_eq!(state.squeeze(16).unwrap_err(), no);
        assert_eq!(state.squeeze_tag().unwrap_err(), no);
        assert_eq!(state.squeeze_key("AES-128-GCM").unwrap_err(), no);
        assert_eq!(state.encrypt_detached(b"data").unwrap_err(), no);
        assert_eq!(state.decrypt_detached(b"data", b"").unwrap_err(), no);
        assert_eq!(state.ratchet().unwrap_err(), no);
        // None of that used the vector up.
        state.encrypt(b"data").unwrap();
        let padding = if key.algorithm().ends_with("CTR") { 0 } else { 16 };
        assert_eq!(state.max_tag_len().unwrap(), padding);
    });
}

#[test]
fn a_stream_goes_on_where_it_ended() {
    each(is_stream, |engine, key| {
        let message = Bytes::new(1).take(5000);
        let whole = open(engine, &key).encrypt(&message).unwrap();
        assert_eq!(whole.len(), message.len());
        let mut random = Bytes::new(2);
        for most in [1, 2, 15, 17, 33, 600] {
            let (mut state, mut peer) = (open(engine, &key), open(engine, &key));
            let (mut sent, mut received) = (Vec::new(), Vec::new());
            while sent.len() < message.len() {
                let end = (sent.len() + random.below(most + 1)).min(message.len());
                let piece = state.encrypt(&message[sent.len()..end]).unwrap();
                received.extend_from_slice(&peer.decrypt(&piece).unwrap());
                sent.extend(piece);
            }
            assert_eq!((&sent, &received), (&whole, &message));
        }
        // Decryption has its own place.
        let mut state = open(engine, &key);
        assert_eq!(state.encrypt(&message[..100]).unwrap(), whole[..100]);
        assert_eq!(*state.decrypt(&whole[..50]).unwrap(), message[..50]);
        assert_eq!(*state.decrypt(&whole[50..200]).unwrap(), message[50..200]);
    });
}

/// No two calls ever encrypt at the same place of a stream, whoever makes them.
#[test]
fn a_stream_is_used_once() {
    each(is_stream, |engine, key| {
        let spent = Error::NonceRequired;
        // Nothing encrypts nothing: it neither uses the vector up nor lets anyone use it twice.
        let mut state = open(engine, &key);
        let mut copy = state.try_clone().unwrap();
        assert_eq!(state.encrypt(b"").unwrap(), b"");
        assert_eq!(copy.encrypt(b"").unwrap(), b"");
        state.encrypt(b"one").unwrap();
        assert_eq!(copy.encrypt(b"two").unwrap_err(), spent);
        assert_eq!(copy.encrypt(b"").unwrap_err(), spent);
        // The one that went on goes on; a copy made on the way is at the same place, and the first of both goes on.
        state.encrypt(b"more").unwrap();
        let mut late = state.try_clone().unwrap();
        late.encrypt(b"by the copy").unwrap();
        assert_eq!(state.encrypt(b"by the original").unwrap_err(), spent);
        late.encrypt(b"more").unwrap();
        assert_eq!(copy.try_clone().unwrap().encrypt(b"two").unwrap_err(), spent);
        // What someone else encrypted uses the vector up.
        for message in [&b""[..], b"from elsewhere"] {
            let mut state = open(engine, &key);
            let mut copy = state.try_clone().unwrap();
            state.decrypt(message).unwrap();
            assert_eq!(state.encrypt(b"m").unwrap_err(), spent);
            assert_eq!(copy.encrypt(b"m").unwrap_err(), spent);
            // The copy decrypts from its own place.
            copy.decrypt(message).unwrap();
        }
        let mut state = open(engine, &key);
        state.encrypt(b"begun").unwrap();
        state.decrypt(b"then").unwrap();
        assert_eq!(state.encrypt(b"m").unwrap_err(), spent);
    });
}

#[test]
fn a_padded_message_is_encrypted_once() {
    each(is_padded, |engine, key| {
        let spent = Error::NonceRequired;
        for message in [&b""[..], b"message"] {
            let mut state = open(engine, &key);
            let mut copy = state.try_clone().unwrap();
            let ciphertext = state.encrypt(message).unwrap();
            let mut late = state.try_clone().unwrap();
            for state in [&mut state, &mut copy, &mut late] {
                assert_eq!(state.encrypt(message).unwrap_err(), spent);
                for _ in 0..2 {
                    assert_eq!(**state.decrypt(&ciphertext).unwrap(), *message);
                }
                assert_eq!(state.encrypt(message).unwrap_err(), spent);
            }
            // What someone else encrypted uses the vector up; what is no message does not.
            let mut state = open(engine, &key);
            let mut copy = state.try_clone().unwrap();
            assert_eq!(state.decrypt(&ciphertext[1..]).unwrap_err(), Error::InvalidTag);
            copy.try_clone().unwrap().decrypt(&ciphertext).unwrap();
            assert_eq!(state.encrypt(message).unwrap_err(), spent);
            assert_eq!(copy.encrypt(message).unwrap_err(), spent);
            let mut state = open(engine, &key);
            state.decrypt(b"").unwrap_err();
            state.encrypt(message).unwrap();
        }
    });
}

#[test]
fn padding_fills_the_last_block() {
    each(is_padded, |engine, key| {
        for len in (0..50).chain([1000, 4096]) {
            let message = Bytes::new(3).take(len);
            let ciphertext = open(engine, &key).encrypt(&message).unwrap();
            assert_eq!(ciphertext.len(), len / 16 * 16 + 16);
            assert_eq!(*open(engine, &key).decrypt(&ciphertext).unwrap(), message);
        }
    });
}

/// Every last block there can be, as far as padding is concerned, is judged as the standard says, and every failure is
/// the same.
#[test]
fn wrong_padding_says_one_thing() {
    each(is_padded, |engine, key| {
        // A raw block encryptor: the first block of a chain with this vector. Its plaintext becomes a last block.
        let ending = |block: [u8; 16]| -> Vec<u8> {
            let whole = open(engine, &key).encrypt(&block).unwrap();
            whole[..16].to_vec()
        };
        for pad in 0..=255_u8 {
            // Right but for the byte at `wrong`, counted from the end; 17: nothing wrong.
            for wrong in 1..=17_usize {
                let mut block = [0xee_u8; 16];
                let count = usize::from(pad).min(16);
                block[16 - count..].fill(pad);
                block[15] = pad;
                if wrong <= 16 {
                    block[16 - wrong] ^= 0x41;
                }
                let judged = usize::from(block[15]);
                let right =
                    (1..=16).contains(&judged) && block[16 - judged..].iter().all(|byte| usize::from(*byte) == judged);
                match open(engine, &key).decrypt(&ending(block)) {
                    Ok(message) => {
                        assert!(right, "{block:02x?}");
                        assert_eq!(*message, block[..16 - judged]);
                    }
                    Err(error) => {
                        assert!(!right, "{block:02x?}");
                        assert_eq!(error, Error::InvalidTag);
                    }
                }
            }
        }
        for len in [0, 1, 15, 17, 31, 33] {
            assert_eq!(open(engine, &key).decrypt(&vec![0; len]).unwrap_err(), Error::InvalidTag);
        }
    });
}
