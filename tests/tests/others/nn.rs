//! Neural networks: `wasi_ephemeral_nn` onto `wasi:nn`, with a host that multiplies.

use wasi_crypto_adapter_generator::driver::Allocator;
use wasmtime::component::{Component, ComponentType, Lift, Linker, Lower, Resource, ResourceTable, ResourceType};
use wasmtime::{Engine, Result, Store};

use crate::support::{Api, Running, program, read, repository};

const PACKAGE: [&str; 2] = ["wasi:nn/", "@0.2.0-rc-2024-10-28"];

/// `tensor.tensor-type`
#[derive(Clone, ComponentType, Copy, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "lifted from what the guest says, and given back")]
enum TensorType {
    #[component(name = "FP16")]
    Fp16,
    #[component(name = "FP32")]
    Fp32,
    #[component(name = "FP64")]
    Fp64,
    #[component(name = "BF16")]
    Bf16,
    #[component(name = "U8")]
    U8,
    #[component(name = "I32")]
    I32,
    #[component(name = "I64")]
    I64,
}

/// `errors.error-code`
#[derive(Clone, ComponentType, Copy, Lower)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "this host has three of them")]
enum ErrorCode {
    #[component(name = "invalid-argument")]
    InvalidArgument,
    #[component(name = "invalid-encoding")]
    InvalidEncoding,
    #[component(name = "timeout")]
    Timeout,
    #[component(name = "runtime-error")]
    RuntimeError,
    #[component(name = "unsupported-operation")]
    UnsupportedOperation,
    #[component(name = "too-large")]
    TooLarge,
    #[component(name = "not-found")]
    NotFound,
    #[component(name = "security")]
    Security,
    #[component(name = "unknown")]
    Unknown,
}

/// `graph.graph-encoding`
#[derive(ComponentType, Lift)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "lifted from what the guest says")]
enum GraphEncoding {
    #[component(name = "openvino")]
    Openvino,
    #[component(name = "onnx")]
    Onnx,
    #[component(name = "tensorflow")]
    Tensorflow,
    #[component(name = "pytorch")]
    Pytorch,
    #[component(name = "tensorflowlite")]
    Tensorflowlite,
    #[component(name = "ggml")]
    Ggml,
    #[component(name = "autodetect")]
    Autodetect,
}

/// `graph.execution-target`
#[derive(ComponentType, Lift)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "lifted from what the guest says")]
enum ExecutionTarget {
    #[component(name = "cpu")]
    Cpu,
    #[component(name = "gpu")]
    Gpu,
    #[component(name = "tpu")]
    Tpu,
}

#[derive(Clone)]
struct Tensor {
    dimensions: Vec<u32>,
    ty: TensorType,
    data: Vec<u8>,
}

struct Failure(ErrorCode);

/// Multiplies bytes by this number.
struct Graph(u8);

/// The same, on its way.
struct Context(u8);

type Named = (String, Resource<Tensor>);
type Answer<T> = (Result<T, Resource<Failure>>,);

struct Host {
    table: ResourceTable,
}

/// A value in the table, or a failure in it.
fn answer<T: Send + 'static>(table: &mut ResourceTable, value: Result<T, ErrorCode>) -> Result<Answer<Resource<T>>> {
    Ok((match value {
        Ok(value) => Ok(table.push(value)?),
        Err(code) => Err(table.push(Failure(code))?),
    },))
}

/// Every tensor is called after the number of its input; what comes of it has the same name.
fn compute(table: &mut ResourceTable, factor: u8, inputs: Vec<Named>) -> Result<Answer<Vec<Named>>> {
    let mut outputs = Vec::new();
    for (name, input) in inputs {
        let mut tensor = table.delete(input)?;
        if name.parse::<u32>().is_err() {
            return Ok((Err(table.push(Failure(ErrorCode::InvalidArgument))?),));
        }
        tensor.data.iter_mut().for_each(|byte| *byte = byte.wrapping_mul(factor));
        outputs.push((name, table.push(tensor)?));
    }
    Ok((Ok(outputs),))
}

/// Loads graphs that multiply by the sum of what they are loaded from.
fn load(builders: &[Vec<u8>]) -> Result<Graph, ErrorCode> {
    match builders.iter().flatten().sum() {
        0 => Err(ErrorCode::RuntimeError),
        factor => Ok(Graph(factor)),
    }
}

fn serve(linker: &mut Linker<Host>) -> Result<()> {
    let [package, version] = PACKAGE;
    let mut tensors = linker.instance(&format!("{package}tensor{version}"))?;
    resource::<Tensor>(&mut tensors, "tensor")?;
    tensors.func_wrap(
        "[constructor]tensor",
        |mut store, (dimensions, ty, data): (Vec<u32>, TensorType, Vec<u8>)| {
            Ok((store.data_mut().table.push(Tensor { dimensions, ty, data })?,))
        },
    )?;
    tensors.func_wrap("[method]tensor.dimensions", |store, (this,): (Resource<Tensor>,)| {
        Ok((store.data().table.get(&this)?.dimensions.clone(),))
    })?;
    tensors.func_wrap("[method]tensor.ty", |store, (this,): (Resource<Tensor>,)| {
        Ok((store.data().table.get(&this)?.ty,))
    })?;
    tensors.func_wrap("[method]tensor.data", |store, (this,): (Resource<Tensor>,)| {
        Ok((store.data().table.get(&this)?.data.clone(),))
    })?;
    let mut errors = linker.instance(&format!("{package}errors{version}"))?;
    resource::<Failure>(&mut errors, "error")?;
    errors.func_wrap("[method]error.code", |store, (this,): (Resource<Failure>,)| {
        Ok((store.data().table.get(&this)?.0,))
    })?;
    errors.func_wrap("[method]error.data", |_, (_,): (Resource<Failure>,)| Ok((String::new(),)))?;
    let mut inference = linker.instance(&format!("{package}inference{version}"))?;
    resource::<Context>(&mut inference, "graph-execution-context")?;
    inference.func_wrap(
        "[method]graph-execution-context.compute",
        |mut store, (this, inputs): (Resource<Context>, Vec<Named>)| {
            let table = &mut store.data_mut().table;
            let factor = table.get(&this)?.0;
            compute(table, factor, inputs)
        },
    )?;
    let mut graph = linker.instance(&format!("{package}graph{version}"))?;
    resource::<Graph>(&mut graph, "graph")?;
    graph.func_wrap("[method]graph.init-execution-context", |mut store, (this,): (Resource<Graph>,)| {
        let table = &mut store.data_mut().table;
        let factor = table.get(&this)?.0;
        answer(table, Ok(Context(factor)))
    })?;
    graph.func_wrap("load", |mut store, (builders, _, _): (Vec<Vec<u8>>, GraphEncoding, ExecutionTarget)| {
        answer(&mut store.data_mut().table, load(&builders))
    })?;
    graph.func_wrap("load-by-name", |mut store, (_,): (String,)| {
        answer::<Graph>(&mut store.data_mut().table, Err(ErrorCode::NotFound))
    })
}

fn resource<T: Send + 'static>(instance: &mut wasmtime::component::LinkerInstance<'_, Host>, name: &str) -> Result<()> {
    instance.resource(name, ResourceType::host::<T>(), |mut store, rep| {
        store.data_mut().table.delete(Resource::<T>::new_own(rep))?;
        Ok(())
    })
}

fn run(component: &[u8]) -> Running<Host> {
    let engine = Engine::default();
    let component = Component::new(&engine, component).unwrap();
    let mut linker = Linker::new(&engine);
    serve(&mut linker).unwrap();
    let mut store = Store::new(&engine, Host { table: ResourceTable::new() });
    let instance = linker.instantiate(&mut store, &component).unwrap();
    Running { store, instance }
}

fn api() -> Api {
    let folder = "adapter/others/wasi-nn";
    Api::new(
        &format!("{folder}/wasi_ephemeral_nn.witx"),
        &format!("{folder}/wasi-nn.toml"),
        &format!("{folder}/wit/wasi-nn.wit"),
    )
}

const SUCCESS: u64 = 0;
const INVALID_ARGUMENT: u64 = 1;
const RUNTIME_ERROR: u64 = 5;
const TOO_LARGE: u64 = 7;
const NOT_FOUND: u64 = 8;

#[test]
fn a_program_computes_a_graph() {
    let world = "package a:b; world w { export run: func() -> u32; }";
    let module = program(&read(repository("tests/tests/others/nn.wat")), world);
    let mut running = run(&api().component(&module));
    assert_eq!(running.call("run", &[]), 5 * (10 + 11 + 12));
}

/// A graph that multiplies by three, and a context for it; nothing but zeros before.
fn context(running: &mut Running<Host>) -> u64 {
    running.put(64, &[3]);
    running.put(128, &[64, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(running.call("load", &[128, 1, 0, 0, 256]), SUCCESS);
    let graph = running.word(256);
    assert_eq!(running.call("init-execution-context", &[graph, 256]), SUCCESS);
    running.word(256)
}

/// A tensor of these bytes at 512.
fn tensor(running: &mut Running<Host>, data: &[u8]) {
    let len = u8::try_from(data.len()).unwrap();
    running.put(400, &[len, 0, 0, 0]);
    running.put(404, data);
    running.put(512, &[0x90, 1, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0x94, 1, 0, 0, len, 0, 0, 0]);
}

fn output(running: &mut Running<Host>, context: u64, index: u64) -> Vec<u8> {
    assert_eq!(running.call("get-output", &[context, index, 1024, 64, 256]), SUCCESS);
    let len = running.word(256);
    running.get(1024, len)
}

#[test]
fn inputs_and_outputs_are_kept_by_their_numbers() {
    for allocator in [Allocator::None, Allocator::Bump(0)] {
        let mut running = run(&api().driver(allocator));
        let context = context(&mut running);
        for (index, data) in [(11, [11, 1]), (2, [2, 2]), (4_000_000_000, [4, 3]), (2, [7, 7])] {
            tensor(&mut running, &data);
            assert_eq!(running.call("set-input", &[context, index, 512]), SUCCESS);
        }
        assert_eq!(running.call("compute", &[context]), SUCCESS);
        // In the order of the numbers of the inputs; the second input of one number replaced the first.
        assert_eq!(output(&mut running, context, 0), [21, 21]);
        assert_eq!(output(&mut running, context, 1), [33, 3]);
        assert_eq!(output(&mut running, context, 2), [12, 9]);
        assert_eq!(output(&mut running, context, 0), [21, 21]);
        assert_eq!(running.call("get-output", &[context, 3, 1024, 64, 256]), INVALID_ARGUMENT);
        // The outputs of another computation take the place of these, and nothing is left of them.
        tensor(&mut running, &[1]);
        assert_eq!(running.call("set-input", &[context, 0, 512]), SUCCESS);
        assert_eq!(running.call("compute", &[context]), SUCCESS);
        assert_eq!(output(&mut running, context, 0), [3]);
        assert_eq!(running.call("get-output", &[context, 1, 1024, 64, 256]), INVALID_ARGUMENT);
        // The graph, its context, and one output.
        assert_eq!(running.store.data_mut().table.iter_mut().count(), 3);
    }
}

#[test]
fn failures_have_their_numbers() {
    let mut running = run(&api().driver(Allocator::None));
    // Names that no registry has, encodings that no backend has, a graph that fails.
    running.put(64, b"none");
    assert_eq!(running.call("load-by-name", &[64, 4, 256]), NOT_FOUND);
    running.put(64, &[0]);
    running.put(128, &[64, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(running.call("load", &[128, 1, 0, 0, 256]), RUNTIME_ERROR);
    let context = context(&mut running);
    // A part of a graph that lies outside of the memory, and parts that do.
    let end = u32::try_from(running.call("memory-size", &[]) * 65_536).unwrap();
    running.put(128, &[(end - 1).to_le_bytes(), 2_u32.to_le_bytes()].concat());
    assert_eq!(running.call("load", &[128, 1, 0, 0, 256]), INVALID_ARGUMENT);
    assert_eq!(running.call("load", &[128, 0x2000_0001, 0, 0, 256]), INVALID_ARGUMENT);
    assert_eq!(running.call("load", &[128, 1, 6, 0, 256]), INVALID_ARGUMENT);
    // Numbers that are no contexts, and a tensor of no type.
    tensor(&mut running, &[1, 2]);
    assert_eq!(running.call("set-input", &[context + 16, 0, 512]), INVALID_ARGUMENT);
    running.put(520, &[6]);
    assert_eq!(running.call("set-input", &[context, 0, 512]), INVALID_ARGUMENT);
    // A buffer that is too small.
    tensor(&mut running, &[1, 2]);
    assert_eq!(running.call("set-input", &[context, 0, 512]), SUCCESS);
    assert_eq!(running.call("compute", &[context]), SUCCESS);
    assert_eq!(running.call("get-output", &[context, 0, 1024, 1, 256]), TOO_LARGE);
    assert_eq!(output(&mut running, context, 0), [3, 6]);
}
