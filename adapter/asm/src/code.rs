//! Function bodies: statements over expressions, with structured control flow.

use wasm_encoder::{BlockType, Instruction, MemArg, ValType};

use super::expr::{Expr, Func, Global, Local, Op, Space, memarg};

/// A function body being written.
#[derive(Debug)]
pub struct Code {
    params: u32,
    locals: Vec<ValType>,
    ops: Vec<Op>,
    depth: u32,
}

/// A block or loop that can be branched to while it is open.
#[derive(Clone, Copy, Debug)]
pub struct Label(u32);

/// A condition or a loop that was begun and has to be ended.
#[derive(Debug)]
#[must_use]
pub struct Open(());

impl Code {
    pub(super) fn new(params: usize) -> Code {
        Code { params: u32::try_from(params).unwrap_or(u32::MAX), locals: Vec::new(), ops: Vec::new(), depth: 0 }
    }

    /// The parameter with this index.
    pub fn param(&self, index: usize) -> Local {
        debug_assert!(index < self.params as usize, "parameter {index} of {}", self.params);
        Local(index as u32)
    }

    /// A new local, zero until it is set.
    pub fn local(&mut self, ty: ValType) -> Local {
        self.locals.push(ty);
        Local(self.params + self.locals.len() as u32 - 1)
    }

    /// A new 32-bit local with this value.
    pub fn bind(&mut self, value: impl Into<Expr>) -> Local {
        let local = self.local(ValType::I32);
        self.set(local, value);
        local
    }

    /// Sets a local.
    pub fn set(&mut self, local: Local, value: impl Into<Expr>) {
        self.push(value);
        self.op(Instruction::LocalSet(local.0));
    }

    /// Sets a global.
    pub fn set_global(&mut self, global: Global, value: impl Into<Expr>) {
        self.push(value);
        self.op(Instruction::GlobalSet(global.0));
    }

    /// 32 bits to the state.
    pub fn store(&mut self, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.store_in(Space::State, address, offset, value);
    }

    /// 64 bits to the state.
    pub fn store_long(&mut self, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.put(Space::State, address, value, Instruction::I64Store, memarg(offset, 3));
    }

    /// The lowest 8 bits to the state.
    pub fn store8(&mut self, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.put(Space::State, address, value, Instruction::I32Store8, memarg(offset, 0));
    }

    /// The lowest 16 bits to the state.
    pub fn store16(&mut self, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.put(Space::State, address, value, Instruction::I32Store16, memarg(offset, 1));
    }

    /// 32 bits to the guest's memory.
    pub fn write(&mut self, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.store_in(Space::Guest, address, offset, value);
    }

    /// The lowest 8 bits to the guest's memory.
    pub fn write8(&mut self, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.put(Space::Guest, address, value, Instruction::I32Store8, memarg(offset, 0));
    }

    /// The lowest 16 bits to the guest's memory.
    pub fn write16(&mut self, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.put(Space::Guest, address, value, Instruction::I32Store16, memarg(offset, 1));
    }

    /// 64 bits to the guest's memory.
    pub fn write_long(&mut self, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.put(Space::Guest, address, value, Instruction::I64Store, memarg(offset, 3));
    }

    /// 32 bits to either.
    pub fn store_in(&mut self, space: Space, address: impl Into<Expr>, offset: u32, value: impl Into<Expr>) {
        self.put(space, address, value, Instruction::I32Store, memarg(offset, 2));
    }

    /// `memory.copy`; the ranges may overlap.
    pub fn copy(
        &mut self,
        (to_space, to): (Space, impl Into<Expr>),
        (from_space, from): (Space, impl Into<Expr>),
        len: impl Into<Expr>,
    ) {
        self.push(to);
        self.push(from);
        self.push(len);
        self.ops.push(Op::Copy { to: to_space, from: from_space });
    }

    /// `memory.fill`.
    pub fn fill(&mut self, (space, address): (Space, impl Into<Expr>), byte: impl Into<Expr>, len: impl Into<Expr>) {
        self.push(address);
        self.push(byte);
        self.push(len);
        self.ops.push(Op::Whole(Instruction::MemoryFill, space));
    }

    /// Calls a function that returns nothing.
    pub fn run(&mut self, func: Func, args: impl IntoIterator<Item = Expr>) {
        self.push(super::call(func, args));
    }

    /// Computes a value for its effect.
    pub fn discard(&mut self, value: impl Into<Expr>) {
        self.push(value);
        self.op(Instruction::Drop);
    }

    /// What happens where the condition is not zero.
    pub fn when(&mut self, condition: impl Into<Expr>, then: impl FnOnce(&mut Code)) {
        self.push(condition);
        self.nest(Instruction::If(BlockType::Empty), |code, _| then(code));
    }

    /// What happens where the condition is not zero, and otherwise.
    pub fn when_else(
        &mut self,
        condition: impl Into<Expr>,
        then: impl FnOnce(&mut Code),
        otherwise: impl FnOnce(&mut Code),
    ) {
        self.push(condition);
        self.nest(Instruction::If(BlockType::Empty), |code, _| {
            then(code);
            code.op(Instruction::Else);
            otherwise(code);
        });
    }

    /// [`Code::when_else`] in pieces, for branches that are written by more than the code itself: everything up to
    /// [`Code::begin_else`] or [`Code::end_if`].
    pub fn begin_if(&mut self, condition: impl Into<Expr>) -> Open {
        self.push(condition);
        self.op(Instruction::If(BlockType::Empty));
        self.depth += 1;
        Open(())
    }

    /// What happens otherwise, up to [`Code::end_if`].
    pub fn begin_else(&mut self) {
        self.op(Instruction::Else);
    }

    /// The end of what [`Code::begin_if`] began.
    pub fn end_if(&mut self, Open(()): Open) {
        self.depth -= 1;
        self.op(Instruction::End);
    }

    /// [`Code::repeat`] in pieces, up to [`Code::end_loop`].
    pub fn begin_loop(&mut self) -> Open {
        self.op(Instruction::Loop(BlockType::Empty));
        self.depth += 1;
        Open(())
    }

    /// The end of what [`Code::begin_loop`] began: starts it again while the condition is not zero.
    pub fn end_loop(&mut self, Open(()): Open, again: impl Into<Expr>) {
        self.push(again);
        self.op(Instruction::BrIf(0));
        self.depth -= 1;
        self.op(Instruction::End);
    }

    /// A block: branching to its label leaves it.
    pub fn block(&mut self, body: impl FnOnce(&mut Code, Label)) {
        self.nest(Instruction::Block(BlockType::Empty), body);
    }

    /// A loop: branching to its label starts it again, reaching its end leaves it.
    pub fn repeat(&mut self, body: impl FnOnce(&mut Code, Label)) {
        self.nest(Instruction::Loop(BlockType::Empty), body);
    }

    /// Goes to a label.
    pub fn branch(&mut self, label: Label) {
        self.op(Instruction::Br(self.depth - label.0));
    }

    /// Goes to a label where the condition is not zero.
    pub fn branch_if(&mut self, label: Label, condition: impl Into<Expr>) {
        self.push(condition);
        self.op(Instruction::BrIf(self.depth - label.0));
    }

    /// Returns a value.
    pub fn ret(&mut self, value: impl Into<Expr>) {
        self.push(value);
        self.op(Instruction::Return);
    }

    /// A new 32-bit local with this value, or a return with `missing` if it is zero.
    pub fn bind_or_ret(&mut self, value: impl Into<Expr>, missing: u32) -> Local {
        let local = self.local(ValType::I32);
        self.push(missing);
        self.push(value);
        self.op(Instruction::LocalTee(local.0));
        self.op(Instruction::I32Eqz);
        self.op(Instruction::BrIf(self.depth));
        self.op(Instruction::Drop);
        local
    }

    /// A new 32-bit local with this value, or a return with the value itself if it is below `limit`.
    pub fn bind_unless_below(&mut self, value: impl Into<Expr>, limit: u32) -> Local {
        let local = self.local(ValType::I32);
        self.push(value);
        self.op(Instruction::LocalTee(local.0));
        self.op(Instruction::LocalGet(local.0));
        self.push(limit);
        self.op(Instruction::I32LtU);
        self.op(Instruction::BrIf(self.depth));
        self.op(Instruction::Drop);
        local
    }

    /// Returns this constant if the condition holds. The shortest way to write a check.
    pub fn ret_if(&mut self, condition: impl Into<Expr>, value: u32) {
        self.push(value);
        self.push(condition);
        self.op(Instruction::BrIf(self.depth));
        self.op(Instruction::Drop);
    }

    /// Returns the value itself unless it is zero.
    pub fn ret_unless_zero(&mut self, value: impl Into<Expr>) {
        let local = self.local(ValType::I32);
        self.push(value);
        self.op(Instruction::LocalTee(local.0));
        self.op(Instruction::LocalGet(local.0));
        self.op(Instruction::BrIf(self.depth));
        self.op(Instruction::Drop);
    }

    /// Leaves a function that has no result if the condition holds.
    pub fn leave_if(&mut self, condition: impl Into<Expr>) {
        self.push(condition);
        self.op(Instruction::BrIf(self.depth));
    }

    /// Stops the program.
    pub fn trap(&mut self) {
        self.op(Instruction::Unreachable);
    }

    /// Functions called from here.
    pub(super) fn calls(&self) -> impl Iterator<Item = Func> + '_ {
        self.ops.iter().filter_map(|op| match op {
            Op::Call(func) => Some(*func),
            _ => None,
        })
    }

    /// The encoded body; `index` gives the final index of a called function, `memory` that of a memory.
    pub(super) fn encode(&self, index: impl Fn(Func) -> u32, memory: impl Fn(Space) -> u32) -> wasm_encoder::Function {
        let mut function = wasm_encoder::Function::new_with_locals_types(self.locals.iter().copied());
        // A value at the end of the body is its result, the return before it says nothing.
        let ops = match self.ops.split_last() {
            Some((Op::Plain(Instruction::Return), rest)) => rest,
            _ => &self.ops,
        };
        let mut ops = ops.iter().peekable();
        while let Some(op) = ops.next() {
            match op {
                Op::Plain(Instruction::LocalSet(local)) if matches!(ops.peek(), Some(Op::Plain(Instruction::LocalGet(next))) if next == local) =>
                {
                    ops.next();
                    function.instruction(&Instruction::LocalTee(*local));
                }
                Op::Plain(instruction) => {
                    function.instruction(instruction);
                }
                Op::Call(func) => {
                    function.instruction(&Instruction::Call(index(*func)));
                }
                Op::Access(make, space, memarg) => {
                    function.instruction(&make(MemArg { memory_index: memory(*space), ..*memarg }));
                }
                Op::Copy { to, from } => {
                    let (dst_mem, src_mem) = (memory(*to), memory(*from));
                    function.instruction(&Instruction::MemoryCopy { src_mem, dst_mem });
                }
                Op::Whole(make, space) => {
                    function.instruction(&make(memory(*space)));
                }
            }
        }
        function.instruction(&Instruction::End);
        function
    }

    fn nest(&mut self, open: Instruction<'static>, body: impl FnOnce(&mut Code, Label)) {
        self.op(open);
        self.depth += 1;
        let label = Label(self.depth);
        body(self, label);
        self.depth -= 1;
        self.op(Instruction::End);
    }

    fn put(
        &mut self,
        space: Space,
        address: impl Into<Expr>,
        value: impl Into<Expr>,
        store: fn(MemArg) -> Instruction<'static>,
        memarg: MemArg,
    ) {
        self.push(address);
        self.push(value);
        self.ops.push(Op::Access(store, space, memarg));
    }

    fn push(&mut self, value: impl Into<Expr>) {
        self.ops.extend(value.into().0);
    }

    fn op(&mut self, instruction: Instruction<'static>) {
        self.ops.push(Op::Plain(instruction));
    }
}
