//! Bytes that objects hold: what takes them from the budget, what copies share, and what is refused.

use crate::common::{asymmetric_but_rsa, engines, nonce, of_kind, piece, size_of};
use wasi_crypto_engine::{
    Budget, Category, Engine, Error, KeyPair, Options, SignatureState, SymmetricKey, SymmetricState,
};

const MIB: usize = 1 << 20;

/// Makes things until one is refused: with `overflow`, when the budget is nearly full, and everything comes back.
fn fill<T>(engine: &Engine, what: &str, largest: usize, mut make: impl FnMut(&Engine) -> Result<T, Error>) {
    let budget = Budget::new(4 * MIB);
    let engine = engine.with_budget(budget.clone());
    let mut things = Vec::new();
    // As a host does it: the place comes first, and pays for the first bytes.
    let mut make = || -> Result<_, Error> { Ok((budget.place(usize::MAX)?, make(&engine)?)) };
    let refusal = loop {
        match make() {
            Ok(thing) => things.push(thing),
            Err(error) => break error,
        }
        assert!(things.len() < 100_000, "{what} costs nothing");
    };
    assert_eq!(refusal, Error::Overflow, "{what}");
    assert!(budget.held() <= budget.max() && budget.held() + largest > budget.max(), "{what}: {budget:?}");
    // Nothing was lost, and there is room again.
    things.pop();
    things.push(make().unwrap());
    drop(things);
    assert_eq!(budget.held(), 0, "{what}");
}

#[test]
fn option_sets() {
    let engine = Engine::new();
    fill(&engine, "options", 4 * 4096, |engine| {
        let mut options = Options::open(engine, Category::Symmetric);
        for name in ["nonce", "context", "salt"] {
            options.set(name, &[1; 4096])?;
        }
        Ok(options)
    });
}

/// A set counts once, whatever has been opened with it, and its old values stay with what was.
#[test]
fn option_sets_are_shared_until_they_change() {
    let budget = Budget::new(4 * 4096 - 1);
    let engine = Engine::new().with_budget(budget.clone());
    let mut options = Options::open(&engine, Category::Symmetric);
    assert_eq!(budget.held(), 0);
    options.set("nonce", &[1; 2048]).unwrap();
    // Its place pays for the set itself, and for some of the bytes.
    let spared = 2048 - budget.held();
    options.set("nonce", &[1; 4096]).unwrap();
    options.set("nonce", &[2; 4096]).unwrap();
    options.set("nonce", &[3; 1000]).unwrap();
    assert_eq!(budget.held(), 1000 - spared);
    options.set("nonce", &[]).unwrap();
    assert_eq!(budget.held(), 0);
    options.set("nonce", &[4; 4096]).unwrap();
    let state = SymmetricState::open(&engine, "SHA-256", None, Some(&options)).unwrap();
    let held = budget.held();
    options.set("nonce", &[5; 4096]).unwrap();
    assert_eq!(budget.held(), held + 4096 - spared);
    let _others = budget.take(4096 + 3 * spared).unwrap();
    assert_eq!(options.set("salt", &[6; 4096]).unwrap_err(), Error::Overflow);
    let other = SymmetricState::open(&engine, "SHA-256", None, Some(&options)).unwrap();
    assert_eq!(options.set("nonce", &[7; 4096]).unwrap_err(), Error::Overflow);
    assert_eq!(state.get_option("nonce").unwrap(), [4; 4096]);
    assert_eq!(other.get_option("nonce").unwrap(), [5; 4096]);
    assert_eq!(other.get_option("salt").unwrap_err(), Error::OptionNotSet);
}

#[test]
fn symmetric_keys_and_states() {
    for (_, engine) in engines() {
        for kind in ["hash", "XOF", "MAC", "KDF", "AEAD", "cipher", "session"] {
            for known in of_kind(&engine, kind) {
                let algorithm = known.identifier;
                let keyed = !matches!(kind, "hash" | "XOF");
                if keyed {
                    fill(&engine, algorithm, 8192, |engine| SymmetricKey::generate(engine, algorithm, None));
                }
                fill(&engine, algorithm, 64 << 10, |engine| {
                    let key = keyed.then(|| SymmetricKey::generate(engine, algorithm, None)).transpose()?;
                    let mut options = Options::open(engine, Category::Symmetric);
                    if let Some(len) = size_of(&known, "nonce") {
                        options.set("nonce", &vec![0; len])?;
                    }
                    SymmetricState::open(engine, algorithm, key.as_ref(), Some(&options))
                });
            }
        }
    }
}

/// Messages that are kept are held once, however many copies of the state there are.
#[test]
fn copies_of_states_share_their_input() {
    let budget = Budget::new(16 * MIB);
    let engine = Engine::new().with_budget(budget.clone());
    let key = SymmetricKey::generate(&engine, "AES-256-GCM", None).unwrap();
    let mut state = SymmetricState::open(&engine, "AES-256-GCM", Some(&key), Some(&nonce(&engine, &[0; 12]))).unwrap();
    state.absorb(&vec![1; 2 * MIB]).unwrap();
    let held = budget.held();
    let copies: Vec<SymmetricState> = (0..100).map(|_| state.try_clone().unwrap()).collect();
    assert!(budget.held() - held < 100 * 8192);
    let mut copies = copies.into_iter();
    let mut other = copies.next().unwrap();
    other.absorb(&[2; 100]).unwrap();
    // Each message is that of its own state.
    let (ciphertext, tag) = state.encrypt_detached(b"message").unwrap();
    assert_eq!(other.decrypt_detached(&ciphertext, tag.bytes().unwrap()).unwrap_err(), Error::InvalidTag);
    let mut same = copies.next().unwrap();
    assert_eq!(same.decrypt_detached(&ciphertext, tag.bytes().unwrap()).unwrap()[..], *b"message");
}

#[test]
fn key_pairs() {
    for (_, engine) in engines() {
        for known in asymmetric_but_rsa(&engine) {
            fill(&engine, known.identifier, MIB, |engine| {
                KeyPair::generate(engine, known.category, known.identifier, None)
            });
        }
    }
}

#[test]
fn messages_that_are_signed_whole() {
    let pair = |engine: &Engine| KeyPair::generate(engine, Category::Signatures, "Ed25519", None);
    fill(&Engine::new(), "messages", MIB, |engine| {
        let mut state = SignatureState::open(&pair(engine)?)?;
        for _ in 0..3 {
            state.update(&[1; 100_000])?;
        }
        Ok(state)
    });
    // In one piece there is room for as much as is left.
    let budget = Budget::new(4 * MIB);
    let engine = Engine::new().with_budget(budget.clone());
    let mut state = SignatureState::open(&pair(&engine).unwrap()).unwrap();
    // The signature has to be held as well.
    let held = budget.held();
    let signature = { state.sign().map(|signature| (signature, budget.held() - held)).unwrap().1 };
    let left = budget.max() - budget.held() - piece();
    assert_eq!(state.update(&vec![1; left + 1]).unwrap_err(), Error::Overflow);
    let left = left - signature;
    state.update(&vec![1; left]).unwrap();
    state.sign().unwrap();
}
