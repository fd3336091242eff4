//! The lists of a call.

/// The lists a guest has passed to a call, where they are: in the guest's memory, or copied out of it.
///
/// Work that is done in steps asks for them again at each step, so nothing borrows the guest's memory between two.
pub trait Inputs {
    /// The list of this number, in the order of the call's arguments; in batches, entry by entry. One that the call does
    /// not have is empty.
    fn list(&self, number: usize) -> &[u8];
}

impl<L: AsRef<[u8]>> Inputs for [L] {
    fn list(&self, number: usize) -> &[u8] {
        self.get(number).map(AsRef::as_ref).unwrap_or_default()
    }
}

impl<L: AsRef<[u8]>, const N: usize> Inputs for [L; N] {
    fn list(&self, number: usize) -> &[u8] {
        self.as_slice().list(number)
    }
}

impl<L: AsRef<[u8]>> Inputs for Vec<L> {
    fn list(&self, number: usize) -> &[u8] {
        self.as_slice().list(number)
    }
}
