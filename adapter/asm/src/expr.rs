//! Expressions: sequences of instructions that leave values on the stack.

use wasm_encoder::{Instruction, MemArg};

/// A function of the module being built; its index is known when the module is finished.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Func(pub(super) usize);

/// A parameter or local of the function being written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Local(pub(super) u32);

/// A mutable 32-bit global of the module being built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Global(pub(super) u32);

/// A memory of the module being built.
///
/// What is *loaded* and *stored* is the state of the adapter, what is *read* and *written* lies in the guest's memory.
/// The two are one memory where an adapter lives in its guest's, see [`MemoryPlan`](super::MemoryPlan).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Space {
    /// The memory of the guest.
    Guest,
    /// Where handles and unread outputs are kept.
    State,
}

/// An instruction, or something that is resolved when the module is finished.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Plain(Instruction<'static>),
    Call(Func),
    /// A load or store.
    Access(fn(MemArg) -> Instruction<'static>, Space, MemArg),
    /// `memory.copy`.
    Copy {
        to: Space,
        from: Space,
    },
    /// `memory.fill`, `memory.size`, `memory.grow`.
    Whole(fn(u32) -> Instruction<'static>, Space),
}

/// Instructions that leave one value (calls may leave none).
#[derive(Clone, Debug)]
pub struct Expr(pub(super) Vec<Op>);

/// What can stand in an expression. Comparisons and divisions are unsigned, as addresses and sizes are.
pub trait Value: Into<Expr> {
    /// The sum, modulo 2³².
    fn plus(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32Add)
    }
    /// The difference, modulo 2³².
    fn minus(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32Sub)
    }
    /// The product, modulo 2³².
    fn times(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32Mul)
    }
    /// The quotient, rounded down.
    fn over(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32DivU)
    }
    /// What the division leaves.
    fn modulo(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32RemU)
    }
    /// The bits that both have.
    fn and(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32And)
    }
    /// The bits that one of them has.
    fn or(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32Or)
    }
    /// The bits in which they differ.
    fn xor(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32Xor)
    }
    /// The bits moved up by so many places.
    fn shl(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32Shl)
    }
    /// The bits moved down by so many places.
    fn shr(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32ShrU)
    }
    /// 1 if they are equal, else 0.
    fn equals(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32Eq)
    }
    /// 1 if they differ, else 0.
    fn differs(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32Ne)
    }
    /// 1 if this is less, else 0.
    fn below(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32LtU)
    }
    /// 1 if this is greater, else 0.
    fn above(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32GtU)
    }
    /// 1 if this is not less, else 0.
    fn at_least(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32GeU)
    }
    /// 1 if this is not greater, else 0.
    fn at_most(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I32LeU)
    }
    /// 1 for 0, else 0.
    fn not(self) -> Expr {
        unary(self, Instruction::I32Eqz)
    }
    /// How many of the highest bits are 0.
    fn leading_zeros(self) -> Expr {
        unary(self, Instruction::I32Clz)
    }
    /// How many of the lowest bits are 0.
    fn trailing_zeros(self) -> Expr {
        unary(self, Instruction::I32Ctz)
    }
    /// 32 bits of the state.
    fn load(self, offset: u32) -> Expr {
        access(self, Instruction::I32Load, Space::State, offset, 2)
    }
    /// 8 bits of the state.
    fn load8(self, offset: u32) -> Expr {
        access(self, Instruction::I32Load8U, Space::State, offset, 0)
    }
    /// 16 bits of the state.
    fn load16(self, offset: u32) -> Expr {
        access(self, Instruction::I32Load16U, Space::State, offset, 1)
    }
    /// 64 bits of the state.
    fn load_long(self, offset: u32) -> Expr {
        access(self, Instruction::I64Load, Space::State, offset, 3)
    }
    /// 32 bits of the guest's memory.
    fn read(self, offset: u32) -> Expr {
        access(self, Instruction::I32Load, Space::Guest, offset, 2)
    }
    /// 8 bits of the guest's memory.
    fn read8(self, offset: u32) -> Expr {
        access(self, Instruction::I32Load8U, Space::Guest, offset, 0)
    }
    /// 16 bits of the guest's memory.
    fn read16(self, offset: u32) -> Expr {
        access(self, Instruction::I32Load16U, Space::Guest, offset, 1)
    }
    /// 64 bits of the guest's memory.
    fn read_long(self, offset: u32) -> Expr {
        access(self, Instruction::I64Load, Space::Guest, offset, 3)
    }
    /// The same bits as an unsigned 64-bit number.
    fn widen(self) -> Expr {
        unary(self, Instruction::I64ExtendI32U)
    }
    /// The lower half of a 64-bit number.
    fn narrow(self) -> Expr {
        unary(self, Instruction::I32WrapI64)
    }
    /// The 32-bit float with these bits.
    fn float(self) -> Expr {
        unary(self, Instruction::F32ReinterpretI32)
    }
    /// The 64-bit float with these bits.
    fn double(self) -> Expr {
        unary(self, Instruction::F64ReinterpretI64)
    }
    /// The bits of a 32-bit float.
    fn float_bits(self) -> Expr {
        unary(self, Instruction::I32ReinterpretF32)
    }
    /// The bits of a 64-bit float.
    fn double_bits(self) -> Expr {
        unary(self, Instruction::I64ReinterpretF64)
    }
    /// The sum of 64-bit numbers, modulo 2⁶⁴.
    fn long_plus(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64Add)
    }
    /// The bits that both 64-bit numbers have.
    fn long_and(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64And)
    }
    /// The bits that one of the 64-bit numbers has.
    fn long_or(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64Or)
    }
    /// The bits of a 64-bit number moved up by so many places.
    fn long_shl(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64Shl)
    }
    /// 1 if the 64-bit numbers are equal, else 0.
    fn long_equals(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64Eq)
    }
    /// 1 for a 64-bit 0, else 0.
    fn long_not(self) -> Expr {
        unary(self, Instruction::I64Eqz)
    }
    /// 1 if this 64-bit number is less, else 0.
    fn long_below(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64LtU)
    }
    /// 1 if this 64-bit number is less, both signed, else 0.
    fn long_less(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64LtS)
    }
    /// 1 if this 64-bit number is not greater, else 0.
    fn long_at_most(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64LeU)
    }
    /// The difference of 64-bit numbers, modulo 2⁶⁴.
    fn long_minus(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64Sub)
    }
    /// The bits of a 64-bit number moved down by so many places.
    fn long_shr(self, other: impl Into<Expr>) -> Expr {
        binary(self, other, Instruction::I64ShrU)
    }
}

impl<T: Into<Expr>> Value for T {}

/// A 32-bit constant.
pub fn int(value: u32) -> Expr {
    plain(Instruction::I32Const(value.cast_signed()))
}

/// A 64-bit constant.
pub fn long(value: u64) -> Expr {
    plain(Instruction::I64Const(value.cast_signed()))
}

/// A call; the number of values it leaves depends on the function.
pub fn call(func: Func, args: impl IntoIterator<Item = Expr>) -> Expr {
    let mut ops: Vec<Op> = args.into_iter().flat_map(|arg| arg.0).collect();
    ops.push(Op::Call(func));
    Expr(ops)
}

/// `yes` where `condition` is not zero, else `no`; both are computed.
pub fn select(condition: impl Into<Expr>, yes: impl Into<Expr>, no: impl Into<Expr>) -> Expr {
    let mut ops = yes.into().0;
    ops.extend(no.into().0);
    ops.extend(condition.into().0);
    ops.push(Op::Plain(Instruction::Select));
    Expr(ops)
}

/// Size of a memory in pages of 64 KiB.
pub fn memory_size(space: Space) -> Expr {
    Expr(vec![Op::Whole(Instruction::MemorySize, space)])
}

/// Grows a memory; the old size in pages, or -1.
pub fn memory_grow(space: Space, pages: impl Into<Expr>) -> Expr {
    let mut expr = pages.into();
    expr.0.push(Op::Whole(Instruction::MemoryGrow, space));
    expr
}

impl From<Local> for Expr {
    fn from(local: Local) -> Expr {
        plain(Instruction::LocalGet(local.0))
    }
}

impl From<Global> for Expr {
    fn from(global: Global) -> Expr {
        plain(Instruction::GlobalGet(global.0))
    }
}

impl From<i32> for Expr {
    fn from(value: i32) -> Expr {
        plain(Instruction::I32Const(value))
    }
}

impl From<u32> for Expr {
    fn from(value: u32) -> Expr {
        int(value)
    }
}

/// The memory is filled in when the module is finished.
pub(super) fn memarg(offset: u32, align: u32) -> MemArg {
    MemArg { offset: u64::from(offset), align, memory_index: 0 }
}

fn access(
    address: impl Into<Expr>,
    load: fn(MemArg) -> Instruction<'static>,
    space: Space,
    offset: u32,
    align: u32,
) -> Expr {
    let mut expr = address.into();
    expr.0.push(Op::Access(load, space, memarg(offset, align)));
    expr
}

fn plain(instruction: Instruction<'static>) -> Expr {
    Expr(vec![Op::Plain(instruction)])
}

fn unary(value: impl Into<Expr>, instruction: Instruction<'static>) -> Expr {
    let mut expr = value.into();
    expr.0.push(Op::Plain(instruction));
    expr
}

fn binary(left: impl Into<Expr>, right: impl Into<Expr>, instruction: Instruction<'static>) -> Expr {
    let mut expr = left.into();
    expr.0.extend(right.into().0);
    expr.0.push(Op::Plain(instruction));
    expr
}
