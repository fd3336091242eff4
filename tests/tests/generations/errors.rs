//! Every error of the package, answered by a host that does nothing else, under the number of its time.

use wasi_crypto_adapter_generator::driver;
use wasi_crypto_componentize::Componentizer;
use wasi_crypto_model::{generations, model};
use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine, Store};

use crate::SPRING;

/// Numbers by error, where they are not those of today.
fn number(generation: &str, error: &str, today: u32) -> u32 {
    let spring = SPRING.contains(&generation);
    let before_2021 = spring || ["2020-06", "2020-10", "2020-11", "2020-06..2020-10"].contains(&generation);
    match error {
        "in-progress" if generation == "2020-04-10" => 12,
        "invalid-nonce" if before_2021 => 9,
        "expired" if spring || generation == "2020-06" => 25,
        "incompatible-keys" if spring => 8,
        _ if before_2021 && today > 24 => today - 1,
        _ => today,
    }
}

/// The errors of the package with their numbers of today.
const ERRORS: [(&str, u32); 28] = [
    ("not-implemented", 2),
    ("unsupported-feature", 3),
    ("prohibited-operation", 4),
    ("unsupported-encoding", 5),
    ("unsupported-algorithm", 6),
    ("unsupported-option", 7),
    ("invalid-key", 8),
    ("invalid-length", 9),
    ("verification-failed", 10),
    ("rng-error", 11),
    ("algorithm-failure", 12),
    ("invalid-signature", 13),
    ("invalid-handle", 15),
    ("overflow", 16),
    ("internal-error", 17),
    ("too-many-handles", 18),
    ("key-not-supported", 19),
    ("key-required", 20),
    ("invalid-tag", 21),
    ("invalid-operation", 22),
    ("nonce-required", 23),
    ("invalid-nonce", 24),
    ("option-not-set", 25),
    ("not-found", 26),
    ("parameters-missing", 27),
    ("in-progress", 28),
    ("incompatible-keys", 29),
    ("expired", 30),
];

#[test]
fn every_error_has_the_number_of_its_time() {
    let engine = Engine::new(Config::new().concurrency_support(false)).unwrap();
    for generation in SPRING.into_iter().chain(generations("any").unwrap()).chain(["any", "2020-06..2020-10"]) {
        let model = model(generation).unwrap();
        let module = match generation {
            "2020-04-10" => "wasi_ephemeral_crypto",
            _ => "wasi_ephemeral_crypto_symmetric",
        };
        let options = driver::Options { modules: vec![module.to_owned()], ..driver::Options::default() };
        let driver = driver::generate(&model.bindings, &options).unwrap();
        let component = Componentizer::new().generation(generation).componentize(&driver.wasm).unwrap();
        let component = Component::new(&engine, component).unwrap();
        let mut linker: Linker<&str> = Linker::new(&engine);
        linker.allow_shadowing(true);
        linker.define_unknown_imports_as_traps(&component).unwrap();
        let mut symmetric = linker.instance("wasi:crypto/symmetric@0.13.0-draft").unwrap();
        symmetric
            .func_new("[static]symmetric-key.generate", |store, _, _, results| {
                let error = Val::Enum((*store.data()).to_owned());
                results[0] = Val::Result(Err(Some(Box::new(error))));
                Ok(())
            })
            .unwrap();
        for (error, today) in ERRORS {
            let mut store = Store::new(&engine, error);
            let instance = linker.instantiate(&mut store, &component).unwrap();
            // No options: the tag at address 64 says that there are none.
            let poke = instance.get_func(&mut store, "poke8").unwrap();
            poke.call(&mut store, &[Val::U32(64), Val::U64(1)], &mut []).unwrap();
            let generate = instance.get_func(&mut store, "symmetric-key-generate").unwrap();
            let mut errno = [Val::U32(0)];
            let args = [128, 0, 64, 256].map(Val::U32);
            generate.call(&mut store, &args, &mut errno).unwrap();
            let [Val::U32(errno)] = errno else { panic!("{errno:?}") };
            assert_eq!(errno, number(generation, error, today), "{generation}: {error}");
        }
    }
}
