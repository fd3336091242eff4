//! The audit of managed keys: one line per event, on standard error or in a file.
//!
//! A subscriber of our own instead of `tracing-subscriber`: there are no spans, no filters and no layers here, only the
//! events of two targets, each of which becomes a line.

use std::fmt::{Debug, Write as _};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};
use wasi_crypto_host::secrets::audit::TARGET;

use crate::escape::shown;
use crate::files;
use crate::format::Format;
use crate::report;
use crate::time;

/// Where the audit goes.
#[derive(Args, Clone, Debug, Default)]
pub struct AuditArgs {
    /// Print a line on standard error for each operation on a managed key
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "text")]
    audit: Option<Format>,
    /// Append these lines to a file instead; `-` is standard output
    #[arg(long, value_name = "FILE")]
    audit_file: Option<PathBuf>,
}

impl AuditArgs {
    /// The file that lines are appended to.
    pub fn file(&self) -> Option<&Path> {
        self.audit_file.as_deref()
    }

    /// Begins to write lines, and to tell of failures of the store, which guests only see as internal errors.
    pub fn install(&self) -> Result<()> {
        let file = match &self.audit_file {
            Some(path) => Some(files::append_private(path)?),
            None => None,
        };
        let format = self.audit.or(file.as_ref().map(|_| Format::Text));
        let lines = Lines { format, file: file.map(Mutex::new) };
        tracing::subscriber::set_global_default(lines).context("the audit cannot begin")
    }
}

struct Lines {
    format: Option<Format>,
    file: Option<Mutex<Box<dyn Write + Send>>>,
}

impl Lines {
    fn write(&self, line: &str) {
        let written = match &self.file {
            Some(file) => match file.lock() {
                Ok(mut file) => file.write_all(line.as_bytes()).and_then(|()| file.flush()),
                Err(_) => Err(io::Error::other("another thread has failed to write it")),
            },
            None => io::stderr().write_all(line.as_bytes()),
        };
        if let Err(error) = written {
            report::warn(format_args!("a line of the audit is lost: {}", shown(&error.to_string())));
        }
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && (is_audit(metadata) && self.format.is_some() || is_failure(metadata))
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        match self.format {
            Some(format) if is_audit(event.metadata()) => self.write(&fields.line(format, time::now())),
            _ => report::warn(shown(&fields.sentence())),
        }
    }

    // There are no spans.
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

fn is_audit(metadata: &Metadata<'_>) -> bool {
    metadata.target() == TARGET
}

/// What operators have to know besides: errors and warnings.
fn is_failure(metadata: &Metadata<'_>) -> bool {
    let least = if is_audit(metadata) { Level::ERROR } else { Level::WARN };
    *metadata.level() <= least && metadata.target().starts_with("wasi_crypto")
}

/// The fields of an event, without its message.
#[derive(Default)]
struct Fields {
    message: String,
    named: Vec<(&'static str, Value)>,
}

impl Fields {
    fn line(self, format: Format, now: u64) -> String {
        let time = time::rfc3339(now);
        match format {
            Format::Text => {
                let mut line = time;
                for (name, value) in &self.named {
                    let text = value.as_str().map_or_else(|| value.to_string(), quoted);
                    // Writing to a string does not fail.
                    let _ = write!(line, " {name}={text}");
                }
                line + "\n"
            }
            Format::Json => {
                let mut object = Map::from_iter([("time".to_owned(), json!(time))]);
                object.extend(self.named.into_iter().map(|(name, value)| (name.to_owned(), value)));
                Value::Object(object).to_string() + "\n"
            }
        }
    }

    fn sentence(&self) -> String {
        let mut sentence = self.message.clone();
        for (_, value) in &self.named {
            let _ = write!(sentence, ": {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        sentence
    }
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.named.push((field.name(), json!(value)));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.named.push((field.name(), json!(value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            name => self.named.push((name, json!(format!("{value:?}")))),
        }
    }
}

/// A value in one word, so that no value can look like another field or another line.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b':');
    if !text.is_empty() && text.bytes().all(plain) { text.to_owned() } else { format!("{text:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        let named = vec![("guest", json!("a")), ("key", json!("x y=\n")), ("version", json!(3)), ("empty", json!(""))];
        Fields { message: "managed key".into(), named }
    }

    #[test]
    fn a_value_never_becomes_another_line() {
        assert_eq!(
            fields().line(Format::Text, 0),
            "1970-01-01T00:00:00Z guest=a key=\"x y=\\n\" version=3 empty=\"\"\n"
        );
        let line = fields().line(Format::Json, 0);
        assert_eq!(line.lines().count(), 1);
        let object: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&object["version"], &object["key"]), (&json!(3), &json!("x y=\n")));
    }
}
