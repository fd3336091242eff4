//! Neural networks: `wasi_ephemeral_nn` onto `wasi:nn` as wasmtime serves it, with a backend that multiplies.

use wasi_crypto_adapter_generator::driver::Allocator;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Engine, Store};
use wasmtime_wasi_nn::backend::{
    BackendError, BackendExecutionContext, BackendFromDir, BackendGraph, BackendInner, Id, NamedTensor,
};
use wasmtime_wasi_nn::wit::{ExecutionTarget, GraphEncoding, Tensor, WasiNnCtx, WasiNnView, add_to_linker};
use wasmtime_wasi_nn::{Backend, ExecutionContext, Graph, InMemoryRegistry, Registry};

use crate::support::{Api, Running, program, read, repository};

/// Loads graphs that multiply bytes by the sum of what they are loaded from.
struct Multiplier;

impl BackendInner for Multiplier {
    fn encoding(&self) -> GraphEncoding {
        GraphEncoding::Openvino
    }

    fn load(&mut self, builders: &[&[u8]], _: ExecutionTarget) -> Result<Graph, BackendError> {
        let factor = builders.iter().flat_map(|builder| builder.iter()).sum();
        if factor == 0 {
            return Err(BackendError::InvalidNumberOfBuilders(1, 0));
        }
        let graph: Box<dyn BackendGraph> = Box::new(Factor(factor));
        Ok(graph.into())
    }

    fn as_dir_loadable(&mut self) -> Option<&mut dyn BackendFromDir> {
        None
    }
}

#[derive(Clone, Copy)]
struct Factor(u8);

impl BackendGraph for Factor {
    fn init_execution_context(&self) -> Result<ExecutionContext, BackendError> {
        let context: Box<dyn BackendExecutionContext> = Box::new(*self);
        Ok(context.into())
    }
}

impl BackendExecutionContext for Factor {
    fn set_input(&mut self, _: Id, _: &Tensor) -> Result<(), BackendError> {
        unreachable!("a function of the legacy host")
    }

    fn get_output(&mut self, _: Id) -> Result<Tensor, BackendError> {
        unreachable!("a function of the legacy host")
    }

    /// Every output is called after its input, and begins with the number that name is.
    fn compute(&mut self, inputs: Option<Vec<NamedTensor>>) -> Result<Option<Vec<NamedTensor>>, BackendError> {
        let mut outputs = inputs.unwrap_or_default();
        for output in &mut outputs {
            if output.name.parse::<u32>().is_err() {
                return Err(BackendError::UnsupportedTensorType(output.name.clone()));
            }
            for byte in &mut output.tensor.data {
                *byte = byte.wrapping_mul(self.0);
            }
        }
        Ok(Some(outputs))
    }
}

struct Host {
    table: ResourceTable,
    nn: WasiNnCtx,
}

fn run(component: &[u8]) -> Running<Host> {
    let engine = Engine::default();
    let component = Component::new(&engine, component).unwrap();
    let mut linker = Linker::new(&engine);
    add_to_linker(&mut linker, |host: &mut Host| WasiNnView::new(&mut host.table, &mut host.nn)).unwrap();
    let nn = WasiNnCtx::new([Backend::from(Multiplier)], Registry::from(InMemoryRegistry::new()));
    let mut store = Store::new(&engine, Host { table: ResourceTable::new(), nn });
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
