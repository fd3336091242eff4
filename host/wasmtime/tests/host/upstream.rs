//! The package upstream publishes, in both its states: what differs from ours, and misuse.

use std::sync::OnceLock;

use wasi_crypto_host::WasiCryptoCtx;
use wasi_crypto_host::engine::{Engine, Limits};
use wasi_crypto_host::secrets::Rules;
use wasi_crypto_tests::component_driver::{self as driver, Driver, H, block_on};
use wasmtime::component::{Component, ComponentNamedList, ComponentType, Lift, Lower};

use crate::managed::{Facility, NOW, defaults};

const NONE: Option<H> = None;
const SYMMETRIC: u8 = 1;
const SIGNATURES: u8 = 0;
const RAW: u8 = 0;
const LATER: u64 = NOW + 1000;

/// The numbers of the legacy API.
const SUCCESS: u8 = 0;
const UNSUPPORTED_FEATURE: u8 = 3;
const PROHIBITED_OPERATION: u8 = 4;
const INVALID_LENGTH: u8 = 9;
const OVERFLOW: u8 = 16;
const TOO_MANY_HANDLES: u8 = 18;
const INVALID_TAG: u8 = 21;
const INVALID_OPERATION: u8 = 22;
const NONCE_REQUIRED: u8 = 23;
const NOT_FOUND: u8 = 26;
const EXPIRED: u8 = 30;

#[derive(Clone, ComponentType, Copy, Debug, Lift, Lower, PartialEq)]
#[component(variant)]
#[allow(dead_code, reason = "some are never given, others never answered")]
enum Version {
    #[component(name = "unspecified")]
    Unspecified,
    #[component(name = "latest")]
    Latest,
    #[component(name = "all")]
    All,
    #[component(name = "specified")]
    Specified(u64),
}

/// A component of the earlier state; it has all functions.
struct Guest(Driver);

impl Guest {
    fn new() -> Self {
        Self::with(WasiCryptoCtx::new())
    }

    fn with(crypto: WasiCryptoCtx) -> Self {
        Self(Driver::of(component(), crypto))
    }

    fn limited(change: impl FnOnce(&mut Limits)) -> Self {
        let mut limits = Limits::default();
        change(&mut limits);
        let engine = Engine::builder().limits(limits).build().unwrap();
        Self::with(WasiCryptoCtx::builder().engine(engine).build())
    }

    /// One that may hold as many bytes as another holds when it has done something.
    fn as_large_as(work: impl FnOnce(&mut Self)) -> Self {
        let mut guest = Self::new();
        work(&mut guest);
        let held = guest.0.held_bytes();
        Self::limited(|limits| limits.max_held_bytes = held)
    }

    /// The interface is the part of its name after `wasi-ephemeral-crypto-`.
    fn call<R, P>(&mut self, interface: &str, name: &str, params: P) -> Result<R, u8>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        self.attempt(interface, name, params).unwrap()
    }

    /// [`call`](Self::call), where a trap is an error.
    fn attempt<R, P>(&mut self, interface: &str, name: &str, params: P) -> wasmtime::Result<Result<R, u8>>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        let name = format!("wasi-ephemeral-crypto-{interface}-{name}");
        let (result,) = self.0.plain::<(Result<R, u8>,), P>(&name, params)?;
        Ok(result)
    }

    fn key(&mut self, algorithm: &str, raw: &[u8]) -> H {
        self.call("symmetric", "symmetric-key-import", (algorithm, raw)).unwrap()
    }

    fn state(&mut self, algorithm: &str, key: Option<H>) -> H {
        self.call("symmetric", "symmetric-state-open", (algorithm, key, NONE)).unwrap()
    }

    fn cipher(&mut self, algorithm: &str, nonce: &[u8]) -> H {
        let key = self.key(algorithm, &[2; 32]);
        let options: H = self.call("common", "options-open", (SYMMETRIC,)).unwrap();
        self.call::<(), _>("common", "options-set", (options, "nonce", nonce)).unwrap();
        self.call("symmetric", "symmetric-state-open", (algorithm, Some(key), Some(options))).unwrap()
    }

    fn squeeze(&mut self, state: H) -> Result<Vec<u8>, u8> {
        self.call("symmetric", "symmetric-state-squeeze", (state,))
    }

    fn open_handles(&self) -> usize {
        self.0.open_handles()
    }
}

fn component() -> &'static Component {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    COMPONENT.get_or_init(|| driver::generate(&driver::wit().join("upstream/with-close"), |_| true))
}

/// Instantiating compares the type of every function the host has with the package's.
#[test]
fn both_states_link_in_both_flavours() {
    for state in ["with-close", "without-close"] {
        let component = driver::generate(&driver::wit().join("upstream").join(state), |_| true);
        Driver::of(&component, WasiCryptoCtx::new());
        block_on(Driver::of_async(&component, WasiCryptoCtx::new()));
    }
}

/// With the common interface, in which all resources are.
#[test]
fn a_component_may_import_any_one_of_the_interfaces() {
    const COMMON: &str = "wasi-ephemeral-crypto-common";

    let folder = driver::wit().join("upstream/without-close");
    let others = ["asymmetric-common", "signatures", "symmetric", "kx", "external-secrets", "signatures-batch"];
    for other in others.into_iter().chain(["symmetric-batch", "common"]) {
        let name = format!("wasi-ephemeral-crypto-{other}");
        let component = driver::generate(&folder, |interface| interface == COMMON || interface == name);
        Driver::of(&component, WasiCryptoCtx::new());
    }
}

/// What compilers made of a program against each state imports exactly the functions of that state: it calls them all.
#[test]
fn the_guests_of_the_repository_call_every_function() {
    for (guest, functions) in [("component-upstream-close", 86), ("component-upstream", 75)] {
        let path = driver::wit().join(format!("../tests/guests/wasm/{guest}.wasm"));
        let decoded = wit_component::decode(&std::fs::read(path).unwrap()).unwrap();
        let resolve = decoded.resolve();
        let imported = resolve.interfaces.iter().filter(|(id, _)| {
            resolve.id_of(*id).is_some_and(|name| name.starts_with("wasi:crypto/") && name.ends_with("@0.11.0"))
        });
        let count: usize = imported.map(|(_, interface)| interface.functions.len()).sum();
        assert_eq!(count, functions, "{guest}");
    }
}

/// The errors of both packages are the same by name; the numbers are those of the legacy API.
#[test]
fn errors_have_the_numbers_of_the_legacy_api() {
    let mut guest = Guest::new();
    let open = |guest: &mut Guest, algorithm: &str| -> Result<H, u8> {
        guest.call("symmetric", "symmetric-state-open", (algorithm, NONE, NONE))
    };
    assert_eq!(open(&mut guest, "no such algorithm"), Err(6));
    assert_eq!(open(&mut guest, "HMAC/SHA-256"), Err(20));
    let hash = open(&mut guest, "SHA-256").unwrap();
    assert_eq!(guest.call::<(), _>("symmetric", "symmetric-state-ratchet", (hash,)), Err(INVALID_OPERATION));
    assert_eq!(guest.call::<u64, _>("symmetric", "symmetric-state-options-get-u64", (hash, "memory_limit")), Err(25));
}

#[test]
fn closing_gives_the_place_back_and_a_second_time_traps() {
    let mut guest = Guest::with(WasiCryptoCtx::builder().max_handles(1).build());
    let state = guest.state("SHA-256", None);
    assert_eq!(guest.call::<H, _>("symmetric", "symmetric-state-open", ("SHA-256", NONE, NONE)), Err(TOO_MANY_HANDLES));
    assert_eq!(guest.call::<(), _>("symmetric", "symmetric-state-close", (state,)), Ok(()));
    assert_eq!(guest.open_handles(), 0);
    let again = guest.attempt::<(), _>("symmetric", "symmetric-state-close", (state,));
    assert!(again.is_err(), "the handle is not the guest's any more");
}

#[test]
fn handles_that_are_made_up_or_of_another_kind_trap() {
    let mut guest = Guest::new();
    assert!(guest.attempt::<Vec<u8>, _>("symmetric", "symmetric-state-squeeze", (1000_u32,)).is_err());
    let mut guest = Guest::new();
    let key = guest.key("HMAC/SHA-256", &[1; 32]);
    assert!(guest.attempt::<Vec<u8>, _>("symmetric", "symmetric-state-squeeze", (key,)).is_err());
    let mut guest = Guest::new();
    let key = guest.key("HMAC/SHA-256", &[1; 32]);
    assert!(guest.attempt::<(), _>("symmetric", "symmetric-state-close", (key,)).is_err());
}

#[test]
fn squeezing_gives_the_usual_length() {
    let mut guest = Guest::new();
    for (algorithm, len) in [("SHA-256", 32), ("SHA-384", 48), ("SHA-512", 64), ("SHA-512/256", 32)] {
        let state = guest.state(algorithm, None);
        let digest = guest.squeeze(state).unwrap();
        assert_eq!(digest.len(), len, "{algorithm}");
        let batch: Vec<(Vec<u8>, u8)> =
            guest.call("symmetric-batch", "batch-symmetric-state-squeeze", (&[state, state][..],)).unwrap();
        assert_eq!(batch, [(digest.clone(), SUCCESS), (digest, SUCCESS)]);
    }
    for (algorithm, len) in [("HKDF-EXPAND/SHA-256", 32), ("HKDF-EXPAND/SHA-512", 64)] {
        let key = guest.key(algorithm, &[1; 64]);
        let state = guest.state(algorithm, Some(key));
        assert_eq!(guest.squeeze(state).unwrap().len(), len, "{algorithm}");
    }
    let key = guest.key("HMAC/SHA-256", &[1; 32]);
    let state = guest.state("HMAC/SHA-256", Some(key));
    assert_eq!(guest.squeeze(state), Err(INVALID_OPERATION));
}

#[cfg(feature = "optional")]
#[test]
fn squeezing_an_xof_goes_on() {
    let mut guest = Guest::new();
    let state = guest.state("SHAKE-128", None);
    let (first, second) = (guest.squeeze(state).unwrap(), guest.squeeze(state).unwrap());
    assert_eq!((first.len(), second.len()), (32, 32));
    assert_ne!(first, second);
}

#[test]
fn the_output_length_of_decrypt_is_that_of_a_buffer() {
    let mut guest = Guest::new();
    let decrypt = |guest: &mut Guest, state: H, data: &[u8], out_len: u32| -> Result<Vec<u8>, u8> {
        guest.call("symmetric", "symmetric-state-decrypt", (state, data, out_len))
    };
    let sealing = guest.cipher("AES-256-GCM", &[3; 12]);
    let sealed: Vec<u8> = guest.call("symmetric", "symmetric-state-encrypt", (sealing, &b"text"[..])).unwrap();
    let state = guest.cipher("AES-256-GCM", &[3; 12]);
    assert_eq!(decrypt(&mut guest, state, &sealed, 3), Err(OVERFLOW));
    assert_eq!(decrypt(&mut guest, state, &sealed, 5), Err(INVALID_LENGTH));
    assert_eq!(decrypt(&mut guest, state, &sealed, u32::MAX), Err(INVALID_LENGTH));
    assert_eq!(decrypt(&mut guest, state, &sealed[..15], 7), Err(INVALID_TAG));
    assert_eq!(decrypt(&mut guest, state, b"", 0), Err(INVALID_TAG));
    assert_eq!(decrypt(&mut guest, state, &sealed, 4), Ok(b"text".to_vec()));
    let hash = guest.state("SHA-256", None);
    assert_eq!(decrypt(&mut guest, hash, b"", 0), Err(INVALID_OPERATION));
}

#[test]
fn array_outputs_are_taken_once() {
    let mut guest = Guest::new();
    let key = guest.key("HMAC/SHA-256", &[1; 32]);
    let output: H = guest.call("symmetric", "symmetric-key-export", (key,)).unwrap();
    assert_eq!(guest.open_handles(), 2);
    assert_eq!(guest.call("common", "array-output-len", (output,)), Ok(32_u32));
    assert_eq!(guest.call("common", "array-output-pull", (output,)), Ok(vec![1_u8; 32]));
    assert_eq!(guest.open_handles(), 1);
    assert!(guest.attempt::<u32, _>("common", "array-output-len", (output,)).is_err());
}

/// Lists that wait are memory of the host.
#[test]
fn what_waits_is_limited() {
    let export = |guest: &mut Guest, key: H| guest.call::<H, _>("symmetric", "symmetric-key-export", (key,));
    let mut guest = Guest::as_large_as(|guest| {
        let key = guest.key("HMAC/SHA-256", &[1; 32]);
        export(guest, key).unwrap();
        export(guest, key).unwrap();
    });
    let key = guest.key("HMAC/SHA-256", &[1; 32]);
    let export = |guest: &mut Guest| export(guest, key);
    let (first, _second) = (export(&mut guest).unwrap(), export(&mut guest).unwrap());
    assert_eq!(export(&mut guest), Err(OVERFLOW));
    assert_eq!(guest.open_handles(), 3, "a refused list has no place");
    guest.call::<Vec<u8>, _>("common", "array-output-pull", (first,)).unwrap();
    let third = export(&mut guest).unwrap();
    guest.0.drop("array-output", third);
    assert!(export(&mut guest).is_ok());
}

/// Both outputs of an encapsulation, or neither.
#[test]
fn half_an_encapsulation_is_not_handed_out() {
    let public = |guest: &mut Guest| -> H {
        let pair: H = guest.call("asymmetric-common", "keypair-generate", (2_u8, "ML-KEM-768", NONE)).unwrap();
        guest.call("asymmetric-common", "keypair-publickey", (pair,)).unwrap()
    };
    // Room for the secret, and not for both.
    let mut guest = Guest::as_large_as(|guest| {
        public(guest);
        guest.state("SHA-256", None);
    });
    let public = public(&mut guest);
    let before = guest.open_handles();
    assert_eq!(guest.call::<(H, H), _>("kx", "kx-encapsulate", (public,)), Err(OVERFLOW));
    assert_eq!(guest.open_handles(), before);
}

#[test]
fn a_tag_is_gone_when_it_was_pulled() {
    let mut guest = Guest::new();
    let key = guest.key("HMAC/SHA-256", &[1; 32]);
    let state = guest.state("HMAC/SHA-256", Some(key));
    let tag: H = guest.call("symmetric", "symmetric-state-squeeze-tag", (state,)).unwrap();
    let bytes: Vec<u8> = guest.call("symmetric", "symmetric-tag-pull", (tag,)).unwrap();
    assert_eq!((bytes.len(), guest.open_handles()), (32, 2));
    assert!(guest.attempt::<u32, _>("symmetric", "symmetric-tag-len", (tag,)).is_err());
}

#[test]
fn the_length_of_a_guest_buffer_is_the_budget() {
    let mut guest = Guest::limited(|limits| limits.max_memory_budget = 1000);
    let options: H = guest.call("common", "options-open", (SYMMETRIC,)).unwrap();
    let mut set = |len: usize| {
        guest.call::<(), _>("common", "options-set-guest-buffer", (options, "buffer", &vec![1_u8; len][..]))
    };
    assert_eq!((set(1000), set(1001)), (Ok(()), Err(OVERFLOW)));
}

/// A failed entry has a handle too, so there has to be a place for each before anything is done.
#[test]
fn batches_without_enough_places_do_nothing() {
    type Encrypted = Vec<(Vec<u8>, H, u8)>;
    const ENCRYPT: &str = "batch-symmetric-state-encrypt-detached";

    let mut guest = Guest::with(WasiCryptoCtx::builder().max_handles(8).build());
    let states = [guest.cipher("AES-256-GCM", &[1; 12]), guest.cipher("AES-256-GCM", &[2; 12])];
    let batch = [(states[0], &b"one"[..]), (states[1], &b"two"[..])];
    let filler = guest.key("HMAC/SHA-256", &[1; 32]);
    assert_eq!(guest.open_handles(), 7);
    assert_eq!(guest.call::<Encrypted, _>("symmetric-batch", ENCRYPT, (&batch[..],)), Err(TOO_MANY_HANDLES));
    assert_eq!(guest.open_handles(), 7);
    guest.call::<(), _>("symmetric", "symmetric-key-close", (filler,)).unwrap();
    let entries: Encrypted = guest.call("symmetric-batch", ENCRYPT, (&batch[..],)).unwrap();
    assert!(entries.iter().all(|(.., errno)| *errno == SUCCESS), "the nonces were not spent");
}

#[test]
fn failed_entries_have_results_of_no_use() {
    type Encrypted = Vec<(Vec<u8>, H, u8)>;

    let mut guest = Guest::new();
    let state = guest.cipher("AES-256-GCM", &[1; 12]);
    let batch = [(state, &b"one"[..]), (state, &b"two"[..])];
    let entries: Encrypted =
        guest.call("symmetric-batch", "batch-symmetric-state-encrypt-detached", (&batch[..],)).unwrap();
    assert_eq!((entries[0].2, entries[1].2), (SUCCESS, NONCE_REQUIRED));
    let (none, tag, _) = &entries[1];
    assert!(none.is_empty());
    assert_eq!(guest.call("symmetric", "symmetric-tag-len", (*tag,)), Ok(0_u32));
    assert_eq!(guest.call::<(), _>("symmetric", "symmetric-tag-verify", (*tag, &b""[..])), Err(INVALID_TAG));
    assert_eq!(guest.call("symmetric", "symmetric-tag-pull", (*tag,)), Ok(Vec::<u8>::new()));
    let opened: Vec<(Vec<u8>, u8)> =
        guest.call("symmetric-batch", "batch-symmetric-state-decrypt", (&[(state, &b"forged"[..])][..],)).unwrap();
    assert_eq!(opened, [(Vec::new(), INVALID_TAG)]);
}

#[test]
fn batches_are_of_one_algorithm_and_of_limited_length() {
    let mut guest = Guest::limited(|limits| limits.max_batch_len = 2);
    let (first, second) = (guest.state("SHA-256", None), guest.state("SHA-512", None));
    let mut squeeze = |states: &[H]| {
        guest.call::<Vec<(Vec<u8>, u8)>, _>("symmetric-batch", "batch-symmetric-state-squeeze", (states,))
    };
    assert_eq!(squeeze(&[first, second]), Err(UNSUPPORTED_FEATURE));
    assert_eq!(squeeze(&[first; 3]), Err(OVERFLOW));
    assert_eq!(squeeze(&[]), Ok(Vec::new()));
}

#[test]
fn signatures_of_a_batch_are_raw() {
    let mut guest = Guest::new();
    let pair: H = guest.call("asymmetric-common", "keypair-generate", (SIGNATURES, "ECDSA_P256_SHA256", NONE)).unwrap();
    let public: H = guest.call("asymmetric-common", "keypair-publickey", (pair,)).unwrap();
    let state: H = guest.call("signatures", "signature-state-open", (pair,)).unwrap();
    let entries: Vec<(H, u8)> =
        guest.call("signatures-batch", "batch-signature-state-sign", (&[state, state][..],)).unwrap();
    for (output, errno) in entries {
        assert_eq!(errno, SUCCESS);
        let raw: Vec<u8> = guest.call("common", "array-output-pull", (output,)).unwrap();
        let signature: H = guest.call("signatures", "signature-import", ("ECDSA_P256_SHA256", &raw[..], RAW)).unwrap();
        let state: H = guest.call("signatures", "signature-verification-state-open", (public,)).unwrap();
        let verdicts: Vec<u8> =
            guest.call("signatures-batch", "batch-signature-state-verify", (&[(state, signature)][..],)).unwrap();
        assert_eq!(verdicts, [SUCCESS]);
    }
}

/// All signatures of a batch, or none.
#[test]
fn a_batch_of_signatures_that_may_not_wait_leaves_nothing() {
    let state = |guest: &mut Guest| -> H {
        let pair: H = guest.call("asymmetric-common", "keypair-generate", (SIGNATURES, "Ed25519", NONE)).unwrap();
        guest.call("signatures", "signature-state-open", (pair,)).unwrap()
    };
    let mut guest = Guest::as_large_as(|guest| {
        let state = state(guest);
        guest.call::<Vec<(H, u8)>, _>("signatures-batch", "batch-signature-state-sign", (&[state][..],)).unwrap();
    });
    let state = state(&mut guest);
    let mut sign = |states: &[H]| {
        let signed = guest.call::<Vec<(H, u8)>, _>("signatures-batch", "batch-signature-state-sign", (states,));
        (signed.map(|entries| entries.len()), guest.open_handles())
    };
    assert_eq!(sign(&[state, state]), (Err(OVERFLOW), 2));
    assert_eq!(sign(&[state]), (Ok(1), 3));
    assert_eq!(sign(&[state]), (Err(OVERFLOW), 3));
}

#[test]
fn without_a_store_there_is_no_manager() {
    let mut guest = Guest::new();
    assert_eq!(guest.call::<H, _>("common", "secrets-manager-open", (NONE,)), Err(UNSUPPORTED_FEATURE));
    let pair: H = guest.call("asymmetric-common", "keypair-generate", (SIGNATURES, "Ed25519", NONE)).unwrap();
    assert_eq!(
        guest.call::<(Vec<u8>, Version), _>("asymmetric-common", "keypair-id", (pair,)),
        Err(UNSUPPORTED_FEATURE)
    );
}

/// The handle of the old key is the host's, so it goes whatever comes of the call.
#[test]
fn replacing_takes_the_old_key_even_if_it_fails() {
    let facility = Facility::new(defaults(Rules::default()));
    let mut guest = Guest::with(WasiCryptoCtx::builder().secrets(facility.guest()).build());
    let manager: H = guest.call("common", "secrets-manager-open", (NONE,)).unwrap();
    let old = guest.key("HMAC/SHA-256", &[1; 32]);
    let new = guest.key("HMAC/SHA-256", &[2; 32]);
    let replace = |guest: &mut Guest, old: H| {
        guest.call::<Version, _>("symmetric", "symmetric-key-replace-managed", (manager, old, new))
    };
    assert_eq!(replace(&mut guest, old), Err(UNSUPPORTED_FEATURE));
    assert_eq!(guest.open_handles(), 2);
    let old: H = guest.call("symmetric", "symmetric-key-generate-managed", (manager, "HMAC/SHA-256", NONE)).unwrap();
    assert_eq!(replace(&mut guest, old), Ok(Version::Specified(1)));
    let (id, version): (Vec<u8>, Version) = guest.call("symmetric", "symmetric-key-id", (new,)).unwrap();
    assert_eq!(version, Version::Specified(1));
    assert_eq!(guest.call::<H, _>("symmetric", "symmetric-key-export", (new,)), Err(PROHIBITED_OPERATION));
    for none in [Version::Unspecified, Version::Specified(0xff00_0000_0000_0001)] {
        let found = guest.call::<H, _>("symmetric", "symmetric-key-from-id", (manager, &id[..], none));
        assert_eq!(found, Err(NOT_FOUND));
    }
    guest.call::<(), _>("common", "secrets-manager-invalidate", (manager, &id[..], Version::All)).unwrap();
    let found = guest.call::<H, _>("symmetric", "symmetric-key-from-id", (manager, &id[..], Version::Latest));
    assert_eq!(found, Err(NOT_FOUND));
}

#[test]
fn replacing_a_secret_stores_another() {
    let facility = Facility::new(defaults(Rules::default()));
    let mut guest = Guest::with(WasiCryptoCtx::builder().secrets(facility.guest()).build());
    let manager: H = guest.call("common", "secrets-manager-open", (NONE,)).unwrap();
    let id: Vec<u8> = guest.call("external-secrets", "external-secret-store", (manager, &b"first"[..], LATER)).unwrap();
    let (other, version): (Vec<u8>, Version) =
        guest.call("external-secrets", "external-secret-replace", (manager, &b"second"[..], LATER)).unwrap();
    assert_eq!(version, Version::Specified(0));
    for (id, secret) in [(&id, &b"first"[..]), (&other, b"second")] {
        let found: H =
            guest.call("external-secrets", "external-secret-from-id", (manager, &id[..], Version::Latest)).unwrap();
        assert_eq!(guest.call("common", "array-output-pull", (found,)), Ok(secret.to_vec()));
    }
    let expired = guest.call::<Vec<u8>, _>("external-secrets", "external-secret-store", (manager, &b""[..], NOW));
    assert_eq!(expired, Err(EXPIRED));
}

/// A key found by a component of one package is the same for a component of the other.
#[test]
fn both_packages_see_one_store() {
    let facility = Facility::new(defaults(Rules::default()));
    let mut guest = Guest::with(WasiCryptoCtx::builder().secrets(facility.guest()).build());
    let manager: H = guest.call("common", "secrets-manager-open", (NONE,)).unwrap();
    let key: H = guest.call("symmetric", "symmetric-key-generate-managed", (manager, "HMAC/SHA-256", NONE)).unwrap();
    let (id, _): (Vec<u8>, Version) = guest.call("symmetric", "symmetric-key-id", (key,)).unwrap();
    let (mut ours, manager) = facility.driver();
    let found = ours.call::<H, _>("symmetric-symmetric-key-from-id", (manager, &id[..], driver::Version::Latest));
    assert!(found.is_ok());
}
