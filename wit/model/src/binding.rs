//! The binding model: what each legacy function does in terms of the WIT package.
//!
//! Everything below it is derived: the adapters, the driver module used by tests, the API tables in the docs.
//! Nothing here knows about WebAssembly encodings or WIT syntax.

use serde::Deserialize;

pub use crate::conversion::Conversion;
pub use crate::pieces::Pieces;
pub use crate::step::Step;

/// All legacy modules of one generation, or of several merged into one, with the calls their functions make.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bindings {
    /// Generation name, as the folder under `witx/` is called: `0.10`; of several the first and the last:
    /// `2020-06..0.10`.
    pub generation: String,
    /// WIT package the calls go to, with version: `wasi:crypto@0.13.0-draft`.
    pub package: String,
    /// Errno returned when an enum, address range or string cannot be converted (`guest_error`), and the other
    /// codes adapters raise by themselves.
    pub errno: ErrnoMap,
    /// Handle kinds in a fixed order; the index is the tag written into handle records.
    pub kinds: Vec<HandleKind>,
    /// Names that the generation has for algorithms, at most eight characters, with those WIT has, at most 24. Names that
    /// are not among them are WIT's. For objects that are prepared, see [`Action::Step`].
    pub algorithms: Vec<(String, String)>,
    /// Methods of the package whose argument may come in pieces.
    pub pieces: Vec<Pieces>,
    /// Import modules in the order of the specification.
    pub modules: Vec<Module>,
}

/// Numbers of the legacy error type, and how the WIT `error-code` ordinals map onto them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ErrnoMap {
    /// `wit_to_legacy[ordinal of the WIT error-code case]` is the legacy number.
    pub wit_to_legacy: Vec<u16>,
    /// `success`.
    pub success: u16,
    /// `guest_error`: unconvertible address range, enum value or string.
    pub guest_error: u16,
    /// `closed`: closing a handle twice.
    pub closed: u16,
    /// `invalid_handle`: unknown, closed or foreign handle.
    pub invalid_handle: u16,
    /// `overflow`: output does not fit.
    pub overflow: u16,
    /// `invalid_length`: output buffer larger than the result.
    pub invalid_length: u16,
    /// `too_many_handles`: no room for another handle record.
    pub too_many_handles: u16,
    /// `unsupported_feature`: entries of a batch are not homogeneous.
    pub unsupported_feature: u16,
    /// `invalid_tag`: ciphertext shorter than the tag.
    pub invalid_tag: u16,
}

/// A legacy handle kind.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HandleKind {
    /// Legacy name: `symmetric_state`.
    pub name: String,
    /// The WIT resource behind it; `None` for `array_output`, whose bytes live in the adapter's arena.
    pub resource: Option<Resource>,
}

/// A WIT resource.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resource {
    /// Interface without package: `symmetric`.
    pub interface: String,
    /// Resource name: `symmetric-state`.
    pub name: String,
}

/// A legacy import module.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Module {
    /// Import module name: `wasi_ephemeral_crypto_symmetric`.
    pub name: String,
    /// Its functions in witx order.
    pub functions: Vec<Function>,
}

/// A core value type of the legacy ABI.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CoreType {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
}

impl From<wasi_crypto_witx::CoreType> for CoreType {
    fn from(ty: wasi_crypto_witx::CoreType) -> Self {
        match ty {
            wasi_crypto_witx::CoreType::I32 => Self::I32,
            wasi_crypto_witx::CoreType::I64 => Self::I64,
            wasi_crypto_witx::CoreType::F32 => Self::F32,
            wasi_crypto_witx::CoreType::F64 => Self::F64,
        }
    }
}

/// A legacy function.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Function {
    /// Import name: `symmetric_state_encrypt`.
    pub name: String,
    /// Core parameters, names and types, in order (out-pointers included).
    pub params: Vec<(String, CoreType)>,
    /// What the adapter does.
    pub action: Action,
}

impl Bindings {
    /// A function by the name of its import module and its own; `None` if there is none.
    pub fn function(&self, module: &str, name: &str) -> Option<&Function> {
        let module = self.modules.iter().find(|known| known.name == module)?;
        module.functions.iter().find(|function| function.name == name)
    }
}

impl Function {
    /// Core results: a single `i32` errno, but for conversions, which say what they answer.
    pub fn results(&self) -> &[CoreType] {
        match &self.action {
            Action::Convert(conversion) => &conversion.answer.results,
            _ => &[CoreType::I32],
        }
    }
}

/// Index into [`Function::params`].
pub type ParamIndex = usize;
/// Index into [`Bindings::kinds`].
pub type KindIndex = usize;

/// What a legacy function does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Action {
    /// Calls one WIT function.
    Call(Call),
    /// Calls one WIT function whose values are of any types.
    Convert(Conversion),
    /// `*_close`: drops the resource and frees the record; twice answers `closed`.
    Close {
        /// The handle.
        handle: ParamIndex,
        /// Its kind.
        kind: KindIndex,
    },
    /// `array_output_len`: total length, whatever has been read.
    ArrayOutputLen {
        /// The handle.
        handle: ParamIndex,
        /// Out-pointer to a size.
        out: ParamIndex,
    },
    /// `array_output_pull`: copies min(n, remaining), wipes and frees the record when drained.
    ArrayOutputPull {
        /// The handle.
        handle: ParamIndex,
        /// Guest buffer.
        buffer: ParamIndex,
        /// Its length.
        len: ParamIndex,
        /// Out-pointer to a size, where there is one.
        out: Option<ParamIndex>,
    },
    /// A batch: the adapter runs `each` for every entry of a list and writes one result per entry.
    Batch(Batch),
    /// A step in the life of an object that the adapter keeps until it is complete.
    Step(Step),
    /// Another action, and the cause of its failure.
    Caused {
        /// Out-pointer to the cause, 16 bits wide. It is written whatever the answer is; success has the cause 0.
        cause: ParamIndex,
        /// Causes by error number; 0 for those behind the end.
        causes: Vec<u16>,
        /// What the function does.
        action: Box<Action>,
    },
}

/// A call of one WIT function and the conversion of its results.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Call {
    /// Interface without package: `symmetric`.
    pub interface: String,
    /// Name as the component model mangles it: `[method]symmetric-state.encrypt`.
    pub function: String,
    /// WIT parameters in order.
    pub args: Vec<Arg>,
    /// Whether the WIT function returns a `result<_, error-code>` (all do, except `symmetric-tag.len` and `.bytes`).
    pub fallible: bool,
    /// The parts of the success value in order, with where they go.
    pub results: Vec<ResultPart>,
    /// Size checks made before the call, so that the host changes nothing when an output would not fit.
    pub checks: Vec<SizeCheck>,
    /// Guest buffer that must be zeroed when the call fails (decryption): pointer and length parameters.
    pub wipe_on_error: Option<(ParamIndex, ParamIndex)>,
    /// Handles closed when the call succeeds: the pulled tag, the replaced key.
    pub close_on_success: Vec<(ParamIndex, KindIndex)>,
    /// The order of parameters another of the merged generations had.
    pub reorder: Option<Reorder>,
}

/// Where a WIT parameter comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Arg {
    /// A borrowed handle.
    Handle {
        /// The handle.
        param: ParamIndex,
        /// Its kind.
        kind: KindIndex,
    },
    /// `option<borrow<..>>` from the address of a {tag: u8 @0, handle: u32 @4} union; tag 0 some, 1 none.
    OptionalHandle {
        /// Address of the union.
        param: ParamIndex,
        /// Kind of the handle inside.
        kind: KindIndex,
    },
    /// A string: checked for range and UTF-8 before the call.
    String {
        /// Address.
        ptr: ParamIndex,
        /// Length in bytes.
        len: ParamIndex,
    },
    /// A byte list: checked for range before the call.
    Bytes {
        /// Address.
        ptr: ParamIndex,
        /// Length in bytes.
        len: ParamIndex,
    },
    /// A guest buffer lent to the host in the legacy API (`options_set_guest_buffer`): its range is checked (answering
    /// `guest_error`), then only its length is passed, as a u32.
    LentBuffer {
        /// Address.
        ptr: ParamIndex,
        /// Length in bytes.
        len: ParamIndex,
    },
    /// A number passed as it is (u32 or u64).
    Scalar {
        /// The parameter.
        param: ParamIndex,
    },
    /// An enum: `map[legacy value]` is the WIT ordinal; values beyond the list are `guest_error`.
    Enum {
        /// The parameter.
        param: ParamIndex,
        /// The WIT enum: `key-encoding`.
        wit: String,
        /// WIT ordinal for each legacy value.
        map: Vec<u32>,
        /// Values about which the ordinal does not say everything, ascending; at most one rule for each value.
        exceptions: Vec<Exception>,
    },
    /// Always that value of a WIT enum.
    Constant {
        /// Its ordinal.
        ordinal: u32,
    },
    /// `none` for an optional handle that the function does not take.
    None,
    /// A managed-key version: `0xff00000000000001` latest, `..02` all, anything else exact.
    Version {
        /// The 64-bit parameter.
        param: ParamIndex,
    },
}

/// A legacy enum value that is more than another number.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Exception {
    /// The value, inside of the map.
    pub value: u32,
    /// What is special about it.
    pub rule: EnumRule,
}

/// What is special about a legacy enum value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EnumRule {
    /// WIT has nothing like it: the call answers this errno.
    Refuse(u16),
    /// The SEC 1 point that comes back as an array output is to be compressed.
    Compress,
    /// The generations disagree, and the bytes that come with the value decide: the first ordinal whose look they have,
    /// else that of the map.
    Looks {
        /// Address of the bytes.
        ptr: ParamIndex,
        /// Their length.
        len: ParamIndex,
        /// Ordinals by looks.
        looks: Vec<(Look, u32)>,
    },
}

/// What an encoded key looks like. Less than eight bytes look like nothing.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// It begins as PEM does: `-----BEG`.
    Pem,
    /// It begins as a DER sequence does: 0x30.
    Der,
    /// It is a compressed point of a curve of 256 or 384 bits, or begins as a DER sequence.
    Sec,
}

/// An order of parameters that another generation had: the generations are told apart by the value in one position,
/// which is an enum in one of them and the length of something in the other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reorder {
    /// The position that tells.
    pub param: ParamIndex,
    /// Values below this are the enum: the parameters are where the rest of the call looks for them. From this on they
    /// are in the other order.
    pub below: u32,
    /// In the other order parameter `i` is in position `order[i]`.
    pub order: Vec<ParamIndex>,
}

/// Where one part of the success value goes. Parts appear in the order of the flattened WIT record or tuple.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ResultPart {
    /// A new resource: wrapped in a handle record whose address is written to the out-pointer.
    Handle {
        /// Out-pointer.
        out: ParamIndex,
        /// Kind of the record.
        kind: KindIndex,
    },
    /// Bytes kept in the arena behind a new `array_output` handle.
    ArrayOutput {
        /// Out-pointer.
        out: ParamIndex,
        /// Kind index of `array_output`.
        kind: KindIndex,
    },
    /// Bytes written to the guest's buffer, into which they are steered; the count goes to `written` where the function
    /// reports one. Longer than the buffer: `overflow`.
    Buffer {
        /// Address.
        ptr: ParamIndex,
        /// Capacity.
        len: ParamIndex,
        /// Out-pointer to a size, where there is one.
        written: Option<ParamIndex>,
    },
    /// A u32 written to an out-pointer.
    U32 {
        /// Out-pointer.
        out: ParamIndex,
    },
    /// A u64 written to an out-pointer.
    U64 {
        /// Out-pointer.
        out: ParamIndex,
    },
}

/// A check of a guest-supplied length before the call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SizeCheck {
    /// The capacity the guest gave.
    pub len: ParamIndex,
    /// What it must be.
    pub needed: Needed,
    /// `true`: exactly (larger answers `invalid_length`); `false`: at least. Smaller always answers `overflow`.
    pub exact: bool,
}

/// The size an output needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Needed {
    /// The value of another length parameter.
    Len(ParamIndex),
    /// Another length plus the state's `max-tag-len`.
    LenPlusTag {
        /// The length parameter.
        len: ParamIndex,
        /// The state handle.
        state: ParamIndex,
    },
    /// Another length minus the state's `max-tag-len`; an input shorter than the tag answers `invalid_tag`.
    LenMinusTag {
        /// The length parameter.
        len: ParamIndex,
        /// The state handle.
        state: ParamIndex,
        /// How the algorithms end of which `max-tag-len` is padding, so that less may be missing from the output: for
        /// them a larger buffer is right too, up to the other length. The adapter asks `[method]<resource>.algorithm`.
        padded: Option<String>,
    },
    /// What a `func() -> u32` method of a handle answers, such as `secrets-manager.id-len`.
    Method {
        /// The handle.
        handle: ParamIndex,
        /// Its kind.
        kind: KindIndex,
        /// Mangled function name.
        function: String,
    },
}

/// Where a parameter of a batch's single operation is inside an entry: at an offset.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Field {
    /// A word.
    Word(u32),
    /// A length that is there twice, in a buffer's header and beside it: the shorter one counts, as nothing outside of
    /// the buffer is read or written.
    Length {
        /// In the header.
        header: u32,
        /// Beside it.
        beside: u32,
    },
}

/// A batch function: list parameter, per-entry layout, per-entry result layout, list out-pointer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Batch {
    /// Address of the entries.
    pub ptr: ParamIndex,
    /// Number of entries.
    pub len: ParamIndex,
    /// Bytes per entry.
    pub entry_size: u32,
    /// Where the leading parameters of `each` are inside an entry. All are 32 bits wide. The parameters after them are
    /// out-pointers and name temporaries.
    pub fields: Vec<Field>,
    /// The single operation, as if it were a legacy function of its own.
    pub each: Box<Function>,
    /// Out-pointer to a {pointer, length} list header.
    pub out: ParamIndex,
    /// Bytes per result entry.
    pub result_size: u32,
    /// Offset of the value inside a result entry (handle or size), where there is one.
    pub value_offset: Option<u32>,
    /// Offset of the u16 errno inside a result entry.
    pub errno_offset: u32,
    /// Entries must share one algorithm: states (parameter 0 of `each`, of this kind) whose `algorithm` differs answer
    /// `unsupported_feature` for the whole call. The WIT function asked is `[method]<resource>.algorithm`.
    pub homogeneous_kind: KindIndex,
}
