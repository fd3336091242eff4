//! Random inputs: providers agree with each other, and one provider with itself however the input is cut up.

use crate::common::{Bytes, asymmetric_but_rsa, engines, of_kind, size, size_of, takes_any_key};
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, KeyEncoding, KeyPair, Options, PublicKey, SecretKey, SymmetricKey, SymmetricState,
    key_exchange, oneshot,
};

const ROUNDS: usize = 1000;

/// Lengths around the sizes of blocks, and now and then long.
fn length(bytes: &mut Bytes) -> usize {
    match bytes.below(10) {
        0 => 0,
        1 => 64,
        2 => bytes.below(5000),
        _ => bytes.below(200),
    }
}

fn absorb_in_pieces(state: &mut SymmetricState, mut data: &[u8], bytes: &mut Bytes) {
    while !data.is_empty() {
        let (piece, rest) = data.split_at(1 + bytes.below(data.len()));
        state.absorb(piece).unwrap();
        if bytes.below(4) == 0 {
            *state = state.try_clone().unwrap();
        }
        data = rest;
    }
}

fn agree<T: PartialEq + std::fmt::Debug>(results: Vec<T>) -> T {
    assert!(results.iter().all(|result| *result == results[0]), "{results:?}");
    results.into_iter().next().unwrap()
}

#[test]
fn hashes_and_macs() {
    let engines = engines();
    let mut bytes = Bytes::new(11);
    for _ in 0..ROUNDS {
        let len = length(&mut bytes);
        let message = bytes.take(len);
        for algorithm in of_kind(&engines[0].1, "hash").iter().map(|known| known.identifier) {
            let digest =
                agree(engines.iter().map(|(_, engine)| oneshot::hash(engine, algorithm, &message).unwrap()).collect());
            for (_, engine) in &engines {
                let mut state = SymmetricState::open(engine, algorithm, None, None).unwrap();
                absorb_in_pieces(&mut state, &message, &mut bytes);
                let len = 1 + bytes.below(digest.len());
                assert_eq!(**state.squeeze(len).unwrap(), digest[..len]);
            }
        }
        let len = bytes.below(200);
        let any_key = bytes.take(len);
        for known in of_kind(&engines[0].1, "MAC") {
            let algorithm = known.identifier;
            let key = if takes_any_key(&known) { any_key.clone() } else { bytes.take(size(&known, "key")) };
            let key = |engine: &Engine| SymmetricKey::import(engine, algorithm, &key).unwrap();
            let tag = agree(engines.iter().map(|(_, engine)| oneshot::mac(&key(engine), &message).unwrap()).collect());
            for (_, engine) in &engines {
                let mut state = SymmetricState::open(engine, algorithm, Some(&key(engine)), None).unwrap();
                absorb_in_pieces(&mut state, &message, &mut bytes);
                state.squeeze_tag().unwrap().verify(&tag).unwrap();
            }
        }
    }
}

#[test]
fn derivation() {
    let engines = engines();
    let mut bytes = Bytes::new(12);
    for _ in 0..ROUNDS {
        let [key, salt, info] = [(); 3].map(|()| {
            let len = length(&mut bytes);
            bytes.take(len)
        });
        let len = bytes.below(600);
        let extracts = |known: &AlgorithmInfo| known.operations.contains(&"squeeze-key");
        for known in of_kind(&engines[0].1, "KDF").into_iter().filter(extracts) {
            let extract = known.identifier;
            let expand = &extract.replace("EXTRACT", "EXPAND");
            let key = |engine: &Engine| SymmetricKey::import(engine, extract, &key).unwrap();
            let derive = |engine: &Engine| oneshot::derive(&key(engine), &salt, &info, len).unwrap();
            let derived = agree(engines.iter().map(|(_, engine)| derive(engine)).collect());
            for (_, engine) in &engines {
                let mut state = SymmetricState::open(engine, extract, Some(&key(engine)), None).unwrap();
                absorb_in_pieces(&mut state, &salt, &mut bytes);
                let pseudorandom = state.squeeze_key(expand).unwrap();
                let mut state = SymmetricState::open(engine, expand, Some(&pseudorandom), None).unwrap();
                absorb_in_pieces(&mut state, &info, &mut bytes);
                assert_eq!(state.squeeze(len).unwrap(), derived);
            }
        }
    }
}

#[test]
fn authenticated_encryption() {
    let engines = engines();
    let mut bytes = Bytes::new(13);
    for _ in 0..ROUNDS {
        for known in of_kind(&engines[0].1, "AEAD") {
            let algorithm = known.identifier;
            // AES-SIV takes nonces of any length.
            let iv_len = size_of(&known, "nonce").unwrap_or_else(|| 1 + bytes.below(40));
            let (key, iv) = (bytes.take(size(&known, "key")), bytes.take(iv_len));
            let (aad_len, len) = (length(&mut bytes), length(&mut bytes));
            let (aad, plaintext) = (bytes.take(aad_len), bytes.take(len));
            let key = |engine: &Engine| SymmetricKey::import(engine, algorithm, &key).unwrap();
            let seal = |engine: &Engine| oneshot::seal(&key(engine), Some(&iv), &aad, &plaintext).unwrap().ciphertext;
            let sealed = agree(engines.iter().map(|(_, engine)| seal(engine)).collect());
            for (_, engine) in &engines {
                let mut options = Options::open(engine, Category::Symmetric);
                options.set("nonce", &iv).unwrap();
                let mut state = SymmetricState::open(engine, algorithm, Some(&key(engine)), Some(&options)).unwrap();
                absorb_in_pieces(&mut state, &aad, &mut bytes);
                assert_eq!(state.encrypt(&plaintext).unwrap(), sealed);
                assert_eq!(*state.decrypt(&sealed).unwrap(), plaintext);
            }
        }
    }
}

#[test]
fn signatures() {
    let engines = engines();
    let mut bytes = Bytes::new(14);
    for _ in 0..20 {
        let len = length(&mut bytes);
        let message = bytes.take(len);
        let signatures = |known: &AlgorithmInfo| known.kind == "signature";
        for known in asymmetric_but_rsa(&engines[0].1).into_iter().filter(signatures) {
            let (algorithm, kind) = (known.identifier, known.category);
            for (_, signer) in &engines {
                let pair = KeyPair::generate(signer, kind, algorithm, None).unwrap();
                let signature = oneshot::sign(&pair, &message).unwrap();
                let public = pair.public_key().unwrap().export(KeyEncoding::Raw).unwrap();
                let secret = pair.secret_key().unwrap().export(KeyEncoding::Raw).unwrap();
                for (_, verifier) in &engines {
                    let secret = SecretKey::import(verifier, kind, algorithm, &secret, KeyEncoding::Raw).unwrap();
                    let derived = PublicKey::from_secret_key(&secret).unwrap();
                    assert_eq!(derived.export(KeyEncoding::Raw).unwrap(), public);
                    let public = PublicKey::import(verifier, kind, algorithm, &public, KeyEncoding::Raw).unwrap();
                    oneshot::verify(&public, &message, &signature).unwrap();
                }
            }
        }
    }
}

#[test]
fn key_exchange_of_one_with_the_other() {
    let engines = engines();
    for _ in 0..20 {
        for (one_name, one) in &engines {
            for (other_name, other) in &engines {
                for known in of_kind(one, "DH") {
                    let (algorithm, kind) = (known.identifier, known.category);
                    let a = KeyPair::generate(one, kind, algorithm, None).unwrap();
                    let b = KeyPair::generate(other, kind, algorithm, None).unwrap();
                    let a_of_b = a.public_key().unwrap().export(KeyEncoding::Raw).unwrap();
                    let a_of_b = PublicKey::import(other, kind, algorithm, &a_of_b, KeyEncoding::Raw).unwrap();
                    let b_of_a = b.public_key().unwrap().export(KeyEncoding::Raw).unwrap();
                    let b_of_a = PublicKey::import(one, kind, algorithm, &b_of_a, KeyEncoding::Raw).unwrap();
                    assert_eq!(
                        key_exchange::dh(&b_of_a, &a.secret_key().unwrap()).unwrap(),
                        key_exchange::dh(&a_of_b, &b.secret_key().unwrap()).unwrap(),
                        "{one_name} {other_name} {algorithm}"
                    );
                }
            }
        }
    }
}
