//! `wasi-crypto secrets list`.

use std::fmt::Write;

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};
use wasi_crypto_host::keystore::Namespace;
use wasi_crypto_host::secrets::{Listed, ListedVersion};

use super::{Common, operate};
use crate::escape::shown;
use crate::report::Outcome;
use crate::secrets::Access;
use crate::time;

/// List keys and secrets with their versions: the host's and those of guests
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets list --secrets keys.redb
  wasi-crypto secrets list --guest default
  wasi-crypto secrets list --format json | jq -r '.[] | select(.guest == null).id'")]
pub struct List {
    /// Only what this guest has
    #[arg(long, value_name = "GUEST")]
    guest: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl List {
    pub fn execute(self) -> Outcome {
        let namespace = self.guest.as_deref().map(Namespace::guest).transpose()?;
        let opened = self.common.open(Access::Reading)?;
        let listed = operate(&opened, opened.secrets.operator().list(namespace))?;
        let json: Vec<Value> = listed.iter().map(object).collect();
        self.common.print(&text(&listed)?, &Value::Array(json))
    }
}

/// A table with a line for each version.
fn text(listed: &[Listed]) -> Result<String> {
    let heads = ["OWNER", "NAME", "KIND", "VERSION", "ALGORITHM", "CREATED", "EXPIRES", "STATE"];
    let mut rows = vec![heads.map(String::from)];
    for entry in listed {
        let owner = shown(&entry.name.namespace().to_string()).to_string();
        let id = shown(&entry.id).to_string();
        let kind = entry.kind.to_string();
        let none = || "-".to_owned();
        if entry.versions.is_empty() {
            let revoked = "revoked".to_owned();
            rows.push([owner.clone(), id.clone(), kind.clone(), none(), none(), none(), none(), revoked]);
        }
        for version in &entry.versions {
            let algorithm = Some(shown(&version.algorithm).to_string()).filter(|name| !name.is_empty());
            rows.push([
                owner.clone(),
                id.clone(),
                kind.clone(),
                version.version.to_string(),
                algorithm.unwrap_or_else(none),
                time::day(version.created),
                version.expires.map_or_else(|| "never".to_owned(), time::day),
                state(version).to_owned(),
            ]);
        }
    }
    let width = |column| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell: &String| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(out)
}

fn object(entry: &Listed) -> Value {
    let namespace = entry.name.namespace();
    let versions: Vec<Value> = entry
        .versions
        .iter()
        .map(|version| {
            json!({
                "version": version.version,
                "algorithm": Some(&version.algorithm).filter(|name| !name.is_empty()),
                "created": time::rfc3339(version.created),
                "expires": version.expires.map(time::rfc3339),
                "state": state(version),
            })
        })
        .collect();
    json!({
        "guest": (!namespace.is_host()).then(|| namespace.as_str()),
        "id": entry.id,
        "kind": entry.kind.name(),
        "state": if entry.versions.is_empty() { "revoked" } else { "present" },
        "versions": versions,
    })
}

fn state(version: &ListedVersion) -> &'static str {
    if version.expired { "expired" } else { "valid" }
}
