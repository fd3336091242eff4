//! What an object looks like in the arena, and which functions make, change and wipe it.

use wasi_crypto_model::step::Part;

use wasi_crypto_asm::Func;

/// Of a private key: 0 for a symmetric one, 1 for a key pair.
pub(super) const CLASS: u32 = 0;
/// Of a private key: the component handle.
pub(super) const HANDLE: u32 = 4;
/// Of others: the object of the private key they use. Those live as long as the program.
pub(super) const KEY: u32 = 8;
/// Component handle of a message that is being signed.
pub(super) const STATE: u32 = 12;
/// Name of the algorithm: its address and length, as of every part; address 0 for one that is not there.
pub(super) const NAME: u32 = 16;
/// Nonce, salt or info.
pub(super) const NONCE: u32 = 24;
/// Associated data, or what a key is made of.
pub(super) const DATA: u32 = 32;
/// Tag of a message.
pub(super) const TAG: u32 = 40;
/// Name of a hash function.
pub(super) const HASH: u32 = 48;
/// Behind the parts.
pub(super) const PARTS_END: u32 = 56;
/// Whether a message was encrypted with the nonce.
pub(super) const SPENT: u32 = 56;
/// Bytes of an object.
pub(super) const SIZE: u32 = 60;

/// From the address of a part to its length.
pub(super) const LEN: u32 = 4;

/// Offset of a part that is set from outside.
pub(super) fn slot(part: Part) -> u32 {
    match part {
        Part::Nonce => NONCE,
        Part::Data => DATA,
        Part::Tag => TAG,
    }
}

/// The functions for objects in the module being built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Objects {
    /// (address and length of a name, 0 and 0 without one) → object, or 0.
    pub(super) new: Func,
    /// (object): wipes and frees it with its parts.
    pub(super) free: Func,
    /// (handle, tag, offset of a part, address, len) → errno: copies bytes of the guest, instead of those there were.
    pub(super) keep: Func,
    /// (handle, tag, out-pointer, another tag) → errno: a handle of the other kind instead of the one there was.
    pub(super) replace: Func,
    /// (address of a part's slot): wipes and frees the part.
    pub(super) drop: Func,
    /// (object, another) → whether their algorithms have the same name.
    pub(super) same_name: Func,
    /// (object) → errno: the whole name of an algorithm that leaves its hash function open.
    pub(super) complete_name: Func,
    /// (bytes needed, address, len) → where they are in the guest's memory, beside that range, or 0.
    pub(super) place: Func,
    /// (n) → whether a list of n bytes that the host answers can be kept: where not, it would be too late.
    pub(super) room: Func,
}
