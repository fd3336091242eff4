//! Calls whose values are of any types that witx and WIT both have.
//!
//! A [`Value`] says how one value becomes the other side's. It has a direction: arguments go from the legacy program to
//! WIT, results the other way. Where a value lies is said apart from it, as witx passes in a parameter what WIT has in
//! memory, and the other way round.

use crate::binding::{CoreType, KindIndex, ParamIndex};

/// A call of one WIT function.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Conversion {
    /// Interface without package: `graph`.
    pub interface: String,
    /// Name as the component model mangles it: `[method]graph.init-execution-context`.
    pub function: String,
    /// WIT parameters in order.
    pub args: Vec<Argument>,
    /// What a failure of the call is.
    pub failure: Failure,
    /// The parts of the success value.
    pub results: Vec<Part>,
    /// What the legacy function answers.
    pub answer: Answer,
}

/// What a legacy function answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// Core results: none or one.
    pub results: Vec<CoreType>,
    /// Whether the result is an errno. Without one, what a function would have to refuse is a trap.
    pub errno: bool,
}

/// Where a WIT parameter comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Argument {
    /// The legacy program gives it.
    Given {
        /// Where.
        from: Source,
        /// What becomes of it.
        value: Value,
    },
    /// Always these core values.
    Constant(Vec<u64>),
    /// A resource that an earlier call kept with a handle, lent.
    Kept(Shelf),
    /// All resources that earlier calls kept with a handle, given away as a list of their numbers, written in decimal, and
    /// themselves.
    TakeAll(Shelf),
}

/// Where the legacy program has a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// In a parameter.
    Param(ParamIndex),
    /// Address and length, in two parameters.
    Pair(ParamIndex, ParamIndex),
    /// In memory.
    Memory {
        /// Address.
        address: ParamIndex,
        /// Distance from there.
        offset: u32,
        /// Size and alignment of the value.
        layout: Layout,
    },
}

/// Resources that are kept with a handle, by number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Shelf {
    /// The handle.
    pub handle: ParamIndex,
    /// Its kind.
    pub kind: KindIndex,
    /// Which of the shelves of such handles.
    pub shelf: u32,
    /// The number; of all of them it is their order.
    pub number: Option<ParamIndex>,
    /// The kind of the resources.
    pub of: KindIndex,
}

/// Size and alignment in bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Layout {
    /// Size, a multiple of the alignment.
    pub size: u32,
    /// Alignment, a power of two.
    pub align: u32,
}

/// How a value becomes the other side's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value {
    /// The same number on both sides.
    Number(Number),
    /// One of a list of names. `map[number on the side it comes from]` is the number on the other; a value without one is
    /// refused.
    Enum {
        /// Width in the legacy memory.
        legacy: Width,
        /// Width in WIT's memory.
        wit: Width,
        /// By the number of the side it comes from.
        map: Vec<Option<u32>>,
    },
    /// A set of names. `map[bit on the side it comes from]` is the bit on the other; a bit without one is refused.
    Flags {
        /// Width in the legacy memory.
        legacy: Width,
        /// Bytes in WIT's memory: at most four.
        wit: Width,
        /// By the bit of the side it comes from.
        map: Vec<Option<u32>>,
    },
    /// A handle of that kind.
    Handle {
        /// Its kind.
        kind: KindIndex,
        /// Whether the resource changes its owner.
        own: bool,
    },
    /// Text.
    String,
    /// A list.
    List {
        /// Its elements.
        element: Box<Value>,
        /// How an element lies in the legacy memory.
        legacy: Layout,
        /// How it lies in WIT's.
        wit: Layout,
    },
    /// Several values.
    Record(Vec<Field>),
    /// One of several alternatives.
    Variant {
        /// Width of the tag in the legacy memory, and offset of what follows.
        legacy: (Width, u32),
        /// The same in WIT's.
        wit: (Width, u32),
        /// By the tag of the side it comes from; one without a case is refused.
        cases: Vec<Option<Case>>,
    },
}

/// A field of a record, in the order that WIT has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Field {
    /// Offset in the legacy record.
    pub legacy: u32,
    /// Offset in WIT's.
    pub wit: u32,
    /// The value.
    pub value: Value,
}

/// An alternative of a variant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Case {
    /// Its tag on the other side.
    pub tag: u32,
    /// What it carries.
    pub value: Option<Value>,
}

/// A number, as WIT has them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Number {
    /// True or false.
    Bool,
    /// A Unicode scalar value.
    Char,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
    /// An integer, signed or not.
    Int(Width),
}

/// Bytes of a number.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Width {
    /// One byte.
    W8,
    /// Two bytes.
    W16,
    /// Four bytes.
    W32,
    /// Eight bytes.
    W64,
}

impl Width {
    /// Bytes.
    pub fn bytes(self) -> u32 {
        match self {
            Self::W8 => 1,
            Self::W16 => 2,
            Self::W32 => 4,
            Self::W64 => 8,
        }
    }
}

impl Number {
    /// Bytes in memory, on both sides.
    pub fn width(self) -> Width {
        match self {
            Self::Bool => Width::W8,
            Self::Char | Self::F32 => Width::W32,
            Self::F64 => Width::W64,
            Self::Int(width) => width,
        }
    }
}

/// What a failure of the call is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Failure {
    /// There is none.
    Never,
    /// Always that errno; the payload says nothing that the legacy program could hear.
    Always {
        /// The errno.
        errno: u16,
        /// Whether the payload is a list or a string.
        list: bool,
    },
    /// An enum or a variant: an errno for each case.
    Cases {
        /// Width of the case.
        width: Width,
        /// By case: the errno, and whether the case carries a list or a string.
        cases: Vec<(u16, bool)>,
        /// Where what a case carries begins, from the case.
        payload: u32,
    },
    /// A resource that is asked for an enum.
    Resource {
        /// Interface of the resource.
        interface: String,
        /// The resource.
        resource: String,
        /// The method that answers the enum, as the component model mangles it.
        method: String,
        /// An errno for each case.
        cases: Vec<u16>,
    },
}

/// A part of the success value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    /// Its offset in the success value.
    pub offset: u32,
    /// What becomes of it.
    pub value: Value,
    /// Where it goes.
    pub to: Destination,
}

/// Where a part of the success value goes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Destination {
    /// To memory at an out-pointer.
    Out {
        /// Out-pointer.
        param: ParamIndex,
        /// Size and alignment of what is written.
        layout: Layout,
    },
    /// A list of numbers or a string, to a buffer of the legacy program. Longer than that: `overflow`.
    Buffer {
        /// Address.
        ptr: ParamIndex,
        /// Capacity in elements.
        len: ParamIndex,
        /// Out-pointer to the number of elements.
        written: Option<ParamIndex>,
    },
    /// The legacy function answers it.
    Answer,
    /// The handle is kept with another.
    Shelf(Shelf),
    /// The list of names and handles is kept with another handle: the handles by their order, the names not at all.
    ShelfAll(Shelf),
}

impl Value {
    /// Whether it has nothing in it but bits that are the same on both sides.
    pub fn is_plain(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Enum { legacy, wit, map } | Self::Flags { legacy, wit, map } => {
                legacy == wit && map.iter().zip(0..).all(|(to, from)| to.is_none_or(|to| to == from))
            }
            Self::Record(fields) => fields.iter().all(|field| field.legacy == field.wit && field.value.is_plain()),
            Self::Variant { legacy, wit, cases } => {
                let same = |(case, tag): (&Option<Case>, u32)| {
                    case.as_ref().is_none_or(|case| case.tag == tag && case.value.iter().all(Self::is_plain))
                };
                legacy == wit && cases.iter().zip(0..).all(same)
            }
            Self::Handle { .. } | Self::String | Self::List { .. } => false,
        }
    }

    /// Whether memory of the one side can be read as that of the other: plain values, strings, and lists of such.
    pub fn is_same(&self) -> bool {
        match self {
            Self::String => true,
            Self::List { element, legacy, wit } => legacy == wit && element.is_same(),
            Self::Record(fields) => fields.iter().all(|field| field.legacy == field.wit && field.value.is_same()),
            other => other.is_plain(),
        }
    }

    /// Whether it has a list or a string in it.
    pub fn has_list(&self) -> bool {
        match self {
            Self::String | Self::List { .. } => true,
            Self::Record(fields) => fields.iter().any(|field| field.value.has_list()),
            Self::Variant { cases, .. } => {
                cases.iter().flatten().any(|case| case.value.as_ref().is_some_and(Self::has_list))
            }
            Self::Number(_) | Self::Enum { .. } | Self::Flags { .. } | Self::Handle { .. } => false,
        }
    }
}
