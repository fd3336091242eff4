//! The functions and globals every adapter carries, as far as it needs them: which there are, and what they promise.
//!
//! Each is written in the file of its idea.

use super::layout::allocation;
use wasi_crypto_asm::{Expr, Func, Global, ModuleBuilder, Space, ValType, Value, int};

/// The module whose exports are the guest's, as the encoder calls it.
pub(crate) const GUEST: &str = "__main_module__";

const I32: ValType = ValType::I32;

/// Handles of the runtime's functions and globals in the module being built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Runtime {
    /// Whose memory the arena is in.
    pub(crate) home: Home,
    /// Base of this adapter's first block, 0 before there is one.
    pub(crate) arena: Global,
    /// Block the next record comes from.
    pub(crate) record_block: Global,
    /// Guest buffer the next list result is steered to; `outcome` and `settle` end that.
    pub(crate) steer_address: Global,
    /// Its size; 0 when nothing is steered.
    pub(crate) steer_capacity: Global,

    /// The guest's allocator, or what the encoder puts in its place.
    pub(crate) guest_realloc: Func,
    /// What the guest would have lists of its own imports written to.
    pub(crate) guest_import_realloc: Func,
    /// `cabi_import_realloc`.
    pub(crate) realloc: Func,

    /// (bytes) → address or -1: memory for the arena.
    pub(crate) pages: Func,
    /// (end of records) → base or 0: another block.
    pub(crate) block: Func,
    /// (n) → address of the landing area if n records can be made, else 0.
    pub(crate) prepare: Func,

    /// (handle, tag) → record, or 0.
    pub(crate) record: Func,
    /// (out-pointer, tag, value): a handle, made and stored. Cannot fail after `prepare`.
    pub(crate) give: Func,
    /// (tag, value, aux) → handle. Cannot fail after `prepare`.
    pub(crate) record_new: Func,
    /// (record).
    pub(crate) record_free: Func,
    /// (handle, tag) → record, or the errno of a close function.
    pub(crate) record_to_close: Func,
    /// (address of union, tag) → record, [`NO_RECORD`](crate::runtime::layout::NO_RECORD) for none, or errno.
    pub(crate) record_option: Func,

    /// (n) → address of n bytes, or 0.
    pub(crate) bytes_new: Func,
    /// (address): wipes and frees.
    pub(crate) bytes_free: Func,

    /// (address, len) → whether the range lies in memory.
    pub(crate) in_range: Func,
    /// (address) → whether 32 bits can be written there.
    pub(crate) word: Func,
    /// (address) → whether 64 bits can be written there.
    pub(crate) long: Func,
    /// (address, len) → whether there is UTF-8.
    pub(crate) text: Func,

    /// (offset of the landed {ptr, len}, buffer, capacity) → bytes in the buffer, or -1 if they do not fit.
    pub(crate) settle: Func,

    /// (out-pointer, tag, offset of the landed {ptr, len}): an array output, made and stored.
    pub(crate) array_new: Func,
    /// (handle record, buffer, n) → bytes copied; closes when drained.
    pub(crate) array_pull: Func,

    /// (capacity, needed, whether it must fit exactly) → errno.
    pub(crate) size: Func,
    /// (handle, tag, address, len) → record if handle and range are good and the arena is there, else errno.
    pub(crate) subject: Func,
    /// (handle, tag) → the same without a range.
    pub(crate) subject_only: Func,
    /// (offset of the error code) → errno of the failure that landed. Ends steering.
    pub(crate) outcome: Func,
}

/// Whose memory the arena is in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Home {
    /// The guest's.
    Guest {
        /// Written by the encoder: end of the block it took from the guest's allocator.
        stack_pointer: Global,
        /// Shared with the encoder, see `arena.rs`.
        allocation_state: Global,
    },
    /// The runtime's own, beside the guest's.
    Own(Own),
}

/// What a runtime with a memory of its own has besides, see `landing.rs`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Own {
    /// Whether the guest exports an allocator.
    pub(crate) allocator: bool,
    /// How many lists of the last call landed in memory of the guest that was lent for it.
    pub(crate) borrowed: Global,
    /// Whether lists that are asked for are ours; only where the guest has imports of its own that may give lists.
    pub(crate) expecting: Option<Global>,
    /// (address of a landed {ptr, len}, another): ends the borrowing.
    pub(crate) give_back: Func,
    /// (guest address, arena address, n): exchanges the bytes.
    pub(crate) swap: Func,
}

/// What is known of the guest that a runtime with a memory of its own is linked into.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings {
    /// It exports an allocator, which is offered as `__main_module__.cabi_realloc`.
    pub(crate) allocator: bool,
    /// It may import functions of its own that give lists, and says where those go:
    /// `__main_module__.cabi_import_realloc`.
    pub(crate) import_realloc: bool,
}

impl Runtime {
    /// Whether the guest is known to have an allocator; `None` if it surely has none.
    pub(crate) fn has_allocator(&self) -> Option<Expr> {
        match self.home {
            Home::Guest { allocation_state, .. } => Some(allocation_state.equals(allocation::ALLOCATED)),
            Home::Own(own) => own.allocator.then(|| int(1)),
        }
    }

    /// Where the temporaries of a batch are: out-pointers to them are checked like any other where that is the guest's
    /// memory, and are not addresses of the guest at all where it is not.
    pub(crate) fn temporaries(&self) -> Space {
        match self.home {
            Home::Guest { .. } => Space::Guest,
            Home::Own(_) => Space::State,
        }
    }

    /// Declares all of them; the definitions follow. Without surroundings the arena is in the guest's memory.
    pub(crate) fn declare(module: &mut ModuleBuilder, surroundings: Option<Surroundings>) -> Runtime {
        Runtime {
            home: match surroundings {
                // These two come first: the encoder finds them by name but, in some of its paths, refers to them by
                // the index they had before it removed unused globals.
                None => Home::Guest {
                    stack_pointer: module.global("__stack_pointer", 0),
                    allocation_state: module.global("allocation_state", allocation::ALLOCATING),
                },
                Some(Surroundings { allocator, import_realloc }) => Home::Own(Own {
                    allocator,
                    borrowed: module.global("borrowed", 0),
                    expecting: import_realloc.then(|| module.global("expecting", 0)),
                    give_back: module.declare("give_back", &[I32; 2], &[]),
                    swap: module.declare("swap", &[I32; 3], &[]),
                }),
            },
            arena: module.global("arena", 0),
            record_block: module.global("record_block", 0),
            steer_address: module.global("steer_address", 0),
            steer_capacity: module.global("steer_capacity", 0),
            guest_realloc: module.import(GUEST, "cabi_realloc", &[I32; 4], &[I32]),
            guest_import_realloc: module.import(GUEST, "cabi_import_realloc", &[I32; 4], &[I32]),
            realloc: module.declare("cabi_import_realloc", &[I32; 4], &[I32]),
            pages: module.declare("pages", &[I32], &[I32]),
            block: module.declare("block", &[I32], &[I32]),
            prepare: module.declare("prepare", &[I32], &[I32]),
            record: module.declare("record", &[I32; 2], &[I32]),
            give: module.declare("give", &[I32; 3], &[]),
            record_new: module.declare("record_new", &[I32; 3], &[I32]),
            record_free: module.declare("record_free", &[I32], &[]),
            record_to_close: module.declare("record_to_close", &[I32; 2], &[I32]),
            record_option: module.declare("record_option", &[I32; 2], &[I32]),
            bytes_new: module.declare("bytes_new", &[I32], &[I32]),
            bytes_free: module.declare("bytes_free", &[I32], &[]),
            in_range: module.declare("in_range", &[I32; 2], &[I32]),
            word: module.declare("word", &[I32], &[I32]),
            long: module.declare("long", &[I32], &[I32]),
            text: module.declare("text", &[I32; 2], &[I32]),
            settle: module.declare("settle", &[I32; 3], &[I32]),
            array_new: module.declare("array_new", &[I32; 3], &[]),
            array_pull: module.declare("array_pull", &[I32; 3], &[I32]),
            size: module.declare("size", &[I32, ValType::I64, I32], &[I32]),
            subject: module.declare("subject", &[I32; 4], &[I32]),
            subject_only: module.declare("subject_only", &[I32; 2], &[I32]),
            outcome: module.declare("outcome", &[I32], &[I32]),
        }
    }
}
