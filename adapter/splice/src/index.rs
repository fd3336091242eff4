//! Where the items of one of the two modules are in the linked one.

use std::fmt;
use std::ops::Range;

use wasm_encoder::reencode::{Error, Reencode};

/// New indices of a module's items. Tables, segments and tags keep theirs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Map {
    /// New index of every function.
    pub(crate) functions: Vec<u32>,
    /// New indices of those it defines.
    pub(crate) own: Range<u32>,
    /// New index of every memory.
    pub(crate) memories: Vec<u32>,
    /// What is added to the index of a type.
    pub(crate) types: u32,
    /// What is added to the index of a global.
    pub(crate) globals: u32,
}

/// The module names an item that it does not have.
#[derive(Debug)]
pub(crate) struct Missing {
    what: &'static str,
    index: u32,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no {} {}", self.what, self.index)
    }
}

impl std::error::Error for Missing {}

impl Map {
    pub(crate) fn function(&self, index: u32) -> Result<u32, Missing> {
        self.functions.get(index as usize).copied().ok_or(Missing { what: "function", index })
    }
}

impl Reencode for Map {
    type Error = Missing;

    fn function_index(&mut self, index: u32) -> Result<u32, Error<Missing>> {
        self.function(index).map_err(Error::UserError)
    }

    fn memory_index(&mut self, index: u32) -> Result<u32, Error<Missing>> {
        let found = self.memories.get(index as usize).copied();
        found.ok_or(Error::UserError(Missing { what: "memory", index }))
    }

    fn global_index(&mut self, index: u32) -> Result<u32, Error<Missing>> {
        Ok(index.wrapping_add(self.globals))
    }

    fn type_index(&mut self, index: u32) -> Result<u32, Error<Missing>> {
        Ok(index.wrapping_add(self.types))
    }
}
