//! What passes through the provider component does not stay in its memory: not keys, and not what is encrypted or comes
//! of decrypting, though the lists that a call carries are nobody's to wipe.
#![cfg(target_os = "linux")]

use wasi_crypto_test_support::residue::{Planted, Search};
use wasi_crypto_test_support::tools;
use wasi_crypto_tests::standalone::{State, instantiate};
use wasmtime::Store;
use wasmtime::component::{Func, Instance, ResourceAny, Val};

/// The provider with nobody in front of it, so that no guest has copies of its own.
struct Provider {
    store: Store<State>,
    instance: Instance,
}

impl Provider {
    fn new() -> Self {
        let (store, instance) = instantiate(&tools::provider("wasi-crypto-provider-required"));
        Provider { store, instance }
    }

    /// Calls a function of the symmetric interface and returns what it gives if it succeeds.
    fn call(&mut self, name: &str, arguments: &[Val]) -> Option<Val> {
        let (_, interface) = (self.instance)
            .get_export(&mut self.store, None, "wasi:crypto/symmetric@0.13.0-draft")
            .expect("the interface is exported");
        let (_, index) = self.instance.get_export(&mut self.store, Some(&interface), name).expect("exported");
        let function: Func = self.instance.get_func(&mut self.store, index).expect("a function");
        let mut results = [Val::Bool(false)];
        function.call(&mut self.store, arguments, &mut results).expect("no trap");
        let [result] = results;
        match result {
            Val::Result(Ok(value)) => value.map(|value| *value),
            other => panic!("{name} answers {other:?}"),
        }
    }

    fn drop_resource(&mut self, resource: Val) {
        handle(&resource).resource_drop(&mut self.store).expect("it is there");
    }
}

fn handle(value: &Val) -> ResourceAny {
    match value {
        Val::Resource(resource) => *resource,
        other => panic!("{other:?} is not a resource"),
    }
}

/// A list of bytes, each of which lies apart from the next.
fn list(bytes: &[u8]) -> Val {
    Val::List(bytes.iter().copied().map(Val::U8).collect())
}

fn text(text: &str) -> Val {
    Val::String(text.into())
}

/// A secret that is only ever held spread out, and what to look for.
fn secret(seed: u64, len: usize) -> (Val, Planted) {
    let mut bytes = zeroize::Zeroizing::new(vec![0_u8; len]);
    let mut state = seed;
    for byte in bytes.iter_mut() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (state >> 56) as u8;
    }
    (list(&bytes), Planted::new(&bytes))
}

#[test]
fn nothing_that_passed_through_it_stays() {
    let mut search = Search::default();
    let mut provider = Provider::new();

    // While a key is there, it is found: the search sees the component's memory.
    let (bytes, planted_key) = secret(1, 32);
    let key = provider.call("[static]symmetric-key.import", &[text("CHACHA20-POLY1305"), bytes]).expect("a key");
    assert!(!search.places(&planted_key).is_empty(), "a key in use is found");
    provider.call("[method]symmetric-key.export", std::slice::from_ref(&key)).expect("its bytes");

    let (message, planted_message) = secret(2, 5000);
    let nonce = Val::Option(Some(Box::new(list(&[1; 12]))));
    let sealed = provider.call("seal", &[key.clone(), nonce, list(b""), message]).expect("nonce and ciphertext");
    let Val::Record(sealed) = sealed else { panic!("{sealed:?}") };
    let field = |name: &str| sealed.iter().find(|(field, _)| field == name).expect("a field").1.clone();
    let opened = provider.call("open", &[key.clone(), field("nonce"), list(b""), field("ciphertext")]);
    assert!(matches!(opened, Some(Val::List(bytes)) if bytes.len() == 5000));

    let (hashed, planted_hashed) = secret(3, 777);
    provider.call("hash", &[text("SHA-256"), hashed]).expect("a digest");

    provider.drop_resource(key);
    for (what, planted) in [("key", planted_key), ("message", planted_message), ("hashed text", planted_hashed)] {
        assert!(search.places(&planted).is_empty(), "the {what} is still there");
    }
}
