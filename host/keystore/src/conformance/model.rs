//! Thousands of random operations on a store and on a [`MemoryStore`] beside it.

use std::sync::Arc;

use super::{Subject, block_on};
use crate::{
    Attributes, EntryName, KeyStore, Kind, LAST_VERSION, MemoryStore, Namespace, NewVersion, Quota, Result, Selector,
    WhenEmpty,
};

/// Compares a store with [`MemoryStore`] over random operations: every result, and everything in both each time the store
/// is opened again, which is also when it moves to another place through a snapshot now and then.
///
/// # Panics
/// With the seed and the operation, at the first difference.
pub fn compare<S: Subject>(subject: &S, seed: u64, operations: usize) {
    let mut model = Model::new(seed);
    let mut place = subject.place();
    let mut store = subject.open(&place);
    for operation in 0..operations {
        let (what, expected, found) = model.step(&*store);
        assert_eq!(found, expected, "seed {seed}, operation {operation}: {what}");
        if model.random.below(200) == 0 {
            let expected = block_on(model.memory.snapshot()).unwrap();
            expected.check().unwrap();
            drop(store);
            store = subject.open(&place);
            assert_eq!(block_on(store.snapshot()).unwrap(), expected, "seed {seed}, operation {operation}: reopened");
            if model.random.below(4) == 0 {
                let elsewhere = subject.place();
                store = subject.open(&elsewhere);
                block_on(store.restore(expected)).unwrap();
                place = elsewhere;
            }
        }
    }
}

/// Draws operations and says what comes of them. Stores that have more tests of this kind can use it for those as well.
pub struct Model {
    /// The store that is right.
    pub memory: Arc<MemoryStore>,
    /// Where the operations come from.
    pub random: Random,
}

impl Model {
    /// The same operations for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { memory: Arc::default(), random: Random::new(seed) }
    }

    /// Applies the next operation to the model and to a store. Returns what it was and what both said, in words.
    pub fn step(&mut self, store: &dyn KeyStore) -> (String, String, String) {
        let operation = self.draw();
        let expected = operation.apply(&*self.memory);
        (format!("{operation:?}"), expected, operation.apply(store))
    }

    /// Applies the next operation to the model alone.
    pub fn advance(&mut self) {
        let operation = self.draw();
        operation.apply(&*self.memory);
    }

    fn draw(&mut self) -> Operation {
        let name = self.name();
        // Most calls know the revision.
        let head = block_on(self.memory.head(name.clone())).ok();
        let revision = head.map_or(1, |head| head.revision) + u64::from(self.random.below(8) == 0);
        let latest = head.and_then(|head| head.latest).unwrap_or_default();
        match self.random.below(100) {
            0..20 => Operation::Create(name, self.version(head.map(|head| head.kind)), self.quota()),
            20..45 => Operation::Append(name, revision, self.version(head.map(|head| head.kind)), self.quota()),
            45..55 => Operation::Reseal(name, revision, self.random.below(latest + 2), self.payload()),
            55..70 => Operation::Invalidate(name, self.selector(latest), self.when_empty()),
            70..76 => Operation::Head(name),
            76..85 => Operation::Read(name, self.selector(latest)),
            85..91 => {
                let namespace = (self.random.below(2) == 0).then(|| name.namespace().clone());
                let after = (self.random.below(2) == 0).then(|| self.name());
                Operation::List(namespace, after, usize::try_from(self.random.below(6)).unwrap())
            }
            91..95 => Operation::Usage(name.namespace().clone()),
            95..97 => Operation::Root,
            _ => {
                let known = block_on(self.memory.root()).unwrap().map(|root| root.revision);
                let known = if self.random.below(4) == 0 { Some(self.random.below(5)) } else { known };
                Operation::SetRoot(known, self.payload())
            }
        }
    }

    fn name(&mut self) -> EntryName {
        let namespaces = [Namespace::host(), Namespace::guest("a").unwrap(), Namespace::guest("ab").unwrap()];
        let ids: [&[u8]; 6] = [b"b", b"b\0", b"bc", b"c", b"\xff", b"b\0\0\0\0\0\0\0\0"];
        let namespace = self.random.pick(&namespaces).clone();
        EntryName::new(namespace, *self.random.pick(&ids)).unwrap()
    }

    /// Every version of an entry has one kind: what calls this store sees to that.
    fn version(&mut self, kind: Option<Kind>) -> NewVersion {
        let attributes = Attributes {
            kind: kind.unwrap_or_else(|| *self.random.pick(&Kind::ALL)),
            algorithm: "A".repeat(usize::try_from(self.random.below(20)).unwrap()),
            created: self.random.next(),
            expires: (self.random.below(2) == 0).then(|| self.random.next()),
        };
        NewVersion { attributes, payload: self.payload() }
    }

    fn payload(&mut self) -> Vec<u8> {
        // A few are larger than a page of any storage.
        let limit = if self.random.below(50) == 0 { 20_000 } else { 200 };
        let len = self.random.below(limit);
        (0..len).map(|_| self.random.next().to_be_bytes()[0]).collect()
    }

    fn quota(&mut self) -> Quota {
        match self.random.below(8) {
            0 => Quota { max_versions: self.random.below(30), max_bytes: u64::MAX },
            1 => Quota { max_versions: u64::MAX, max_bytes: self.random.below(5_000) },
            _ => Quota { max_versions: 40, max_bytes: 1 << 20 },
        }
    }

    fn selector(&mut self, latest: u64) -> Selector {
        match self.random.below(12) {
            0..5 => Selector::Latest,
            5 => Selector::All,
            6 => Selector::Version(*self.random.pick(&[LAST_VERSION, u64::MAX])),
            _ => Selector::Version(self.random.below(latest + 2)),
        }
    }

    fn when_empty(&mut self) -> WhenEmpty {
        *self.random.pick(&[WhenEmpty::KeepCount, WhenEmpty::Forget])
    }
}

#[derive(Debug)]
enum Operation {
    Create(EntryName, NewVersion, Quota),
    Append(EntryName, u64, NewVersion, Quota),
    Reseal(EntryName, u64, u64, Vec<u8>),
    Invalidate(EntryName, Selector, WhenEmpty),
    Head(EntryName),
    Read(EntryName, Selector),
    List(Option<Namespace>, Option<EntryName>, usize),
    Usage(Namespace),
    Root,
    SetRoot(Option<u64>, Vec<u8>),
}

impl Operation {
    fn apply(&self, store: &dyn KeyStore) -> String {
        fn told<T: core::fmt::Debug>(result: Result<T>) -> String {
            format!("{result:?}")
        }
        match self {
            Self::Create(name, first, quota) => told(block_on(store.create(name.clone(), first.clone(), *quota))),
            Self::Append(name, revision, version, quota) => {
                told(block_on(store.append(name.clone(), *revision, version.clone(), *quota)))
            }
            Self::Reseal(name, revision, version, payload) => {
                told(block_on(store.reseal(name.clone(), *revision, *version, payload.clone())))
            }
            Self::Invalidate(name, which, when_empty) => {
                told(block_on(store.invalidate(name.clone(), *which, *when_empty)))
            }
            Self::Head(name) => told(block_on(store.head(name.clone()))),
            Self::Read(name, which) => told(block_on(store.read(name.clone(), *which))),
            Self::List(namespace, after, limit) => told(block_on(store.list(namespace.clone(), after.clone(), *limit))),
            Self::Usage(namespace) => told(block_on(store.usage(namespace.clone()))),
            Self::Root => told(block_on(store.root())),
            Self::SetRoot(revision, content) => told(block_on(store.set_root(*revision, content.clone()))),
        }
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64). Not for keys.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    #[allow(clippy::should_implement_trait, reason = "it has no end, so it is no iterator")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number below a limit, which is not 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(u64::try_from(from.len()).unwrap())).unwrap()]
    }
}
