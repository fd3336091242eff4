//! WASI's preview 0, `wasi_unstable`, in terms of preview 1, `wasi_snapshot_preview1`.

use std::collections::BTreeSet;

use anyhow::Result;
use wasi_crypto_witx::{Document, MemoryLoader, parse_str};

use crate::Table;

/// The import module of preview 0.
pub const OLD: &str = "wasi_unstable";

/// The library for a program that imports these functions of preview 0.
///
/// # Errors
///
/// Preview 0 has no such function.
///
/// ```
/// let wanted = ["fd_seek".to_owned(), "path_filestat_get".to_owned()].into();
/// assert!(wasi_crypto_forward::preview0::library(&wanted)?.starts_with(b"\0asm"));
/// # anyhow::Ok(())
/// ```
pub fn library(wanted: &BTreeSet<String>) -> Result<Vec<u8>> {
    let old = document("wasi_unstable.witx", include_str!("../preview0/wasi_unstable.witx"))?;
    let new = document("wasi_snapshot_preview1.witx", include_str!("../preview0/wasi_snapshot_preview1.witx"))?;
    let table = Table::parse(include_str!("../preview0/preview0.toml"))?;
    crate::library(&old, &new, &table, wanted)
}

fn document(name: &str, text: &str) -> Result<Document> {
    Ok(parse_str(name, text, &mut MemoryLoader::new())?)
}
