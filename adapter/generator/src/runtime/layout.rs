//! Numbers shared by all adapters of a release: how the arena, its records and its byte chunks look in memory.
//!
//! Adapters read each other's records, so a change here is a change of format: give the magic numbers new values, and
//! adapter files of different releases answer `invalid_handle` to each other instead of misreading.

/// Bytes taken from the guest at a time. The encoder's replacement of `cabi_realloc` accepts this size only.
pub(crate) const BLOCK: u32 = 65_536;

/// Mixed into the first word of a block: `BLOCK_MAGIC ^ base`.
pub(crate) const BLOCK_MAGIC: u32 = 0x57c1_1b0f;
/// Mixed into the first word of a record: `RECORD_MAGIC ^ address ^ (tag | generation << 8)`. The low four bits are
/// above every tag, so that zeroed memory is no record at any address.
pub(crate) const RECORD_MAGIC: u32 = 0x9e3a_d8ef;

/// The header at the base of every block; offsets of its words.
pub(crate) mod header {
    /// `BLOCK_MAGIC ^ base`.
    pub(crate) const CHECK: u32 = 0;
    /// Next block of the same adapter, 0 at the end.
    pub(crate) const NEXT: u32 = 4;
    /// Oldest free record, 0 if none.
    pub(crate) const FREE_HEAD: u32 = 8;
    /// Newest free record, 0 if none.
    pub(crate) const FREE_TAIL: u32 = 12;
    /// Number of free records.
    pub(crate) const FREE_COUNT: u32 = 16;
    /// First record never used.
    pub(crate) const FRESH: u32 = 20;
    /// End of the records.
    pub(crate) const FRESH_END: u32 = 24;
    /// First byte of storage never used.
    pub(crate) const BYTES: u32 = 28;
    /// End of the storage.
    pub(crate) const BYTES_END: u32 = 32;
    /// Free chunks larger than a block, 0 if none; used in the first block of an adapter only.
    pub(crate) const LARGE: u32 = 36;
    /// Free chunks of each power of two from `MIN_CHUNK` to `MAX_CHUNK`: ten words.
    pub(crate) const CLASSES: u32 = 40;
    /// Where WIT results land; used in the first block of an adapter only.
    pub(crate) const LANDING: u32 = 80;
    /// Bytes of the landing area: a multiple of eight.
    pub(crate) const LANDING_SIZE: u32 = 48;
    /// Out-pointers of the single operations of a batch: three of eight bytes.
    pub(crate) const TEMPORARIES: u32 = 128;
    /// How many temporaries there are.
    pub(crate) const TEMPORARY_COUNT: usize = 3;
    /// Where the results of a batch go.
    pub(crate) const BATCH_RESULTS: u32 = 152;
    /// What rules beyond the runtime remember from call to call: 36 bytes, zero at first.
    pub(crate) const NOTES: u32 = 156;
    /// Bytes of the header.
    pub(crate) const SIZE: u32 = 192;
}

/// What is borrowed from the guest during a call: a table in the first page of a memory of the runtime's own. Nothing
/// else is in that page, so no small number is a handle.
pub(crate) mod borrowed {
    /// Address in the guest's memory.
    pub(crate) const ADDRESS: u32 = 0;
    /// How many bytes of it are borrowed.
    pub(crate) const LEN: u32 = 4;
    /// The chunk that keeps them.
    pub(crate) const CHUNK: u32 = 8;
    /// Bytes of an entry.
    pub(crate) const SIZE: u32 = 16;
    /// Entries there may be: two lists, and each of them may be asked for again when it grows.
    pub(crate) const COUNT: u32 = 64;
}

/// What the encoder's global `allocation_state` says, see `arena.rs`.
pub(crate) mod allocation {
    /// The encoder's prologue allocates when it is entered.
    pub(crate) const UNALLOCATED: i32 = 0;
    /// The prologue does nothing; for us also "no allocator known".
    pub(crate) const ALLOCATING: i32 = 1;
    /// The prologue has allocated, hence the guest has an allocator.
    pub(crate) const ALLOCATED: i32 = 2;
}

/// End of the records in a block that holds both records and bytes, from its base.
pub(crate) const MIXED: u32 = 16_384;
/// The same for a block that holds nothing but bytes.
pub(crate) const BYTES_ONLY: u32 = header::SIZE;
/// The same for a block that holds nothing but records. Also the usable size of a block: aligning the base costs up
/// to 16 bytes.
pub(crate) const RECORDS_ONLY: u32 = BLOCK - 16;

/// A handle record; offsets of its words.
pub(crate) mod record {
    /// See [`super::RECORD_MAGIC`]. A free record keeps tag and generation and has another bit set.
    pub(crate) const CHECK: u32 = 0;
    /// Component handle; for bytes their address, 0 if there are none.
    pub(crate) const VALUE: u32 = 4;
    /// For bytes their number; else what rules beyond the runtime remember of the resource, 0 at first.
    pub(crate) const AUX: u32 = 8;
    /// Distance from the base of the block; in a free record the next free record.
    pub(crate) const LINK: u32 = 12;
    /// Bytes of a record.
    pub(crate) const SIZE: u32 = 16;
}

/// The words in front of the bytes of a chunk; negative offsets are taken from the bytes.
pub(crate) mod chunk {
    /// Size of the chunk with its header.
    pub(crate) const SIZE: u32 = 0;
    /// Base of the block whose lists it returns to.
    pub(crate) const BLOCK: u32 = 4;
    /// Bytes already pulled.
    pub(crate) const CURSOR: u32 = 8;
    /// The same, subtracted from the address of the bytes.
    pub(crate) const BEHIND_CURSOR: u32 = HEADER - CURSOR;
    /// Next free chunk.
    pub(crate) const NEXT: u32 = 12;
    /// Bytes of the header.
    pub(crate) const HEADER: u32 = 16;
}

/// Smallest chunk, as a power of two.
pub(crate) const MIN_CHUNK_LOG2: u32 = 6;
/// Largest chunk cut from a block.
pub(crate) const MAX_CHUNK: u32 = 32_768;

/// Most entries of a batch.
pub(crate) const BATCH_LIMIT: u32 = 1024;

/// Above every errno that such functions answer and below every record: tells the two apart where a function answers
/// either. More than this would take two bytes wherever it is written.
pub(crate) const NO_RECORD: u32 = 63;

/// Tag of a kind: what its records carry, at least 1.
pub(crate) fn tag(kind: usize) -> u32 {
    kind as u32 + 1
}
