//! Where passphrases come from.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use wasi_crypto_host::engine::SecretBytes;
use zeroize::Zeroizing;

use crate::files;

/// The environment variable that has the passphrase.
const VARIABLE: &str = "WASI_CRYPTO_PASSPHRASE";

/// The passphrase of an encrypted key.
#[derive(Args, Clone, Debug, Default)]
pub struct PassphraseArgs {
    /// File whose first line is the passphrase of an encrypted key; `-` reads standard input. Without it the environment
    /// variable WASI_CRYPTO_PASSPHRASE, or a question on the terminal
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

impl PassphraseArgs {
    /// The passphrase of the key in `file`.
    ///
    /// # Errors
    /// Also if there is none: then the error says how to give it.
    pub fn get(&self, file: &Path) -> Result<SecretBytes> {
        if let Some(from) = &self.passphrase_file {
            let mut text = files::read_secret(from)?;
            let line = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
            text.truncate(line);
            if text.last() == Some(&b'\r') {
                text.pop();
            }
            return Ok(text);
        }
        if let Some(value) = std::env::var_os(VARIABLE) {
            return Ok(SecretBytes::new(value.into_encoded_bytes()));
        }
        if io::stdin().is_terminal() || io::stderr().is_terminal() {
            let question = format!("passphrase of {}: ", files::shown(file));
            let mut answer = Zeroizing::new(rpassword::prompt_password(question).context("no passphrase was given")?);
            return Ok(SecretBytes::new(std::mem::take(&mut *answer).into_bytes()));
        }
        bail!(
            "it is an encrypted secret key: decrypt it, or give the passphrase with --passphrase-file, in the variable \
             {VARIABLE}, or on a terminal"
        )
    }
}
