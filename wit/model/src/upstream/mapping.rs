//! The two packages side by side, for people.

use std::fmt::Write;

use super::{State, Upstream};
use crate::wit::fill;

/// Where the column of our functions begins.
const COLUMN: usize = 46;

/// Longest line, where it can be helped.
const WIDTH: usize = 100;

impl Upstream {
    /// Every function of upstream's package with ours, and a note where they differ.
    pub fn mapping(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "{:COLUMN$}{}", self.table.package, self.our_package);
        for interface in &self.table.interfaces {
            let _ = writeln!(text, "\n{}", interface.name);
            for function in &interface.functions {
                let mark = if function.is_in(State::WithoutClose) { "" } else { " *" };
                let ours = self.ours(function).replace('`', "");
                let _ = writeln!(text, "{:COLUMN$}{ours}", format!("  {}{mark}", function.0));
                for line in self.note(function).map(|note| fill(note, WIDTH - 6)).unwrap_or_default() {
                    let _ = writeln!(text, "      {line}");
                }
            }
        }
        let _ = writeln!(
            text,
            "\n* not in the package any more since September 2026, which this host serves as well: drop the handle.\n\
             Errors are those of ours by the same names. A handle that was given away or made up traps."
        );
        text
    }
}
