//! Makes of the plugin, a legacy module, a component that needs nothing but WASI.

use wasi_crypto_build::{Build, Provider};

fn main() -> anyhow::Result<()> {
    Build::new("plugin.wat").compose(Provider::Required).write_to_out_dir("plugin.wasm")?;
    Ok(())
}
