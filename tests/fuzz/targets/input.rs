//! What a target makes of the fuzzer's bytes. A short input reads as zeros at its end.
//!
//! The bytes name an algorithm by its position in the table of the engine, from which a target has its lists. Rows of the
//! table do not move, but one that is added moves those behind it: `seeds.py` then writes the seeds anew.

use std::sync::LazyLock;

use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{AlgorithmInfo, Category, Engine, Limits, Options, SymmetricKey, SymmetricState};

/// Bytes not yet used.
#[allow(dead_code, reason = "not every target uses all of it")]
pub struct Input<'a>(pub &'a [u8]);

#[allow(dead_code, reason = "not every target uses all of it")]
impl<'a> Input<'a> {
    pub fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    pub fn number(&mut self) -> u64 {
        // Mostly small, at times close to an edge.
        let (kind, low) = (self.byte(), u64::from(self.byte()));
        match kind % 8 {
            0 => low,
            1 => low << 8,
            2 => low << 16,
            3 => 1 << (low % 64),
            4 => (1_u64 << (low % 64)).wrapping_sub(1),
            5 => u64::MAX - low,
            6 => u64::from(u32::MAX) + low,
            _ => low % 8,
        }
    }

    pub fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// A string with its length in front.
    pub fn bytes(&mut self) -> &'a [u8] {
        let len = self.byte();
        self.take(len.into())
    }

    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[usize::from(self.byte()) % list.len()]
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Engines of two providers with limits a run of the fuzzer is not held up by.
pub static ENGINES: LazyLock<[Engine; 2]> = LazyLock::new(|| {
    [CryptoProvider::ring(), CryptoProvider::pure()].map(|provider| {
        let mut limits = Limits::default();
        limits.max_memory_budget = 1 << 18;
        limits.max_password_work = 3_000_000;
        limits.max_output_len = 1 << 14;
        limits.max_buffered_message = 1 << 12;
        Engine::builder().provider(provider).limits(limits).build().unwrap()
    })
});

/// Every format of sealed streams.
#[allow(dead_code, reason = "not every target uses all of it")]
pub static STREAMS: LazyLock<Vec<AlgorithmInfo>> =
    LazyLock::new(|| ENGINES[0].algorithms().filter(|known| known.kind == STREAM).collect());

/// The kind of algorithm that has no states.
const STREAM: &str = "sealed stream";

/// Every other symmetric algorithm. Both engines open a state of each, or the target ends here.
pub static SYMMETRIC: LazyLock<Vec<AlgorithmInfo>> = LazyLock::new(|| {
    let symmetric = ENGINES[0].algorithms().filter(|known| known.category == Category::Symmetric);
    let all: Vec<AlgorithmInfo> = symmetric.filter(|known| known.kind != STREAM).collect();
    for (engine, known) in ENGINES.iter().flat_map(|engine| all.iter().map(move |known| (engine, known))) {
        let mut options = Options::open(engine, Category::Symmetric);
        if let Some(len) = nonce_len(known) {
            options.set("nonce", &vec![1; len]).unwrap();
        }
        for (name, value) in costs(known) {
            options.set_u64(name, *value).unwrap();
        }
        let key = key(engine, known, 1, false);
        let opened = SymmetricState::open(engine, known.identifier, key.as_ref(), Some(&options));
        assert!(opened.is_ok(), "{} opens no state: {:?}", known.identifier, opened.err());
    }
    all
});

/// A key, where the algorithm has keys. Where it can do without one, it may.
pub fn key(engine: &Engine, known: &AlgorithmInfo, fill: u8, without: bool) -> Option<SymmetricKey> {
    let len = size(known, "key").filter(|_| !(without && ["XOF", "session"].contains(&known.kind)))?;
    let key = SymmetricKey::import(engine, known.identifier, &vec![fill; len]);
    Some(key.unwrap_or_else(|error| panic!("{} takes no key: {error}", known.identifier)))
}

/// The length of its nonces, where the algorithm has nonces.
fn nonce_len(known: &AlgorithmInfo) -> Option<usize> {
    size(known, "nonce").or_else(|| size(known, "nonce at most"))
}

/// The lowest costs of a password hash, or nearly: the recommended ones are over the limits of these engines.
pub fn costs(known: &AlgorithmInfo) -> &'static [(&'static str, u64)] {
    match known.identifier {
        "ARGON2-ID-13" => &[("memory_limit", 16384), ("ops_limit", 1)],
        "SCRYPT" => &[("memory_limit", 4096), ("parallelism", 1)],
        "PBKDF2/SHA-256" | "PBKDF2/SHA-512" => &[("ops_limit", 3)],
        "BCRYPT" => &[("ops_limit", 4)],
        other => {
            assert_ne!(known.kind, "password hash", "{other} has costs that are not known here");
            &[]
        }
    }
}

fn size(known: &AlgorithmInfo, name: &str) -> Option<usize> {
    known.sizes.iter().find(|(other, _)| *other == name).map(|(_, size)| *size)
}
