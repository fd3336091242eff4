//! The two ways a report can be printed.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::Value;

use crate::{files, report};

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
        files::write_output(self.choose(text, json)?.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }

    /// Prints a report on what was written to `output`, which has standard output for itself if it is that.
    pub fn print_beside(self, output: &Path, text: &str, json: &Value) -> Result<ExitCode> {
        if !files::is_standard(output) {
            return self.print(text, json);
        }
        report::note(self.choose(text, json)?.trim_end());
        Ok(ExitCode::SUCCESS)
    }

    fn choose(self, text: &str, json: &Value) -> Result<String> {
        Ok(match self {
            Self::Text => text.to_owned(),
            Self::Json => serde_json::to_string_pretty(json)? + "\n",
        })
    }
}
