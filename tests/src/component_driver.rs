//! A component with a button for everything in the WIT package.
//!
//! The driver is a component generated from the WIT package: it imports every function and exports each again, with
//! every handle replaced by the number the guest has for it. A number has the same core representation as a handle, so
//! each export is a plain call of the import, and a test in Rust can do what any guest can, through the real canonical
//! ABI: keep handles, drop them, or make them up. Instantiating it checks the type of everything the host defines.

use std::fmt::Write as _;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use wasi_crypto_host::engine::Error;
use wasi_crypto_host::{WasiCryptoCtx, WasiCryptoCtxView, WasiCryptoView};
use wasmtime::component::{Component, ComponentNamedList, ComponentType, Instance, Lift, Linker, Lower, ResourceTable};
use wasmtime::{Config, Engine, ResourceLimiter, Store};
use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Handle, InterfaceId, Resolve, Type, TypeDefKind};

use wasi_crypto_test_support::tools;

/// What the store of a [`Driver`] keeps.
pub struct State {
    /// What the guest has handles of.
    pub table: ResourceTable,
    /// The crypto host.
    pub crypto: WasiCryptoCtx,
    /// What the guest has of its own.
    pub memory: Memory,
}

/// The bytes of a guest's own memory.
#[derive(Debug, Default)]
pub struct Memory {
    /// So many there are.
    pub len: usize,
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.len += desired - current;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl WasiCryptoView for State {
    fn crypto(&mut self) -> WasiCryptoCtxView<'_> {
        WasiCryptoCtxView { ctx: &mut self.crypto, table: &mut self.table }
    }
}

/// A guest and its store.
pub struct Driver {
    /// The store, with the host in it.
    pub store: Store<State>,
    instance: Instance,
}

/// A handle, as the number the guest knows it by.
pub type H = u32;

/// Where the first thing is in the guest's memory that is passed to a call.
pub const ALLOCATED: u32 = 4096;

/// Which version of a managed key or secret.
#[derive(Clone, ComponentType, Copy, Debug, Lower)]
#[component(variant)]
pub enum Version {
    /// The newest.
    #[component(name = "latest")]
    Latest,
    /// Every one.
    #[component(name = "all")]
    All,
    /// The one of this number.
    #[component(name = "exact")]
    Exact(u64),
}

impl Default for Driver {
    fn default() -> Self {
        Self::new()
    }
}

impl Driver {
    /// A guest of the default host.
    pub fn new() -> Self {
        Self::with(WasiCryptoCtx::new())
    }

    /// A guest of this host.
    pub fn with(crypto: WasiCryptoCtx) -> Self {
        Self::of(component(), crypto)
    }

    /// With another driver than the one of our package, made by [`generate`].
    pub fn of(component: &Component, crypto: WasiCryptoCtx) -> Self {
        let mut linker = Linker::new(engine());
        wasi_crypto_host::add_to_linker_sync(&mut linker).unwrap();
        wasi_crypto_host::upstream::add_to_linker_sync(&mut linker).unwrap();
        let mut store = store(crypto);
        let instance = linker.instantiate(&mut store, component).unwrap();
        Self { store, instance }
    }

    /// [`with`](Self::with) in an asynchronous store.
    pub async fn with_async(crypto: WasiCryptoCtx) -> Self {
        Self::of_async(component(), crypto).await
    }

    /// [`of`](Self::of) in an asynchronous store.
    pub async fn of_async(component: &Component, crypto: WasiCryptoCtx) -> Self {
        let mut linker = Linker::new(engine());
        wasi_crypto_host::add_to_linker_async(&mut linker).unwrap();
        wasi_crypto_host::upstream::add_to_linker_async(&mut linker).unwrap();
        let mut store = store(crypto);
        let instance = linker.instantiate_async(&mut store, component).await.unwrap();
        Self { store, instance }
    }

    /// Calls a function that returns `result<R, error-code>`. Its name is the interface, the resource if any, and the
    /// function, with dashes.
    pub fn call<R, P>(&mut self, name: &str, params: P) -> Result<R, Error>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        self.attempt(name, params).unwrap()
    }

    /// [`call`](Self::call), where a trap is an error.
    pub fn attempt<R, P>(&mut self, name: &str, params: P) -> wasmtime::Result<Result<R, Error>>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        let (result,) = self.plain::<(Result<R, u8>,), P>(name, params)?;
        Ok(result.map_err(|code| Error::ALL[usize::from(code)]))
    }

    /// Calls a function whatever it returns; a trap is an error.
    pub fn plain<R, P>(&mut self, name: &str, params: P) -> wasmtime::Result<R>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        self.instance.get_typed_func::<P, R>(&mut self.store, name)?.call(&mut self.store, params)
    }

    /// [`call`](Self::call) in an asynchronous store.
    pub async fn call_async<R, P>(&mut self, name: &str, params: P) -> Result<R, Error>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        self.attempt_async(name, params).await.unwrap()
    }

    /// [`attempt`](Self::attempt) in an asynchronous store.
    pub async fn attempt_async<R, P>(&mut self, name: &str, params: P) -> wasmtime::Result<Result<R, Error>>
    where
        P: ComponentNamedList + Lower + Send + Sync,
        R: Lift + Send + Sync + 'static,
        (Result<R, u8>,): ComponentNamedList + Lift,
    {
        let function = self.instance.get_typed_func::<P, (Result<R, u8>,)>(&mut self.store, name)?;
        let (result,) = function.call_async(&mut self.store, params).await?;
        Ok(result.map_err(|code| Error::ALL[usize::from(code)]))
    }

    /// Drops a handle of the guest.
    pub fn drop(&mut self, resource: &str, handle: H) {
        self.plain::<(), _>(&format!("drop-{resource}"), (handle,)).unwrap();
    }

    /// [`drop`](Self::drop) in an asynchronous store.
    pub async fn drop_async(&mut self, resource: &str, handle: H) {
        let name = format!("drop-{resource}");
        let function = self.instance.get_typed_func::<(H,), ()>(&mut self.store, &name).unwrap();
        function.call_async(&mut self.store, (handle,)).await.unwrap();
    }

    /// Objects the host holds for the guest.
    pub fn open_handles(&self) -> usize {
        self.store.data().crypto.open_handles()
    }

    /// Bytes the host holds for the guest.
    pub fn held_bytes(&self) -> usize {
        self.store.data().crypto.held_bytes()
    }
}

/// Runs a future on a runtime of one thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

/// The engine of all drivers: without concurrency, which the host does without, and with interruption by epochs.
pub fn engine() -> &'static Engine {
    ENGINE.get_or_init(|| Engine::new(&config()).unwrap())
}

static ENGINE: OnceLock<Engine> = OnceLock::new();

fn config() -> Config {
    let mut config = Config::new();
    config.concurrency_support(false).epoch_interruption(true);
    config
}

/// Configures the engine of this process differently. To be called before there is a driver.
pub fn configure(change: impl FnOnce(&mut Config)) {
    let mut config = config();
    change(&mut config);
    ENGINE.set(Engine::new(&config).unwrap()).map_err(|_| ()).expect("there is no engine yet");
}

/// The driver of our package, compiled once.
pub fn component() -> &'static Component {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    COMPONENT.get_or_init(|| generate(&wit(), |interface| !CONCURRENT.contains(&interface)))
}

/// A store with this host that is not interrupted until its deadline is set nearer.
pub fn store(crypto: WasiCryptoCtx) -> Store<State> {
    let mut store = Store::new(engine(), State { table: ResourceTable::new(), crypto, memory: Memory::default() });
    store.limiter(|state| &mut state.memory);
    store.set_epoch_deadline(1 << 40);
    store
}

/// The interfaces that a component of WASI 0.2 cannot import.
const CONCURRENT: [&str; 3] = ["sealed-streams", "streams", "tasks"];

/// The folder with the WIT packages.
pub fn wit() -> PathBuf {
    tools::repository().join("wit")
}

/// A driver for the package in a folder, or for some of its interfaces.
pub fn generate(folder: &Path, wanted: impl Fn(&str) -> bool) -> Component {
    compose(folder, wanted, 1, |world| world)
}

/// The driver of our package with so many pages of memory, in which its lists of bytes are: a list is an address and a
/// length. What a call takes then is the host's doing, and not that of copying lists in and out.
pub fn in_place(pages: u32) -> Component {
    compose(
        &wit(),
        |interface| !CONCURRENT.contains(&interface),
        pages,
        |world| world.replace("list<u8>", "tuple<u32, u32>"),
    )
}

fn compose(
    folder: &Path,
    wanted: impl Fn(&str) -> bool,
    pages: u32,
    change: impl FnOnce(String) -> String,
) -> Component {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(folder).unwrap();
    let interfaces = resolve.packages[package].interfaces.iter().filter(|(name, _)| wanted(name));
    let interfaces: Vec<InterfaceId> = interfaces.map(|(_, id)| *id).collect();

    let mut world = String::from("package test:driver;\nworld driver {\n");
    let mut module = String::from(MODULE_START);
    let mut imports = String::new();
    for id in interfaces {
        let name = resolve.id_of(id).unwrap();
        let interface = resolve.interfaces[id].name.clone().unwrap();
        writeln!(world, "import {name};").unwrap();
        for (resource, ty) in &resolve.interfaces[id].types {
            match &resolve.types[*ty].kind {
                TypeDefKind::Resource => {
                    writeln!(world, "export drop-{resource}: func(handle: u32);").unwrap();
                    writeln!(
                        imports,
                        "(import \"{name}\" \"[resource-drop]{resource}\" (func $drop-{resource} (param i32)))"
                    )
                    .unwrap();
                    writeln!(
                        module,
                        "(func (export \"drop-{resource}\") (param i32) (call $drop-{resource} (local.get 0)))"
                    )
                    .unwrap();
                }
                TypeDefKind::Variant(variant) if variant.cases.iter().any(|case| case.ty.is_some()) => {
                    writeln!(world, "variant {resource} {{").unwrap();
                    for case in &variant.cases {
                        let payload = case.ty.map_or(String::new(), |ty| format!("({})", structure(&resolve, &ty)));
                        writeln!(world, "{}{payload},", case.name).unwrap();
                    }
                    world.push_str("}\n");
                }
                _ => {}
            }
        }
        for function in resolve.interfaces[id].functions.values() {
            let export = export_name(&interface, function);
            export_function(&resolve, &export, function, &mut world);
            import_function(&resolve, &name, &export, function, &mut imports, &mut module);
        }
    }
    world.push_str("}\n");
    module.push(')');
    let module = module.replacen("(;imports;)", &imports, 1).replacen("(;pages;)", &pages.to_string(), 1);

    let driver = resolve.push_str("driver.wit", &change(world)).unwrap();
    let world = resolve.select_world(&[driver], None).unwrap();
    let mut module = wat::parse_str(&module).unwrap();
    wit_component::embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    let component = ComponentEncoder::default().module(&module).unwrap().validate(true).encode().unwrap();
    Component::new(engine(), component).unwrap()
}

/// `[method]symmetric-state.absorb` of `symmetric` is `symmetric-symmetric-state-absorb`.
fn export_name(interface: &str, function: &Function) -> String {
    let name = function.name.rsplit(']').next().unwrap_or_default();
    format!("{interface}-{}", name.replace('.', "-"))
}

fn export_function(resolve: &Resolve, export: &str, function: &Function, world: &mut String) {
    write!(world, "export {export}: func(").unwrap();
    for (index, param) in function.params.iter().enumerate() {
        write!(world, "p{index}: {}, ", structure(resolve, &param.ty)).unwrap();
    }
    world.push(')');
    if let Some(result) = &function.result {
        write!(world, " -> {}", structure(resolve, result)).unwrap();
    }
    world.push_str(";\n");
}

fn import_function(
    resolve: &Resolve,
    interface: &str,
    export: &str,
    function: &Function,
    imports: &mut String,
    module: &mut String,
) {
    let signature = resolve.wasm_signature(AbiVariant::GuestImport, function);
    let list = |types: &[WasmType]| types.iter().map(|ty| core_type(*ty)).collect::<Vec<_>>().join(" ");
    let results = list(&signature.results);
    writeln!(
        imports,
        "(import \"{interface}\" \"{}\" (func ${export} (param {}) (result {results})))",
        function.name,
        list(&signature.params)
    )
    .unwrap();

    let arguments = signature.params.len() - usize::from(signature.retptr);
    let params = list(&signature.params[..arguments]);
    let results = if signature.retptr { "i32" } else { &results };
    writeln!(module, "(func (export \"{export}\") (param {params}) (result {results})").unwrap();
    for index in 0..arguments {
        writeln!(module, "local.get {index}").unwrap();
    }
    if signature.retptr {
        writeln!(module, "i32.const 1024 call ${export} i32.const 1024)").unwrap();
        writeln!(module, "(func (export \"cabi_post_{export}\") (param i32) (global.set $next (i32.const 4096)))")
            .unwrap();
    } else {
        writeln!(module, "call ${export})").unwrap();
    }
}

fn core_type(ty: WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
    }
}

/// A type of the same representation without handles and without names, but for variants.
fn structure(resolve: &Resolve, ty: &Type) -> String {
    let Type::Id(id) = ty else {
        return match ty {
            Type::U8 => "u8",
            Type::U32 => "u32",
            Type::U64 => "u64",
            Type::String => "string",
            other => panic!("the package has no {other:?}"),
        }
        .to_owned();
    };
    let of = |ty: &Type| structure(resolve, ty);
    let optional = |ty: &Option<Type>| ty.as_ref().map_or_else(|| "_".to_owned(), of);
    let definition = &resolve.types[*id];
    match &definition.kind {
        TypeDefKind::Handle(Handle::Own(_) | Handle::Borrow(_)) => "u32".to_owned(),
        TypeDefKind::Enum(cases) if cases.cases.len() < 256 => "u8".to_owned(),
        TypeDefKind::Variant(cases) if cases.cases.iter().all(|case| case.ty.is_none()) => "u8".to_owned(),
        TypeDefKind::Variant(_) => definition.name.clone().unwrap(),
        TypeDefKind::Record(record) => {
            format!("tuple<{}>", record.fields.iter().map(|field| of(&field.ty)).collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Tuple(tuple) => {
            format!("tuple<{}>", tuple.types.iter().map(of).collect::<Vec<_>>().join(", "))
        }
        TypeDefKind::Option(some) => format!("option<{}>", of(some)),
        TypeDefKind::Result(result) => format!("result<{}, {}>", optional(&result.ok), optional(&result.err)),
        TypeDefKind::List(element) => format!("list<{}>", of(element)),
        TypeDefKind::Type(alias) => of(alias),
        other => panic!("the package has no {}", other.as_str()),
    }
}

/// Memory with an allocator that forgets everything after each call: from [`ALLOCATED`] on.
const MODULE_START: &str = r#"(module
(;imports;)
(memory (export "memory") (;pages;))
(global $next (mut i32) (i32.const 4096))
(func (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
  (local $start i32) (local $missing i32)
  (if (local.get $old) (then (unreachable)))
  (local.set $start (i32.and
    (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
    (i32.sub (i32.const 0) (local.get $align))))
  (global.set $next (i32.add (local.get $start) (local.get $size)))
  (local.set $missing (i32.sub
    (i32.shr_u (i32.add (global.get $next) (i32.const 65535)) (i32.const 16))
    (memory.size)))
  (if (i32.gt_s (local.get $missing) (i32.const 0)) (then
    (if (i32.eq (memory.grow (local.get $missing)) (i32.const -1)) (then (unreachable)))))
  (local.get $start))
"#;
