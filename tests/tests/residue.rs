//! Secrets do not outlive the objects that hold them: after a key of each algorithm was made, used and dropped, its
//! bytes are nowhere in the memory of the process.
#![cfg(target_os = "linux")]

use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{
    Category, Engine, KeyEncoding, KeyPair, Opener, Sealer, SymmetricKey, SymmetricState, key_exchange, oneshot,
};
use wasi_crypto_test_support::residue::{Place, Planted, Search};
use wasi_crypto_tests::legacy::Legacy;

/// Libraries that pass round keys by value, which leaves copies on the stack until other calls overwrite them. What
/// they keep in objects is wiped. This list may become shorter, not longer.
const ON_THE_STACK: &[&str] =
    &["aes", "aes-gcm", "aes-gcm-siv", "aes-siv", "blake3", "cmac", "aes, cbc", "aes, ctr", "ring"];

fn use_symmetric_key(engine: &Engine, name: &str) -> Option<Planted> {
    let key = SymmetricKey::generate(engine, name, None).ok()?;
    let planted = Planted::new(&key.export().expect("every key can be exported"));
    let _ = oneshot::mac(&key, b"message");
    if let Ok(sealed) = oneshot::seal(&key, None, b"", b"message") {
        oneshot::open(&key, &sealed.nonce, b"", &sealed.ciphertext).expect("what was sealed opens");
    }
    if let Ok(mut state) = SymmetricState::open(engine, name, Some(&key), None) {
        let _ = state.absorb(b"message");
        let _ = state.encrypt(b"message");
        let _ = state.squeeze_tag();
        let _ = state.squeeze(16);
    }
    if let Ok(mut sealer) = Sealer::new(&key, b"") {
        let mut segment = [0; 23];
        sealer.seal(&mut segment, true).expect("a short stream");
        let mut opener = Opener::new(&key, sealer.header(), b"").expect("what was sealed opens");
        opener.open(&mut segment, true).expect("what was sealed opens");
    }
    Some(planted)
}

fn use_key_pair(engine: &Engine, category: Category, name: &str) -> Option<Planted> {
    let pair = KeyPair::generate(engine, category, name, None).ok()?;
    let (public, secret) = (pair.public_key().ok()?, pair.secret_key().ok()?);
    // RSA keys have no raw form; their PKCS#8 begins with what is no secret, and ends with a number that is one.
    let encoded = secret.export(KeyEncoding::Raw).or_else(|_| secret.export(KeyEncoding::Pkcs8)).expect("one of them");
    let planted = Planted::new(&encoded[encoded.len().saturating_sub(64)..]);
    drop(encoded);
    for encoding in [KeyEncoding::Raw, KeyEncoding::Pkcs8, KeyEncoding::Pem, KeyEncoding::Local] {
        if let Ok(encoded) = pair.export(encoding) {
            KeyPair::import(engine, category, name, &encoded, encoding).expect("what was exported can be imported");
        }
    }
    if let Ok(signature) = oneshot::sign(&pair, b"message") {
        oneshot::verify(&public, b"message", &signature).expect("what was signed verifies");
    }
    let _ = key_exchange::dh(&public, &secret);
    if let Ok(sent) = key_exchange::encapsulate(&public) {
        key_exchange::decapsulate(&secret, &sent.encapsulated).expect("what was sent arrives");
    }
    Some(planted)
}

/// One test, because a search sees what other threads do.
#[test]
fn secrets_are_gone_with_their_objects() {
    let mut search = Search::default();
    let control = vec![7_u8; 40];
    assert!(search.places(&Planted::new(&control)).contains(&Place::Heap), "what is there is found");
    let freed: Vec<u8> = (0..60_000_u32).map(|n| (n * n % 251) as u8).collect();
    let planted = Planted::new(&freed);
    drop(freed);
    assert!(search.places(&planted).contains(&Place::Heap), "and so is what was freed without being wiped");

    let mut searched = 0;
    for provider in [CryptoProvider::ring(), CryptoProvider::pure(), CryptoProvider::aws_lc()] {
        let called = provider.name;
        let engine = Engine::builder().provider(provider).build().expect("a shipped provider");
        for algorithm in engine.algorithms() {
            let name = algorithm.identifier;
            // One size of RSA stands for all: the code is the same, and generating the others takes minutes.
            if name.starts_with("RSA") && name != "RSA_PKCS1_2048_SHA256" {
                continue;
            }
            let planted = match algorithm.category {
                Category::Symmetric => use_symmetric_key(&engine, name),
                category => use_key_pair(&engine, category, name),
            };
            let Some(planted) = planted else { continue };
            let places = search.places(&planted);
            let who = format!("{name} of {} ({called})", algorithm.provider);
            assert!(!places.contains(&Place::Heap), "{who}: found in memory that was freed");
            assert!(places.is_empty() || ON_THE_STACK.contains(&algorithm.provider), "{who}: found on the stack");
            searched += 1;
        }
    }
    assert!(searched > 120, "{searched} algorithms have keys");
    through_host_and_adapters(&mut search);
}

/// A legacy module imports a key, uses it, and goes; its own memory goes with it.
fn through_host_and_adapters(search: &mut Search) {
    let secret: Vec<u8> = (0..32).map(|n: u8| n.wrapping_mul(89) ^ 0x3c).collect();
    let planted = Planted::new(&secret);
    let secret = zeroize::Zeroizing::new(secret);
    for algorithm in ["CHACHA20-POLY1305", "HMAC/SHA-256", "AES-256-GCM"] {
        let mut legacy = Legacy::default();
        let key = legacy.key_import(algorithm, &secret).expect("a key");
        let exported = zeroize::Zeroizing::new(legacy.key_export(key).expect("exportable"));
        assert_eq!(*exported, *secret);
        legacy.call("symmetric_key_close", &[key]).expect("open");
    }
    drop(secret);
    assert!(!search.places(&planted).contains(&Place::Heap), "found after the guest has gone");
}
