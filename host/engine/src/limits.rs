//! What a guest may use up at most.

/// Upper bounds on guest-controlled sizes.
///
/// Every field has a default that suits an untrusted guest; change single fields after [`Limits::default`]:
///
/// ```
/// let mut limits = wasi_crypto_engine::Limits::default();
/// limits.max_output_len = 1024;
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// Objects alive at once, enforced by the host that owns the handle table. Default 65,536.
    pub max_handles: usize,
    /// Options set in one option set. One more is [`Error::Overflow`](crate::Error::Overflow). Default 64.
    pub max_options: usize,
    /// Bytes of one option value. Longer is [`Error::Overflow`](crate::Error::Overflow). Default 4,096.
    pub max_option_len: usize,
    /// Bytes a guest may grant, with `set_memory_budget`, to memory-hard functions. More is
    /// [`Error::Overflow`](crate::Error::Overflow). Default 64 MiB.
    pub max_memory_budget: u64,
    /// Work of hashing one password, in nanoseconds on a machine of 2020, roughly. More is
    /// [`Error::Overflow`](crate::Error::Overflow). Default five seconds.
    pub max_password_work: u64,
    /// Bytes of one output whose length the guest chooses freely (squeeze, derive). More is
    /// [`Error::Overflow`](crate::Error::Overflow). Default 16 MiB.
    pub max_output_len: usize,
    /// Bytes of input one state keeps because its algorithm cannot process them piece by piece: associated data, salt,
    /// password. More is [`Error::Overflow`](crate::Error::Overflow). Default 16 MiB. Messages of signatures that need
    /// them whole (Ed25519, Ed448, ML-DSA) may be as long as `max_held_bytes` allows.
    pub max_buffered_message: usize,
    /// Bytes that everything a guest has may hold together, where the guest chose their number: input kept by states,
    /// options, tags, keys, prepared keys, arrays that wait to be read, arguments on their way to a worker, results on their
    /// way to the guest. More is
    /// [`Error::Overflow`](crate::Error::Overflow). Default 256 MiB.
    pub max_held_bytes: usize,
    /// Work of one call, batches included, in nanoseconds on a machine of 2020, roughly and never less. More is
    /// [`Error::Overflow`](crate::Error::Overflow) before anything is done. Default five seconds.
    pub max_work_per_call: u64,
    /// Bytes of the info of HKDF-EXPAND, which is hashed again for every block of output: up to 255 times. More is
    /// [`Error::Overflow`](crate::Error::Overflow). Default 64 KiB.
    pub max_info_len: usize,
    /// Entries of one batch, enforced by the host. Default 1,024.
    pub max_batch_len: usize,
    /// Bytes of one encoded key or signature on import. Longer is [`Error::Overflow`](crate::Error::Overflow).
    /// Default 64 KiB.
    pub max_encoded_key_len: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_handles: 65_536,
            max_options: 64,
            max_option_len: 4096,
            max_memory_budget: 64 << 20,
            max_password_work: 5_000_000_000,
            max_output_len: 16 << 20,
            max_buffered_message: 16 << 20,
            max_held_bytes: 256 << 20,
            max_work_per_call: 5_000_000_000,
            max_info_len: 64 << 10,
            max_batch_len: 1024,
            max_encoded_key_len: 64 << 10,
        }
    }
}
