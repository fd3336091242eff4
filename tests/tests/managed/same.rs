//! One sequence of calls through a component and through the legacy API: step for step the same answers.
//!
//! The component keeps the old handle of a replacement, which the legacy API closes; no step uses one after that.

use std::collections::HashMap;
use std::time::Duration;

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::Error;
use wasi_crypto_host::secrets::Rules;
use wasi_crypto_test_support::answers::hex;
use wasi_crypto_tests::component_driver::{Driver, H, Version};
use wasi_crypto_tests::facility::{Facility, LATER, NOW};
use wasi_crypto_tests::legacy::{Answer, Legacy};
use wasi_crypto_tests::legacy_calls::{RAW, SIGNATURES};
use wasi_crypto_tests::legacy_secrets::{ALL, ID_LEN, KEY, LATEST, PAIR};

use super::module;

/// A step. What is made is kept under a name, and used by it; an identifier goes by the name of its key.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Sets the clock.
    Time(u64),
    Import(Kind, &'static str),
    Generate(Kind, &'static str),
    Store(Kind, &'static str),
    Name(Kind, &'static str),
    /// Old, new.
    Replace(Kind, &'static str, &'static str),
    Find(Kind, &'static str, Version, &'static str),
    /// Signs, or computes a MAC.
    Use(Kind, &'static str),
    Export(Kind, &'static str),
    Revoke(&'static str, Version),
    Keep(&'static str, &'static str, u64),
    Renew(&'static str, &'static str, u64),
    Read(&'static str, Version),
    Forget(&'static str, Version),
    Seal(&'static str, &'static str, u64),
    /// Changes a byte of what was sealed.
    Spoil(&'static str),
    Unseal(&'static str),
}

/// Ed25519 key pairs, or keys of HMAC with SHA-256.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Pair,
    Key,
}

use Kind::{Key, Pair};
use Step::{
    Export, Find, Forget, Generate, Import, Keep, Name, Read, Renew, Replace, Revoke, Seal, Spoil, Store, Time, Unseal,
    Use,
};
use Version::{All, Exact, Latest};

/// What bytes that differ from run to run are replaced by.
const ID: &str = "an identifier";

#[rustfmt::skip]
const STEPS: &[(Step, &str)] = &[
    // A key of the guest's becomes a managed one.
    (Import(Pair, "pair"), "ok"),
    (Use(Pair, "pair"), "e5564300c360ac72"),
    (Name(Pair, "pair"), "unsupported_feature"),
    (Store(Pair, "pair"), ID),
    (Name(Pair, "pair"), "version 0"),
    (Use(Pair, "pair"), "e5564300c360ac72"),
    (Export(Pair, "pair"), "prohibited_operation"),
    (Store(Pair, "pair"), "prohibited_operation"),
    (Find(Pair, "pair", Latest, "found"), "ok"),
    (Use(Pair, "found"), "e5564300c360ac72"),
    (Find(Key, "pair", Latest, "none"), "not_found"),
    (Import(Key, "key"), "ok"),
    (Use(Key, "key"), "b0344c61d8db3853"),
    (Export(Key, "key"), "0b0b0b0b0b0b0b0b"),
    (Store(Key, "key"), ID),
    (Export(Key, "key"), "prohibited_operation"),
    (Find(Key, "key", Exact(0), "found key"), "ok"),
    (Use(Key, "found key"), "b0344c61d8db3853"),
    // Versions.
    (Generate(Key, "other kind of key"), "ok"),
    (Import(Pair, "next"), "ok"),
    (Replace(Pair, "next", "found"), "unsupported_feature"),
    (Replace(Pair, "pair", "next"), "version 1"),
    (Name(Pair, "next"), "version 1"),
    (Import(Pair, "late"), "ok"),
    (Replace(Pair, "found", "late"), "invalid_operation"),
    (Name(Pair, "found"), "version 0"),
    (Name(Pair, "late"), "unsupported_feature"),
    (Find(Pair, "next", Exact(0), "found"), "ok"),
    (Find(Pair, "next", Exact(2), "none"), "not_found"),
    (Find(Pair, "next", All, "none"), "not_found"),
    (Find(Pair, "next", Exact(0xff00_0000_0000_0000), "none"), "not_found"),
    (Find(Pair, "next", Exact(u64::MAX), "none"), "not_found"),
    (Revoke("next", Exact(0xff00_0000_0000_0003)), "not_found"),
    (Revoke("next", Latest), "ok"),
    (Find(Pair, "next", Exact(1), "none"), "not_found"),
    (Find(Pair, "next", Latest, "left"), "ok"),
    (Name(Pair, "left"), "version 0"),
    (Revoke("next", All), "ok"),
    (Revoke("next", All), "not_found"),
    (Find(Pair, "next", Latest, "none"), "not_found"),
    (Use(Pair, "left"), "e5564300c360ac72"),
    // Secrets, and the limits of the policy.
    (Keep("token", "first", LATER), ID),
    (Renew("token", "second", LATER), "version 1"),
    (Renew("token", "third", LATER), "overflow"),
    (Keep("more", "of it", LATER), "overflow"),
    (Generate(Pair, "no room"), "overflow"),
    (Read("token", Latest), "second"),
    (Read("token", Exact(0)), "first"),
    (Read("token", All), "not_found"),
    (Revoke("token", All), "not_found"),
    (Forget("token", Exact(0)), "ok"),
    (Renew("token", "fourth", LATER), "version 2"),
    (Forget("token", Latest), "ok"),
    (Renew("token", "a secret that is longer than this guest may have", LATER), "overflow"),
    (Keep("late", "late", NOW), "expired"),
    (Keep("far", "far", u64::MAX), "prohibited_operation"),
    (Seal("capsule", "sealed", LATER), "ok"),
    (Seal("late", "late", NOW), "expired"),
    (Unseal("capsule"), "sealed"),
    // Time passes, and returns.
    (Time(LATER), "ok"),
    (Find(Key, "key", Latest, "none"), "expired"),
    (Read("token", Latest), "expired"),
    (Unseal("capsule"), "expired"),
    (Spoil("capsule"), "ok"),
    (Unseal("capsule"), "verification_failed"),
    (Use(Key, "key"), "b0344c61d8db3853"),
    (Time(NOW), "ok"),
    (Find(Key, "key", Latest, "found key"), "ok"),
    (Read("token", Latest), "second"),
    (Forget("token", All), "ok"),
    (Read("token", Latest), "not_found"),
    (Forget("token", All), "not_found"),
];

/// RFC 8032, section 7.1, test 1: secret key and public key; it signs the empty message.
const ED25519: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\
                       d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
/// RFC 4231, test case 1.
const HMAC: (&str, [u8; 20], &[u8]) = ("HMAC/SHA-256", [0x0b; 20], b"Hi There");

type Bytes<E> = Result<Vec<u8>, E>;

/// What both can do, each in its own words.
trait Guest {
    type Handle: Copy;
    type Error: Named;

    fn import(&mut self, kind: Kind) -> Result<Self::Handle, Self::Error>;
    fn generate(&mut self, kind: Kind) -> Result<Self::Handle, Self::Error>;
    fn store(&mut self, kind: Kind, key: Self::Handle) -> Bytes<Self::Error>;
    fn name(&mut self, kind: Kind, key: Self::Handle) -> Result<(Vec<u8>, u64), Self::Error>;
    fn replace(&mut self, kind: Kind, old: Self::Handle, new: Self::Handle) -> Result<u64, Self::Error>;
    fn find(&mut self, kind: Kind, id: &[u8], version: Version) -> Result<Self::Handle, Self::Error>;
    fn apply(&mut self, kind: Kind, key: Self::Handle) -> Bytes<Self::Error>;
    fn export(&mut self, kind: Kind, key: Self::Handle) -> Bytes<Self::Error>;
    fn revoke(&mut self, id: &[u8], version: Version) -> Result<(), Self::Error>;
    fn keep(&mut self, secret: &[u8], expiration: u64) -> Bytes<Self::Error>;
    fn renew(&mut self, id: &[u8], secret: &[u8], expiration: u64) -> Result<u64, Self::Error>;
    fn read(&mut self, id: &[u8], version: Version) -> Bytes<Self::Error>;
    fn forget(&mut self, id: &[u8], version: Version) -> Result<(), Self::Error>;
    fn seal(&mut self, secret: &[u8], expiration: u64) -> Bytes<Self::Error>;
    fn unseal(&mut self, sealed: &[u8]) -> Bytes<Self::Error>;
}

/// An error by its legacy name.
trait Named {
    fn named(self) -> String;
}

impl Named for &'static str {
    fn named(self) -> String {
        self.to_owned()
    }
}

impl Named for Error {
    fn named(self) -> String {
        self.name().replace('-', "_")
    }
}

struct Module(Legacy, u64);

impl Module {
    fn number(version: Version) -> u64 {
        match version {
            Latest => LATEST,
            All => ALL,
            Exact(version) => version,
        }
    }

    fn kind(kind: Kind) -> &'static str {
        match kind {
            Pair => PAIR,
            Key => KEY,
        }
    }
}

impl Guest for Module {
    type Handle = u64;
    type Error = &'static str;

    fn import(&mut self, kind: Kind) -> Answer<u64> {
        match kind {
            Pair => self.0.import("keypair", SIGNATURES, "Ed25519", &hex(ED25519), RAW),
            Key => self.0.key_import(HMAC.0, &HMAC.1),
        }
    }

    fn generate(&mut self, kind: Kind) -> Answer<u64> {
        match kind {
            Pair => self.0.keypair_generate_managed(self.1, SIGNATURES, "Ed25519"),
            Key => self.0.key_generate_managed(self.1, HMAC.0),
        }
    }

    fn store(&mut self, kind: Kind, key: u64) -> Answer<Vec<u8>> {
        self.0.store_managed(Self::kind(kind), self.1, key)
    }

    fn name(&mut self, kind: Kind, key: u64) -> Answer<(Vec<u8>, u64)> {
        self.0.managed_id(Self::kind(kind), key, ID_LEN)
    }

    fn replace(&mut self, kind: Kind, old: u64, new: u64) -> Answer<u64> {
        self.0.replace_managed(Self::kind(kind), self.1, old, new)
    }

    fn find(&mut self, kind: Kind, id: &[u8], version: Version) -> Answer<u64> {
        self.0.from_id(Self::kind(kind), self.1, id, Self::number(version))
    }

    fn apply(&mut self, kind: Kind, key: u64) -> Answer<Vec<u8>> {
        match kind {
            Pair => {
                let signature = self.0.sign(key, b"")?;
                self.0.export("signature", signature, RAW)
            }
            Key => {
                let state = self.0.state_open(HMAC.0, Some(key), None)?;
                self.0.absorb(state, HMAC.2)?;
                let tag = self.0.squeeze_tag(state)?;
                self.0.tag_pull(tag, 32)
            }
        }
    }

    fn export(&mut self, kind: Kind, key: u64) -> Answer<Vec<u8>> {
        match kind {
            Pair => self.0.export("keypair", key, RAW),
            Key => self.0.key_export(key),
        }
    }

    fn revoke(&mut self, id: &[u8], version: Version) -> Answer {
        self.0.invalidate(self.1, id, Self::number(version))
    }

    fn keep(&mut self, secret: &[u8], expiration: u64) -> Answer<Vec<u8>> {
        self.0.secret_store(self.1, secret, expiration)
    }

    fn renew(&mut self, id: &[u8], secret: &[u8], expiration: u64) -> Answer<u64> {
        self.0.secret_replace(self.1, id, secret, expiration)
    }

    fn read(&mut self, id: &[u8], version: Version) -> Answer<Vec<u8>> {
        self.0.secret_from_id(self.1, id, Self::number(version))
    }

    fn forget(&mut self, id: &[u8], version: Version) -> Answer {
        self.0.secret_invalidate(self.1, id, Self::number(version))
    }

    fn seal(&mut self, secret: &[u8], expiration: u64) -> Answer<Vec<u8>> {
        self.0.seal(self.1, secret, expiration)
    }

    fn unseal(&mut self, sealed: &[u8]) -> Answer<Vec<u8>> {
        self.0.unseal(self.1, sealed)
    }
}

struct Component(Driver, H);

impl Component {
    fn on(&mut self, kind: Kind, function: &str) -> String {
        match kind {
            Pair => format!("asymmetric-key-pair-{function}"),
            Key => format!("symmetric-symmetric-key-{function}"),
        }
    }
}

const NONE: Option<H> = None;
const SIGNING: u8 = SIGNATURES as u8;

impl Guest for Component {
    type Handle = H;
    type Error = Error;

    fn import(&mut self, kind: Kind) -> Result<H, Error> {
        match kind {
            Pair => self.0.call("asymmetric-key-pair-import", (SIGNING, "Ed25519", &hex(ED25519)[..], RAW as u8)),
            Key => self.0.call("symmetric-symmetric-key-import", (HMAC.0, &HMAC.1[..])),
        }
    }

    fn generate(&mut self, kind: Kind) -> Result<H, Error> {
        let name = self.on(kind, "generate-managed");
        match kind {
            Pair => self.0.call(&name, (self.1, SIGNING, "Ed25519", NONE)),
            Key => self.0.call(&name, (self.1, HMAC.0, NONE)),
        }
    }

    fn store(&mut self, kind: Kind, key: H) -> Bytes<Error> {
        let name = self.on(kind, "store-managed");
        self.0.call(&name, (key, self.1))
    }

    fn name(&mut self, kind: Kind, key: H) -> Result<(Vec<u8>, u64), Error> {
        let name = self.on(kind, "id");
        self.0.call(&name, (key,))
    }

    fn replace(&mut self, kind: Kind, old: H, new: H) -> Result<u64, Error> {
        let name = self.on(kind, "replace-managed");
        self.0.call(&name, (old, self.1, new))
    }

    fn find(&mut self, kind: Kind, id: &[u8], version: Version) -> Result<H, Error> {
        let name = self.on(kind, "from-id");
        self.0.call(&name, (self.1, id, version))
    }

    fn apply(&mut self, kind: Kind, key: H) -> Bytes<Error> {
        match kind {
            Pair => self.0.call("signatures-sign", (key, &b""[..])),
            Key => self.0.call("symmetric-mac", (key, HMAC.2)),
        }
    }

    fn export(&mut self, kind: Kind, key: H) -> Bytes<Error> {
        let name = self.on(kind, "export");
        match kind {
            Pair => self.0.call(&name, (key, RAW as u8)),
            Key => self.0.call(&name, (key,)),
        }
    }

    fn revoke(&mut self, id: &[u8], version: Version) -> Result<(), Error> {
        self.0.call("common-secrets-manager-invalidate", (self.1, id, version))
    }

    fn keep(&mut self, secret: &[u8], expiration: u64) -> Bytes<Error> {
        self.0.call("external-secrets-store", (self.1, secret, expiration))
    }

    fn renew(&mut self, id: &[u8], secret: &[u8], expiration: u64) -> Result<u64, Error> {
        self.0.call("external-secrets-replace", (self.1, id, secret, expiration))
    }

    fn read(&mut self, id: &[u8], version: Version) -> Bytes<Error> {
        self.0.call("external-secrets-from-id", (self.1, id, version))
    }

    fn forget(&mut self, id: &[u8], version: Version) -> Result<(), Error> {
        self.0.call("external-secrets-invalidate", (self.1, id, version))
    }

    fn seal(&mut self, secret: &[u8], expiration: u64) -> Bytes<Error> {
        self.0.call("external-secrets-encapsulate", (self.1, secret, expiration))
    }

    fn unseal(&mut self, sealed: &[u8]) -> Bytes<Error> {
        self.0.call("external-secrets-decapsulate", (self.1, sealed))
    }
}

/// A guest on its way through the steps, and what it has kept.
struct Run<G: Guest> {
    guest: G,
    facility: Facility,
    keys: HashMap<&'static str, G::Handle>,
    ids: HashMap<&'static str, Vec<u8>>,
    sealed: HashMap<&'static str, Vec<u8>>,
}

impl<G: Guest> Run<G> {
    fn new(facility: Facility, guest: G) -> Self {
        Self { guest, facility, keys: HashMap::new(), ids: HashMap::new(), sealed: HashMap::new() }
    }

    fn answers(mut self) -> Vec<String> {
        let answer = |(step, _): &(Step, _)| self.step(*step).unwrap_or_else(Named::named);
        STEPS.iter().map(answer).collect()
    }

    fn step(&mut self, step: Step) -> Result<String, G::Error> {
        let (guest, keys, ids) = (&mut self.guest, &mut self.keys, &mut self.ids);
        let (ok, version) = (|| "ok".to_owned(), |version: u64| format!("version {version}"));
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the secrets are text");
        let start = |bytes: Vec<u8>| bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(match step {
            Time(now) => {
                self.facility.clock.set(now);
                ok()
            }
            Import(kind, name) => {
                keys.insert(name, guest.import(kind)?);
                ok()
            }
            Generate(kind, name) => {
                keys.insert(name, guest.generate(kind)?);
                ok()
            }
            Store(kind, name) => {
                let id = guest.store(kind, keys[name])?;
                assert_eq!(id.len(), ID_LEN);
                ids.insert(name, id);
                ID.to_owned()
            }
            Name(kind, name) => {
                let (id, number) = guest.name(kind, keys[name])?;
                ids.insert(name, id);
                version(number)
            }
            Replace(kind, old, new) => version(guest.replace(kind, keys[old], keys[new])?),
            Find(kind, id, version, name) => {
                keys.insert(name, guest.find(kind, &ids[id], version)?);
                ok()
            }
            Use(kind, name) => start(guest.apply(kind, keys[name])?),
            Export(kind, name) => start(guest.export(kind, keys[name])?),
            Revoke(id, version) => {
                guest.revoke(&ids[id], version)?;
                ok()
            }
            Keep(name, secret, expiration) => {
                let id = guest.keep(secret.as_bytes(), expiration)?;
                assert_eq!(id.len(), ID_LEN);
                ids.insert(name, id);
                ID.to_owned()
            }
            Renew(id, secret, expiration) => version(guest.renew(&ids[id], secret.as_bytes(), expiration)?),
            Read(id, version) => text(guest.read(&ids[id], version)?),
            Forget(id, version) => {
                guest.forget(&ids[id], version)?;
                ok()
            }
            Seal(name, secret, expiration) => {
                self.sealed.insert(name, guest.seal(secret.as_bytes(), expiration)?);
                ok()
            }
            Spoil(name) => {
                self.sealed.entry(name).and_modify(|sealed| sealed[0] ^= 1);
                ok()
            }
            Unseal(name) => text(guest.unseal(&self.sealed[name])?),
        })
    }
}

/// Room for four versions, of a while; secrets of at most 20 bytes.
fn facility() -> Facility {
    Facility::new(Rules {
        max_versions: Some(4),
        max_expiry: Some(Duration::from_secs(LATER - NOW)),
        max_secret_len: Some(20),
        ..Rules::default()
    })
}

#[test]
fn both_paths_answer_the_same_to_every_step() {
    let (ours, theirs) = (facility(), facility());
    let (legacy, manager) = module(&ours);
    let legacy = Run::new(ours.clone(), Module(legacy, manager)).answers();
    let mut component = Driver::with(WasiCryptoCtx::builder().secrets(theirs.guest()).build());
    let manager = component.call("common-secrets-manager-open", (NONE,)).expect("the host has a store");
    let component = Run::new(theirs.clone(), Component(component, manager)).answers();
    let mut wrong = Vec::new();
    for (((step, expected), legacy), component) in STEPS.iter().zip(&legacy).zip(&component) {
        if [legacy, component] != [expected, expected] {
            wrong.push(format!("{step:?}: expected {expected}, legacy {legacy}, component {component}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(ours.versions(), theirs.versions(), "the same is left in the store");
}
