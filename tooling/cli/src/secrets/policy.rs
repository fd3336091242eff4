//! The file that says what guests may do.

use std::path::Path;

use anyhow::{Context, Error, Result};
use wasi_crypto_host::secrets::Policy;

use crate::escape;
use crate::files;

/// Reads a policy and checks that it makes sense.
///
/// # Errors
/// With the name of the file, and with the line if a single one is wrong.
pub fn read(path: &Path) -> Result<Policy> {
    let context = || format!("the policy `{}` cannot be used", escape::path(path));
    let text = files::read_text(path).with_context(|| format!("cannot read the policy {}", files::shown(path)))?;
    let policy: Policy = toml::from_str(&text)
        .map_err(|error| Error::msg(error.to_string().trim_end().to_owned()))
        .with_context(context)?;
    policy.check().with_context(context)?;
    Ok(policy)
}
