//! `wasi-crypto secrets rotate`: other keys, of the host or of the store itself.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::json;
use wasi_crypto_host::keystore::Selector;
use wasi_crypto_host::secrets::{Operator, entry_name};

use super::keys::{Lifetime, report};
use super::{Common, algorithm_of, operate};
use crate::escape::{self, shown};
use crate::keys::{self, Encoding, PassphraseArgs};
use crate::report::Outcome;
use crate::secrets::{Access, Opened, Source};

/// Make a new version of a key of the host, or other keys for the store itself
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  wasi-crypto secrets rotate release-2026                  a newly generated version
  wasi-crypto secrets rotate release-2026 --from new.pem   one of yours
  wasi-crypto secrets rotate --master-key                  in place of the file next to the store
  wasi-crypto secrets rotate --master-key --new-master-key-file new.key
  wasi-crypto secrets rotate --data-key                    seal every record anew

Earlier versions of a key stay valid until they are revoked. A new one lives as long as the one before
had to, unless --expires says otherwise. Guests notice nothing of a new master
or data key. Backups need the master key that was in use when they were made: keep it with them.")]
pub struct Rotate {
    /// Name of a key of the host
    #[arg(required_unless_present_any = ["master_key", "data_key"])]
    name: Option<String>,
    /// Take the new version from this file instead of generating it; `-` reads standard input
    #[arg(long, value_name = "FILE", requires = "name")]
    from: Option<PathBuf>,
    /// How the key in that file is written; guessed where the file shows it
    #[arg(long, value_enum, requires = "from")]
    encoding: Option<Encoding>,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    #[command(flatten)]
    lifetime: Lifetime,
    /// Seal the store under another master key
    #[arg(long, conflicts_with_all = ["name", "data_key", "expires"])]
    master_key: bool,
    /// File with the new master key; it is made, with a new key, if it is not there. `-` reads standard input
    #[arg(long, value_name = "FILE", requires = "master_key")]
    new_master_key_file: Option<PathBuf>,
    /// Seal every record with a new data key
    #[arg(long, conflicts_with_all = ["name", "expires"])]
    data_key: bool,
    #[command(flatten)]
    common: Common,
}

impl Rotate {
    pub fn execute(self) -> Outcome {
        let opened = self.common.open(Access::Changing)?;
        let operator = opened.secrets.operator();
        if self.master_key {
            self.rotate_master(&opened, &operator)
        } else if self.data_key {
            self.rotate_data(&opened, &operator)
        } else {
            self.rotate_key(&opened, &operator)
        }
    }

    fn rotate_key(&self, opened: &Opened, operator: &Operator) -> Outcome {
        let name = self.name.as_deref().context("which key?")?;
        let expires = self.lifetime.expiry()?;
        let algorithm = algorithm_of(opened, &entry_name(":host", name)?, Selector::Latest)?;
        let key = match &self.from {
            Some(file) => Some(keys::read(file, &algorithm, self.encoding, &self.passphrase)?),
            None => None,
        };
        let version = operate(opened, operator.rotate(name, key.as_ref(), expires))?;
        report(&self.common, "rotated", name, version, &algorithm)
    }

    fn rotate_master(&self, opened: &Opened, operator: &Operator) -> Outcome {
        let Some(file) = &self.new_master_key_file else {
            let new = opened.source.begin_replacing()?;
            operate(opened, operator.rotate_master(&new))?;
            let kept = opened.source.finish_replacing()?;
            let old = kept.as_ref().map(|file| file.display().to_string());
            let file = opened.source.file().map(|file| file.display().to_string());
            let json = json!({ "master_key_file": file, "old_master_key_file": old });
            let mut text = format!("the store has a new master key, in {}\n", opened.source.shown());
            if let Some(kept) = kept {
                text += &format!(
                    "backups made before need the old one, in {}: delete both together\n",
                    escape::path(&kept)
                );
            }
            return self.common.done(&text, &json);
        };
        if opened.source.file().is_some_and(|old| same(old, file)) {
            bail!("`{}` has the present master key; name another file", escape::path(file));
        }
        // On disk before the store needs it.
        let source = Source::named(file);
        let new = source.draft()?;
        let generated = new.write(&source)?;
        operate(opened, operator.rotate_master(&new.key))?;
        let old = opened.source.file().map(|file| file.display().to_string());
        let new = file.display().to_string();
        let json = json!({ "master_key_file": new, "old_master_key_file": old, "master_key_generated": generated });
        let (new, old) = (escape::path(file), opened.source.shown());
        let text = format!(
            "the store has a new master key: from now on, --master-key-file {new}\n\
             backups made before need the old one, in {old}: delete both together\n"
        );
        self.common.done(&text, &json)
    }

    fn rotate_data(&self, opened: &Opened, operator: &Operator) -> Outcome {
        let rotation = operate(opened, operator.rotate_data_key())?;
        let json =
            json!({ "resealed": rotation.resealed, "resumed": rotation.resumed, "damaged": rotation.damaged.clone() });
        let mut text = format!("sealed {} versions anew\n", rotation.resealed);
        if rotation.resumed {
            text += "an interrupted rotation was brought to its end\n";
        }
        for damaged in &rotation.damaged {
            text += &format!("damaged: {}\n", shown(damaged));
        }
        let code = self.common.done(&text, &json)?;
        if !rotation.damaged.is_empty() {
            bail!("the old data keys are kept for what is damaged: revoke it, then rotate again");
        }
        Ok(code)
    }
}

fn same(a: &std::path::Path, b: &std::path::Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
