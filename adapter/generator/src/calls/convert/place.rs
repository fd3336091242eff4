//! Where the legacy program has a value: in parameters, or in its memory.

use wasi_crypto_model::conversion::Width;

use wasi_crypto_asm::{Code, Expr, Local, Value};

/// Where a value of the legacy program is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// A core value.
    Core(Local),
    /// Address and length.
    Pair(Local, Local),
    /// So far from an address in the program's memory.
    Memory(Local, u32),
}

impl Place {
    /// A number of that width; 64 bits wide if the width is, else 32.
    pub(super) fn number(self, width: Width) -> Expr {
        match self {
            Place::Core(local) | Place::Pair(local, _) => local.into(),
            Place::Memory(address, offset) => match width {
                Width::W8 => address.read8(offset),
                Width::W16 => address.read16(offset),
                Width::W32 => address.read(offset),
                Width::W64 => address.read_long(offset),
            },
        }
    }

    /// Address and length of a list or string.
    pub(super) fn pair(self, code: &mut Code) -> [Local; 2] {
        match self {
            Place::Pair(ptr, len) => [ptr, len],
            Place::Core(local) => [local, local],
            Place::Memory(address, offset) => [code.bind(address.read(offset)), code.bind(address.read(offset + 4))],
        }
    }

    /// A part of what is here, so far from its beginning.
    pub(super) fn part(self, distance: u32) -> Place {
        match self {
            Place::Memory(address, offset) => Place::Memory(address, offset + distance),
            other => other,
        }
    }
}
