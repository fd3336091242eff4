//! `wasi-crypto secrets`: what operators do with a store of managed keys. No command prints a secret.

mod backup;
mod init;
mod keys;
mod list;
mod public;
mod revoke;
mod rotate;
mod verify;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::Value;
use wasi_crypto_host::keystore::{EntryName, Selector};
use wasi_crypto_host::secrets::entry_name;

use crate::audit::AuditArgs;
use crate::format::Format;
use crate::report::Outcome;
use crate::secrets::{Access, Opened, StoreArgs, explain, wait};

/// Manage the keys that guests use without seeing them
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  export WASI_CRYPTO_SECRETS=keys.redb
  wasi-crypto secrets init
  wasi-crypto secrets generate release-2026 --algorithm Ed25519
  wasi-crypto secrets export-public release-2026 -o release-2026.pem
  wasi-crypto secrets list
  wasi-crypto run --secrets keys.redb --policy policy.toml signer.wasm

A store is used by one process at a time; list, export-public and backup can run side by side.")]
pub struct Secrets {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    List(list::List),
    Import(keys::Import),
    Generate(keys::Generate),
    Rotate(rotate::Rotate),
    Revoke(revoke::Revoke),
    ExportPublic(public::ExportPublic),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Verify(verify::Verify),
}

/// What all of them take.
#[derive(Args, Clone, Debug)]
struct Common {
    #[command(flatten)]
    store: StoreArgs,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    audit: AuditArgs,
}

/// An entry of the store.
#[derive(Args, Clone, Debug)]
struct EntryArgs {
    /// Name of a key of the host; with --guest the identifier of a guest's key or secret, in hexadecimal digits
    #[arg(value_name = "NAME")]
    id: String,
    /// It belongs to this guest
    #[arg(long, value_name = "GUEST")]
    guest: Option<String>,
}

impl Secrets {
    /// Runs the command.
    pub fn execute(self) -> Outcome {
        match self.command {
            Command::Init(command) => command.execute(),
            Command::List(command) => command.execute(),
            Command::Import(command) => command.execute(),
            Command::Generate(command) => command.execute(),
            Command::Rotate(command) => command.execute(),
            Command::Revoke(command) => command.execute(),
            Command::ExportPublic(command) => command.execute(),
            Command::Backup(command) => command.execute(),
            Command::Restore(command) => command.execute(),
            Command::Verify(command) => command.execute(),
        }
    }
}

impl Common {
    fn open(&self, access: Access) -> Result<Opened> {
        self.audit.install()?;
        self.store.open(access)
    }

    fn print(&self, text: &str, json: &Value) -> Result<ExitCode> {
        self.format.print(text, json)
    }

    /// Prints what has changed.
    fn done(&self, text: &str, json: &Value) -> Result<ExitCode> {
        self.print(text, json).context("it was done, but the message that says so is lost")
    }

    /// Prints what was written to a file; on standard error if that is standard output.
    fn print_beside(&self, output: &Path, text: &str, json: &Value) -> Result<ExitCode> {
        self.format.print_beside(output, text, json)
    }
}

impl EntryArgs {
    fn name(&self) -> Result<EntryName> {
        Ok(entry_name(self.guest.as_deref().unwrap_or(":host"), &self.id)?)
    }
}

/// The algorithm of a version of an entry.
fn algorithm_of(opened: &Opened, name: &EntryName, which: Selector) -> Result<String> {
    let listed = operate(opened, opened.secrets.operator().list(Some(name.namespace().clone())))?;
    let entry = listed.into_iter().find(|listed| listed.name == *name);
    let is_meant = |version: u64| matches!(which, Selector::Version(wanted) if wanted == version);
    let found = entry.and_then(|entry| match which {
        Selector::Version(_) => entry.versions.into_iter().find(|listed| is_meant(listed.version)),
        Selector::Latest | Selector::All => entry.versions.into_iter().last(),
    });
    let missing = || {
        let name = String::from_utf8_lossy(name.id());
        format!("there is no key `{name}`; `wasi-crypto secrets list` shows them")
    };
    Ok(found.with_context(missing)?.algorithm)
}

/// What an operator does with an open store, with errors that say what to do next.
fn operate<T>(opened: &Opened, work: impl Future<Output = wasi_crypto_host::secrets::Result<T>>) -> Result<T> {
    wait(work)?.map_err(|error| explain(error, &opened.path))
}

/// A version, or a word for some.
fn selector(text: &str) -> Result<Selector, String> {
    match text {
        "latest" => Ok(Selector::Latest),
        "all" => Ok(Selector::All),
        number => number.parse().map(Selector::Version).map_err(|_| "it takes a number, `latest` or `all`".into()),
    }
}
