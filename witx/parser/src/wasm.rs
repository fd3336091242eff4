//! What WebAssembly sees: core types, signatures, sizes and alignments.

/// A core value type.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
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

impl CoreType {
    /// Its name in the text format.
    pub fn name(self) -> &'static str {
        match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

/// The signature of an imported function.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CoreSignature {
    /// Name and type of each parameter. Values keep the name of the witx parameter; addresses and lengths that witx
    /// does not name get `_ptr` and `_len` behind it, out-pointers are called `ret_ptr`, or `ret0_ptr`, `ret1_ptr`...
    /// when there are several (or `<name>_ptr` in the oldest dialect, which names them).
    pub params: Vec<(String, CoreType)>,
    /// Results: none or one in the preview1 ABI.
    pub results: Vec<CoreType>,
}

impl std::fmt::Display for CoreSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |word: &str, types: Vec<CoreType>| {
            let names: Vec<&str> = types.into_iter().map(CoreType::name).collect();
            match names.len() {
                0 => format!("({word})"),
                _ => format!("({word} {})", names.join(" ")),
            }
        };
        let params = self.params.iter().map(|(_, ty)| *ty).collect();
        write!(f, "{} {}", list("param", params), list("result", self.results.clone()))
    }
}

/// Size and alignment in bytes.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Layout {
    /// Size, a multiple of the alignment.
    pub size: u32,
    /// Alignment: a power of two, or 0 for a type that takes no room.
    pub align: u32,
}

impl Layout {
    pub(crate) const fn scalar(size: u32) -> Self {
        Self { size, align: size }
    }

    /// Appends a member and returns its offset.
    pub(crate) fn append(&mut self, member: Self) -> Option<u32> {
        let offset = align_to(self.size, member.align)?;
        self.align = self.align.max(member.align);
        self.size = offset.checked_add(member.size)?;
        Some(offset)
    }

    pub(crate) fn finish(self) -> Option<Self> {
        Some(Self { size: align_to(self.size, self.align)?, align: self.align })
    }
}

pub(crate) fn align_to(offset: u32, align: u32) -> Option<u32> {
    offset.checked_next_multiple_of(align.max(1))
}
