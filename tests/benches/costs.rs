//! What the engine says that work costs, beside what it takes here: nanoseconds for every algorithm of every provider.
//!
//! The limit `max_work_per_call` is kept before anything is done, so a price must not be below what the work takes; one
//! that is some times too high does no harm. usage: `cargo bench --bench costs [-- WORD]`, for algorithms whose name
//! contains the word.

use std::time::Instant;

use wasi_crypto_engine::provider::CryptoProvider;
use wasi_crypto_engine::{
    AlgorithmInfo, Category, Engine, KeyEncoding, KeyPair, Options, PublicKey, Sealer, SignatureState,
    SignatureVerificationState, Step, SymmetricKey, SymmetricState, key_exchange,
};

const MIB: usize = 1 << 20;

/// Names an operation, its price, and what it takes.
type Report<'a> = &'a mut dyn FnMut(&str, u64, u64);

fn main() {
    let word = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default().to_lowercase();
    println!("| provider | algorithm | operation | price, ns | here, ns | price / here |");
    println!("| --- | --- | --- | ---: | ---: | ---: |");
    let mut low = 0;
    for provider in [CryptoProvider::ring(), CryptoProvider::pure(), CryptoProvider::aws_lc()] {
        let name = provider.name;
        let engine = Engine::builder().provider(provider).build().expect("the provider agrees with the table");
        for known in engine.algorithms().filter(|known| known.identifier.to_lowercase().contains(&word)) {
            let mut report = |operation: &str, price: u64, here: u64| {
                #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
                let ratio = price as f64 / here.max(1) as f64;
                let mark = if ratio < 1.0 { " LOW" } else { "" };
                low += usize::from(ratio < 1.0);
                println!("| {name} | {} | {operation} | {price} | {here} | {ratio:.1}{mark} |", known.identifier);
            };
            if known.kind == "sealed stream" {
                sealed_stream(&engine, &known, &mut report);
            } else if known.category == Category::Symmetric {
                symmetric(&engine, &known, &mut report);
            } else {
                asymmetric(&engine, &known, &mut report);
            }
        }
    }
    println!("\n{low} prices are below what the work takes here");
}

/// The least time of some runs.
fn time<T>(mut work: impl FnMut() -> T) -> u64 {
    let run = |_| {
        let start = Instant::now();
        std::hint::black_box(work());
        u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    };
    (0..5).map(run).min().unwrap_or_default()
}

fn symmetric(engine: &Engine, known: &AlgorithmInfo, report: Report<'_>) {
    let algorithm = known.identifier;
    let key = SymmetricKey::generate(engine, algorithm, None).ok();
    let mut options = Options::open(engine, Category::Symmetric);
    if let Some((_, len)) = known.sizes.iter().find(|(name, _)| *name == "nonce") {
        options.set("nonce", &vec![1; *len]).unwrap();
    }
    if known.kind == "password hash" {
        options.set("salt", &[1; 16]).unwrap();
    }
    let open = || SymmetricState::open(engine, algorithm, key.as_ref(), Some(&options)).unwrap();
    report("open", SymmetricState::open_price(engine, algorithm), time(open));
    let data = vec![7_u8; MIB];
    let mut steps: Vec<(&str, Step)> = vec![
        ("absorb 1 MiB", Step::Absorb(MIB)),
        ("squeeze 1 MiB", Step::Squeeze(MIB)),
        ("squeeze 16,320", Step::Squeeze(16_320)),
        ("squeeze 32", Step::Squeeze(32)),
        ("tag", Step::SqueezeTag),
        ("encrypt 1 MiB", Step::Encrypt(MIB)),
        ("ratchet", Step::Ratchet),
    ];
    if known.kind == "KDF" {
        // The info of an expansion is hashed for every block, its length is that of the next step but one.
        steps.retain(|(_, step)| *step != Step::Absorb(MIB));
    }
    for (name, step) in steps {
        let prepared = || {
            let mut state = open();
            if known.kind == "KDF" {
                state.absorb(&data[..64 << 10]).unwrap();
            }
            state
        };
        let work = |state: &mut SymmetricState| match step {
            Step::Absorb(len) => state.absorb(&data[..len]).is_ok(),
            Step::Squeeze(len) => state.squeeze(len).is_ok(),
            Step::SqueezeTag => state.squeeze_tag().is_ok(),
            Step::Encrypt(len) => state.encrypt(&data[..len]).is_ok(),
            Step::Ratchet => state.ratchet().is_ok(),
            Step::SqueezeKey | Step::Decrypt(_) => false,
        };
        if work(&mut prepared()) {
            let price = prepared().price(step);
            let mut states: Vec<SymmetricState> = (0..5).map(|_| prepared()).collect();
            report(name, price, time(|| work(&mut states.pop().unwrap())));
        }
    }
}

fn sealed_stream(engine: &Engine, known: &AlgorithmInfo, report: Report<'_>) {
    let key = SymmetricKey::generate(engine, known.identifier, None).unwrap();
    report("begin", Sealer::price(&key, 0), time(|| Sealer::new(&key, b"").unwrap()));
    let long = if known.identifier == "AGE-PAYLOAD" { vec![] } else { vec![7; 64 << 10] };
    let price = Sealer::price(&key, long.len());
    report("begin with associated data", price, time(|| Sealer::new(&key, &long).unwrap()));
    let mut sealer = Sealer::new(&key, b"").unwrap();
    let mut segment = vec![7; sealer.layout().segment_len(0)];
    sealer.seal(&mut segment, false).unwrap();
    let price = Sealer::segment_price(&key);
    let mut segment = vec![7; sealer.layout().segment_len(1)];
    report("seal a segment", price, time(|| sealer.seal(&mut segment, false).unwrap()));
}

fn asymmetric(engine: &Engine, known: &AlgorithmInfo, report: Report<'_>) {
    let (category, algorithm) = (known.category, known.identifier);
    let Ok(pair) = KeyPair::generate(engine, category, algorithm, None) else { return };
    let price = KeyPair::generate_price(engine, category, algorithm);
    report("generate", price, time(|| KeyPair::generate(engine, category, algorithm, None).unwrap()));
    let encoded = pair.export(KeyEncoding::Local).unwrap();
    let import = || KeyPair::import(engine, category, algorithm, &encoded, KeyEncoding::Local).unwrap();
    report("import", KeyPair::import_price(engine, category, algorithm), time(import));
    let (public, secret) = (pair.public_key().unwrap(), pair.secret_key().unwrap());
    match known.kind {
        "signature" => signature(&pair, &public, report),
        "DH" => report("agree", secret.price(0), time(|| key_exchange::dh(&public, &secret).unwrap())),
        _ => {
            let encapsulated = key_exchange::encapsulate(&public).unwrap().encapsulated;
            report("encapsulate", public.price(0), time(|| key_exchange::encapsulate(&public).unwrap()));
            report("decapsulate", secret.price(0), time(|| key_exchange::decapsulate(&secret, &encapsulated).unwrap()));
        }
    }
}

fn signature(pair: &KeyPair, public: &PublicKey, report: Report<'_>) {
    for (name, len) in [("0", 0), ("1 MiB", MIB)] {
        let message = vec![7_u8; len];
        let mut state = SignatureState::open(pair).unwrap();
        let price = state.update_price(len);
        let mut states: Vec<SignatureState> = (0..5).map(|_| SignatureState::open(pair).unwrap()).collect();
        if len != 0 {
            report(&format!("sign, update {name}"), price, time(|| states.pop().unwrap().update(&message).unwrap()));
        }
        state.update(&message).unwrap();
        report(&format!("sign {name}"), state.sign_price(), time(|| state.sign().unwrap()));
        let signature = state.sign().unwrap();
        let mut state = SignatureVerificationState::open(public).unwrap();
        state.update(&message).unwrap();
        report(&format!("verify {name}"), state.verify_price(), time(|| state.verify(&signature).unwrap()));
    }
}
