//! The bytes that objects are charged are those that they take, in every provider: no fewer, and not many more.
//!
//! An allocator counts what making an object leaves on the heap, and the budget says what was charged for it. AWS-LC
//! allocates where no allocator of Rust's sees it: there, the memory of the process grows by many objects.

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::{engines, is_rsa, pair, size_of, takes_any_key};
use wasi_crypto_engine::{
    AlgorithmInfo, COVERED, Category, Engine, KeyEncoding, KeyPair, Opener, Options, PublicKey, Sealer, SecretKey,
    Signature, SignatureEncoding, SignatureState, SignatureVerificationState, SymmetricKey, SymmetricState,
    key_exchange,
};

/// Bytes of an allocation besides those that are asked for.
const ALLOCATION: usize = 16;

/// More than every kind of algorithm with keys of any length needs.
const LONG_KEY: usize = 4000;

/// Finds out what an object takes.
trait Meter {
    /// The inputs of states that are of interest, in pieces.
    const INPUTS: &'static [&'static [usize]];

    /// `make` makes the same object each time it is called.
    fn object<T>(&mut self, engine: &Engine, what: &str, make: impl FnMut() -> T);
}

/// What objects of one kind are charged, and what they take in the provider where they take the most.
struct Bytes {
    charged: usize,
    taken: usize,
}

/// What was found, by algorithm and object.
#[derive(Default)]
struct Found {
    all: BTreeMap<String, Bytes>,
    wrong: Vec<String>,
}

/// Counts allocations.
struct Heap<'a> {
    of: &'a str,
    found: &'a mut Found,
}

/// Looks at the whole process.
struct Process<'a> {
    of: &'a str,
    found: &'a mut Found,
}

#[test]
fn objects_are_charged_what_they_take() {
    let mut found = Found::default();
    // First: what others have freed would be used again.
    if let Some((_, engine)) = engines().into_iter().find(|(name, _)| *name == "aws-lc" && resident().is_some()) {
        for known in engine.algorithms().filter(|known| known.provider == "aws-lc-rs") {
            measure(&engine, &known, &mut Process { of: known.identifier, found: &mut found });
        }
    }
    for (_, engine) in engines() {
        options(&engine, &mut Heap { of: "", found: &mut found });
        for known in engine.algorithms() {
            measure(&engine, &known, &mut Heap { of: known.identifier, found: &mut found });
        }
    }
    let Found { all, mut wrong } = found;
    assert!(all.len() > 500, "only {} objects", all.len());
    for (what, Bytes { charged, taken }) in all {
        // A context counts with every state, though most algorithms keep nothing of it; and states may become smaller.
        let may_be_less = what.contains("with a context") || what.contains("state, used");
        if charged > 2 * taken + 2048 && !may_be_less {
            wrong.push(format!("{what}: charged {charged}, and takes {taken}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

impl Found {
    /// Compares, where no less than `sure` bytes are taken.
    fn add(&mut self, what: String, charged: usize, taken: usize, sure: usize) {
        if charged < sure {
            self.wrong.push(format!("{what}: charged only {charged}, and takes {taken}"));
        }
        let known = self.all.entry(what).or_insert(Bytes { charged, taken });
        known.charged = known.charged.max(charged);
        known.taken = known.taken.max(taken);
    }
}

impl Meter for Heap<'_> {
    const INPUTS: &'static [&'static [usize]] = &[&[], &[1], &[1000, 1000, 1000], &[1, 100_000, 1, 100_000]];

    fn object<T>(&mut self, engine: &Engine, what: &str, mut make: impl FnMut() -> T) {
        // What is computed once in a process is none of the object's.
        drop(make());
        let before = engine.budget().held();
        let mut made = None;
        let counted = allocation_counter::measure(|| made = Some(make()));
        let charged = engine.budget().held() - before + paid_by_place(what);
        drop(made);
        assert_eq!(engine.budget().held(), before, "{} {what}", self.of);
        let (bytes, count) = (counted.bytes_current, counted.count_current);
        let taken = usize::try_from(bytes).unwrap() + usize::try_from(count).unwrap() * ALLOCATION;
        self.found.add(format!("{} {what}", self.of), charged, taken, taken);
    }
}

impl Meter for Process<'_> {
    /// The input that is kept is in memory of ours.
    const INPUTS: &'static [&'static [usize]] = &[&[], &[1]];

    /// What is made stays for good, so that nothing is used again.
    fn object<T>(&mut self, engine: &Engine, what: &str, mut make: impl FnMut() -> T) {
        const TOGETHER: usize = 512 << 10;
        let before = engine.budget().held();
        std::mem::forget(make());
        let charged = engine.budget().held() - before + paid_by_place(what);
        let count = (TOGETHER / charged.max(128)).clamp(32, 2000);
        let mut made = Vec::with_capacity(count);
        // So that the pages of the list are there.
        made.resize_with(count, || None);
        made.clear();
        let before = resident().unwrap();
        made.resize_with(count, || Some(make()));
        let grown = resident().unwrap().saturating_sub(before);
        std::mem::forget(made);
        // Pages of code, and of what is only needed meanwhile.
        let sure = grown.saturating_sub(32 << 10) / count;
        self.found.add(format!("{} {what}", self.of), charged, grown / count, sure);
    }
}

/// What the place of an object pays for: nothing of keys, which may outlive it.
fn paid_by_place(what: &str) -> usize {
    if what.starts_with("key") || what.ends_with(" key") { 0 } else { COVERED }
}

/// Bytes of the process that are in memory, exactly.
fn resident() -> Option<usize> {
    let text = fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    let kib = text.lines().find_map(|line| line.strip_prefix("Rss:"))?.trim().strip_suffix(" kB")?;
    Some(kib.trim().parse::<usize>().ok()? * 1024)
}

fn measure(engine: &Engine, known: &AlgorithmInfo, meter: &mut impl Meter) {
    match known.category {
        Category::Symmetric => {
            symmetric_keys(engine, known, meter);
            if known.kind == "sealed stream" {
                sealed_streams(engine, known, meter);
            } else {
                symmetric_states(engine, known, meter);
            }
        }
        category => {
            key_pairs(engine, category, known, meter);
            if category == Category::Signatures {
                signatures(engine, known, meter);
            }
        }
    }
}

fn options(engine: &Engine, meter: &mut impl Meter) {
    meter.object(engine, "empty options", || Options::open(engine, Category::Symmetric));
    for len in [0, 1, 4096] {
        meter.object(engine, &format!("options with strings of {len} bytes"), || {
            let mut options = Options::open(engine, Category::Symmetric);
            for name in ["nonce", "context", "salt"] {
                options.set(name, &vec![1; len]).unwrap();
            }
            options.set_u64("memory_limit", 1).unwrap();
            options
        });
    }
}

fn symmetric_keys(engine: &Engine, known: &AlgorithmInfo, meter: &mut impl Meter) {
    let algorithm = known.identifier;
    if size_of(known, "key").is_none() {
        return;
    }
    let generate = || SymmetricKey::generate(engine, algorithm, None).unwrap();
    let raw = generate().export().unwrap();
    meter.object(engine, "key, generated", generate);
    meter.object(engine, "key, imported", || SymmetricKey::import(engine, algorithm, &raw).unwrap());
    meter.object(engine, "key, used", || {
        let key = SymmetricKey::import(engine, algorithm, &raw).unwrap();
        if known.kind == "sealed stream" {
            Sealer::new(&key, b"").unwrap().seal(&mut [1; 100], true).unwrap();
        } else {
            use_up(&mut open(engine, known, Some(&key), &given(engine, known)));
        }
        key
    });
    if known.kind == "KDF" || known.kind == "MAC" && takes_any_key(known) {
        let raw = [1; LONG_KEY];
        meter.object(engine, "key, long", || SymmetricKey::import(engine, algorithm, &raw).unwrap());
    }
}

fn sealed_streams(engine: &Engine, known: &AlgorithmInfo, meter: &mut impl Meter) {
    let key = SymmetricKey::generate(engine, known.identifier, None).unwrap();
    // Few bytes: what is freed again would be used for other objects.
    let sealer = || {
        let mut sealer = Sealer::new(&key, b"").unwrap();
        sealer.seal(&mut [1; 100], true).unwrap();
        sealer
    };
    let header = sealer().header().to_vec();
    meter.object(engine, "sealer", sealer);
    meter.object(engine, "opener", || Opener::new(&key, &header, b"").unwrap());
}

fn symmetric_states<M: Meter>(engine: &Engine, known: &AlgorithmInfo, meter: &mut M) {
    // That of BLAKE3 does not go with a context.
    let keyed = size_of(known, "key").is_some() && known.kind != "XOF";
    let key = keyed.then(|| SymmetricKey::generate(engine, known.identifier, None).unwrap());
    let plain = given(engine, known);
    let mut given = vec![("", given(engine, known))];
    given.extend(with_context(engine, known, key.as_ref()).map(|options| (" with a context", options)));
    for (suffix, options) in &given {
        let open = || open(engine, known, key.as_ref(), options);
        for pieces in M::INPUTS {
            let absorbed = || {
                let mut state = open();
                for len in *pieces {
                    let _ = state.absorb(&vec![1; *len]);
                }
                state
            };
            meter.object(engine, &format!("state{suffix} that has absorbed {pieces:?}"), absorbed);
            let state = absorbed();
            meter.object(engine, &format!("copy of a state{suffix} {pieces:?}"), || state.try_clone().unwrap());
        }
        let used = || {
            let mut state = open();
            let _ = state.absorb(b"input of a state");
            use_up(&mut state);
            state
        };
        meter.object(engine, &format!("state{suffix}, used"), used);
        let state = used();
        meter.object(engine, &format!("copy of a state{suffix}, used"), || state.try_clone().unwrap());
    }
    let mut state = open(engine, known, key.as_ref(), &plain);
    let _ = state.absorb(b"input of a state");
    if state.try_clone().unwrap().squeeze_tag().is_ok() {
        meter.object(engine, "tag", || state.squeeze_tag().unwrap());
    }
}

/// Options without which there is no state: passwords are to be hashed as cheaply as possible.
fn given(engine: &Engine, known: &AlgorithmInfo) -> Options {
    let mut options = Options::open(engine, Category::Symmetric);
    if let Some(len) = size_of(known, "nonce") {
        options.set("nonce", &vec![1; len]).unwrap();
    }
    if known.kind == "password hash" {
        options.set("salt", &[1; 16]).unwrap();
        // The least that is accepted.
        for (name, values) in [("memory_limit", [2048, 8192]), ("ops_limit", [1, 4])] {
            let least = values.iter().find(|value| {
                let mut tried = Options::open(engine, Category::Symmetric);
                tried.set("salt", &[1; 16]).unwrap();
                tried.set_u64(name, **value).unwrap();
                SymmetricState::open(engine, known.identifier, None, Some(&tried)).is_ok()
            });
            if let Some(least) = least {
                options.set_u64(name, *least).unwrap();
            }
        }
    }
    options
}

/// The same with the longest context and salt that the algorithm takes, if it takes any.
fn with_context(engine: &Engine, known: &AlgorithmInfo, key: Option<&SymmetricKey>) -> Option<Options> {
    let names = || ["context", "salt"].into_iter().filter(|name| known.options.contains(name));
    names().next()?;
    [4096, 48, 16, 1].into_iter().find_map(|len| {
        let mut options = given(engine, known);
        for name in names() {
            options.set(name, &vec![b'c'; len]).unwrap();
        }
        SymmetricState::open(engine, known.identifier, key, Some(&options)).is_ok().then_some(options)
    })
}

fn open(engine: &Engine, known: &AlgorithmInfo, key: Option<&SymmetricKey>, options: &Options) -> SymmetricState {
    SymmetricState::open(engine, known.identifier, key, Some(options)).unwrap()
}

/// Everything that can be done.
fn use_up(state: &mut SymmetricState) {
    let len = state.usual_squeeze_len().unwrap_or(32);
    let _ = state.squeeze(len);
    let _ = state.squeeze_tag();
    if let Ok(sealed) = state.encrypt(b"message") {
        let _ = state.decrypt(&sealed);
    }
    let _ = state.ratchet();
}

fn key_pairs(engine: &Engine, category: Category, known: &AlgorithmInfo, meter: &mut impl Meter) {
    let (algorithm, encoding) = (known.identifier, KeyEncoding::Local);
    let one = pair(engine, category, algorithm);
    let raw = one.export(encoding).unwrap();
    let secret = one.secret_key().unwrap().export(encoding).unwrap();
    let public = one.public_key().unwrap().export(encoding).unwrap();
    // Hardly any provider generates RSA keys, and it takes long.
    if !is_rsa(known) {
        meter.object(engine, "key pair, generated", || pair(engine, category, algorithm));
    }
    let import = || KeyPair::import(engine, category, algorithm, &raw, encoding).unwrap();
    meter.object(engine, "key pair, imported", import);
    meter.object(engine, "secret key", || SecretKey::import(engine, category, algorithm, &secret, encoding).unwrap());
    meter.object(engine, "public key", || PublicKey::import(engine, category, algorithm, &public, encoding).unwrap());
    meter.object(engine, "key pair, used", || {
        let pair = import();
        let (public, secret) = (pair.public_key().unwrap(), pair.secret_key().unwrap());
        match known.kind {
            "signature" => {
                let signature = SignatureState::open(&pair).unwrap().sign().unwrap();
                SignatureVerificationState::open(&public).unwrap().verify(&signature).unwrap();
            }
            "DH" => drop(key_exchange::dh(&public, &secret).unwrap()),
            _ => {
                let encapsulated = key_exchange::encapsulate(&public).unwrap().encapsulated;
                key_exchange::decapsulate(&secret, &encapsulated).unwrap();
            }
        }
        pair
    });
}

fn signatures<M: Meter>(engine: &Engine, known: &AlgorithmInfo, meter: &mut M) {
    let pair = pair(engine, Category::Signatures, known.identifier);
    let public = pair.public_key().unwrap();
    for pieces in M::INPUTS {
        let signing = || {
            let mut state = SignatureState::open(&pair).unwrap();
            pieces.iter().for_each(|len| state.update(&vec![1; *len]).unwrap());
            state
        };
        let verifying = || {
            let mut state = SignatureVerificationState::open(&public).unwrap();
            pieces.iter().for_each(|len| state.update(&vec![1; *len]).unwrap());
            state
        };
        meter.object(engine, &format!("state for signing {pieces:?}"), signing);
        meter.object(engine, &format!("state for verifying {pieces:?}"), verifying);
        let (signing, verifying) = (signing(), verifying());
        meter.object(engine, &format!("copy of a state for signing {pieces:?}"), || signing.try_clone().unwrap());
        meter.object(engine, &format!("copy of a state for verifying {pieces:?}"), || verifying.try_clone().unwrap());
    }
    let mut state = SignatureState::open(&pair).unwrap();
    meter.object(engine, "signature", || state.sign().unwrap());
    let raw = state.sign().unwrap().export(SignatureEncoding::Raw).unwrap();
    meter.object(engine, "signature, imported", || {
        Signature::import(engine, known.identifier, &raw, SignatureEncoding::Raw).unwrap()
    });
}
