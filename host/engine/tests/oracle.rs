//! Random inputs, and what OpenSSL and `hashlib` make of them: `tests/vectors/oracle.txt` has a digest over 1,000 answers
//! per algorithm, and every provider has to come to the same one. `tests/vectors/oracle.py` says how the inputs are
//! drawn; input is absorbed in random pieces, and what can be checked or undone is. Where providers have an algorithm from
//! the same library, one of them answers every case and the others the first few.

use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use crate::common::{self, Bytes, engines, key_file};
use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{
    Category, Engine, KeyEncoding, KeyPair, Options, PublicKey, SecretKey, Signature, SignatureEncoding,
    SignatureState, SignatureVerificationState, SymmetricKey, SymmetricState, key_exchange,
};

/// The stream of inputs of an algorithm, and beside it one that says how they are cut up, which is no input.
struct Random {
    inputs: Bytes,
    cuts: Bytes,
    /// The key of an algorithm whose keys are files: importing one takes longer than to sign with it.
    key: Option<KeyPair>,
}

impl Random {
    fn new(algorithm: &str, provider: &str) -> Self {
        let mut state = SymmetricState::open(&Engine::new(), "SHA-256", None, None).unwrap();
        state.absorb(algorithm.as_bytes()).unwrap();
        let seed = state.squeeze(8).unwrap();
        let inputs = Bytes::new(u64::from_le_bytes(seed[..].try_into().unwrap()));
        Self { inputs, cuts: Bytes::new(provider.bytes().map(u64::from).sum()), key: None }
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = (0..len.div_ceil(8)).flat_map(|_| self.inputs.next().to_le_bytes()).collect();
        bytes.truncate(len);
        bytes
    }

    fn below(&mut self, bound: usize) -> usize {
        self.inputs.below(bound)
    }

    fn length(&mut self) -> usize {
        let drawn = self.inputs.next();
        let upper = usize::try_from(drawn >> 32).unwrap();
        if drawn % 16 == 15 { 1000 + upper % 3000 } else { upper % 301 }
    }

    fn message(&mut self) -> Vec<u8> {
        let len = self.length();
        self.bytes(len)
    }

    /// The lengths of pieces that make up `len`; some are empty.
    fn pieces(&mut self, mut len: usize) -> Vec<usize> {
        let mut pieces = Vec::new();
        while len > 0 {
            let piece = self.cuts.below(len + 1);
            pieces.push(piece);
            len -= piece;
        }
        pieces
    }

    fn absorb(&mut self, state: &mut SymmetricState, mut data: &[u8]) {
        for piece in self.pieces(data.len()) {
            let (first, rest) = data.split_at(piece);
            state.absorb(first).unwrap();
            if self.cuts.below(8) == 0 {
                *state = state.try_clone().unwrap();
            }
            data = rest;
        }
    }
}

/// Gives the outputs of one case.
type Answer = fn(&Engine, &str, &mut Random) -> Vec<Vec<u8>>;

/// Cases compared once more where another provider has an algorithm from the same library.
const AGAIN: usize = 50;

/// Compares every algorithm of some kinds, as many at a time as there are processors, and says how many there were.
fn compare(kinds: &[(&str, Answer)]) -> usize {
    let lines = include_str!("../../../tests/vectors/oracle.txt").lines().filter(|line| !line.starts_with('#'));
    let waiting = Mutex::new(lines);
    let next = || waiting.lock().unwrap().next();
    let work = || std::iter::from_fn(next).map(|line| compare_line(line, kinds)).sum::<usize>();
    thread::scope(|scope| {
        let workers: Vec<_> =
            (0..thread::available_parallelism().map_or(1, NonZero::get)).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    })
}

/// Compares the algorithm of a line over every provider, and says how many have it, if it is of one of these kinds.
fn compare_line(line: &str, kinds: &[(&str, Answer)]) -> usize {
    let [name, cases, expected] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
    let mut count = 0;
    // The digests over the first cases, by library.
    let mut compared: Vec<(&str, String)> = Vec::new();
    let mut offered = 0;
    for (provider, engine) in engines() {
        let Some(known) = engine.algorithms().find(|known| known.identifier == name) else { continue };
        offered += 1;
        let Some((_, answer)) = kinds.iter().find(|(kind, _)| *kind == known.kind) else { continue };
        let mut random = Random::new(name, provider);
        let mut total = SymmetricState::open(&engine, "SHA-256", None, None).unwrap();
        let mut answers = |count: usize| {
            for output in (0..count).flat_map(|_| answer(&engine, name, &mut random)) {
                total.absorb(&u32::try_from(output.len()).unwrap().to_le_bytes()).unwrap();
                total.absorb(&output).unwrap();
            }
            total.squeeze(32).unwrap().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        let first = answers(AGAIN);
        match compared.iter().find(|(library, _)| *library == known.provider) {
            Some((_, same)) => assert_eq!(first, *same, "{name} over {provider}"),
            None => {
                assert_eq!(answers(cases.parse::<usize>().unwrap() - AGAIN), expected, "{name} over {provider}");
                compared.push((known.provider, first));
            }
        }
        count += 1;
    }
    assert!(offered > 0, "no provider offers {name}");
    count
}

#[test]
fn hashes_and_macs() {
    // Nine hashes, two functions of any output, two HMAC and two CMAC, two HKDF: three providers each.
    assert_eq!(compare(&[("hash", hash), ("XOF", xof), ("MAC", mac), ("KDF", hkdf)]), 17 * 3);
}

#[test]
fn ciphers() {
    assert_eq!(compare(&[("AEAD", aead), ("cipher", cipher)]), 12 * 3);
}

#[test]
fn password_hashes() {
    assert_eq!(compare(&[("password hash", password)]), 4 * 3);
}

#[test]
fn key_exchange() {
    assert_eq!(compare(&[("DH", diffie_hellman), ("KEM", kem)]), 7 * 3);
}

#[test]
fn signatures() {
    // The six of RSA are not in pure Rust.
    assert_eq!(compare(&[("signature", signature)]), 8 * 3 + 6 * 2);
}

/// The number a name ends with, in bytes.
fn bits(name: &str) -> usize {
    let number = name.rsplit(|c: char| !c.is_ascii_digit()).find(|number| !number.is_empty()).unwrap();
    number.parse::<usize>().unwrap() / 8
}

fn hash(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let message = random.message();
    let mut state = SymmetricState::open(engine, name, None, None).unwrap();
    random.absorb(&mut state, &message);
    vec![state.squeeze(bits(name)).unwrap().to_vec()]
}

fn xof(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let (message, len) = (random.message(), 1 + random.length());
    let mut state = SymmetricState::open(engine, name, None, None).unwrap();
    random.absorb(&mut state, &message);
    let mut out = Vec::new();
    for piece in random.pieces(len).into_iter().filter(|piece| *piece != 0) {
        out.extend_from_slice(&state.squeeze(piece).unwrap());
    }
    vec![out]
}

fn mac(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let key = match name {
        "AES-128-CMAC" => random.bytes(16),
        "AES-256-CMAC" => random.bytes(32),
        _ => random.message(),
    };
    let message = random.message();
    let key = SymmetricKey::import(engine, name, &key).unwrap();
    let mut state = SymmetricState::open(engine, name, Some(&key), None).unwrap();
    random.absorb(&mut state, &message);
    let tag = state.squeeze_tag().unwrap();
    tag.verify(tag.bytes().unwrap()).unwrap();
    vec![tag.bytes().unwrap().to_vec()]
}

fn hkdf(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let expand = name.replace("EXTRACT", "EXPAND");
    let (key, salt, info, len) = (random.message(), random.message(), random.message(), 1 + random.length());
    let key = SymmetricKey::import(engine, name, &key).unwrap();
    let mut state = SymmetricState::open(engine, name, Some(&key), None).unwrap();
    random.absorb(&mut state, &salt);
    let key = state.squeeze_key(&expand).unwrap();
    let mut state = SymmetricState::open(engine, &expand, Some(&key), None).unwrap();
    random.absorb(&mut state, &info);
    vec![state.squeeze(len).unwrap().to_vec()]
}

fn aead(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let (key, nonce) = match name {
        "AES-128-SIV" => (32, 16),
        "AES-256-SIV" => (64, 16),
        "XCHACHA20-POLY1305" => (32, 24),
        _ if name.starts_with("AES-128") => (16, 12),
        _ => (32, 12),
    };
    let (key, nonce) = (random.bytes(key), random.bytes(nonce));
    let (associated_data, plaintext) = (random.message(), random.message());
    let key = SymmetricKey::import(engine, name, &key).unwrap();
    let mut state = SymmetricState::open(engine, name, Some(&key), Some(&common::nonce(engine, &nonce))).unwrap();
    random.absorb(&mut state, &associated_data);
    let sealed = state.encrypt(&plaintext).unwrap();
    assert_eq!(*state.decrypt(&sealed).unwrap(), plaintext);
    vec![sealed]
}

fn cipher(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let key = random.bytes(if name.starts_with("AES-128") { 16 } else { 32 });
    let (nonce, _, plaintext) = (random.bytes(16), random.message(), random.message());
    let key = SymmetricKey::import(engine, name, &key).unwrap();
    let options = common::nonce(engine, &nonce);
    let open = || SymmetricState::open(engine, name, Some(&key), Some(&options)).unwrap();
    let mut state = open();
    let sealed = if name.ends_with("CTR") {
        let (mut out, mut rest) = (Vec::new(), plaintext.as_slice());
        for piece in random.pieces(plaintext.len()).into_iter().filter(|piece| *piece != 0) {
            let (first, after) = rest.split_at(piece);
            out.extend_from_slice(&state.encrypt(first).unwrap());
            rest = after;
        }
        out
    } else {
        state.encrypt(&plaintext).unwrap()
    };
    assert_eq!(*open().decrypt(&sealed).unwrap(), plaintext);
    vec![sealed]
}

fn password(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let password = random.message();
    let salt = 8 + random.below(57);
    let salt = random.bytes(salt);
    let mut options = Options::open(engine, Category::Symmetric);
    options.set("salt", &salt).unwrap();
    let mut number = |name: &str, value: usize| options.set_u64(name, value as u64).unwrap();
    let len = match name {
        "SCRYPT" => {
            number("memory_limit", 1024 << (1 + random.below(5)));
            number("parallelism", 1 + random.below(3));
            16 + random.below(85)
        }
        "ARGON2-ID-13" => {
            number("ops_limit", 1 + random.below(3));
            let lanes = 1 + random.below(3);
            number("parallelism", lanes);
            number("memory_limit", (8 * lanes + random.below(40)) * 1024);
            16 + random.below(85)
        }
        _ => {
            number("ops_limit", 1 + random.below(20));
            1 + random.below(100)
        }
    };
    let mut state = SymmetricState::open(engine, name, None, Some(&options)).unwrap();
    random.absorb(&mut state, &password);
    vec![state.squeeze(len).unwrap().to_vec()]
}

/// A pair of a raw secret key.
fn pair(engine: &Engine, category: Category, name: &str, secret: &[u8]) -> (PublicKey, SecretKey) {
    let secret = SecretKey::import(engine, category, name, secret, KeyEncoding::Raw).unwrap();
    (PublicKey::from_secret_key(&secret).unwrap(), secret)
}

/// A scalar below the order of the curve.
fn scalar(random: &mut Random, size: usize) -> Vec<u8> {
    let mut scalar = random.bytes(size);
    scalar[0] &= 0x7f;
    scalar
}

fn diffie_hellman(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let mut draw = || match name {
        "X25519" => random.bytes(32),
        "X448" => random.bytes(56),
        "P256-SHA256" => scalar(random, 32),
        _ => scalar(random, 48),
    };
    let encoding = if name.starts_with('X') { KeyEncoding::Raw } else { KeyEncoding::Sec };
    let (_, ours) = pair(engine, Category::KeyExchange, name, &draw());
    let (theirs, _) = pair(engine, Category::KeyExchange, name, &draw());
    vec![theirs.export(encoding).unwrap(), key_exchange::dh(&theirs, &ours).unwrap().to_vec()]
}

fn kem(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let (secret, encapsulated) = match name {
        "X-WING" => (32, 1120),
        "ML-KEM-768" => (64, 1088),
        _ => (64, 1568),
    };
    let (public, secret) = pair(engine, Category::KeyExchange, name, &random.bytes(secret));
    let shared = key_exchange::decapsulate(&secret, &random.bytes(encapsulated)).unwrap();
    vec![public.export(KeyEncoding::Raw).unwrap(), shared.to_vec()]
}

fn sign(pair: &KeyPair, message: &[u8], random: &mut Random) -> Signature {
    let (mut state, mut rest) = (SignatureState::open(pair).unwrap(), message);
    for piece in random.pieces(message.len()) {
        let (first, after) = rest.split_at(piece);
        state.update(first).unwrap();
        rest = after;
    }
    state.sign().unwrap()
}

/// The raw signature, after it was verified over the message, and was not over another one.
fn verified(engine: &Engine, name: &str, public: &PublicKey, message: &[u8], signature: &Signature) -> Vec<u8> {
    let raw = signature.export(SignatureEncoding::Raw).unwrap();
    let signature = Signature::import(engine, name, &raw, SignatureEncoding::Raw).unwrap();
    let mut state = SignatureVerificationState::open(public).unwrap();
    state.update(message).unwrap();
    state.verify(&signature).unwrap();
    state.update(b"?").unwrap();
    assert!(state.verify(&signature).is_err(), "{name}: another message");
    raw
}

fn signature(engine: &Engine, name: &str, random: &mut Random) -> Vec<Vec<u8>> {
    let signatures = Category::Signatures;
    if let Some(size) = name.strip_prefix("ML-DSA-").map(|_| 32) {
        let (public, _) = pair(engine, signatures, name, &random.bytes(size));
        return vec![public.export(KeyEncoding::Raw).unwrap()];
    }
    if let Some(rest) = name.strip_prefix("RSA_PKCS1_") {
        let import = || {
            let file = key_file(&format!("rsa-{}.pem", &rest[..4]));
            KeyPair::import(engine, signatures, name, &file, KeyEncoding::Pem).unwrap()
        };
        let key = random.key.get_or_insert_with(import).clone();
        let message = random.message();
        let signature = sign(&key, &message, random);
        return vec![verified(engine, name, &key.public_key().unwrap(), &message, &signature)];
    }
    let secret = match name {
        "Ed25519" => random.bytes(32),
        "Ed448" => random.bytes(57),
        "ECDSA_P384_SHA384" => scalar(random, 48),
        _ => scalar(random, 32),
    };
    let message = random.message();
    let encoding = if name.starts_with("Ed") { KeyEncoding::Raw } else { KeyEncoding::Sec };
    // The oracle makes ECDSA signatures without randomness, and so does pure Rust; every provider has to accept them.
    let (public, own) = pair(engine, signatures, name, &secret);
    let (half, secret) = match encoding {
        KeyEncoding::Raw => (public.clone(), own),
        _ => pair(&Engine::builder().provider(CryptoProvider::pure()).build().unwrap(), signatures, name, &secret),
    };
    let signature = sign(&KeyPair::from_keys(&half, &secret).unwrap(), &message, random);
    let raw = verified(engine, name, &public, &message, &signature);
    vec![public.export(encoding).unwrap(), raw]
}
