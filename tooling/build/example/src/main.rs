//! Runs a plugin that brings its own cryptography: this program has wasmtime and WASI, and no host of `wasi:crypto`.

use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Engine, Result, Store};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// What the build script made.
const PLUGIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/plugin.wasm"));

#[derive(Default)]
struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

fn main() -> Result<()> {
    println!("SHA-256(\"abc\") begins with {:08x}", fingerprint()?.swap_bytes());
    Ok(())
}

/// The first four bytes of the digest, as the plugin read them: the first one lowest.
fn fingerprint() -> Result<u32> {
    let engine = Engine::default();
    let mut linker = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    let mut store = Store::new(&engine, State::default());
    let plugin = linker.instantiate(&mut store, &Component::new(&engine, PLUGIN)?)?;
    let fingerprint = plugin.get_typed_func::<(), (i32,)>(&mut store, "fingerprint")?;
    Ok(fingerprint.call(&mut store, ())?.0.cast_unsigned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_plugin_hashes() {
        assert_eq!(super::fingerprint().expect("it runs").to_le_bytes(), [0xba, 0x78, 0x16, 0xbf]);
    }
}
