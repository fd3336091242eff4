//! The two ways a report can be printed.

use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::Value;

use crate::files;

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// JSON, for scripts
    Json,
}

impl Format {
    /// Prints a report on standard output.
    pub fn print(self, text: &str, json: &Value) -> Result<ExitCode> {
        match self {
            Self::Text => files::write(None, text.as_bytes())?,
            Self::Json => files::write(None, (serde_json::to_string_pretty(json)? + "\n").as_bytes())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
