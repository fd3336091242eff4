//! `wasi-crypto secrets verify`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Common, operate};
use crate::escape::shown;
use crate::progress;
use crate::report::Outcome;
use crate::secrets::{Access, explain, wait};

/// Check the file and open every key in it
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets verify --secrets keys.redb

Exit code: 0 when everything is as it should be, 1 when something is damaged.")]
pub struct Verify {
    #[command(flatten)]
    common: Common,
}

impl Verify {
    pub fn execute(self) -> Outcome {
        let opened = self.common.open(Access::Changing)?;
        let mut damaged = progress::during("checking the file", || wait(opened.store.verify()))?
            .map_err(|error| explain(error, &opened.path))?;
        let operator = opened.secrets.operator();
        let verified = progress::during("opening every key", || operate(&opened, operator.verify()))?;
        damaged.extend(verified.damaged);
        let mut text = format!("{} versions are intact, {} problems\n", verified.intact, damaged.len());
        for what in &damaged {
            text += &format!("damaged: {}\n", shown(what));
        }
        self.common.print(&text, &json!({ "intact": verified.intact, "damaged": damaged.clone() }))?;
        Ok(if damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
