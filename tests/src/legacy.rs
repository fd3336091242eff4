//! The raw legacy API from Rust: every function, any argument, through driver module, adapters and host, or with the
//! functions linked into the driver.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use wasi_crypto_adapter_generator::driver::{self, Allocator};
use wasi_crypto_componentize::{Componentizer, LinkMode};
use wasi_crypto_engine::Engine as CryptoEngine;
use wasi_crypto_host::secrets::GuestSecrets;
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasi_crypto_model::binding::{Bindings, CoreType, Function};
use wasi_crypto_witx::TypeKind;
use wasmtime::component::{Component, Func, Linker, ResourceTable, Val};
use wasmtime::{Config, Engine, Store};

/// The legacy error numbers by name; the position is the number.
pub const ERRNO: [&str; 31] = [
    "success",
    "guest_error",
    "not_implemented",
    "unsupported_feature",
    "prohibited_operation",
    "unsupported_encoding",
    "unsupported_algorithm",
    "unsupported_option",
    "invalid_key",
    "invalid_length",
    "verification_failed",
    "rng_error",
    "algorithm_failure",
    "invalid_signature",
    "closed",
    "invalid_handle",
    "overflow",
    "internal_error",
    "too_many_handles",
    "key_not_supported",
    "key_required",
    "invalid_tag",
    "invalid_operation",
    "nonce_required",
    "invalid_nonce",
    "option_not_set",
    "not_found",
    "parameters_missing",
    "in_progress",
    "incompatible_keys",
    "expired",
];

/// Name of an errno; a number outside the list is a bug of the adapter.
pub fn errno_name(errno: u32) -> &'static str {
    ERRNO.get(errno as usize).unwrap_or_else(|| panic!("{errno} is no errno"))
}

/// What a legacy call answers: nothing, or the name of an errno.
pub type Answer<T = ()> = Result<T, &'static str>;

/// Pages of memory the tests have for themselves; the adapters take theirs behind it.
pub const PAGES: u32 = 64;

/// How the driver and the host behind it are set up.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The driver's own allocator, if it has one.
    pub allocator: bool,
    /// How the functions come to the driver.
    pub mode: LinkMode,
    /// Most pages its memory may have.
    pub maximum_pages: Option<u32>,
    /// Engine of the host; the default one without it.
    pub engine: Option<CryptoEngine>,
    /// Most handles; the default without it.
    pub max_handles: Option<usize>,
    /// What the driver is built against, by the names `wasi_crypto_model::model` takes; the current generation without it.
    pub generation: Option<&'static str>,
    /// Managed keys and external secrets; without them the host has no secrets manager.
    pub secrets: Option<GuestSecrets>,
}

/// A running driver module.
pub struct Legacy {
    store: Store<State>,
    funcs: HashMap<String, Func>,
    api: &'static Api,
    mode: LinkMode,
    /// Next free byte of the scratch memory handed out by [`Legacy::put`] and [`Legacy::room`].
    next: u32,
}

struct State {
    crypto: WasiCryptoCtx,
    table: ResourceTable,
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// What is known of a generation. Derived once: most tests begin with a driver of their own.
struct Api {
    bindings: Bindings,
    functions: HashMap<String, Function>,
    /// Names of the error numbers; the position is the number.
    errnos: Vec<String>,
}

impl Api {
    fn of(generation: &str) -> &'static Self {
        static KNOWN: Mutex<BTreeMap<String, &'static Api>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().expect("no test panics in here");
        known.entry(generation.to_owned()).or_insert_with(|| Box::leak(Box::new(Self::derive(generation))))
    }

    fn derive(generation: &str) -> Self {
        let bindings = wasi_crypto_model::bindings(generation).expect("the shaping table fits the witx");
        let functions = bindings.modules.iter().flat_map(|module| &module.functions);
        let functions = functions.map(|function| (function.name.clone(), function.clone())).collect();
        let names = wasi_crypto_model::generations(generation).expect("a known generation");
        let newest = names.last().expect("at least one");
        let document = wasi_crypto_model::document(newest).expect("it has a witx");
        let is_errno = |name: &str| ["crypto_errno", "errno"].contains(&name);
        let errno = document.types.into_iter().find(|named| is_errno(&named.name)).expect("it has errors");
        let TypeKind::Enum(errno) = errno.ty.kind else { panic!("errors are an enum") };
        Self { bindings, functions, errnos: errno.cases.into_iter().map(|case| case.name).collect() }
    }
}

/// The bindings of the current generation.
pub fn bindings() -> &'static Bindings {
    &Api::of(wasi_crypto_model::CURRENT).bindings
}

/// The driver as a component, compiled once for each kind of driver.
fn compiled(bindings: &Bindings, setup: &Setup) -> Component {
    type Key = (bool, Option<u32>, Option<&'static str>, bool);
    static COMPILED: Mutex<BTreeMap<Key, Component>> = Mutex::new(BTreeMap::new());
    let Setup { allocator, mode, maximum_pages, generation, .. } = *setup;
    let mut compiled = COMPILED.lock().expect("no test panics in here");
    let make = || {
        let options = driver::Options {
            modules: Vec::new(),
            initial_pages: PAGES,
            maximum_pages,
            allocator: if allocator { Allocator::Bump(0) } else { Allocator::None },
        };
        let engine = Engine::new(Config::new().concurrency_support(false)).expect("a sound configuration");
        let module = driver::generate(bindings, &options).expect("a driver can be made");
        let mut componentizer = Componentizer::new().link_mode(mode);
        if let Some(generation) = generation {
            componentizer = componentizer.generation(generation);
        }
        let component = componentizer.componentize(&module.wasm).expect("the driver fits its adapters");
        Component::new(&engine, component).expect("a valid component")
    };
    let key = (allocator, maximum_pages, generation, mode == LinkMode::Adapters);
    compiled.entry(key).or_insert_with(make).clone()
}

impl Default for Legacy {
    fn default() -> Legacy {
        Legacy::new(Setup::default())
    }
}

impl Legacy {
    /// Makes a component of a driver module and instantiates it.
    pub fn new(setup: Setup) -> Legacy {
        let generation = setup.generation.unwrap_or(wasi_crypto_model::CURRENT);
        let api = Api::of(generation);
        let component = compiled(&api.bindings, &setup);
        let engine = component.engine().clone();
        let mut linker = Linker::new(&engine);
        wasi_crypto_host::add_to_linker_sync(&mut linker).expect("the host can be linked");
        let mut crypto = WasiCryptoCtx::builder();
        if let Some(engine) = setup.engine {
            crypto = crypto.engine(engine);
        }
        if let Some(max) = setup.max_handles {
            crypto = crypto.max_handles(max);
        }
        if let Some(secrets) = setup.secrets {
            crypto = crypto.secrets(secrets);
        }
        let mut store = Store::new(&engine, State { crypto: crypto.build(), table: ResourceTable::new() });
        let instance = linker.instantiate(&mut store, &component).expect("everything imported is there");
        let names = api.functions.keys().map(|name| name.replace('_', "-"));
        let memory = ["peek8", "peek64", "poke8", "poke64", "fill", "copy", "memory-size", "memory-grow"];
        let funcs = names
            .chain(memory.map(String::from))
            .map(|name| {
                let func = instance.get_func(&mut store, name.as_str()).unwrap_or_else(|| panic!("no export `{name}`"));
                (name, func)
            })
            .collect();
        Legacy { store, funcs, api, mode: setup.mode, next: 1024 }
    }

    /// Calls a legacy function with raw arguments.
    ///
    /// # Panics
    ///
    /// The call traps: no argument may make an adapter do that.
    pub fn call(&mut self, name: &str, args: &[u64]) -> Answer {
        match self.try_call(name, args) {
            Ok(0) => Ok(()),
            Ok(errno) => match self.api.errnos.get(errno as usize) {
                Some(name) => Err(name.as_str()),
                None => panic!("{name}{args:x?} answered {errno}, which is no errno"),
            },
            Err(error) => panic!("{name}{args:x?} trapped: {error:?}"),
        }
    }

    /// Calls a legacy function with raw arguments; an error is a trap.
    pub fn try_call(&mut self, name: &str, args: &[u64]) -> wasmtime::Result<u32> {
        let function = self.api.functions.get(name).unwrap_or_else(|| panic!("no function `{name}`"));
        assert_eq!(function.params.len(), args.len(), "arguments of {name}");
        let values: Vec<Val> = function
            .params
            .iter()
            .zip(args)
            .map(|((_, ty), value)| match ty {
                CoreType::I32 => Val::U32(u32::try_from(*value).expect("a 32-bit argument")),
                CoreType::I64 => Val::U64(*value),
                CoreType::F32 | CoreType::F64 => unreachable!("no function of cryptography takes a float"),
            })
            .collect();
        match self.invoke(&name.replace('_', "-"), &values, 1)?.as_slice() {
            [Val::U32(errno)] => Ok(*errno),
            other => panic!("{name} answered {other:?}"),
        }
    }

    /// The parameters and action of a function.
    pub fn function(&self, name: &str) -> &Function {
        &self.api.functions[name]
    }

    /// How the functions came to the driver, for a test that needs another one like it.
    pub fn mode(&self) -> LinkMode {
        self.mode
    }

    /// Objects the host holds for the driver.
    pub fn open_handles(&self) -> usize {
        self.store.data().crypto.open_handles()
    }

    /// Forgets all scratch memory handed out so far; handles live on.
    pub fn reset_scratch(&mut self) {
        self.next = 1024;
    }

    /// Reserves scratch memory, aligned to 16 bytes, with 16 bytes of distance to the next piece.
    pub fn room(&mut self, len: usize) -> u64 {
        let address = self.next;
        let len = u32::try_from(len).expect("small pieces");
        self.next = (address + len + 31) & !15;
        assert!(self.next < PAGES * 65_536, "the scratch memory is used up");
        u64::from(address)
    }

    /// Copies bytes into scratch memory; address and length.
    pub fn put(&mut self, bytes: &[u8]) -> (u64, u64) {
        let address = self.room(bytes.len());
        self.write(address, bytes);
        (address, bytes.len() as u64)
    }

    /// Writes to the driver's memory.
    pub fn write(&mut self, address: u64, bytes: &[u8]) {
        let address = u32::try_from(address).expect("an address");
        let (words, rest) = bytes.as_chunks::<8>();
        let mut at = address;
        for word in words {
            self.memory("poke64", &[Val::U32(at), Val::U64(u64::from_le_bytes(*word))], 0);
            at += 8;
        }
        for byte in rest {
            self.memory("poke8", &[Val::U32(at), Val::U64(u64::from(*byte))], 0);
            at += 1;
        }
    }

    /// Reads from the driver's memory.
    pub fn read(&mut self, address: u64, len: u64) -> Vec<u8> {
        let address = u32::try_from(address).expect("an address");
        let len = u32::try_from(len).expect("a length");
        let mut bytes = Vec::new();
        while bytes.len() as u32 + 8 <= len {
            let word = self.memory("peek64", &[Val::U32(address + bytes.len() as u32)], 1);
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        while (bytes.len() as u32) < len {
            bytes.push(self.memory("peek8", &[Val::U32(address + bytes.len() as u32)], 1) as u8);
        }
        bytes
    }

    /// Sets a range to one byte.
    pub fn fill(&mut self, address: u64, len: u64, byte: u8) {
        let number = |value: u64| Val::U32(u32::try_from(value).expect("32 bits"));
        self.memory("fill", &[number(address), number(len), Val::U32(byte.into())], 0);
    }

    /// Copies a range of the driver's memory.
    pub fn copy(&mut self, to: u64, from: u64, len: u64) {
        let number = |value: u64| Val::U32(u32::try_from(value).expect("32 bits"));
        self.memory("copy", &[number(to), number(from), number(len)], 0);
    }

    /// Pages the memory has now, the adapters' included.
    pub fn memory_pages(&mut self) -> u32 {
        match self.invoke("memory-size", &[], 1).expect("no trap").as_slice() {
            [Val::U32(pages)] => *pages,
            other => panic!("memory-size answered {other:?}"),
        }
    }

    /// Memory of `len` bytes at the end of what there is, all of them zero.
    pub fn grow(&mut self, len: u64) -> u64 {
        let pages = u32::try_from(len.div_ceil(1 << 16)).expect("a size");
        match self.invoke("memory-grow", &[Val::U32(pages)], 1).expect("no trap").as_slice() {
            [Val::U32(before)] if *before != u32::MAX => u64::from(*before) << 16,
            other => panic!("memory-grow answered {other:?}"),
        }
    }

    /// A little-endian u32 in the driver's memory.
    pub fn read_u32(&mut self, address: u64) -> u32 {
        u32::from_le_bytes(self.read(address, 4).try_into().expect("four bytes"))
    }

    fn memory(&mut self, name: &str, args: &[Val], results: usize) -> u64 {
        match self.invoke(name, args, results).expect("the test stays inside its memory").as_slice() {
            [Val::U64(value)] => *value,
            [Val::U32(value)] => u64::from(*value),
            _ => 0,
        }
    }

    fn invoke(&mut self, name: &str, args: &[Val], results: usize) -> wasmtime::Result<Vec<Val>> {
        let func = self.funcs[name];
        let mut values = vec![Val::Bool(false); results];
        func.call(&mut self.store, args, &mut values)?;
        Ok(values)
    }
}
